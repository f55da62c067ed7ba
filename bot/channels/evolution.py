"""
Evolution API, version 2.

What an adapter has to know about it, and nothing else shows:

* Deliveries are not signed. A token, or a secret in the path, proves who posts; what
  is posted with it is taken on trust.
* It never posts again what was answered 400, 401, 403, 404 or 422.
* A photo stands in its delivery, or lies in a bucket, or is asked for by its message;
  which of the three works depends on how the gateway is set up, and sometimes none
  does for a while. All failures to ask are 400.
* ``GET /instance/connect`` and ``DELETE /instance/logout`` change the pairing. Nothing
  here calls them.

What deliveries look like is told in ``evolution_delivery.py``, what refusals mean in
``evolution_refusals.py``.
"""

from collections.abc import AsyncGenerator, Mapping
from typing import ClassVar, Literal
from urllib.parse import quote

from pydantic import Field, SecretStr

from bot.channel import Delivery, Health, Received
from bot.channels.addressee import addressee
from bot.channels.bucket import from_bucket
from bot.channels.channelsettings import ChannelSettings
from bot.channels.evolution_delivery import read
from bot.channels.evolution_refusals import check_done, check_sent
from bot.channels.evolution_token import check_token
from bot.channels.health import ask_health
from bot.channels.http import Answer, BaseAddress, call
from bot.channels.inline import (
    LARGEST_BODY_BYTES,
    ask_for_file,
    at_hand,
    decoded,
    in_chunks,
)
from bot.channels.payload import Payload
from bot.channels.secret import check_path
from bot.channels.surroundings import Surroundings
from bot.channels.webfile import WebFile
from bot.errors import MediaUnavailable
from bot.messages import Message, PhotoRef, Reply

_TAKEN_UNTIL = 300
_TYPING_MS = 3_000
_CURES: Mapping[int, str] = {
    401: "check api_key",
    403: "check api_key",
    404: "it has no such instance: check instance",
}


class EvolutionSettings(ChannelSettings):
    """
    An ``evolution`` channel in the settings.

    Attributes:
        type: Always ``evolution``.
        url: Where the gateway listens.
        instance: Which of its instances is this channel's.
        api_key: What the gateway is called with.
        jwt_key: What the tokens of its deliveries are signed with; None: they have
            none.
        path_secret: What the webhook's path ends with; None: nothing.
        bucket: Where the bucket is that it keeps files in; None: it has none, or the
            bot cannot reach it, so the gateway is asked for them.
        ticks: Whether people see that their messages were read and are answered.
    """

    type: Literal["evolution"]
    url: BaseAddress
    instance: str = Field(min_length=1, max_length=128)
    api_key: SecretStr = Field(min_length=1)
    jwt_key: SecretStr | None = Field(default=None, min_length=1)
    path_secret: SecretStr | None = Field(default=None, min_length=1)
    bucket: BaseAddress | None = None
    ticks: bool = True

    @property
    def authenticated(self) -> bool:
        """Whether deliveries prove where they come from."""
        return self.jwt_key is not None or self.path_secret is not None


