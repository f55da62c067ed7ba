"""
Which option somebody tapped, in the raw message of WhatsApp's web protocol.

Libraries write the same field in their own case: ``selectedButtonId``,
``selectedButtonID``, ``SelectedButtonID``. So names are compared without it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.channels.payload import Payload
from bot.errors import BadDelivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Tapped:
    """
    One option that was tapped.

    Attributes:
        id: As it was sent along with the text; empty if it was not told.
        title: What stood on it; empty if it was not told.
    """

    id: str
    title: str


def find_tapped(message: Payload) -> Tapped | None:
    """The option that the raw *message* answers with; None if it is no such answer."""
    for read in (_button, _template, _row, _flow):
        tapped = read(message)
        if tapped is not None and (tapped.id or tapped.title):
            return tapped
    return None


def part_of(payload: Payload, *names: str) -> Payload:
    """The object that *names* lead to, in any case; an empty one if there is none."""
    for name in names:
        payload = Payload(fields=dict(_same(payload, name))).part(name)
    return payload


def text_of(payload: Payload, *names: str) -> str:
    """The first text under any of *names*, in any case; empty if there is none."""
    for name in names:
        text = Payload(fields=dict(_same(payload, name))).text(name)
        if text:
            return text
    return ""


def _same(payload: Payload, name: str) -> Iterator[tuple[str, object]]:
    """What stands under *name*, as that name."""
    wanted = name.lower()
    for key, value in payload.fields.items():
        if key.lower() == wanted:
            yield name, value


def _button(message: Payload) -> Tapped | None:
    said = part_of(message, "buttonsResponseMessage")
    title = text_of(said, "selectedDisplayText") or text_of(
        part_of(said, "response"), "selectedDisplayText"
    )
    return Tapped(id=text_of(said, "selectedButtonId"), title=title)


def _template(message: Payload) -> Tapped | None:
    said = part_of(message, "templateButtonReplyMessage")
    return Tapped(
        id=text_of(said, "selectedId"), title=text_of(said, "selectedDisplayText")
    )


def _row(message: Payload) -> Tapped | None:
    said = part_of(message, "listResponseMessage")
    chosen = part_of(said, "singleSelectReply")
    return Tapped(id=text_of(chosen, "selectedRowId"), title=text_of(said, "title"))


def _flow(message: Payload) -> Tapped | None:
    """Buttons of the newer form: what was tapped is JSON within the JSON."""
    said = part_of(message, "interactiveResponseMessage")
    answer = part_of(said, "nativeFlowResponseMessage")
    if not answer.fields:  # whatsmeow has one level more
        answer = part_of(
            said, "interactiveResponseMessage", "nativeFlowResponseMessage"
        )
    try:
        params = Payload.parse(text_of(answer, "paramsJson").encode())
    except BadDelivery:
        return None
    title = text_of(part_of(said, "body"), "text") or params.text("title")
    return Tapped(id=params.text("id"), title=title)
