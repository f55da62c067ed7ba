"""
The pages that people see: what runs here, catalogs, items and their photos.

A page is made anew for each request from what ``Catalog`` tells, so it shows the
photos that the listing names at that moment. It works without JavaScript and asks
no other host for anything.
"""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from xml.sax.saxutils import escape

import structlog
from aiohttp import web

from bot.web.catalog import Catalog, ItemPage, Overview
from bot.web.links import LANGUAGE, Links
from bot.web.photos import THUMBNAILS, show, width_asked
from bot.web.rendering import HEADERS, HERE, LINKS, OVERVIEW, Texts, page, set_up
from bot.web.structured import structured
from bot.web.thumbnails import Thumbnails
from storage.photos import BadKey

log = structlog.get_logger(__name__)

ON_FRONT_PAGE = 4
"""How many of a tenant's items the front page shows."""

ON_PAGE = 24
"""How many items a page of a catalog shows."""

IN_SITEMAP = 45_000
"""How many items search engines are told of; they take 50 000 addresses."""

SUMMARY_LETTERS = 200
"""About what a chat shows below a link."""

# Folders of people have another form on purpose: no address leads to their photos.
ITEM = r"/{items:[a-z][a-z0-9_]{0,30}}/{slug:[a-z0-9]+(?:-[a-z0-9]+){0,40}}"
TENANT = r"/catalog/{tenant:[a-z0-9][a-z0-9_-]{0,62}}"
_FOR_EVER = "public, max-age=31536000, immutable"

CATALOG = web.AppKey("CATALOG", Catalog)


def add_routes(
    app: web.Application,
    *,
    catalog: Catalog,
    thumbnails: Thumbnails,
    overview: Callable[[], Overview],
    public_url: str,
    texts: Callable[[], Texts],
    flows: Path,
) -> None:
    """
    Let *app* answer ``/``, items, photos, catalogs, ``/static``, and search engines.

    Whoever opens an address that nothing answers, here or elsewhere in *app*, gets
    a page that says so.

    Args:
        app: The application; not yet started.
        catalog: What is published.
        thumbnails: Small versions of the photos.
        overview: Tells what runs here, at each request.
        public_url: Where people reach this server; it may have a path.
        texts: Tells what the pages say, at each request; at least in the language
            of *overview*, which stands in for those that are missing.
        flows: The folder of flows, where they keep pages of their own.
    """
    static = sorted(HERE.joinpath("static").iterdir())
    links = Links(
        public_url=public_url.rstrip("/"),
        versions={file.name: _digest(file) for file in static if file.is_file()},
    )
    app[CATALOG], app[THUMBNAILS] = catalog, thumbnails
    set_up(app, links=links, overview=overview, texts=texts, flows=flows)
    app.router.add_get("/", home)
    app.router.add_get("/robots.txt", robots)
    app.router.add_get("/sitemap.xml", sitemap)
    app.router.add_get(TENANT, tenant_catalog)
    app.router.add_get(TENANT + "/colours.css", colours)
    app.router.add_get("/static/{name}", static_file)
    app.router.add_get(ITEM, item)
    app.router.add_get(ITEM + "/photos/{name}", photo)


async def home(request: web.Request) -> web.Response:
    """Show what runs here and how to try it."""
    overview = request.app[OVERVIEW]()
    catalog = request.app[CATALOG]
    newest = {}
    for tenant in overview.tenants:
        found = await catalog.tenant_items(
            tenant.key, query=None, limit=ON_FRONT_PAGE, language=overview.locale
        )
        newest[tenant.key] = found.cards if found else ()
    flows = {flow.name: flow for tenant in overview.tenants for flow in tenant.flows}
    values = {"overview": overview, "newest": newest, "flows": list(flows.values())}
    return page(request, "home.html", locale=overview.locale, values=values)


async def tenant_catalog(request: web.Request) -> web.Response:
    """Show what one tenant published, as far as it is asked for."""
    found = await request.app[CATALOG].tenant_items(
        request.match_info["tenant"],
        query=request.query,
        limit=ON_PAGE,
        language=request.query.get(LANGUAGE),
    )
    if found is None:
        raise web.HTTPNotFound
    values = {"page": found, "head": found.head}
    return page(request, "catalog.html", locale=found.head.locale, values=values)


