"""Brings a database to the schema of this program, by its migrations."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from storage.errors import StorageDamaged

HEAD = "0009"
"""The newest revision in ``migrations/versions``."""


def upgrade(connection: Connection) -> None:
    """
    Run the migrations that *connection* lacks.

    Raises:
        StorageDamaged: If the database was made by a newer program, or by another.
    """
    file = connection.engine.url.database
    revision = _revision(connection)
    if revision == HEAD:
        return
    if revision is None and _tables(connection):
        raise StorageDamaged(
            f"{file}: a database, but not one of alur; move it away, "
            "or name another data folder"
        )
    # Alembic takes a third of a second to import, and is rarely needed.
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415 - see above
    from alembic.util.exc import CommandError  # noqa: PLC0415 - see above

    config = Config()
    folder = str(Path(__file__).parent / "migrations").replace("%", "%%")
    config.set_main_option("script_location", folder)
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StorageDamaged(
            f"{file}: made by a newer alur (revision {revision}); "
            "run that one, or put an older backup in its place"
        ) from error


def _revision(connection: Connection) -> str | None:
    with connection.begin():
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(text("SELECT version_num FROM alembic_version"))
        return found.scalar()


def _tables(connection: Connection) -> list[str]:
    with connection.begin():
        return inspect(connection).get_table_names()
