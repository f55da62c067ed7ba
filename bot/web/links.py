"""The addresses of the pages, as they stand in links and in previews."""

from collections.abc import Mapping
from dataclasses import dataclass

from yarl import URL


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """
    The addresses of the pages.

    Attributes:
        public_url: Where people reach this server, without a slash at the end.
        versions: A digest of each file in ``static/``, by its name.
    """

    public_url: str
    versions: Mapping[str, str]

    def page(self, path: str) -> str:
        """The address of *path* for links between pages."""
        return URL(self.public_url).path.rstrip("/") + path

    def item(self, items: str, slug: str) -> str:
        """The address of an item's page."""
        return self.page(f"/{items}/{slug}")

    def catalog(self, tenant: str) -> str:
        """The address of a tenant's catalog."""
        return self.page(f"/catalog/{tenant}")

    def photo(self, items: str, slug: str, name: str, width: int | None = None) -> str:
        """The address of a photo; *width* in pixels, None: as it was sent."""
        query = f"?w={width}" if width else ""
        return self.page(f"/{items}/{slug}/photos/{name}{query}")

    def static(self, name: str) -> str:
        """The address of a file in ``static/``; another one once it changes."""
        return self.page(f"/static/{name}?v={self.versions[name]}")

    def absolute(self, address: str) -> str:
        """The whole address, for those who read the page elsewhere."""
        return str(URL(self.public_url).join(URL(address, encoded=True)))
