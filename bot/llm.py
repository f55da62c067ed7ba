"""
Texts by a language model, for whoever can do without.

Whatever goes wrong there is no text: the endpoint is slow, down, talks nonsense, or
says what the caller's check refuses. That is counted and logged, and never raised.
"""

import asyncio
import json

import aiohttp
import structlog

from bot.effect import Check, Messages
from bot.llmsettings import LlmSettings
from bot.metrics import Metrics

log = structlog.get_logger(__name__)

_LARGEST_ANSWER = 256 * 1024
"""In bytes; a text for a page is a hundredth of it."""

_CHUNK = 16 * 1024


class Llm:
    """A language model behind an endpoint."""

    def __init__(
        self, settings: LlmSettings, session: aiohttp.ClientSession, metrics: Metrics
    ) -> None:
        self._settings = settings
        self._session = session
        self._metrics = metrics

    async def complete(self, messages: Messages, *, check: Check) -> str | None:
        """
        What the model answers to *messages*, within the time of the settings.

        Args:
            messages: What is asked.
            check: Decides whether the answer may be used.

        Returns:
            The answer, which *check* found nothing wrong with; None if there is
            none, or no model at all.
        """
        if not self._settings.address:
            return None
        try:
            async with asyncio.timeout(self._settings.wait_seconds):
                said = _content(await self._answer(messages))
        except (
            aiohttp.ClientError,
            OSError,  # no answer in time, or no connection
            ValueError,
            LookupError,
            TypeError,
            RecursionError,
        ) as error:
            self._metrics.completions.labels("failed").inc()
            log.warning("completion.failed", error=_told(error))
            return None
        if reason := check(said):
            self._metrics.completions.labels("refused").inc()
            log.warning("completion.refused", reason=reason)
            return None
        self._metrics.completions.labels("done").inc()
        log.info("completion.done", characters=len(said))
        return said

    async def _answer(self, messages: Messages) -> bytes:
        """
        The body of the endpoint's answer.

        It is not followed elsewhere, where the key has no business.
        """
        key = self._settings.key.get_secret_value()
        asked = {"model": self._settings.model, "messages": [*map(dict, messages)]}
        async with self._session.post(
            self._settings.address,
            json=asked,
            headers={"Authorization": f"Bearer {key}"} if key else {},
            allow_redirects=False,
        ) as response:
            if response.status != 200:  # noqa: PLR2004 - the one status with an answer
                raise ValueError(f"status {response.status}")
            body = bytearray()
            async for chunk in response.content.iter_chunked(_CHUNK):
                body += chunk
                if len(body) > _LARGEST_ANSWER:
                    raise ValueError(f"more than {_LARGEST_ANSWER} bytes")
            return bytes(body)


def _content(body: bytes) -> str:
    """
    The text in *body*.

    Raises:
        ValueError: If it is no JSON, or holds no text.
        LookupError: If something on the way to the text is missing.
        TypeError: If something on the way to the text is of another form.
    """
    said = json.loads(body)["choices"][0]["message"]["content"]
    if not isinstance(said, str) or not said.strip():
        raise ValueError("no text in the answer")
    return said.strip()


def _told(error: Exception) -> str:
    """What went wrong, without a word of what was said."""
    if isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
        return "not JSON"
    return str(error) if type(error) is ValueError else type(error).__name__
