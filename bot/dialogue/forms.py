"""
Reads nodes by the shapes of ``schema.py``, and reports what does not fit.

A misspelt key is read as the one that was meant, so it is reported once and nothing
seems to be missing because of it.
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from re import Pattern

from bot.dialogue.codes import MOST_FINDINGS, finding
from bot.dialogue.draft import DraftCall, Timer
from bot.dialogue.nearest import did_you_mean, nearest
from bot.dialogue.schema import NO, YES, Key, Shape
from bot.durations import BadDuration, parse_duration
from bot.findings import Finding, Phrase, Place, Value, phrase
from bot.yamlfile import Mapping as MappingNode
from bot.yamlfile import Node, Scalar, Sequence

_LONGEST_NUMBER = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """
    The keys of one mapping whose values have the right shape.

    Attributes:
        values: By key.
        keys: How each key is written.
        place: Its first key.
    """

    values: Mapping[str, Node] = field(default_factory=dict)
    keys: Mapping[str, Scalar] = field(default_factory=dict)
    place: Place

    def one(self, key: str) -> Scalar | None:
        """The single value of *key*; None if it is absent or did not fit."""
        node = self.values.get(key)
        return node if isinstance(node, Scalar) else None

    def many(self, key: str) -> tuple[Scalar, ...]:
        """The values of *key*; empty if it is absent or did not fit."""
        node = self.values.get(key)
        if isinstance(node, Scalar):
            return (node,)
        items = node.items if isinstance(node, Sequence) else ()
        return tuple(item for item in items if isinstance(item, Scalar))

    def items(self, key: str) -> tuple[Node, ...]:
        """The entries of a list; empty if it is absent or did not fit."""
        node = self.values.get(key)
        return node.items if isinstance(node, Sequence) else ()

    def entries(self, key: str) -> tuple[tuple[Scalar, Node], ...]:
        """The entries of a mapping; empty if it is absent or did not fit."""
        node = self.values.get(key)
        return node.entries if isinstance(node, MappingNode) else ()

    def calls(self, key: str) -> tuple[DraftCall, ...]:
        """Names with or without a value, in order."""
        node = self.values.get(key)
        parts = node.items if isinstance(node, Sequence) else (node,)
        found: list[DraftCall] = []
        for part in parts:
            if isinstance(part, Scalar):
                found.append(DraftCall(name=part))
            elif isinstance(part, MappingNode):
                found.extend(
                    DraftCall(name=name, argument=value)
                    for name, value in part.entries
                    if isinstance(value, Scalar)
                )
        return tuple(found)


class FormReader:
    """Reads forms and values; what does not fit goes to ``findings``."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def report(self, code: str, place: Place, key: str, /, **values: Value) -> None:
        """Add a finding, as ``codes.finding`` makes it, unless there are too many."""
        count = len(self.findings)
        if count < MOST_FINDINGS:
            found = finding(code, place, key, doubtful=False, **values)
            self.findings.append(found)
        elif count == MOST_FINDINGS:
            self.findings.append(
                finding("Y003", place, "too_many_mistakes", most=MOST_FINDINGS)
            )

    @property
    def full(self) -> bool:
        """Whether there are as many findings as are told at once."""
        return len(self.findings) > MOST_FINDINGS

    def form(self, node: Node, keys: Mapping[str, Key], what: Phrase) -> Form | None:
        """
        The keys of *node*, or None if it is no mapping.

        Args:
            node: What should hold the keys.
            keys: Those that may stand in it.
            what: What *node* is, for messages, such as ``a_state``.
        """
        if not isinstance(node, MappingNode):
            self.report("F004", node.place, "no_keys", what=what, keys=tuple(keys))
            return None
        values: dict[str, Node] = {}
        names: dict[str, Scalar] = {}
        written = {name.value for name, _ in node.entries}
        free = [key for key in keys if key not in written]
        for name, value in node.entries:
            if (
                _is_nothing(value)
                and name.value not in keys
                and nearest(name.value, keys) is None
            ):
                self.report("F001", name.place, "lonely_word", word=name.value)
                continue
            key = self._key(name, free, keys, what)
            if key is None or key in names:
                continue
            names[key] = name
            if self._fits(name, value, keys[key]):
                values[key] = value
        place = node.entries[0][0].place if node.entries else node.place
        for key, known in keys.items():
            if known.required and key not in names:
                self.report("F003", place, "part_missing", what=what, key=key)
        return Form(values=values, keys=names, place=place)

    def _key(
        self, name: Scalar, free: list[str], keys: Mapping[str, Key], what: Phrase
    ) -> str | None:
        if name.value in keys:
            return name.value
        if self.full:
            return None
        cure = did_you_mean(name.value, free or keys)
        self.report(
            "F001", name.place, "unknown_key", what=what, key=name.value, cure=cure
        )
        return nearest(name.value, free)

    def _fits(self, name: Scalar, value: Node, key: Key) -> bool:
        if _is_nothing(value):
            if key.shape in {Shape.MAPPING, Shape.LIST} and not key.required:
                return True
            shape = phrase(key.shape)
            self.report(
                "F003", name.place, "value_missing", key=name.value, shape=shape
            )
            return False
        wrong = _misfit(value, key.shape)
        if wrong is None:
            return True
        shape = phrase(key.shape)
        self.report("F004", wrong.place, "wrong_shape", key=name.value, shape=shape)
        return False

    def name(
        self,
        scalar: Scalar,
        pattern: Pattern[str],
        what: Phrase,
        reserved: Container[str],
    ) -> None:
        """Report a name that *pattern* does not allow or that means something else."""
        if scalar.value in reserved:
            self.report(
                "F004", scalar.place, "reserved_name", name=scalar.value, what=what
            )
        elif not pattern.fullmatch(scalar.value):
            cure = phrase("use_letters")
            if pattern.fullmatch(scalar.value.lower().replace("-", "_")):
                cure = phrase("use_small_letters")
            self.report(
                "F004",
                scalar.place,
                "unfit_name",
                name=scalar.value,
                what=what,
                cure=cure,
            )

    def yes_no(self, scalar: Scalar | None) -> bool:
        """Whether *scalar* says yes; absent means no."""
        if scalar is None or scalar.value.strip().lower() in NO:
            return False
        if scalar.value.strip().lower() not in YES:
            self.report("F004", scalar.place, "neither_yes_nor_no", value=scalar.value)
        return True

    def number(
        self, scalar: Scalar | None, accept: Callable[[int], bool] = lambda _: True
    ) -> int | None:
        """The whole number in *scalar*; None if it is absent or does not fit."""
        if scalar is None:
            return None
        number = parse_number(scalar.value)
        if number is None or not accept(number):
            self.report("F004", scalar.place, "unfit_number", value=scalar.value)
            return None
        return number

    def timer(self, scalar: Scalar | None, *, zero: bool = False) -> Timer | None:
        """The length of time in *scalar*; None if it is absent."""
        if scalar is None:
            return None
        try:
            seconds = parse_duration(scalar.value)
        except BadDuration:
            self.report("F005", scalar.place, "no_duration", value=scalar.value)
            return Timer(seconds=None, at=scalar)
        if not seconds and not zero:
            self.report("F005", scalar.place, "no_time_at_all", value=scalar.value)
        return Timer(seconds=seconds, at=scalar)


