"""
The items of a tenant, for the effects of a flow that tends to them.

Whatever flow published an item: it belongs to the tenant, so that anybody who may
start such a flow may change it, and nobody of another tenant ever sees it.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.session import FieldValue

STATES = ("available", "booked", "sold")
"""What may be true of an item; all of them are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockItem:
    """
    An item as it stands.

    Attributes:
        address: Its word and slug, ``cars/honda-freed-2012-3f9a1c``; always the same.
        number: What the tenant calls it for short; always the same, and no other
            item of the tenant has it.
        title: What its page calls it.
        data: The fields it was made from.
        description: Prose on its page; may be empty.
        state: One of ``STATES``.
        deleted: Whether nothing shows it any more; it may be restored.
        changed_at: When it was last changed since it was published, in seconds since
            1970; None: it never was.
        link: Its page.
        shown: Its fields as people read them, in the language of the session.
    """

    address: str
    number: int
    title: str
    data: Mapping[str, FieldValue]
    description: str
    state: str
    deleted: bool
    changed_at: float | None
    link: str
    shown: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """
    What a text says about an item.

    Attributes:
        data: The fields that it names.
        doubtful: Those of them that should be shown to the sender before they count.
        shown: The fields it names as people read them.
    """

    data: Mapping[str, FieldValue]
    doubtful: tuple[str, ...]
    shown: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """
    What items are known by; one of the three is true of each.

    Attributes:
        words: All are in its title, its address or its fields; ASCII, in small
            letters. Empty: it is not known by words.
        numbers: Its number is one of them.
        text: Its address is in it.
    """

    words: tuple[str, ...]
    numbers: tuple[int, ...]
    text: str


Edit = Callable[[StockItem], StockItem]
"""
Gives an item as it shall be. Title, data, description, state and whether it is deleted
count. It may be asked more than once, so it does nothing else.
"""


class Stock(Protocol):
    """The items of one tenant that have the flow's word, for one run of an effect."""

    async def page(self, number: int, size: int) -> tuple[tuple[StockItem, ...], int]:
        """
        A page of those that are not deleted, newest first.

        Args:
            number: Which, from 1; one behind the last is the last.
            size: How many items it has.

        Returns:
            The items, and how many pages there are; at least one.
        """

    async def items(
        self, *, deleted: bool, hint: Hint | None = None
    ) -> tuple[StockItem, ...]:
        """
        Those that are not deleted, newest first, or those that may be restored.

        Args:
            deleted: Which of the two.
            hint: What each is known by, so that few are read of many; there may be
                others among them. None: all of them.
        """

    async def at(self, addresses: Collection[str]) -> tuple[StockItem, ...]:
        """Those at *addresses*, newest first, deleted ones that may be restored too."""

    async def corrected(self, item: StockItem, text: str, *, asked: str) -> Correction:
        """
        What the flow that published *item* reads from *text*.

        Args:
            item: What the text is about; nothing of it is changed.
            text: As it was typed.
            asked: The field that a bare value is meant for.
        """

    async def change(self, address: str, edit: Edit) -> StockItem | None:
        """
        Change the item at *address* once, however often the effect runs.

        Two people who change it at once do so one after the other: the last wins.

        Returns:
            The item as it stands now; None if there is none, or no longer.
        """

    async def photos(self, address: str) -> tuple[str, ...]:
        """The names in the listing of the item's folder, in order of arrival."""

    async def arrange_photos(
        self, address: str, *, remove: Collection[str], most: int
    ) -> tuple[str, ...]:
        """
        Delete photos of the item, and give it those of the session.

        A second run changes nothing. What lands later is the item's, too.

        Args:
            address: The item's; nothing is done if there is none.
            remove: Names of those to delete; some may be gone already.
            most: How many it may have in the end. Those of the session that are too
                many are deleted, the last ones first.

        Returns:
            The names that are in the listing now; empty if there is no such item.
        """
