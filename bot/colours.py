"""
The colours of a tenant, and how they are kept readable.

A business has one colour and two pages: light, and dark for whoever reads at night.
On each its colour is made darker, or lighter, until words in it can be read on every
ground that the page has.
"""

import colorsys
import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

LIGHT_GROUND = "#edeae3"
"""The darkest ground that words in the accent stand on, on a light page."""

DARK_GROUND = "#25231f"
"""The lightest ground that they stand on, on a dark page."""

ENOUGH = 4.5
"""The least contrast of words with their ground: WCAG 2, level AA."""

_FORM = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")
_STEPS = 256
_KNEE, _SLOPE, _OFFSET, _POWER = 0.04045, 12.92, 0.055, 2.4
_WEIGHTS = (0.2126, 0.7152, 0.0722)
_FLARE = 0.05

_Parts = tuple[float, float, float]


def _colour(value: Any) -> Any:
    # Without quotes, what stands behind # is a comment.
    if value != "" and not (isinstance(value, str) and _FORM.fullmatch(value)):
        raise ValueError('write a colour in quotes: "#0a7" or "#00aa77"')
    return value


class Colours(BaseModel):
    """
    The colours of a tenant's pages.

    Attributes:
        accent: Of prices, links and buttons; empty: that of the program.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    accent: Annotated[str, BeforeValidator(_colour)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accent:
    """
    A colour as it is used.

    Attributes:
        light: On a light page.
        dark: On a dark page.
    """

    light: str
    dark: str

    @classmethod
    def of(cls, colour: str) -> "Accent":
        """*colour*, such as ``#0a7``, as near to it as words can be read."""
        parts = _parts(colour)
        return cls(
            light=_readable(parts, LIGHT_GROUND, towards=0.0),
            dark=_readable(parts, DARK_GROUND, towards=1.0),
        )


def contrast(one: str, other: str) -> float:
    """How much two colours differ, as WCAG counts: from 1 to 21."""
    lights = sorted((_light(_parts(one)), _light(_parts(other))))
    return (lights[1] + _FLARE) / (lights[0] + _FLARE)


def _readable(parts: _Parts, ground: str, *, towards: float) -> str:
    hue, lightness, saturation = colorsys.rgb_to_hls(*parts)
    for step in range(_STEPS):
        share = lightness + (towards - lightness) * step / _STEPS
        found = _written(colorsys.hls_to_rgb(hue, share, saturation))
        if contrast(found, ground) >= ENOUGH:
            return found
    return _written((towards, towards, towards))


def _parts(colour: str) -> _Parts:
    digits = colour.removeprefix("#")
    if len(digits) == 3:  # noqa: PLR2004 - one digit for each part
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def _written(parts: _Parts) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def _light(parts: _Parts) -> float:
    """How bright a colour is to the eye, from 0 to 1."""
    return sum(
        weight
        * (
            part / _SLOPE
            if part <= _KNEE
            else ((part + _OFFSET) / (1 + _OFFSET)) ** _POWER
        )
        for weight, part in zip(_WEIGHTS, parts, strict=True)
    )
