"""
Where everything of a picture stands, in pixels; Graphviz decides.

Graphviz is handed nothing but sizes: boxes and labels are measured here and drawn
by us, so a picture is the same in SVG and PNG, and no font of Graphviz is asked for.
It runs inside this process, as the library that comes with ``pygraphviz``.
"""

import importlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.errors import BotError
from bot.pictures.boxes import Arrow, Box, Look, Sketch
from bot.pictures.lettering import width, wrapped

TITLE_SIZE = 14
TEXT_SIZE = 12
LINE_HEIGHT = 16
PADDING = 10
BOX_WIDTH = 190
LABEL_WIDTH = 170
SAYS_LINES = 3
MARGIN = 24
SAMPLE_WIDTH = 24
SAMPLE_HEIGHT = 14

_POINTS_PER_INCH = 72

Point = tuple[float, float]


class NoGraphviz(BotError):
    """The library that places boxes and arrows is not installed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """
    One line of words.

    Attributes:
        text: What it says.
        kind: ``title``, ``says`` or ``line``.
    """

    text: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedBox:
    """
    A box with its place.

    Attributes:
        look: What it stands for.
        lines: What stands in it, centred.
        left: Of its left edge; the origin is the top left of the picture.
        top: Of its upper edge.
        width: How wide it is.
        height: How high it is.
    """

    look: Look
    lines: tuple[Line, ...]
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedArrow:
    """
    An arrow with its place.

    Attributes:
        look: What pulls it.
        lines: Its label, line by line.
        curve: Points of a chain of cubic Bézier curves: one, then three for each.
        tip: Where its head ends.
        label: The middle of its label.
    """

    look: Look
    lines: tuple[str, ...]
    curve: tuple[Point, ...]
    tip: Point
    label: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """
    One entry of the legend.

    Attributes:
        look: The look that it explains.
        text: What it stands for.
        left: Of its small box; the words stand beside it.
        top: The same.
    """

    look: Look
    text: str
    left: float
    top: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """
    A picture ready to be drawn.

    Attributes:
        sketch: What it shows.
        width: In pixels, notes and legend included.
        height: The same.
        boxes: In the order of the sketch.
        arrows: The same.
        samples: What the looks of boxes mean, below.
        notes: What stands below that, line by line.
        notes_top: Where it begins.
    """

    sketch: Sketch
    width: float
    height: float
    boxes: tuple[PlacedBox, ...]
    arrows: tuple[PlacedArrow, ...]
    samples: tuple[Sample, ...]
    notes: tuple[str, ...]
    notes_top: float


def layout(picture: Sketch) -> Layout:
    """
    Place the boxes and arrows of *picture*.

    Raises:
        NoGraphviz: If ``pygraphviz`` is not installed.
    """
    lines = {box.key: tuple(_box_lines(box)) for box in picture.boxes}
    labels = [tuple(_label_lines(arrow)) for arrow in picture.arrows]
    drawn = _graphviz(_dot(picture, lines, labels))
    wide, high = (float(side) for side in drawn["bb"].split(",")[2:])
    places = {one["name"]: one for one in drawn["objects"]}
    edges = {int(e["id"]): e for e in drawn.get("edges", ()) if "id" in e}

    def at(x: str, y: str) -> Point:
        return float(x) + MARGIN, high - float(y) + MARGIN

    total = max(wide + 2 * MARGIN, 480.0)
    notes = tuple(
        line
        for note in picture.notes
        for line in wrapped(note, TEXT_SIZE, within=total - 2 * MARGIN)
    )
    samples = tuple(_samples(picture, high + 2 * MARGIN, total))
    below = samples[-1].top + SAMPLE_HEIGHT + MARGIN
    return Layout(
        sketch=picture,
        width=total,
        height=below + LINE_HEIGHT * len(notes) + MARGIN / 2,
        boxes=tuple(
            _placed(box, lines[box.key], at(*places[box.key]["pos"].split(",")))
            for box in picture.boxes
        ),
        arrows=tuple(
            PlacedArrow(
                look=arrow.look,
                lines=labels[number],
                curve=curve,
                tip=tip,
                label=at(*edges[number]["lp"].split(",")),
            )
            for number, arrow in enumerate(picture.arrows)
            for tip, *curve_points in [_curve(edges[number]["pos"], at)]
            for curve in [tuple(curve_points)]
        ),
        samples=samples,
        notes=notes,
        notes_top=below,
    )


def _samples(picture: Sketch, top: float, within: float) -> Iterator[Sample]:
    """The legend, in as many rows as it takes."""
    left = float(MARGIN)
    for look in dict.fromkeys(box.look for box in picture.boxes):
        text = picture.legend[look]
        wide = SAMPLE_WIDTH + PADDING + width(text, TEXT_SIZE) + MARGIN
        if left > MARGIN and left + wide > within:
            left, top = float(MARGIN), top + LINE_HEIGHT + 4
        yield Sample(look=look, text=text, left=left, top=top)
        left += wide


def _box_lines(box: Box) -> Iterable[Line]:
    yield Line(text=box.title, kind="title")
    for text in wrapped(box.says, TEXT_SIZE, within=BOX_WIDTH, lines=SAYS_LINES):
        yield Line(text=text, kind="says")
    for told in box.lines:
        for text in wrapped(told, TEXT_SIZE, within=BOX_WIDTH):
            yield Line(text=text, kind="line")


def _label_lines(arrow: Arrow) -> Iterable[str]:
    for told in arrow.lines:
        yield from wrapped(told, TEXT_SIZE, within=LABEL_WIDTH)


def _size(lines: Iterable[Line]) -> tuple[float, float]:
    found = list(lines)
    widest = max(
        width(line.text, TITLE_SIZE, bold=True)
        if line.kind == "title"
        else width(line.text, TEXT_SIZE)
        for line in found
    )
    return widest + 2 * PADDING + 8, len(found) * LINE_HEIGHT + 2 * PADDING


def _placed(box: Box, lines: tuple[Line, ...], middle: Point) -> PlacedBox:
    wide, high = _size(lines)
    return PlacedBox(
        look=box.look,
        lines=lines,
        left=middle[0] - wide / 2,
        top=middle[1] - high / 2,
        width=wide,
        height=high,
    )


def _curve(pos: str, at: Any) -> tuple[Point, ...]:
    """The tip of an arrow, then the points of its curve."""
    parts = pos.split(" ")
    end = next(part for part in parts if part.startswith("e,"))
    points = [at(*part.split(",")) for part in parts if part[0] not in "es"]
    return (at(*end.removeprefix("e,").split(",")), *points)


def _dot(
    picture: Sketch,
    boxes: dict[str, tuple[Line, ...]],
    labels: list[tuple[str, ...]],
) -> str:
    """What Graphviz is asked, in its own language; our keys are safe in it."""
    found = ["digraph {", "rankdir=TB; nodesep=0.3; ranksep=0.35; splines=spline;"]
    found.append('node [shape=box, fixedsize=true, label=""];')
    for key, lines in boxes.items():
        wide, high = (side / _POINTS_PER_INCH for side in _size(lines))
        found.append(f"{key} [width={wide:.3f}, height={high:.3f}];")
    for number, (arrow, told) in enumerate(zip(picture.arrows, labels, strict=True)):
        wide = int(max(width(line, TEXT_SIZE) for line in told)) + 8
        high = LINE_HEIGHT * len(told) + 4
        # A table of fixed size keeps room for words without showing any.
        room = f'FIXEDSIZE="TRUE" BORDER="0" WIDTH="{wide}" HEIGHT="{high}"'
        label = f"<<TABLE {room}><TR><TD></TD></TR></TABLE>>"
        found.append(f"{arrow.source} -> {arrow.target} [id={number}, label={label}];")
    found += [
        f"{box.below} -> {box.key} [style=invis];" for box in picture.boxes if box.below
    ]
    return "\n".join([*found, "}"])


def _graphviz(source: str) -> Any:
    try:
        pygraphviz = importlib.import_module("pygraphviz")
    except ImportError as error:
        raise NoGraphviz(
            "pictures are placed by Graphviz, which is not installed; run "
            "pip install 'alur[pictures]', or take the format mermaid"
        ) from error
    graph = pygraphviz.AGraph(string=source)
    return json.loads(graph.draw(format="json0", prog="dot"))
