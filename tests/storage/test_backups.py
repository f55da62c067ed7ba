"""A backup holds what was there, made while the server works."""

import tarfile
from pathlib import Path

import pytest
from sqlalchemy import select

from storage.backups import Roots, back_up
from storage.chats import accept
from storage.connection import connect, disconnect
from storage.engine import Engine
from storage.errors import BackupRefused, StorageDamaged, StorageUnavailable
from storage.inspection import looking
from storage.tables import inbox
from tests.storage.keepsake import NAME, OTHER, SOUND, nothing
from tests.storage.rows import HOME, SHOP, message


def names(file: Path) -> list[str]:
    with tarfile.open(file) as tar:
        return tar.getnames()


def test_it_holds_the_database_then_every_photo_and_every_voice_note(
    backup: Path,
) -> None:
    assert names(backup) == [
        "bot.db",
        f"photos/{SHOP}/{OTHER}",
        f"photos/{HOME}/{NAME}",
        f"voices/{HOME}/{SOUND}",
    ]
    assert backup.stat().st_mode & 0o777 == 0o600


def test_what_is_no_photo_is_left_out(
    backup: Path, file: Path, photos: Path, roots: Roots
) -> None:
    folder = photos / HOME
    (folder / SOUND).write_bytes(b"where no voice note is")
    (folder / f".{OTHER}.0123456789abcdef.part").write_bytes(b"half")
    (folder / "notes.txt").write_bytes(b"by hand")
    (folder / OTHER).symlink_to(backup)
    (photos / "lumiku" / "whatsapp:+6281200000022").symlink_to(folder)
    (photos / "thumbnails").mkdir()
    (photos / "thumbnails" / NAME).write_bytes(b"small")

    again = backup.with_name("again.tar")
    back_up(file, roots, again, nothing)

    assert names(again) == names(backup)


def test_a_photo_that_moves_or_goes_meanwhile_is_no_harm(
    file: Path, photos: Path, roots: Roots, backup: Path
) -> None:
    told: list[tuple[int, int]] = []

    def move_the_last(done: int, total: int) -> None:
        if not told:  # the first is in the backup, the second is still to come
            (photos / HOME / NAME).rename(photos / SHOP / NAME)
        told.append((done, total))

    again = backup.with_name("again.tar")
    made = back_up(file, roots, again, move_the_last)

    assert names(again)[1:] == [
        f"photos/{SHOP}/{OTHER}",
        f"voices/{HOME}/{SOUND}",
        f"photos/{SHOP}/{NAME}",
    ]
    assert (made.photos, made.voices) == (2, 1)
    assert told == [(1, 3), (1, 3), (2, 3), (3, 3)]


async def test_a_commit_goes_on_while_the_database_is_read(
    engine: Engine, file: Path
) -> None:
    with looking(file) as connection:
        before = connection.execute(select(inbox.c.message_id)).all()
        assert await engine.run(accept, message("m2")) is True
        after = connection.execute(select(inbox.c.message_id)).all()

    assert before == after


def test_a_file_that_is_there_is_never_written_over(
    backup: Path, file: Path, roots: Roots
) -> None:
    before = backup.read_bytes()

    with pytest.raises(BackupRefused, match=r"made\.tar: there is such a file already"):
        back_up(file, roots, backup, nothing)

    assert backup.read_bytes() == before


def test_without_a_database_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable, match=r"bot\.db: there is no database"):
        back_up(tmp_path / "bot.db", {}, tmp_path / "b.tar", nothing)

    assert list(tmp_path.iterdir()) == []


def test_a_damaged_database_gives_no_backup(file: Path, tmp_path: Path) -> None:
    disconnect(connect(file))
    with file.open("r+b") as raw:
        raw.write(b"garbage garbage!" * 8)

    with pytest.raises(StorageDamaged, match=r"bot\.db: damaged"):
        back_up(file, {}, tmp_path / "b.tar", nothing)

    assert sorted(one.name for one in tmp_path.iterdir()) == ["bot.db"]


def test_what_breaks_off_leaves_nothing_behind(
    backup: Path, file: Path, roots: Roots, tmp_path: Path
) -> None:

    def break_off(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    assert backup.exists()
    before = sorted(one.name for one in tmp_path.iterdir())
    with pytest.raises(KeyboardInterrupt):
        back_up(file, roots, tmp_path / "b.tar", break_off)

    assert sorted(one.name for one in tmp_path.iterdir()) == before


async def test_a_look_at_a_database_changes_nothing(engine: Engine, file: Path) -> None:
    with looking(file) as connection, pytest.raises(Exception, match="readonly"):
        connection.exec_driver_sql("DELETE FROM inbox")

    assert await engine.run(accept, message("m1")) is True
