"""How the command line shows what it was told: one thing a line."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

MOST_TEXTS = 20
"""How many texts are shown of those that were typed in vain in one state."""

LINK_FIGURES = 12
"""How many figures of a link's digest tell it from others."""


def whereabouts(one: Mapping[str, Any]) -> str:
    """Where a chat is, and whether anything of it is still to be done."""
    parts = [f"{one['flow']}: {one['state']}" if one["flow"] else "outside"]
    if one["waiting"]:
        parts.append(f"{one['waiting']} waiting")
    if one["coming"]:
        parts.append(f"{one['coming']} photos coming")
    if one["heard_at"] is not None:
        parts.append(f"heard {_time(one['heard_at'])}")
    return f"{one['chat']}  {', '.join(parts)}"


def line(one: Mapping[str, Any]) -> str:
    """One thing said in a chat, by whom, and what became of it."""
    if one["ours"]:
        said = one["body"].replace("\n", "\n    ")
        return f"{_time(one['at'])}  bot > {said}  [{one['outcome']}]"
    return f"{_time(one['at'])}  {_words(one['body'])}  [{one['outcome']}]"


def parked(one: Mapping[str, Any]) -> str:
    """One thing set aside, and why; why a message was, the log tells."""
    why = one["error"] or "its turn failed; the log tells why"
    words = _words(one["body"]) if one["id"].startswith("m") else one["body"]
    shown = words.partition("\n")[0]
    return f"{one['id']}  {_time(one['at'])}  {one['chat']}  {shown}  [{why}]"


def link(one: Mapping[str, Any]) -> str:
    """One link to a summary, by the number that revokes it, and until when it opens."""
    until = _time(one["expires_at"])
    number = one["digest"][:LINK_FIGURES]
    return f"{number}  {one['chat']}  {one['flow']}: {one['title']}  until {until}"


def misses(flow: str, state: str, texts: Mapping[str, int]) -> str:
    """What was typed in vain in one state: how often anything was, then each text."""
    lines = [f"{flow}: {state}  {sum(texts.values())} in vain"]
    for text, count in list(texts.items())[:MOST_TEXTS]:
        lines.append(f"  {count:>4} x  {text}")
    if len(texts) > MOST_TEXTS:
        lines.append(f"          and {len(texts) - MOST_TEXTS} other texts")
    return "\n".join(lines)


def _words(body: str) -> str:
    message = json.loads(body)
    return message["text"] or f"({message['kind']})"


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
