"""What the pages show, from the database and the photo store; a ``web.Catalog``."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.colours import Accent
from bot.dialogue.library import Dialogue, Library
from bot.tenant import Tenant
from bot.web.asked import Asked, searchable
from bot.web.catalog import CatalogPage, ItemCard, ItemPage, Letterhead
from bot.web.facts import facts_of, notes_of
from bot.web.offerings import Offerings
from bot.web.search import Search
from storage.catalogue import Address, addresses, find
from storage.engine import Engine
from storage.items import ItemRow, at
from storage.photos import PhotoSource, StoredPhoto, checked_name

NOTES = 3
"""How many short facts a card shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """
    The items of every tenant.

    Attributes:
        engine: The database.
        photos: The photo store, asked at every request.
        library: Tells labels, how values are written, and what pages are there in.
        tenants: The businesses.
        flows: The folder of flows, where a flow may keep a page of its own.
        offerings: Tells what may be looked for.
    """

    engine: Engine
    photos: PhotoSource
    library: Library
    tenants: Mapping[str, Tenant]
    flows: Path
    offerings: Offerings

    def head(self, tenant: str, language: str | None = None) -> Letterhead | None:
        """What stands above the pages of *tenant*; None if there is no such tenant."""
        known = self.tenants.get(tenant)
        if known is None:
            return None
        understood = dict.fromkeys(
            (known.locale, *(known.languages or self.library.pages))
        )
        languages = tuple(
            one
            for one in understood
            if one == known.locale or one in self.library.pages
        )
        return Letterhead(
            tenant=tenant,
            name=known.name,
            locale=language if language and language in languages else known.locale,
            languages=languages,
            whatsapp=known.whatsapp,
            accent=Accent.of(known.colours.accent) if known.colours.accent else None,
        )

    async def item(
        self, items: str, slug: str, *, language: str | None = None
    ) -> ItemPage | None:
        """The item at this address; None if nothing is published there."""
        row = await self.engine.run(at, (items, slug))
        head = self.head(row.tenant, language) if row else None
        if row is None or head is None:
            return None
        listings = await self.photos.listings([row.folder])
        stored = json.loads(row.data)
        price, facts = facts_of(self._dialogue(row), stored, head.locale)
        template = f"{row.flow}/item.html"
        own = await asyncio.to_thread((self.flows / template).is_file)
        return ItemPage(
            head=head,
            items=row.word,
            slug=row.slug,
            title=row.title,
            description=row.description,
            price=price,
            facts=facts,
            stored=stored,
            photos=listings[row.folder],
            state=row.state,
            template=template if own else None,
        )

    async def tenant_items(
        self,
        tenant: str,
        *,
        query: Mapping[str, str] | None,
        limit: int,
        language: str | None = None,
    ) -> CatalogPage | None:
        """What *tenant* published and *query* asks for; None: no such tenant."""
        head = self.head(tenant, language)
        if head is None:
            return None
        selling = [one for one in self.library.of_tenant(tenant) if one.flow.items]
        fields = searchable(one.flow.fields for one in selling)
        asked = Asked.read(query or {}, fields)
        number = asked.page
        found = await self.engine.run(
            find, asked.wanted(tenant, page=number, limit=limit)
        )
        pages = max(1, -(-found.total // limit))
        if number > pages:
            number = pages
            last = asked.wanted(tenant, page=number, limit=limit)
            found = await self.engine.run(find, last)
        search = Search()
        if query is not None:
            search = await self._search(asked, tenant, selling, head.locale)
        return CatalogPage(
            head=head,
            cards=await self._cards(found.rows, head.locale),
            search=search,
            total=found.total,
            number=number,
            pages=pages,
        )

    async def photo(self, items: str, slug: str, name: str) -> StoredPhoto | None:
        """See ``Catalog``."""
        name = checked_name(name)
        row = await self.engine.run(at, (items, slug))
        if row is None:
            return None
        return StoredPhoto(source=self.photos, folder=row.folder, name=name)

    async def addresses(self, limit: int) -> Sequence[Address]:
        """Where the newest items of all tenants are found, *limit* at most."""
        return await self.engine.run(addresses, (tuple(self.tenants), limit))

    async def _search(
        self, asked: Asked, tenant: str, selling: Sequence[Dialogue], language: str
    ) -> Search:
        there = await self.offerings.of(asked.question(tenant))
        speakers = {
            name: one.speaker for one in reversed(selling) for name in one.flow.fields
        }
        return asked.search(
            there,
            shown=lambda name, value: speakers[name].shown(name, value, language),
            label=lambda name: speakers[name].label(name, language),
        )

    async def _cards(
        self, rows: Sequence[ItemRow], language: str
    ) -> tuple[ItemCard, ...]:
        listings = await self.photos.listings([row.folder for row in rows])
        cards = []
        for row in rows:
            stored, dialogue = json.loads(row.data), self._dialogue(row)
            price, _ = facts_of(dialogue, stored, language)
            cards.append(
                ItemCard(
                    items=row.word,
                    slug=row.slug,
                    title=row.title,
                    price=price.value if price else None,
                    notes=notes_of(dialogue, stored, language, title=row.title)[:NOTES],
                    photo=next(iter(listings[row.folder]), None),
                    state=row.state,
                )
            )
        return tuple(cards)

    def _dialogue(self, row: ItemRow) -> Dialogue | None:
        found = self.library.of_tenant(row.tenant)
        return next((one for one in found if one.flow.name == row.flow), None)
