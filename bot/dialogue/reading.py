"""What a flow reads from a text, outside any chat."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from bot.dialogue.definition import Flow
from bot.messages import Chat, Kind, Message
from bot.session import FieldValue, Session
from bot.turn import Turn

_NOTHING: Mapping[str, FieldValue] = MappingProxyType({})


def read_text(
    flow: Flow, text: str, now: datetime, *, known: Mapping[str, FieldValue] = _NOTHING
) -> dict[str, Any]:
    """
    Read *text* as a message that begins the flow.

    Args:
        flow: Which.
        text: As it was typed.
        now: By the clock of whoever typed it.
        known: Fields that have a value already; they are among the data that it
            gives.

    Returns:
        ``data``: every field of the flow, None where nothing was said; ``missing``:
        the required ones among those; ``confirm``: those that are doubtful;
        ``action``: one word for what the text is; ``sources``: what each value was
        read from, and whether it is sure, inferred or doubtful.
    """
    turn = _turn(flow, text, now)
    turn.session.data.update(known)
    for transition in flow.transitions:
        for call in transition.prepare:
            if call.name in flow.code.actions and call.name not in turn.prepared:
                turn.prepared.add(call.name)
                flow.code.actions[call.name](turn)
    sources = turn.reading.sources if turn.reading else {}
    action = turn.reading.action if turn.reading else "accept"
    return {
        "data": {name: turn.data.get(name) for name in flow.fields},
        "missing": list(turn.missing),
        "confirm": list(turn.session.confirm),
        "action": action,
        "sources": {
            name: {"text": source.text, "certainty": source.certainty}
            for name, source in sources.items()
        },
    }


def _turn(flow: Flow, text: str, now: datetime) -> Turn:
    chat = Chat(tenant="read", channel="read", address="read")
    sent_ms = int(now.timestamp() * 1000)
    return Turn(
        message=Message(
            id="read", chat=chat, kind=Kind.TEXT, sent_ms=sent_ms, text=text
        ),
        session=Session(
            id="read",
            flow=flow.name,
            version=flow.version,
            state=flow.initial,
            language="",
            folder="",
        ),
        state=flow.initial,
        now=now,
        speak=lambda _turn, key: key,
        fields=flow.fields,
        words=text,
        beginning=True,
    )
