"""
GOWA, go-whatsapp-web-multidevice: versions 8 and 9, and what older ones post.

What an adapter has to know about it, and nothing else shows:

* Deliveries are signed with a secret that is ``secret`` unless somebody changed it.
* Files are complete before they are announced. 404 means that the gateway's folder is
  not there any more, or is another one; it can download a file anew by its message.
* ``GET /app/logout`` ends the pairing, so nothing but files and what is written here
  is ever asked for.

What deliveries look like is told in ``gowa_delivery.py``, what older ones do in
``gowa_legacy.py``, what refusals mean in ``gowa_refusals.py``.
"""

import base64
from collections.abc import AsyncGenerator, Mapping
from typing import ClassVar, Literal
from urllib.parse import quote

from pydantic import Field, SecretStr

from bot.channel import Delivery, Health, Received
from bot.channels.addressee import addressee
from bot.channels.anew import download_or_anew
from bot.channels.bodysignature import check_signature
from bot.channels.channelsettings import ChannelSettings
from bot.channels.gowa_delivery import read
from bot.channels.gowa_file import GowaFile, path_in
from bot.channels.gowa_refusals import check_sent
from bot.channels.gowa_state import health_of, health_of_devices, results_of
from bot.channels.http import Answer, BaseAddress, call
from bot.channels.outside import MediaHosts
from bot.channels.payload import Payload
from bot.channels.surroundings import Surroundings
from bot.errors import ChannelError, MediaUnavailable
from bot.messages import Chat, Message, PhotoRef, Reply

_MIB = 1024 * 1024
_OK = 200
_NOT_THERE = 404
_ANYBODYS = "secret"


class GowaSettings(ChannelSettings):
    """
    A ``gowa`` channel in the settings.

    Attributes:
        type: Always ``gowa``.
        url: Where the gateway listens, with its base path if it has one.
        webhook_secret: What it signs deliveries with; None: they are not checked.
        basic_auth: Who may call it, as ``name:password``; None if anybody may.
        device: Which of its devices is this channel's; None if it has one alone.
        ticks: Whether people see that their messages were read and are answered.
    """

    type: Literal["gowa"]
    url: BaseAddress
    webhook_secret: SecretStr | None = Field(default=None, min_length=1)
    basic_auth: SecretStr | None = Field(default=None, min_length=1)
    device: str | None = Field(default=None, pattern=r"^[A-Za-z0-9@.:_-]{1,128}$")
    ticks: bool = True

    @property
    def authenticated(self) -> bool:
        """Whether deliveries prove where they come from; anybody knows the default."""
        secret = self.webhook_secret
        return secret is not None and secret.get_secret_value() != _ANYBODYS


