"""
A database that has seen a lot, made in minutes.

The server itself answers a few texts; the rows it wrote are then copied a million
times by SQL, with another number, id and time in each. So they are what the server
writes, however its tables change.
"""

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from benchmarks.deliveries import phone
from benchmarks.gateway import Gateway
from benchmarks.report import Length
from benchmarks.runs import texts
from benchmarks.server import alur

SPREAD_SECONDS = 20 * 24 * 3600
"""Over how long what is stored came in: less than messages are kept."""

QUIET_SECONDS = 20 * 3600
"""For how long people have been silent, at most: none of their timers ends soon."""

_A_FEW = Length(
    rounds=1, seconds=0.5, warm_up_seconds=0.0, sessions=0, messages=0, burst_chats=0
)
_SLEEP = {
    "wake_at": f"wake_at - n % {QUIET_SECONDS}",
    "look_at": f"look_at - n % {QUIET_SECONDS}",
}
_INBOX = {
    "seq": "n",
    # Digests fall evenly over all there could be. They are written in their order,
    # which takes a tenth of the time; what comes later falls between them.
    "message_id": "substr(message_id, 1, length(message_id) - 32)"
    " || printf('%08x', n * :stride) || lower(hex(randomblob(12)))",
    "received_at": "received_at - (:last - n) * :apart",
    "done_at": "done_at - (:last - n) * :apart",
}
_OUTBOX = {
    "seq": "n",
    "key": "n || ':0'",
    "created_at": "created_at - (:last - n) * :apart",
    "next_at": "next_at - (:last - n) * :apart",
    "sent_at": "sent_at - (:last - n) * :apart",
}


async def begin(folder: Path) -> None:
    """Let a server on *folder* answer the chat 0, so that there are rows to copy."""
    async with Gateway() as gateway, alur(folder, gateway=gateway.url) as server:
        await texts(server, gateway, chats=1, length=_A_FEW)


def add_sessions(folder: Path, count: int) -> None:
    """Let each of the chats below *count* be in a session whose timer sleeps."""
    with closing(_opened(folder)) as database:
        numbers = {"first": 1, "last": count - 1, "chats": count}
        _copy_row(database, "chats", {}, numbers)
        _copy_row(database, "sessions", _SLEEP, numbers)
        database.commit()
    os.sync()


def add_messages(folder: Path, count: int, *, chats: int) -> None:
    """Let *count* messages of *chats* have been answered, each with its reply."""
    with closing(_opened(folder)) as database:
        numbers = {
            "first": 2,
            "last": count,
            "chats": chats,
            "stride": 2**32 // (count + 1),
            "apart": SPREAD_SECONDS / count,
        }
        for table, own in (("inbox", _INBOX), ("outbox", _OUTBOX)):
            # The copies count from 2, as if the server had gone on.
            database.execute(f"DELETE FROM {table} WHERE seq > 1")  # noqa: S608
            _copy_row(database, table, own, numbers)
        database.commit()
    os.sync()


def _opened(folder: Path) -> sqlite3.Connection:
    database = sqlite3.connect(folder / "data" / "bot.db")
    for pragma in (
        "journal_mode = DELETE",  # out of WAL, which the server turns on again
        "journal_mode = OFF",
        "synchronous = OFF",
        "locking_mode = EXCLUSIVE",
        "cache_size = -1000000",
    ):
        database.execute(f"PRAGMA {pragma}")
    return database


def _copy_row(
    database: sqlite3.Connection,
    table: str,
    own: Mapping[str, str],
    numbers: Mapping[str, float],
) -> None:
    """
    Copy the first row of *table* under each number ``n`` from *first* to *last*.

    Args:
        database: Where.
        table: Its name.
        own: What columns become, as SQL. The others stay as they are, but for the
            phone and the session in them, which become those of another chat.
        numbers: What the SQL calls by name.
    """
    [session] = database.execute("SELECT session FROM chats ORDER BY rowid").fetchone()
    columns = {
        name: own.get(name, _of_another_chat(name) if kind == "TEXT" else name)
        for _, name, kind, *_ in database.execute(f"PRAGMA table_info({table})")
    }
    database.execute("DROP TABLE IF EXISTS temp.first_row")
    database.execute(
        f"CREATE TEMP TABLE first_row AS SELECT * FROM {table} ORDER BY rowid LIMIT 1"  # noqa: S608
    )
    database.execute(
        f"""
        WITH RECURSIVE counted(n) AS (
            SELECT :first UNION ALL SELECT n + 1 FROM counted WHERE n < :last
        )
        INSERT INTO {table} ({", ".join(columns)})
        SELECT {", ".join(columns.values())} FROM counted CROSS JOIN first_row
        """,  # noqa: S608 - names of our own tables and columns
        {**numbers, "phone": phone(0), "session": session},
    )


def _of_another_chat(column: str) -> str:
    """SQL for the text in *column* as if it were of the chat ``n``."""
    number = "printf('62812%08d', n % :chats)"
    session = "substr(:session, 1, 14) || printf('%08x', n % :chats)"
    return f"replace(replace({column}, :phone, {number}), :session, {session})"
