"""
Reads nodes by the shapes of ``schema.py``, and reports what does not fit.

A misspelt key is read as the one that was meant, so it is reported once and nothing
seems to be missing because of it.
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from re import Pattern

from bot.dialogue.codes import finding
from bot.dialogue.draft import DraftCall, Timer
from bot.dialogue.nearest import did_you_mean, nearest
from bot.dialogue.schema import COMPOSITE, NO, YES, Key, Shape
from bot.durations import HINT, BadDuration, parse_duration
from bot.findings import Finding, Place
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

    def report(self, code: str, place: Place, message: str, hint: str) -> None:
        """Add a finding."""
        self.findings.append(finding(code, place, message, hint))

    def form(self, node: Node, keys: Mapping[str, Key], what: str) -> Form | None:
        """
        The keys of *node*, or None if it is no mapping.

        Args:
            node: What should hold the keys.
            keys: Those that may stand in it.
            what: What *node* is, for messages, such as ``a state``.
        """
        if not isinstance(node, MappingNode):
            message = f"{what} consists of {Shape.MAPPING}"
            self.report("F004", node.place, message, f"keys: {', '.join(keys)}")
            return None
        values: dict[str, Node] = {}
        names: dict[str, Scalar] = {}
        for name, value in node.entries:
            key = self._key(name, node, keys, what)
            if key is None or key in names:
                continue
            names[key] = name
            if self._fits(name, value, keys[key]):
                values[key] = value
        place = node.entries[0][0].place if node.entries else node.place
        for key, known in keys.items():
            if known.required and key not in names:
                hint = f"add a line `{key}: …`"
                self.report("F003", place, f"{what} has no {key!r}", hint)
        return Form(values=values, keys=names, place=place)

    def _key(
        self, name: Scalar, node: MappingNode, keys: Mapping[str, Key], what: str
    ) -> str | None:
        if name.value in keys:
            return name.value
        if what == "a state" and name.value in COMPOSITE:
            hint = "nested states are not supported yet: write them one after another"
            self.report("F001", name.place, f"{name.value!r} inside a state", hint)
            return None
        free = [key for key in keys if node.get(key) is None]
        hint = did_you_mean(name.value, free or keys)
        self.report("F001", name.place, f"{what} has no key {name.value!r}", hint)
        return nearest(name.value, free)

    def _fits(self, name: Scalar, value: Node, key: Key) -> bool:
        if isinstance(value, Scalar) and not value.value.strip() and not value.style:
            if key.shape in {Shape.MAPPING, Shape.LIST} and not key.required:
                return True
            message = f"there is nothing behind {name.value!r}"
            self.report("F003", name.place, message, f"write {key.shape}")
            return False
        wrong = _misfit(value, key.shape)
        if wrong is None:
            return True
        message = f"{name.value!r} takes {key.shape}"
        self.report("F004", wrong.place, message, "write it like that")
        return False

    def name(
        self, scalar: Scalar, pattern: Pattern[str], what: str, reserved: Container[str]
    ) -> None:
        """Report a name that *pattern* does not allow or that means something else."""
        if scalar.value in reserved:
            message = f"{scalar.value!r} already means something and is no name"
            self.report("F004", scalar.place, message, f"choose another for {what}")
        elif not pattern.fullmatch(scalar.value):
            message = f"{scalar.value!r} is no name for {what}"
            hint = "use letters, digits and _ only, a letter first, no dots"
            if pattern.fullmatch(scalar.value.lower().replace("-", "_")):
                hint = "use lower-case letters, digits and _ only"
            self.report("F004", scalar.place, message, hint)

    def yes_no(self, scalar: Scalar | None) -> bool:
        """Whether *scalar* says yes; absent means no."""
        if scalar is None or scalar.value.strip().lower() in NO:
            return False
        if scalar.value.strip().lower() not in YES:
            message = f"{scalar.value!r} is neither true nor false"
            self.report("F004", scalar.place, message, "write true or false")
        return True

    def number(
        self, scalar: Scalar | None, accept: Callable[[int], bool] = lambda _: True
    ) -> int | None:
        """The whole number in *scalar*; None if it is absent or does not fit."""
        if scalar is None:
            return None
        number = parse_number(scalar.value)
        if number is None or not accept(number):
            message = f"{scalar.value!r} is no number that fits here"
            self.report("F004", scalar.place, message, "write digits only, such as 10")
            return None
        return number

    def timer(self, scalar: Scalar | None, *, zero: bool = False) -> Timer | None:
        """The length of time in *scalar*; None if it is absent."""
        if scalar is None:
            return None
        try:
            seconds = parse_duration(scalar.value)
        except BadDuration as error:
            self.report("F005", scalar.place, str(error), HINT)
            return Timer(seconds=None, at=scalar)
        if not seconds and not zero:
            message = f"{scalar.value!r} is no time at all"
            self.report("F005", scalar.place, message, HINT)
        return Timer(seconds=seconds, at=scalar)


def parse_number(text: str) -> int | None:
    """The whole number that *text* writes in ASCII digits; None if it does not."""
    digits = text.strip().removeprefix("-")
    fits = digits.isascii() and digits.isdecimal() and len(digits) <= _LONGEST_NUMBER
    return int(text) if fits else None


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
