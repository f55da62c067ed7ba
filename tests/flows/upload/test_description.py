"""The description of a car says what is known about it, and nothing else."""

from pathlib import Path

import pytest
import yaml

from bot.session import FieldValue
from bot.texts import Template
from flows.upload.description import Text, describe, title

LOCALES = Path(__file__).parents[3] / "locales"
FREED: dict[str, FieldValue] = {
    "brand": "Honda",
    "model": "Freed",
    "variant": "PSD",
    "year": 2012,
    "price": 145_000_000,
    "km": 145_515,
    "transmission": "matic",
    "colour": "Abu-abu",
    "plate": "B 1234 XYZ",
}


def texts_in(language: str) -> Text:
    source = (LOCALES / language / "upload.yaml").read_text(encoding="utf-8")
    texts = yaml.load(source, Loader=yaml.BaseLoader)["texts"]  # noqa: S506 - plain texts

    def text(key: str, **values: str) -> str:
        return Template.parse(texts[key]).render(values.__getitem__)

    return text


def without(*fields: str) -> dict[str, FieldValue]:
    return {name: value for name, value in FREED.items() if name not in fields}


def test_the_title_is_what_people_call_the_car() -> None:
    assert title(FREED) == "Honda Freed PSD 2012"


def test_a_title_leaves_out_what_is_not_known() -> None:
    assert title(without("brand", "variant")) == "Freed 2012"
    assert title({}) == ""


def test_a_description_in_indonesian() -> None:
    assert describe(FREED, texts_in("id")) == (
        "Dijual Honda Freed PSD tahun 2012 warna abu-abu, transmisi matic, "
        "jarak tempuh 145.515 km. Harga Rp 145.000.000. "
        "Berminat? Silakan hubungi kami."
    )


def test_a_description_in_english() -> None:
    assert describe(FREED, texts_in("en")) == (
        "For sale: Honda Freed PSD from 2012 in abu-abu, automatic transmission, "
        "145,515 km on the clock. Price: Rp 145.000.000. "
        "Interested? Please get in touch."
    )


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        (
            ("km", "transmission", "colour"),
            "Dijual Honda Freed PSD tahun 2012. Harga Rp 145.000.000.",
        ),
        (
            ("brand", "model", "variant", "km", "colour"),
            "Dijual tahun 2012, transmisi matic. Harga Rp 145.000.000.",
        ),
        (
            ("year", "price", "km", "transmission"),
            "Dijual Honda Freed PSD warna abu-abu.",
        ),
        (tuple(name for name in FREED if name != "price"), "Harga Rp 145.000.000."),
        (tuple(FREED), ""),
    ],
)
def test_what_is_not_known_is_not_mentioned(
    missing: tuple[str, ...], expected: str
) -> None:
    ending = " Berminat? Silakan hubungi kami." if expected else ""

    assert describe(without(*missing), texts_in("id")) == expected + ending


def test_a_manual_car_is_called_manual() -> None:
    found = describe(FREED | {"transmission": "manual"}, texts_in("id"))

    assert "transmisi manual" in found


def test_the_plate_is_never_told() -> None:
    assert "1234" not in describe(FREED, texts_in("id"))


def test_zero_kilometres_are_told_like_any_other_number() -> None:
    assert "jarak tempuh 0 km." in describe(FREED | {"km": 0}, texts_in("id"))


def test_what_a_person_typed_is_no_placeholder() -> None:
    found = describe(FREED | {"variant": "{price}"}, texts_in("id"))

    assert "Honda Freed {price} tahun 2012" in found
