"""What the upload dialogue reads from a text, and what it refuses to read."""

import datetime as dt
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.upload.reader import REQUIRED, read

DRAFT: dict[str, str | int] = {
    "brand": "Toyota",
    "model": "Avanza",
    "year": 2018,
    "price": 150_000_000,
}

HERE = Path(__file__).parent
TODAY = dt.date(2025, 10, 28)
CASES = yaml.safe_load((HERE / "extraction_cases.yaml").read_text())["cases"]
FILES = (
    "variations",
    "listings",
    "more_listings",
    "other_listings",
    "last_listings",
    "plain_listings",
    "sloppy_listings",
    "examined_listings",
)
VARIATIONS = [
    case
    for name in FILES
    for case in yaml.safe_load((HERE / f"{name}.yaml").read_text())
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_each_worked_example_is_read_as_expected(case: dict[str, Any]):
    expected = _said(case)

    reading = read(case["input"], today=TODAY)

    assert (dict(reading.data), reading.action) == (expected, case["action"])


@pytest.mark.parametrize("case", VARIATIONS, ids=lambda case: case["input"][:50])
def test_each_variation_is_read_as_expected(case: dict[str, Any]):
    expected = _said(case)

    reading = read(case["input"], today=TODAY)

    assert (dict(reading.data), reading.action) == (expected, case["action"])


def test_what_is_doubtful_was_said_and_is_confirmed():
    texts = [case["input"] for case in CASES + VARIATIONS]

    readings = {text: read(text, today=TODAY) for text in texts}

    assert [
        text
        for text, one in readings.items()
        if not set(one.confirm) <= set(one.data)
        or (one.action == "accept" and one.confirm)
        or (one.action == "confirm" and not one.confirm)
    ] == []


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("jazz rs 2015 matic putih km 98rb harga 187", ("price",)),
        ("agya g 2019 at kuning km 40rb harga 121jt nego 118", ("price",)),
        ("ertiga gl 2018 mt putih 149jt km 60rban", ("km",)),
        ("civic 2020/2021 turbo at putih 425jt km 22rb", ("year",)),
        ("pajeru dakar 2016 at itm 359jt km 105rb", ("model",)),
        ("toyota xenia 2014 mt silver 108jt km 120rb", ("brand",)),
        ("kijang 2005 mt silver 98jt km 190rb", ("model",)),
        ("2019", ("year",)),
    ],
)
def test_the_doubtful_field_is_named(text: str, doubtful: tuple[str, ...]):
    assert read(text, today=TODAY).confirm == doubtful


def test_next_year_is_the_last_one_a_car_can_have():
    text = "avanza {} mt hitam 150jt km 500"

    read_next = read(text.format(2026), today=TODAY)
    read_later = read(text.format(2027), today=TODAY)
    read_in_a_year = read(text.format(2027), today=TODAY.replace(year=2026))

    assert read_next.data["year"] == 2026
    assert "year" not in read_later.data
    assert read_in_a_year.data["year"] == 2027


def test_reading_again_reads_the_same():
    text = CASES[0]["input"]

    assert read(text, today=TODAY) == read(text, today=TODAY)


@pytest.mark.parametrize(
    ("asked", "text", "data", "action"),
    [
        ("year", "2017", {"year": 2017}, "merge"),
        ("year", "17", {"year": 2017}, "merge"),
        ("year", "98 kak", {"year": 1998}, "merge"),
        ("year", "1965", {}, "ask_missing"),
        ("year", "145.000.000", {"price": 145_000_000}, "merge"),
        ("price", "148", {"price": 148_000_000}, "confirm"),
        ("price", "148,5", {"price": 148_500_000}, "confirm"),
        ("price", "145000000", {"price": 145_000_000}, "merge"),
        ("price", "148jt", {"price": 148_000_000}, "merge"),
        ("price", "2019", {}, "ask_missing"),
        ("price", "145.000", {}, "ask_missing"),
        ("km", "45000", {"km": 45_000}, "merge"),
        ("km", "45", {"km": 45_000}, "confirm"),
        ("km", "2019", {"km": 2019}, "merge"),
        ("km", "45rb", {"km": 45_000}, "confirm"),
        ("km", "eh salah, 45000", {"km": 45_000}, "merge"),
        ("km", "ralat: 45", {"km": 45_000}, "confirm"),
        ("km", "eh salah, 140000", {"km": 140_000}, "merge"),
        ("price", "gak jadi 140, tetap 145", {"price": 145_000_000}, "confirm"),
        ("year", "tahun 2014 pajak panjang th 2024", {"year": 2014}, "merge"),
        ("year", "pajak panjang th 2024", {"year": 2024}, "merge"),
        ("price", "eh salah, 140", {"price": 140_000_000}, "confirm"),
        ("price", "bukan 140 tapi 145jt", {"price": 145_000_000}, "merge"),
        ("price", "bukan 2012 tapi 2013", {"year": 2013}, "merge"),
        ("price", "warna hitam", {"colour": "Hitam"}, "merge"),
        ("brand", "Zastava", {"brand": "Zastava"}, "confirm"),
        ("model", "kei one", {"model": "Kei One"}, "confirm"),
        ("model", "sebentar ya", {}, "not_an_upload"),
        (None, "2019", {"year": 2019}, "confirm"),
        (None, "148", {"price": 148_000_000}, "confirm"),
    ],
)
def test_a_bare_answer_answers_what_was_asked(
    asked: str | None, text: str, data: dict[str, Any], action: str
):
    draft = {name: DRAFT[name] for name in REQUIRED if name != asked}

    reading = read(text, today=TODAY, draft=draft, asked=asked)

    assert (dict(reading.data), reading.action) == (data, action)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("avanza", {"brand": "Toyota", "model": "Avanza"}),
        ("harga 148jt", {"price": 148_000_000}),
        ("yang tadi salah, harganya 148jt", {"price": 148_000_000}),
        ("ganti warna jadi hitam bisa?", {"colour": "Hitam"}),
    ],
)
def test_a_text_that_adds_to_a_draft_is_merged(text: str, data: dict[str, Any]):
    reading = read(text, today=TODAY, draft={"year": 2018, "km": 90_000})

    assert (dict(reading.data), reading.action) == (data, "merge")


