"""Pictures that tests send: made here, so that each test says what matters in its."""

import struct
import zlib
from io import BytesIO

from PIL import ExifTags, Image, ImageCms

RED = (200, 30, 30)
BLUE = (30, 60, 200)


def painted(
    width: int, height: int, colour: tuple[int, ...] = RED, *, mode: str = "RGB"
) -> Image.Image:
    """A picture of one *colour* with its upper left quarter in blue, as *mode*."""
    image = Image.new("RGB", (width, height), colour)
    image.paste(BLUE, (0, 0, width // 2, height // 2))
    return image.convert(mode)


def exif(
    *, orientation: int | None = None, gps: bool = False, order: str = "<"
) -> bytes:
    """EXIF as a camera writes it, starting with ``Exif``; *order* as in ``struct``."""
    tags = Image.Exif()
    tags.endian = order
    tags[ExifTags.Base.Make] = "Kamera"
    if orientation is not None:
        tags[ExifTags.Base.Orientation] = orientation
    if gps:
        tags.get_ifd(ExifTags.IFD.GPSInfo).update(
            {
                ExifTags.GPS.GPSLatitudeRef: "S",
                ExifTags.GPS.GPSLatitude: (6.0, 12.0, 31.0),
            }
        )
    return tags.tobytes()


def jpeg(
    width: int = 64,
    height: int = 48,
    colour: tuple[int, ...] = RED,
    *,
    orientation: int | None = None,
    gps: bool = False,
    comment: str = "",
    xmp: bytes = b"",
    profile: bytes = b"",
    mode: str = "RGB",
    progressive: bool = False,
    order: str = "<",
) -> bytes:
    """A JPEG; *orientation* None and *gps* False mean that it has no EXIF."""
    tagged = orientation is not None or gps
    written = BytesIO()
    painted(width, height, colour, mode=mode).save(
        written,
        "JPEG",
        quality=95,
        subsampling=0,
        progressive=progressive,
        comment=comment,
        xmp=xmp,
        icc_profile=profile,
        exif=exif(orientation=orientation, gps=gps, order=order) if tagged else b"",
    )
    return written.getvalue()


def png(image: Image.Image | None = None, **options: object) -> bytes:
    """*image* as a PNG, the painted one by default."""
    return _saved(image or painted(64, 48), "PNG", **options)


def webp(image: Image.Image | None = None, **options: object) -> bytes:
    """*image* as a WebP, the painted one by default."""
    return _saved(image or painted(64, 48), "WEBP", **options)


def gif(*images: Image.Image, **options: object) -> bytes:
    """*images* as the pictures of one GIF, the painted one by default."""
    first, *rest = images or (painted(64, 48),)
    return _saved(first, "GIF", save_all=bool(rest), append_images=rest, **options)


def heic() -> bytes:
    """What a HEIC begins with, which is all that is looked at."""
    return struct.pack(">I", 24) + b"ftypheic\0\0\0\0mif1heic" + bytes(200)


def huge_jpeg(width: int, height: int) -> bytes:
    """A small JPEG that says it is *width* x *height* pixels."""
    data = bytearray(jpeg(16, 16))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def huge_png(width: int, height: int) -> bytes:
    """A PNG whose header says *width* x *height* and which holds no pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(name + body))
        return struct.pack(">I", len(body)) + name + body + crc

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


def huge_gif(width: int, height: int) -> bytes:
    """A small GIF that says it is *width* x *height* pixels."""
    data = gif()
    return data[:6] + struct.pack("<HH", width, height) + data[10:]


def huge_webp(width: int, height: int) -> bytes:
    """A small moving WebP that says it is *width* x *height* pixels."""
    first, second = painted(16, 16), painted(16, 16, BLUE)
    data = webp(first, save_all=True, append_images=[second])
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return data[:24] + sides + data[30:]


HUGE = (huge_jpeg, huge_png, huge_gif, huge_webp)


def with_segment(data: bytes, marker: int, body: bytes) -> bytes:
    """The JPEG *data* with one more segment before all others."""
    return data[:2] + struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body + data[2:]


def truncated(data: bytes, share: float) -> bytes:
    """The first part of *data*, *share* of its length."""
    return data[: int(len(data) * share)]


def srgb() -> bytes:
    """A colour profile."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def opened(data: bytes) -> Image.Image:
    """The picture in *data*, decoded."""
    image = Image.open(BytesIO(data))
    image.load()
    return image


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()