class GowaChannel:
    """
    One account of the gateway.

    Attributes:
        settle_seconds: How long an earlier message may still come after a later one:
            each is posted by itself, and those with photos after their download.
        text_limit: The longest text it sends, in characters.
        body_limit_bytes: The largest delivery that it may post.
        rate: How many replies a second it takes; None: as many as there are.
        options_limit: How many options it shows beside a text: none.
        ticks: Whether the operator wants people to see that they were read.
    """

    settle_seconds: ClassVar[float] = 2.0
    text_limit: ClassVar[int] = 4096
    body_limit_bytes: ClassVar[int] = 2 * _MIB
    options_limit: ClassVar[int] = 0

    def __init__(self, settings: GowaSettings, surroundings: Surroundings) -> None:
        self.rate = settings.rate
        self.ticks = settings.ticks
        self._secret = settings.webhook_secret
        self._device = settings.device
        self._surroundings = surroundings
        self._gateway = surroundings.gateway(settings.url, _headers(settings))

    def receive(self, delivery: Delivery) -> Received:
        """
        What *delivery* holds: one message, or one word for why it holds none.

        Raises:
            NotAuthentic: If it is not signed with the secret.
            BadDelivery: If the body is no JSON object.
        """
        if self._secret is not None:
            check_signature(
                delivery,
                header="x-hub-signature-256",
                secret=self._secret.get_secret_value(),
                algorithm="sha256",
                prefix="sha256=",
            )
        payload = Payload.parse(delivery.body)
        return read(
            payload,
            tenant=self._surroundings.tenant,
            channel=self._surroundings.name,
            device=self._device,
        )

    async def send(self, reply: Reply) -> None:
        """
        Send *reply* as one text.

        Raises:
            AccountDown: If the gateway has lost its account, or does not let us in.
            ChannelUnavailable: If it was not sent: the gateway is down, or WhatsApp
                has had too much of it.
            OutcomeUnknown: If the connection or WhatsApp broke off in the middle.
            ReplyRefused: If the gateway cannot send to this address at all.
        """
        whom = _named(reply.chat)
        check_sent(await self._post("/send/message", phone=whom, message=reply.text))

    async def show_read(self, message: Message) -> None:
        """
        Show that *message* was read.

        Raises:
            ChannelError: If the gateway did not do it.
        """
        if message.synthetic:
            return  # the gateway gave no id, so none to tell
        path = f"/message/{quote(message.id, safe='')}/read"
        check_sent(await self._post(path, phone=_named(message.chat)))

    async def show_typing(self, message: Message) -> None:
        """
        Show, until the reply comes, that *message* is being answered.

        Raises:
            ChannelError: If the gateway did not do it.
        """
        whom = _named(message.chat)
        check_sent(await self._post("/send/chat-presence", phone=whom, action="start"))

    def fetch(self, photo: PhotoRef) -> AsyncGenerator[bytes, None]:
        """
        The bytes of *photo*, in chunks: all of them, or an error.

        What is not where it was announced is downloaded anew, by its message.

        Raises:
            MediaUnavailable: If another attempt may work.
            MediaGone: If the gateway will not hand it out.
        """
        file = GowaFile.parse(photo.locator)
        return download_or_anew(
            self._gateway,
            self._address_of(file.path) if file.path else "",
            hosts=MediaHosts(base=self._gateway.url),
            anew_path=_anew(file) if file.message else "",
            locate=self._locate,
        )

    async def health(self) -> Health:
        """Whether the gateway runs and is joined to WhatsApp."""
        try:
            answer = await call(self._gateway, "GET", "/app/status")
            if answer.status == _NOT_THERE:
                devices = await call(self._gateway, "GET", "/app/devices")
                return health_of_devices(devices)
        except ChannelError as error:
            return Health(ok=False, detail=f"the gateway does not answer: {error}")
        return health_of(answer)

    def _address_of(self, path: str) -> str:
        return f"{self._gateway.url}/{quote(path)}"

    def _locate(self, answer: Answer) -> str:
        """Where a file lies that the gateway was to download again."""
        results = results_of(answer)
        path = path_in(results.text("file_path")) or path_in(results.text("file_url"))
        if answer.status != _OK or not path:
            raise MediaUnavailable(
                f"the gateway cannot download it: {answer.status}", status=answer.status
            )
        return self._address_of(path)

    async def _post(self, path: str, **asked: str) -> Answer:
        return await call(self._gateway, "POST", path, json=asked)


def _headers(settings: GowaSettings) -> Mapping[str, str]:
    headers = {}
    if settings.basic_auth:
        who = settings.basic_auth.get_secret_value().encode()
        headers["Authorization"] = f"Basic {base64.b64encode(who).decode('ascii')}"
    if settings.device:
        headers["X-Device-Id"] = settings.device
    return headers


def _anew(file: GowaFile) -> str:
    message, chat = quote(file.message, safe=""), quote(file.chat, safe="@")
    return f"/message/{message}/download?phone={chat}"


def _named(chat: Chat) -> str:
    return addressee(chat.address, server="s.whatsapp.net")
