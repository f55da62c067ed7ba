"""
What the pages show, and who tells them.

The pages know photos, facts and a price; which fields a flow reads, and how a
value is written, is settled before anything arrives here. Every text in these
objects may have been typed by a person, so it is data to a page and never markup.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.colours import Accent
from bot.session import FieldValue
from bot.web.search import Search
from storage.catalogue import Address
from storage.photos import StoredPhoto


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
class Letterhead:
    """
    What stands above every page of a tenant.

    Attributes:
        tenant: The key of the business.
        name: What it calls itself.
        locale: The language of the page, such as ``id``.
        languages: Those that the page is there in, the tenant's own first; empty: in
            *locale* alone.
        whatsapp: Where people who want to buy write to, as E.164; None: nowhere.
        accent: Its colour; None: that of the program.
    """

    tenant: str
    name: str
    locale: str
    languages: tuple[str, ...] = ()
    whatsapp: str | None = None
    accent: Accent | None = None

    @property
    def lang(self) -> str | None:
        """The language as addresses name it; None for the tenant's own."""
        return None if self.locale in self.languages[:1] else self.locale


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPage:
    """
    One published item.

    Attributes:
        head: Of the business that published it.
        items: The flow's word for what it publishes; first part of the address.
        slug: Second part of the address.
        title: What the item is called.
        description: Prose; line breaks are kept, and it may be empty.
        price: Shown large; None if the item has none.
        facts: Its other fields, in the order of the flow; a field without a value
            is left out.
        stored: Every field by name as it is stored, for machines: figures are figures.
        photos: Every name in the listing of its folder, in order of arrival, as
            the store told it for this very request.
        state: ``available``, ``booked`` or ``sold``.
        template: The flow's own page, relative to the folder of flows, such as
            ``upload/item.html``; None: the page that suits every item.
    """

    head: Letterhead
    items: str
    slug: str
    title: str
    description: str = ""
    price: Fact | None = None
    facts: tuple[Fact, ...] = ()
    stored: Mapping[str, FieldValue] = field(default_factory=dict)
    photos: tuple[str, ...] = ()
    state: str = "available"
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
        notes: A few short facts, as people write them.
        photo: The first name in its listing; None if it has no photo.
        state: ``available``, ``booked`` or ``sold``.
    """

    items: str
    slug: str
    title: str
    price: str | None = None
    notes: tuple[str, ...] = ()
    photo: str | None = None
    state: str = "available"


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogPage:
    """
    Items of one business.

    Attributes:
        head: Of the business.
        cards: The items of this page, in the order asked for; empty if none fit.
        search: What was asked for, and what might be.
        total: How many items fit, on all pages.
        number: Which page this is, from 1.
        pages: How many there are; at least 1.
    """

    head: Letterhead
    cards: tuple[ItemCard, ...] = ()
    search: Search = field(default_factory=Search)
    total: int = 0
    number: int = 1
    pages: int = 1


class Catalog(Protocol):
    """
    Tells the pages what is published.

    It is asked only for words of an address that have the right form. Every method
    raises ``StorageUnavailable`` if the store does not answer. A language that the
    tenant does not speak is as good as None, which stands for its own.
    """

    def head(self, tenant: str, language: str | None = None) -> Letterhead | None:
        """What stands above the pages of *tenant*; None if there is no such tenant."""

    async def item(
        self, items: str, slug: str, *, language: str | None = None
    ) -> ItemPage | None:
        """The item at this address; None if nothing is published there."""

    async def tenant_items(
        self,
        tenant: str,
        *,
        query: Mapping[str, str] | None,
        limit: int,
        language: str | None = None,
    ) -> CatalogPage | None:
        """
        What *tenant* published, newest first; None if there is no such tenant.

        Args:
            tenant: Its key in the settings.
            query: What is asked for, as it stands in an address, so anything; what
                makes no sense in it is passed over. None: the newest, and nothing to
                look for.
            limit: The most items on a page.
            language: Of the page.
        """

    async def photo(self, items: str, slug: str, name: str) -> StoredPhoto | None:
        """
        The photo *name* of the published item at this address; None: no such item.

        Whether its folder has such a photo is for the photo itself to say.

        Raises:
            BadKey: If *name* is no photo's.
        """

    async def addresses(self, limit: int) -> Sequence[Address]:
        """Where the newest items of all tenants are found, *limit* at most."""


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
