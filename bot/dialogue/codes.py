"""
Every kind of mistake in a flow, by the code that ``alur check`` prints.

An error would go wrong while people talk, or leave them in a state they cannot leave;
a warning is a doubt. A code never changes its meaning.
"""

from collections.abc import Iterable, Iterator, Mapping

from bot.findings import Finding, Place, Value

MOST_FINDINGS = 300
"""How many mistakes of one subject are told at once: more than anybody reads."""

ERRORS: Mapping[str, str] = {
    "Y001": "YAML syntax",
    "Y002": "duplicate key",
    "Y003": "anchor, alias, tag, too deep, too big",
    "F001": "unknown key",
    "F002": "duplicate state",
    "F003": "part missing",
    "F004": "value does not fit its type",
    "F005": "unreadable time",
    "F101": "dest is no state",
    "F102": "source is no state",
    "F104": "state has no way out",
    "F105": "no end can be reached from here",
    "F106": "final state has a way out",
    "F201": "trigger has no word in a language",
    "F202": "can never run: an earlier line takes it first",
    "F203": "one word, two triggers, same state",
    "F205": "timeout or reminder without a way, or a way without one",
    "F206": "waits for done, has no way for failed",
    "F207": "no word for cancel or help in a state",
    "F209": "an option that its state does not take",
    "F210": "two options with one title",
    "F211": "more options than people can be shown",
    "F213": "way that nothing can pull",
    "F301": "text missing in a language",
    "F303": "unknown placeholder",
    "F306": "longer than the channel allows",
    "F401": "unknown action",
    "F402": "unknown condition",
    "F403": "an effect beside other actions",
    "F404": "actions.py cannot be loaded",
    "F405": "a list of the flow holds what its code cannot use",
}
"""What keeps a flow from being loaded."""

WARNINGS: Mapping[str, str] = {
    "F103": "state cannot be reached",
    "F204": "state silent on unmatched messages",
    "F208": "word never used",
    "F212": "options that no text shows",
    "F214": "a word or text that is answered with nothing",
    "F215": "more options than a channel shows",
    "F216": "title of an option longer than a channel shows",
    "F302": "text never used",
    "F304": "placeholders differ between languages",
    "F305": "text tells people to type a word this state refuses",
    "F307": "**bold** instead of *bold*",
    "F308": "text that a channel takes in pieces only",
    "F501": "people are in a state that is gone",
}
"""What does not."""


def finding(
    code: str, place: Place, key: str, /, *, doubtful: bool = False, **values: Value
) -> Finding:
    """
    A finding with the severity of its code; a warning in any case if *doubtful*.

    Args:
        code: What kind it is.
        place: Where it is.
        key: Of its text in ``locales/*/check.yaml``.
        doubtful: Whether the flow may be loaded all the same.
        values: What stands for each ``{name}`` in the text.

    Raises:
        KeyError: If there is no such code.
    """
    severity = "warning" if doubtful or code in WARNINGS else "error"
    if code not in WARNINGS and code not in ERRORS:
        raise KeyError(code)
    return Finding(
        code=code,
        place=place,
        key=key,
        values=tuple(values.items()),
        severity=severity,
    )


def limited(findings: Iterable[Finding]) -> Iterator[Finding]:
    """*findings*; in place of all beyond ``MOST_FINDINGS`` an error that says so."""
    for count, found in enumerate(findings):
        if count == MOST_FINDINGS:
            yield finding("Y003", found.place, "too_many_mistakes", most=count)
            return
        yield found