class EvolutionChannel:
    """
    One instance of the gateway.

    Attributes:
        settle_seconds: How long an earlier message may still come after a later one:
            each is posted by itself, and those with photos after their download.
        text_limit: The longest text it sends, in characters.
        body_limit_bytes: The largest delivery that it may post: files stand in it.
        rate: How many replies a second it takes; None: as many as there are.
        options_limit: How many options it shows beside a text: none, for its buttons
            are shown by few phones.
        ticks: Whether the operator wants people to see that they were read.
    """

    settle_seconds: ClassVar[float] = 3.0
    text_limit: ClassVar[int] = 4096
    body_limit_bytes: ClassVar[int] = LARGEST_BODY_BYTES
    options_limit: ClassVar[int] = 0
    by_events: ClassVar[bool] = True

    def __init__(self, settings: EvolutionSettings, surroundings: Surroundings) -> None:
        self.rate = settings.rate
        self.ticks = settings.ticks
        self._settings = settings
        self._instance = quote(settings.instance, safe="")
        self._surroundings = surroundings
        key = settings.api_key.get_secret_value()
        self._gateway = surroundings.gateway(settings.url, {"apikey": key})
        self._bucket = (
            surroundings.gateway(settings.bucket) if settings.bucket else None
        )

    def receive(self, delivery: Delivery) -> Received:
        """
        What *delivery* holds: messages, or words for why it holds none.

        Raises:
            NotAuthentic: If it has neither the token nor the secret that it should.
            BadDelivery: If the body is no JSON object.
        """
        self._authenticate(delivery)
        return read(
            Payload.parse(delivery.body),
            tenant=self._surroundings.tenant,
            channel=self._surroundings.name,
            instance=self._settings.instance,
        )

    async def send(self, reply: Reply) -> None:
        """
        Send *reply* as one text.

        Raises:
            AccountDown: If the instance is not connected, or does not let us in.
            ChannelUnavailable: If it was not sent: the gateway is down, or gives a
                reason that the adapter does not know.
            OutcomeUnknown: If the connection or WhatsApp broke off in the middle.
            ReplyRefused: If the gateway cannot send to this address at all.
        """
        asked = {"number": addressee(reply.chat.address), "text": reply.text}
        check_sent(await self._post("/message/sendText", asked))

    async def show_read(self, message: Message) -> None:
        """
        Show that *message* was read.

        Raises:
            ChannelError: If the gateway did not do it.
        """
        one = {
            "remoteJid": message.chat.address,
            "fromMe": False,
            "id": message.id,
        }
        check_done(await self._post("/chat/markMessageAsRead", {"readMessages": [one]}))

    async def show_typing(self, message: Message) -> None:
        """
        Show, for three seconds, that *message* is being answered.

        Raises:
            ChannelError: If the gateway did not do it.
        """
        asked = {
            "number": addressee(message.chat.address),
            "presence": "composing",
            "delay": _TYPING_MS,
        }
        check_done(await self._post("/chat/sendPresence", asked))

    async def fetch(self, photo: PhotoRef) -> AsyncGenerator[bytes, None]:
        """
        The bytes of *photo*, in chunks: all of them, or an error.

        What came with the message is taken first, then what lies in the bucket, if it
        is ours; then the gateway is asked.

        Raises:
            MediaUnavailable: If another attempt may work.
            MediaGone: If nobody can say where it is.
        """
        data = at_hand(photo) or await from_bucket(self._bucket, photo.data)
        if data is None:
            file = WebFile.parse(photo.locator)
            data = await self._asked_for(file.message)
        async for chunk in in_chunks(data):
            yield chunk

    async def health(self) -> Health:
        """Whether the gateway runs and the instance is connected to WhatsApp."""
        path = f"/instance/connectionState/{self._instance}"
        return await ask_health(self._gateway, path, _health)

    def _authenticate(self, delivery: Delivery) -> None:
        check_path(delivery, self._settings.path_secret)
        if self._settings.jwt_key is not None:
            key = self._settings.jwt_key.get_secret_value()
            check_token(delivery, key=key, now=self._surroundings.now())

    async def _asked_for(self, message: str) -> bytes:
        """What the gateway itself has kept of the file of *message*."""
        if not message:
            raise MediaUnavailable("it is not where it was announced")
        answer = await ask_for_file(
            self._gateway,
            f"/chat/getBase64FromMediaMessage/{self._instance}",
            {"message": {"key": {"id": message}}, "convertToMp4": False},
        )
        data = answer.payload.text("base64") if answer.payload else ""
        if answer.status >= _TAKEN_UNTIL or not data:
            raise MediaUnavailable(
                f"the gateway answered {answer.status}", status=answer.status
            )
        return decoded(data)

    async def _post(self, path: str, asked: Mapping[str, object]) -> Answer:
        path = f"{path}/{self._instance}"
        return await call(self._gateway, "POST", path, json=asked)


def _health(answer: Answer) -> Health:
    cure = _CURES.get(answer.status)
    if cure or answer.status >= _TAKEN_UNTIL or answer.payload is None:
        said = f"the gateway answered {answer.status}"
        return Health(ok=False, detail=f"{said}: {cure}" if cure else said)
    inside = answer.payload.part("instance")
    state = inside.text("state") or answer.payload.text("state") or "unknown"
    if state == "open":
        return Health(ok=True, detail="the instance is open")
    detail = f"the instance is {state}: connect it to WhatsApp again"
    return Health(ok=False, detail=detail)
