"""
What an operator may ask of the bot's data, whether the server runs or not.

Each command is a function of the database, the photos and one argument, and gives
something that JSON can say. ``alur`` calls it itself, or asks the running server to.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

import structlog

from bot.clock import Clock, SystemClock
from bot.dialogue.definition import Flow
from bot.dialogue.library import Library
from bot.errors import BotError
from bot.expiry import Expiry
from bot.folders import Folders
from bot.linking import links, revoke_links
from bot.messages import Chat
from bot.settings import Settings
from bot.succession import Succession, succeed
from bot.wakes import Wakes
from storage.downloads import Refetch, refetch
from storage.engine import Engine
from storage.misses import missed
from storage.overview import Whereabouts, drop, lines, parked, retry, whereabouts
from storage.photos import OpenPhotoStore
from storage.records import SessionRow
from storage.versions import FlowVersion, Move, inside, move, standing

log = structlog.get_logger(__name__)


class NotFound(BotError):
    """There is nothing of the name that the operator gave."""


class Dialogues(Protocol):
    """The dialogues that run, or would."""

    async def running(self) -> Library:
        """
        Those that run.

        Raises:
            BadFlow: If none do, because their files have mistakes.
            BadSetting: If none do, because one is not there.
        """

    async def newest(self) -> Library:
        """
        Those that run, once they are those in the files.

        Raises:
            BadFlow: If the files have mistakes.
            BadSetting: If a flow or a language is not there any more.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """
    What the commands work on.

    Attributes:
        engine: The database.
        photos: The photo store.
        voices: The store of voice notes.
        settings: How the bot is run.
        wakes: Woken when something is to be done again.
        dialogues: What runs, or would.
        pause: While it is entered, no turn is being taken.
        clock: Tells the time.
        url: Where the server listens; empty if none runs.
    """

    engine: Engine
    photos: OpenPhotoStore
    voices: OpenPhotoStore
    settings: Settings
    wakes: Wakes
    dialogues: Dialogues
    pause: Callable[[], AbstractAsyncContextManager[None]] = nullcontext
    clock: Clock = field(default_factory=SystemClock)
    url: str = ""

    @property
    def folders(self) -> Folders:
        """What people sent, by folder."""
        return Folders(engine=self.engine, photos=self.photos, voices=self.voices)

    @property
    def expiry(self) -> Expiry:
        """What people sent that is too old."""
        stores = {"photos": self.photos, "voices": self.voices}
        return Expiry(self.settings, stores, clock=self.clock)


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


async def _inside(parts: Parts, _argument: str) -> Any:
    return [asdict(one) for one in await parts.engine.run(inside, None)]


async def _flows(parts: Parts, _argument: str) -> Any:
    library = await parts.dialogues.running()
    states: dict[tuple[str, str], dict[str, int]] = {
        (flow.name, flow.version): {} for flow in library.flows.values()
    }
    current = set(states)
    for one in await parts.engine.run(inside, None):
        states.setdefault((one.flow, one.version), {})[one.state] = one.people
    return [
        {
            "flow": flow,
            "version": version,
            "current": (flow, version) in current,
            "people": sum(people.values()),
            "states": people,
        }
        for (flow, version), people in sorted(
            states.items(), key=lambda one: (one[0][0], one[0] not in current)
        )
    ]


async def _move(parts: Parts, argument: str) -> Any:
    """Move people to the current version; *argument*: ``{"flow", "dry_run"}``."""
    asked = json.loads(argument)
    library = await parts.dialogues.newest()
    known = ", ".join(library.flows)
    if asked["flow"] and asked["flow"] not in library.flows:
        raise NotFound(f"there is no flow {asked['flow']!r}; there are: {known}")
    async with parts.pause():
        flows = library.flows
        names = [asked["flow"]] if asked["flow"] else list(flows)
        told = []
        for flow in map(flows.__getitem__, names):
            found = await _succession(parts, library, flow)
            if not asked["dry_run"] and not found.gone:
                to = FlowVersion(
                    version=flow.version, name=flow.name, source=flow.source
                )
                await parts.engine.run(move, Move(to=to, sessions=found.moves))
                log.info("people.moved", flow=flow.name, people=len(found.moves))
            told.append(_told(flow, found))
    parts.wakes.worker.set()
    return told


async def _succession(parts: Parts, library: Library, flow: Flow) -> Succession:
    def older(row: SessionRow) -> Flow | None:
        tenant = row.chat.partition("/")[0]
        found = library.version(tenant, row.flow, row.version)
        return found.flow if found is not None else None

    people = await parts.engine.run(standing, flow.name)
    return succeed(people, flow, older, parts.clock.now())


def _told(flow: Flow, found: Succession) -> dict[str, Any]:
    return {
        "flow": flow.name,
        "version": flow.version,
        "moved": [
            {"state": state, "to": to, "people": people}
            for (state, to), people in sorted(found.people.items())
        ],
        "gone": dict(sorted(found.gone.items())),
        "waiting": found.waiting,
    }


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
    "refetch": _refetch,
    "expire": _expire,
    "links": lambda parts, argument: links(parts.engine, argument),
    "revoke": lambda parts, argument: revoke_links(parts.engine, argument),
    "inside": _inside,
    "flows": _flows,
    "move": _move,
}
"""
By name; each gets its argument, empty if it has none. They raise ``NotFound``; those
that need the dialogues raise ``BadFlow`` and ``BadSetting`` too.
"""
