"""Brands and models, however they are written, and the catalogue behind them."""

import datetime as dt

import pytest

from flows.upload.catalogue import Name, catalogue, key
from flows.upload.reader import read
from flows.upload.words import words

TODAY = dt.date(2025, 10, 28)


def _key(name: Name) -> str:
    return key(str(name.model))


def _models() -> set[Name]:
    names = {name for names in catalogue().names.values() for name in names}
    return {name for name in names if name.model is not None and name.trim is None}


def test_the_catalogue_knows_45_brands_and_600_models():
    models = _models()

    assert len({name.brand for name in models}) >= 45
    assert len({(name.brand, name.model) for name in models}) >= 600


def test_every_model_is_read_behind_its_brand():
    misread = []

    for name in _models():
        said = read(f"/upload {name.brand} {name.model}\n2003 150jt", today=TODAY).data
        if (said["brand"], key(str(said.get("model")))) != (name.brand, _key(name)):
            misread.append(name)

    assert misread == []


def test_every_spelling_is_surely_known():
    misread = []

    for spelling, names in catalogue().names.items():
        reading = read(f"/upload {spelling}\n2003 150jt", today=TODAY)
        if reading.data["brand"] != names[0].brand or "brand" in reading.confirm:
            misread.append(spelling)

    assert misread == []


def test_no_ordinary_word_is_taken_for_a_model():
    ordinary = words().fillers | words().parts

    taken = [
        word
        for word in ordinary
        if "model" in read(f"/upload {word} 2015 150jt", today=TODAY).data
    ]

    assert taken == []


@pytest.mark.parametrize(
    ("text", "brand", "model"),
    [
        ("cr-v", "Honda", "CR-V"),
        ("Cr v", "Honda", "CR-V"),
        ("CRV", "Honda", "CR-V"),
        ("x trail", "Nissan", "X-Trail"),
        ("grand livina", "Nissan", "Grand Livina"),
        ("karimun wagon r", "Suzuki", "Karimun Wagon R"),
        ("mazda 2", "Mazda", "2"),
        ("peugeot 3008", "Peugeot", "3008"),
        ("lexus rx 300", "Lexus", "RX300"),
        ("vw golf", "Volkswagen", "Golf"),
        ("kijang innova", "Toyota", "Innova"),
    ],
)
def test_the_longest_name_wins(text: str, brand: str, model: str):
    reading = read(f"/upload {text} 2003 150jt", today=TODAY)

    assert (reading.data["brand"], reading.data["model"]) == (brand, model)


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("pajeru", "Pajero Sport"),
        ("fortunar", "Fortuner"),
        ("grand livnaa", "Grand Livina"),
    ],
)
def test_a_typo_is_guessed_and_doubtful(text: str, model: str):
    reading = read(f"/upload {text} 2015 150jt", today=TODAY)

    assert (reading.data["model"], reading.confirm) == (model, ("model",))


def test_an_unknown_model_behind_a_known_brand_is_doubtful():
    reading = read("/upload toyota blabla 2019 150jt", today=TODAY)

    assert (reading.data["model"], reading.confirm) == ("Blabla", ("model",))


@pytest.mark.parametrize(
    ("text", "model", "variant"),
    [
        ("veloz 2018", "Avanza", "Veloz"),
        ("avanza veloz 2018", "Avanza", "Veloz"),
        ("veloz q 2022", "Veloz", "Q"),
        ("avanza veloz q 2022", "Veloz", "Q"),
    ],
)
def test_a_trim_becomes_a_model_in_its_year(text: str, model: str, variant: str):
    reading = read(f"/upload {text} 150jt", today=TODAY)

    assert (reading.data["model"], reading.data["variant"]) == (model, variant)
