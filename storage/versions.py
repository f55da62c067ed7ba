"""Flows by version, so that whoever began with one may end with it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from storage.tables import flows, sessions


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
    found = [
        FlowVersion(**row._asdict())
        for row in connection.execute(
            select(flows).where(
                flows.c.version.in_(
                    select(sessions.c.version)
                    .distinct()
                    .where(sessions.c.ended_at.is_(None))
                )
            )
        )
    ]
    return [found for _ in questions]
