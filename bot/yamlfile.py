"""
YAML as operators write it: plain data, every scalar a text, every node at its place.

Only what a reader can follow without knowing YAML is accepted. Anchors, aliases, tags
and duplicate keys are mistakes; so are files too deep or too big to have been written
by hand. Nothing here recurses and nothing is built before its size is known, so no
file can take longer than its 256 KiB.

    text --> libyaml's events --> Scalar, Sequence, Mapping, and findings Y001 to Y003
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from bot.findings import Finding, Place, Value, syntax_finding
from bot.yamlscalar import Scalar
from bot.yamlsyntax import explain

__all__ = ["MAX_BYTES", "MAX_DEPTH", "Mapping", "Node", "Scalar", "Sequence", "parse"]

MAX_BYTES = 256 * 1024
"""The largest file accepted."""

MOST_FINDINGS = 300
"""After how many mistakes reading on would tell nothing new."""

MAX_DEPTH = 24
"""How many collections may stand in one another."""

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_WORD = re.compile(r"\S+")
_FORBIDDEN = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
_LOADER: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """
    A list.

    Attributes:
        items: In the order of the file; may be empty.
        place: From its first character to its last.
    """

    items: "tuple[Node, ...]"
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """
    Keys and their values.

    Attributes:
        entries: In the order of the file; no key stands in it twice.
        place: From its first character to its last.
    """

    entries: "tuple[tuple[Scalar, Node], ...]"
    place: Place

    def get(self, key: str) -> "Node | None":
        """The value of *key*; None if there is no such key."""
        return next((node for name, node in self.entries if name.value == key), None)

    def key(self, key: str) -> Scalar | None:
        """Where *key* itself stands; None if there is no such key."""
        return next((name for name, _ in self.entries if name.value == key), None)


Node = Scalar | Sequence | Mapping
"""Anything that stands in a file."""


def parse(text: str | bytes, *, file: str) -> tuple[Node | None, list[Finding]]:
    """
    Read one YAML document.

    Args:
        text: The file's content; bytes have to be UTF-8.
        file: Its path, for the places.

    Returns:
        Its root and the mistakes in it. The root is None if the file holds nothing, or
        if a mistake leaves its meaning open; of a duplicate key the first stands.
    """
    decoded = _decode(text, file)
    if isinstance(decoded, Finding):
        return None, [decoded]
    builder = _Builder(text=decoded, file=file)
    try:
        for event in yaml.parse(decoded, Loader=_LOADER):
            if not builder.take(event) or len(builder.findings) >= MOST_FINDINGS:
                return None, builder.findings
    except yaml.MarkedYAMLError as error:
        builder.findings.append(explain(error, text=decoded, place=builder.place))
        return None, builder.findings
    return (None if builder.unclear else builder.root), builder.findings


def _decode(text: str | bytes, file: str) -> str | Finding:
    if len(text) > MAX_BYTES or (
        isinstance(text, str) and len(text.encode(errors="replace")) > MAX_BYTES
    ):
        place = Place(file=file, line=1, column=1, end_line=1, end_column=1)
        return syntax_finding("Y003", place, "file_too_big", kib=MAX_BYTES // 1024)
    if isinstance(text, bytes):
        try:
            text = text.decode()
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode().removeprefix("\ufeff")
            place = _place(_starts(before), len(before), len(before) + 1, file)
            return syntax_finding("Y001", place, "not_utf8")
    text = text.removeprefix("\ufeff")
    if found := _FORBIDDEN.search(text):
        place = _place(_starts(text), found.start(), found.end(), file)
        character = f"U+{ord(found[0]):04X}"
        return syntax_finding("Y001", place, "control_character", character=character)
    return text


def _starts(text: str) -> list[int]:
    return [0, *(found.end() for found in _LINE_BREAK.finditer(text))]


def _place(starts: list[int], start: int, end: int, file: str) -> Place:
    # libyaml counts lines at U+2028 and U+0085 too; editors do not, so count ourselves.
    line = bisect_right(starts, start)
    end_line = bisect_right(starts, end)
    return Place(
        file=file,
        line=line,
        column=start - starts[line - 1] + 1,
        end_line=end_line,
        end_column=end - starts[end_line - 1] + 1,
    )


@dataclass(slots=True, kw_only=True)
class _Open:
    """A collection whose end has not come yet; a mapping's key waits for its value."""

    start: int
    flow_style: bool
    is_mapping: bool
    items: list[Node] = field(default_factory=list)
    entries: list[tuple[Scalar, Node]] = field(default_factory=list)
    seen: dict[str, Scalar] = field(default_factory=dict)
    key: Node | None = None


