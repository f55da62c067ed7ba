"""What is wrong with ``claims.yaml``: without one of its lists a lie would pass."""

from collections.abc import Iterator

from bot.dialogue.nearest import did_you_mean
from bot.findings import Mistake, phrase
from bot.yamlfile import Node

from .listnodes import mapping_in, texts_in

_FILE = "claims.yaml"
_KEYS = ("figures", "matic", "manual", "promises", "orders", "ordinary")


def check_claims(root: Node) -> Iterator[Mistake]:
    """Every mistake in the lists that *root* holds; an empty list is one."""
    lists, wrong = mapping_in(root, what=_FILE)
    yield from wrong
    if lists is None:
        return
    for name, _ in lists.entries:
        if name.value not in _KEYS:
            unknown = phrase("data_unknown_key", what=_FILE, key=name.value)
            cure = did_you_mean(name.value, _KEYS)
            yield Mistake(place=name.place, wrong=unknown, cure=cure)
    for key in _KEYS:
        node = lists.get(key)
        texts, mistakes = texts_in(node, what=key)
        yield from mistakes
        if not texts and not mistakes:
            lacking = phrase("data_needs_more", what=_FILE, key=key)
            place = node.place if node else lists.place
            yield Mistake(place=place, wrong=lacking, cure=phrase("add_key", key=key))
