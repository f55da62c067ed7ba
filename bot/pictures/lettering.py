"""How wide words are, and where lines of them are broken."""

from functools import cache

from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

FONTS = (
    ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
    ("Arial.ttf", "Arial Bold.ttf"),
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
)
"""What Linux and macOS have, plain and bold, those as wide as Arial first."""

_UNKNOWN = "\U000f1234"
"""A sign that no font has: it looks like the box for a missing one."""


@cache
def font(size: int, *, bold: bool = False) -> FreeTypeFont:
    """
    The first font that this machine has.

    Args:
        size: Its height in pixels.
        bold: Whether it is for headings.

    Returns:
        That of Pillow if there is none; it has only a few letters beside ASCII.
    """
    for plain, heavy in FONTS:
        try:
            return ImageFont.truetype(heavy if bold else plain, size)
        except OSError:
            continue
    found = ImageFont.load_default(size)
    if not isinstance(found, FreeTypeFont):
        raise TypeError("Pillow was built without FreeType")
    return found


def width(text: str, size: int, *, bold: bool = False) -> float:
    """How wide *text* is, in pixels."""
    return font(size, bold=bold).getlength(text)


def wrapped(text: str, size: int, *, within: float, lines: int = 99) -> tuple[str, ...]:
    """
    *text* in lines no wider than *within* pixels, a longer word apart.

    Args:
        text: What to break, at its blanks.
        size: As for ``font``.
        within: In pixels.
        lines: How many at most; the last one ends in ``…`` if something is left out.
    """
    found: list[str] = []
    for word in text.split():
        longer = f"{found[-1]} {word}" if found else word
        if found and width(longer, size) <= within:
            found[-1] = longer
        else:
            found.append(word)
    if len(found) <= lines:
        return tuple(found)
    last = found[lines - 1]
    while " " in last and width(f"{last} …", size) > within:
        last = last.rpartition(" ")[0]
    return (*found[: lines - 1], f"{last} …")


def drawable(text: str, used: FreeTypeFont) -> str:
    """*text* without the signs that the font *used* lacks."""
    return "".join(char for char in text if _has(used, char))


@cache
def _has(used: FreeTypeFont, char: str) -> bool:
    if char.isascii():
        return True
    return bytes(used.getmask(char)) != bytes(used.getmask(_UNKNOWN))
