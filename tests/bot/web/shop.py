"""A small business with a catalog in memory, and a reader of its pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path

import yaml
from aiohttp import web
from aiohttp.test_utils import TestClient
from PIL import Image

from bot.fields import Field, FieldType
from bot.texts import Template
from bot.web.asked import Asked, searchable
from bot.web.catalog import (
    CatalogPage,
    ChannelEntry,
    Fact,
    FlowEntry,
    ItemCard,
    ItemPage,
    Letterhead,
    Overview,
    TenantEntry,
)
from bot.web.rendering import Texts
from storage.catalogue import Address, Offered
from storage.errors import StorageUnavailable
from storage.files import FilePhotoStore
from storage.photos import StoredPhoto, checked_name

Browser = TestClient[web.Request, web.Application]

ROOT = Path(__file__).parents[3]
FRONT, BACK = (f"176160000000{n}-{n:016x}.jpg" for n in (1, 2))
LUMIKU = Letterhead(
    tenant="lumiku", name="Lumiku Auto", locale="id", languages=("id", "en")
)
FREED = ItemPage(
    head=LUMIKU,
    items="cars",
    slug="honda-freed-2012-3f9a1c",
    title="Honda Freed 2012",
    description="Kabin lega.\nPajak hidup.",
    price=Fact(name="price", label="Harga", value="Rp 145.000.000"),
    facts=(
        Fact(name="year", label="Tahun", value="2012"),
        Fact(name="km", label="Kilometer", value="145.515 km"),
        Fact(name="items", label="Isi", value="2 kunci"),
    ),
    stored={"year": 2012, "price": 145_000_000, "km": 145_515, "items": "2 kunci"},
)
FIELDS = {
    "brand": Field(type=FieldType.TEXT, required=True),
    "year": Field(type=FieldType.YEAR),
    "price": Field(type=FieldType.RUPIAH),
}
OFFERED = Offered(
    texts={"brand": ("Honda", "Toyota")},
    figures={"year": (2010, 2023), "price": (90_000_000, 300_000_000)},
)
ADDRESS = f"/cars/{FREED.slug}"
OVERVIEW = Overview(
    locale="id",
    tenants=(
        TenantEntry(
            key="lumiku",
            name="Lumiku Auto",
            flows=(FlowEntry(name="upload", start="/upload"),),
            channels=(ChannelEntry(name="wa", type="wwapi"),),
        ),
    ),
)


def read_texts(language: str) -> dict[str, Template]:
    file = ROOT / "locales" / language / "pages.yaml"
    texts = yaml.safe_load(file.read_text("utf-8"))["texts"]
    return {key: Template.parse(text) for key, text in texts.items()}


TEXTS: Texts = {language: read_texts(language) for language in ("id", "en")}


class Shop:
    """
    A catalog in memory, over photos in a folder; its items are one tenant's.

    Attributes:
        letterhead: What stands above its pages.
        items: What is published, the newest first.
        down: Whether the store does not answer.
    """

    def __init__(self, root: Path) -> None:
        self.root = root / "lumiku"
        self.store = FilePhotoStore(root)
        self.letterhead = LUMIKU
        self.items: list[ItemPage] = []
        self.down = False

    def add(self, page: ItemPage, *, photos: Sequence[str] = ()) -> None:
        self.items.insert(0, page)
        for name in photos:
            file = self.root / page.items / page.slug / name
            file.parent.mkdir(parents=True, exist_ok=True)
            Image.new("RGB", (1280, 960), "silver").save(file)

    def listing(self, items: str, slug: str) -> tuple[str, ...]:
        folder = self.root / items / slug
        return tuple(sorted(file.name for file in folder.glob("*.jpg")))

    def head(self, tenant: str, language: str | None = None) -> Letterhead | None:
        if tenant != "lumiku":
            return None
        spoken = language if language in self.letterhead.languages else None
        return replace(self.letterhead, locale=spoken or self.letterhead.locale)

    async def item(
        self, items: str, slug: str, *, language: str | None = None
    ) -> ItemPage | None:
        if self.down:
            raise StorageUnavailable("no answer")
        for page in self.items:
            if (page.items, page.slug) == (items, slug):
                head = page.head
                if language in head.languages:
                    head = replace(head, locale=language)
                photos = self.listing(items, slug)
                return replace(page, head=head, photos=photos)
        return None

    async def tenant_items(
        self,
        tenant: str,
        *,
        query: Mapping[str, str] | None,
        limit: int,
        language: str | None = None,
    ) -> CatalogPage | None:
        """The form is a real one; all items fit, whatever is asked for."""
        head = self.head(tenant, language)
        if head is None:
            return None
        asked = Asked.read(query or {}, searchable([FIELDS]))
        begin = (asked.page - 1) * limit
        return CatalogPage(
            head=head,
            cards=tuple(self._card(page) for page in self.items[begin : begin + limit]),
            search=asked.search(OFFERED, lambda _, value: str(value), str.title),
            total=len(self.items),
            number=asked.page,
            pages=max(1, -(-len(self.items) // limit)),
        )

    async def photo(self, items: str, slug: str, name: str) -> StoredPhoto | None:
        if self.down:
            raise StorageUnavailable("no answer")
        folder = f"lumiku/{items}/{slug}"
        return StoredPhoto(source=self.store, folder=folder, name=checked_name(name))

    async def addresses(self, limit: int) -> Sequence[Address]:
        return [
            Address(word=page.items, slug=page.slug, changed_at=1_761_642_420.0)
            for page in self.items[:limit]
        ]

    def _card(self, page: ItemPage) -> ItemCard:
        return ItemCard(
            items=page.items,
            slug=page.slug,
            title=page.title,
            price=page.price.value if page.price else None,
            photo=next(iter(self.listing(page.items, page.slug)), None),
            state=page.state,
        )


@dataclass
class Seen(HTMLParser):
    """A page as a browser takes it apart: elements, words, what is in scripts."""

    markup: str
    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    words: str = ""
    told: list[str] = field(default_factory=list)
    _inside: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.markup)
        self.words = " ".join(self.words.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.told.append(data)
        else:
            self.words += data

    def handle_endtag(self, _tag: str) -> None:
        self._inside = ""

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def links(self) -> list[str]:
        return [link["href"] for link in self.all("a")]

    def meta(self, name: str) -> str:
        [content] = [
            element["content"]
            for element in self.all("meta")
            if name in {element.get("property"), element.get("name")}
        ]
        return content


async def see(browser: Browser, address: str, *, status: int = 200) -> Seen:
    """The page at *address*, which has to answer with *status*."""
    answer = await browser.get(address)
    assert answer.status == status
    assert answer.content_type == "text/html"
    return Seen(await answer.text())
