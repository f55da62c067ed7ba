"""
Pictures made fit to keep: whole, upright, and silent about where they were taken.

What a channel hands over is bytes from a stranger. What leaves this module is a
JPEG that was decoded to its last row and holds nothing but the picture: no EXIF,
no position, no XMP, no comment, no thumbnail of what was cropped away.

    JPEG, upright          its segments are sorted, the compressed data is not touched
    JPEG, turned           decoded, turned, encoded again
    PNG, WebP, GIF         decoded, put on white, encoded again
"""

import re
import struct
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO

import filetype
from PIL import Image
from PIL.GifImagePlugin import GifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from bot.errors import MediaError, MediaTooLarge, MediaUnavailable

MAX_PIXELS = 50_000_000
"""The most pixels a picture may have, width times height."""

QUALITY = 90
"""Of a JPEG that has to be encoded again."""

_MAX_SIDE = 65_500  # libjpeg writes no longer one
_MAX_SCANS = 200  # an encoder writes about ten; thousands keep a decoder busy for hours

# Opened by class and not by ``Image.open``, which looks at the size by itself and
# prints a warning where an error is wanted.
_FORMATS: Mapping[str, Callable[[BytesIO], Image.Image]] = {
    "image/jpeg": JpegImageFile,
    "image/png": PngImageFile,
    "image/webp": WebPImageFile,
    "image/gif": GifImageFile,
}

_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_UPRIGHT = 1

_SOI, _EOI, _SOS, _TEM = 0xD8, 0xD9, 0xDA, 0x01
_APP0, _APP1, _APP2, _APP14 = 0xE0, 0xE1, 0xE2, 0xEE
_TABLES_AND_FRAMES = frozenset({*range(0xC0, 0xD0), _SOS, 0xDB, 0xDC, 0xDD})
# Stuffed zeros and restart markers belong to the compressed data around them.
_MARKER = re.compile(rb"\xff([^\x00\xd0-\xd7\xff])")


def clean(data: bytes, *, announced_bytes: int | None) -> bytes:
    """
    Return the picture in *data* as an upright JPEG without metadata.

    Keeps a processor busy, so call it in a thread. An upright JPEG loses no
    quality; its colour profile stays.

    Args:
        data: What the channel sent.
        announced_bytes: How many bytes it said there would be; None if it did not
            say. More than that are fine.

    Raises:
        MediaUnavailable: If *data* is shorter than announced, is no JPEG, PNG, WebP
            or GIF, or cannot be decoded to the end.
        MediaTooLarge: If it has more than ``MAX_PIXELS``. It is not decoded.
    """
    if announced_bytes is not None and len(data) < announced_bytes:
        raise MediaUnavailable(f"only {len(data)} of {announced_bytes} bytes came")
    kind = filetype.guess_mime(data)
    if kind not in _FORMATS:
        raise MediaUnavailable(f"no picture of a known kind: {kind or 'unknown'}")
    try:
        return _clean_jpeg(data) if kind == "image/jpeg" else _converted(data, kind)
    except MediaError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise MediaTooLarge(f"too many pixels: {error}") from error
    except Exception as error:  # Pillow's parsers raise whatever they stumble over
        raise MediaUnavailable(f"the picture is damaged: {error!r}") from error


def _clean_jpeg(data: bytes) -> bytes:
    bare, orientation = _without_metadata(data)
    if orientation == _UPRIGHT:
        _decoded(bare, "image/jpeg", small=True)
        return bare
    image = _decoded(bare, "image/jpeg")
    return _encoded(image.transpose(_TURNS[orientation]))


def _converted(data: bytes, kind: str) -> bytes:
    image = _decoded(data, kind)
    orientation = _orientation(image.info.get("exif", b""))
    if orientation != _UPRIGHT:
        image = image.transpose(_TURNS[orientation])
    return _encoded(image)


def _decoded(data: bytes, kind: str, *, small: bool = False) -> Image.Image:
    """
    The picture in *data*, decoded to its last byte.

    A JPEG is quicker decoded *small*: every byte is read, an eighth of the width and
    height is painted.
    """
    image = _FORMATS[kind](BytesIO(data))
    width, height = image.size
    if width * height > MAX_PIXELS or max(width, height) > _MAX_SIDE:
        raise MediaTooLarge(f"{width} x {height} pixels")
    if small:
        image.draft(None, (1, 1))
    image.load()
    return image


