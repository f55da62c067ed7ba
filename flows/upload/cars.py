"""Which car a text is about: brand and model."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .catalogue import NEVER, Name, key
from .names import Match, exact, guesses, longer, tokens_of
from .spans import END, Sheet
from .transmissions import TRANSMISSION
from .typos import near_of
from .words import words

_YEAR = re.compile(r"(?:19|20)\d\d")

_AFTER = re.compile(rf"(?:{TRANSMISSION}|th|thn|taun|ex|eks){END}")
"""What stands behind a brand for other reasons: "honda at"."""

_CHASSIS = re.compile(r"[EFG]\d\d|W\d{3}")
"""How a generation of a brand's cars is called; a trim beside another model."""

_TELLING = 4
"""So many letters a name must have to contradict the brand, or be a second car."""

_READ_MODELS = 6
"""So many models are looked at closely; a listing has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Car:
    """
    The car a text is about.

    Attributes:
        brand: As it is published.
        model: As it is published; None if only the brand is known.
        trim: The trim that the name itself says; None if none.
        brand_doubtful: Whether it was guessed, or is not the one that the text names.
        model_doubtful: Whether the model was guessed.
        guessed: Whether its name is only nearly what was written.
        several: Whether the text names another model besides.
        start: The offset of the name.
        end: The offset behind the name: what follows there is the trim.
        trim_end: The offset behind another name that follows this one as its trim; 0
            or *end* if none does.
        brand_at: Where the brand stands, from its first character to behind its last;
            None if only the model tells it.
    """

    brand: str
    model: str | None
    trim: str | None = None
    brand_doubtful: bool = False
    model_doubtful: bool = False
    guessed: bool = False
    several: bool = False
    start: int
    end: int
    trim_end: int = 0
    brand_at: tuple[int, int] | None = None


def read_car(sheet: Sheet, *, years: frozenset[int]) -> Car | None:
    """
    The car that *sheet* names.

    The brand may be inferred from the model. A model that is not known is believed
    behind a known brand, and doubtful.

    Args:
        sheet: The text; the names of brand and model are claimed, its trim is not.
        years: The years it names, since some names changed their meaning.

    Returns:
        None if it names neither a brand nor a model.
    """
    brands, models = _named(sheet.text)
    for match in brands:
        sheet.claim(match.start, match.end, "brand")
    stated = brands[0].names[0].brand if brands else None
    if stated:
        models = [
            match
            for match in models
            if match.letters >= _TELLING or match.name(stated).brand == stated
        ]
    if not models:
        return _unknown_model(sheet, brands[0]) if brands else None
    car = _car(sheet, models, stated=stated, years=years)
    brand_at = (brands[0].start, brands[0].end) if car.brand == stated else None
    return replace(car, brand_at=brand_at)


def _named(text: str) -> tuple[list[Match], list[Match]]:
    """The brands and the models in *text*; guessed where none is written right."""
    tokens = tokens_of(text)
    matches = list(exact(text, tokens))
    brands = [match for match in matches if match.of_brand]
    models = [match for match in matches if not match.of_brand][:_READ_MODELS]
    models = [longer(text, tokens, match) for match in models]
    only_trims = all(match.names[0].trim for match in models)
    if brands and not only_trims:
        return brands, models
    guessed = list(guesses(text, tokens, matches))
    if only_trims:
        near = [match for match in guessed if not match.of_brand]
        stated = brands[0].names[0].brand if brands else None
        near.sort(key=lambda one: one.name(stated).brand != stated)
        models = near[:1] + models
    if not brands:
        makers = {match.names[0].brand for match in models}
        near = [match for match in guessed if match.of_brand]
        fitting = [one for one in near if one.names[0].brand in makers or not makers]
        brands = fitting[:1]
    return brands, models


def _car(
    sheet: Sheet, models: Sequence[Match], *, stated: str | None, years: frozenset[int]
) -> Car:
    match = next((one for one in models if one.name(stated).brand == stated), models[0])
    name = match.name(stated)
    sheet.claim(match.start, match.end, "model")
    others = [one for one in models if one is not match]
    model, trim = _in_its_time(name, years)
    follower = _adjacent(sheet.text, match, others)
    if follower is not None and _narrows(name, follower.name(name.brand)):
        chassis = name.model if _CHASSIS.fullmatch(name.model or "") else None
        car = _car(sheet, [follower, *others], stated=name.brand, years=years)
        return replace(car, trim=chassis or car.trim)
    end = match.end
    if follower is not None:
        beside = follower.name(name.brand)
        others = [one for one in others if one.name(name.brand).brand != name.brand]
        if beside.trim and beside.own_since <= max(years, default=0):
            model, trim = beside.trim, None
            sheet.claim(follower.start, follower.end, "model")
            end = follower.end
    for one in others:
        if key(sheet.text[one.start : one.end]) == key(model or ""):
            sheet.claim(one.start, one.end, "model")  # the same name again
    unclear = follower is None and name.doubtful_since <= max(years, default=0)
    undated = name.own_since != NEVER and not years
    return Car(
        brand=name.brand,
        model=model,
        trim=trim,
        brand_doubtful=stated not in (None, name.brand),
        model_doubtful=match.typos > 0 or unclear or undated,
        guessed=match.typos > 0,
        several=any(
            one.letters >= _TELLING and one.name(name.brand).model != name.model
            for one in others
            if not one.typos
        ),
        start=match.start,
        end=end,
        trim_end=follower.end if follower is not None else end,
    )


def _narrows(name: Name, beside: Name) -> bool:
    """Whether *beside* is one of the class *name*: "s class s450", "e36 318i"."""
    if name.brand != beside.brand or beside.trim:
        return False
    if _CHASSIS.fullmatch(name.model or ""):
        return _CHASSIS.fullmatch(beside.model or "") is None
    letters, of_class, _ = (name.model or "").partition("-Class")
    inside = key(beside.model or "").startswith(key(letters))
    return bool(of_class) and inside


def _in_its_time(name: Name, years: frozenset[int]) -> tuple[str | None, str | None]:
    """Model and trim that *name* means in the last of *years*, or nowadays."""
    if name.trim and name.own_since <= max(years, default=NEVER - 1):
        return name.trim, None
    return name.model, name.trim


def _adjacent(text: str, match: Match, others: Sequence[Match]) -> Match | None:
    """The one of *others* that follows *match* directly: its trim."""
    for other in others:
        if other.start > match.end and not text[match.end : other.start].strip(" -"):
            return other
    return None


def _unknown_model(sheet: Sheet, named: Match) -> Car:
    """The brand *named* with the word behind it as model, if that can be one."""
    brand, guessed = named.names[0].brand, named.typos > 0
    for token in tokens_of(sheet.text):
        if token.start < named.end:
            continue
        between = sheet.text[named.end : token.start]
        if "\n" in between or "," in between or len(token.text) < len("ix"):
            break
        if (
            words().knows(token.text)
            or token.text.isdigit()
            or _AFTER.match(sheet.text, token.start)
        ):
            break
        sheet.claim(token.start, token.end, "model")
        said = sheet.said[token.start : token.end]
        written = said.upper() if re.search(r"\d", said) else said.capitalize()
        return Car(
            brand=brand,
            model=near_of(brand, token.text) or written,
            brand_doubtful=guessed,
            model_doubtful=True,
            guessed=guessed,
            start=token.start,
            end=token.end,
            brand_at=(named.start, named.end),
        )
    return Car(
        brand=brand,
        model=None,
        brand_doubtful=guessed,
        guessed=guessed,
        start=named.start,
        end=named.end,
        brand_at=(named.start, named.end),
    )
