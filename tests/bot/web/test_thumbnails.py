"""Pages show small pictures, each made once and again when its photo changes."""

import asyncio
import os
import sys
from pathlib import Path

import pytest
from PIL import Image

from bot.web.thumbnails import WIDTHS, Thumbnails
from storage.errors import StorageUnavailable
from storage.files import FilePhotoStore
from storage.photos import StoredPhoto
from tests import pictures

FOLDER = "lumiku/cars/honda-freed-2012-3f9a1c"
NAME = "1761642421000-00000000000000aa.jpg"


class Wherever:
    """A store that has one photo under whatever it is asked for."""

    def __init__(self, photo: Path) -> None:
        self._photo = photo

    async def listings(self, folders):
        return dict.fromkeys(folders, (NAME,))

    async def read(self, _folder, _name):
        return self._photo.read_bytes()

    async def version(self, _folder, _name):
        return "one"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "thumbnails"


@pytest.fixture
def thumbnails(folder: Path) -> Thumbnails:
    return Thumbnails(folder)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photos" / FOLDER / NAME
    path.parent.mkdir(parents=True)
    path.write_bytes(pictures.jpeg(1200, 900))
    return path


@pytest.fixture
def stored(photo: Path) -> StoredPhoto:
    store = FilePhotoStore(photo.parents[3])
    return StoredPhoto(source=store, folder=FOLDER, name=NAME)


def write(photo: Path, data: bytes) -> None:
    photo.write_bytes(data)


def remove(photo: Path) -> None:
    photo.unlink()


def replace(photo: Path, data: bytes, *, seconds: int) -> None:
    """Change *photo*, *seconds* later than it was changed last."""
    changed = photo.stat().st_mtime_ns + seconds * 1_000_000_000
    photo.write_bytes(data)
    os.utime(photo, ns=(changed, changed))


def opened(path: Path | None) -> Image.Image:
    assert path is not None
    return pictures.opened(path.read_bytes())


def age_and_number(path: Path | None) -> tuple[int, int]:
    """What changes when a file is written anew."""
    assert path is not None
    found = path.stat()
    return found.st_ino, found.st_ctime_ns


