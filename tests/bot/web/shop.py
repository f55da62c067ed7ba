"""A small business with a catalog in memory, and a reader of its pages."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path

import yaml
from aiohttp import web
from aiohttp.test_utils import TestClient
from PIL import Image

from bot.texts import Template
from bot.web.catalog import (
    CatalogPage,
    ChannelEntry,
    Fact,
    FlowEntry,
    ItemCard,
    ItemPage,
    Overview,
    TenantEntry,
)
from bot.web.pages import Texts
from storage.errors import StorageUnavailable

Browser = TestClient[web.Request, web.Application]

ROOT = Path(__file__).parents[3]
FRONT, BACK = (f"176160000000{n}-{n:016x}.jpg" for n in (1, 2))
FREED = ItemPage(
    tenant="lumiku",
    tenant_name="Lumiku Auto",
    locale="id",
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
    """A catalog in memory, over photos in a folder; its items are one tenant's."""

    def __init__(self, root: Path) -> None:
        self.root = root
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

    async def item(self, items: str, slug: str) -> ItemPage | None:
        if self.down:
            raise StorageUnavailable("no answer")
        for page in self.items:
            if (page.items, page.slug) == (items, slug):
                return replace(page, photos=self.listing(items, slug))
        return None

    async def tenant_items(
        self, tenant: str, *, limit: int | None = None
    ) -> CatalogPage | None:
        if tenant != "lumiku":
            return None
        cards = tuple(
            ItemCard(
                items=page.items,
                slug=page.slug,
                title=page.title,
                price=page.price.value if page.price else None,
                photo=next(iter(self.listing(page.items, page.slug)), None),
            )
            for page in self.items[:limit]
        )
        return CatalogPage(
            tenant=tenant, tenant_name="Lumiku Auto", locale="id", cards=cards
        )

    async def photo(self, items: str, slug: str, name: str) -> Path | None:
        if self.down:
            raise StorageUnavailable("no answer")
        file = self.root / items / slug / name
        return file if file.is_file() else None


@dataclass
class Seen(HTMLParser):
    """A page as a browser takes it apart: elements in order, and what one reads."""

    markup: str
    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    words: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.markup)
        self.words = " ".join(self.words.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words += data

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
