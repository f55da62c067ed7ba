"""Whether all of the data is whole is told without touching it."""

import asyncio
from dataclasses import replace

import pytest

from bot.verifying import verify
from storage.bucket import Bucket
from storage.photos import VOICE
from storage.places import open_photos
from tests.house import PICTURE
from tests.pictures import jpeg, png

SOUND = b"OggS\0\2" + bytes(22)
FOLDER = "shop/whatsapp:+6281200000011"
NAME = "1761646020000-0123456789abcdef.jpg"


def nothing(_done, _total):
    """Nobody looks at the bar."""


def found(house):
    return [str(flaw) for flaw in verify(house.settings, nothing).flaws]


def put(house, name, data):
    file = house.settings.photo_root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


async def publishes(house):
    await house.hears("jual Avanza 145000000")
    await house.hears(photo=house.brings("a"))
    await house.hears("selesai")
    await house.hears("ya")
    await house.passes(5)


async def test_a_bot_at_work_is_whole(house):
    await publishes(house)
    await house.hears("jual Avanza 145000000")
    await house.hears(photo=house.brings("b"))

    verified = verify(house.settings, nothing)

    assert verified.flaws == []
    assert (verified.photos, verified.items) == (2, 1)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\0" * 4096, "no JPEG"),
        (png(), "no JPEG"),
        (b"<html>not found</html>", "no JPEG"),
        (jpeg(640, 480)[:-1000], "the JPEG has no end"),
        (jpeg(640, 480)[:300], "the JPEG"),
    ],
)
async def test_a_photo_that_is_not_whole_is_told_with_its_path(house, data, said):
    put(house, f"{FOLDER}/{NAME}", data)

    [told] = found(house)

    assert told.startswith(f"photo {FOLDER}/{NAME}: {said}")


@pytest.mark.parametrize(
    "name", [f"{FOLDER}/notes.txt", f"{FOLDER}/IMG_0001.jpg", NAME, f"X/y/z/{NAME}"]
)
async def test_a_file_that_is_no_photo_of_ours_is_told(house, name):
    put(house, name, PICTURE)

    assert found(house) == [f"file {name}: no photo of ours; no page shows it"]


async def test_a_link_is_told_and_what_is_being_written_is_not(house):
    file = put(house, f"{FOLDER}/.{NAME}.0123456789abcdef.part", b"half")
    file.with_name(NAME).symlink_to(file)

    assert found(house) == [f"photo {FOLDER}/{NAME}: a link, which no listing names"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", ["voice {}: empty"]),
        (b"<html>not found</html>", ["voice {}: no sound of a known kind"]),
        (SOUND, []),
    ],
)
async def test_a_voice_note_that_is_no_sound_is_told(house, data, said):
    name = f"{FOLDER}/{NAME.replace('jpg', VOICE)}"
    file = house.settings.voice_root / name
    file.parent.mkdir(parents=True)
    file.write_bytes(data)
    file.with_name("notes.txt").write_bytes(b"by hand")

    verified = verify(house.settings, nothing)

    assert (verified.photos, verified.voices) == (0, 1)
    assert [str(flaw) for flaw in verified.flaws] == [
        *(line.format(name) for line in said),
        f"file {FOLDER}/notes.txt: no voice note of ours; no page shows it",
    ]


async def test_an_item_whose_photos_are_gone_is_told(house):
    await publishes(house)
    [(address, folder)] = await house.ask(
        "SELECT word || '/' || slug, folder FROM items"
    )
    for photo in (house.settings.photo_root / folder).iterdir():
        photo.unlink()
    (house.settings.photo_root / folder).rmdir()

    assert found(house) == [
        f"item {address}: its photos are gone: their folder is missing"
    ]


async def test_an_item_that_never_had_photos_is_whole(house):
    await publishes(house)
    await house.ask("DELETE FROM downloads")
    [photo] = house.stored()
    (house.settings.photo_root / photo).unlink()
    (house.settings.photo_root / photo).parent.rmdir()

    assert found(house) == []


async def test_a_database_of_a_newer_program_is_told(house):
    await house.ask("UPDATE alembic_version SET version_num = '9999'")

    file = house.settings.data / "bot.db"
    assert found(house) == [f"database {file}: made by a newer alur (revision 9999)"]


async def test_every_photo_is_counted_for_the_bar(house):
    for number in range(3):
        put(house, f"{FOLDER}/{1_761_646_020_000 + number}{NAME[13:]}", PICTURE)
    told = []

    verify(house.settings, lambda done, total: told.append((done, total)))

    assert told == [(1, 3), (2, 3), (3, 3)]


async def test_photos_in_a_bucket_are_looked_at_there(house, moto):
    await publishes(house)
    [(folder,)] = await house.ask("SELECT folder FROM items")
    bucket = replace(moto, prefix="verified")
    in_bucket = house.settings.model_copy(update={"photos": bucket})

    def found():
        return [str(flaw) for flaw in verify(in_bucket, nothing).flaws]

    assert [flaw.partition(": ")[2] for flaw in found()] == [
        "its photos are gone: their folder is missing"
    ]

    with open_photos(bucket) as photos:
        await photos.put(folder, NAME, PICTURE)
        await photos.put(FOLDER, NAME, b"<html>not found</html>")
    await asyncio.to_thread(Bucket(bucket).put, f"{FOLDER}/notes.txt", b"notes")

    assert found() == [
        f"photo {FOLDER}/{NAME}: no JPEG",
        f"file {FOLDER}/notes.txt: no photo of ours; no page shows it",
    ]


async def test_voice_notes_of_a_bucket_that_is_all_ours_are_no_mistake(house, moto):
    whole = house.settings.model_copy(update={"photos": moto})
    with open_photos(whole.voice_place, VOICE) as voices:
        await voices.put(FOLDER, NAME.replace("jpg", VOICE), SOUND)

    verified = verify(whole, nothing)

    said = [flaw.where for flaw in verified.flaws]
    assert [where for where in said if where.startswith("voices/")] == []
    assert verified.voices == 1
