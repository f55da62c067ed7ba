"""What happened on a phone, as a scenario: a conversation that must keep working."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from bot.dialogue.recognise import Recogniser
from bot.web.simulator.bubbles import MESSAGE, REMOVAL, REPLY, Bubble

MINUTE_MS = 60_000
SHORTEST_WAIT_MS = MINUTE_MS // 2
"""What is waited less than this is how people type, and no part of the scenario."""

UNKNOWN = "unknown_text"
"""Stands for a reply that no text of the flow looks like."""

Step = dict[str, Any]


def scenario_of(
    bubbles: Sequence[Bubble],
    *,
    flow: str,
    person: str | None,
    state: str | None,
    recogniser: Recogniser,
    zone: ZoneInfo,
) -> str:
    """
    Write what happened as YAML, in the format of ``scenarios.yaml``.

    Args:
        bubbles: What is on the phone, oldest first.
        flow: The flow that was talked to.
        person: Who speaks; None: whoever speaks where nobody is named.
        state: Where it stands now; None outside any dialogue.
        recogniser: Knows the texts of the flow.
        zone: Whose clock the scenario goes by.
    """
    said = _as_delivered(bubbles)
    begun_ms = said[0].at_ms if said else 0
    begun = datetime.fromtimestamp(begun_ms / 1000, UTC).astimezone(zone)
    scenario: Step = {"name": f"recorded {begun:%Y-%m-%d %H:%M}"}
    if person is not None:
        scenario["as"] = person
    scenario["chat"] = list(_steps(said, recogniser))
    if state is not None:
        scenario["state"] = state
    whole = {"flow": flow, "now": f"{begun:%Y-%m-%d %H:%M}", "scenarios": [scenario]}
    return yaml.dump(
        whole, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100
    )


def _as_delivered(bubbles: Sequence[Bubble]) -> list[Bubble]:
    """
    The bubbles in the order in which the bot got them: held ones behind a text.

    Deletions are left out, which no scenario can tell, and what the bot did not hear.
    """
    bubbles = [b for b in bubbles if b.kind != REMOVAL and not b.place]
    texts = [b for b in bubbles if b.kind == MESSAGE and b.photo is None]

    def at_ms(bubble: Bubble) -> tuple[int, int]:
        if not bubble.held_until_ms:
            return bubble.at_ms, bubble.number
        overtook = (t.at_ms for t in texts if t.number > bubble.number)
        return min(bubble.held_until_ms, next(overtook, bubble.held_until_ms)), 1 << 48

    return sorted(bubbles, key=at_ms)


def _steps(said: Iterable[Bubble], recogniser: Recogniser) -> Iterable[Step]:
    before_ms = None
    for batch, group in groupby(said, key=lambda one: one.batch or one.number):
        bubbles = list(group)
        at_ms = bubbles[0].at_ms
        if before_ms is not None and at_ms - before_ms >= SHORTEST_WAIT_MS:
            yield {"wait": _minutes(at_ms - before_ms)}
        before_ms = at_ms
        if isinstance(batch, str):
            yield _message(bubbles)
        elif bubbles[0].kind == REPLY:
            yield _reply(bubbles[0], recogniser)
        else:
            yield {"restart": True}


def _reply(bubble: Bubble, recogniser: Recogniser) -> Step:
    keys = recogniser.keys_of(bubble.text)
    if keys:
        return {"bot": keys[0]}
    return {"bot": UNKNOWN, "contains": [bubble.text.partition("\n")[0]]}


def _message(bubbles: Sequence[Bubble]) -> Step:
    first = bubbles[0]
    photos = [bubble.photo for bubble in bubbles if bubble.photo is not None]
    if not photos:
        return {"user": first.text, **({"doubled": True} if first.doubled else {})}
    if photos[0].sound:
        return {"voice": True}
    more: Step = {}
    if first.text:
        more["caption"] = first.text
    late_ms = photos[0].ready_ms - first.at_ms
    if photos[0].missing:
        more["missing"] = len(photos)
    elif late_ms > 0:
        more["late"] = _seconds(late_ms)
    if first.doubled:
        more["doubled"] = True
    return {"photos": {"count": len(photos), **more} if more else len(photos)}


def _minutes(ms: int) -> str:
    minutes = round(ms / MINUTE_MS) or 1
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def _seconds(ms: int) -> str:
    seconds = max(1, round(ms / 1000))
    return "1 second" if seconds == 1 else f"{seconds} seconds"


class _Dumper(yaml.SafeDumper):
    """Writes steps indented below their list, and long words without anchors."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002, ARG002 - as the library calls it
        super().increase_indent(flow, False)  # noqa: FBT003 - the same

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - as the library calls it
        return True
