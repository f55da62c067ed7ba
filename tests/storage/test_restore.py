"""What was there is there again, and nothing else is ever brought back."""

import io
import os
import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from storage.backups import back_up, bring_back
from storage.engine import open_engine
from storage.errors import BackupRefused
from storage.inspection import flaws, looking, revision
from storage.schema import HEAD
from storage.tables import inbox
from tests.storage.keepsake import NAME, OTHER, SOUND, nothing, stores
from tests.storage.rows import HOME, SHOP, look
from tests.storage.test_migrations import made_by


async def test_what_was_there_is_there_again(backup: Path, tmp_path: Path) -> None:
    database, roots = tmp_path / "new" / "bot.db", stores(tmp_path / "elsewhere")

    brought = bring_back(backup, database, roots, nothing)

    engine = await open_engine(database)
    kept = await look(engine, select(inbox.c.message_id))
    await engine.close()
    assert (brought.photos, brought.voices) == (2, 1)
    assert [tuple(row) for row in kept] == [("m1",)]
    assert (roots["photos"] / HOME / NAME).read_bytes() == b"front"
    assert (roots["photos"] / SHOP / OTHER).read_bytes() == b"back"
    assert (roots["voices"] / HOME / SOUND).read_bytes() == b"hello"
    assert [one.name for one in (tmp_path / "new").iterdir()] == ["bot.db"]
    for root in roots.values():
        assert [one.name for one in root.iterdir()] == ["lumiku"]


@pytest.mark.parametrize("there", ["bot.db", "bot.db-wal", "photos", "voices"])
def test_data_that_is_there_is_never_touched(
    backup: Path, tmp_path: Path, there: str
) -> None:
    data = tmp_path / "data"
    for root in stores(data).values():
        root.mkdir(parents=True)
    mine = data / there / "mine" if there in stores(data) else data / there
    mine.write_bytes(b"mine")

    with pytest.raises(BackupRefused, match=rf"already: move .*{there}.* away first"):
        bring_back(backup, data / "bot.db", stores(data), nothing)

    assert mine.read_bytes() == b"mine"
    assert len(list(data.rglob("*"))) == 3


def test_a_restore_that_was_cut_off_is_begun_anew(backup: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    for folder in (data, data / "photos", data / "voices"):
        left = folder / ".restore.1" / "lumiku"
        left.mkdir(parents=True)
        (left / "bot.db").write_bytes(b"half")

    bring_back(backup, data / "bot.db", stores(data), nothing)

    assert sorted(one.name for one in data.iterdir()) == ["bot.db", "photos", "voices"]
    for root in stores(data).values():
        assert [one.name for one in root.iterdir()] == ["lumiku"]


def test_the_backup_of_an_older_program_is_brought_along(tmp_path: Path) -> None:
    rows = made_by("0001", tmp_path / "bot.db")
    back_up(tmp_path / "bot.db", stores(tmp_path), tmp_path / "b.tar", nothing)

    new = tmp_path / "new"
    bring_back(tmp_path / "b.tar", new / "bot.db", stores(new), nothing)

    with looking(tmp_path / "new" / "bot.db") as connection:
        assert revision(connection) == HEAD
        assert flaws(connection) == []
        found = connection.execute(select(inbox.c.body).order_by(inbox.c.seq)).scalars()
        assert list(found) == [row["body"] for row in rows["inbox"]]


def changed(backup: Path, change: Callable[[tarfile.TarInfo], None], name: str) -> None:
    """Put a member into *backup* that is like a photo but for what *change* does."""
    with tarfile.open(backup, "a") as tar:
        member = tarfile.TarInfo(name)
        member.size = 4
        change(member)
        tar.addfile(member, io.BytesIO(b"evil") if member.isreg() else None)


def _same(_member: tarfile.TarInfo) -> None:
    """As it is."""


def _a_link(kind: bytes) -> Callable[[tarfile.TarInfo], None]:
    def change(member: tarfile.TarInfo) -> None:
        member.type, member.size, member.linkname = kind, 0, "../../evil"

    return change


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("../evil", _same),
        ("/evil", _same),
        ("photos/../../evil", _same),
        (f"photos/{HOME}/../{OTHER}", _same),
        (f"photos//{HOME}/{OTHER}", _same),
        (f"{HOME}/{OTHER}", _same),
        (f"photos/{HOME}/.{OTHER}", _same),
        (f"photos/{HOME}/evil.sh", _same),
        (f"photos/{HOME}/{SOUND}", _same),
        (f"voices/{HOME}/{OTHER}", _same),
        (f"thumbnails/{HOME}/{OTHER}", _same),
        ("lock", _same),
        ("bot.db-wal", _same),
        ("bot.db", _same),
        (f"photos/{HOME}/{NAME}", _same),
        (f"photos/{HOME}/{OTHER}", _a_link(tarfile.SYMTYPE)),
        (f"photos/{HOME}/{OTHER}", _a_link(tarfile.LNKTYPE)),
        (f"photos/{HOME}/{OTHER}", _a_link(tarfile.DIRTYPE)),
        (f"photos/{HOME}/{OTHER}", _a_link(tarfile.CHRTYPE)),
        (f"photos/{HOME}/{OTHER}", _a_link(tarfile.FIFOTYPE)),
    ],
)
def test_nothing_but_the_files_of_a_backup_is_brought_back(
    backup: Path, tmp_path: Path, name: str, change: Any
) -> None:
    changed(backup, change, name)
    data = tmp_path / "deep" / "data"

    with pytest.raises(BackupRefused, match=r"made\.tar: no backup: "):
        bring_back(backup, data / "bot.db", stores(data), nothing)

    assert [one for one in data.rglob("*") if not one.is_dir()] == []
    assert not (tmp_path / "deep" / "evil").exists()
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize("left", [0, 100, 512, 2000, 140_000, -10_240, -1025])
def test_a_backup_that_was_cut_off_is_refused(
    backup: Path, tmp_path: Path, left: int
) -> None:
    with tarfile.open(backup) as tar:
        end = tar.getmembers()[-1].offset_data + 512
    whole = backup.read_bytes()[:end] + bytes(1024)
    backup.write_bytes(whole[:left] if left >= 0 else whole[: len(whole) + left])
    data = tmp_path / "data"

    with pytest.raises(BackupRefused, match=r"made\.tar: (no backup|cut off)"):
        bring_back(backup, data / "bot.db", stores(data), nothing)

    assert [one for one in data.rglob("*") if not one.is_dir()] == []


