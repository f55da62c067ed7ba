"""What a rule read for one field."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value", str, int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Generic[Value]):
    """
    A value and how sure it is.

    Attributes:
        value: What the text says.
        doubtful: Whether it should be shown to the sender before it is believed.
        several: Whether the text names others beside it that are no alternatives of
            the same car, so that it may be about two cars.
        inferred: Whether the text says something else that implies it: a model
            implies its brand.
        at: Where in the text it stands: the offset of its first character and the
            one behind its last; both 0 if that is not known.
    """

    value: Value
    doubtful: bool = False
    several: bool = False
    inferred: bool = False
    at: tuple[int, int] = (0, 0)
