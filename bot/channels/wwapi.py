"""
WhatsApp Web API, versions 1.0 to 1.7: one process, one WhatsApp account.

What an adapter has to know about it, and nothing else shows:

* Deliveries carry no signature, so a secret in the path is all there is.
* A delivery comes before its photo can be downloaded: 404 means not yet.
* Failures to send come with status 200 and ``"success": false``.
* ``GET /pair`` and ``POST /disconnect`` end the pairing. Nothing here calls them.

What deliveries look like is told in ``wwapi_delivery.py``.
"""

import re
from collections.abc import AsyncGenerator
from typing import ClassVar, Literal

from pydantic import Field, SecretStr

from bot.channel import Delivery, Health, Received
from bot.channels.addressee import addressee
from bot.channels.channelsettings import ChannelSettings
from bot.channels.downloads import download
from bot.channels.health import ask_health
from bot.channels.http import Answer, BaseAddress, call, check_sent
from bot.channels.payload import Payload
from bot.channels.secret import check_path
from bot.channels.surroundings import Surroundings
from bot.channels.wwapi_delivery import read
from bot.errors import (
    ChannelError,
    ChannelUnavailable,
    OutcomeUnknown,
    ReplyRefused,
)
from bot.messages import PhotoRef, Reply

_MIB = 1024 * 1024
_LONGEST_CODE = 120
_REFUSAL = re.compile(r"invalid .*(?:number|jid)|not on whatsapp", re.IGNORECASE)
_TIME_OUT = re.compile(r"timed? ?out|deadline exceeded", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"\d{5,}")


class WwapiSettings(ChannelSettings):
    """
    A ``wwapi`` channel in the settings.

    Attributes:
        type: Always ``wwapi``.
        url: Where the gateway listens, such as ``http://127.0.0.1:9000``.
        path_secret: What the gateway's webhook address ends with; None if it ends
            with the channel's name, which anyone may then post to.
    """

    type: Literal["wwapi"]
    url: BaseAddress
    path_secret: SecretStr | None = Field(default=None, min_length=1)

    @property
    def authenticated(self) -> bool:
        """Whether deliveries prove where they come from."""
        return self.path_secret is not None


class WwapiChannel:
    """
    One account of the gateway.

    Attributes:
        settle_seconds: How long an earlier message may still come after a later
            one: not at all, the gateway keeps the order.
        text_limit: The longest text it sends, in characters.
        body_limit_bytes: The largest delivery that it may post.
        rate: How many replies a second it takes; None: as many as there are.
        options_limit: How many options it shows beside a text: none.
    """

    settle_seconds: ClassVar[float] = 0.0
    text_limit: ClassVar[int] = 4096
    body_limit_bytes: ClassVar[int] = 2 * _MIB
    options_limit: ClassVar[int] = 0

    def __init__(self, settings: WwapiSettings, surroundings: Surroundings) -> None:
        self.rate = settings.rate
        self._secret = settings.path_secret
        self._surroundings = surroundings
        self._gateway = surroundings.gateway(settings.url)

    def receive(self, delivery: Delivery) -> Received:
        """
        What *delivery* holds: one message, or one word for why it holds none.

        ``sent_ms`` is 0 where the gateway gives no time that can be read.

        Raises:
            NotAuthentic: If the path does not end with the secret.
            BadDelivery: If the body is no JSON object.
        """
        check_path(delivery, self._secret)
        payload = Payload.parse(delivery.body)
        return read(
            payload, tenant=self._surroundings.tenant, channel=self._surroundings.name
        )

    async def send(self, reply: Reply) -> None:
        """
        Send *reply* as one text.

        Raises:
            ChannelUnavailable: If it was not sent: the gateway is down, or has lost
                its account, or gives a reason that the adapter does not know.
            OutcomeUnknown: If the connection or WhatsApp broke off in the middle.
            ReplyRefused: If the gateway cannot send to this address at all.
        """
        asked = {"number": addressee(reply.chat.address), "message": reply.text}
        answer = await call(self._gateway, "POST", "/send", json=asked)
        check_sent(answer)
        said = answer.payload
        succeeded = said.flag("success") if said else None
        if said is None or succeeded is None:
            raise OutcomeUnknown("the gateway's answer cannot be read")
        if not succeeded:
            raise _failure(said.text("message"))

    def fetch(self, photo: PhotoRef) -> AsyncGenerator[bytes, None]:
        """
        The bytes of *photo*, in chunks: all that the gateway has.

        It may have half a photo under status 200 while it is still writing the
        file, which only ``size_bytes`` or decoding it can tell.

        Raises:
            MediaUnavailable: If another attempt may work.
            MediaGone: If the gateway will not hand it out, or it lies elsewhere.
        """
        return download(self._gateway, photo.locator, folder="images")

    async def health(self) -> Health:
        """Whether the gateway runs and is joined to WhatsApp."""
        return await ask_health(self._gateway, "/health", _health)


def _failure(words: str) -> ChannelError:
    """What the gateway's *words* for a failure mean, with no number left in them."""
    reason = _LONG_NUMBER.sub("…", words)[:_LONGEST_CODE]
    if _REFUSAL.search(words):
        return ReplyRefused("the gateway refused it", code=reason)
    if _TIME_OUT.search(words):
        return OutcomeUnknown(f"the gateway says: {reason}")
    return ChannelUnavailable(f"the gateway says: {reason}")


def _health(answer: Answer) -> Health:
    if answer.payload is None:
        return Health(ok=False, detail=f"no gateway there: status {answer.status}")
    data = answer.payload.part("data")
    version = data.text("version") or "of unknown version"
    paired, connected = data.flag("paired"), data.flag("connected")
    if paired and connected:
        return Health(ok=True, detail=f"gateway {version}")
    if connected:
        return Health(
            ok=False,
            detail=f"gateway {version} is connected but not paired: restart it",
        )
    what = "not connected" if paired else "not paired"
    return Health(ok=False, detail=f"gateway {version} is {what}")
