"""A database of any revision that ever was is brought along, rows included."""

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, MetaData, create_engine, insert, inspect, select, text

from storage import schema
from storage.connection import connect, disconnect
from storage.engine import open_engine
from storage.overview import whereabouts
from storage.tables import metadata

PROJECT = Path(__file__).parents[2]
ROWS = 3


def migrations() -> Config:
    config = Config()
    config.set_main_option("script_location", str(PROJECT / "storage/migrations"))
    return config


REVISIONS = [
    one.revision for one in ScriptDirectory.from_config(migrations()).walk_revisions()
]


def a_value(column: Column[Any], number: int) -> Any:
    """Something that fits *column* and is another in every row."""
    kind = column.type.python_type
    return f"{column.name} {number}" if kind is str else kind(number)


def made_by(revision: str, file: Path) -> dict[str, list[dict[str, Any]]]:
    """Make a database as the program of *revision* did; the rows of each table."""
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        config = migrations()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()
        then = MetaData()
        then.reflect(connection)
        rows = {
            name: [
                {column.name: a_value(column, n) for column in table.columns}
                for n in range(1, ROWS + 1)
            ]
            for name, table in then.tables.items()
            if name != "alembic_version"
        }
        for name, those in rows.items():
            connection.execute(insert(then.tables[name]), those)
        connection.commit()
    engine.dispose()
    return rows


@pytest.mark.parametrize("revision", REVISIONS)
def test_the_rows_of_an_older_program_are_all_there(file: Path, revision: str) -> None:
    before = made_by(revision, file)

    connection = connect(file)

    differences = compare_metadata(MigrationContext.configure(connection), metadata)
    found = connection.execute(text("SELECT version_num FROM alembic_version"))
    assert differences == []
    assert found.scalar() == schema.HEAD
    for name in set(before).intersection(inspect(connection).get_table_names()):
        table = metadata.tables[name]
        same = [c for c in table.columns if c.name in before[name][0]]
        kept = connection.execute(select(*same).order_by(same[0])).mappings().all()
        assert [dict(row) for row in kept] == [
            {column.name: row[column.name] for column in same} for row in before[name]
        ]
    disconnect(connection)


async def test_the_bot_works_with_the_database_of_the_first_program(
    file: Path,
) -> None:
    made_by("0001", file)

    engine = await open_engine(file)
    found = await engine.run(whereabouts, None)
    await engine.close()

    assert [one.chat for one in found] == ["chat 3", "chat 2", "chat 1"]


def test_every_revision_is_tried() -> None:
    assert REVISIONS[0] == schema.HEAD
    assert REVISIONS[-1] == "0001"
