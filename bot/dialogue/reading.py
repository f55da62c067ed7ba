"""What a flow reads from a text, outside any chat."""

from datetime import datetime
from typing import Any

from bot.dialogue.definition import Flow
from bot.messages import Chat, Kind, Message
from bot.session import Session
from bot.turn import Turn


def read_text(flow: Flow, text: str, now: datetime) -> dict[str, Any]:
    """
    Read *text* as a message that begins the flow.

    Returns:
        ``data``: every field of the flow, None where nothing was said; ``missing``:
        the required ones among those; ``confirm``: those that are doubtful;
        ``action``: one word for what the text is.
    """
    turn = _turn(flow, text, now)
    for transition in flow.transitions:
        for call in transition.prepare:
            if call.name in flow.code.actions and call.name not in turn.prepared:
                turn.prepared.add(call.name)
                flow.code.actions[call.name](turn)
    action = turn.reading.action if turn.reading else "accept"
    return {
        "data": {name: turn.data.get(name) for name in flow.fields},
        "missing": list(turn.missing),
        "confirm": list(turn.session.confirm),
        "action": action,
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
