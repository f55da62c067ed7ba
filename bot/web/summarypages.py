"""
The page behind a summary's link, with its photos and voice notes.

Whoever has the link sees it, and nobody else: no other address leads to these files,
nothing of them is kept on the way, and no search engine is to list them. A link that
expired, was revoked, or never was, is answered in the same way.
"""

import asyncio
from collections.abc import Mapping

import structlog
from aiohttp import web

from bot.web.rendering import HEADERS
from bot.web.rendering import page as render
from bot.web.summary import Summaries
from bot.web.thumbnails import WIDTHS, small
from storage.photos import BadKey

log = structlog.get_logger(__name__)

SUMMARIES = web.AppKey("SUMMARIES", Summaries)
MAKING = web.AppKey("MAKING", asyncio.Semaphore)

SUMMARY = r"/s/{token:[A-Za-z0-9_-]{1,128}}"

PRIVATE: Mapping[str, str] = {
    **HEADERS,
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive, noimageindex",
    "Cache-Control": "private, no-store",
}
"""What every answer of this module carries, refusals too."""

_AT_ONCE = 2
"""How many thumbnails are made at a time, so that messages have room."""


def add_routes(app: web.Application, *, summaries: Summaries) -> None:
    """
    Let *app* answer ``/s/{token}`` and what lies below; before any other page.

    Args:
        app: The application, not yet started; ``bot.web.pages`` comes next.
        summaries: Tells what a link opens.
    """
    app[SUMMARIES] = summaries
    app[MAKING] = asyncio.Semaphore(_AT_ONCE)
    app.on_response_prepare.append(_keep_private)
    app.router.add_get(SUMMARY, summary)
    app.router.add_get(SUMMARY + "/photos/{name}", photo)
    app.router.add_get(SUMMARY + "/voices/{name}", voice)


async def summary(request: web.Request) -> web.Response:
    """Show one summary, with what the folder holds at this moment."""
    token = request.match_info["token"]
    page = await request.app[SUMMARIES].page(token)
    if page is None:
        raise web.HTTPNotFound
    values = {"page": page, "token": token}
    return render(request, "summary.html", locale=page.locale, values=values)


async def photo(request: web.Request) -> web.Response:
    """Hand out one photo of a summary, or a thumbnail if a width is asked for."""
    width = request.query.get("w")
    if width is not None and width not in map(str, WIDTHS):
        raise web.HTTPBadRequest(text="w is the width of no thumbnail\n")
    token, name = request.match_info["token"], request.match_info["name"]
    try:
        data = await request.app[SUMMARIES].photo(token, name)
    except BadKey:
        raise web.HTTPNotFound from None
    if data is None:
        raise web.HTTPNotFound
    if width is not None:
        data = await _thumbnail(request, data, int(width))
    return web.Response(body=data, content_type="image/jpeg")


async def voice(request: web.Request) -> web.Response:
    """Hand out one voice note of a summary, or the part of it that is asked for."""
    token, name = request.match_info["token"], request.match_info["name"]
    try:
        data = await request.app[SUMMARIES].voice(token, name)
    except BadKey:
        raise web.HTTPNotFound from None
    if data is None:
        raise web.HTTPNotFound
    return _part(request, data)


def _part(request: web.Request, data: bytes) -> web.Response:
    """What ``Range`` asks for of *data*; some players play nothing without it."""
    headers = {"Accept-Ranges": "bytes"}
    try:
        asked = request.http_range
    except ValueError:
        asked = slice(None)
    if asked.start is None and asked.stop is None:
        return web.Response(body=data, content_type="audio/ogg", headers=headers)
    start, stop, _ = asked.indices(len(data))
    if start >= stop:
        headers["Content-Range"] = f"bytes */{len(data)}"
        raise web.HTTPRequestRangeNotSatisfiable(headers=headers)
    headers["Content-Range"] = f"bytes {start}-{stop - 1}/{len(data)}"
    return web.Response(
        status=206, body=data[start:stop], content_type="audio/ogg", headers=headers
    )


async def _thumbnail(request: web.Request, data: bytes, width: int) -> bytes:
    """The thumbnail of *data*; the photo itself if none can be made."""
    try:
        async with request.app[MAKING]:
            return await asyncio.to_thread(small, data, width)
    except OSError as error:
        log.warning("thumbnail.failed", error=repr(error))
        return data


async def _keep_private(request: web.Request, response: web.StreamResponse) -> None:
    if request.path.startswith("/s/"):
        response.headers.update(PRIVATE)
