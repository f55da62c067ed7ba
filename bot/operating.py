"""
What an operator may ask of the bot's data, whether the server runs or not.

Each command is a function of the database, the photos and one argument, and gives
something that JSON can say. ``alur`` calls it itself, or asks the running server to.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.errors import BotError
from bot.wakes import Wakes
from storage.engine import Engine
from storage.overview import Whereabouts, drop, lines, parked, retry, whereabouts
from storage.photos import PhotoStore


class NotFound(BotError):
    """There is nothing of the name that the operator gave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """
    What the commands work on.

    Attributes:
        engine: The database.
        photos: The photo store.
        wakes: Woken when something is to be done again.
        url: Where the server listens; empty if none runs.
    """

    engine: Engine
    photos: PhotoStore
    wakes: Wakes
    url: str = ""


async def _about(parts: Parts, _argument: str) -> Any:
    return {"url": parts.url}


async def _chats(parts: Parts, _argument: str) -> Any:
    return [asdict(one) for one in await parts.engine.run(whereabouts, None)]


async def _lines(parts: Parts, argument: str) -> Any:
    found = await _find(parts, argument)
    return {
        one.chat: [asdict(line) for line in await parts.engine.run(lines, one.chat)]
        for one in found
    }


async def _parked(parts: Parts, _argument: str) -> Any:
    return [asdict(one) for one in await parts.engine.run(parked, None)]


async def _retry(parts: Parts, argument: str) -> Any:
    done = await parts.engine.run(retry, argument)
    parts.wakes.worker.set()
    parts.wakes.sender.set()
    return done


async def _drop(parts: Parts, argument: str) -> Any:
    return await parts.engine.run(drop, argument)


async def _photos(parts: Parts, argument: str) -> Any:
    folders = await _folders(parts, argument)
    return dict(await parts.photos.listings(folders))


async def _purge(parts: Parts, argument: str) -> Any:
    folders = await _folders(parts, argument)
    return {folder: await parts.photos.purge(folder) for folder in folders}


async def _find(parts: Parts, argument: str) -> list[Whereabouts]:
    """
    The chats that *argument* names, by key or by phone; the ``+`` may be left out.

    Raises:
        NotFound: If there is none.
    """
    names = {argument, f"+{argument}"}
    everybody = await parts.engine.run(whereabouts, None)
    found = [one for one in everybody if not names.isdisjoint({one.chat, one.phone})]
    if not found:
        raise NotFound(f"there is no chat {argument!r}; list them with: alur chats")
    return found


async def _folders(parts: Parts, argument: str) -> list[str]:
    found = await _find(parts, argument)
    return sorted({one.folder for one in found if one.folder is not None})


COMMANDS: Mapping[str, Callable[[Parts, str], Awaitable[Any]]] = {
    "about": _about,
    "chats": _chats,
    "lines": _lines,
    "parked": _parked,
    "retry": _retry,
    "drop": _drop,
    "photos": _photos,
    "purge": _purge,
}
"""By name; each gets its argument, empty if it has none. They raise ``NotFound``."""
