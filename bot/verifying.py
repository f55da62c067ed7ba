"""
Whether the data is whole: the database, every photo, and what items refer to.

Everything is only read, so a server may run meanwhile and does not notice. What it
moves or deletes under our eyes is no mistake.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bot import images
from bot.errors import MediaError
from bot.settings import Settings
from storage import schema
from storage.errors import StorageDamaged
from storage.inspection import flaws, looking, revision
from storage.items import with_photos
from storage.photos import FOLDER, NAME

_JPEG = b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """
    Something that is not as it should be.

    Attributes:
        what: ``database``, ``photo``, ``file`` or ``item``.
        where: A path below the root of the photos, or the address of an item; of the
            database, its file.
        said: What is wrong, in a line.
    """

    what: str
    where: str
    said: str

    def __str__(self) -> str:
        return f"{self.what} {self.where}: {self.said}"


@dataclass(slots=True, kw_only=True)
class Verified:
    """
    What was looked at, and what was found.

    Attributes:
        revision: The revision of the database's schema; None if it cannot be told.
        photos: How many photos there are.
        items: How many items had photos.
        flaws: What is not as it should be; empty if all is whole.
    """

    revision: str | None = None
    photos: int = 0
    items: int = 0
    flaws: list[Flaw] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """What JSON can say."""
        return asdict(self)


def verify(settings: Settings, tell: Callable[[int, int], None]) -> Verified:
    """
    Look at everything that *settings* name as data.

    Args:
        settings: Where it is.
        tell: Told after each photo how many are done, and of how many.

    Raises:
        StorageUnavailable: If there is no database, or it does not answer.
    """
    verified = Verified()
    _verify_database(settings.data / "bot.db", settings.photo_root, verified)
    _verify_photos(settings.photo_root, verified, tell)
    return verified


def _verify_database(file: Path, photos: Path, verified: Verified) -> None:
    def find(said: str) -> None:
        verified.flaws.append(Flaw(what="database", where=str(file), said=said))

    try:
        with looking(file) as connection:
            for said in flaws(connection):
                find(said)
            verified.revision = revision(connection)
            if verified.revision is None:
                find("no database of alur")
                return
            if verified.revision > schema.HEAD:
                find(f"made by a newer alur (revision {verified.revision})")
                return
            for address, folder in with_photos(connection):
                verified.items += 1
                if not (photos / folder).is_dir():
                    said = "its photos are gone: their folder is missing"
                    verified.flaws.append(Flaw(what="item", where=address, said=said))
    except StorageDamaged as error:
        if not verified.flaws:
            find(str(error).removeprefix(f"{file}: "))


def _verify_photos(
    root: Path, verified: Verified, tell: Callable[[int, int], None]
) -> None:
    found = list(_files(root))
    for number, name in enumerate(found, start=1):
        folder, _, last = name.rpartition("/")
        if FOLDER.fullmatch(folder) and NAME.fullmatch(last):
            verified.photos += 1
            said, what = _wrong_with(root / name), "photo"
        else:
            said, what = "no photo of ours; no page shows it", "file"
        if said is not None:
            verified.flaws.append(Flaw(what=what, where=name, said=said))
        tell(number, len(found))


def _files(root: Path) -> Iterator[str]:
    """Every file below *root* by its path there, but those being written."""
    for folder, folders, names in os.walk(root):
        folders.sort()
        key = Path(folder).relative_to(root)
        for name in sorted(names):
            if not (name.startswith(".") and name.endswith(".part")):
                yield (key / name).as_posix()


def _wrong_with(photo: Path) -> str | None:
    """What is wrong with *photo*; None if it is whole, or gone by now."""
    if photo.is_symlink():
        return "a link, which no listing names"
    try:
        data = photo.read_bytes()
        if not data.startswith(_JPEG):
            return "no JPEG" if data else "empty"
        images.clean(data, announced_bytes=None)
    except FileNotFoundError:
        return None
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    except MediaError as error:
        return str(error)
    return None
