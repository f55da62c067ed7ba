"""
What the stock dialogue does that its table cannot say: note what is wanted.

What is wanted, and of which item, is noted in the values of the session. Effects look
for the item and change it, see ``effects.py``. ``flow.yaml`` uses these functions by
the names in the registries below. To add one, write it and add its line.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from bot.effect import Effect
from bot.turn import Turn

from .effects import (
    change_item,
    find_items,
    list_items,
    look_at_photos,
    read_price,
    save_photos,
)

LONGEST_TEXT = 2000
"""How many characters the text of a page may have; ``text_too_long`` tells it."""

_LONGEST_PAGE_NUMBER = 6

_OF_EARLIER = ("among", "found", "typed", "price_value", "text_new")
"""Values that say nothing about what is wanted now."""


def want(turn: Turn, *, what: str) -> None:
    """Note that *what* is wanted, of the item that the words behind it name."""
    values = turn.session.values
    for name in _OF_EARLIER:
        values.pop(name, None)
    name, _, text = turn.words.partition("\n")
    values["wanted"], values["words"] = what, name
    if what == "text" and text.strip():
        values["text_new"] = text.strip()


def note_list(turn: Turn) -> None:
    """Note that the list is wanted, from its beginning."""
    turn.session.values["page"] = "1"


def note_page(turn: Turn) -> None:
    """Note which page of the list is wanted: that named, or else the second."""
    turn.session.values["page"] = turn.words.strip() or "2"


def note_choice(turn: Turn) -> None:
    """Note the words that say which of several items is meant."""
    turn.session.values["words"] = turn.words


def note_price(turn: Turn) -> None:
    """Note what was typed as the new price."""
    turn.session.values["typed"] = turn.words


def note_text(turn: Turn) -> None:
    """Note the new text of the page."""
    turn.session.values["text_new"] = turn.words.strip()


def make_room(turn: Turn) -> None:
    """Take as many photos as the item may have beside those that stay."""
    values = turn.session.values
    values.setdefault("most", str(turn.photos_max))
    stay = len(_names(turn)) - len(values.get("removed", "").split())
    turn.take_at_most(int(values["most"]) - stay)


def mark_photos(turn: Turn) -> None:
    """Note which photos of the item go when all is saved."""
    names = _names(turn)
    values = turn.session.values
    marked = set(values.get("removed", "").split())
    marked.update(names[number - 1] for number in _numbers(turn))
    values["removed"] = " ".join(name for name in names if name in marked)
    values["numbers"] = ", ".join(
        str(number) for number, name in enumerate(names, start=1) if name in marked
    )
    make_room(turn)


def names_a_page(turn: Turn) -> bool:
    """Whether nothing follows the word, or the number of a page."""
    page = turn.words.strip()
    return not page or (
        page.isdecimal() and len(page) <= _LONGEST_PAGE_NUMBER and int(page) > 0
    )


def names_photos(turn: Turn) -> bool:
    """Whether what follows the word are numbers of photos of the item."""
    return bool(_numbers(turn))


def text_too_long(turn: Turn) -> bool:
    """Whether the text is longer than a page shows well."""
    return len(turn.words.strip()) > LONGEST_TEXT


def item_gone(turn: Turn) -> bool:
    """Whether the item was deleted meanwhile."""
    return turn.session.values.get("gone") == "yes"


def asked_which(turn: Turn) -> bool:
    """Whether it was asked before which of several items is meant."""
    return bool(turn.session.values.get("among"))


def _value_is(turn: Turn, *, name: str, value: str) -> bool:
    return turn.session.values.get(name) == value


def _given(turn: Turn, *, name: str) -> bool:
    return bool(turn.session.values.get(name))


def _names(turn: Turn) -> list[str]:
    return turn.session.values.get("photo_names", "").split()


def _numbers(turn: Turn) -> list[int]:
    """The numbers typed, if all of them are photos of the item; else none."""
    typed = turn.words.replace(",", " ").split()
    there = len(_names(turn))
    known = {str(number): number for number in range(1, there + 1)}
    if not all(one in known for one in typed):
        return []
    return [known[one] for one in typed]


ACTIONS: Mapping[str, Callable[[Turn], None]] = {
    "make_room": make_room,
    "mark_photos": mark_photos,
    "note_choice": note_choice,
    "note_list": note_list,
    "note_page": note_page,
    "note_price": note_price,
    "note_text": note_text,
    "want_available": partial(want, what="available"),
    "want_booked": partial(want, what="booked"),
    "want_deletion": partial(want, what="deletion"),
    "want_photos": partial(want, what="photos"),
    "want_price": partial(want, what="price"),
    "want_sold": partial(want, what="sold"),
    "want_text": partial(want, what="text"),
    "want_undo": partial(want, what="undo"),
}

CONDITIONS: Mapping[str, Callable[[Turn], bool]] = {
    "asked_which": asked_which,
    "item_gone": item_gone,
    "more_pages": partial(_given, name="next_page"),
    "names_a_page": names_a_page,
    "names_photos": names_photos,
    "none_found": partial(_value_is, name="found", value="none"),
    "price_doubtful": partial(_value_is, name="price_is", value="doubtful"),
    "price_given": partial(_given, name="typed"),
    "price_not_read": partial(_value_is, name="price_is", value="unknown"),
    "several_found": partial(_value_is, name="found", value="several"),
    "text_given": partial(_given, name="text_new"),
    "text_too_long": text_too_long,
    "wants_deletion": partial(_value_is, name="wanted", value="deletion"),
    "wants_photos": partial(_value_is, name="wanted", value="photos"),
    "wants_price": partial(_value_is, name="wanted", value="price"),
    "wants_text": partial(_value_is, name="wanted", value="text"),
    "wants_undo": partial(_value_is, name="wanted", value="undo"),
}

EFFECTS: Mapping[str, Callable[[Effect], Awaitable[None]]] = {
    "change_item": change_item,
    "find_items": find_items,
    "list_items": list_items,
    "look_at_photos": look_at_photos,
    "read_price": read_price,
    "save_photos": save_photos,
}

PLACEHOLDERS: Mapping[str, str] = {
    "item": "the item it is about, with its number",
    "lines": "items, a line each, or the photos of one",
    "next_page": "the number of the next page",
    "number": "the number of an item or a photo",
    "numbers": "the numbers of the photos that will go",
    "photo_count": "how many photos the item has",
    "price": "the price of an item in a list",
    "price_before": "the price it had",
    "price_now": "the price of the item",
    "price_shown": "the price it gets",
    "state_shown": "the state of an item",
    "text_now": "the text on the page of the item",
    "title": "what an item is called",
    "words": "what was typed to name an item",
}
