"""Turns of the upload dialogue in which somebody writes about a car."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.fields import Field, FieldType
from bot.messages import Chat, Kind, Message
from bot.session import FieldValue, Session
from bot.turn import Turn

CHAT = Chat(tenant="lumiku", channel="wa", address="staff@s.whatsapp.net")
NOW = datetime(2025, 10, 28, 17, 7, tzinfo=ZoneInfo("Asia/Jakarta"))
SESSION = "1761646020000-9c01f2ab"
FIELDS = {
    "brand": Field(type=FieldType.TEXT, required=True),
    "model": Field(type=FieldType.TEXT, required=True),
    "variant": Field(type=FieldType.TEXT),
    "year": Field(type=FieldType.YEAR, required=True),
    "price": Field(type=FieldType.RUPIAH, required=True),
    "km": Field(type=FieldType.NUMBER),
    "transmission": Field(type=FieldType.CHOICE, choices=("matic", "manual")),
}
CANONICAL = "Honda Freed PSD Matic tahun 2012 KM 145515 harga 145jt"
FREED: Mapping[str, FieldValue] = {
    "brand": "Honda",
    "model": "Freed",
    "variant": "PSD",
    "year": 2012,
    "price": 145_000_000,
    "km": 145_515,
    "transmission": "matic",
}


def turn_with(
    words: str, data: Mapping[str, FieldValue] | None = None, *, behind: str = ""
) -> Turn:
    """
    Somebody writes *words*; a text of the flow is said as its key and its field.

    Args:
        words: What is written.
        data: What is known already.
        behind: The start word before them; empty if there is none.
    """
    typed = f"{behind} {words}"
    message = Message(id="m1", chat=CHAT, kind=Kind.TEXT, sent_ms=0, text=typed)
    session = Session(
        id=SESSION,
        flow="upload",
        version="1",
        state="completing_data",
        language="id",
        folder=f"lumiku/whatsapp:+6281200000011/{SESSION}",
        data=dict(data or {}),
    )
    return Turn(
        message=message,
        session=session,
        state=session.state,
        now=NOW,
        speak=lambda turn, key: f"<{key} {turn.data.get(key.removeprefix('line_'))}>",
        fields=FIELDS,
        words=words,
    )
