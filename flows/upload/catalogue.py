"""The brands and models of ``cars.yaml``, by every way in which people write them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("cars.yaml")
_SEPARATORS = re.compile(r"[^a-z0-9]+")

NEVER = 9999
"""As the year in which a trim became a model of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """
    What a name stands for.

    Attributes:
        brand: The brand, as it is published.
        model: The model; None if the name is that of a brand.
        trim: The trim that the name says besides, such as Zenix; None if none.
        own_since: The year since which *trim* is a model of its own.
        doubtful_since: The year since which the name may mean another model too.
    """

    brand: str
    model: str | None = None
    trim: str | None = None
    own_since: int = NEVER
    doubtful_since: int = NEVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """
    All names there are.

    Attributes:
        names: By key (``key``); a model made by several brands has several.
        beginnings: Whatever a key begins with, so that a search knows when to stop.
        trims: By brand and model, the trims that are known as such only there.
        costs: By brand and model, what one costs new, in juta of today: the plainest
            and the dearest. Those of a brand stand under ``(brand, brand)``, for every
            model of it that has none of its own.
    """

    names: Mapping[str, tuple[Name, ...]]
    beginnings: frozenset[str]
    trims: Mapping[tuple[str, str], tuple[str, ...]]
    costs: Mapping[tuple[str, str], tuple[int, int]]

    def has(self, name: str) -> bool:
        """Whether *name*, however it is written, is one of the names."""
        return key(name) in self.names


def key(name: str) -> str:
    """*name* without capitals, spaces and dashes: under this it is looked up."""
    return _SEPARATORS.sub("", name.lower().replace("+", "plus"))


@cache
def catalogue() -> Catalogue:
    """
    The catalogue, read once.

    Raises:
        ValueError: If ``cars.yaml`` is not what its first lines ask for.
    """
    text = _FILE.read_text(encoding="utf-8")
    brands = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - reads plain text only, and builds no objects
    names: dict[str, tuple[Name, ...]] = {}
    trims: dict[tuple[str, str], tuple[str, ...]] = {}
    costs: dict[tuple[str, str], tuple[int, int]] = {}
    for brand, entry in brands.items():
        try:
            written = list(_names(brand, entry))
            for model, said in entry.get("trims", {}).items():
                trims[brand, model] = tuple(said)
            for model, (plainest, dearest) in entry.get("costs", {}).items():
                costs[brand, model] = int(plainest), int(dearest)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ValueError(f"cars.yaml: {brand}: {error!r}") from error
        for spelling, name in written:
            known = names.get(key(spelling), ())
            if name not in known:
                names[key(spelling)] = (*known, name)
    return Catalogue(
        names=names,
        beginnings=frozenset(
            name[:end] for name in names for end in range(1, len(name) + 1)
        ),
        trims=trims,
        costs=costs,
    )


def _names(brand: str, entry: Mapping[str, Any]) -> Iterator[tuple[str, Name]]:
    """Every spelling of *brand* and its models, the surest first."""
    yield from _models(brand, entry)
    for trim, (model, since) in entry.get("trim_of", {}).items():
        name = Name(brand=brand, model=model, trim=trim, own_since=int(since))
        for spelling in (trim, *entry.get("spelt", {}).get(trim, ())):
            yield spelling, name
    if "needs_model" not in entry:
        for alias in (brand, *entry.get("also", ())):
            yield alias, Name(brand=brand)


def _spelt(
    model: str, models: Sequence[str], spelt: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    """
    Other spellings of *model*, those of a shorter model in it included.

    Who writes expander for Xpander writes expander cross for Xpander Cross.
    """
    yield from spelt.get(model, ())
    for shorter in models:
        if model.startswith(f"{shorter} "):
            rest = model.removeprefix(shorter)
            yield from (spelling + rest for spelling in spelt.get(shorter, ()))


def _models(brand: str, entry: Mapping[str, Any]) -> Iterator[tuple[str, Name]]:
    """
    Every spelling of the models of *brand*.

    Behind the brand a short name must not hide a longer one: Lexus RX, Lexus RX 300.
    """
    doubtful = entry.get("doubtful", {})
    models = entry.get("models", ())
    for model in models:
        if key(model).isdigit():
            raise ValueError(f"{model} belongs under with_brand")
        since = int(doubtful.get(model, NEVER))
        name = Name(brand=brand, model=model, doubtful_since=since)
        for spelling in (model, *_spelt(model, models, entry.get("spelt", {}))):
            yield spelling, name
    for short in entry.get("with_brand", ()):
        longer = [model for model in models if key(model).startswith(key(short))]
        for alias in (brand, *entry.get("also", ())):
            for model in (short, *longer):
                yield f"{alias} {model}", Name(brand=brand, model=model)
