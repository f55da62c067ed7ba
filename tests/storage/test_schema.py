"""The migrations give the tables of this program, or say why they cannot."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage import schema
from storage.connection import connect, disconnect
from storage.engine import open_engine
from storage.errors import StorageDamaged
from storage.tables import metadata

PROJECT = Path(__file__).parents[2]


def statements(connection: Connection) -> set[str]:
    """What SQLite keeps of every table and index, without blanks and quotes."""
    raw = connection.connection.driver_connection
    assert raw is not None
    found = raw.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {"".join(sql.split()).replace('"', "").replace("'", "") for (sql,) in found}


def test_the_migrations_give_the_tables(file: Path) -> None:
    connection = connect(file)

    context = MigrationContext.configure(connection)
    differences = compare_metadata(context, metadata)
    disconnect(connection)

    assert differences == []


def test_the_migrations_give_every_index_as_it_is_meant(
    file: Path, tmp_path: Path
) -> None:
    migrated, meant = connect(file), connect(tmp_path / "meant.db")
    metadata.drop_all(meant)
    metadata.create_all(meant)
    meant.commit()

    def indexes(connection: Connection) -> set[str]:
        return {s for s in statements(connection) if s.startswith("CREATEINDEX")}

    found, wanted = indexes(migrated), indexes(meant)
    for connection in (migrated, meant):
        disconnect(connection)

    assert found == wanted
    assert len(wanted) == 14


def test_the_newest_revision_is_the_one_named() -> None:
    config = Config()
    config.set_main_option("script_location", str(PROJECT / "storage/migrations"))

    assert ScriptDirectory.from_config(config).get_heads() == [schema.HEAD]


def test_opening_again_changes_nothing(file: Path) -> None:
    disconnect(connect(file))
    before = file.read_bytes()

    disconnect(connect(file))

    assert file.read_bytes() == before


async def test_a_database_of_a_newer_program_is_refused(file: Path) -> None:
    disconnect(connect(file))
    with sqlite3.connect(file) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()

    with pytest.raises(StorageDamaged, match=r"newer alur \(revision 9999\)"):
        await open_engine(file)


async def test_a_database_of_another_program_is_left_as_it_is(file: Path) -> None:
    with sqlite3.connect(file) as raw:
        raw.execute("CREATE TABLE accounts(id INTEGER PRIMARY KEY)")
    raw.close()

    with pytest.raises(StorageDamaged, match=r"bot\.db: .* not one of alur"):
        await open_engine(file)

    with sqlite3.connect(file) as raw:
        found = raw.execute("SELECT name FROM sqlite_master").fetchall()
    raw.close()
    assert found == [("accounts",)]


def test_a_start_killed_in_a_migration_starts_anew(file: Path) -> None:
    script = """
import os, pathlib, signal, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from storage.connection import connect

@event.listens_for(Engine, "after_cursor_execute")
def die(connection, cursor, statement, *rest):
    if "CREATE TABLE sessions" in statement:
        os.kill(os.getpid(), signal.SIGKILL)

connect(pathlib.Path(sys.argv[1]))
"""
    died = subprocess.run(
        [sys.executable, "-c", script, str(file)], cwd=PROJECT, check=False
    )
    assert died.returncode == -9
    assert file.exists()

    connection = connect(file)
    differences = compare_metadata(MigrationContext.configure(connection), metadata)
    disconnect(connection)

    assert differences == []
