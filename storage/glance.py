"""A glance into the database, beside whoever works on it: it writes nothing."""

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from sqlalchemy import URL, Connection, create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from storage.failures import meaning

Result = TypeVar("Result")


def glance(
    file: Path, function: Callable[[Connection, Sequence[None]], Sequence[Result]]
) -> Result:
    """
    What *function* finds in the database *file*.

    Raises:
        StorageError: If the file cannot be read, or has not the form of this program.
    """
    url = URL.create(
        "sqlite",
        database=f"file:{quote(str(file.absolute()))}",
        query={"mode": "ro", "uri": "true"},
    )
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    try:
        with contextlib.closing(engine.connect()) as connection:
            [found] = function(connection, [None])
    except SQLAlchemyError as error:
        raise meaning(error, file) from error
    finally:
        engine.dispose()
    return found
