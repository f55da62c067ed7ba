"""
WhatsApp Web API, versions 1.0 to 1.7: one process, one WhatsApp account.

What an adapter has to know about it, and nothing else shows:

* Deliveries carry no signature, so a secret in the path is all there is.
* A delivery comes before its photo can be downloaded: 404 means not yet.
* Failures to send come with status 200 and ``"success": false``.
* ``GET /pair`` and ``POST /disconnect`` end the pairing. Nothing here calls them.

What deliveries look like is told in ``wwapi_delivery.py``.
"""

import hmac
import re
from collections.abc import AsyncGenerator
from typing import ClassVar, Literal, Self

from pydantic import Field, SecretStr

from bot.channel import Delivery, Health, Received
from bot.channels.channelsettings import ChannelSettings
from bot.channels.client import HttpClient
from bot.channels.http import BaseAddress, call, check_sent, download
from bot.channels.jid import Jid
from bot.channels.payload import Payload
from bot.channels.wwapi_delivery import read
from bot.errors import (
    ChannelError,
    ChannelUnavailable,
    NotAuthentic,
    OutcomeUnknown,
    ReplyRefused,
)
from bot.messages import PhotoRef, Reply
from bot.phone import PHONE_FORM

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

    def __init__(
        self,
        *,
        tenant: str,
        name: str,
        url: str,
        path_secret: str | None,
        client: HttpClient,
        rate: float | None = None,
        timeout_seconds: float = 10.0,
    ) -> None:
        self.rate = rate
        self._tenant = tenant
        self._name = name
        self._url = url.rstrip("/")
        self._path_secret = path_secret
        self._client = client
        self._timeout_seconds = timeout_seconds

    @classmethod
    def from_settings(
        cls,
        settings: WwapiSettings,
        *,
        tenant: str,
        name: str,
        client: HttpClient,
        own_url: str,  # noqa: ARG003 - only channels that the bot serves itself need it
    ) -> Self:
        """The channel that *settings* describe; see ``bot.channels.ChannelType``."""
        secret = settings.path_secret
        return cls(
            tenant=tenant,
            name=name,
            url=settings.url,
            path_secret=secret.get_secret_value() if secret else None,
            client=client,
            rate=settings.rate,
        )

    def receive(self, delivery: Delivery) -> Received:
        """
        What *delivery* holds: one message, or one word for why it holds none.

        ``sent_ms`` is 0 where the gateway gives no time that can be read.

        Raises:
            NotAuthentic: If the path does not end with the secret.
            BadDelivery: If the body is no JSON object.
        """
        self._authenticate(delivery)
        payload = Payload.parse(delivery.body)
        return read(payload, tenant=self._tenant, channel=self._name)

    async def send(self, reply: Reply) -> None:
        """
        Send *reply* as one text.

        Raises:
            ChannelUnavailable: If it was not sent: the gateway is down, or has lost
                its account, or gives a reason that the adapter does not know.
            OutcomeUnknown: If the connection or WhatsApp broke off in the middle.
            ReplyRefused: If the gateway cannot send to this address at all.
        """
        answer = await call(
            self._client,
            "POST",
            f"{self._url}/send",
            json={"number": _number(reply.chat.address), "message": reply.text},
            timeout_seconds=self._timeout_seconds,
        )
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
        return download(
            self._client,
            photo.locator,
            base=self._url,
            folder="images",
            timeout_seconds=self._timeout_seconds,
        )

    async def health(self) -> Health:
        """Whether the gateway runs and is joined to WhatsApp."""
        try:
            answer = await call(
                self._client,
                "GET",
                f"{self._url}/health",
                timeout_seconds=self._timeout_seconds,
            )
        except ChannelError as error:
            return Health(ok=False, detail=f"the gateway does not answer: {error}")
        if answer.payload is None:
            return Health(ok=False, detail=f"no gateway there: status {answer.status}")
        return _health(answer.payload.part("data"))

    def _authenticate(self, delivery: Delivery) -> None:
        if self._path_secret is None:
            return
        given = delivery.secret.encode("utf-8", "surrogatepass")
        if not hmac.compare_digest(given, self._path_secret.encode()):
            raise NotAuthentic("its path does not end with the channel's secret")


def _number(address: str) -> str:
    """
    What ``/send`` calls *address*: digits, or the whole name of a hidden number.

    Somebody who never wrote is known by their phone alone.
    """
    if PHONE_FORM.fullmatch(address):
        return address.removeprefix("+")
    jid = Jid.parse(address)
    if jid is None or jid.audience != "person":
        raise ReplyRefused("no address of a person", code="address")
    return jid.address if jid.server == "lid" else jid.user


def _failure(words: str) -> ChannelError:
    """What the gateway's *words* for a failure mean, with no number left in them."""
    reason = _LONG_NUMBER.sub("…", words)[:_LONGEST_CODE]
    if _REFUSAL.search(words):
        return ReplyRefused("the gateway refused it", code=reason)
    if _TIME_OUT.search(words):
        return OutcomeUnknown(f"the gateway says: {reason}")
    return ChannelUnavailable(f"the gateway says: {reason}")


def _health(data: Payload) -> Health:
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
