"""Which text of a flow a reply was made from: the way back from words to a key."""

import re
from collections.abc import Iterable, Mapping

from bot.texts import Placeholder, Template


class Recogniser:
    """
    Knows texts by what they look like.

    Args:
        texts: Texts by key, in several languages or of several flows; where two look
            the same, the earlier ones win.
        options: How a numbered line looks that may stand below any of them.
    """

    def __init__(
        self,
        texts: Iterable[Mapping[str, Template]],
        *,
        options: Iterable[Template] = (),
    ) -> None:
        lines = "|".join(_pattern(option, any_value="[^\n]+?") for option in options)
        below = rf"(?:\n(?:\n(?:{lines}))+)?" if lines else ""
        known = [(key, text) for one in texts for key, text in one.items()]
        known.sort(key=lambda one: -_literal_length(one[1]))
        self._patterns = [
            (key, re.compile(_pattern(text) + below, re.DOTALL)) for key, text in known
        ]

    def keys_of(self, reply: str) -> tuple[str, ...]:
        """
        The keys of the texts that *reply* may have been made from.

        Returns:
            Each key once, the one with the longest literal text first; empty if it was
            made from none of them.
        """
        found = (key for key, pattern in self._patterns if pattern.fullmatch(reply))
        return tuple(dict.fromkeys(found))


def _pattern(text: Template, *, any_value: str = ".+?") -> str:
    parts = (
        any_value if isinstance(part, Placeholder) else re.escape(part)
        for part in text.parts
    )
    return "".join(parts)


def _literal_length(text: Template) -> int:
    return sum(len(part) for part in text.parts if isinstance(part, str))
