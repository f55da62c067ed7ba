"""The address of a car can be read, is never another car's, and fits a folder."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.session import FieldValue
from flows.upload.slug import slug
from storage.photos import checked_folder

FREED: dict[str, FieldValue] = {
    "brand": "Honda",
    "model": "Freed",
    "variant": "PSD",
    "transmission": "matic",
    "year": 2012,
    "price": 145_000_000,
}
SESSION = "1761646020000-9c01f2ab"


def test_a_slug_names_the_car_and_ends_in_a_code_of_its_session() -> None:
    found = slug(FREED, SESSION)

    assert re.fullmatch(r"honda-freed-psd-matic-2012-[0-9a-f]{6}", found)


def test_publishing_again_is_the_same_car() -> None:
    assert slug(FREED, SESSION) == slug(dict(FREED), SESSION)


def test_two_cars_with_the_same_data_have_two_addresses() -> None:
    assert slug(FREED, SESSION) != slug(FREED, "1761646020001-9c01f2ab")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ({"brand": "Suzuki", "model": "Karimun Wagon R"}, "suzuki-karimun-wagon-r"),
        ({"brand": "Citroën", "model": "C3 \u2013 Aircross"}, "citroen-c3-aircross"),
        ({"brand": "Mercedes-Benz", "model": "C200"}, "mercedes-benz-c200"),
        ({"brand": "Honda", "model": "自動車", "year": 2019}, "honda-2019"),
        ({"model": "\uff2a\uff41\uff5a\uff5a"}, "jazz"),
        ({"brand": "../../etc", "model": "a/b\x00c"}, "etc-a-b-c"),
    ],
)
def test_odd_spellings_become_plain_words(
    data: dict[str, FieldValue], name: str
) -> None:
    assert slug(data, SESSION).rpartition("-")[0] == name


def test_without_any_name_the_code_alone_is_the_address() -> None:
    assert re.fullmatch(r"[0-9a-f]{6}", slug({"model": "🚗", "price": 1}, SESSION))


def test_an_endless_name_is_cut() -> None:
    found = slug(FREED | {"variant": "x" * 500}, SESSION)

    assert len(found) == 80
    assert found.startswith("honda-freed-xxx")


@given(
    data=st.dictionaries(
        st.sampled_from(["brand", "model", "variant", "transmission", "year"]),
        st.one_of(st.text(), st.text("a -", max_size=300), st.integers()),
    ),
    session=st.text(st.characters(codec="utf-8")),
)
def test_whatever_was_typed_the_slug_is_a_folder_of_photos(
    data: dict[str, FieldValue], session: str
) -> None:
    found = slug(data, session)

    assert checked_folder(f"lumiku/cars/{found}").endswith(found)
    assert len(found) <= 80
