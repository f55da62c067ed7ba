"""
Records: frozen dataclasses that are quick to make.

A message becomes some twenty of them on its way. A frozen dataclass sets each
attribute by a call of its own, which makes it dearer than another. So whoever
reads the code, and mypy, see a frozen one; while it runs it is a plain one with a hash,
and only mypy keeps anybody from changing it.

    @record(frozen=True, slots=True, kw_only=True)
    class Reply: ...
"""

from typing import TYPE_CHECKING, Any

__all__ = ["record"]

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:
    from dataclasses import dataclass

    def record(**options: Any) -> Any:
        """Make a dataclass that is frozen for mypy alone."""
        return dataclass(**options | {"frozen": False, "unsafe_hash": True})
