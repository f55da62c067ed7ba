"""
The items of a tenant as the database and the photo store have them.

What an effect changes is kept in one transaction with the note that it did so, see
``storage/changes.py``. Photos need no note: moving and deleting them is harmless twice.
"""

import asyncio
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.dialogue.library import Dialogue, Library
from bot.dialogue.reading import read_text
from bot.errors import EffectFailed
from bot.retention import DELETED_SECONDS
from bot.session import FieldValue, Session
from bot.stock import Correction, Edit, Hint, StockItem
from storage.changes import Joining, Swap, join_photos, swap
from storage.engine import Engine
from storage.items import ItemRow
from storage.photos import PhotoStore
from storage.stock import Leaf, Naming, Wanted, leaf, one_of_stock, stock

TRIES = 10
"""How often an item is read anew because somebody else changed it meanwhile."""

AT_ONCE = 1_000
"""How many items are asked for by their address at the same time."""


class _Shown(Mapping[str, str]):
    """Fields as people read them, each written when it is asked for."""

    def __init__(
        self,
        data: Mapping[str, FieldValue],
        write: Callable[[str, FieldValue], str],
    ) -> None:
        self._data = data
        self._write = write

    def __getitem__(self, name: str) -> str:
        return self._write(name, self._data[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantStock:
    """
    The items of one tenant, for one run of an effect; a ``bot.stock.Stock``.

    Attributes:
        engine: The database.
        store: The photos.
        library: Tells how the flows that published them read and write fields.
        effect: The key of the effect.
        session: Whose photos may become an item's.
        tenant: Whose items.
        word: The flow's word for them.
        public_url: What links begin with.
        clock: Tells when an item is changed.
        now: By the tenant's clock, timezone-aware.
    """

    engine: Engine
    store: PhotoStore
    library: Library
    effect: str
    session: Session
    tenant: str
    word: str
    public_url: str
    clock: Clock
    now: datetime

    async def page(self, number: int, size: int) -> tuple[tuple[StockItem, ...], int]:
        """See ``Stock``."""
        one = Leaf(wanted=self._wanted(deleted=False), number=number, size=size)
        rows, pages = await self.engine.run(leaf, one)
        return tuple(map(self._item, rows)), pages

    async def items(
        self, *, deleted: bool, hint: Hint | None = None
    ) -> tuple[StockItem, ...]:
        """See ``Stock``."""
        naming = None
        if hint is not None:
            naming = Naming(words=hint.words, numbers=hint.numbers, text=hint.text)
        return await self._found(self._wanted(deleted=deleted, naming=naming))

    async def at(self, addresses: Collection[str]) -> tuple[StockItem, ...]:
        """See ``Stock``."""
        parts = [address.partition("/") for address in addresses]
        slugs = [slug for word, _, slug in parts if word == self.word]
        found: list[StockItem] = []
        for start in range(0, len(slugs), AT_ONCE):
            asked = tuple(slugs[start : start + AT_ONCE])
            found += await self._found(self._wanted(slugs=asked))
        return tuple(sorted(found, key=lambda item: (-item.number, item.address)))

    async def _found(self, wanted: Wanted) -> tuple[StockItem, ...]:
        rows = await self.engine.run(stock, wanted)
        # Of ten thousand items it takes long enough for other chats to notice.
        return await asyncio.to_thread(lambda: tuple(map(self._item, rows)))

    def _wanted(self, **how: Any) -> Wanted:
        return Wanted(
            tenant=self.tenant,
            word=self.word,
            deleted_after=self.clock.now() - DELETED_SECONDS,
            **how,
        )

    async def corrected(self, item: StockItem, text: str, *, asked: str) -> Correction:
        """See ``Stock``."""
        row = await self._row(item.address)
        dialogue = self._dialogue(row.flow) if row is not None else None
        if dialogue is None:
            return Correction(data={}, doubtful=(), shown={})
        known = {name: value for name, value in item.data.items() if name != asked}
        found = read_text(dialogue.flow, text, self.now, known=known)
        data = {
            name: value
            for name, value in found["data"].items()
            if value is not None and known.get(name) != value
        }
        return Correction(
            data=data,
            doubtful=tuple(name for name in found["confirm"] if name in data),
            shown=self._shown(dialogue, data),
        )

    async def change(self, address: str, edit: Edit) -> StockItem | None:
        """
        See ``Stock``.

        Raises:
            EffectFailed: If others changed it each time it was to be kept.
        """
        for _ in range(TRIES):
            row = await self._row(address)
            if row is None:
                return None
            after = self._changed(row, edit(self._item(row)))
            if await self.engine.run(
                swap, Swap(effect=self.effect, before=row, after=after)
            ):
                row = await self._row(address)
                return self._item(row) if row is not None else None
        raise EffectFailed("the item is changed by others all the time")

    async def photos(self, address: str) -> tuple[str, ...]:
        """See ``Stock``."""
        row = await self._row(address)
        if row is None:
            return ()
        return (await self.store.listings([row.folder]))[row.folder]

    async def arrange_photos(
        self, address: str, *, remove: Collection[str], most: int
    ) -> tuple[str, ...]:
        """
        See ``Stock``.

        The session points to the item's folder before anything moves, so a photo
        that lands meanwhile follows.
        """
        row = await self._row(address)
        if row is None or row.deleted_at is not None:
            return ()
        joining = Joining(session=self.session.id, folder=row.folder)
        home = await self.engine.run(join_photos, joining)
        if remove:
            await self.store.purge(row.folder, remove)
        listings = await self.store.listings([home, row.folder])
        room = max(0, most - len(listings[row.folder]))
        if too_many := listings[home][room:]:
            await self.store.purge(home, too_many)
        await self.store.move(home, row.folder)
        return (await self.store.listings([row.folder]))[row.folder]

    async def _row(self, address: str) -> ItemRow | None:
        """The item at *address*, if it is the tenant's and may still be restored."""
        word, _, slug = address.partition("/")
        row = await self.engine.run(one_of_stock, (self.tenant, word, slug))
        if row is None or row.word != self.word:
            return None
        lapsed = self.clock.now() - DELETED_SECONDS
        if row.deleted_at is not None and row.deleted_at <= lapsed:
            return None
        return row

    def _changed(self, row: ItemRow, item: StockItem) -> ItemRow:
        now = self.clock.now()
        deleted_at = None
        if item.deleted:
            deleted_at = now if row.deleted_at is None else row.deleted_at
        return replace(
            row,
            title=item.title,
            data=json.dumps(dict(item.data)),
            description=item.description,
            state=item.state,
            changed_at=now,
            deleted_at=deleted_at,
        )

    def _item(self, row: ItemRow) -> StockItem:
        data: dict[str, FieldValue] = json.loads(row.data)
        dialogue = self._dialogue(row.flow)
        return StockItem(
            address=f"{row.word}/{row.slug}",
            number=row.number,
            title=row.title,
            data=data,
            description=row.description,
            state=row.state,
            deleted=row.deleted_at is not None,
            changed_at=row.changed_at,
            link=f"{self.public_url}/{row.word}/{row.slug}",
            shown=self._shown(dialogue, data) if dialogue is not None else {},
        )

    def _shown(
        self, dialogue: Dialogue, data: Mapping[str, FieldValue]
    ) -> Mapping[str, str]:
        known = {
            name: value for name, value in data.items() if name in dialogue.flow.fields
        }
        language = self.session.language
        return _Shown(
            known, lambda name, value: dialogue.speaker.shown(name, value, language)
        )

    def _dialogue(self, flow: str) -> Dialogue | None:
        found = self.library.of_tenant(self.tenant)
        return next((one for one in found if one.flow.name == flow), None)
