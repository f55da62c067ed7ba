"""
Hands out single photos, from wherever they are kept.

A photo is asked for by its version first, so a browser that has it is told so without
reading it, and one that was removed is gone with the next request.
"""

from collections.abc import Mapping
from pathlib import Path

import structlog
from aiohttp import ETag, web

from bot.web.thumbnails import WIDTHS, Thumbnails
from storage.photos import StoredPhoto

log = structlog.get_logger(__name__)

THUMBNAILS = web.AppKey("THUMBNAILS", Thumbnails)


def width_asked(request: web.Request) -> int | None:
    """
    The width that the address asks for, in pixels; None: the photo as it is.

    Raises:
        HTTPBadRequest: If no thumbnail has it.
    """
    width = request.query.get("w")
    if width is not None and width not in map(str, WIDTHS):
        raise web.HTTPBadRequest(text="w is the width of no thumbnail\n")
    return int(width) if width is not None else None


async def show(
    request: web.Request,
    photo: StoredPhoto,
    *,
    width: int | None = None,
    headers: Mapping[str, str],
) -> web.StreamResponse:
    """
    Hand out *photo*, or the thumbnail of it that is *width* pixels wide.

    The photo itself is shown if no thumbnail of it can be made.

    Raises:
        HTTPNotFound: If there is no such photo.
        StorageUnavailable: If the store does not answer.
    """
    headers = {**headers, "Content-Type": "image/jpeg"}
    if width is not None:
        small = await _thumbnail(request, photo, width)
        if small is not None:
            return web.FileResponse(small, headers=headers)
    version = await photo.version()
    if version is None:
        raise web.HTTPNotFound
    if any(known.value in {version, "*"} for known in request.if_none_match or ()):
        return _tagged(web.Response(status=304, headers=headers), version)
    data = await photo.read()
    if data is None:
        raise web.HTTPNotFound
    return _tagged(web.Response(body=data, headers=headers), version)


async def _thumbnail(
    request: web.Request, photo: StoredPhoto, width: int
) -> Path | None:
    try:
        return await request.app[THUMBNAILS].path(photo, width=width)
    except OSError as error:
        log.warning("thumbnail.failed", error=repr(error))
        return None


def _tagged(response: web.Response, version: str) -> web.Response:
    response.etag = ETag(version)
    return response
