"""Trims that are known as such only beside their model."""

import datetime as dt

import pytest

from flows.upload.reader import read

TODAY = dt.date(2025, 10, 28)


@pytest.mark.parametrize(
    ("text", "variant"),
    [
        ("dyna 110 st 2012", "110 ST"),
        ("canter fe 71 2015", "FE 71"),
        ("canter fe71 2015", "FE 71"),
        ("canter 2015 fe-74", "FE 74"),
        ("canter 125 ps fe 74 hd 2018", "125 PS FE 74 HD"),
        ("civic type r 2018", "Type R"),
        ("civic 2018 tipe r", "Type R"),
        ("teana 250 xv 2010", "250 XV"),
    ],
)
def test_a_trim_is_named_in_the_brands_own_letters(text: str, variant: str):
    assert _variant(text) == variant


@pytest.mark.parametrize("text", ["fe 74 2015", "fe 74 2015 colt diesel"])
def test_a_trim_by_which_a_model_is_called_is_its_trim(text: str):
    assert _variant(text) == "FE 74"


@pytest.mark.parametrize(
    ("text", "variant"),
    [
        ("fe 74 2015 colt diesel fe 74 hd", "FE 74 HD"),
        ("colt diesel fe 74 2015, colt diesel fe 74", "FE 74"),
        ("colt diesel fe 74 2015 kuning fe74", "FE 74"),
        ("civic type r 2018 putih type r", "Type R"),
        ("dyna 110 st 2012, dyna 110", "110 ST"),
    ],
)
def test_a_trim_that_is_named_again_is_named_once(text: str, variant: str):
    assert _variant(text) == variant


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("dyna 110jt 2012", "price", 110_000_000),
        ("dyna 2012 harga 110", "price", 110_000_000),
        ("teana 250jt 2012", "price", 250_000_000),
        ("dyna 110.000 km 2012", "km", 110_000),
    ],
)
def test_a_figure_with_a_meaning_of_its_own_is_no_trim(
    text: str, field: str, value: int
):
    data = read(f"/upload {text}", today=TODAY).data

    assert (data.get(field), "variant" in data) == (value, False)


def test_a_figure_is_no_trim_beside_another_model_or_apart_from_its_own():
    assert _variant("avanza 110 2015") is None
    assert _variant("dyna 2012 110") is None


@pytest.mark.parametrize("text", ["fe 74 2015 colt diesel", "fuso 2015 colt diesel"])
def test_the_name_of_a_model_is_no_misspelt_colour(text: str):
    assert "colour" not in read(f"/upload {text} 250jt", today=TODAY).data


def _variant(text: str) -> object:
    return read(f"/upload {text}\n350jt", today=TODAY).data.get("variant")
