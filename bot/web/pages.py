"""
The pages that people see: what runs here, catalogs, items and their photos.

A page is made anew for each request from what ``Catalog`` tells, so it shows the
photos that the listing names at that moment. It works without JavaScript and asks
no other host for anything.
"""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp_jinja2
import jinja2
import structlog
from aiohttp import web

from bot.texts import Template
from bot.web.catalog import Catalog, ItemPage, Overview
from bot.web.links import Links
from bot.web.thumbnails import WIDTHS, Thumbnails
from storage.errors import StorageUnavailable
from storage.photos import BadKey, checked_name

log = structlog.get_logger(__name__)

Texts = Mapping[str, Mapping[str, Template]]
"""What the pages say: by language, then by key."""

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
}
"""What every answer of this module carries."""

ON_FRONT_PAGE = 4
"""How many of a tenant's items the front page shows."""

SUMMARY_LETTERS = 200
"""About what a chat shows below a link."""

HERE = Path(__file__).parent

# Folders of people have another form on purpose: no address leads to their photos.
ITEM = r"/{items:[a-z][a-z0-9_]{0,30}}/{slug:[a-z0-9]+(?:-[a-z0-9]+){0,40}}"
TENANT = r"/catalog/{tenant:[a-z0-9][a-z0-9_-]{0,62}}"