def parse_number(text: str) -> int | None:
    """The whole number that *text* writes in ASCII digits; None if it does not."""
    digits = text.strip().removeprefix("-")
    fits = digits.isascii() and digits.isdecimal() and len(digits) <= _LONGEST_NUMBER
    return int(text) if fits else None


def _is_nothing(value: Node) -> bool:
    return isinstance(value, Scalar) and not value.value.strip() and not value.style


def _misfit(value: Node, shape: Shape) -> Node | None:
    """The part of *value* that is not written like *shape*."""
    match shape:
        case Shape.ONE:
            return None if isinstance(value, Scalar) else value
        case Shape.LIST:
            return None if isinstance(value, Sequence) else value
        case Shape.MAPPING:
            return None if isinstance(value, MappingNode) else value
        case Shape.MANY:
            parts = value.items if isinstance(value, Sequence) else (value,)
            return next((part for part in parts if not _is_filled(part)), None)
        case Shape.CALLS:
            parts = value.items if isinstance(value, Sequence) else (value,)
            return next((part for part in parts if not _is_call(part)), None)


def _is_filled(node: Node) -> bool:
    return isinstance(node, Scalar) and bool(node.value.strip() or node.style)


def _is_call(node: Node) -> bool:
    if not isinstance(node, MappingNode):
        return _is_filled(node)
    return bool(node.entries) and all(_is_filled(value) for _, value in node.entries)
