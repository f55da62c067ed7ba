"""Flows by version, so that whoever began with one may end with it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, bindparam, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.records import SessionRow
from storage.tables import chats, effects, flows, sessions

# By way of the chats, which are few: sessions that ended are never looked at.
_INSIDE = chats.join(
    sessions, (sessions.c.id == chats.c.session) & sessions.c.ended_at.is_(None)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowVersion:
    """
    A flow as it once was.

    Attributes:
        version: The digest of *source*.
        name: The flow's name.
        source: The text of its ``flow.yaml``.
    """

    version: str
    name: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """
    How many people are in one place.

    Attributes:
        flow: The flow's name.
        version: Of the flow.
        state: Where they stand.
        people: How many; at least one.
    """

    flow: str
    version: str
    state: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """
    Where one person stands in a flow.

    Attributes:
        session: Their session.
        waits: Whether an effect of it is not done yet.
    """

    session: SessionRow
    waits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """
    Sessions to be moved to another version of their flow.

    Attributes:
        to: That version.
        sessions: As they are and as they are to be, which differ in no more than
            version, state, memory and silence.
    """

    to: FlowVersion
    sessions: Sequence[tuple[SessionRow, SessionRow]]


def keep(connection: Connection, versions: Sequence[FlowVersion]) -> list[None]:
    """Keep *versions*; those that are known already stay as they are."""
    connection.execute(
        insert(flows).on_conflict_do_nothing(), [asdict(one) for one in versions]
    )
    return [None] * len(versions)


def in_use(
    connection: Connection, questions: Sequence[None]
) -> list[list[FlowVersion]]:
    """The versions that somebody is inside of."""
    used = select(sessions.c.version).select_from(_INSIDE).distinct()
    found = [
        FlowVersion(**row._asdict())
        for row in connection.execute(select(flows).where(flows.c.version.in_(used)))
    ]
    return [found for _ in questions]


def inside(connection: Connection, questions: Sequence[None]) -> list[list[Inside]]:
    """How many people are where, by flow, version and state."""
    where = (sessions.c.flow, sessions.c.version, sessions.c.state)
    found = [
        Inside(**row._asdict())
        for row in connection.execute(
            select(*where, func.count().label("people"))
            .select_from(_INSIDE)
            .group_by(*where)
            .order_by(*where)
        )
    ]
    return [found for _ in questions]


def standing(connection: Connection, names: Sequence[str]) -> list[list[Standing]]:
    """Everybody inside each of the flows *names*, whatever the version."""
    return [_standing(connection, name) for name in names]


def _standing(connection: Connection, name: str) -> list[Standing]:
    waits = exists().where(
        effects.c.session == sessions.c.id, effects.c.done_at.is_(None)
    )
    rows = connection.execute(
        select(sessions, waits.label("waits"))
        .select_from(_INSIDE)
        .where(sessions.c.flow == name)
        .order_by(sessions.c.id)
    ).all()
    columns = [column.name for column in sessions.columns]
    return [
        Standing(
            session=SessionRow(**{name: getattr(row, name) for name in columns}),
            waits=row.waits,
        )
        for row in rows
    ]


def move(connection: Connection, moves: Sequence[Move]) -> list[int]:
    """
    Move the sessions of each of *moves*: all of them, or none.

    A session that is not where it was is left as it is.

    Returns:
        For each how many were moved.
    """
    return [_move(connection, one) for one in moves]


def _move(connection: Connection, one: Move) -> int:
    keep(connection, [one.to])
    if not one.sessions:
        return 0
    changed = ("version", "state", "memory", "wake_at", "wake", "wake_mark")
    moved = connection.execute(
        update(sessions)
        .where(
            sessions.c.id == bindparam("of"),
            sessions.c.version == bindparam("old_version"),
            sessions.c.visit == bindparam("old_visit"),
            sessions.c.ended_at.is_(None),
        )
        .values(
            {name: bindparam(f"new_{name}") for name in changed}
            | {"look_at": bindparam("new_wake_at")}
        ),
        [
            {
                "of": before.id,
                "old_version": before.version,
                "old_visit": before.visit,
                **{f"new_{name}": getattr(after, name) for name in changed},
            }
            for before, after in one.sessions
        ],
    )
    return moved.rowcount
