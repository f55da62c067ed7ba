"""A picture as SVG: one file, no fonts, no network, light and dark."""

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

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

STYLE = """
.flow{font:12px Arial,"Liberation Sans",Helvetica,sans-serif;background:#fff}
.flow text{text-anchor:middle;fill:#1f2937}
.flow .title{font-weight:bold;font-size:14px;fill:#0f172a}
.flow .says{fill:#475569;font-style:italic}
.flow .note{text-anchor:start;fill:#475569}
.flow .label{stroke:#fff;stroke-width:4px;stroke-linejoin:round;paint-order:stroke}
.flow rect{fill:#fff;stroke:#64748b;stroke-width:1.5}
.flow .start rect{fill:#e8f1ff;stroke:#2563eb}
.flow .effect rect{fill:#fff4e0;stroke:#c77700;stroke-width:2}
.flow .end rect{fill:#e5e7eb;stroke:#111827;stroke-width:2.5}
.flow .many rect{fill:#f8fafc;stroke:#94a3b8;stroke-dasharray:5 3}
.flow path{fill:none;stroke:#475569;stroke-width:1.5}
.flow .head{fill:#475569;stroke:none}
.flow .silence path{stroke:#a16207;stroke-dasharray:6 4}
.flow .silence .head{fill:#a16207}
.flow .silence text{fill:#854d0e}
.flow .done path{stroke:#15803d}
.flow .done .head{fill:#15803d}
.flow .done text{fill:#166534}
.flow .failed path{stroke:#b91c1c;stroke-dasharray:2 3}
.flow .failed .head{fill:#b91c1c}
.flow .failed text{fill:#991b1b}
"""

DARK = """
.flow{background:#0f172a}
.flow text{fill:#e2e8f0}
.flow .title{fill:#fff}
.flow .says,.flow .note{fill:#a8b3c4}
.flow .label{stroke:#0f172a}
.flow rect{fill:#1e293b;stroke:#8494ab}
.flow .start rect{fill:#172554;stroke:#60a5fa}
.flow .effect rect{fill:#3b2a0a;stroke:#f0b040}
.flow .end rect{fill:#334155;stroke:#e2e8f0}
.flow .many rect{fill:#131c30;stroke:#64748b}
.flow path{stroke:#a8b3c4}
.flow .head{fill:#a8b3c4}
.flow .silence path{stroke:#eab308}
.flow .silence .head{fill:#eab308}
.flow .silence text{fill:#facc15}
.flow .done path{stroke:#4ade80}
.flow .done .head{fill:#4ade80}
.flow .done text{fill:#86efac}
.flow .failed path{stroke:#f87171}
.flow .failed .head{fill:#f87171}
.flow .failed text{fill:#fca5a5}
"""

ROUND = {Look.START: 22, Look.END: 22, Look.STATE: 8, Look.EFFECT: 2, Look.MANY: 2}
HEAD_LENGTH = 9.0
HEAD_WIDTH = 4.0


def svg(placed: Layout, *, dark: bool = True) -> str:
    """
    *placed* as SVG text; ends with a line break.

    Args:
        placed: The picture.
        dark: Whether it turns dark where the reader's screen is.
    """
    size = f'viewBox="0 0 {placed.width:.0f} {placed.height:.0f}"'
    wide = f'width="{placed.width:.0f}" height="{placed.height:.0f}"'
    title = placed.sketch.title
    style = STYLE + (
        f"@media screen and (prefers-color-scheme:dark){{{DARK}}}" if dark else ""
    )
    told = f'role="img" aria-label={quoteattr(title)}'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="flow" {size} {wide} {told}>',
        f"<title>{escape(title)}</title>",
        f"<style>{style}</style>",
        *(part for arrow in placed.arrows for part in _arrow(arrow)),
        *(part for box in placed.boxes for part in _box(box)),
        # Labels come last: no line of another arrow runs through them.
        *(part for arrow in placed.arrows for part in _label(arrow)),
    ]
    parts += map(_sample, placed.samples)
    for number, note in enumerate(placed.notes):
        y = placed.notes_top + LINE_HEIGHT * number
        parts.append(_text(note, (MARGIN, y), "note"))
    return "\n".join([*parts, "</svg>"]) + "\n"


def head(tip: Point, tail: Point) -> tuple[Point, Point, Point]:
    """The three corners of an arrow's head that points from *tail* to *tip*."""
    across, down = tip[0] - tail[0], tip[1] - tail[1]
    length = (across**2 + down**2) ** 0.5 or 1.0
    x, y = across / length, down / length
    back = tip[0] - x * HEAD_LENGTH, tip[1] - y * HEAD_LENGTH
    return (
        tip,
        (back[0] - y * HEAD_WIDTH, back[1] + x * HEAD_WIDTH),
        (back[0] + y * HEAD_WIDTH, back[1] - x * HEAD_WIDTH),
    )


def baseline(top: float, number: int, size: int) -> float:
    """Where line *number* of a block that begins at *top* stands."""
    return top + LINE_HEIGHT * number + (LINE_HEIGHT + size * 0.72) / 2


def _box(box: PlacedBox) -> Iterator[str]:
    yield f'<g class="{box.look}">'
    yield (
        f'<rect x="{box.left:.1f}" y="{box.top:.1f}" width="{box.width:.1f}" '
        f'height="{box.height:.1f}" rx="{ROUND[box.look]}"/>'
    )
    if box.look is Look.EFFECT:
        inner = box.left + 4, box.top + 4, box.width - 8, box.height - 8
        x, y, wide, high = (f"{side:.1f}" for side in inner)
        yield f'<rect x="{x}" y="{y}" width="{wide}" height="{high}"/>'
    for number, line in enumerate(box.lines):
        size = TITLE_SIZE if line.kind == "title" else TEXT_SIZE
        at = box.left + box.width / 2, baseline(box.top + PADDING, number, size)
        yield _text(line.text, at, line.kind)
    yield "</g>"


def _sample(one: Sample) -> str:
    words = one.left + SAMPLE_WIDTH + PADDING, one.top + SAMPLE_HEIGHT - 3
    return (
        f'<g class="{one.look}"><rect x="{one.left:.1f}" y="{one.top:.1f}" '
        f'width="{SAMPLE_WIDTH}" height="{SAMPLE_HEIGHT}" '
        f'rx="{min(ROUND[one.look], SAMPLE_HEIGHT // 2)}"/></g>'
        f"{_text(one.text, words, 'note')}"
    )


def _arrow(arrow: PlacedArrow) -> Iterator[str]:
    first, *rest = (f"{x:.1f},{y:.1f}" for x, y in arrow.curve)
    corners = head(arrow.tip, arrow.curve[-1])
    around = " L".join(f"{x:.1f},{y:.1f}" for x, y in corners)
    yield (
        f'<g class="{arrow.look}"><path d="M{first} C{" ".join(rest)}"/>'
        f'<path class="head" style="stroke:none" d="M{around} Z"/></g>'
    )


def _label(arrow: PlacedArrow) -> Iterator[str]:
    yield f'<g class="{arrow.look}">'
    top = arrow.label[1] - LINE_HEIGHT * len(arrow.lines) / 2
    for number, text in enumerate(arrow.lines):
        at = arrow.label[0], baseline(top, number, TEXT_SIZE)
        yield _text(text, at, "label")
    yield "</g>"


def _text(text: str, at: Point, kind: str) -> str:
    return f'<text class="{kind}" x="{at[0]:.1f}" y="{at[1]:.1f}">{escape(text)}</text>'
