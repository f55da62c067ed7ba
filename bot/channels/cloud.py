"""
WhatsApp by way of Meta's own Cloud API.

What an adapter has to know about it, and nothing else shows:

* A delivery is signed over its raw bytes, as they came: letters beyond ASCII are
  escaped in them, and would not be if the JSON was written anew.
* One app may have several secrets while one is being changed, so each is tried.
* That a reply was accepted does not mean that it arrives: what becomes of it is posted
  later.
* There is no key by which a reply sent twice would be known, so what may have been
  sent is for the sender to decide.

What deliveries look like is told in ``cloud_delivery.py`` and ``cloud_content.py``,
replies in ``cloud_replies.py``, refusals in ``cloud_refusals.py``, files in
``cloud_media.py``.
"""

from collections.abc import AsyncGenerator, Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, SecretStr

from bot.channel import Delivery, Health, Received
from bot.channels.bodysignature import check_signature
from bot.channels.channelsettings import ChannelSettings
from bot.channels.cloud_delivery import Account, read
from bot.channels.cloud_media import download_by_id
from bot.channels.cloud_refusals import check_sent, check_taken, code_of, is_of_account
from bot.channels.cloud_replies import MOST_ROWS, TITLES, body_of
from bot.channels.health import ask_health
from bot.channels.http import Answer, BaseAddress, call
from bot.channels.outside import HostName, MediaHosts
from bot.channels.payload import Payload
from bot.channels.secret import is_secret
from bot.channels.surroundings import Surroundings
from bot.errors import NotAuthentic
from bot.messages import Message, PhotoRef, Reply

META = "https://graph.facebook.com/v25.0"
MEDIA_HOSTS = ("lookaside.fbsbx.com", "whatsapp.net")

_MIB = 1024 * 1024
_OK = 200
_SIGNATURE = "x-hub-signature-256"
_HEALTH_FIELDS = "health_status,quality_rating,throughput,status"
_CANNOT_SEND = frozenset(
    {
        *("BANNED", "DELETED", "DISCONNECTED", "MIGRATED", "PENDING", "RESTRICTED"),
        *("UNVERIFIED", "UNKNOWN"),
    }
)


def _one_or_more(value: object) -> object:
    return (value,) if isinstance(value, str | SecretStr) else value


_Secret = Annotated[SecretStr, Field(min_length=1)]


class CloudSettings(ChannelSettings):
    """
    A ``cloud`` channel in the settings.

    Attributes:
        type: Always ``cloud``.
        phone_number_id: The id of the number; not the number itself.
        app_secret: What the app signs deliveries with; one, or several while it is
            being changed.
        token: What the bot calls Meta with, of a system user.
        verify_token: What Meta tells when it asks whether this is the right webhook.
        url: Where the Graph API is, with its version.
        media_hosts: The hosts that files may lie on, each with every host below it.
            They are told the token.
        ticks: Whether people see that they were read, and that they are answered.
        list_button: What stands on the button that opens a list of options.
        rate: How many replies a second go out at most: half of what Meta takes, which
            counts what comes in as well.
    """

    type: Literal["cloud"]
    phone_number_id: str = Field(pattern="^[0-9]{1,32}$", coerce_numbers_to_str=True)
    app_secret: Annotated[tuple[_Secret, ...], BeforeValidator(_one_or_more)] = Field(
        min_length=1
    )
    token: SecretStr = Field(min_length=1)
    verify_token: SecretStr = Field(min_length=1)
    url: BaseAddress = META
    media_hosts: tuple[HostName, ...] = MEDIA_HOSTS
    ticks: bool = True
    list_button: str = Field(default="☰ Menu", min_length=1, max_length=20)
    rate: float | None = Field(default=40.0, gt=0, le=1_000)

    @property
    def authenticated(self) -> bool:
        """Whether deliveries prove where they come from: each is signed."""
        return True


