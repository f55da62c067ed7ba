"""A picture as PNG, for whoever cannot open an SVG: the same lines, drawn by Pillow."""

import io
from collections.abc import Iterator, Sequence
from itertools import pairwise

from PIL import Image, ImageDraw

from bot.pictures.boxes import Look
from bot.pictures.layout import (
    LINE_HEIGHT,
    MARGIN,
    PADDING,
    SAMPLE_HEIGHT,
    SAMPLE_WIDTH,
    TEXT_SIZE,
    TITLE_SIZE,
    Layout,
    PlacedArrow,
    PlacedBox,
    Point,
    Sample,
)
from bot.pictures.lettering import drawable, font
from bot.pictures.svg import ROUND, head

SCALE = 2
"""Pixels of the file for each of the layout: sharp on a good screen, and in print."""

_PIECES = 24
"""Straight pieces for each curve."""

FILLS = {
    Look.START: ("#e8f1ff", "#2563eb"),
    Look.STATE: ("#ffffff", "#64748b"),
    Look.EFFECT: ("#fff4e0", "#c77700"),
    Look.END: ("#e5e7eb", "#111827"),
    Look.MANY: ("#f8fafc", "#94a3b8"),
}
STROKES = {
    Look.WORD: ("#475569", "#1f2937", (1, 0)),
    Look.SILENCE: ("#a16207", "#854d0e", (6, 4)),
    Look.DONE: ("#15803d", "#166534", (1, 0)),
    Look.FAILED: ("#b91c1c", "#991b1b", (2, 3)),
}
WORDS = {"title": "#0f172a", "says": "#475569", "line": "#1f2937"}


def png(placed: Layout) -> bytes:
    """*placed* as PNG, on white."""
    size = int(placed.width * SCALE), int(placed.height * SCALE)
    image = Image.new("RGB", size, "white")
    drawing = ImageDraw.Draw(image)
    for arrow in placed.arrows:
        _arrow(drawing, arrow)
    for box in placed.boxes:
        _box(drawing, box)
    for arrow in placed.arrows:
        top = arrow.label[1] - LINE_HEIGHT * len(arrow.lines) / 2
        for number, line in enumerate(arrow.lines):
            at = arrow.label[0], top + LINE_HEIGHT * (number + 0.5)
            _text(drawing, line, at, STROKES[arrow.look][1], halo=True)
    for one in placed.samples:
        _sample(drawing, one)
    for number, note in enumerate(placed.notes):
        at = MARGIN, placed.notes_top + LINE_HEIGHT * number
        _text(drawing, note, at, WORDS["says"], anchor="lm")
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _box(drawing: ImageDraw.ImageDraw, box: PlacedBox) -> None:
    fill, stroke = FILLS[box.look]
    right, bottom = box.left + box.width, box.top + box.height
    corners = [side * SCALE for side in (box.left, box.top, right, bottom)]
    thick = (2 if box.look in {Look.END, Look.EFFECT} else 1) * SCALE
    drawing.rounded_rectangle(
        corners, ROUND[box.look] * SCALE, fill=fill, outline=stroke, width=thick
    )
    if box.look is Look.EFFECT:
        inset = 4 * SCALE
        inner = [corners[0] + inset, corners[1] + inset]
        inner += [corners[2] - inset, corners[3] - inset]
        drawing.rectangle(inner, outline=stroke, width=SCALE)
    for number, line in enumerate(box.lines):
        at = (
            box.left + box.width / 2,
            box.top + PADDING + LINE_HEIGHT * (number + 0.5),
        )
        _text(drawing, line.text, at, WORDS[line.kind], title=line.kind == "title")


def _sample(drawing: ImageDraw.ImageDraw, one: Sample) -> None:
    fill, stroke = FILLS[one.look]
    right, bottom = one.left + SAMPLE_WIDTH, one.top + SAMPLE_HEIGHT
    drawing.rounded_rectangle(
        [side * SCALE for side in (one.left, one.top, right, bottom)],
        min(ROUND[one.look], SAMPLE_HEIGHT // 2) * SCALE,
        fill=fill,
        outline=stroke,
        width=SCALE,
    )
    at = right + PADDING, one.top + SAMPLE_HEIGHT / 2
    _text(drawing, one.text, at, WORDS["says"], anchor="lm")


def _arrow(drawing: ImageDraw.ImageDraw, arrow: PlacedArrow) -> None:
    stroke, _, dash = STROKES[arrow.look]
    points = list(_points(arrow.curve))
    for piece in _dashed(points, dash):
        scaled = [(x * SCALE, y * SCALE) for x, y in piece]
        drawing.line(scaled, fill=stroke, width=int(1.5 * SCALE), joint="curve")
    corners = head(arrow.tip, arrow.curve[-1])
    drawing.polygon([(x * SCALE, y * SCALE) for x, y in corners], fill=stroke)


def _text(
    drawing: ImageDraw.ImageDraw,
    text: str,
    at: Point,
    fill: str,
    *,
    title: bool = False,
    halo: bool = False,
    anchor: str = "mm",
) -> None:
    used = font((TITLE_SIZE if title else TEXT_SIZE) * SCALE, bold=title)
    drawing.text(
        (at[0] * SCALE, at[1] * SCALE),
        drawable(text, used),
        font=used,
        fill=fill,
        anchor=anchor,
        stroke_width=2 * SCALE if halo else 0,
        stroke_fill="white",
    )


def _points(curve: Sequence[Point]) -> Iterator[Point]:
    """Points along a chain of cubic Bézier curves."""
    yield curve[0]
    for start in range(0, len(curve) - 3, 3):
        a, b, c, d = curve[start : start + 4]
        for step in range(1, _PIECES + 1):
            t = step / _PIECES
            s = 1 - t
            weights = s**3, 3 * s * s * t, 3 * s * t * t, t**3
            yield (
                sum(w * p[0] for w, p in zip(weights, (a, b, c, d), strict=True)),
                sum(w * p[1] for w, p in zip(weights, (a, b, c, d), strict=True)),
            )


def _dashed(
    points: Sequence[Point], dash: tuple[int, int]
) -> Iterator[Sequence[Point]]:
    """The pieces of a line that are drawn; all of it if *dash* has no gap."""
    drawn, gap = dash
    if not gap:
        yield points
        return
    piece, gone = [points[0]], 0.0
    for before, after in pairwise(points):
        length = ((after[0] - before[0]) ** 2 + (after[1] - before[1]) ** 2) ** 0.5
        steps = max(1, round(length))
        for step in range(1, steps + 1):
            share = step / steps
            at = (
                before[0] + (after[0] - before[0]) * share,
                before[1] + (after[1] - before[1]) * share,
            )
            gone += length / steps
            inside = gone % (drawn + gap) < drawn
            if inside:
                piece.append(at)
            elif piece:
                if len(piece) > 1:
                    yield piece
                piece = []
    if len(piece) > 1:
        yield piece
