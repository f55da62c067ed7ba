"""
What looks for an item and changes it.

Every run begins with what the session noted and may be run again: looking changes
nothing, and what changes an item does so once for each time it is asked for.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import structlog

from bot.effect import Effect
from bot.stock import STATES, Edit, StockItem

from .search import find, find_with_rest, hint_of

log = structlog.get_logger()

PAGE = 10
"""How many items a list shows at once."""

_PRICE = "price"


async def list_items(effect: Effect) -> None:
    """
    Give ``{lines}``, a page of the items, newest first.

    ``{next_page}`` is the number of the page behind it, or empty. A page behind the
    last is the last.
    """
    asked = int(effect.said["page"])
    shown, pages = await effect.bench.stock.page(asked, PAGE)
    page = min(asked, pages)
    effect.values["found"] = "several" if shown else "none"
    effect.values["lines"] = _lines(effect, shown)
    effect.values["next_page"] = str(page + 1) if page < pages else ""


async def find_items(effect: Effect) -> None:
    """
    Find the item that was named, and tell what is known of it.

    Among items that were asked about those are looked for first. Who sells a car means
    one that is not sold yet, if there is one.
    """
    wanted, words = effect.said["wanted"], effect.said["words"]
    stock, deleted = effect.bench.stock, wanted == "undo"
    look = find_with_rest if wanted == _PRICE else _find
    found: list[StockItem] = []
    rest = ""
    if among := effect.said.get("among", "").split():
        asked = [one for one in await stock.at(among) if one.deleted == deleted]
        if asked:
            found, rest = await asyncio.to_thread(look, asked, words)
    if not found:
        hint = hint_of(words, rest=wanted == _PRICE)
        items: Sequence[StockItem] = await stock.items(deleted=deleted, hint=hint)
        if deleted and not words:
            items = sorted(items, key=lambda item: item.changed_at or 0.0)[-1:]
        if items:
            # In a thread: of ten thousand items it is more than a moment.
            found, rest = await asyncio.to_thread(look, items, words)
    if wanted in STATES:
        found = [item for item in found if item.state != wanted] or found
    effect.values["found"] = _how_many(found)
    if rest:
        effect.values["typed"] = rest
    if len(found) == 1:
        effect.values["address"] = found[0].address
        _tell(effect, found[0])
    elif found:
        effect.values["among"] = " ".join(item.address for item in found)
        effect.values["lines"] = _lines(effect, found[:PAGE])


async def read_price(effect: Effect) -> None:
    """Read what was typed as a price, as the flow does that published the item."""
    stock, address = effect.bench.stock, effect.said["address"]
    found = await stock.at([address])
    effect.values["price_is"] = "unknown"
    if not found:
        return
    [item] = found
    read = await stock.corrected(item, effect.said["typed"], asked=_PRICE)
    if _PRICE in read.data:
        effect.values["price_is"] = "doubtful" if _PRICE in read.doubtful else "sure"
        effect.values["price_value"] = str(read.data[_PRICE])
        effect.values["price_shown"] = read.shown.get(_PRICE, "")


async def change_item(effect: Effect) -> None:
    """Change the item as it is wanted, or tell that it is gone."""
    wanted = effect.said["wanted"]
    before = effect.said.get("price_now", "")
    changed = await effect.bench.stock.change(effect.said["address"], _edit(effect))
    gone = changed is None or (changed.deleted and wanted != "deletion")
    effect.values["gone"] = "yes" if gone else "no"
    if changed is None or gone:
        return
    _tell(effect, changed)
    effect.values["price_before"] = before
    log.info("item.changed", item=changed.address, what=wanted)


async def look_at_photos(effect: Effect) -> None:
    """Give ``{lines}``, a link to each photo of the item, with its number."""
    address = effect.said["address"]
    item = next(iter(await effect.bench.stock.at([address])), None)
    if item is None or item.deleted:
        effect.values["gone"] = "yes"
        return
    names = await effect.bench.stock.photos(address)
    lines = [
        effect.bench.text(
            "photo_line", number=str(number), link=f"{item.link}/photos/{name}"
        )
        for number, name in enumerate(names, start=1)
    ]
    effect.values["gone"] = "no"
    effect.values["photo_names"] = " ".join(names)
    effect.values["photo_count"] = str(len(names))
    effect.values["lines"] = "\n".join(lines) or effect.bench.text("no_photos_yet")


async def save_photos(effect: Effect) -> None:
    """Delete the photos that were marked, and give the item those that were sent."""
    address = effect.said["address"]
    item = next(iter(await effect.bench.stock.at([address])), None)
    if item is None or item.deleted:
        effect.values["gone"] = "yes"
        return
    names = await effect.bench.stock.arrange_photos(
        address,
        remove=effect.said.get("removed", "").split(),
        most=int(effect.said["most"]),
    )
    _tell(effect, item)
    effect.values["gone"] = "no"
    effect.values["photo_count"] = str(len(names))
    log.info("item.changed", item=address, what="photos")


def _find(items: Sequence[StockItem], words: str) -> tuple[list[StockItem], str]:
    return find(items, words), ""


def _how_many(found: Sequence[StockItem]) -> str:
    if not found:
        return "none"
    return "one" if len(found) == 1 else "several"


def _edit(effect: Effect) -> Edit:
    """How the item shall be, by what is wanted."""
    wanted, said = effect.said["wanted"], effect.said

    def edit(item: StockItem) -> StockItem:
        if wanted in ("deletion", "undo"):
            return replace(item, deleted=wanted == "deletion")
        if item.deleted:
            return item
        if wanted == "text":
            return replace(item, description=said["text_new"])
        if wanted == _PRICE:
            return _repriced(item, int(said["price_value"]), said["price_shown"])
        return replace(item, state=wanted)

    return edit


def _repriced(item: StockItem, price: int, shown: str) -> StockItem:
    """*item* with another price, on its page as in its text."""
    before = item.shown.get(_PRICE)
    text = item.description
    return replace(
        item,
        data={**item.data, _PRICE: price},
        description=text.replace(before, shown) if before else text,
    )


def _tell(effect: Effect, item: StockItem) -> None:
    """Give what texts say about *item*."""
    text = effect.bench.text
    effect.values["item"] = text(
        "item_name", number=str(item.number), title=item.title or item.address
    )
    effect.values["price_now"] = item.shown.get(_PRICE, "-")
    effect.values["state_shown"] = effect.bench.label(item.state)
    effect.values["text_now"] = item.description or text("no_text_yet")
    effect.values["link"] = item.link


def _lines(effect: Effect, items: Sequence[StockItem]) -> str:
    return "\n".join(
        effect.bench.text(
            "line",
            number=str(item.number),
            title=item.title or item.address,
            price=item.shown.get(_PRICE, "-"),
            state_shown=effect.bench.label(item.state),
        )
        for item in items
    )