class _Builder:
    """Makes nodes of events; ``take`` says whether to go on."""

    def __init__(self, *, text: str, file: str) -> None:
        self.root: Node | None = None
        self.findings: list[Finding] = []
        self.unclear = False
        self._text = text
        self._file = file
        self._starts = _starts(text)
        self._open: list[_Open] = []
        self._documents = 0

    def place(self, start: int, end: int) -> Place:
        """The place of ``text[start:end]``."""
        return _place(self._starts, start, end, self._file)

    def take(self, event: Any) -> bool:
        """Take the next event; False if reading on would tell nothing."""
        self.findings.extend(self._refuse(event))
        start, end = event.start_mark.index, event.end_mark.index
        match event:
            case yaml.DocumentStartEvent():
                self._documents += 1
                return self._documents == 1 or self._second_document(start)
            case yaml.AliasEvent():
                self.unclear = True
                self._add(self._scalar(start, end, "", ""))
            case yaml.ScalarEvent():
                self._add(self._scalar(start, end, event.value, event.style or ""))
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                if len(self._open) == MAX_DEPTH:
                    return self._too_deep(start, end)
                self._open.append(
                    _Open(
                        start=start,
                        flow_style=bool(event.flow_style),
                        is_mapping=isinstance(event, yaml.MappingStartEvent),
                    )
                )
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                self._close(end)
        return True

    def _scalar(self, start: int, end: int, value: str, style: str) -> Scalar:
        raw = self._text[start:end]
        if style in {"|", ">"}:
            raw = raw.rstrip()
        place = self.place(start, start + len(raw))
        return Scalar(value=value, place=place, raw=raw, style=style)

    def _close(self, end: int) -> None:
        done = self._open.pop()
        if not done.flow_style:
            # A block ends where its last child does, not where the next one begins.
            last = done.entries[-1][1] if done.entries else None
            last = done.items[-1] if done.items else last
            end = done.start if last is None else self._offset(last.place)
        place = self.place(done.start, end)
        if done.is_mapping:
            self._add(Mapping(entries=tuple(done.entries), place=place))
        else:
            self._add(Sequence(items=tuple(done.items), place=place))

    def _offset(self, place: Place) -> int:
        return self._starts[place.end_line - 1] + place.end_column - 1

    def _add(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if not parent.is_mapping:
            parent.items.append(node)
        elif parent.key is None:
            parent.key = node
        else:
            self._add_entry(parent, parent.key, node)
            parent.key = None

    def _add_entry(self, parent: _Open, key: Node, node: Node) -> None:
        if not isinstance(key, Scalar):
            self.unclear = True
            self._report("Y001", key.place, "key_is_no_word")
        elif first := parent.seen.get(key.value):
            line = first.place.line
            self._report("Y002", key.place, "duplicate_key", key=key.value, line=line)
        else:
            parent.seen[key.value] = key
            parent.entries.append((key, node))

    def _refuse(self, event: Any) -> Iterator[Finding]:
        start = event.start_mark.index
        if isinstance(event, yaml.AliasEvent):
            yield self._refused(start, f"*{event.anchor}")
        elif getattr(event, "anchor", None):
            yield self._refused(start, f"&{event.anchor}")
        if getattr(event, "tag", None):
            found = _WORD.search(self._text, start)
            yield self._refused(start, found[0] if found else "!")

    def _refused(self, start: int, name: str) -> Finding:
        place = self.place(start, start + len(name))
        return syntax_finding("Y003", place, "special_beginning", name=name)

    def _second_document(self, start: int) -> bool:
        self._report("Y001", self.place(start, start + 3), "second_document")
        return False

    def _too_deep(self, start: int, end: int) -> bool:
        self._report("Y003", self.place(start, end), "too_deep", most=MAX_DEPTH)
        return False

    def _report(self, code: str, place: Place, key: str, /, **values: Value) -> None:
        self.findings.append(syntax_finding(code, place, key, **values))