def test_a_backup_without_its_last_photo_is_cut_off(
    backup: Path, tmp_path: Path
) -> None:
    with tarfile.open(backup) as tar:
        last = tar.getmembers()[-1].offset
    os.truncate(backup, last)

    with pytest.raises(BackupRefused, match=r"made\.tar: cut off"):
        bring_back(backup, tmp_path / "n" / "bot.db", stores(tmp_path / "n"), nothing)


def test_a_damaged_database_is_not_brought_back(backup: Path, tmp_path: Path) -> None:
    with backup.open("r+b") as raw:
        raw.seek(512 + 8 * 4096)
        raw.write(b"\xa5" * 4 * 4096)
    data = tmp_path / "data"

    with pytest.raises(BackupRefused, match=r"made\.tar: its database cannot be used"):
        bring_back(backup, data / "bot.db", stores(data), nothing)

    assert [one for one in data.rglob("*") if not one.is_dir()] == []


def test_another_programs_database_is_not_brought_back(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "bot.db") as raw:
        raw.execute("CREATE TABLE accounts(id INTEGER PRIMARY KEY)")
    raw.close()
    back_up(tmp_path / "bot.db", {}, tmp_path / "b.tar", nothing)

    with pytest.raises(BackupRefused, match=r"b\.tar: its database .*not one of alur"):
        bring_back(tmp_path / "b.tar", tmp_path / "n" / "bot.db", {}, nothing)


async def test_a_backup_with_photos_is_not_brought_back_beside_a_bucket(
    backup: Path, tmp_path: Path
) -> None:
    database = tmp_path / "elsewhere" / "bot.db"

    with pytest.raises(BackupRefused, match="it has photos in it"):
        bring_back(backup, database, {}, nothing)

    assert not database.exists()


@pytest.mark.usefixtures("engine")
async def test_a_backup_beside_a_bucket_is_the_database_alone(
    file: Path, tmp_path: Path
) -> None:
    alone, database = tmp_path / "alone.tar", tmp_path / "elsewhere" / "bot.db"

    made = back_up(file, {}, alone, nothing)
    back = bring_back(alone, database, {}, nothing)

    assert (made.photos, back.photos) == (0, 0)
    assert database.exists()
