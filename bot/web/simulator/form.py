"""
The form in which a phone hands over what it sends.

    text        the words; the caption of the first photo
    photo       any number of files
    voice       the same
    batch       a name for what is sent: sending it again is harmless
    late, missing, cut_short, doubled, reordered      see ``Knobs``
    pages, lost, hidden, as_document, place           the same
"""

import uuid
from collections.abc import AsyncIterator

import aiohttp
from aiohttp import web

from bot.web.simulator.bubbles import Knobs, Sending, SentFile
from bot.web.simulator.photofiles import LARGEST_BYTES, PhotoFiles, PhotoTooLarge

CHUNK_BYTES = 64 * 1024
_ANY_TYPE = "application/octet-stream"


async def read_sending(request: web.Request, files: PhotoFiles) -> Sending:
    """
    Read the form in *request*; its photos and voice notes are kept in *files*.

    Raises:
        HTTPBadRequest: If there is nothing in it, or a number is none.
        HTTPRequestEntityTooLarge: If a photo is too large.
    """
    values: dict[str, str] = {}
    files_of: dict[str, list[SentFile]] = {"photo": [], "voice": []}
    if request.content_type.startswith("multipart/"):
        async for part in await request.multipart():
            if not isinstance(part, aiohttp.BodyPartReader):
                continue
            if part.name in files_of:
                files_of[part.name].append(await _keep(part, files))
            elif part.name:
                values[part.name] = await part.text()
    else:
        form = await request.post()
        values = {name: str(value) for name, value in form.items()}
    text = values.get("text", "").replace("\r\n", "\n")
    if not any(files_of.values()) and not text.strip():
        raise web.HTTPBadRequest(text="there is nothing to send")
    try:
        knobs = Knobs.from_form(values)
    except ValueError as error:
        raise web.HTTPBadRequest(text=str(error)) from None
    return Sending(
        batch=values.get("batch") or uuid.uuid4().hex,
        text=text,
        files=(*files_of["photo"], *files_of["voice"]),
        knobs=knobs,
    )


async def _keep(part: aiohttp.BodyPartReader, files: PhotoFiles) -> SentFile:
    try:
        photo_id, size = await files.keep(_chunks(part))
    except PhotoTooLarge:
        raise web.HTTPRequestEntityTooLarge(
            max_size=LARGEST_BYTES, actual_size=LARGEST_BYTES + 1
        ) from None
    if not size:
        raise web.HTTPBadRequest(text=f"an empty file is no {part.name}")
    return SentFile(
        id=photo_id,
        size_bytes=size,
        media_type=part.headers.get("Content-Type", _ANY_TYPE),
        sound=part.name == "voice",
    )


async def _chunks(part: aiohttp.BodyPartReader) -> AsyncIterator[bytes]:
    while chunk := await part.read_chunk(CHUNK_BYTES):
        yield chunk
