"""Brings a database to the schema of this program, by its migrations."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from storage.errors import StorageDamaged

HEAD = "0001"
"""The newest revision in ``migrations/versions``."""


def upgrade(connection: Connection) -> None:
    """
    Run the migrations that *connection* lacks.

    Raises:
        StorageDamaged: If the database was made by a newer program.
    """
    revision = _revision(connection)
    if revision == HEAD:
        return
    # Alembic takes a third of a second to import, and is rarely needed.
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415 - see above
    from alembic.util.exc import CommandError  # noqa: PLC0415 - see above

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StorageDamaged(
            f"the database is of a newer alur (revision {revision}): use that one"
        ) from error


def _revision(connection: Connection) -> str | None:
    with connection.begin():
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(text("SELECT version_num FROM alembic_version"))
        return found.scalar()
