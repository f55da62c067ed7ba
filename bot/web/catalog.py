"""
What the pages show, and who tells them.

The pages know photos, facts and a price; which fields a flow reads, and how a
value is written, is settled before anything arrives here. Every text in these
objects may have been typed by a person, so it is data to a page and never markup.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """
    One field of an item, ready to be shown.

    Attributes:
        name: The field's name in the flow, for a flow's own page.
        label: What people call it, in the language of the page.
        value: As people write it: ``145.515 km``, ``Rp 145.000.000``.
    """

    name: str
    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPage:
    """
    One published item.

    Attributes:
        tenant: The key of the business that published it.
        tenant_name: What the business calls itself.
        locale: The language of the page, such as ``id``.
        items: The flow's word for what it publishes; first part of the address.
        slug: Second part of the address.
        title: What the item is called.
        description: Prose; line breaks are kept, and it may be empty.
        price: Shown large; None if the item has none.
        facts: Its other fields, in the order of the flow; a field without a value
            is left out.
        photos: Every name in the listing of its folder, in order of arrival, as
            the store told it for this very request.
        template: The flow's own page, relative to the folder of flows, such as
            ``upload/item.html``; None: the page that suits every item.
    """

    tenant: str
    tenant_name: str
    locale: str
    items: str
    slug: str
    title: str
    description: str = ""
    price: Fact | None = None
    facts: tuple[Fact, ...] = ()
    photos: tuple[str, ...] = ()
    template: str | None = None

    @property
    def values(self) -> Mapping[str, str]:
        """Every field as it is shown, the price included, by its name."""
        shown = (*self.facts, self.price) if self.price else self.facts
        return {fact.name: fact.value for fact in shown}


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCard:
    """
    An item among others.

    Attributes:
        items: First part of its address.
        slug: Second part of its address.
        title: What it is called.
        price: As people write it; None if it has none.
        photo: The first name in its listing; None if it has no photo.
    """

    items: str
    slug: str
    title: str
    price: str | None = None
    photo: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogPage:
    """
    The items of one business.

    Attributes:
        tenant: Its key.
        tenant_name: What it calls itself.
        locale: The language of the page.
        cards: The items, newest first; empty while nothing is published.
    """

    tenant: str
    tenant_name: str
    locale: str
    cards: tuple[ItemCard, ...] = ()


class Catalog(Protocol):
    """
    Tells the pages what is published.

    It is asked only for words of an address that have the right form. Every method
    raises ``StorageUnavailable`` if the store does not answer.
    """

    async def item(self, items: str, slug: str) -> ItemPage | None:
        """The item at this address; None if nothing is published there."""

    async def tenant_items(
        self, tenant: str, *, limit: int | None = None
    ) -> CatalogPage | None:
        """
        What *tenant* published, newest first; None if there is no such tenant.

        Args:
            tenant: Its key in the settings.
            limit: The most items wanted; None: all of them.
        """

    async def photo(self, items: str, slug: str, name: str) -> Path | None:
        """
        A local file with the photo *name* of the published item at this address.

        None if there is no such item, or no such photo in its folder.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowEntry:
    """
    A flow that a tenant speaks.

    Attributes:
        name: Its folder's name, which ``alur chat`` takes.
        start: What to type to begin it; empty if anything begins it.
    """

    name: str
    start: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelEntry:
    """
    A channel that a tenant is reached by.

    Attributes:
        name: Its name in the settings, which is part of its webhook's address.
        type: What it speaks, such as ``cloud`` or ``simulator``.
    """

    name: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantEntry:
    """
    One business that runs here.

    Attributes:
        key: Its key in the settings, and the address of its catalog.
        name: What it calls itself.
        flows: In the order in which they are tried.
        channels: In the order of the settings.
    """

    key: str
    name: str
    flows: tuple[FlowEntry, ...] = ()
    channels: tuple[ChannelEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """
    What runs here. It names no secret and nobody's number.

    Attributes:
        locale: The language of the front page and of pages that belong to nobody.
        tenants: In the order of the settings.
        simulator: Whether ``/simulator`` answers.
    """

    locale: str
    tenants: tuple[TenantEntry, ...] = ()
    simulator: bool = False
