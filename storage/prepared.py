"""
Statements that run for every message: put together once, compiled once.

SQLAlchemy looks at a statement anew each time it runs, and at each row that goes into
it; for a handful of rows that takes longer than the database does. What is prepared
here is its SQL, in the words of the database in use, and the order of its values; the
driver is asked by a cursor of its own, past SQLAlchemy and its events.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import Connection, Executable
from sqlalchemy.sql.compiler import SQLCompiler

InOrder = Callable[[Any], Any]
"""The values of one row, in the order in which the SQL wants them."""


class Prepared:
    """
    One statement whose parameters are single values.

    Its rows are mappings, or with ``records`` the records of this package; both by
    the names of its parameters. With records it takes two parameters or more.
    """

    def __init__(self, statement: Executable, *, records: bool = False) -> None:
        self._statement: Any = statement
        self._records = records
        self._compiled: dict[str, tuple[str, InOrder]] = {}

    def rows(self, connection: Connection, given: Any) -> Sequence[tuple[Any, ...]]:
        """
        The rows that it finds with the values of *given*.

        They come as the driver gives them: a boolean may be 0 or 1.
        """
        sql, in_order = self._for(connection)
        with closing(connection.connection.cursor()) as cursor:
            cursor.execute(sql, in_order(given))
            return cursor.fetchall()

    def value(self, connection: Connection, given: Any) -> Any:
        """The first value of the first row that it finds; None if there is none."""
        rows = self.rows(connection, given)
        return rows[0][0] if rows else None

    def run_each(self, connection: Connection, rows: Sequence[Any]) -> int:
        """
        Run it with each of *rows*, in order; not at all if there are none.

        Returns:
            How many rows of the database it changed; -1 if the driver does not tell.
        """
        if not rows:
            return 0
        sql, in_order = self._for(connection)
        with closing(connection.connection.cursor()) as cursor:
            cursor.executemany(sql, list(map(in_order, rows)))
            return cursor.rowcount

    def _for(self, connection: Connection) -> tuple[str, InOrder]:
        found = self._compiled.get(connection.dialect.name)
        if found is None:
            compiled: SQLCompiler = self._statement.compile(dialect=connection.dialect)
            found = str(compiled), self._in_order(compiled)
            self._compiled[connection.dialect.name] = found
        return found

    def _in_order(self, compiled: SQLCompiler) -> InOrder:
        names = tuple(compiled.positiontup or ())
        constant = {
            name: compiled.params[name]
            for name in names
            if not compiled.binds[name].required
        }
        if constant or len(names) < 2:  # noqa: PLR2004 - a getter of one gives no tuple
            return lambda row: tuple(map((constant | row).__getitem__, names))
        getter: Any = attrgetter if self._records else itemgetter
        return getter(*names)  # type: ignore[no-any-return]  # it is one of the two