async def item(request: web.Request) -> web.Response:
    """Show one item with every photo of its folder."""
    where = request.match_info
    found = await request.app[CATALOG].item(
        where["items"], where["slug"], language=request.query.get(LANGUAGE)
    )
    if found is None:
        raise web.HTTPNotFound
    values = {
        "page": found,
        "head": found.head,
        # A namespace, because a field may be called like a method of a mapping.
        "data": SimpleNamespace(**found.values),
        "summary": _summary(found),
        "structured": structured(found, request.app[LINKS]),
    }
    template = found.template or "item.html"
    return page(request, template, locale=found.head.locale, values=values)


async def colours(request: web.Request) -> web.Response:
    """Hand out the colours of a tenant; their address changes with them."""
    head = request.app[CATALOG].head(request.match_info["tenant"])
    if head is None or head.accent is None:
        raise web.HTTPNotFound
    return web.Response(
        text=f":root{{--accent:{head.accent.light}}}"
        "@media (prefers-color-scheme:dark)"
        f"{{:root{{--accent:{head.accent.dark}}}}}\n",
        content_type="text/css",
        headers={**HEADERS, "Cache-Control": _FOR_EVER},
    )


async def robots(request: web.Request) -> web.Response:
    """Tell search engines what is for people, and where all of it is listed."""
    links = request.app[LINKS]
    closed = [links.page(path) for path in ("/simulator", "/webhook", "/metrics")]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines.append(f"Sitemap: {links.absolute(links.page('/sitemap.xml'))}")
    return web.Response(text="\n".join(lines) + "\n", headers=HEADERS)


async def sitemap(request: web.Request) -> web.Response:
    """List every catalog and the newest items."""
    links = request.app[LINKS]
    tenants = request.app[OVERVIEW]().tenants
    entries = [(links.catalog(tenant.key), None) for tenant in tenants] + [
        (links.item(one.word, one.slug), one.changed_at)
        for one in await request.app[CATALOG].addresses(IN_SITEMAP)
    ]
    listed = "".join(_entry(links.absolute(path), at) for path, at in entries)
    return web.Response(
        text='<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{listed}'
        "</urlset>\n",
        content_type="application/xml",
        headers={**HEADERS, "Cache-Control": "no-cache"},
    )


async def photo(request: web.Request) -> web.StreamResponse:
    """
    Hand out one photo, or a thumbnail of it if a width is asked for.

    A photo never changes under its name, but a person may have it deleted; so
    others keep it for a day, not for ever.
    """
    width = width_asked(request)
    where = request.match_info
    try:
        found = await request.app[CATALOG].photo(
            where["items"], where["slug"], where["name"]
        )
    except BadKey:
        raise web.HTTPNotFound from None
    if found is None:
        raise web.HTTPNotFound
    headers = {**HEADERS, "Cache-Control": "public, max-age=86400"}
    return await show(request, found, width=width, headers=headers)


async def static_file(request: web.Request) -> web.FileResponse:
    """Hand out a file of ``static/``; its address changes with its content."""
    name = request.match_info["name"]
    if name not in request.app[LINKS].versions:
        raise web.HTTPNotFound
    headers = {"Cache-Control": _FOR_EVER}
    return web.FileResponse(HERE / "static" / name, headers={**HEADERS, **headers})


def _entry(address: str, changed_at: float | None) -> str:
    """One line of the sitemap."""
    changed = ""
    if changed_at is not None:
        day = datetime.fromtimestamp(changed_at, UTC).date().isoformat()
        changed = f"<lastmod>{day}</lastmod>"
    return f"<url><loc>{escape(address)}</loc>{changed}</url>\n"


def _summary(found: ItemPage) -> str:
    """What a chat shows below the link: the description, or else the facts."""
    prose = " ".join(found.description.split())
    if not prose:
        facts = (found.price, *found.facts) if found.price else found.facts
        prose = " · ".join(f"{fact.label}: {fact.value}" for fact in facts)
    if len(prose) <= SUMMARY_LETTERS:
        return prose
    return prose[:SUMMARY_LETTERS].rsplit(" ", 1)[0] + "…"


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]
