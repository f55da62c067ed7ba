"""
Which items are meant: by number, by a link, or by words of what they are.

A word fits if something that is known of the item begins with it; figures have to be
the same. Every word has to fit.
"""

import re
import unicodedata
from collections.abc import Sequence

from bot.stock import Hint, StockItem

MOST_WORDS_BEHIND = 6
"""How many words may follow an item's name in one message, as a new price."""

MOST_HINTS = 8
"""How many words are enough to look items up by; all of them decide afterwards."""

_TOKEN = re.compile(r"[^\W_]+")


def find(items: Sequence[StockItem], words: str) -> list[StockItem]:
    """
    The *items* that *words* mean.

    A number that is an item's means that item alone, whatever else it might be.
    """
    linked = [item for item in items if item.address in words]
    if linked:
        return linked
    wanted = _tokens(words)
    if len(wanted) == 1 and wanted[0].isdecimal():
        number = _number(wanted[0])
        numbered = [item for item in items if item.number == number]
        if numbered:
            return numbered
    if not wanted:
        return list(items)
    return [item for item in items if _fits(_known(item), wanted)]


def hint_of(words: str, *, rest: bool) -> Hint | None:
    """
    What each item is known by that *words* may mean; None if it may be any.

    Args:
        words: As they were typed.
        rest: Whether other words may follow those that name the item.
    """
    typed = words.split()
    fewest = max(1, len(typed) - MOST_WORDS_BEHIND) if rest else len(typed)
    wanted = _tokens(" ".join(typed[:fewest]))
    known_by = tuple(word for word in wanted if word.isascii())
    if not known_by:
        return None
    numbers = {_number(word) for word in _tokens(words) if word.isdecimal()}
    return Hint(words=known_by[:MOST_HINTS], numbers=tuple(sorted(numbers)), text=words)


def find_with_rest(
    items: Sequence[StockItem], words: str
) -> tuple[list[StockItem], str]:
    """
    The *items* that the beginning of *words* means, and the words behind it.

    As many words as possible name the item: of ``freed 2012 140jt`` the first two do.
    """
    typed = words.split()
    for behind in range(min(len(typed), MOST_WORDS_BEHIND + 1)):
        end = len(typed) - behind
        found = find(items, " ".join(typed[:end]))
        if found:
            return found, " ".join(typed[end:])
    return [], ""


def _fits(known: frozenset[str], wanted: Sequence[str]) -> bool:
    return all(
        word in known
        or (not word.isdecimal() and any(one.startswith(word) for one in known))
        for word in wanted
    )


def _known(item: StockItem) -> frozenset[str]:
    """Every word of what is known of *item*."""
    values = (str(value) for value in item.data.values())
    return frozenset(_tokens(" ".join((item.title, item.address, *values))))


def _number(figures: str) -> int:
    """The number they are; 0, which no item has, if it is too long."""
    return int(figures) if len(figures) < len(str(1 << 63)) else 0


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())
