"""Whether letters behind a plate's figure are its own, or a word of the text."""

import datetime as dt

import pytest

from flows.upload.reader import read
from flows.upload.spans import Sheet
from flows.upload.suffixes import in_capitals

TODAY = dt.date(2025, 10, 28)
CAR = "avanza 2015 150jt"


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("nopol h 1358 rp", "H 1358 RP"),
        ("nopol h 1358 rp 112jt", "H 1358"),
        ("plat b 1234 km", "B 1234 KM"),
        ("plat b 1234 km 80rb", "B 1234"),
        ("plat b 1234 km rendah", "B 1234"),
        ("plat b 1234 ac", "B 1234 AC"),
        ("plat b 1234 ac dingin", "B 1234"),
        ("plat b 1234 tt innova", "B 1234"),
    ],
)
def test_what_follows_tells_letters_from_a_word(text: str, plate: str):
    assert read(f"avanza 2015 {text}", today=TODAY).data.get("plate") == plate


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("plat b 1234 at", "B 1234"),
        ("plat b 1234 at matic", "B 1234 AT"),
        ("plat b 1234 mt transmisi manual", "B 1234 MT"),
        ("nopol b 5678 rb km 80rb", "B 5678 RB"),
    ],
)
def test_a_word_whose_meaning_the_text_has_elsewhere_is_letters(text: str, plate: str):
    assert read(f"{CAR} {text}", today=TODAY).data.get("plate") == plate


@pytest.mark.parametrize(
    ("text", "plate", "confirm"),
    [
        ("plat b 1234 kak", "B 1234", ("plate",)),
        ("plat B 1234 KAK", "B 1234 KAK", ()),
        ("plat b 1234 mrh", "B 1234", ("plate",)),
        ("plat B 1234 AT", "B 1234 AT", ("plate",)),
        ("plat b 1234 an", "B 1234 AN", ()),
        ("plat b 1234 ada stnk", "B 1234", ("plate",)),
    ],
)
def test_where_nothing_tells_the_plate_is_doubtful_but_for_capitals(
    text: str, plate: str, confirm: tuple[str, ...]
):
    reading = read(f"{CAR} {text}", today=TODAY)

    assert (reading.data.get("plate"), reading.confirm) == (plate, confirm)


@pytest.mark.parametrize(
    ("said", "capitals"),
    [("plat B 1 XY", True), ("plat b 1 xy", False), ("PLAT B 1 XY", False)],
)
def test_capitals_tell_nothing_where_all_is_written_in_them(
    said: str, *, capitals: bool
):
    place = (said.index("1") + 2, len(said))

    assert in_capitals(Sheet(said), place) is capitals


def test_where_there_is_no_letter_there_are_no_capitals():
    assert not in_capitals(Sheet("plat B 1"), (8, 8))
    assert not in_capitals(Sheet("plat B 1"), (-1, -1))