CATALOG = web.AppKey("CATALOG", Catalog)
THUMBNAILS = web.AppKey("THUMBNAILS", Thumbnails)
OVERVIEW: web.AppKey[Callable[[], Overview]] = web.AppKey("OVERVIEW")
LINKS = web.AppKey("LINKS", Links)
TEXTS: web.AppKey[Callable[[], Texts]] = web.AppKey("TEXTS")
TEMPLATES = web.AppKey("TEMPLATES", jinja2.Environment)


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
    Let *app* answer ``/``, items, photos, catalogs and ``/static``.

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
    app[CATALOG], app[THUMBNAILS], app[OVERVIEW] = catalog, thumbnails, overview
    app[LINKS], app[TEXTS] = links, texts
    templates = aiohttp_jinja2.setup(
        app,
        app_key=TEMPLATES,
        loader=jinja2.FileSystemLoader([HERE / "templates", flows]),
        default_helpers=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["link"] = links
    app.middlewares.append(notices)
    app.router.add_get("/", home)
    app.router.add_get(TENANT, tenant_catalog)
    app.router.add_get("/static/{name}", static_file)
    app.router.add_get(ITEM, item)
    app.router.add_get(ITEM + "/photos/{name}", photo)


async def home(request: web.Request) -> web.Response:
    """Show what runs here and how to try it."""
    overview = request.app[OVERVIEW]()
    catalog = request.app[CATALOG]
    newest = {}
    for tenant in overview.tenants:
        found = await catalog.tenant_items(tenant.key, limit=ON_FRONT_PAGE)
        newest[tenant.key] = found.cards if found else ()
    flows = {flow.name: flow for tenant in overview.tenants for flow in tenant.flows}
    values = {"overview": overview, "newest": newest, "flows": list(flows.values())}
    return _page(request, "home.html", locale=overview.locale, values=values)


async def tenant_catalog(request: web.Request) -> web.Response:
    """Show everything that one tenant published."""
    page = await request.app[CATALOG].tenant_items(request.match_info["tenant"])
    if page is None:
        raise web.HTTPNotFound
    return _page(request, "catalog.html", locale=page.locale, values={"page": page})


async def item(request: web.Request) -> web.Response:
    """Show one item with every photo of its folder."""
    where = request.match_info
    page = await request.app[CATALOG].item(where["items"], where["slug"])
    if page is None:
        raise web.HTTPNotFound
    # A namespace, because a field may be called like a method of a mapping.
    data = SimpleNamespace(**page.values)
    values = {"page": page, "data": data, "summary": _summary(page)}
    return _page(
        request, page.template or "item.html", locale=page.locale, values=values
    )


async def photo(request: web.Request) -> web.FileResponse:
    """
    Hand out one photo, or a thumbnail of it if a width is asked for.

    A photo never changes under its name, but a person may have it deleted; so
    others keep it for a day, not for ever.
    """
    items, slug = request.match_info["items"], request.match_info["slug"]
    width = request.query.get("w")
    if width is not None and width not in map(str, WIDTHS):
        raise web.HTTPBadRequest(text="w is the width of no thumbnail\n")
    try:
        name = checked_name(request.match_info["name"])
    except BadKey:
        raise web.HTTPNotFound from None
    file = await request.app[CATALOG].photo(items, slug, name)
    if file is None:
        raise web.HTTPNotFound
    if width is not None:
        file = await _thumbnail(request, file, width=int(width))
    headers = {"Content-Type": "image/jpeg", "Cache-Control": "public, max-age=86400"}
    return web.FileResponse(file, headers={**HEADERS, **headers})


async def _thumbnail(request: web.Request, file: Path, *, width: int) -> Path:
    """The thumbnail of *file*; the photo itself if none can be made."""
    try:
        return await request.app[THUMBNAILS].path(file, key=request.path, width=width)
    except FileNotFoundError:
        raise web.HTTPNotFound from None
    except OSError as error:
        log.warning("thumbnail.failed", error=repr(error))
        return file


async def static_file(request: web.Request) -> web.FileResponse:
    """Hand out a file of ``static/``; its address changes with its content."""
    name = request.match_info["name"]
    if name not in request.app[LINKS].versions:
        raise web.HTTPNotFound
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return web.FileResponse(HERE / "static" / name, headers={**HEADERS, **headers})


@web.middleware
async def notices(
    request: web.Request, handler: Callable[[web.Request], Awaitable[Any]]
) -> web.StreamResponse:
    """Give people a page where programs get a bare status: 404, or 503."""
    try:
        response: web.StreamResponse = await handler(request)
    except web.HTTPNotFound:
        if not _wants_page(request):
            raise
        return _notice(request, "missing", status=404)
    except StorageUnavailable as error:
        log.warning("page.failed", error=repr(error))
        if not _wants_page(request):
            raise web.HTTPServiceUnavailable from error
        return _notice(request, "unavailable", status=503)
    return response


def _page(
    request: web.Request,
    template: str,
    *,
    locale: str,
    values: Mapping[str, Any],
    status: int = 200,
) -> web.Response:
    texts = request.app[TEXTS]()
    spoken = locale if locale in texts else request.app[OVERVIEW]().locale

    def t(key: str, **said: object) -> str:
        return texts[spoken][key].render(lambda name: str(said[name]))

    text = aiohttp_jinja2.render_string(
        template, request, {**values, "t": t, "locale": spoken}, app_key=TEMPLATES
    )
    return web.Response(
        # Half a surrogate pair can be typed, and cannot be encoded.
        body=text.encode("utf-8", "replace"),
        status=status,
        content_type="text/html",
        charset="utf-8",
        headers={**HEADERS, "Cache-Control": "no-cache"},
    )


def _summary(page: ItemPage) -> str:
    """What a chat shows below the link: the description, or else the facts."""
    prose = " ".join(page.description.split())
    if not prose:
        shown = (page.price, *page.facts) if page.price else page.facts
        prose = " · ".join(f"{fact.label}: {fact.value}" for fact in shown)
    if len(prose) <= SUMMARY_LETTERS:
        return prose
    return prose[:SUMMARY_LETTERS].rsplit(" ", 1)[0] + "…"


def _notice(request: web.Request, reason: str, *, status: int) -> web.Response:
    locale = request.app[OVERVIEW]().locale
    values = {"reason": reason}
    return _page(request, "notice.html", locale=locale, values=values, status=status)


def _wants_page(request: web.Request) -> bool:
    accepted = request.headers.get("Accept", "*/*")
    return request.method in {"GET", "HEAD"} and (
        "text/html" in accepted or accepted == "*/*"
    )


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]
