"""The way of an effect: due, run, and its result told to the chat in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, func, select, update

from storage.chats import accept
from storage.records import ChatRow, SessionRow
from storage.tables import chats, effects, sessions
from storage.timers import told


@dataclass(frozen=True, slots=True, kw_only=True)
class DueEffect:
    """
    An effect whose turn it is.

    Attributes:
        key: The same for every run of it.
        name: As it stands in the flow.
        visit: Which stay in its state.
        attempts: How often it was run in vain.
        created_at: When the flow asked for it.
        chat: What is known of the chat.
        session: Whose data it works on.
    """

    key: str
    name: str
    visit: int
    attempts: int
    created_at: float
    chat: ChatRow
    session: SessionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """
    Which effects are asked for.

    Attributes:
        now: Those that were to wait until later than this are left out.
        busy: Keys of effects to leave alone.
    """

    now: float
    busy: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """
    What came of a run.

    Attributes:
        key: The effect's.
        now: When.
        error: Why it did not succeed, for the operator; None if it did.
        next_at: When to try again; None if it is over.
        values: What texts may say by name.
    """

    key: str
    now: float
    error: str | None = None
    next_at: float | None = None
    values: Mapping[str, str] = field(default_factory=dict)


def due(
    connection: Connection, questions: Sequence[Due]
) -> list[tuple[list[DueEffect], float | None]]:
    """
    The effects that may run now, oldest first.

    Returns:
        With each list, when the next of those that wait is due; None if none waits.
    """
    return [_due(connection, question) for question in questions]


def _due(connection: Connection, question: Due) -> tuple[list[DueEffect], float | None]:
    is_open = effects.c.done_at.is_(None) & effects.c.key.not_in(question.busy)
    rows = connection.execute(
        select(effects, chats, sessions)
        .select_from(
            effects.join(sessions, sessions.c.id == effects.c.session).join(
                chats, chats.c.chat == effects.c.chat
            )
        )
        .where(is_open, effects.c.next_at <= question.now)
        .order_by(effects.c.next_at)
    ).mappings()
    found = [
        DueEffect(
            key=row[effects.c.key],
            name=row[effects.c.name],
            visit=row[effects.c.visit],
            attempts=row[effects.c.attempts],
            created_at=row[effects.c.created_at],
            chat=ChatRow(**{c.name: row[c] for c in chats.columns}),
            session=SessionRow(**{c.name: row[c] for c in sessions.columns}),
        )
        for row in rows
    ]
    following = connection.execute(
        select(func.min(effects.c.next_at)).where(
            is_open, effects.c.next_at > question.now
        )
    ).scalar()
    return found, following


def finish(connection: Connection, runs: Sequence[Ran]) -> list[None]:
    """Keep what came of *runs*; the chat hears ``done`` or ``failed`` at the end."""
    for run in runs:
        over = run.next_at is None
        row = connection.execute(
            update(effects)
            .where(effects.c.key == run.key, effects.c.done_at.is_(None))
            .values(
                attempts=effects.c.attempts + 1,
                error=run.error,
                done_at=run.now if over else None,
                next_at=func.coalesce(run.next_at, effects.c.next_at),
            )
            .returning(
                effects.c.chat, effects.c.session, effects.c.visit, effects.c.ahead
            )
        ).one_or_none()
        if row is not None and over:
            kind = "done" if run.error is None else "failed"
            mark = str(row.visit)
            values = dict(run.values)
            message = told(row.chat, row.session, kind, mark, run.now, said=values)
            accept(connection, [replace(message, ahead=row.ahead)])
    return [None] * len(runs)
