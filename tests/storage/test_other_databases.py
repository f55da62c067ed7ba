"""The statements that are put together once say the same to PostgreSQL."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from sqlalchemy import Executable
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

import storage
from storage.prepared import Prepared
from storage.tables import metadata

SQLITE_ONLY = {"storage.emptying", "storage.inspection", "storage.backups"}


def statements() -> Iterator[tuple[str, Executable]]:
    for found in pkgutil.iter_modules(storage.__path__, "storage."):
        if found.name in SQLITE_ONLY or found.ispkg:
            continue
        for name, value in vars(importlib.import_module(found.name)).items():
            statement = value._statement if isinstance(value, Prepared) else value
            if isinstance(statement, Executable) and not isinstance(value, type):
                yield f"{found.name}.{name}", statement


@pytest.mark.parametrize(
    "statement", [pytest.param(one, id=name) for name, one in statements()]
)
def test_a_statement_can_be_said_to_postgresql(statement: Executable) -> None:
    assert str(statement.compile(dialect=postgresql.dialect()))  # type: ignore[attr-defined]


def test_every_table_and_index_can_be_made_there() -> None:
    dialect = postgresql.dialect()

    made = [
        str(CreateTable(t).compile(dialect=dialect)) for t in metadata.tables.values()
    ]
    indexed = [
        str(CreateIndex(index).compile(dialect=dialect))
        for table in metadata.tables.values()
        for index in table.indexes
    ]

    assert len(made) == len(metadata.tables)
    partial = [one for one in indexed if " WHERE " in one]
    whole = {one.split()[2] for one in indexed} - {one.split()[2] for one in partial}
    assert whole == {"codes_tenant", "items_tenant", "links_expiry"}
