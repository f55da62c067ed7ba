"""
What a text about a car says that its data does not.

A language model writes well and lies well. So its text is believed in nothing: each
figure, name, colour and promise in it has to be in the data, or in what the seller
wrote. Refusing too much costs nothing, for there is always the text of our own.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import yaml

from bot.session import FieldValue

from .amounts import wrong_figure
from .catalogue import Name, catalogue, key
from .spans import END, START
from .words import words

_FILE = Path(__file__).with_name("claims.yaml")
_LENGTH = range(20, 1_001)
_MARKUP = re.compile(r"[<>{}\[\]|\\`$€£#]")
_LINK = re.compile(
    r"https?:|www\.|wa\.me|@|//"
    r"|[a-z0-9-]+\.(?:com|id|net|org|info|me|co|io|link|shop|store|xyz|app|site)\b"
)
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_LONGEST_NAME = 4
"""So many words at most are the name of a car."""

_GLUED = re.compile(r"[a-z](?:juta|puluh|ratus|miliar)|(?:ratus|puluh|belas)[a-z]")
"""A number in words that is written as one word."""

_BLANK = " \N{MIDDLE DOT} "
"""What stands where something that is true was taken out: neither word nor space."""


def unsupported(text: str, data: Mapping[str, FieldValue], *, said: str = "") -> str:
    """
    Why *text* may not stand on the page of a car.

    Args:
        text: What somebody wrote about it.
        data: What is known about it.
        said: What the seller wrote about it.

    Returns:
        One word for what is wrong; empty if everything is supported.
    """
    if len(text) not in _LENGTH:
        return "length"
    whole = _without_accents(text)
    small = whole.lower()
    if _MARKUP.search(whole) or not all(map(_readable, whole)):
        return "letters"
    if _LINK.search(small):
        return "link"
    if not _names_the_car(small, data):
        return "nonsense"
    return _unsupported(_without_names(whole, data), data, said.lower())


def steers(text: str) -> bool:
    """Whether *text* gives orders, as no words about a car do."""
    return _any_of("orders").search(text.lower()) is not None


def foreign_words(text: str, data: Mapping[str, FieldValue]) -> str:
    """Which kind of name in *text* is not that of the car in *data*; empty if none."""
    return _wrong_colour(text.lower(), data) or _wrong_name(text, data)


def _unsupported(text: str, data: Mapping[str, FieldValue], said: str) -> str:
    small = text.lower()
    if wrong_figure(small, data, in_words=_any_of("figures")) or _GLUED.search(small):
        return "figure"
    if steers(small):
        return "orders"
    if _wrong_transmission(small, data):
        return "transmission"
    for found in _any_of("promises").finditer(small):
        if not re.search(rf"{START}{re.escape(found[0])}{END}", said):
            return "promise"
    return foreign_words(text, data)


def _without_accents(text: str) -> str:
    """*text* in plain letters, so that no accent hides a word."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _readable(char: str) -> bool:
    """Whether *char* may stand on a page: no foreign script, nothing hidden."""
    if char.isalpha():
        return "LATIN" in unicodedata.name(char, "")
    if char.isnumeric():
        return char.isascii()
    return char == "\n" or unicodedata.category(char) not in {
        "Cc",
        "Cf",
        "Cn",
        "Co",
        "Cs",
    }


def _names_the_car(small: str, data: Mapping[str, FieldValue]) -> bool:
    names = [key(str(data[name])) for name in ("model", "brand") if name in data]
    return bool(names) and names[0] in key(small)


def _without_names(text: str, data: Mapping[str, FieldValue]) -> str:
    """
    *text* without the names of the car, whose figures are no figures about it.

    A name that is nothing but a figure counts only behind another: Mazda 2.
    """
    brand, model, variant = (
        str(data.get(field, "")) for field in ("brand", "model", "variant")
    )
    names = [f"{brand} {model} {variant}", f"{model} {variant}", f"{brand} {model}"]
    names += [one for one in (model, variant) if not key(one).isdigit()]
    for name in sorted({" ".join(one.split()) for one in names}, key=len, reverse=True):
        if name:
            pattern = re.escape(name).replace(r"\ ", r"[\s-]+")
            text = re.sub(rf"(?<!\w){pattern}(?!\w)", _BLANK, text, flags=re.IGNORECASE)
    return text


def _wrong_transmission(small: str, data: Mapping[str, FieldValue]) -> bool:
    return any(
        data.get("transmission") != kind and _any_of(kind).search(small) is not None
        for kind in ("matic", "manual")
    )


def _wrong_colour(small: str, data: Mapping[str, FieldValue]) -> str:
    """``colour`` if *small* names another colour than that of the car."""
    known = str(data.get("colour", ""))
    own = set(re.findall(r"\w+", known.lower()))
    for found in _colours().finditer(small):
        way = re.sub(r"[\s-]+", " ", found["way"])
        if words().colours[way] != known and not own.issuperset(way.split()):
            return "colour"
    return ""


def _wrong_name(text: str, data: Mapping[str, FieldValue]) -> str:
    """``name`` if *text* names another car."""
    own = {key(str(data.get("brand", ""))), key(str(data.get("model", "")))}
    for written in _runs(text):
        name = key(written)
        if name in own or name not in catalogue().names:
            continue
        if len(name) < len("bmw") and not written.isupper():
            continue
        if name in _lists()["ordinary"] and not written[0].isupper():
            continue
        if not any(_is_of(one, data) for one in catalogue().names[name]):
            return "name"
    return ""


def _is_of(name: Name, data: Mapping[str, FieldValue]) -> bool:
    return name.brand == data.get("brand") and name.model in {None, data.get("model")}


def _runs(text: str) -> Iterator[str]:
    """Every run of words of *text* that may be a name."""
    found = list(_WORD.finditer(text))
    for first, one in enumerate(found):
        for last in found[first : first + _LONGEST_NAME]:
            yield text[one.start() : last.end()]


@cache
def _lists() -> Mapping[str, frozenset[str]]:
    """
    The lists of ``claims.yaml``, read once.

    Raises:
        ValueError: If the file is not what its first lines say.
    """
    text = _FILE.read_text(encoding="utf-8")
    lists = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - reads plain text only, and builds no objects
    try:
        return {name: frozenset(map(str.lower, each)) for name, each in lists.items()}
    except (AttributeError, TypeError) as error:
        raise ValueError(f"claims.yaml: {error!r}") from error


@cache
def _any_of(name: str) -> re.Pattern[str]:
    ways = sorted(_lists()[name], key=len, reverse=True)
    return re.compile(
        rf"{START}(?:{'|'.join(map(re.escape, ways))})(?:nya)?{END}".replace(
            r"\ ", r"\s+"
        )
    )


@cache
def _colours() -> re.Pattern[str]:
    ways = sorted(words().colours, key=len, reverse=True)
    any_way = "|".join(re.escape(way).replace(r"\ ", r"[\s-]+") for way in ways)
    return re.compile(rf"{START}(?P<way>{any_way})(?:nya|an)?{END}")
