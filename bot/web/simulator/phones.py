"""
The phones of a simulator: what is on them, kept in files that are only appended to.

    {folder}/{tenant}/{channel}/{phone}.jsonl      what happened, one event a line

What happened is told by six events, and reading them again gives the same phone:

    bubble      somebody said something
    posted      the bot took a delivery, or refused it
    asked       the bot asked for a photo
    down        the gateway is down for this phone until then
    losing      the answers to so many replies will be lost
    cleared     the screen was wiped
"""

import asyncio
import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.messages import digest
from bot.web.simulator.bubbles import MESSAGE, REMOVAL, REPLY, Asked, Bubble
from bot.web.simulator.eventfile import EventFile

NUMBER = re.compile(r"\+[1-9]\d{6,14}")
"""E.164 with ``+``."""

MOST_KEPT = 500
"""How many bubbles a phone keeps."""

ROOM = 200
"""How many more there may be before the file is written anew."""

TAKEN = 200
"""The status of a delivery that the bot took."""

SAME_REPLY_MS = 5 * 60 * 1000
"""How long a reply's key is remembered; a bot with a new database counts anew."""


class Phone:
    """
    One phone.

    Args:
        name: The channel, as ``tenant/channel``.
        number: Its number, E.164 with ``+``.
        file: Where what happens is kept.

    Attributes:
        name: The channel.
        number: Its number.
        bubbles: What is on its screen, oldest first.
        asked: By the id of a photo, how often the bot asked for it.
        down_until_ms: Until when the gateway is down for it.
        lost_answers: To how many replies the answer will be lost.
        changed: Set when something happens next; then there is another one.
    """

    def __init__(self, *, name: str, number: str, file: Path) -> None:
        self.name = name
        self.number = number
        self.bubbles: list[Bubble] = []
        self.asked: dict[str, Asked] = {}
        self.down_until_ms = 0
        self.lost_answers = 0
        self.changed = asyncio.Event()
        self._file = EventFile(file)
        self._posted: dict[str, int] = {}
        self._next = 1
        for event in self._file.read():
            self._apply(event)

    @property
    def lid(self) -> str:
        """What it is called where its number is hidden."""
        return f"1{int(digest(self.number), 16) % 10**14:014}@lid"

    @property
    def chat(self) -> str:
        """The key of the chat in which it spoke last; see ``bot.messages.Chat``."""
        said = [bubble for bubble in self.bubbles if bubble.kind == MESSAGE]
        hidden = bool(said) and said[-1].hidden
        return f"{self.name}/{self.lid if hidden else self.number}"

    @property
    def first(self) -> int:
        """The number of the oldest bubble that is kept, or that will be."""
        return self.bubbles[0].number if self.bubbles else self._next

    @property
    def undelivered(self) -> list[Bubble]:
        """What the bot has neither taken nor refused, oldest first."""
        return [
            bubble
            for bubble in self.bubbles
            if bubble.kind in {MESSAGE, REMOVAL} and bubble.id not in self._posted
        ]

    @property
    def refused(self) -> list[str]:
        """The ids of the messages that the bot will not take."""
        return [id_ for id_, status in self._posted.items() if status != TAKEN]

    def is_down(self, now_ms: int) -> bool:
        """Whether the gateway is down for it."""
        return now_ms < self.down_until_ms

    def has_batch(self, batch: str) -> bool:
        """Whether what was sent as *batch* is on the screen."""
        return any(bubble.batch == batch for bubble in self.bubbles)

    def photo(self, photo_id: str) -> Bubble | None:
        """The bubble with this photo; None if there is none."""
        found = (b for b in self.bubbles if b.photo and b.photo.id == photo_id)
        return next(found, None)

    def add(self, **values: Any) -> Bubble:
        """Put a bubble with these *values* at the end of the screen."""
        bubble = Bubble(number=self._next, **values)
        self._happen({"what": "bubble", **bubble.as_dict()})
        return bubble

    def delete(self, message_id: str, now_ms: int) -> bool:
        """Delete a message for everyone, once; whether there is one of that id."""
        said = (b for b in self.bubbles if b.kind == MESSAGE and b.id == message_id)
        found = next(said, None)
        if found is None:
            return False
        if not any(bubble.target == message_id for bubble in self.bubbles):
            self.add(
                kind=REMOVAL,
                id=uuid.uuid4().hex,
                at_ms=now_ms,
                hidden=found.hidden,
                place=found.place,
                target=message_id,
            )
        return True

    def take_reply(self, key: str, text: str, now_ms: int) -> None:
        """Show a reply; one that is known, by its key, is not shown again."""
        known = any(
            bubble.kind == REPLY
            and (bubble.id, bubble.text) == (key, text)
            and now_ms - bubble.at_ms < SAME_REPLY_MS
            for bubble in self.bubbles
        )
        if not known:
            self.add(kind=REPLY, id=key, at_ms=now_ms, text=text)

    def posted(self, message_id: str, status: int) -> None:
        """Keep that the bot answered the delivery of a message with *status*."""
        self._happen({"what": "posted", "id": message_id, "status": status})

    def was_asked(
        self, photo_id: str, status: int, *, whole: bool, page: bool = False
    ) -> None:
        """Keep that the bot asked for a photo, and what it was answered."""
        before = self.asked.get(photo_id, Asked())
        now = Asked(
            times=before.times + 1,
            cut=before.cut + (status == TAKEN and not whole and not page),
            pages=before.pages + page,
            status=status,
            whole=whole,
            page=page,
        )
        self._happen({"what": "asked", "id": photo_id, **asdict(now)})

    def go_down(self, until_ms: int) -> None:
        """Let the gateway be down for it until then."""
        self._happen({"what": "down", "until_ms": until_ms})

    def lose_answers(self, count: int) -> None:
        """Let the answers to its next *count* replies be lost."""
        self._happen({"what": "losing", "count": count})

    def wake(self) -> None:
        """Let everybody who waits for something to happen look again."""
        self.changed.set()
        self.changed = asyncio.Event()

    def clear(self) -> None:
        """Wipe the screen; what is not delivered yet never will be."""
        self._happen({"what": "cleared", "next": self._next})
        self._file.write_anew(self._events())

    def _happen(self, event: dict[str, Any]) -> None:
        self._apply(event)
        self._file.append(event)
        if len(self.bubbles) > MOST_KEPT + ROOM:
            del self.bubbles[:-MOST_KEPT]
            ids = {bubble.id for bubble in self.bubbles}
            self._posted = {k: v for k, v in self._posted.items() if k in ids}
            self._file.write_anew(self._events())
        self.wake()

    def _apply(self, event: dict[str, Any]) -> None:
        match event:
            case {"what": "bubble", **values}:
                self.bubbles.append(Bubble.from_dict(values))
                self._next = max(self._next, self.bubbles[-1].number + 1)
            case {"what": "posted", "id": str(known), "status": int(status)}:
                self._posted[known] = status
            case {"what": "asked", "id": str(known), **values}:
                self.asked[known] = Asked(**values)
            case {"what": "down", "until_ms": int(until)}:
                self.down_until_ms = until
            case {"what": "losing", "count": int(count)}:
                self.lost_answers = count
            case {"what": "cleared", "next": int(following)}:
                self.bubbles, self.asked, self._posted = [], {}, {}
                self._next = max(self._next, following)
            case _:
                return

    def _events(self) -> Iterator[dict[str, Any]]:
        yield {"what": "cleared", "next": self._next}
        for bubble in self.bubbles:
            yield {"what": "bubble", **bubble.as_dict()}
            if bubble.id in self._posted:
                status = self._posted[bubble.id]
                yield {"what": "posted", "id": bubble.id, "status": status}
            if bubble.photo and bubble.photo.id in self.asked:
                told = asdict(self.asked[bubble.photo.id])
                yield {"what": "asked", "id": bubble.photo.id, **told}
        yield {"what": "down", "until_ms": self.down_until_ms}
        yield {"what": "losing", "count": self.lost_answers}