class CloudChannel:
    """
    One number of an account at Meta.

    Attributes:
        settle_seconds: How long an earlier message may still come after a later one:
            each may be posted by itself.
        text_limit: The longest text it sends, in characters.
        body_limit_bytes: The largest delivery that it may post: Meta says three MB.
        rate: How many replies a second it takes; None: as many as there are.
        options_limit: How many options it shows beside a text.
        title_limits: See ``ShowsOptions``.
        ticks: Whether people see that they were read.
    """

    settle_seconds: ClassVar[float] = 2.0
    text_limit: ClassVar[int] = 4096
    body_limit_bytes: ClassVar[int] = 4 * _MIB
    options_limit: ClassVar[int] = MOST_ROWS
    title_limits: ClassVar[Mapping[int, int]] = TITLES

    def __init__(self, settings: CloudSettings, surroundings: Surroundings) -> None:
        self.rate = settings.rate
        self.ticks = settings.ticks
        self._settings = settings
        self._account = Account(
            tenant=surroundings.tenant,
            channel=surroundings.name,
            number_id=settings.phone_number_id,
        )
        token = settings.token.get_secret_value()
        headers = {"Authorization": f"Bearer {token}", "User-Agent": "alur"}
        self._gateway = surroundings.gateway(settings.url, headers)
        self._hosts = MediaHosts(
            base=settings.url, names=settings.media_hosts, trusted=True
        )

    def handshake(self, query: Mapping[str, str]) -> str:
        """
        The challenge in *query*, which comes with the verify token.

        Raises:
            NotAuthentic: If it comes with another, or asks for something else.
        """
        told = query.get("hub.verify_token", "")
        fits = is_secret(told, self._settings.verify_token)
        if not fits or query.get("hub.mode") != "subscribe":
            raise NotAuthentic("it does not tell the verify_token")
        return query.get("hub.challenge", "")

    def receive(self, delivery: Delivery) -> Received:
        """
        What *delivery* holds: any number of messages, and words for all else.

        ``sent_ms`` is 0 where a message has no time that can be read.

        Raises:
            NotAuthentic: If it is not signed with one of the app's secrets.
            BadDelivery: If it is signed, and is no JSON object.
        """
        self._authenticate(delivery)
        return read(Payload.parse(delivery.body), self._account)

    async def send(self, reply: Reply) -> None:
        """
        Send *reply*, with its options as buttons or as a list.

        Raises:
            ChannelUnavailable: If it was not sent: too many at once, no connection,
                Meta is down; or ``AccountDown``, for the operator to see to.
            OutcomeUnknown: If Meta broke off in the middle or has trouble itself.
            ReplyRefused: If it cannot be sent to this person; or ``WindowClosed``.
        """
        body = body_of(reply, list_button=self._settings.list_button)
        check_sent(await self._post(body))

    async def show_read(self, message: Message) -> None:
        """Turn the ticks of *message* blue."""
        check_taken(await self._post(_read(message)))

    async def show_typing(self, message: Message) -> None:
        """Show for 25 seconds, or until a reply comes, that somebody writes."""
        typing = {**_read(message), "typing_indicator": {"type": "text"}}
        check_taken(await self._post(typing))

    def fetch(self, photo: PhotoRef) -> AsyncGenerator[bytes, None]:
        """
        The bytes of *photo*, in chunks: all of them, or an error.

        Raises:
            MediaUnavailable: If another attempt may work.
            MediaGone: If Meta no longer has it, or it lies elsewhere.
        """
        number = self._settings.phone_number_id
        return download_by_id(
            self._gateway,
            f"/{photo.locator}?phone_number_id={number}",
            hosts=self._hosts,
        )

    async def health(self) -> Health:
        """Whether the number may send."""
        path = f"/{self._settings.phone_number_id}?fields={_HEALTH_FIELDS}"
        return await ask_health(self._gateway, path, _health, called="Meta")

    def _authenticate(self, delivery: Delivery) -> None:
        refused = NotAuthentic("it is not signed")
        for secret in self._settings.app_secret:
            try:
                check_signature(
                    delivery,
                    header=_SIGNATURE,
                    secret=secret.get_secret_value(),
                    algorithm="sha256",
                    prefix="sha256=",
                )
            except NotAuthentic as error:
                refused = error
            else:
                return
        raise refused

    async def _post(self, body: Mapping[str, object]) -> Answer:
        path = f"/{self._settings.phone_number_id}/messages"
        return await call(self._gateway, "POST", path, json=body)


def _read(message: Message) -> Mapping[str, object]:
    return {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": message.id,
    }


def _health(answer: Answer) -> Health:
    if is_of_account(answer) or code_of(answer) is not None:
        said = f"Meta answered {answer.status}, error {code_of(answer)}"
        return Health(ok=False, detail=f"{said}: check token and phone_number_id")
    number = answer.payload
    if answer.status != _OK or number is None:
        return Health(ok=False, detail=f"Meta answered {answer.status}")
    status = number.text("status") or "of unknown status"
    can_send = number.part("health_status").text("can_send_message") or "AVAILABLE"
    quality = number.text("quality_rating") or "UNKNOWN"
    told = f"the number is {status}, sending is {can_send}, quality is {quality}"
    blocked = can_send == "BLOCKED" or status in _CANNOT_SEND
    return Health(ok=not blocked, detail=told)
