"""Rows as the bot would make them, and a look at those that were kept."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Executable, select

from storage.chats import accept, commit
from storage.claims import Claim, claim
from storage.engine import Engine
from storage.items import ItemRow
from storage.records import (
    ChatRow,
    Claimed,
    NewDownload,
    NewMessage,
    Outcome,
    SessionRow,
)
from storage.tables import items

ANI = "lumiku/wa/6281200000011@c.us"
BUDI = "lumiku/wa/6281200000022@c.us"
HOME = "lumiku/whatsapp:+6281200000011/1761642420000-3f9a1c2b"
SHOP = "lumiku/cars/honda-freed-2012-3f9a1c"
SESSION = "1761642420000-3f9a1c2b"
NOW = 1_761_642_420.0
LATER = NOW + 3600.0
"""When every burst of photos has been quiet for long."""


def message(id: str = "m1", chat: str = ANI, **other: Any) -> NewMessage:  # noqa: A002 - the word of messages
    tenant, channel, _ = chat.split("/", 2)
    row: dict[str, Any] = {
        "channel": f"{tenant}/{channel}",
        "message_id": id,
        "chat": chat,
        "body": "{}",
        "received_at": NOW,
    }
    return NewMessage(**row | other)


def session(id: str = SESSION, chat: str = ANI, **other: Any) -> SessionRow:  # noqa: A002 - the word of sessions
    row: dict[str, Any] = {
        "id": id,
        "chat": chat,
        "flow": "upload",
        "version": "v1",
        "state": "collecting_photos",
        "language": "id",
        "home": HOME,
        "folder": HOME,
        "visit": 1,
        "memory": "{}",
    }
    return SessionRow(**row | other)


def outcome(
    seq: int, inside: SessionRow | None = None, chat: str = ANI, **other: Any
) -> Outcome:
    known = ChatRow(chat=chat, session=inside.id if inside else None)
    row: dict[str, Any] = {"now": NOW, "result": "answered", "chat": known}
    return Outcome(seq=seq, session=inside, **row | other)


def photo(name: str, of: str = SESSION) -> NewDownload:
    return NewDownload(session=of, name=name, photo='{"media": "x"}')


async def look(engine: Engine, statement: Executable) -> Sequence[Any]:
    """The rows that *statement* finds."""

    def find(connection: Connection, items: Sequence[None]) -> list[Sequence[Any]]:
        found = connection.execute(statement).all()
        return [found for _ in items]

    return await engine.run(find, None)


async def waiting(engine: Engine, wanted: Claim | None = None) -> list[Claimed]:
    """What may be answered now."""
    return (await engine.run(claim, wanted or Claim(now=LATER))).messages


async def ids(engine: Engine, wanted: Claim | None = None) -> list[str]:
    """The message ids of what may be answered now."""
    return [one.message_id for one in await waiting(engine, wanted)]


async def begin(engine: Engine, inside: SessionRow, *names: str) -> None:
    """Put a chat into the session *inside* with photos of *names* on their way."""
    await engine.run(accept, message(f"begin {inside.id}", inside.chat))
    [one] = [c for c in await waiting(engine) if c.chat.chat == inside.chat]
    coming = tuple(photo(name, inside.id) for name in names)
    came = outcome(one.seq, inside, inside.chat, downloads=coming)
    await engine.run(commit, came)


async def items_of(engine: Engine, tenant: str) -> list[ItemRow]:
    """The items of *tenant* but those deleted, newest first."""
    wanted = select(items).where(items.c.tenant == tenant, items.c.deleted_at.is_(None))
    found = await look(engine, wanted.order_by(items.c.created_at.desc(), items.c.slug))
    return [ItemRow(**row._asdict()) for row in found]
