"""Number plates, and what only looks like one."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.upload.reader import read

TODAY = dt.date(2025, 10, 28)
CAR = "/upload avanza 2015 150jt"


@given(
    area=st.sampled_from(["B", "L", "AB", "DK", "N", "W", "AG"]),
    digits=st.integers(1, 9999),
    suffix=st.sampled_from(["XYZ", "AB", "KZ", "QRS"]),
    pattern=st.sampled_from(["{} {} {}", "{}{}{}", "{}-{}-{}", "{}.{}.{}"]),
    words=st.sampled_from(["plat ", "nopol: ", "Nopol ", "no pol "]),
    small=st.booleans(),
)
def test_a_named_plate_is_read_back(
    area: str, digits: int, suffix: str, pattern: str, words: str, *, small: bool
):
    plate = pattern.format(area, digits, suffix)
    text = f"{CAR} {words}{plate.lower() if small else plate}"

    assert read(text, today=TODAY).data.get("plate") == f"{area} {digits} {suffix}"


@pytest.mark.parametrize("text", ["l 1234 ab", "B2345KZ", "w-1234-xy", "AG 1187 BD"])
def test_a_whole_plate_needs_no_word(text: str):
    assert "plate" in read(f"{CAR} {text}", today=TODAY).data


@pytest.mark.parametrize(
    "text",
    [
        "plat D genap",
        "plat L",
        "plat hitam",
        "l 5 ab",
        "b 1234",
        "g 2019 mt",
        "x 1234 ab",
        "dp 15 jt",
        "plat B 2015 matic",
    ],
)
def test_what_is_no_plate_is_not_stored(text: str):
    reading = read(f"/upload avanza 150jt {text}", today=TODAY)

    assert "plate" not in reading.data


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("l300 pu 2016", "L300"),
        ("l 300 pu 2016", "L300"),
        ("mercy e 300 amg 2016", "E300"),
    ],
)
def test_a_model_is_no_plate(text: str, model: str):
    reading = read(f"/upload {text} 150jt", today=TODAY)

    assert (reading.data["model"], "plate" in reading.data) == (model, False)
