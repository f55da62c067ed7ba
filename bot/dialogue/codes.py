"""
Every kind of mistake in a flow, by the code that ``alur check`` prints.

An error would go wrong while people talk, or leave them in a state they cannot leave;
a warning is a doubt. A code never changes its meaning.
"""

from collections.abc import Mapping

from bot.findings import Finding, Place

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
    "F301": "text missing in a language",
    "F303": "unknown placeholder",
    "F306": "longer than the channel allows",
    "F401": "unknown action",
    "F402": "unknown condition",
    "F403": "an effect beside other actions",
    "F404": "actions.py cannot be loaded",
}
"""What keeps a flow from being loaded."""

WARNINGS: Mapping[str, str] = {
    "F103": "state cannot be reached",
    "F204": "state silent on unmatched messages",
    "F208": "word never used",
    "F302": "text never used",
    "F304": "placeholders differ between languages",
    "F305": "text tells people to type a word this state refuses",
    "F307": "**bold** instead of *bold*",
}
"""What does not."""


def finding(
    code: str, place: Place, message: str, hint: str, *, doubtful: bool = False
) -> Finding:
    """
    A finding with the severity of its code; a warning in any case if *doubtful*.

    Raises:
        KeyError: If there is no such code.
    """
    severity = "warning" if doubtful or code in WARNINGS else "error"
    if code not in WARNINGS and code not in ERRORS:
        raise KeyError(code)
    return Finding(
        code=code, message=message, hint=hint, place=place, severity=severity
    )
