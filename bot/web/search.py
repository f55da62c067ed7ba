"""
What the form of a catalog shows: what may be looked for, and what was.

Like ``bot/web/catalog.py`` it knows no items: labels and values arrive as people read
them, and what was typed is data and never markup.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """
    One of several things to choose from.

    Attributes:
        value: As it stands in an address.
        label: As people read it.
    """

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """
    A field to look for.

    Attributes:
        name: The field.
        label: What people call it.
        options: What may be chosen; empty for a field with figures.
        chosen: Which of them is; empty: none.
        least: The least figure asked for, as people write it; empty: none.
        most: The greatest; empty: none.
        hints: The least and the greatest figure there is, as people write it.
        year: Whether its figures are years.
    """

    name: str
    label: str
    options: tuple[Option, ...] = ()
    chosen: str = ""
    least: str = ""
    most: str = ""
    hints: tuple[str, str] = ("", "")
    year: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """
    A way to sort items by a field.

    Attributes:
        value: As it stands in an address.
        label: What people call the field.
        type: What kind of field it is: ``year`` or ``rupiah``.
        descending: Whether the greatest comes first.
    """

    value: str
    label: str
    type: str
    descending: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """
    One thing that was asked for.

    Attributes:
        label: As people read it; with figures, *least* and *most* are beside it.
        least: The least figure asked for, as people write it; empty: none.
        most: The greatest; empty: none.
        without: The rest of the address.
    """

    label: str
    least: str = ""
    most: str = ""
    without: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """
    What was asked for, and what might be.

    Attributes:
        text: The words to look for; may be empty.
        filters: The fields to look for.
        orders: How items may be sorted, beside the newest first.
        order: Which of them was asked for; empty: the newest first.
        query: All that was asked for and makes sense, but for the page.
        chips: The same, each to be taken back.
    """

    text: str = ""
    filters: tuple[Filter, ...] = ()
    orders: tuple[Order, ...] = ()
    order: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    chips: tuple[Chip, ...] = ()
