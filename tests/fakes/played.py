"""
A played bot whose people speak by way of a real adapter and its fake gateway.

Only the time is not real. What the player sends becomes the gateway's deliveries, in
the worst order they may come in; replies and files go over HTTP.

    player --> Case.delivery --> receive --> the bot --> send, fetch --> fake gateway
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.channels import CHANNELS
from bot.channels.client import HttpClient
from bot.dialogue.scenarios import Scenario
from bot.messages import Chat, Kind, Message
from bot.scenario.bot import CHANNEL, PlayedBot
from bot.scenario.channel import PlayedFile
from bot.scenario.playable import Heard
from bot.scenario.stage import Stage
from bot.scenario.stillclock import StillClock
from tests.fakes.case import PUBLIC_URL, Case
from tests.fakes.surroundings import surroundings_of

LATE_SECONDS = 1.0
"""How long a file is missing at least: the first attempt at it meets a 404."""

AGAIN_SECONDS = 3.0
"""After how long somebody says the same again; sooner it may be the same message."""


class FilingClock(StillClock):
    """
    A clock that gives the gateway its files when their time comes.

    Attributes:
        case: Whose gateway it is.
    """

    def __init__(self, time: float, case: Case, *, late_seconds: float) -> None:
        self.case = case
        self._late_seconds = late_seconds
        self._waiting: dict[str, PlayedFile] = {}
        super().__init__(time)

    @property
    def time(self) -> float:
        """When it is, in seconds since 1970."""
        return self._time

    @time.setter
    def time(self, to: float) -> None:
        self._time = to
        for name, file in list(self._waiting.items()):
            if file.since <= to:
                self.case.has(name, file.data)
                del self._waiting[name]

    def will_have(self, files: Mapping[str, PlayedFile]) -> None:
        """Give the gateway *files* when they are there."""
        soonest = self._time + self._late_seconds
        self._waiting |= {
            name: replace(file, since=max(file.since, soonest))
            for name, file in files.items()
        }
        self.time = self._time


class CaseBot(PlayedBot):
    """The bot of one scenario, on one type of channel."""

    def __init__(
        self,
        stage: Stage,
        scenario: Scenario,
        folder: Path,
        clock: FilingClock,
        client: HttpClient,
    ) -> None:
        super().__init__(stage, scenario, folder, clock)
        self._filing = clock
        self._case = case = clock.case
        self._taken = len(case.said())
        self._said_at: dict[tuple[str, str], float] = {}
        self._without_ids = False
        self.channel: Any = channel_of(case, client, tenant=self._tenant)
        self.people = {name: self._as_named(chat) for name, chat in self.people.items()}
        self._by_digits = {
            (chat.phone or "").removeprefix("+"): chat for chat in self.people.values()
        }

    async def post(
        self, messages: Sequence[Message], files: Mapping[str, PlayedFile]
    ) -> None:
        """Each delivery twice; the last of several first, if none says anything."""
        assert self._loops is not None
        messages = await self._unhurried(messages)
        self._filing.will_have(files)
        posted = [self._case.delivery(message) for message in messages]
        if not any(message.text for message in messages):
            posted.reverse()
        received = [
            self.channel.receive(one).messages for one in [*posted, *posted] if one
        ]
        await asyncio.gather(*(self._loops.inbox.add(one) for one in received))

    async def heard(self) -> list[Heard]:
        """What the gateway was given to send since this was last asked."""
        await self.rest()
        said = self._case.said()
        new, self._taken = said[self._taken :], len(said)
        return [
            Heard(
                chat=self._by_digits[digits].key,
                key=self.keys.find(self._by_digits[digits].key, text),
                text=text,
            )
            for digits, text in new
        ]

    async def _unhurried(self, messages: Sequence[Message]) -> Sequence[Message]:
        """*messages* once nobody says the same again too soon to be told apart."""
        if not self._without_ids:
            return messages
        said = {(each.chat.key, each.text) for each in messages if each.text}
        last = max((self._said_at.get(one, 0.0) for one in said), default=0.0)
        pause = max(0.0, last + AGAIN_SECONDS - self.now())
        if pause:
            await self.advance(pause)
        self._said_at |= dict.fromkeys(said, self.now())
        later = int(pause * 1000)
        return [replace(each, sent_ms=each.sent_ms + later) for each in messages]

    def _as_named(self, chat: Chat) -> Chat:
        """*chat* as the channel names it."""
        hello = Message(
            id="hello", chat=chat, kind=Kind.TEXT, sent_ms=1_000, text="halo"
        )
        delivery = self._case.delivery(hello)
        assert delivery is not None
        heard: Message = self.channel.receive(delivery).messages[0]
        self._without_ids = heard.synthetic
        return heard.chat


def channel_of(
    case: Case, client: HttpClient, *, tenant: str = "shop", name: str = CHANNEL
) -> Any:
    """The channel that the settings of *case* describe."""
    kind = CHANNELS[case.settings["type"]]
    written = kind.settings.model_validate(case.settings)
    surroundings = surroundings_of(client, tenant=tenant, name=name, own_url=PUBLIC_URL)
    return kind.adapter(written, surroundings)


@asynccontextmanager
async def open_case_bot(
    stage: Stage,
    scenario: Scenario,
    folder: Path,
    case: Case,
    *,
    late_seconds: float = LATE_SECONDS,
) -> AsyncIterator[CaseBot]:
    """Open a bot for *scenario* on the channel of *case*, at the scenario's time."""
    zone = stage.settings.tenants[stage.tenant(scenario.flow)].zone
    await stage.database.empty()
    async with HttpClient() as client:
        began = scenario.now.replace(tzinfo=zone).timestamp()
        clock = FilingClock(began, case, late_seconds=late_seconds)
        bot = CaseBot(stage, scenario, folder, clock, client)
        try:
            await bot.start()
            yield bot
        finally:
            await bot.stop()
