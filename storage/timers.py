"""Silence: what was set to happen when nobody says anything."""

import json
from collections.abc import Sequence
from operator import itemgetter

from sqlalchemy import Connection, bindparam, func, select, update

from storage.chats import accept
from storage.prepared import Prepared
from storage.records import NewMessage
from storage.tables import inbox, sessions

LOOKED_AT_ONCE = 64

QUIET_SECONDS = 1.5
"""How long a burst of photos has to be quiet before its end is told."""

GOES_AHEAD = frozenset({"photos_settled"})
"""A word waited for the photos, so it has to hear of their end first."""


# Made once: to put one together costs more than to run it.
_LOOK = Prepared(
    select(
        sessions.c.id,
        sessions.c.chat,
        sessions.c.wake,
        sessions.c.wake_mark,
        sessions.c.wake_at,
        sessions.c.look_at,
    )
    .where(sessions.c.look_at <= bindparam("now"))
    .order_by(sessions.c.look_at)
    .limit(LOOKED_AT_ONCE)
)
_FIRED = (
    update(sessions)
    .where(sessions.c.id.in_(bindparam("fired", expanding=True)))
    .values(wake_at=None, look_at=None)
)
_TO_COME = (
    update(sessions)
    .where(sessions.c.id.in_(bindparam("to_come", expanding=True)))
    .values(look_at=sessions.c.wake_at)
)
_NEXT_LOOK = Prepared(
    select(func.min(sessions.c.look_at)).where(
        sessions.c.look_at.is_not(None)  # the index holds only these
    )
)
_NEXT_QUIET = Prepared(
    select(func.min(inbox.c.not_before)).where(
        inbox.c.done_at.is_(None),
        inbox.c.not_before > 0,  # the index holds only these
        inbox.c.not_before > bindparam("now"),
    )
)


def fire(connection: Connection, times: Sequence[float]) -> list[float | None]:
    """
    Turn the silences that are over by now into messages.

    Firing is putting a message into the inbox, so a timer keeps the order of its
    chat. The message carries the mark of its silence: whoever said something
    meanwhile has set another, and the old one is then ignored.

    A silence is looked at when it was to be over at first; if words have made it end
    later, then that is when it is looked at again.

    Returns:
        For each of *times* when the next silence is to be looked at, or the quiet
        after a burst is over; None if there is none.
    """
    return [_fire(connection, now) for now in times]


def _fire(connection: Connection, now: float) -> float | None:
    looked_at = _LOOK.rows(connection, {"now": now})
    # What is not looked at yet ends no earlier than the last that is.
    until = looked_at[-1][-1] if len(looked_at) == LOOKED_AT_ONCE else now
    over, to_come = [], []
    for session, chat, wake, mark, wake_at, _ in looked_at:
        if wake_at is not None and wake_at <= until:
            over.append((wake_at, session, chat, wake, mark))
        else:
            to_come.append(session)
    over.sort(key=itemgetter(0))
    if over:
        accept(
            connection,
            [told(chat, name, wake, mark, now) for _, name, chat, wake, mark in over],
        )
        connection.execute(_FIRED, {"fired": [name for _, name, *_ in over]})
    if to_come:
        connection.execute(_TO_COME, {"to_come": to_come})
    times = [
        _NEXT_LOOK.value(connection, {}),
        _NEXT_QUIET.value(connection, {"now": now}),
    ]
    return min((time for time in times if time is not None), default=None)


def told(
    chat: str,
    session: str,
    kind: str,
    mark: str,
    now: float,
    **values: object,
) -> NewMessage:
    """
    A message of the bot's own about *session*, for the inbox of *chat*.

    Args:
        chat: The chat's key.
        session: The session it is for.
        kind: One of the kinds that do not come from people.
        mark: What makes it different from others of its kind and session.
        now: When it happens.
        values: What else it carries.
    """
    tenant, channel, _ = chat.split("/", 2)
    body = {
        "kind": kind,
        "sent_ms": int(now * 1000),
        "text": "",
        "photo": None,
        "synthetic": False,
        "values": {"mark": mark, **values},
    }
    return NewMessage(
        channel=f"{tenant}/{channel}",
        message_id=f"{kind}/{session}/{mark}",
        chat=chat,
        session=session,
        kind=kind,
        ahead=kind in GOES_AHEAD,
        not_before=now + QUIET_SECONDS if kind in GOES_AHEAD else 0.0,
        body=json.dumps(body, separators=(",", ":")),
        received_at=now,
    )
