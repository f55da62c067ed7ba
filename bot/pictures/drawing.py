"""The formats a flow is drawn in, by name."""

from collections.abc import Callable, Mapping

from bot.pictures.layout import layout
from bot.pictures.mermaid import mermaid
from bot.pictures.png import png
from bot.pictures.sketch import sketch
from bot.pictures.svg import svg
from bot.pictures.telling import Telling


def _mermaid(telling: Telling) -> bytes:
    return mermaid(sketch(telling)).encode()


def _svg(telling: Telling) -> bytes:
    return svg(layout(sketch(telling))).encode()


def _png(telling: Telling) -> bytes:
    return png(layout(sketch(telling)))


FORMATS: Mapping[str, Callable[[Telling], bytes]] = {
    "mermaid": _mermaid,
    "svg": _svg,
    "png": _png,
}
"""Each gives a whole file; those that place boxes raise ``NoGraphviz``."""
