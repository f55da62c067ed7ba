"""What a text takes back, and what only looks as if it were taken back."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.session import FieldValue
from flows.upload.reader import read
from flows.upload.spans import CORRECTING, WRONG

TODAY = dt.date(2025, 10, 28)
DRAFT: dict[str, FieldValue] = {
    "brand": "Toyota",
    "model": "Avanza",
    "year": 2015,
    "price": 150_000_000,
}
INSTEAD = [
    "harusnya",
    "seharusnya",
    "mestinya",
    "maksudnya",
    "ralat",
    "revisi",
    "koreksi",
    "yang bener",
    "yg betul",
    "keliru",
    "kliru",
    "typo",
    "salah",
]


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("bukan 2015 tapi 2016", "year", 2016),
        ("tahun bukan 2015, 2016", "year", 2016),
        ("2015 bukan 2016", "year", 2015),
        ("dari 150jt jadi 145jt", "price", 145_000_000),
        ("harga turun dari 150jt ke 145jt", "price", 145_000_000),
        ("150jt -> 145jt", "price", 145_000_000),
        ("hitam salah, harusnya putih", "colour", "Putih"),
        ("hitam diralat putih", "colour", "Putih"),
        ("matic keliru manual", "transmission", "manual"),
        ("matic eh manual", "transmission", "manual"),
        ("2015 maaf 2016", "year", 2016),
        ("2015 eh 2016 eh 2017", "year", 2017),
        ("km 80rb typo 88rb", "km", 88_000),
    ],
)
def test_of_two_values_the_one_that_is_not_taken_back_counts(
    text: str, field: str, value: FieldValue
):
    reading = read(f"avanza {text}", today=TODAY, draft=DRAFT)

    assert reading.data.get(field) == value
    assert field not in reading.confirm


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("150 juta eh 145jt", 145_000_000),
        ("150jt eh 145 juta", 145_000_000),
        ("150 jta maaf 145 jeti", 145_000_000),
        ("harga 150 eh 145jt", 145_000_000),
    ],
)
def test_a_unit_is_the_same_however_it_is_spelt(text: str, price: int):
    reading = read(f"avanza 2015 {text}", today=TODAY)

    assert (reading.data.get("price"), reading.confirm) == (price, ())


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("150jt eh 145", "price", 145_000_000),
        ("harga 150jt eh 145 matic", "price", 145_000_000),
        ("145jt km 80 ribu eh 88", "km", 88_000),
        ("145jt 80.000 km eh 88.000", "km", 88_000),
    ],
)
def test_a_figure_without_a_unit_takes_the_place_of_any_and_is_confirmed(
    text: str, field: str, value: int
):
    reading = read(f"avanza 2015 {text}", today=TODAY)

    assert (reading.data.get(field), reading.confirm) == (value, (field,))


@pytest.mark.parametrize(
    "text",
    [
        "avanza 2015 km 80rb eh harga 145jt",
        "avanza 2015 km 80rb maaf harga 145",
        "avanza km 80rb harga 145jt eh 2015",
    ],
)
def test_a_value_of_another_field_takes_nothing_back(text: str):
    data = read(text, today=TODAY).data

    assert (data["year"], data["km"], data["price"]) == (2015, 80_000, 145_000_000)


@pytest.mark.parametrize(
    "between", ["eh", "salah,", "ya maaf", "ralat", "jadi", "diganti", "mestinya kak"]
)
def test_a_plate_takes_the_place_of_another(between: str):
    text = f"avanza 2015 120jt plat b 1234 xyz {between} b 1235 xyz"

    assert read(text, today=TODAY).data.get("plate") == "B 1235 XYZ"


@pytest.mark.parametrize(
    ("text", "data"),
    [
        (
            "avanza 2015 mt km 80rb ya rp 120jt",
            {"year": 2015, "km": 80_000, "transmission": "manual"},
        ),
        (
            "avanza g 2015 mt kak, rp 120 jt",
            {"variant": "G", "year": 2015, "transmission": "manual"},
        ),
        (
            "avanza g 2015 mt eh b 1234 xyz 120jt",
            {
                "variant": "G",
                "year": 2015,
                "transmission": "manual",
                "plate": "B 1234 XYZ",
            },
        ),
        (
            "avanza G 2015 MT maaf B 1234 XYZ harga 120jt",
            {
                "variant": "G",
                "year": 2015,
                "transmission": "manual",
                "plate": "B 1234 XYZ",
            },
        ),
        (
            "avanza 2015 plat b 1234 xyz kak, h 1300 at 120jt",
            {"year": 2015, "plate": "B 1234 XYZ"},
        ),
    ],
)
def test_what_is_no_plate_is_not_taken_back_by_one(
    text: str, data: dict[str, FieldValue]
):
    said = read(text, today=TODAY).data

    assert {name: said.get(name) for name in data} == data
    assert said["price"] == 120_000_000


@pytest.mark.parametrize("word", INSTEAD)
def test_in_a_draft_a_name_behind_a_word_that_corrects_is_read(word: str):
    reading = read(f"{word} innova", today=TODAY, draft=DRAFT)

    assert (reading.data.get("model"), reading.action) == ("Innova", "merge")


@pytest.mark.parametrize("word", [*INSTEAD, "eh", "maaf,", "ternyata", "sebenarnya"])
def test_behind_a_word_that_corrects_a_figure_answers_the_question_for_km(word: str):
    reading = read(f"{word} 67.200", today=TODAY, draft=DRAFT, asked="km")

    assert dict(reading.data) == {"km": 67_200}


@pytest.mark.parametrize("text", ["eh masih ada avanza?", "maaf, ada innova 2015?"])
def test_who_interrupts_himself_corrects_nothing(text: str):
    reading = read(text, today=TODAY, draft=DRAFT)

    assert reading.action == "not_an_upload"


@given(st.from_regex(rf"(?:{WRONG}|{CORRECTING})", fullmatch=True))
def test_every_word_that_corrects_does_so_before_each_kind_of_value(word: str):
    year = read(f"{word} 2016", today=TODAY, draft=DRAFT)
    km = read(f"{word} 67.200", today=TODAY, draft=DRAFT, asked="km")
    model = read(f"{word} innova", today=TODAY, draft=DRAFT)

    assert (year.data.get("year"), km.data.get("km")) == (2016, 67_200)
    assert model.data.get("model") == "Innova"
