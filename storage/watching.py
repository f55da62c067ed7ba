"""What the bot is doing for one chat at this moment, for whoever watches it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, func, select

from storage.tables import chats, downloads, effects, inbox, outbox, sessions

LOOKS_BACK_SECONDS = 24 * 3600.0
"""How long ago a session may have begun that is still shown after its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """
    Which chat is looked at.

    Attributes:
        chat: Its key.
        now: Seconds since 1970.
    """

    chat: str
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenDownload:
    """
    A photo that was taken into the session.

    Attributes:
        name: Its name in the folder.
        photo: Where the channel keeps it, as JSON.
        tried: Whether words no longer wait for it.
        outcome: ``stored``, ``given_up`` or ``cleared``; None while it is on its way.
    """

    name: str
    photo: str
    tried: bool
    outcome: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """
    What the bot is doing for a chat.

    Attributes:
        flow: The flow of the session it is in, else of its last one of this day;
            None if there is neither.
        state: The state of that session; None if there is none.
        folder: Where the photos of that session are; None if there is none.
        ended: Whether that session is over.
        downloads: The photos of that session, in order of arrival.
        unanswered: The ids of the messages that are not answered, oldest first; those
            of the bot's own are among them.
        unsent: How many replies are not sent.
        effects: The names of the effects that run or wait to be run again.
        effects_due: Whether one of them is run now.
    """

    flow: str | None = None
    state: str | None = None
    folder: str | None = None
    ended: bool = False
    downloads: tuple[SeenDownload, ...] = ()
    unanswered: tuple[str, ...] = ()
    unsent: int = 0
    effects: tuple[str, ...] = ()
    effects_due: bool = False


def seen(connection: Connection, looks: Sequence[Look]) -> list[Seen]:
    """What the bot is doing for each of the chats that are looked at."""
    return [_seen(connection, look) for look in looks]


def _seen(connection: Connection, look: Look) -> Seen:
    session = _session(connection, look)
    unanswered = connection.execute(
        select(inbox.c.message_id)
        .where(inbox.c.chat == look.chat, inbox.c.done_at.is_(None))
        .order_by(inbox.c.seq)
    ).scalars()
    unsent = connection.execute(
        select(func.count()).where(
            outbox.c.chat == look.chat,
            outbox.c.sent_at.is_(None),
            outbox.c.parked_at.is_(None),
        )
    ).scalar_one()
    running = connection.execute(
        select(effects.c.name, effects.c.next_at).where(
            effects.c.chat == look.chat, effects.c.done_at.is_(None)
        )
    ).all()
    return Seen(
        flow=session["flow"] if session else None,
        state=session["state"] if session else None,
        folder=session["folder"] if session else None,
        ended=session is not None and session["ended_at"] is not None,
        downloads=_downloads(connection, session["id"]) if session else (),
        unanswered=tuple(unanswered),
        unsent=unsent,
        effects=tuple(name for name, _ in running),
        effects_due=any(next_at <= look.now for _, next_at in running),
    )


def _session(connection: Connection, look: Look) -> RowMapping | None:
    """The session that the chat is in, else the last one that began of late."""
    columns = select(
        sessions.c.id,
        sessions.c.flow,
        sessions.c.state,
        sessions.c.folder,
        sessions.c.ended_at,
    )
    inside = columns.join(chats, chats.c.session == sessions.c.id)
    found = connection.execute(inside.where(chats.c.chat == look.chat)).mappings()
    # Ids begin with the time, so this looks at one day of the primary key only.
    oldest = f"{int((look.now - LOOKS_BACK_SECONDS) * 1000):013d}"
    return (
        found.one_or_none()
        or connection.execute(
            columns.where(sessions.c.chat == look.chat, sessions.c.id >= oldest)
            .order_by(sessions.c.id.desc())
            .limit(1)
        )
        .mappings()
        .one_or_none()
    )


def _downloads(connection: Connection, session: str) -> tuple[SeenDownload, ...]:
    rows = connection.execute(
        select(
            downloads.c.name,
            downloads.c.photo,
            downloads.c.tried,
            downloads.c.outcome,
        )
        .where(downloads.c.session == session)
        .order_by(downloads.c.name)
    )
    return tuple(SeenDownload(**row._asdict()) for row in rows)
