"""What is wrong with ``words.yaml``: what the reader could not use, or would misuse."""

import re
from collections.abc import Iterator

from bot.dialogue.nearest import did_you_mean
from bot.findings import Mistake, phrase
from bot.yamlfile import Mapping, Node, Scalar

from .listnodes import mapping_in, texts_in

_TRIMS = ("trims", "trim_parts")
_LISTS = ("parts", *_TRIMS, "fillers")
_KEYS = ("colours", *_LISTS)


def check_words(root: Node) -> Iterator[Mistake]:
    """Every mistake in the words that *root* holds."""
    lists, wrong = mapping_in(root, what="words.yaml")
    yield from wrong
    if lists is None:
        return
    for name, _ in lists.entries:
        if name.value not in _KEYS:
            unknown = phrase("data_unknown_key", what="words.yaml", key=name.value)
            cure = did_you_mean(name.value, _KEYS)
            yield Mistake(place=name.place, wrong=unknown, cure=cure)
    for part in _KEYS:
        if lists.get(part) is None:
            lacking = phrase("data_needs_more", what="words.yaml", key=part)
            cure = phrase("add_key", key=part)
            yield Mistake(place=lists.place, wrong=lacking, cure=cure)
    yield from _colours(lists)
    for part in _LISTS:
        words, mistakes = texts_in(lists.get(part), what=part)
        yield from mistakes
        yield from _each_once(words, small=part not in _TRIMS)


def _colours(lists: Mapping) -> Iterator[Mistake]:
    """What is wrong with the colours: a way to write one must mean one only."""
    colours, mistakes = mapping_in(lists.get("colours"), what="colours")
    yield from mistakes
    meanings: dict[str, tuple[str, int]] = {}
    for colour, node in colours.entries if colours else ():
        ways, mistakes = texts_in(node, what=colour.value)
        yield from mistakes
        for way in (colour, *ways):
            small = re.sub("[- ]+", " ", way.value.lower())
            first, line = meanings.setdefault(small, (colour.value, way.place.line))
            if first != colour.value:
                wrong = phrase(
                    "data_two_meanings",
                    name=way.value,
                    first=first,
                    line=line,
                    second=colour.value,
                )
                yield Mistake(place=way.place, wrong=wrong, cure=phrase("remove_one"))


def _each_once(words: tuple[Scalar, ...], *, small: bool) -> Iterator[Mistake]:
    """What is wrong with *words*, which are found in small letters if *small*."""
    first: dict[str, Scalar] = {}
    for word in words:
        before = first.setdefault(word.value, word)
        if before is not word:
            wrong = phrase("data_twice", name=word.value, line=before.place.line)
            yield Mistake(place=word.place, wrong=wrong, cure=phrase("remove_one"))
        elif small and word.value != word.value.lower():
            wrong = phrase("data_not_small", name=word.value)
            cure = phrase("write_small", name=word.value.lower())
            yield Mistake(place=word.place, wrong=wrong, cure=cure)
        elif not word.value.strip():
            wrong = phrase("data_no_letters", name=word.value)
            yield Mistake(place=word.place, wrong=wrong, cure=phrase("remove_or_quote"))
