"""Each value tells what it was read from, and how sure it is."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.upload.letters import plain
from flows.upload.reader import read

HERE = Path(__file__).parent
TODAY = dt.date(2025, 10, 28)
CASES = yaml.safe_load((HERE / "listings.yaml").read_text())


def sources(text: str, **known: Any) -> dict[str, tuple[str, str]]:
    reading = read(text, today=TODAY, **known)
    return {name: (one.text, one.certainty) for name, one in reading.sources.items()}


def test_each_value_names_the_words_it_stands_in():
    text = "/upload honda jazz rs 2015 at putih km 98rb harga 187jt plat L 1234 AB"

    assert sources(text) == {
        "brand": ("honda", "sure"),
        "model": ("jazz", "sure"),
        "variant": ("rs", "sure"),
        "year": ("2015", "sure"),
        "transmission": ("at", "sure"),
        "colour": ("putih", "sure"),
        "km": ("km 98rb", "sure"),
        "price": ("harga 187jt", "sure"),
        "plate": ("L 1234 AB", "sure"),
    }


@pytest.mark.parametrize(
    ("text", "field", "source"),
    [
        ("freed 2011 128jt", "brand", ("freed", "inferred")),
        ("veloz 2015 138jt", "model", ("veloz", "inferred")),
        ("pajeru 2015 359jt", "model", ("pajeru", "doubtful")),
        ("jazz 2015 harga 187", "price", ("harga 187", "doubtful")),
        ("jazz 2015 165jt km 60rban", "km", ("km 60rban", "doubtful")),
        ("jazz 2015/2016 165jt", "year", ("2015/2016", "doubtful")),
        ("jazz 2015 hrga seratus juta", "price", ("hrga seratus juta", "sure")),
        ("tolong upload jazz tahun 2015 165jt", "year", ("tahun 2015", "sure")),
    ],
)
def test_what_is_not_said_outright_is_told_apart(
    text: str, field: str, source: tuple[str, str]
):
    assert sources(text)[field] == source


def test_a_bare_answer_is_its_own_source():
    assert sources("148", asked="price") == {"price": ("148", "doubtful")}
    assert sources("Zastava", asked="brand") == {"brand": ("Zastava", "doubtful")}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["input"][:50])
def test_every_value_has_a_source_in_the_message(case: dict[str, Any]):
    said = plain(case["input"])

    reading = read(case["input"], today=TODAY)

    assert reading.sources.keys() == reading.data.keys()
    assert all(one.text and one.text in said for one in reading.sources.values())
    doubtful = {
        name for name, one in reading.sources.items() if one.certainty == "doubtful"
    }
    assert doubtful == set(reading.confirm)
