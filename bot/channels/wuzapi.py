"""
WuzAPI, one user of it: one WhatsApp account.

What an adapter has to know about it, and nothing else shows:

* Deliveries are signed if the user was given a key for that; builds before October 2025
  sign nothing, and post the user's token with everything instead.
* A reply is given an id of ours, so what is sent twice is shown once.
* What a delivery lacks of a photo can be downloaded from WhatsApp once more, for some
  weeks; 500 means that it did not work this time.
* ``/session/logout`` and ``/session/disconnect`` end the session. Nothing here calls
  them.

What deliveries look like is told in ``wuzapi_body.py`` and ``wuzapi_delivery.py``, what
refusals mean in ``wuzapi_refusals.py``.
"""

import hashlib
from collections.abc import AsyncGenerator, Mapping
from typing import ClassVar, Literal

from pydantic import Field, SecretStr

from bot.channel import Delivery, Health, Received
from bot.channels.addressee import addressee
from bot.channels.bodysignature import check_signature
from bot.channels.bucket import from_bucket
from bot.channels.channelsettings import ChannelSettings
from bot.channels.health import ask_health
from bot.channels.http import BaseAddress, call
from bot.channels.inline import (
    LARGEST_BODY_BYTES,
    ask_for_file,
    at_hand,
    decoded,
    in_chunks,
)
from bot.channels.payload import Payload
from bot.channels.secret import is_secret
from bot.channels.surroundings import Surroundings
from bot.channels.tapped import part_of, text_of
from bot.channels.webfile import WebFile
from bot.channels.wuzapi_body import read_body
from bot.channels.wuzapi_delivery import read
from bot.channels.wuzapi_refusals import check_done
from bot.channels.wuzapi_state import health_of
from bot.errors import MediaGone, MediaUnavailable, NotAuthentic
from bot.messages import Message, PhotoRef, Reply

_TAKEN_UNTIL = 300
_BAD_REQUEST = 400
_MEDIA = frozenset({"image", "audio", "document"})


class WuzapiSettings(ChannelSettings):
    """
    A ``wuzapi`` channel in the settings.

    Attributes:
        type: Always ``wuzapi``.
        url: Where the gateway listens.
        token: The user's token, with which the gateway is called.
        hmac_key: What deliveries are signed with; None: they are not signed.
        path_secret: What the webhook's path ends with; None: nothing.
        token_in_form: Whether each delivery has to name the token, as old builds do.
        instance: The user's name, where one webhook gets the deliveries of several;
            None: there is no other.
        bucket: Where the bucket is that it keeps files in; None: it has none, or the
            bot cannot reach it.
        ticks: Whether people see that their messages were read and are answered.
    """

    type: Literal["wuzapi"]
    url: BaseAddress
    token: SecretStr = Field(min_length=1)
    hmac_key: SecretStr | None = Field(default=None, min_length=1)
    path_secret: SecretStr | None = Field(default=None, min_length=1)
    token_in_form: bool = False
    instance: str | None = Field(default=None, min_length=1, max_length=128)
    bucket: BaseAddress | None = None
    ticks: bool = True

    @property
    def authenticated(self) -> bool:
        """Whether deliveries prove where they come from."""
        secrets = (self.hmac_key, self.path_secret)
        return self.token_in_form or any(one is not None for one in secrets)


