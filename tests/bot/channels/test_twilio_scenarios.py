"""Every conversation that must keep working does by way of Twilio, too."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlencode

import pytest
import yaml
from structlog.testing import capture_logs

from bot import settings
from bot.channel import Delivery
from bot.channels.client import HttpClient
from bot.channels.twilio import TwilioChannel, TwilioSettings
from bot.dialogue.scenarios import Scenario
from bot.messages import Kind, Message, digest
from bot.scenario.bot import CHANNEL, PlayedBot
from bot.scenario.channel import PlayedChannel, PlayedFile
from bot.scenario.play import play_with, read_all
from bot.scenario.report import told
from bot.scenario.stage import Stage, set_stage
from bot.scenario.stillclock import StillClock
from bot.settings import HOME
from tests.fakes import twilio_deliveries as deliveries
from tests.fakes.twilio_signing import sign

URL = "https://bot.example.com/webhook/played/wa"
MEDIA = f"https://api.twilio.com/2010-04-01/Accounts/{deliveries.ACCOUNT}/Media"
TYPES = {
    Kind.PHOTO: "image/jpeg",
    Kind.VOICE: "audio/ogg",
    Kind.VIDEO: "video/mp4",
    Kind.DOCUMENT: "application/pdf",
    Kind.OTHER: "text/vcard",
}
NAMES = [
    (file.parent.name, scenario["name"])
    for file in sorted((HOME / "flows").glob("upload/scenarios.yaml"))
    for scenario in yaml.safe_load(file.read_text())["scenarios"]
]


class _Channel(PlayedChannel):
    """A played channel that waits and cuts as Twilio's does."""

    settle_seconds: ClassVar[float] = TwilioChannel.settle_seconds
    text_limit: ClassVar[int] = TwilioChannel.text_limit


class _TwilioBot(PlayedBot):
    """A played bot whose people's words come as Twilio's deliveries."""

    def __init__(
        self,
        stage: Stage,
        scenario: Scenario,
        folder: Path,
        clock: StillClock,
        client: HttpClient,
    ) -> None:
        super().__init__(stage, scenario, folder, clock)
        self.channel = _Channel(clock)
        written = TwilioSettings.model_validate(
            {
                "type": "twilio",
                "account_sid": deliveries.ACCOUNT,
                "auth_token": deliveries.TOKEN,
                "from": deliveries.NUMBER,
            }
        )
        self.twilio = TwilioChannel(
            written, tenant=self._tenant, name=CHANNEL, client=client
        )

    async def post(
        self, messages: Sequence[Message], files: Mapping[str, PlayedFile]
    ) -> None:
        """Each delivery twice; the last of several first, if none says anything."""
        assert self._loops is not None
        self.channel.files.update({f"{MEDIA}/{name}": files[name] for name in files})
        posted = [_delivery(message) for message in messages]
        if not any(message.text for message in messages):
            posted.reverse()
        received = [self.twilio.receive(one).messages for one in [*posted, *posted]]
        await asyncio.gather(*(self._loops.inbox.add(one) for one in received))


def _delivery(message: Message) -> Delivery:
    sid = f"SM{digest(message.id)}"
    sender = message.chat.address
    if message.kind is Kind.TEXT:
        fields = deliveries.text(message.text, sender=sender, sid=sid)
    elif message.kind is Kind.LOCATION:
        fields = deliveries.text(message.text, sender=sender, sid=sid)
        fields |= {"Latitude": "-6.2", "Longitude": "106.8"}
    else:
        name = message.photo.locator if message.photo else sid
        file = (f"{MEDIA}/{name}", TYPES[message.kind])
        fields = deliveries.media(file, caption=message.text, sender=sender, sid=sid)
    headers = {"x-twilio-signature": sign(URL, fields)}
    return Delivery(body=urlencode(fields).encode(), headers=headers, url=URL)


@asynccontextmanager
async def _open(
    stage: Stage, scenario: Scenario, folder: Path
) -> AsyncIterator[_TwilioBot]:
    zone = stage.settings.tenants[stage.tenant(scenario.flow)].zone
    clock = StillClock(scenario.now.replace(tzinfo=zone).timestamp())
    await stage.database.empty()
    async with HttpClient() as client:
        bot = _TwilioBot(stage, scenario, folder, clock, client)
        try:
            await bot.start()
            yield bot
        finally:
            await bot.stop()


@pytest.fixture(scope="module")
def stage(tmp_path_factory) -> Iterator[Stage]:
    found = settings.load(None, environ={})
    stage = asyncio.run(set_stage(found, tmp_path_factory.mktemp("stage")))
    yield stage
    asyncio.run(stage.database.close())


@pytest.mark.parametrize(("flow", "name"), NAMES, ids=[name for _, name in NAMES])
async def test_the_conversation_goes_as_written(stage, tmp_path, flow, name):
    scenarios, _ = read_all(stage, [flow])
    [scenario] = [each for each in scenarios if each.name == name]

    with capture_logs():
        async with _open(stage, scenario, tmp_path) as bot:
            played = await play_with(bot, scenario)

    assert played.passed, told(played)
