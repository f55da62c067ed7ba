"""
A sketch as Mermaid text, for documents and code hosts that draw it.

Ids are generated, and names and texts stand in quotes with whatever Mermaid would
read as its own written as a code: a state may be called ``end`` or ``a-b``. A class
may not be called ``end`` either, so classes begin with ``look_``.
"""

import re
import textwrap
from collections.abc import Iterable

from bot.pictures.boxes import Arrow, Box, Look, Sketch

SHAPES = {
    Look.START: '(["{}"])',
    Look.STATE: '("{}")',
    Look.EFFECT: '[["{}"]]',
    Look.END: '(["{}"])',
    Look.MANY: '["{}"]',
}
LINES = {Look.SILENCE: "-.->", Look.FAILED: "-.->"}
STYLES = {
    Look.START: "fill:#e8f1ff,stroke:#2563eb,color:#111827",
    Look.STATE: "fill:#ffffff,stroke:#64748b,color:#111827",
    Look.EFFECT: "fill:#fff4e0,stroke:#c77700,color:#111827",
    Look.END: "fill:#e5e7eb,stroke:#111827,stroke-width:2px,color:#111827",
    Look.MANY: "fill:#f8fafc,stroke:#94a3b8,stroke-dasharray:4 3,color:#334155",
}
SAYS_LETTERS = 60
LINE_LETTERS = 34

_SPECIAL = re.compile(r"(?=[ -~])[^A-Za-z0-9 ,.:!?()/+_-]|--")


def mermaid(picture: Sketch) -> str:
    """*picture* as a Mermaid flowchart; ends with a line break."""
    lines = ["flowchart TD", *(f"    %% {note}" for note in picture.notes)]
    lines += [f"    {_box(box)}" for box in picture.boxes]
    lines += [f"    {_arrow(arrow)}" for arrow in picture.arrows]
    if picture.notes:
        text = "<br/>".join(
            _lines(line for note in picture.notes for line in _folded(note))
        )
        lines.append(f'    notes["{text}"]:::look_many')
    used = {box.look for box in picture.boxes} | {Look.MANY}
    lines += [
        f"    classDef look_{look} {STYLES[look]}" for look in SHAPES if look in used
    ]
    return "\n".join(lines) + "\n"


def _box(box: Box) -> str:
    shown = [f"<b>{_escaped(box.title)}</b>"]
    if box.says:
        says = textwrap.shorten(box.says, SAYS_LETTERS, placeholder=" …")
        shown += [f"<i>{line}</i>" for line in _lines(_folded(says))]
    shown += _lines(line for told in box.lines for line in _folded(told))
    text = "<br/>".join(shown)
    return f"{box.key}{SHAPES[box.look].format(text)}:::look_{box.look}"


def _arrow(arrow: Arrow) -> str:
    label = "<br/>".join(_lines(line for told in arrow.lines for line in _folded(told)))
    return f'{arrow.source} {LINES.get(arrow.look, "-->")}|"{label}"| {arrow.target}'


def _folded(text: str) -> list[str]:
    return textwrap.wrap(text, LINE_LETTERS, break_long_words=False)


def _lines(lines: Iterable[str]) -> list[str]:
    return [_escaped(line) for line in lines]


def _escaped(text: str) -> str:
    """*text* with a code for each sign that Mermaid or HTML would read."""
    return _SPECIAL.sub(lambda found: "".join(f"#{ord(c)};" for c in found[0]), text)
