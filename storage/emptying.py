"""Makes a database as if nothing had happened in it yet; for scenarios and trials."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, text

from storage.tables import metadata


def empty(connection: Connection, starts: Sequence[None]) -> list[None]:
    """Delete every row, and count from 1 again; the schema stays."""
    for table in reversed(metadata.sorted_tables):
        connection.execute(delete(table))
    connection.execute(text("DELETE FROM sqlite_sequence"))
    return list(starts)