def inside(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*")) if folder.exists() else []


@pytest.mark.parametrize("width", WIDTHS)
async def test_a_thumbnail_is_as_wide_as_wanted(
    thumbnails: Thumbnails, stored: StoredPhoto, folder: Path, width: int
) -> None:
    path = await thumbnails.path(stored, width=width)

    assert opened(path).format == "JPEG"
    assert opened(path).size == (width, width * 3 // 4)
    assert [one for one in inside(folder) if one.is_file()] == [path]


async def test_a_narrow_photo_is_not_stretched(
    thumbnails: Thumbnails, stored: StoredPhoto, photo: Path
) -> None:
    write(photo, pictures.jpeg(300, 1200))

    path = await thumbnails.path(stored, width=480)

    assert opened(path).size == (300, 1200)


async def test_a_turned_photo_becomes_an_upright_thumbnail(
    thumbnails: Thumbnails, stored: StoredPhoto, photo: Path
) -> None:
    write(photo, pictures.jpeg(1600, 1200, orientation=6, gps=True))

    path = await thumbnails.path(stored, width=480)

    assert opened(path).size == (480, 640)
    assert not opened(path).getexif()


async def test_a_photo_for_print_becomes_an_ordinary_thumbnail(
    thumbnails: Thumbnails, stored: StoredPhoto, photo: Path
) -> None:
    write(photo, pictures.jpeg(1200, 900, mode="CMYK"))

    path = await thumbnails.path(stored, width=480)

    assert opened(path).mode == "RGB"


async def test_the_colour_profile_stays(
    thumbnails: Thumbnails, stored: StoredPhoto, photo: Path
) -> None:
    write(photo, pictures.jpeg(1200, 900, profile=pictures.srgb()))

    path = await thumbnails.path(stored, width=480)

    assert opened(path).info["icc_profile"] == pictures.srgb()


async def test_a_thumbnail_is_kept(thumbnails: Thumbnails, stored: StoredPhoto) -> None:
    first = await thumbnails.path(stored, width=480)
    written = age_and_number(first)

    second = await thumbnails.path(stored, width=480)

    assert second == first
    assert age_and_number(second) == written


async def test_a_thumbnail_outlives_the_server(
    folder: Path, stored: StoredPhoto
) -> None:
    first = await Thumbnails(folder).path(stored, width=480)
    written = age_and_number(first)

    second = await Thumbnails(folder).path(stored, width=480)

    assert age_and_number(second) == written


@pytest.mark.parametrize("seconds", [1, -3600], ids=["newer", "restored"])
async def test_a_photo_that_changed_gets_a_new_thumbnail(
    thumbnails: Thumbnails, stored: StoredPhoto, photo: Path, seconds: int
) -> None:
    await thumbnails.path(stored, width=480)
    replace(photo, pictures.jpeg(900, 900), seconds=seconds)

    path = await thumbnails.path(stored, width=480)

    assert opened(path).size == (480, 480)


async def test_twenty_that_want_the_same_have_it_made_once(
    thumbnails: Thumbnails, stored: StoredPhoto
) -> None:
    renamed = []
    listening = True

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        if listening and event == "os.rename":
            renamed.append(Path(str(arguments[1])))

    sys.addaudithook(hear)
    paths = await asyncio.gather(
        *(thumbnails.path(stored, width=480) for _ in range(20))
    )
    listening = False

    assert set(paths) == set(renamed) == {paths[0]}
    assert len(renamed) == 1


async def test_one_that_goes_away_does_not_take_it_from_the_others(
    thumbnails: Thumbnails, stored: StoredPhoto
) -> None:
    gone = asyncio.create_task(thumbnails.path(stored, width=480))
    stays = asyncio.create_task(thumbnails.path(stored, width=480))
    await asyncio.wait([gone, stays], timeout=0)

    gone.cancel()

    assert opened(await stays).width == 480
    assert gone.cancelled()


async def test_photos_are_told_apart_by_key_and_width(
    thumbnails: Thumbnails, photo: Path, folder: Path
) -> None:
    paths = {
        await thumbnails.path(
            StoredPhoto(source=Wherever(photo), folder=key, name=NAME), width=width
        )
        for key in ("a", "b", "a/../b", "../../b", "\0", "\ud800", "")
        for width in WIDTHS
    }

    assert len(paths) == 7 * len(WIDTHS)
    assert {path for path in inside(folder) if path.is_file()} == paths


@pytest.mark.parametrize("width", [0, -480, 481, 100_000])
async def test_other_widths_are_refused(
    thumbnails: Thumbnails, stored: StoredPhoto, folder: Path, width: int
) -> None:
    with pytest.raises(ValueError, match="pixels wide"):
        await thumbnails.path(stored, width=width)

    assert inside(folder) == []


async def test_no_photo_has_no_thumbnail(
    thumbnails: Thumbnails, stored: StoredPhoto, photo: Path, folder: Path
) -> None:
    remove(photo)

    assert await thumbnails.path(stored, width=480) is None
    assert inside(folder) == []


async def test_a_photo_that_went_away_has_no_thumbnail_any_more(
    thumbnails: Thumbnails, stored: StoredPhoto, photo: Path
) -> None:
    await thumbnails.path(stored, width=480)

    remove(photo)

    assert await thumbnails.path(stored, width=480) is None


@pytest.mark.parametrize(
    "data",
    [
        b"no picture",
        pictures.png(),
        pictures.truncated(pictures.jpeg(), 0.5),
        pictures.huge_jpeg(60_000, 60_000),
    ],
    ids=["words", "png", "cut", "huge"],
)
async def test_what_is_no_photo_is_told_and_leaves_nothing(
    thumbnails: Thumbnails, stored: StoredPhoto, photo: Path, folder: Path, data: bytes
) -> None:
    write(photo, data)

    with pytest.raises(OSError, match=r"decoded|(?i:truncated)"):
        await thumbnails.path(stored, width=480)

    assert inside(folder) == []


async def test_after_a_failure_it_is_tried_again(
    thumbnails: Thumbnails, stored: StoredPhoto, photo: Path
) -> None:
    write(photo, b"no picture")
    with pytest.raises(OSError, match="decoded"):
        await thumbnails.path(stored, width=480)

    write(photo, pictures.jpeg(1200, 900))

    assert opened(await thumbnails.path(stored, width=480)).width == 480


def test_a_thumbnail_is_tried_without_a_trace(
    thumbnails: Thumbnails, folder: Path
) -> None:
    thumbnails.check()

    assert list(folder.iterdir()) == []


def test_a_folder_that_takes_no_thumbnail_is_told_with_the_cure(folder: Path) -> None:
    folder.write_text("in the way")

    with pytest.raises(StorageUnavailable, match=r"no thumbnail .* in .*; let"):
        Thumbnails(folder).check()
