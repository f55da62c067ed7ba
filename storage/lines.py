"""
Whose turn it is: the statements that find what is first in the line of each chat.

Each chat has a line of what is to be answered. An index holds the lines, one behind
the other and each in its order, so from one chat the next is found whatever waits in
between: a flood from one chat, or ten thousand chats at once, cost no more than a few.

    lines --> firsts --> with the message, what is known of the chat, and the session
"""

from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Select,
    Subquery,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
)

from storage.prepared import Prepared
from storage.tables import chats, downloads, inbox, sessions

CLAIMED_AT_ONCE = 64
"""How many lines are looked at in one go."""

CLEARED = "cleared"
"""The outcome of a photo that is no longer wanted, whether it was settled or not."""

ON_ITS_WAY = downloads.c.settled_at.is_(None) & downloads.c.outcome.is_(None)
UNTOLD = (downloads.c.outcome == "given_up") & downloads.c.told.is_(False)


def several(name: str) -> Any:
    """A parameter that stands for any number of values."""
    return bindparam(name, expanding=True)


def _wanted(line: FromClause, *, picky: bool) -> list[ColumnElement[bool]]:
    """What is open in *line*, an alias of the inbox, and not to be left alone."""
    if not picky:
        return [line.c.done_at.is_(None)]
    return [
        line.c.done_at.is_(None),
        line.c.chat.not_in(several("left_alone")),
        or_(line.c.chat.not_in(several("settling")), line.c.kind == "photo"),
    ]


def _lines(*, picky: bool) -> CTE:
    """The chats that have something to be answered, those behind *after*."""
    first, following = inbox.alias("first"), inbox.alias("following")
    begin = select(
        func.min(first.c.chat).label("chat"), literal(1).label("number")
    ).where(first.c.chat > bindparam("after"), *_wanted(first, picky=picky))
    found = begin.cte("lines", recursive=True)
    further = (
        select(func.min(following.c.chat))
        .where(following.c.chat > found.c.chat, *_wanted(following, picky=picky))
        .correlate(found)
        .scalar_subquery()
    )
    return found.union_all(
        select(further, found.c.number + 1).where(
            found.c.chat.is_not(None), found.c.number < CLAIMED_AT_ONCE
        )
    )


def _firsts(*, picky: bool) -> Subquery:
    """The first in the line of each chat."""
    found = _lines(picky=picky)
    line = inbox.alias("line")
    seq = (
        select(line.c.seq)
        .where(line.c.chat == found.c.chat, *_wanted(line, picky=picky))
        .order_by(line.c.ahead.desc(), line.c.seq)
        .limit(1)
        .correlate(found)
        .scalar_subquery()
    )
    return select(found.c.chat, seq.label("seq")).subquery()


def _may(*, picky: bool) -> ColumnElement[bool]:
    """Whether the line of a chat may be answered now: anything of it waits no more."""
    due = inbox.alias("due")
    waits_no_more = exists().where(
        due.c.chat == inbox.c.chat,
        due.c.not_before <= bindparam("now"),
        *_wanted(due, picky=picky),
    )
    # Most often it is the first itself, which is at hand.
    return or_(inbox.c.not_before <= bindparam("now"), waits_no_more)


def _claiming(*, picky: bool) -> Select[Any]:
    firsts = _firsts(picky=picky)
    coming = exists().where(downloads.c.chat == inbox.c.chat, ON_ITS_WAY)
    behind = inbox.alias("behind")
    more = exists().where(
        behind.c.chat == inbox.c.chat,
        behind.c.done_at.is_(None),
        behind.c.seq != inbox.c.seq,
    )
    untold = exists().where(downloads.c.session == sessions.c.id, UNTOLD)
    its_session = func.coalesce(inbox.c.session, chats.c.session)
    return (
        select(
            inbox.c.chat,
            _may(picky=picky).label("may"),
            inbox.c.seq,
            inbox.c.message_id,
            inbox.c.body,
            inbox.c.received_at,
            inbox.c.attempts,
            inbox.c.notified,
            inbox.c.kind,
            inbox.c.phone,
            more.label("more"),
            coming.label("coming"),
            untold.label("untold"),
            *chats.columns,
            *sessions.columns,
        )
        .select_from(
            firsts.join(inbox, inbox.c.seq == firsts.c.seq)
            .outerjoin(chats, chats.c.chat == inbox.c.chat)
            .outerjoin(sessions, sessions.c.id == its_session)
        )
        .order_by(firsts.c.chat)
    )


# Made once: to put one together costs more than to run it.
CLAIM = Prepared(_claiming(picky=False))
"""What is first in the lines behind *after*, by chat, and whether it *may* be now."""

CLAIM_PICKILY = _claiming(picky=True)
"""The same without the chats *left_alone*, and of those *settling* photos only."""