class Phones:
    """
    Every phone of every simulator.

    Args:
        folder: Where they are kept.
        names: The channels, as ``tenant/channel``.
    """

    def __init__(self, folder: Path, names: Iterable[str]) -> None:
        self._folder = folder
        self._known: dict[tuple[str, str], Phone] = {}
        for name in names:
            for file in sorted((folder / name).glob("+*.jsonl")):
                if NUMBER.fullmatch(file.stem):
                    self.get(name, file.stem)

    def __iter__(self) -> Iterator[Phone]:
        return iter(list(self._known.values()))

    def get(self, name: str, number: str) -> Phone:
        """The phone with this *number* at the channel *name*."""
        key = (name, number)
        if key not in self._known:
            file = self._folder / name / f"{number}.jsonl"
            self._known[key] = Phone(name=name, number=number, file=file)
        return self._known[key]

    def with_lid(self, name: str, lid: str) -> Phone | None:
        """The phone that the channel *name* calls so; None if there is none."""
        return next((p for p in self if (p.name, p.lid) == (name, lid)), None)

    def with_photo(self, name: str, photo_id: str) -> Phone | None:
        """The phone that sent this photo through the channel *name*; None: none."""
        found = (p for p in self if p.name == name and p.photo(photo_id) is not None)
        return next(found, None)
