"""The addresses of the pages, as they stand in links and in previews."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from yarl import URL

from bot.colours import Accent

LANGUAGE = "lang"
"""The word of an address that names the language of a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """
    The addresses of the pages.

    Wherever one takes a language, None stands for the tenant's own, which no address
    needs to name.

    Attributes:
        public_url: Where people reach this server, without a slash at the end.
        versions: A digest of each file in ``static/``, by its name.
    """

    public_url: str
    versions: Mapping[str, str]

    def page(self, path: str) -> str:
        """The address of *path* for links between pages."""
        return URL(self.public_url).path.rstrip("/") + path

    def item(self, items: str, slug: str, lang: str | None = None) -> str:
        """The address of an item's page."""
        return self.page(f"/{items}/{slug}{_query({}, lang)}")

    def catalog(
        self,
        tenant: str,
        lang: str | None = None,
        query: Mapping[str, str] | None = None,
        **more: object,
    ) -> str:
        """The address of a tenant's catalog, or of what *query* and *more* look for."""
        said = {**(query or {}), **{name: str(value) for name, value in more.items()}}
        return self.page(f"/catalog/{tenant}{_query(said, lang)}")

    def photo(self, items: str, slug: str, name: str, width: int | None = None) -> str:
        """The address of a photo; *width* in pixels, None: as it was sent."""
        query = f"?w={width}" if width else ""
        return self.page(f"/{items}/{slug}/photos/{name}{query}")

    def static(self, name: str) -> str:
        """The address of a file in ``static/``; another one once it changes."""
        return self.page(f"/static/{name}?v={self.versions[name]}")

    def colours(self, tenant: str, accent: Accent) -> str:
        """The address of a tenant's colours; another one once they change."""
        version = (accent.light + accent.dark).replace("#", "")
        return self.page(f"/catalog/{tenant}/colours.css?v={version}")

    def whatsapp(self, phone: str, text: str) -> str:
        """The address that opens a chat with *phone*, where *text* is typed already."""
        return f"https://wa.me/{phone.removeprefix('+')}?text={quote(text, safe='')}"

    def absolute(self, address: str) -> str:
        """The whole address, for those who read the page elsewhere."""
        return str(URL(self.public_url).join(URL(address, encoded=True)))


def _query(said: Mapping[str, str], lang: str | None) -> str:
    whole = {**said, **({LANGUAGE: lang} if lang else {})}
    return f"?{urlencode(whole, errors='replace')}" if whole else ""