def _encoded(image: Image.Image) -> bytes:
    profile = image.info.get("icc_profile", b"")
    image = _opaque(image)
    # Pillow writes a comment that it finds here.
    image.info.clear()
    fits = profile[16:20] == {"RGB": b"RGB ", "L": b"GRAY"}[image.mode]
    written = BytesIO()
    image.save(written, "JPEG", quality=QUALITY, icc_profile=profile if fits else None)
    return written.getvalue()


def _opaque(image: Image.Image) -> Image.Image:
    """*image* in mode RGB or L, on white where it was transparent."""
    if image.mode.startswith("I;16"):
        # One grey of 65536 that counts as transparent is nothing a person drew.
        image.info.pop("transparency", None)
        return image.point(lambda level: level * (1 / 256)).convert("L")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        page = Image.new("RGB", image.size, "white")
        page.paste(layer, mask=layer.getchannel("A"))
        return page
    return image.convert("L" if image.mode in {"1", "L"} else "RGB")


def _without_metadata(data: bytes) -> tuple[bytes, int]:
    """
    The JPEG with only what is needed to show it, and its EXIF orientation.

    Raises:
        MediaUnavailable: If it ends before its end marker.
        MediaTooLarge: If it has more scans than any encoder writes.
    """
    kept = bytearray(struct.pack(">BB", 0xFF, _SOI))
    orientations = []
    scans = 0
    for marker, body, compressed in _segments(data):
        scans += marker == _SOS
        if scans > _MAX_SCANS:
            raise MediaTooLarge(f"more than {_MAX_SCANS} scans")
        if marker == _APP1 and body.startswith(b"Exif\0"):
            orientations.append(_orientation(body))
        needed = _needed(marker, body)
        if needed is not None:
            kept += struct.pack(">BBH", 0xFF, marker, len(needed) + 2)
            kept += needed
            kept += compressed
    kept += struct.pack(">BB", 0xFF, _EOI)
    return bytes(kept), next(iter(orientations), _UPRIGHT)


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Each segment up to the end marker: marker, body, compressed data behind it."""
    position = 2
    while (marker := (found := _next_marker(data, position))[1][0]) != _EOI:
        position = found.end()
        if marker in {_SOI, _TEM}:
            continue
        length = int.from_bytes(data[position : position + 2], "big")
        body = data[position + 2 : position + length]
        if len(body) != length - 2:
            raise MediaUnavailable("the JPEG ends within a segment")
        position += length
        begin = position
        if marker == _SOS:
            position = _next_marker(data, begin).start()
        yield marker, body, data[begin:position]


def _next_marker(data: bytes, position: int) -> re.Match[bytes]:
    found = _MARKER.search(data, position)
    if found is None:
        raise MediaUnavailable("the JPEG has no end")
    return found


def _needed(marker: int, body: bytes) -> bytes | None:
    """The part of a segment that a decoder needs; None if it needs none of it."""
    if marker in _TABLES_AND_FRAMES:
        return body
    if marker == _APP0 and body.startswith(b"JFIF\0"):
        # Two zeros in the place of the size of the thumbnail that goes.
        return body[:12] + b"\0\0"
    if marker == _APP2 and body.startswith(b"ICC_PROFILE\0"):
        return body
    if marker == _APP14 and body.startswith(b"Adobe"):
        return body[:12]
    return None


def _orientation(exif: bytes) -> int:
    """
    The orientation that *exif* tells, 1 to 8; 1 if it is damaged or tells none.

    Read here because Pillow's reader prints warnings about what is damaged.
    """
    tiff = exif.removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return _UPRIGHT
    try:
        (directory,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, directory)
        for n in range(count):
            entry = directory + 2 + 12 * n
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, entry)
            if tag == _ORIENTATION:
                return value if value in _TURNS else _UPRIGHT
    except struct.error:
        pass
    return _UPRIGHT
