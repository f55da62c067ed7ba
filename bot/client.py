"""
Asks the running server, or does it ourselves when none runs.

    the server holds the lock --> ask it, over the socket in the data folder
    nobody does               --> take the lock, open the database, do it, close
"""

import os
from typing import Any

import aiohttp

from bot.errors import BotError
from bot.operating import COMMANDS, Parts
from bot.settings import Settings
from bot.wakes import Wakes
from storage.engine import lock, open_engine
from storage.files import FilePhotoStore

SOCKET = "control.sock"


class Refused(BotError):
    """The running server would not do it."""


async def ask(settings: Settings, command: str, argument: str = "") -> Any:
    """
    Perform *command*, there or here.

    Raises:
        Refused: If the running server would not.
        StorageError: If the data cannot be opened here.
    """
    server = settings.data / SOCKET
    if server.exists():
        connector = aiohttp.UnixConnector(str(server))
        async with aiohttp.ClientSession(connector=connector) as client:
            try:
                form = {"argument": argument}
                async with client.post(f"http://alur/{command}", data=form) as answer:
                    if answer.status != 200:  # noqa: PLR2004 - what HTTP calls success
                        raise Refused(await answer.text())
                    return await answer.json()
            except aiohttp.ClientConnectorError:
                pass  # the file of a server that is gone
    return await _here(settings, command, argument)


async def _here(settings: Settings, command: str, argument: str) -> Any:
    settings.data.mkdir(parents=True, exist_ok=True)
    handle = lock(settings.data)
    try:
        engine = await open_engine(settings.data / "bot.db")
        try:
            photos = FilePhotoStore(settings.photo_root)
            parts = Parts(engine=engine, photos=photos, wakes=Wakes())
            return await COMMANDS[command](parts, argument)
        finally:
            await engine.close()
    finally:
        os.close(handle)
