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
    """

    def __init__(self, texts: Iterable[Mapping[str, Template]]) -> None:
        known = [(key, text) for one in texts for key, text in one.items()]
        known.sort(key=lambda one: -_literal_length(one[1]))
        self._patterns = [(key, _pattern(text)) for key, text in known]

    def keys_of(self, reply: str) -> tuple[str, ...]:
        """
        The keys of the texts that *reply* may have been made from.

        Returns:
            Each key once, the one with the longest literal text first; empty if it was
            made from none of them.
        """
        found = (key for key, pattern in self._patterns if pattern.fullmatch(reply))
        return tuple(dict.fromkeys(found))


def _pattern(text: Template) -> re.Pattern[str]:
    parts = (
        ".+?" if isinstance(part, Placeholder) else re.escape(part)
        for part in text.parts
    )
    return re.compile("".join(parts), re.DOTALL)


def _literal_length(text: Template) -> int:
    return sum(len(part) for part in text.parts if isinstance(part, str))
