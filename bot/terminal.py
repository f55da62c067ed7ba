"""
A phone in the terminal: types to the simulator, and shows what it gets.

It talks to the bot over HTTP alone, as the phone of the simulator in a browser does.
"""

import asyncio
import shlex
import shutil
import sys
import textwrap
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import aiohttp
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import (
    CompleteEvent,
    Completer,
    Completion,
    PathCompleter,
)
from prompt_toolkit.document import Document
from prompt_toolkit.patch_stdout import patch_stdout

from bot.client import Refused, ServerGone

HELP = """\
  /photo FILE...             sends photos; TAB completes names
  /photo FILE -- WORDS       sends a photo with words below it
  /voice FILE...             sends voice notes
  /help                      shows this
  /quit, or Ctrl-D           ends"""

IDLE_CHECK_SECONDS = 0.1
_OK = 200
_KINDS = {"photo": "image/jpeg", "voice": "audio/ogg"}
_EXAMPLES = {"photo": "front.jpg", "voice": "note.ogg"}


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
        self._shown = 0

    async def run(self) -> None:
        """
        Talk until the person ends it; from a pipe, until all is answered.

        Raises:
            Refused: If the bot has no such simulator.
            ServerGone: If the bot stopped meanwhile.
        """
        timeout = aiohttp.ClientTimeout(total=None)
        async with aiohttp.ClientSession(timeout=timeout) as client:
            try:
                await self._talk(client)
            except aiohttp.ClientError as error:
                raise ServerGone(
                    f"the bot does not answer any more ({type(error).__name__}); "
                    "start it and come back"
                ) from error

    async def _talk(self, client: aiohttp.ClientSession) -> None:
        earlier = await self._replies(client, wait=False)
        self._shown = max((int(reply["number"]) for reply in earlier), default=0)
        typing = asyncio.create_task(self._type_all(client))
        listening = asyncio.create_task(self._listen(client))
        try:
            done, _ = await asyncio.wait(
                {typing, listening}, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            typing.cancel()
            listening.cancel()
            await asyncio.gather(typing, listening, return_exceptions=True)
        for task in done:
            task.result()
        self._show_replies(await self._replies(client, wait=False))

    async def _type_all(self, client: aiohttp.ClientSession) -> None:
        async for line in _lines():
            if line in {"/quit", "/exit"}:
                break
            if line == "/help":
                self._show(HELP)
            elif line.strip():
                await self._type(client, line)
        if not sys.stdin.isatty():
            await self._until_answered(client)

    async def _type(self, client: aiohttp.ClientSession, line: str) -> None:
        text, files = line, []
        kind = line.split(maxsplit=1)[0].removeprefix("/")
        if line.startswith("/") and kind in _KINDS:
            paths, _, text = line.removeprefix(f"/{kind}").partition(" -- ")
            try:
                files = await asyncio.to_thread(_read_files, kind, shlex.split(paths))
            except OSError as error:
                self._show(f"! {error.filename}: {error.strerror}")
                return
            except ValueError as error:
                self._show(f"! {error}")
                return
        await self._send(client, text, kind, files)

    async def _send(
        self,
        client: aiohttp.ClientSession,
        text: str,
        kind: str,
        files: Sequence[bytes],
    ) -> None:
        form = aiohttp.MultipartWriter("form-data")
        part = form.append(text)
        part.set_content_disposition("form-data", name="text")
        for content in files:
            part = form.append(content, {"Content-Type": _KINDS[kind]})
            part.set_content_disposition("form-data", name=kind, filename=kind)
        async with client.post(f"{self._phone}/messages", data=form) as answer:
            if answer.status != _OK:
                self._show(f"! not sent: {await answer.text()}")

    async def _listen(self, client: aiohttp.ClientSession) -> None:
        while True:
            self._show_replies(await self._replies(client, wait=True))

    async def _replies(
        self, client: aiohttp.ClientSession, *, wait: bool
    ) -> list[dict[str, Any]]:
        query = {"after": str(self._shown), "wait": "1" if wait else "0"}
        async with client.get(f"{self._phone}/replies", params=query) as answer:
            if answer.status != _OK:
                raise Refused(
                    f"the bot at {answer.url.origin()}: {await answer.text()}"
                )
            found: list[dict[str, Any]] = (await answer.json())["replies"]
            return found

    async def _until_answered(self, client: aiohttp.ClientSession) -> None:
        while True:
            async with client.get(f"{self._phone}/busy") as answer:
                if not (await answer.json())["busy"]:
                    return
            await asyncio.sleep(IDLE_CHECK_SECONDS)

    def _show_replies(self, replies: Sequence[dict[str, Any]]) -> None:
        for reply in replies:
            self._shown = int(reply["number"])
            lines = [
                part
                for line in str(reply["text"]).split("\n")
                for part in _wrapped(line)
            ]
            shown = [f"bot > {lines[0]}", *(f"      {line}" for line in lines[1:])]
            self._show("\n".join(line.rstrip() for line in shown))


class _Files(Completer):
    """Completes names of files behind ``/photo`` and ``/voice``."""

    def __init__(self) -> None:
        self._paths = PathCompleter(expanduser=True)

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        """What may stand in place of the last word."""
        typed = document.text_before_cursor
        if typed.startswith(tuple(f"/{kind} " for kind in _KINDS)):
            word = typed.rpartition(" ")[2]
            yield from self._paths.get_completions(Document(word), complete_event)


def _wrapped(line: str) -> list[str]:
    """*line* in pieces that fit the terminal; whole if it goes elsewhere."""
    if not sys.stdout.isatty():
        return [line]
    width = max(shutil.get_terminal_size().columns - 8, 20)
    fitting = textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False)
    return fitting or [""]


def _read_files(kind: str, paths: Sequence[str]) -> list[bytes]:
    if not paths:
        raise ValueError(f"name a file: /{kind} {_EXAMPLES[kind]}")
    return [Path(path).expanduser().read_bytes() for path in paths]


async def _lines() -> AsyncIterator[str]:
    """What the person types, or what comes through a pipe, line by line."""
    if not sys.stdin.isatty():
        while line := await asyncio.to_thread(sys.stdin.readline):
            yield line.rstrip("\n")
        return
    session: PromptSession[str] = PromptSession(
        "you > ", completer=_Files(), complete_while_typing=False
    )
    with patch_stdout():
        while True:
            try:
                yield await session.prompt_async()
            except (EOFError, KeyboardInterrupt):
                return
