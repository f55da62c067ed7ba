"""What a simulated phone keeps, and what it forgets."""

from collections.abc import AsyncIterator
from pathlib import Path

from bot.web.simulator.bubbles import MESSAGE, SentPhoto
from bot.web.simulator.phones import MOST_KEPT, ROOM, Phone
from bot.web.simulator.photofiles import PhotoFiles

NUMBER = "+6281200000011"


def phone(folder: Path) -> Phone:
    return Phone(name="demo/simulator", number=NUMBER, file=folder / "phone.jsonl")


def talk(one: Phone, count: int) -> None:
    for number in range(count):
        one.add(kind=MESSAGE, id=f"m{number}", at_ms=number, text=str(number))
        one.posted(f"m{number}", 200)


async def test_the_oldest_bubbles_are_forgotten(tmp_path: Path) -> None:
    one = phone(tmp_path)

    talk(one, MOST_KEPT + ROOM + 1)

    assert len(one.bubbles) == MOST_KEPT
    assert one.first == ROOM + 2
    assert one.undelivered == []


async def test_a_file_that_was_written_anew_gives_the_same_phone(
    tmp_path: Path,
) -> None:
    one = phone(tmp_path)
    talk(one, MOST_KEPT + ROOM + 1)
    photo = SentPhoto(id="p1", size_bytes=5, ready_ms=9)
    one.add(kind=MESSAGE, id="last", at_ms=9, photo=photo, batch="b")
    one.was_asked("p1", 404, whole=False)

    again = phone(tmp_path)

    assert again.bubbles == one.bubbles
    assert [bubble.id for bubble in again.undelivered] == ["last"]
    assert again.asked == one.asked


async def test_a_line_that_was_cut_off_is_left_out(tmp_path: Path) -> None:
    one = phone(tmp_path)
    talk(one, 2)
    file = tmp_path / "phone.jsonl"
    file.write_bytes(file.read_bytes()[:-10])

    again = phone(tmp_path)

    assert again.bubbles == one.bubbles
    assert [bubble.id for bubble in again.undelivered] == ["m1"]


async def test_numbers_go_on_after_the_screen_was_wiped(tmp_path: Path) -> None:
    one = phone(tmp_path)
    talk(one, 3)

    one.clear()

    assert one.bubbles == []
    assert phone(tmp_path).add(kind=MESSAGE, id="m", at_ms=1).number == 4


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def test_the_oldest_photos_go_when_there_are_too_many(tmp_path: Path) -> None:
    files = PhotoFiles(tmp_path, most_bytes=10)

    kept = [await files.keep(chunks(b"1234", b"56")) for _ in range(3)]

    assert [size for _, size in kept] == [6, 6, 6]
    assert [files.path(photo_id) is None for photo_id, _ in kept] == [
        True,
        True,
        False,
    ]
