"""Slips of the finger in colours and transmissions, and what only looks like one."""

import datetime as dt

import pytest

from flows.upload.reader import read

TODAY = dt.date(2025, 10, 28)


@pytest.mark.parametrize(
    ("slip", "field", "meant"),
    [
        ("puith", "colour", "Putih"),
        ("mrah", "colour", "Merah"),
        ("kuuning", "colour", "Kuning"),
        ("slver", "colour", "Silver"),
        ("mnual", "transmission", "manual"),
        ("mattic", "transmission", "matic"),
        ("otomtis", "transmission", "matic"),
    ],
)
def test_letters_missing_doubled_or_swapped_are_mere_slips(
    slip: str, field: str, meant: str
):
    reading = read(f"avanza 2015 {slip} 150jt", today=TODAY)

    assert (reading.data.get(field), reading.action) == (meant, "accept")


@pytest.mark.parametrize(
    ("slip", "field", "meant"),
    [("merak", "colour", "Merah"), ("manusl", "transmission", "manual")],
)
def test_another_letter_in_place_of_one_is_doubtful(slip: str, field: str, meant: str):
    reading = read(f"avanza 2015 {slip} 150jt", today=TODAY)

    assert (reading.data.get(field), reading.confirm) == (meant, (field,))


@pytest.mark.parametrize("word", ["range", "perah", "itik", "orang", "auto"])
def test_a_word_that_begins_otherwise_is_no_slip(word: str):
    reading = read(f"air ev 2023 {word} 200jt", today=TODAY)

    assert {"colour", "transmission"}.isdisjoint(reading.data)
