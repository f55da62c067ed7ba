"""
A phone in the terminal: types to the simulator, and shows what it gets.

It talks to the bot over HTTP alone, as the phone of the simulator in a browser does.
"""

import asyncio
import contextlib
import shlex
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import aiohttp
from prompt_toolkit import PromptSession
from prompt_toolkit.patch_stdout import patch_stdout

HELP = (
    "/photo FILE...  sends photos, words behind ' -- ' are their caption; /quit  ends"
)
IDLE_CHECK_SECONDS = 0.1


class Terminal:
    """
    One phone.

    Args:
        url: The simulator channel: ``http://host:port/simulator/tenant/channel``.
        phone: Whose phone it is, E.164 with ``+``.
        show: Where lines for the person go.
    """

    def __init__(self, url: str, phone: str, show: Callable[[str], None]) -> None:
        self._phone = f"{url}/phones/{phone}"
        self._show = show

    async def run(self) -> None:
        """Talk until the person ends it; from a pipe, until all is answered."""
        timeout = aiohttp.ClientTimeout(total=None)
        async with aiohttp.ClientSession(timeout=timeout) as client:
            after = await self._latest(client)
            listening = asyncio.create_task(self._listen(client, after))
            try:
                async for line in _lines():
                    if line in {"/quit", "/exit"}:
                        break
                    await self._type(client, line)
                if not sys.stdin.isatty():
                    await self._until_answered(client)
            finally:
                listening.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await listening

    async def _type(self, client: aiohttp.ClientSession, line: str) -> None:
        text, photos = line, []
        if line.startswith("/photo"):
            paths, _, text = line.removeprefix("/photo").partition(" -- ")
            try:
                photos = await asyncio.to_thread(_read_files, shlex.split(paths))
            except (OSError, ValueError) as error:
                self._show(f"! {error}")
                return
        elif not line.strip():
            return
        form = aiohttp.MultipartWriter("form-data")
        part = form.append(text)
        part.set_content_disposition("form-data", name="text")
        for content in photos:
            part = form.append(content, {"Content-Type": "image/jpeg"})
            part.set_content_disposition("form-data", name="photo", filename="photo")
        async with client.post(f"{self._phone}/messages", data=form) as answer:
            if answer.status != 200:  # noqa: PLR2004 - what HTTP calls success
                self._show(f"! not sent: {answer.status} {await answer.text()}")

    async def _listen(self, client: aiohttp.ClientSession, after: int) -> None:
        while True:
            for reply in await self._replies(client, after, wait=True):
                after = int(reply["number"])
                self._show_reply(str(reply["text"]))

    async def _latest(self, client: aiohttp.ClientSession) -> int:
        replies = await self._replies(client, 0, wait=False)
        return max((int(reply["number"]) for reply in replies), default=0)

    async def _replies(
        self, client: aiohttp.ClientSession, after: int, *, wait: bool
    ) -> list[dict[str, str | int]]:
        query = {"after": str(after), "wait": "1" if wait else "0"}
        async with client.get(f"{self._phone}/replies", params=query) as answer:
            found: list[dict[str, str | int]] = (await answer.json())["replies"]
            return found

    async def _until_answered(self, client: aiohttp.ClientSession) -> None:
        while True:
            async with client.get(f"{self._phone}/busy") as answer:
                if not (await answer.json())["busy"]:
                    return
            await asyncio.sleep(IDLE_CHECK_SECONDS)

    def _show_reply(self, text: str) -> None:
        first, *rest = text.split("\n")
        self._show("\n".join([f"bot > {first}", *(f"      {line}" for line in rest)]))


def _read_files(paths: Sequence[str]) -> list[bytes]:
    if not paths:
        raise ValueError("name a file: /photo front.jpg")
    return [Path(path).expanduser().read_bytes() for path in paths]


async def _lines() -> AsyncIterator[str]:
    """What the person types, or what comes through a pipe, line by line."""
    if not sys.stdin.isatty():
        while line := await asyncio.to_thread(sys.stdin.readline):
            yield line.rstrip("\n")
        return
    session: PromptSession[str] = PromptSession("you > ")
    with patch_stdout():
        while True:
            try:
                yield await session.prompt_async()
            except (EOFError, KeyboardInterrupt):
                return
