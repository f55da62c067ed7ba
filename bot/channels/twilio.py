"""
WhatsApp by way of Twilio's Programmable Messaging.

What an adapter has to know about it, and nothing else shows:

* A delivery is signed over the public address in the settings, so a delivery that was
  posted to another address proves nothing here.
* A delivery may come before its photo can be downloaded: 404 means not yet.
* A photo is asked for with the account's credentials, and lies on another host, which
  must not get them.
* There is no key by which a reply sent twice would be known, so what may have been
  sent is for the sender to decide.

What deliveries look like is told in ``twilio_delivery.py``, how they are signed in
``twilio_signature.py``, what refusals mean in ``twilio_refusals.py``.
"""

import base64
import re
from collections.abc import AsyncGenerator, Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, SecretStr

from bot.channel import Delivery, Health, Received
from bot.channels.channelsettings import ChannelSettings
from bot.channels.health import ask_health
from bot.channels.http import Answer, BaseAddress, call
from bot.channels.outside import HostName, MediaHosts, download_from
from bot.channels.payload import Payload
from bot.channels.surroundings import Surroundings
from bot.channels.twilio_delivery import read
from bot.channels.twilio_refusals import check_sent
from bot.channels.twilio_signature import check_body, check_form, read_form
from bot.errors import NotAuthentic, ReplyRefused
from bot.messages import PhotoRef, Reply

TWILIO = "https://api.twilio.com"
MEDIA_HOSTS = ("twilio.com", "twiliocdn.com", "s3-external-1.amazonaws.com")

_MIB = 1024 * 1024
_VERSION = "2010-04-01"
_OK = 200
_REFUSED = frozenset({401, 403, 404})
_ADDRESS = re.compile(r"\+[1-9][0-9]{6,14}|[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def _own_number(value: str) -> str:
    number = value.removeprefix("whatsapp:")
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", number):
        raise ValueError("must be a number with its country, such as +14155238886")
    return number


class TwilioSettings(ChannelSettings):
    """
    A ``twilio`` channel in the settings.

    Attributes:
        type: Always ``twilio``.
        account_sid: The account, which begins with ``AC``.
        auth_token: The account's own token: that of an API key signs nothing.
        sender: The number that replies come from, E.164; ``from`` in the file.
        messaging_service_sid: What sends them, if it is not the number itself.
        url: Where Twilio's REST API is.
        media_hosts: The hosts that it may redirect to for a photo, each with every
            host below it.
    """

    type: Literal["twilio"]
    account_sid: str = Field(pattern="^[A-Za-z0-9]{1,64}$")
    auth_token: SecretStr = Field(min_length=1)
    sender: Annotated[str, AfterValidator(_own_number)] = Field(alias="from")
    messaging_service_sid: str | None = Field(
        default=None, pattern="^[A-Za-z0-9]{1,64}$"
    )
    url: BaseAddress = TWILIO
    media_hosts: tuple[HostName, ...] = MEDIA_HOSTS

    @property
    def authenticated(self) -> bool:
        """Whether deliveries prove where they come from: each is signed."""
        return True


class TwilioChannel:
    """
    One number of an account at Twilio.

    Attributes:
        settle_seconds: How long an earlier message may still come after a later one:
            each is posted by itself, and those with photos take longer.
        text_limit: The longest text it sends, in characters.
        body_limit_bytes: The largest delivery that it may post.
        rate: How many replies a second it takes; None: as many as there are.
        options_limit: How many options it shows beside a text: none.
    """

    settle_seconds: ClassVar[float] = 2.0
    text_limit: ClassVar[int] = 1600
    body_limit_bytes: ClassVar[int] = 2 * _MIB
    options_limit: ClassVar[int] = 0

    def __init__(self, settings: TwilioSettings, surroundings: Surroundings) -> None:
        self.rate = settings.rate
        self._settings = settings
        self._token = settings.auth_token.get_secret_value()
        self._surroundings = surroundings
        credentials = _basic(settings.account_sid, self._token)
        self._gateway = surroundings.gateway(settings.url, credentials)
        self._account = f"/{_VERSION}/Accounts/{settings.account_sid}"
        self._hosts = MediaHosts(base=settings.url, names=settings.media_hosts)

    def receive(self, delivery: Delivery) -> Received:
        """
        What *delivery* holds: messages of one person, or one word for why none.

        ``sent_ms`` is 0: a delivery has no time.

        Raises:
            NotAuthentic: If it is not signed for the address that it was posted to.
            BadDelivery: If it is signed, says that it is JSON, and is no JSON object.
        """
        payload = self._authentic(delivery)
        return read(
            payload,
            tenant=self._surroundings.tenant,
            channel=self._surroundings.name,
            own=self._settings.sender,
        )

    async def send(self, reply: Reply) -> None:
        """
        Send *reply* as one text.

        Raises:
            ChannelUnavailable: If it was not sent: too many at once, no connection,
                or something is wrong with the account, for the operator to see to.
            OutcomeUnknown: If Twilio broke off in the middle or has trouble itself.
            ReplyRefused: If it cannot be sent to this person, or not any more: a day
                after their last message only templates may be sent.
        """
        address = reply.chat.address
        if not _ADDRESS.fullmatch(address):
            raise ReplyRefused("no address of a person", code="address")
        form = {
            "From": f"whatsapp:{self._settings.sender}",
            "To": f"whatsapp:{address}",
            "Body": reply.text,
        }
        if self._settings.messaging_service_sid:
            form["MessagingServiceSid"] = self._settings.messaging_service_sid
        path = f"{self._account}/Messages.json"
        check_sent(await call(self._gateway, "POST", path, form=form))

    def fetch(self, photo: PhotoRef) -> AsyncGenerator[bytes, None]:
        """
        The bytes of *photo*, in chunks: all of them, or an error.

        Raises:
            MediaUnavailable: If another attempt may work.
            MediaGone: If Twilio will not hand it out, or it lies elsewhere.
        """
        address = self._by_own_way(photo.locator)
        return download_from(self._gateway, address, hosts=self._hosts)

    async def health(self) -> Health:
        """Whether the account may be used."""
        path = f"{self._account}.json"
        return await ask_health(self._gateway, path, _health, called="Twilio")

    def _authentic(self, delivery: Delivery) -> Payload:
        """The fields of *delivery*; of a name that comes twice, the first."""
        if "x-twilio-signature" not in delivery.headers:
            raise NotAuthentic("it is not signed")
        kind = delivery.headers.get("content-type", "").partition(";")[0]
        if kind.strip().lower() == "application/json":
            check_body(delivery, token=self._token)
            return Payload.parse(delivery.body)
        form = read_form(delivery.body)
        check_form(delivery, form, token=self._token)
        return Payload(fields=dict(reversed(form)))

    def _by_own_way(self, locator: str) -> str:
        """Twilio's own addresses by way of ``url``, which may lead there."""
        below = locator.removeprefix(f"{TWILIO}/")
        return locator if below == locator else f"{self._settings.url}/{below}"


def _basic(account: str, token: str) -> Mapping[str, str]:
    who = base64.b64encode(f"{account}:{token}".encode()).decode("ascii")
    return {"Authorization": f"Basic {who}"}


def _health(answer: Answer) -> Health:
    if answer.status in _REFUSED:
        return Health(
            ok=False,
            detail=f"Twilio answered {answer.status}: check account_sid and auth_token",
        )
    status = answer.payload.text("status") if answer.payload else ""
    if answer.status != _OK or not status:
        return Health(ok=False, detail=f"Twilio answered {answer.status}")
    return Health(ok=status == "active", detail=f"the account is {status}")
