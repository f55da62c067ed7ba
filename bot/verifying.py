"""
Whether the data is whole: the database, photos, voice notes, what items refer to.

Everything is only read, so a server may run meanwhile and does not notice. What it
moves or deletes under our eyes is no mistake.
"""

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bot import images, sounds
from bot.errors import MediaError, MediaUnavailable
from bot.settings import Settings
from storage import schema
from storage.errors import StorageDamaged, StorageUnavailable
from storage.inspection import flaws, looking, revision
from storage.items import with_photos
from storage.kept import Kept
from storage.photos import FOLDER, PHOTO, VOICE, name_form
from storage.places import kept_in

_JPEG = b"\xff\xd8\xff"
_VOICE = re.compile(rf"voices/{FOLDER.pattern}/{name_form(VOICE).pattern}", re.ASCII)
"""Where all of a bucket is ours, voice notes cannot but lie among the photos."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """
    Something that is not as it should be.

    Attributes:
        what: ``database``, ``photo``, ``voice``, ``file`` or ``item``.
        where: A path below the root of the photos or of the voice notes, or the
            address of an item; of the database, its file.
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
        voices: How many voice notes.
        items: How many items had photos.
        flaws: What is not as it should be; empty if all is whole.
    """

    revision: str | None = None
    photos: int = 0
    voices: int = 0
    items: int = 0
    flaws: list[Flaw] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """What JSON can say."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """How a flaw names what a store keeps, and what is required of it."""

    suffix: str
    what: str
    called: str
    look: Callable[[bytes], None]


def verify(settings: Settings, tell: Callable[[int, int], None]) -> Verified:
    """
    Look at everything that *settings* name as data.

    Args:
        settings: Where it is.
        tell: Told after each photo and voice note how many are done, and of how many.

    Raises:
        StorageUnavailable: If there is no database, or it does not answer.
    """
    verified = Verified()
    photos, voices = kept_in(settings.photo_place), kept_in(settings.voice_place)
    _verify_database(settings.data / "bot.db", photos, verified)
    found = [one for one in photos.everything() if not _VOICE.fullmatch(one)]
    sounds_found = list(voices.everything())
    total = len(found) + len(sounds_found)
    for number, path in enumerate(found, start=1):
        verified.photos += _verify(photos, path, _PHOTOS, verified)
        tell(number, total)
    for number, path in enumerate(sounds_found, start=len(found) + 1):
        verified.voices += _verify(voices, path, _VOICES, verified)
        tell(number, total)
    return verified


def _verify_database(file: Path, photos: Kept, verified: Verified) -> None:
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
                if not photos.has_folder(folder):
                    said = "its photos are gone: their folder is missing"
                    verified.flaws.append(Flaw(what="item", where=address, said=said))
    except StorageDamaged as error:
        if not verified.flaws:
            find(str(error).removeprefix(f"{file}: "))


def _verify(kept: Kept, path: str, form: _Form, verified: Verified) -> bool:
    """Look at what is at *path*; whether it has the name of one of ours."""
    folder, _, name = path.rpartition("/")
    ours = bool(FOLDER.fullmatch(folder) and name_form(form.suffix).fullmatch(name))
    what, said = "file", f"no {form.called} of ours; no page shows it"
    if ours:
        what, wrong = form.what, _wrong_with(kept, path, form)
        if wrong is None:
            return True
        said = wrong
    verified.flaws.append(Flaw(what=what, where=path, said=said))
    return ours


def _wrong_with(kept: Kept, path: str, form: _Form) -> str | None:
    """What is wrong with it; None if it is whole, or gone by now."""
    try:
        data = kept.read(path)
        if data is not None:
            form.look(data)
    except (StorageUnavailable, MediaError) as error:
        return str(error)
    return None


def _look_at_photo(data: bytes) -> None:
    if not data.startswith(_JPEG):
        raise MediaUnavailable("no JPEG" if data else "empty")
    images.clean(data, announced_bytes=None)


def _look_at_voice(data: bytes) -> None:
    if not data:
        raise MediaUnavailable("empty")
    sounds.whole_sound(data, announced_bytes=None)


_PHOTOS = _Form(suffix=PHOTO, what="photo", called="photo", look=_look_at_photo)
_VOICES = _Form(suffix=VOICE, what="voice", called="voice note", look=_look_at_voice)