class WuzapiChannel:
    """
    One user of the gateway.

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

    def __init__(self, settings: WuzapiSettings, surroundings: Surroundings) -> None:
        self.rate = settings.rate
        self.ticks = settings.ticks
        self._settings = settings
        self._surroundings = surroundings
        token = settings.token.get_secret_value()
        self._gateway = surroundings.gateway(settings.url, {"Token": token})
        self._bucket = (
            surroundings.gateway(settings.bucket) if settings.bucket else None
        )

    def receive(self, delivery: Delivery) -> Received:
        """
        What *delivery* holds: one message, or one word for why it holds none.

        Raises:
            NotAuthentic: If it is not signed, or lacks a secret that it should have.
            BadDelivery: If it is neither a form nor a JSON object.
        """
        payload = self._authentic(delivery)
        return read(
            payload,
            tenant=self._surroundings.tenant,
            channel=self._surroundings.name,
            instance=self._settings.instance,
        )

    async def send(self, reply: Reply) -> None:
        """
        Send *reply* as one text, under an id by which a second one would be dropped.

        Raises:
            AccountDown: If the account is not connected, or does not let us in.
            ChannelUnavailable: If it was not sent: the gateway is down, or gives a
                reason that the adapter does not know.
            OutcomeUnknown: If the connection or WhatsApp broke off in the middle.
            ReplyRefused: If the gateway cannot send to this address at all.
        """
        asked = {
            "Phone": addressee(reply.chat.address),
            "Body": reply.text,
            "Id": _id_of(reply),
        }
        await self._do("/chat/send/text", asked)

    async def show_read(self, message: Message) -> None:
        """
        Show that *message* was read.

        Raises:
            ChannelError: If the gateway did not do it.
        """
        who = message.chat.address
        asked = {"Id": [message.id], "Chat": who, "Sender": who}
        asked |= {"ChatPhone": who, "SenderPhone": who}  # what newer builds call them
        await self._do("/chat/markread", asked)

    async def show_typing(self, message: Message) -> None:
        """
        Show, until the reply comes, that *message* is being answered.

        Raises:
            ChannelError: If the gateway did not do it.
        """
        asked = {"Phone": addressee(message.chat.address), "State": "composing"}
        await self._do("/chat/presence", asked)

    async def fetch(self, photo: PhotoRef) -> AsyncGenerator[bytes, None]:
        """
        The bytes of *photo*, in chunks: all of them, or an error.

        What came with the message is taken first, then what lies in the bucket, if it
        is ours; then the gateway downloads it from WhatsApp once more.

        Raises:
            MediaUnavailable: If another attempt may work.
            MediaGone: If the gateway will not hand it out.
        """
        data = at_hand(photo) or await from_bucket(self._bucket, photo.data)
        if data is None:
            file = WebFile.parse(photo.locator)
            data = await self._downloaded(file)
        async for chunk in in_chunks(data):
            yield chunk

    async def health(self) -> Health:
        """Whether the gateway runs and the account is joined to WhatsApp."""
        return await ask_health(self._gateway, "/session/status", health_of)

    def _authentic(self, delivery: Delivery) -> Payload:
        settings = self._settings
        if settings.path_secret is not None:
            _compare(delivery.secret, settings.path_secret, "the secret in its path")
        if settings.hmac_key is not None:
            check_signature(
                delivery,
                header="x-hmac-signature",
                secret=settings.hmac_key.get_secret_value(),
                algorithm="sha256",
            )
        payload = read_body(delivery)
        if settings.token_in_form:
            _compare(payload.text("token"), settings.token, "its token")
        return payload

    async def _downloaded(self, file: WebFile) -> bytes:
        """The bytes of *file*, which the gateway fetches from WhatsApp anew."""
        if not file.keys or file.media not in _MEDIA:
            raise MediaGone("its delivery did not tell where it is")
        answer = await ask_for_file(
            self._gateway, f"/chat/download{file.media}", file.keys
        )
        if answer.status == _BAD_REQUEST:
            raise MediaGone("the gateway cannot read what it told", status=400)
        said = part_of(answer.payload, "data") if answer.payload else None
        data = text_of(said, "Data") if said else ""
        if answer.status >= _TAKEN_UNTIL or not data:
            raise MediaUnavailable(
                f"the gateway answered {answer.status}", status=answer.status
            )
        return decoded(data)

    async def _do(self, path: str, asked: Mapping[str, object]) -> None:
        check_done(await call(self._gateway, "POST", path, json=asked))


def _compare(given: str, wanted: SecretStr, what: str) -> None:
    if not is_secret(given, wanted):
        raise NotAuthentic(f"{what} is missing or wrong")


def _id_of(reply: Reply) -> str:
    """The same for every attempt at *reply*, in the form that phones make."""
    named = f"{reply.chat.key}\n{reply.key}\n{reply.text}"
    made = hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()
    return f"3EB0{made[:18].upper()}"
