"""
Forgets what is long over, a little at a time.

Messages, replies and photos on their way are numbered as they come, so their tables
are walked from the beginning, up to the first that came too late. What is parked or
still open is passed by and stays, however old it is. Sessions and effects have an
index of when they ended instead: somebody may be inside of one for years.

    inbox, outbox, downloads     by number: a hundred at a time, up to the young ones
    effects, sessions            by their end, the earliest first
    flows                        at a start, when new versions come
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    Delete,
    Select,
    bindparam,
    delete,
    exists,
    select,
)

from storage.tables import chats, downloads, effects, flows, inbox, outbox, sessions

PRUNED_AT_ONCE = 100
"""How many rows are deleted, and how many passed by, in one transaction at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """
    Where pruning has come to; as it is made, it is at the beginning.

    Attributes:
        before: What was over before this is forgotten, in seconds since 1970.
        passed: Tenants whose rows are passed by: they keep them for another time.
        part: Which of the parts it is in, counted from 0.
        after: The number of the last row there that was looked at.
    """

    before: float
    passed: frozenset[str] = frozenset()
    part: int = 0
    after: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """
    What a step of pruning did.

    Attributes:
        rows: How many rows it deleted.
        following: Where to go on; None: there is no more to prune.
    """

    rows: int
    following: Place | None


_BEFORE: BindParameter[float] = bindparam("before")
_GONE: BindParameter[Any] = bindparam("gone", expanding=True)


@dataclass(frozen=True, slots=True)
class _Walk:
    """A walk over rows that are numbered in the order in which they came."""

    look: Select[int, float, bool, str]
    forget: Delete

    @classmethod
    def along(
        cls, number: Column[int], came_at: Column[float], is_over: ColumnElement[bool]
    ) -> "_Walk":
        chat = number.table.c.chat
        look = select(number, came_at, is_over, chat).where(number > bindparam("after"))
        return cls(
            look.order_by(number).limit(PRUNED_AT_ONCE),
            delete(number.table).where(number.in_(_GONE)),
        )

    def __call__(self, connection: Connection, place: Place) -> tuple[int, int | None]:
        """Take a step; how many rows it deleted, and where it is; None at the end."""
        before, after = place.before, place.after
        rows = connection.execute(self.look, {"before": before, "after": after}).all()
        early = [row for row in rows if row[1] < before]
        gone = [
            number
            for number, _, is_over, chat in early
            if is_over and chat.partition("/")[0] not in place.passed
        ]
        if gone:
            connection.execute(self.forget, {"gone": gone})
        return len(gone), early[-1][0] if len(early) == PRUNED_AT_ONCE else None


@dataclass(frozen=True, slots=True)
class _Ended:
    """Rows that are found by when they ended."""

    look: Select[Any]
    forget: Delete
    chat: Column[str]

    def __call__(self, connection: Connection, place: Place) -> tuple[int, int | None]:
        """Take a step; how many rows it deleted, and None at the end."""
        # A slash is followed by a zero, so these are all the chats of a tenant.
        others = (
            ~self.chat.between(f"{tenant}/", f"{tenant}0") for tenant in place.passed
        )
        look = self.look.where(*others)
        gone = connection.execute(look, {"before": place.before}).scalars().all()
        if gone:
            connection.execute(self.forget, {"gone": gone})
        return len(gone), 0 if len(gone) == PRUNED_AT_ONCE else None


_UNTOLD = (downloads.c.outcome == "given_up") & downloads.c.told.is_(False)
_MAY_BE_TOLD = _UNTOLD & exists().where(sessions.c.id == downloads.c.session)
_IN_USE = (
    # By the chat's key: neither chats nor the inbox have an index of sessions.
    exists().where(chats.c.chat == sessions.c.chat, chats.c.session == sessions.c.id),
    exists().where(
        inbox.c.chat == sessions.c.chat,
        inbox.c.session == sessions.c.id,
        inbox.c.done_at.is_(None),
    ),
    exists().where(
        downloads.c.session == sessions.c.id, downloads.c.settled_at.is_(None)
    ),
    exists().where(effects.c.session == sessions.c.id, effects.c.done_at.is_(None)),
)
_ENDED = (
    select(sessions.c.id)
    .where(
        sessions.c.ended_at < _BEFORE,
        sessions.c.resumable_until.is_(None),
        *(~those for those in _IN_USE),
    )
    .order_by(sessions.c.ended_at)
    .limit(PRUNED_AT_ONCE)
)
_DONE = (
    select(effects.c.key)
    .where(effects.c.done_at < _BEFORE)
    .order_by(effects.c.done_at)
    .limit(PRUNED_AT_ONCE)
)

_PARTS: Sequence[Callable[[Connection, Place], tuple[int, int | None]]] = (
    _Walk.along(
        inbox.c.seq,
        inbox.c.received_at,
        (inbox.c.done_at < _BEFORE) & (inbox.c.outcome != "parked"),
    ),
    _Walk.along(outbox.c.seq, outbox.c.created_at, outbox.c.sent_at < _BEFORE),
    _Walk.along(
        downloads.c.id,
        downloads.c.created_at,
        (downloads.c.settled_at < _BEFORE) & ~_MAY_BE_TOLD,
    ),
    _Ended(_DONE, delete(effects).where(effects.c.key.in_(_GONE)), effects.c.chat),
    _Ended(_ENDED, delete(sessions).where(sessions.c.id.in_(_GONE)), sessions.c.chat),
)


def prune(connection: Connection, places: Sequence[Place]) -> list[Pruned]:
    """
    Go on from each of *places* until something is deleted, or much was passed by.

    Messages that were answered go, replies that were sent, photos that are settled,
    effects that are done, and sessions that ended. What is parked stays, drafts stay,
    and so does a session that anything open still refers to.
    """
    return [_prune(connection, place) for place in places]


def _prune(connection: Connection, place: Place) -> Pruned:
    while place.part < len(_PARTS):
        rows, after = _PARTS[place.part](connection, place)
        following = (
            replace(place, part=place.part + 1, after=0)
            if after is None
            else replace(place, after=after)
        )
        if rows or after is not None:
            return Pruned(rows=rows, following=following)
        place = following
    return Pruned(rows=0, following=None)


def prune_versions(
    connection: Connection, kept: Sequence[Collection[str]]
) -> list[int]:
    """
    Forget every version of a flow but those *kept*, and those of drafts.

    For the start, when new versions come: *kept* are today's, and those that somebody
    is inside of.

    Returns:
        How many were forgotten.
    """
    of_drafts = select(sessions.c.version).where(
        sessions.c.resumable_until.is_not(None)
    )
    return [
        connection.execute(
            delete(flows).where(
                flows.c.version.not_in(sorted(versions)),
                flows.c.version.not_in(of_drafts),
            )
        ).rowcount
        for versions in kept
    ]