@pytest.mark.parametrize(
    "text",
    ["avanza 2019 masih ada kak?", "berapa dp nya", "sebentar", "kok belum muncul?"],
)
def test_a_side_question_changes_no_draft(text: str):
    reading = read(text, today=TODAY, draft=DRAFT)

    assert (dict(reading.data), reading.action) == ({}, "not_an_upload")


def test_a_whole_listing_is_accepted_inside_a_dialogue_too():
    text = "freed 2011 matic 128 juta km 150rb silver"

    reading = read(text, today=TODAY, draft={"year": 2018})

    assert reading.action == "accept"


def test_a_price_that_no_car_has_is_asked_for():
    reading = read("harganya 1.95jt", today=TODAY, draft={"model": "Avanza"})

    assert (dict(reading.data), reading.action) == ({}, "ask_missing")


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("harganya 15jt", 15_000_000),
        ("1,5 M", 1_500_000_000),
        ("15000000", 15_000_000),
    ],
)
def test_a_price_is_judged_by_what_the_draft_tells(text: str, price: int):
    draft = {name: DRAFT[name] for name in ("brand", "model", "year")}

    reading = read(text, today=TODAY, draft=draft, asked="price")

    assert (reading.data["price"], reading.confirm) == (price, ("price",))


VOCABULARY = """
avanza honda pajero 2015 145jt 145.000.000 harga km 90rb 90.000 hitam putih dp nego
dari jadi bukan tapi plat b 1234 xyz manual at pajak sampai 2026 thn ' - / , juta
ribu seratus dua puluh setengah koma unit ? rp @ velg jok tipe g 1.5 cvt
"""


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(VOCABULARY.split()), max_size=40).map(" ".join))
def test_any_order_of_known_words_is_read_without_an_error(text: str):
    reading = read(text, today=TODAY)

    assert all(
        type(reading.data.get(name, 0)) is int for name in ("year", "price", "km")
    )
    assert reading.data.get("price", 10_000_000) in range(10_000_000, 20_000_000_001)
    assert reading.data.get("year", 1970) in range(1970, 2027)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.sampled_from([None, "year", "price", "km", "model"]))
def test_no_text_at_all_raises(text: str, asked: str | None):
    reading = read(text, today=TODAY, asked=asked)

    assert set(reading.confirm) <= set(reading.data)


FLOODS = {
    "digits": "1" * 100_000,
    "grouped digits": "145.000." * 12_000,
    "digits and strokes": "1/" * 50_000,
    "zalgo": ("a" + "\u0301" * 30) * 3_000,
    "right to left": "\u202e\u0645\u0631\u062d\u0628\u0627 " * 15_000,
    "emoji": "\U0001f697\U0001f4b0" * 50_000,
    "ligatures that grow": "\ufdfa" * 100_000,
    "half characters": "\ud800" * 100_000,
    "models": "avanza " * 14_000,
    "unknown words": " ".join(f"abcde{n:x}xyz".replace("0", "q") for n in range(9_000)),
    "prices": "145jt " * 16_000,
    "keywords": "harga rp.dp " * 8_000,
    "tax": "pajak hidup sampai bulan 5 " * 4_000,
    "number words": "satu " * 20_000,
    "letters": "a " * 50_000,
    "blanks": " " * 100_000,
    "newlines": "\n" * 100_000,
    "commas": "a,1," * 25_000,
    "brands": "toyota honda suzuki " * 5_000,
    "plates that are short": "b 1 xo " * 14_000,
    "what is taken back": "bukan 2012 tapi 2013 " * 5_000,
    "corrections": "km salah, harusnya eh maaf ralat 67.200 " * 2_500,
    "amended figures": "90rb eh salah maaf harusnya " * 4_000,
    "plates in a row": "g 2018 kt 8421 bn " * 5_500,
    "glued years": "2015at thn2016mt g2017 " * 4_500,
    "colours": "putih two tone hitam merah " * 4_000,
    "misspelt words": "puith mnual fortunar pajeru " * 3_500,
    "parts and years": "ban baru tahun 2024 " * 5_000,
    "number words in a row": "seratus dua puluh lima juta lima ratus ribu " * 2_400,
}


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
def test_a_flood_of_100_kb_is_read_within_20_ms(flood: str):
    read("avamza", today=TODAY)

    seconds = min(_seconds(flood) for _ in range(5))

    assert seconds < 0.020


def test_what_lies_beyond_2000_characters_is_not_read():
    reading = read("avanza 2015 150jt" + " ." * 2_000 + " km 90rb", today=TODAY)

    assert set(reading.data) == set(REQUIRED)


def _seconds(text: str) -> float:
    began = time.process_time()
    read(text, today=TODAY)
    return time.process_time() - began


def _said(case: dict[str, Any]) -> dict[str, Any]:
    expect = case.get("expect", {})
    return {name: value for name, value in expect.items() if value is not None}
