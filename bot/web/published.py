"""What the pages show, from the database and the photo store; a ``web.Catalog``."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.dialogue.library import Dialogue, Library
from bot.fields import FieldType
from bot.settings import Tenant
from bot.web.catalog import CatalogPage, Fact, ItemCard, ItemPage
from storage.engine import Engine
from storage.items import ItemRow, at, of_tenant
from storage.photos import PhotoStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """
    The items of every tenant.

    Attributes:
        engine: The database.
        photos: The photo store, asked at every request.
        library: Tells labels and how values are written.
        tenants: The businesses.
        flows: The folder of flows, where a flow may keep a page of its own.
    """

    engine: Engine
    photos: PhotoStore
    library: Library
    tenants: Mapping[str, Tenant]
    flows: Path

    async def item(self, items: str, slug: str) -> ItemPage | None:
        """The item at this address; None if nothing is published there."""
        row = await self.engine.run(at, (items, slug))
        tenant = self.tenants.get(row.tenant) if row else None
        if row is None or tenant is None:
            return None
        listings = await self.photos.listings([row.folder])
        price, facts = self._facts(row, tenant.locale)
        template = f"{row.flow}/item.html"
        own = await asyncio.to_thread((self.flows / template).is_file)
        return ItemPage(
            tenant=row.tenant,
            tenant_name=tenant.name,
            locale=tenant.locale,
            items=row.word,
            slug=row.slug,
            title=row.title,
            description=row.description,
            price=price,
            facts=facts,
            photos=listings[row.folder],
            template=template if own else None,
        )

    async def tenant_items(
        self, tenant: str, *, limit: int | None = None
    ) -> CatalogPage | None:
        """What *tenant* published, newest first; None if there is no such tenant."""
        known = self.tenants.get(tenant)
        if known is None:
            return None
        rows = (await self.engine.run(of_tenant, tenant))[:limit]
        listings = await self.photos.listings([row.folder for row in rows])
        cards = []
        for row in rows:
            price, _ = self._facts(row, known.locale)
            cards.append(
                ItemCard(
                    items=row.word,
                    slug=row.slug,
                    title=row.title,
                    price=price.value if price else None,
                    photo=next(iter(listings[row.folder]), None),
                )
            )
        return CatalogPage(
            tenant=tenant,
            tenant_name=known.name,
            locale=known.locale,
            cards=tuple(cards),
        )

    async def photo(self, items: str, slug: str, name: str) -> Path | None:
        """A local file with a published photo; None if there is no such photo."""
        row = await self.engine.run(at, (items, slug))
        return await self.photos.path(row.folder, name) if row else None

    def _facts(
        self, row: ItemRow, language: str
    ) -> tuple[Fact | None, tuple[Fact, ...]]:
        dialogue = self._dialogue(row)
        if dialogue is None:
            return None, ()
        data = json.loads(row.data)
        price, facts = None, []
        for name, known in dialogue.flow.fields.items():
            if data.get(name) is None:
                continue
            fact = Fact(
                name=name,
                label=dialogue.speaker.label(name, language),
                value=dialogue.speaker.shown(name, data[name], language),
            )
            if known.type is FieldType.RUPIAH and price is None:
                price = fact
            else:
                facts.append(fact)
        return price, tuple(facts)

    def _dialogue(self, row: ItemRow) -> Dialogue | None:
        found = self.library.of_tenant(row.tenant)
        return next((one for one in found if one.flow.name == row.flow), None)
