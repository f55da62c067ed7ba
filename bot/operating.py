"""
What an operator may ask of the bot's data, whether the server runs or not.

Each command is a function of the database, the photos and one argument, and gives
something that JSON can say. ``alur`` calls it itself, or asks the running server to.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from typing import Any

import structlog

from bot import moving
from bot.linking import links, revoke_links
from bot.messages import Chat
from bot.workings import NotFound, Parts
from storage.codes import Code, hand_out
from storage.downloads import Refetch, refetch
from storage.misses import missed
from storage.overview import Whereabouts, drop, lines, parked, retry, whereabouts

log = structlog.get_logger(__name__)


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


async def _misses(parts: Parts, _argument: str) -> Any:
    return [
        {"flow": one.flow, "state": one.state, "text": json.loads(one.body)["text"]}
        for one in await parts.engine.run(missed, None)
    ]


async def _retry(parts: Parts, argument: str) -> Any:
    done = await parts.engine.run(retry, argument)
    parts.wakes.worker.set()
    parts.wakes.sender.set()
    return done


async def _drop(parts: Parts, argument: str) -> Any:
    return await parts.engine.run(drop, argument)


async def _photos(parts: Parts, argument: str) -> Any:
    folders = await _folders(parts, argument)
    listed = await parts.folders.listed(folders, folders)
    return {folder: (*of.photos, *of.voices) for folder, of in sorted(listed.items())}


async def _purge(parts: Parts, argument: str) -> Any:
    folders = await _folders(parts, argument)
    return {folder: await parts.folders.purge(folder) for folder in folders}


async def _refetch(parts: Parts, argument: str) -> Any:
    found = await _find(parts, argument)
    now = parts.clock.now()
    told = {
        one.chat: await parts.engine.run(refetch, Refetch(chat=one.chat, now=now))
        for one in found
    }
    parts.wakes.fetcher.set()
    return told


async def _expire(parts: Parts, argument: str) -> Any:
    """Delete what is too old; *argument* ``dry``: only tell what that is."""
    told: dict[str, dict[str, int]] = {}
    async for old in parts.expiry.find():
        counts = told.setdefault(old.tenant, {"photos": 0, "voices": 0, "folders": 0})
        counts[old.what] += len(old.names)
        counts["folders"] += 1
    if argument != "dry":
        await parts.expiry.expire()
    return told


async def _hand_out(parts: Parts, argument: str) -> Any:
    """Let a code work; *argument*: its attributes as JSON."""
    return await parts.engine.run(hand_out, Code(**json.loads(argument)))


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
    """The folders of the sessions that the chats are in, and the people's own."""
    found = await _find(parts, argument)
    inside = {one.folder for one in found if one.folder is not None}
    return sorted(inside.union(map(_own_folder, found)))


def _own_folder(one: Whereabouts) -> str:
    tenant, channel, address = one.chat.split("/", 2)
    chat = Chat(tenant=tenant, channel=channel, address=address, phone=one.phone)
    return f"{tenant}/{chat.person}"


COMMANDS: Mapping[str, Callable[[Parts, str], Awaitable[Any]]] = {
    "about": _about,
    "chats": _chats,
    "lines": _lines,
    "parked": _parked,
    "misses": _misses,
    "retry": _retry,
    "drop": _drop,
    "photos": _photos,
    "purge": _purge,
    "hand_out": _hand_out,
    "refetch": _refetch,
    "expire": _expire,
    "links": lambda parts, argument: links(parts.engine, argument),
    "revoke": lambda parts, argument: revoke_links(parts.engine, argument),
    "inside": moving.inside,
    "flows": moving.flows,
    "move": moving.move,
}
"""
By name; each gets its argument, empty if it has none. They raise ``NotFound``; those
that need the dialogues raise ``BadFlow`` and ``BadSetting`` too.
"""
