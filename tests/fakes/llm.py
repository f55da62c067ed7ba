"""
An endpoint that speaks as OpenAI's does, over real HTTP, and says what it is told to.

    async with FakeLlm(says("Honda Freed 2012 ...")) as llm:
        ...
        assert "Honda" in llm.asked[0].words
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """
    One request to the endpoint.

    Attributes:
        body: What was posted.
        headers: Of the request.
    """

    body: Mapping[str, Any]
    headers: Mapping[str, str]

    @property
    def words(self) -> str:
        """Everything that was asked, rules and facts."""
        return "\n".join(each["content"] for each in self.body["messages"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """
    How the endpoint answers one question.

    Attributes:
        body: What it sends.
        status: With which status.
        headers: With which headers.
        stalls: Whether it sends the half of it and then nothing more.
    """

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    stalls: bool = False


Answering = Callable[[Question], Answer]


def says(content: object) -> Answer:
    """The answer of an endpoint whose model says *content*."""
    choice = {"index": 0, "message": {"role": "assistant", "content": content}}
    body = {"object": "chat.completion", "choices": [choice]}
    return Answer(body=json.dumps(body).encode())


class FakeLlm:
    """
    One endpoint, on a port of its own.

    Attributes:
        asked: Every question, in order of arrival.
    """

    def __init__(self, answer: Answer | Answering) -> None:
        self.asked: list[Question] = []
        self._answer = answer
        self._closing = asyncio.Event()
        self._port = 0
        self._runner: web.AppRunner

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self._complete)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closing.set()
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._port}"

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        question = Question(body=await request.json(), headers=dict(request.headers))
        self.asked.append(question)
        answer = self._answer
        if not isinstance(answer, Answer):
            answer = answer(question)
        if not answer.stalls:
            return web.Response(
                body=answer.body, status=answer.status, headers=answer.headers
            )
        response = web.StreamResponse(status=answer.status, headers=answer.headers)
        await response.prepare(request)
        await response.write(answer.body[: len(answer.body) // 2])
        await self._closing.wait()
        return response
