"""
An item as machines read it: https://schema.org, as JSON in the page.

A flow that knows what its items are adds to it in a page of its own.
"""

from collections.abc import Mapping
from typing import Any

from bot.web.catalog import ItemPage
from bot.web.links import Links

_AVAILABILITY: Mapping[str, str] = {
    "available": "https://schema.org/InStock",
    "booked": "https://schema.org/LimitedAvailability",
    "sold": "https://schema.org/SoldOut",
}


def structured(page: ItemPage, links: Links) -> dict[str, Any]:
    """What is true of any item: its name, its photos, who offers it, for how much."""
    here = links.absolute(links.item(page.items, page.slug))
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": page.title,
        "url": here,
    }
    if page.description.strip():
        said["description"] = page.description.strip()
    if page.photos:
        said["image"] = [
            links.absolute(links.photo(page.items, page.slug, name))
            for name in page.photos
        ]
    if page.price is not None and page.price.name in page.stored:
        said["offers"] = {
            "@type": "Offer",
            "price": page.stored[page.price.name],
            "priceCurrency": "IDR",
            "availability": _AVAILABILITY.get(page.state, _AVAILABILITY["available"]),
            "url": here,
            "seller": {
                "@type": "Organization",
                "name": page.head.name,
                "url": links.absolute(links.catalog(page.head.tenant)),
            },
        }
    return said
