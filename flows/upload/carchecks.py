"""
What is wrong with ``cars.yaml``: what the reader could not use, or would misuse.

    file --> kinds (is a list a list?) --> names (is each known, and only once?)
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bot.dialogue.nearest import did_you_mean
from bot.findings import Mistake, Phrase, phrase
from bot.yamlfile import Mapping, Node, Scalar

from .catalogue import key
from .listnodes import mapping_in, rising_in, texts_in, year_in
from .words import words

_LISTS = ("also", "models", "with_brand")
_KEYS = (*_LISTS, "spelt", "trim_of", "doubtful", "trims", "costs", "needs_model")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """Which model each name means, and where that was said first."""

    meanings: dict[str, tuple[str, int]] = field(default_factory=dict)

    def again(self, name: Scalar, meaning: str) -> Iterator[Mistake]:
        """Note that *name* means *meaning*; a mistake if it means something already."""
        before, line = self.meanings.setdefault(
            key(name.value), (meaning, name.place.line)
        )
        if before != meaning:
            wrong = phrase(
                "data_two_meanings",
                name=name.value,
                first=before,
                line=line,
                second=meaning,
            )
            yield Mistake(place=name.place, wrong=wrong, cure=phrase("remove_one"))


def check_cars(root: Node) -> Iterator[Mistake]:
    """Every mistake in the brands and models that *root* holds, by brand."""
    brands, wrong = mapping_in(root, what="cars.yaml")
    yield from wrong
    seen = _Seen()
    for brand, node in brands.entries if brands else ():
        entry, wrong = mapping_in(node, what=brand.value)
        yield from wrong
        if entry:
            yield from _brand(brand, entry, seen)


def _brand(brand: Scalar, entry: Mapping, seen: _Seen) -> Iterator[Mistake]:
    unclear = list(_unknown_keys(brand, entry))
    lists: dict[str, tuple[Scalar, ...]] = {}
    for name in _LISTS:
        lists[name], mistakes = texts_in(entry.get(name), what=name)
        unclear.extend(mistakes)
    yield from unclear
    if unclear:
        return  # what else seems wrong may only follow from it
    if not lists["models"] and not lists["with_brand"]:
        wrong = phrase("data_needs_more", what=brand.value, key="models")
        yield Mistake(
            place=brand.place, wrong=wrong, cure=phrase("add_key", key="models")
        )
    yield from _names(brand, lists, seen)
    trims, mistakes = mapping_in(entry.get("trim_of"), what="trim_of")
    yield from mistakes
    known = {one.value for one in (*lists["models"], *lists["with_brand"])}
    named = known | {trim.value for trim, _ in (trims.entries if trims else ())}
    yield from _spellings(brand, entry, named, seen)
    yield from _trims(trims, known)
    yield from _by_model(entry, "doubtful", known, _years)
    yield from _by_model(entry, "trims", named, _trims_alone)
    yield from _by_model(entry, "costs", named | {brand.value}, _costs)


def _unknown_keys(brand: Scalar, entry: Mapping) -> Iterator[Mistake]:
    for name, _ in entry.entries:
        if name.value not in _KEYS:
            wrong = phrase("data_unknown_key", what=brand.value, key=name.value)
            cure = did_you_mean(name.value, _KEYS)
            yield Mistake(place=name.place, wrong=wrong, cure=cure)


def _names(
    brand: Scalar, lists: dict[str, tuple[Scalar, ...]], seen: _Seen
) -> Iterator[Mistake]:
    """What is wrong with the names of *brand* and of its models."""
    first: dict[str, Scalar] = {}
    for name in (*lists["models"], *lists["with_brand"]):
        before = first.setdefault(key(name.value), name)
        if before is not name:
            line = before.place.line
            wrong = phrase("data_twice", name=name.value, line=line)
            yield Mistake(place=name.place, wrong=wrong, cure=phrase("remove_one"))
        elif name not in lists["models"]:
            continue
        elif key(name.value).isdigit():
            wrong = phrase("data_only_digits", name=name.value)
            cure = phrase("write_under", key="with_brand")
            yield Mistake(place=name.place, wrong=wrong, cure=cure)
        else:
            yield from _one(name, f"{brand.value} {name.value}", seen)
    for name in lists["also"]:
        yield from _one(name, brand.value, seen)


def _spellings(
    brand: Scalar, entry: Mapping, named: set[str], seen: _Seen
) -> Iterator[Mistake]:
    spelt, mistakes = mapping_in(entry.get("spelt"), what="spelt")
    yield from mistakes
    for model, node in spelt.entries if spelt else ():
        if model.value not in named:
            yield _unknown(model, named)
            continue
        spellings, mistakes = texts_in(node, what=model.value)
        yield from mistakes
        for spelling in spellings:
            yield from _one(spelling, f"{brand.value} {model.value}", seen)


def _trims(trims: Mapping | None, known: set[str]) -> Iterator[Mistake]:
    """What is wrong with trims, each with its model and the year it became one."""
    for trim, node in trims.entries if trims else ():
        parts, mistakes = texts_in(node, what=trim.value)
        yield from mistakes
        if not parts:
            continue
        if parts[0].value not in known:
            yield _unknown(parts[0], known)
        yield from year_in(parts[1] if len(parts) > 1 else None, place=trim.place)


def _years(model: Scalar, node: Node) -> Iterator[Mistake]:
    """What is wrong with the year from which *model* is what it was not before."""
    yield from year_in(node, place=model.place)


def _costs(model: Scalar, node: Node) -> Iterator[Mistake]:
    """What is wrong with what *model* costs, or the brand of that name."""
    yield from rising_in(node, place=model.place, what=model.value)


def _trims_alone(model: Scalar, node: Node) -> Iterator[Mistake]:
    """What is wrong with the trims that are known as such only beside *model*."""
    trims, mistakes = texts_in(node, what=model.value)
    yield from mistakes
    for trim in trims:
        if not key(trim.value):
            wrong = phrase("data_no_letters", name=trim.value)
            cure = phrase("remove_or_quote")
            yield Mistake(place=trim.place, wrong=wrong, cure=cure)


def _by_model(
    entry: Mapping,
    what: str,
    named: set[str],
    wrong_with: Callable[[Scalar, Node], Iterator[Mistake]],
) -> Iterator[Mistake]:
    """What is wrong with the mapping *what* of *entry*, whose keys are in *named*."""
    models, mistakes = mapping_in(entry.get(what), what=what)
    yield from mistakes
    for model, node in models.entries if models else ():
        if model.value not in named:
            yield _unknown(model, named)
        yield from wrong_with(model, node)


def _one(name: Scalar, meaning: str, seen: _Seen) -> Iterator[Mistake]:
    """What is wrong with *name* as a name of *meaning*."""
    if not key(name.value):
        wrong = phrase("data_no_letters", name=name.value)
        yield Mistake(place=name.place, wrong=wrong, cure=phrase("remove_or_quote"))
    elif plain := _plain_word(name.value, meaning):
        cure = phrase("write_under", key="with_brand")
        yield Mistake(place=name.place, wrong=plain, cure=cure)
    else:
        yield from seen.again(name, meaning)


def _plain_word(name: str, meaning: str) -> Phrase | None:
    """What is wrong with *name* if it is a word that texts hold anyway."""
    try:
        known = words()
    except ValueError:
        return None  # words.yaml has mistakes of its own, told at their places
    small = name.lower()
    if small in known.fillers or small in known.colours or small in known.parts:
        return phrase("data_plain_word", name=name, meaning=meaning)
    return None


def _unknown(name: Scalar, known: set[str]) -> Mistake:
    cure = phrase("write_or_add", cure=did_you_mean(name.value, known), list="models")
    wrong = phrase("data_unknown_name", name=name.value, list="models")
    return Mistake(place=name.place, wrong=wrong, cure=cure)
