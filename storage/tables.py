"""
The tables, as SQLAlchemy Core metadata: the same for every database.

Times are seconds since 1970. ``chat`` is the chat's key, ``tenant/channel/address``.
No table lists photos: ``downloads`` is a to-do list of those on their way.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

metadata = MetaData()

SEQUENCE = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts rows only in a column that is called INTEGER."""


def _partial(name: str, *columns: Any, only: ColumnElement[bool]) -> Index:
    """An index of those rows only of which *only* is true."""
    return Index(name, *columns, sqlite_where=only, postgresql_where=only)


flows = Table(
    "flows",
    metadata,
    Column("version", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("source", Text, nullable=False),
)

chats = Table(
    "chats",
    metadata,
    Column("chat", Text, primary_key=True),
    Column("phone", Text),
    Column("session", Text),
    Column("last_photo_ms", BigInteger, nullable=False, server_default=text("0")),
    Column("hinted_at", Float, nullable=False, server_default=text("0")),
    Column("refused_at", Float, nullable=False, server_default=text("0")),
)

inbox = Table(
    "inbox",
    metadata,
    Column("seq", SEQUENCE, primary_key=True, autoincrement=True),
    Column("channel", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("chat", Text, nullable=False),
    Column("phone", Text),
    Column("session", Text),
    Column("kind", Text, nullable=False, server_default="text"),
    Column("ahead", Boolean, nullable=False, server_default=false()),
    Column("not_before", Float, nullable=False, server_default=text("0")),
    Column("body", Text, nullable=False),
    Column("received_at", Float, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("notified", Boolean, nullable=False, server_default=false()),
    Column("done_at", Float),
    Column("outcome", Text),
    # The one answered before it in its session; 0: it was the first. NULL: in none.
    Column("previous", BigInteger),
    UniqueConstraint("channel", "message_id", name="inbox_message"),
    sqlite_autoincrement=True,
)
_partial(  # the line of each chat, in the order in which it is answered
    "inbox_todo",
    inbox.c.chat,
    inbox.c.ahead.desc(),
    inbox.c.seq,
    inbox.c.kind,
    inbox.c.not_before,
    inbox.c.done_at,
    only=inbox.c.done_at.is_(None),
)
_partial(
    "inbox_quiet",
    inbox.c.not_before,
    only=inbox.c.done_at.is_(None) & (inbox.c.not_before > 0),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("chat", Text, nullable=False),
    Column("flow", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("home", Text, nullable=False),
    Column("folder", Text, nullable=False),
    Column("visit", Integer, nullable=False),
    Column("memory", Text, nullable=False),
    Column("wake_at", Float),
    Column("wake", Text),
    Column("wake_mark", Text),
    Column("ended_at", Float),
    Column("resumable_until", Float),
    Column("latest", BigInteger),  # the message answered last in it
    # When its timer is looked at, at the latest at wake_at. A timer that is set later
    # leaves it alone, so that not each message moves an entry of the index.
    Column("look_at", Float),
)
_partial(
    "sessions_look",
    sessions.c.look_at,
    only=sessions.c.look_at.is_not(None),
)
_partial(
    "sessions_resumable",
    sessions.c.chat,
    only=sessions.c.resumable_until.is_not(None),
)
_partial(
    "sessions_ended",
    sessions.c.ended_at,
    only=sessions.c.ended_at.is_not(None) & sessions.c.resumable_until.is_(None),
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", SEQUENCE, primary_key=True, autoincrement=True),
    Column("chat", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True),
    Column("body", Text, nullable=False),
    Column("options", Text),
    Column("created_at", Float, nullable=False),
    Column("next_at", Float),  # NULL: an earlier one of its chat is open
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("unknown", Integer, nullable=False, server_default=text("0")),
    Column("sent_at", Float),
    Column("parked_at", Float),
    Column("error", Text),
    sqlite_autoincrement=True,
)
_UNSENT = outbox.c.sent_at.is_(None) & outbox.c.parked_at.is_(None)
_partial(  # the line of each chat
    "outbox_todo",
    outbox.c.chat,
    outbox.c.seq,
    outbox.c.sent_at,
    outbox.c.parked_at,
    only=_UNSENT,
)
_partial(  # the first of each line, by when it is due
    "outbox_due",
    outbox.c.next_at,
    outbox.c.seq,
    outbox.c.chat,
    only=_UNSENT,
)

downloads = Table(
    "downloads",
    metadata,
    Column("id", SEQUENCE, primary_key=True, autoincrement=True),
    Column("chat", Text, nullable=False),
    Column("session", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("photo", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("tried", Boolean, nullable=False, server_default=false()),
    Column("settled_at", Float),
    Column("outcome", Text),
    Column("told", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("session", "name", name="downloads_photo"),
    sqlite_autoincrement=True,
)
_partial("downloads_chat", downloads.c.chat, only=downloads.c.settled_at.is_(None))

effects = Table(
    "effects",
    metadata,
    Column("key", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("chat", Text, nullable=False),
    Column("session", Text, nullable=False),
    Column("visit", Integer, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("next_at", Float, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("done_at", Float),
    Column("error", Text),
    Column("ahead", Boolean, nullable=False, server_default=false()),
    Column("applied_at", Float),  # in one transaction with what it did to an item
)
_partial("effects_todo", effects.c.next_at, only=effects.c.done_at.is_(None))
_partial("effects_done", effects.c.done_at, only=effects.c.done_at.is_not(None))

items = Table(
    "items",
    metadata,
    Column("word", Text, primary_key=True),
    Column("slug", Text, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("flow", Text, nullable=False),
    Column("session", Text, nullable=False),
    Column("folder", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("data", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("number", Integer, nullable=False, server_default=text("0")),
    Column("state", Text, nullable=False, server_default="available"),
    Column("changed_at", Float),
    Column("deleted_at", Float),
)
Index("items_tenant", items.c.tenant, items.c.created_at)
_partial("items_deleted", items.c.deleted_at, only=items.c.deleted_at.is_not(None))

links = Table(
    "links",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("chat", Text, nullable=False),
    Column("session", Text, nullable=False),
    Column("folder", Text, nullable=False),
    Column("home", Text, nullable=False),
    Column("flow", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("answers", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("expires_at", Float, nullable=False),
)
Index("links_expiry", links.c.expires_at)

misses = Table(
    "misses",
    metadata,
    Column(
        "seq",
        SEQUENCE,
        ForeignKey(inbox.c.seq, ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("flow", Text, nullable=False),
    Column("state", Text, nullable=False),
)

codes = Table(
    "codes",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("expires_at", Float, nullable=False),
)
Index("codes_tenant", codes.c.tenant, codes.c.expires_at)
