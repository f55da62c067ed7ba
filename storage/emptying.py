"""Takes a database back to an earlier point; for scenarios and trials."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text

from storage.tables import metadata

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""Every row there is, by table."""


def empty(connection: Connection, starts: Sequence[None]) -> list[None]:
    """Delete every row, and count from 1 again; the schema stays."""
    for table in reversed(metadata.sorted_tables):
        connection.execute(delete(table))
    connection.execute(text("DELETE FROM sqlite_sequence"))
    return list(starts)


def copied(connection: Connection, questions: Sequence[None]) -> list[Rows]:
    """Every row there is."""
    rows = {
        table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
        for table in metadata.sorted_tables
    }
    return [rows for _ in questions]


def put_back(connection: Connection, copies: Sequence[Rows]) -> list[None]:
    """Hold the rows of each of *copies* and no others; the last one stays."""
    for rows in copies:
        empty(connection, [None])
        for table in metadata.sorted_tables:
            if rows[table.name]:
                connection.execute(insert(table), rows[table.name])
    return [None for _ in copies]
