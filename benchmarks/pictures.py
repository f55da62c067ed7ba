"""Photos as a phone takes them, of about 150 KB each."""

import random
from io import BytesIO

from PIL import Image

SIZE = (1280, 960)
ABOUT_BYTES = 150_000
_BEST, _WORST = 95, 30


def photos(count: int) -> list[bytes]:
    """*count* different JPEGs: large smooth shapes, with the grain of a sensor."""
    return [_photo(random.Random(number)) for number in range(count)]  # noqa: S311


def _photo(chance: random.Random) -> bytes:
    shapes = Image.frombytes("RGB", (8, 6), chance.randbytes(8 * 6 * 3))
    grain = Image.frombytes("RGB", SIZE, chance.randbytes(SIZE[0] * SIZE[1] * 3))
    smooth = shapes.resize(SIZE, Image.Resampling.BICUBIC)
    picture = Image.blend(smooth, grain, 0.06)
    best, worst = _BEST, _WORST
    while best - worst > 1:
        middle = (best + worst) // 2
        if len(_jpeg(picture, middle)) > ABOUT_BYTES:
            best = middle
        else:
            worst = middle
    return _jpeg(picture, worst)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    written = BytesIO()
    picture.save(written, "JPEG", quality=quality)
    return written.getvalue()
