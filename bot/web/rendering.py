"""
How a page is written: its texts, its headers, and what says that there is none.

Every page goes through ``page``, so none can forget what protects who reads it.
"""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import aiohttp_jinja2
import jinja2
import structlog
from aiohttp import web

from bot.texts import Template
from bot.web.catalog import Overview
from bot.web.links import Links
from storage.errors import StorageUnavailable

log = structlog.get_logger(__name__)

Texts = Mapping[str, Mapping[str, Template]]
"""What the pages say: by language, then by key."""

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
}
"""What every answer of the pages carries."""

HERE = Path(__file__).parent

OVERVIEW: web.AppKey[Callable[[], Overview]] = web.AppKey("OVERVIEW")
LINKS = web.AppKey("LINKS", Links)
TEXTS: web.AppKey[Callable[[], Texts]] = web.AppKey("TEXTS")
TEMPLATES = web.AppKey("TEMPLATES", jinja2.Environment)


def set_up(
    app: web.Application,
    *,
    links: Links,
    overview: Callable[[], Overview],
    texts: Callable[[], Texts],
    flows: Path,
) -> None:
    """
    Let ``page`` work in *app*, and whoever finds nothing there get a page.

    Args:
        app: The application; not yet started.
        links: The addresses of the pages.
        overview: Tells what runs here, at each request.
        texts: Tells what the pages say, at each request; at least in the language
            of *overview*, which stands in for those that are missing.
        flows: The folder of flows, where they keep pages of their own.
    """
    app[OVERVIEW], app[LINKS], app[TEXTS] = overview, links, texts
    templates = aiohttp_jinja2.setup(
        app,
        app_key=TEMPLATES,
        loader=jinja2.FileSystemLoader([HERE / "templates", flows]),
        default_helpers=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["link"] = links
    templates.filters["known"] = known
    app.middlewares.append(notices)


def page(
    request: web.Request,
    template: str,
    *,
    locale: str,
    values: Mapping[str, Any],
    status: int = 200,
) -> web.Response:
    """
    The page that *template* makes of *values*.

    Args:
        request: What asked for it.
        template: Below ``templates`` or the folder of flows.
        locale: Its language; that of the front page if there are no texts in it.
        values: What the template shows; none of it becomes markup.
        status: Of the answer.
    """
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


def known(values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of *values* that say something; a filter of templates."""
    return {
        name: value
        for name, value in values.items()
        if value not in (None, "") and not isinstance(value, jinja2.Undefined)
    }


def _notice(request: web.Request, reason: str, *, status: int) -> web.Response:
    locale = request.app[OVERVIEW]().locale
    values = {"reason": reason}
    return page(request, "notice.html", locale=locale, values=values, status=status)


def _wants_page(request: web.Request) -> bool:
    accepted = request.headers.get("Accept", "*/*")
    return request.method in {"GET", "HEAD"} and (
        "text/html" in accepted or accepted == "*/*"
    )
