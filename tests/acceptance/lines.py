"""Ways to reach the server on which the same can be said: each with its gateway."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, Protocol

from bot.messages import digest
from tests.acceptance.server import Server
from tests.fakes import deliveries, twilio_deliveries
from tests.fakes.gateway import FakeGateway
from tests.fakes.twilio import FakeTwilio
from tests.fakes.twilio_deliveries import ACCOUNT, NUMBER, TOKEN

SECRET = "s3cret"  # noqa: S105 - of a gateway that lives as long as a test

PATIENCE_SECONDS = 100.0
"""How long a reply may take: many talk at once, perhaps on a busy machine."""

TYPING_SECONDS = 2
"""How long after another a text is sent at least; sooner it may be one posted anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """
    A photo somebody sent.

    Attributes:
        key: The part of its name in the store that is its message's.
        data: Its bytes.
        place: Which it is of those in one delivery.
        begun: When its delivery was first posted, by the loop's clock.
        taken: When the server had first taken that.
    """

    key: str
    data: bytes
    place: int = 0
    begun: float = 0.0
    taken: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """
    A delivery, which may be posted again.

    Attributes:
        body: What is posted.
        photos: What it announces, in order.
    """

    body: Mapping[str, Any]
    photos: tuple[Sent, ...] = ()


class Line(Protocol):
    """One gateway, before the server that it posts to."""

    server: Server

    @property
    def channel(self) -> Mapping[str, Any]:
        """The settings of the channel."""

    def words(self, phone: str, text: str) -> Parcel:
        """What is posted when *phone* says *text*."""

    def photos(self, phone: str, pictures: Sequence[bytes], chance: Random) -> Parcel:
        """What is posted when *phone* sends *pictures*, which may come late."""

    async def post(self, parcel: Parcel, copies: int) -> None:
        """Post *parcel* so many times at once."""

    async def heard(self, phone: str, words: str, count: int) -> list[str]:
        """Wait for *count* replies to *phone* that hold *words*; all there are."""


@dataclass(slots=True, kw_only=True)
class WwapiLine:
    """See ``Line``. Each photo is a delivery of its own."""

    gateway: FakeGateway
    server: Server = field(init=False)
    _photos: int = 0

    @property
    def channel(self) -> Mapping[str, Any]:
        return {"type": "wwapi", "url": self.gateway.url, "path_secret": SECRET}

    def words(self, phone: str, text: str) -> Parcel:
        for _ in range(TYPING_SECONDS):
            deliveries.next_time()
        return Parcel(body=deliveries.text(text, sender=_jid(phone)))

    def photos(self, phone: str, pictures: Sequence[bytes], chance: Random) -> Parcel:
        [data] = pictures[:1]
        self._photos += 1
        name = f"3EB0{self._photos:08X}"
        self.gateway.add_photo(name, data, **_how(chance), **_broken(chance))
        size_bytes = chance.choice((None, len(data)))
        return Parcel(
            body=deliveries.image(name, size_bytes=size_bytes, sender=_jid(phone)),
            photos=(Sent(key=digest(name), data=data),),
        )

    async def post(self, parcel: Parcel, copies: int) -> None:
        answers = await self.gateway.deliver(
            parcel.body,
            to=f"{self.server.url}/webhook/salon/wa/{SECRET}",
            copies=copies,
        )
        assert answers == [200] * copies

    async def heard(self, phone: str, words: str, count: int) -> list[str]:
        number = phone.removeprefix("+")
        await self.gateway.replies_reach(
            count, number=number, words=words, timeout_seconds=PATIENCE_SECONDS
        )
        return [one.text for one in self.gateway.replies_for(number)]


@dataclass(slots=True, kw_only=True)
class TwilioLine:
    """See ``Line``. A delivery may have several photos."""

    twilio: FakeTwilio
    server: Server = field(init=False)
    _photos: int = 0

    @property
    def channel(self) -> Mapping[str, Any]:
        return {
            "type": "twilio",
            "account_sid": ACCOUNT,
            "auth_token": TOKEN,
            "from": NUMBER,
            "url": self.twilio.url,
        }

    def words(self, phone: str, text: str) -> Parcel:
        return Parcel(body=twilio_deliveries.text(text, sender=phone))

    def photos(self, phone: str, pictures: Sequence[bytes], chance: Random) -> Parcel:
        sid = twilio_deliveries.next_sid("MM")
        files, sent = [], []
        for place, data in enumerate(pictures):
            self._photos += 1
            url = self.twilio.add_photo(f"ME{self._photos}", data, **_how(chance))
            files.append((url, "image/jpeg"))
            message = f"{sid}-{place}" if place else sid
            sent.append(Sent(key=digest(message), data=data, place=place))
        body = twilio_deliveries.media(*files, sender=phone, sid=sid)
        return Parcel(body=body, photos=tuple(sent))

    async def post(self, parcel: Parcel, copies: int) -> None:
        answers = await self.twilio.deliver(
            parcel.body, to=f"{self.server.url}/webhook/salon/wa", copies=copies
        )
        assert [status for status, *_ in answers] == [200] * copies

    async def heard(self, phone: str, words: str, count: int) -> list[str]:
        def told() -> list[str]:
            return [one.text for one in self.twilio.replies if one.number == phone]

        async with asyncio.timeout(PATIENCE_SECONDS):
            while sum(words in text for text in told()) < count:
                seen = len(self.twilio.replies)
                await self.twilio.replies_reach(
                    seen + 1, timeout_seconds=PATIENCE_SECONDS
                )
        return told()


@asynccontextmanager
async def open_line(name: str) -> AsyncIterator[Line]:
    """A line by the type of its channel: ``wwapi`` or ``twilio``."""
    if name == "twilio":
        async with FakeTwilio() as twilio:
            yield TwilioLine(twilio=twilio)
    else:
        async with FakeGateway() as gateway:
            yield WwapiLine(gateway=gateway)


async def posted(line: Line, parcel: Parcel, copies: int) -> tuple[Sent, ...]:
    """Post *parcel* for the first time; its photos, with when that was."""
    clock = asyncio.get_running_loop().time
    begun = clock()
    await line.post(parcel, copies)
    taken = clock()
    return tuple(replace(one, begun=begun, taken=taken) for one in parcel.photos)


def _jid(phone: str) -> str:
    return f"{phone.removeprefix('+')}@s.whatsapp.net"


def _how(chance: Random) -> Mapping[str, Any]:
    """How a photo comes: at once, or some time after it was announced."""
    return {"late_seconds": chance.choice((0.0, 0.0, 0.1, 0.4))}


def _broken(chance: Random) -> Mapping[str, Any]:
    """What goes wrong with its first attempts, if anything does."""
    return chance.choice(
        ({}, {}, {}, {"cut_short": 1}, {"breaks_off": 1}, {"first_statuses": (500,)})
    )
