"""
Asks the running server, or does it ourselves when none runs.

    the server holds the lock --> ask it, over the socket in the data folder
    nobody does               --> take the lock, open the database, do it, close
"""

import os
from typing import Any

import aiohttp

from bot.dialogue.library import Library
from bot.errors import BotError
from bot.opening import open_library
from bot.operating import COMMANDS
from bot.settings import Settings
from bot.wakes import Wakes
from bot.web.serving import reachable
from bot.workings import Parts
from storage.engine import Engine, open_engine
from storage.locking import lock
from storage.photos import VOICE
from storage.places import open_photos

SOCKET = "control.sock"


class Refused(BotError):
    """The running server would not do it."""


class ServerGone(BotError):
    """The running server broke off in the middle."""


class _Files:
    """The dialogues of a bot that does not run: those in the files."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self._settings = settings
        self._engine = engine

    async def running(self) -> Library:
        return await open_library(self._settings, self._engine)

    async def newest(self) -> Library:
        return await self.running()


async def ask(settings: Settings, command: str, argument: str = "") -> Any:
    """
    Perform *command*, there or here.

    Raises:
        NotFound: If nothing has the name that *argument* gives.
        BadFlow: If the dialogues are needed, and their files have mistakes.
        Refused: If the running server says so, or would not.
        ServerGone: If it broke off in the middle.
        StorageError: If the data cannot be opened here.
    """
    server = settings.data / SOCKET
    if server.exists():
        try:
            with reachable(server) as name:
                return await _there(name, command, argument)
        except aiohttp.ClientConnectorError:
            pass  # the file of a server that is gone
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ServerGone(
                f"the running server broke off ({type(error).__name__}); try again"
            ) from error
    return await _here(settings, command, argument)


async def _there(socket: str, command: str, argument: str) -> Any:
    connector = aiohttp.UnixConnector(socket)
    async with (
        aiohttp.ClientSession(connector=connector) as client,
        client.post(f"http://alur/{command}", data={"argument": argument}) as answer,
    ):
        if answer.status != 200:  # noqa: PLR2004 - what HTTP calls success
            raise Refused(await answer.text())
        return await answer.json()


async def _here(settings: Settings, command: str, argument: str) -> Any:
    settings.data.mkdir(parents=True, exist_ok=True)
    handle = lock(settings.data)
    try:
        engine = await open_engine(settings.data / "bot.db")
        try:
            with (
                open_photos(settings.photo_place) as photos,
                open_photos(settings.voice_place, VOICE) as voices,
            ):
                parts = Parts(
                    engine=engine,
                    photos=photos,
                    voices=voices,
                    settings=settings,
                    wakes=Wakes(),
                    dialogues=_Files(settings, engine),
                )
                return await COMMANDS[command](parts, argument)
        finally:
            await engine.close()
    finally:
        os.close(handle)
