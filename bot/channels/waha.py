"""
WAHA, WhatsApp HTTP API: each of its engines, WEBJS, NOWEB and GOWS.

What an adapter has to know about it, and nothing else shows:

* Deliveries are signed if the gateway was given a key for that, and not otherwise.
* Files are complete before they are announced, at an address that only the gateway's
  container may know, and are deleted after three minutes as a rule. 404 means that it
  is too late; the gateway can download a file anew by its message.
* Some of its addresses send something on a mere GET, so nothing but files and what is
  written here is ever asked for.

What deliveries look like is told in ``waha_delivery.py`` and ``waha_content.py``, what
refusals mean in ``waha_refusals.py``.
"""

from collections.abc import AsyncGenerator, Mapping
from typing import ClassVar, Literal
from urllib.parse import quote

from pydantic import Field, SecretStr
from yarl import URL

from bot.channel import Delivery, Health, Received
from bot.channels.addressee import addressee
from bot.channels.anew import download_or_anew
from bot.channels.bodysignature import check_signature
from bot.channels.channelsettings import ChannelSettings
from bot.channels.http import Answer, BaseAddress, call
from bot.channels.outside import HostName, MediaHosts
from bot.channels.payload import Payload
from bot.channels.surroundings import Surroundings
from bot.channels.waha_delivery import read
from bot.channels.waha_file import FILES, WahaFile, path_in
from bot.channels.waha_refusals import check_done, check_sent
from bot.errors import ChannelError, MediaGone, MediaUnavailable
from bot.messages import Chat, Message, PhotoRef, Reply

_MIB = 1024 * 1024
_OK = 200
_NEVER = frozenset({401, 403, 404})
_CURES: Mapping[str, str] = {
    "SCAN_QR_CODE": "scan its code",
    "STOPPED": "start it",
    "FAILED": "restart it",
}


class WahaSettings(ChannelSettings):
    """
    A ``waha`` channel in the settings.

    Attributes:
        type: Always ``waha``.
        url: Where the gateway listens.
        session: Which of its sessions is this channel's.
        api_key: What the gateway is called with; None if anybody may call it.
        hmac_key: What it signs deliveries with; None: they are not checked.
        media_hosts: Where it keeps files, if not with itself; each with every host
            below it.
        ticks: Whether people see that their messages were read and are answered.
    """

    type: Literal["waha"]
    url: BaseAddress
    session: str = Field(default="default", pattern=r"^[A-Za-z0-9_-]{1,64}$")
    api_key: SecretStr | None = Field(default=None, min_length=1)
    hmac_key: SecretStr | None = Field(default=None, min_length=1)
    media_hosts: tuple[HostName, ...] = ()
    ticks: bool = True

    @property
    def authenticated(self) -> bool:
        """Whether deliveries prove where they come from."""
        return self.hmac_key is not None


class WahaChannel:
    """
    One session of the gateway.

    Attributes:
        settle_seconds: How long an earlier message may still come after a later one:
            each is posted by itself, and those with photos after their download.
        text_limit: The longest text it sends, in characters.
        body_limit_bytes: The largest delivery that it may post.
        rate: How many replies a second it takes; None: as many as there are.
        options_limit: How many options it shows beside a text: none, for its buttons
            are shown by few phones.
        ticks: Whether the operator wants people to see that they were read.
    """

    settle_seconds: ClassVar[float] = 2.0
    text_limit: ClassVar[int] = 4096
    body_limit_bytes: ClassVar[int] = 2 * _MIB
    options_limit: ClassVar[int] = 0

    def __init__(self, settings: WahaSettings, surroundings: Surroundings) -> None:
        self.rate = settings.rate
        self.ticks = settings.ticks
        self._session = settings.session
        self._hmac_key = settings.hmac_key
        self._hosts = MediaHosts(base=settings.url, names=settings.media_hosts)
        self._surroundings = surroundings
        key = settings.api_key
        headers = {"X-Api-Key": key.get_secret_value()} if key else {}
        self._gateway = surroundings.gateway(settings.url, headers)

    def receive(self, delivery: Delivery) -> Received:
        """
        What *delivery* holds: one message, or one word for why it holds none.

        Raises:
            NotAuthentic: If it is not signed with the key.
            BadDelivery: If the body is no JSON object.
        """
        if self._hmac_key is not None:
            check_signature(
                delivery,
                header="x-webhook-hmac",
                secret=self._hmac_key.get_secret_value(),
                algorithm="sha512",
            )
        payload = Payload.parse(delivery.body)
        return read(
            payload,
            tenant=self._surroundings.tenant,
            channel=self._surroundings.name,
            session=self._session,
        )

    async def send(self, reply: Reply) -> None:
        """
        Send *reply* as one text.

        Raises:
            AccountDown: If the session does not work, or the key is wrong.
            ChannelUnavailable: If it was not sent and may be later.
            OutcomeUnknown: If the connection or the engine broke off in the middle.
            ReplyRefused: If the gateway cannot send to this address at all.
        """
        whom = _named(reply.chat)
        answer = await self._post("/api/sendText", chatId=whom, text=reply.text)
        check_sent(answer)

    async def show_read(self, message: Message) -> None:
        """
        Show that *message* was read.

        Raises:
            ChannelError: If the gateway did not do it.
        """
        if message.synthetic:
            return  # the gateway gave no id, so none to tell
        whom = _named(message.chat)
        ids = [f"false_{whom}_{message.id}"]
        check_done(await self._post("/api/sendSeen", chatId=whom, messageIds=ids))

    async def show_typing(self, message: Message) -> None:
        """
        Show, until the reply comes, that *message* is being answered.

        Raises:
            ChannelError: If the gateway did not do it.
        """
        whom = _named(message.chat)
        check_done(await self._post("/api/startTyping", chatId=whom))

    def fetch(self, photo: PhotoRef) -> AsyncGenerator[bytes, None]:
        """
        The bytes of *photo*, in chunks: all of them, or an error.

        What the gateway does not have any more is downloaded anew, by its message.

        Raises:
            MediaUnavailable: If another attempt may work.
            MediaGone: If WhatsApp has not got it any more, or the gateway will not
                hand it out, or names a host that may not be asked.
        """
        file = WahaFile.parse(photo.locator)
        return download_or_anew(
            self._gateway,
            self._address_of(file.path) if file.path else "",
            hosts=self._hosts,
            anew_path=self._anew(file) if file.message else "",
            locate=self._locate,
        )

    async def health(self) -> Health:
        """Whether the gateway runs and the session works."""
        try:
            answer = await call(self._gateway, "GET", f"/api/sessions/{self._session}")
            check_sent(answer)
        except ChannelError as error:
            return Health(ok=False, detail=str(error))
        state = answer.payload.text("status") if answer.payload else ""
        if state == "WORKING":
            return Health(ok=True, detail=f"session {self._session} works")
        cure = f": {_CURES[state]}" if state in _CURES else ""
        named = state or "of unknown state"
        return Health(ok=False, detail=f"session {self._session} is {named}{cure}")

    def _address_of(self, path: str) -> str:
        return f"{self._gateway.url}{FILES}{path}"

    def _anew(self, file: WahaFile) -> str:
        chat, message = quote(file.chat, safe="@"), quote(file.message, safe="@")
        path = f"/api/{self._session}/chats/{chat}/messages/{message}"
        return f"{path}?downloadMedia=true"

    def _locate(self, answer: Answer) -> str:
        """Where a file lies that the gateway was to download again."""
        what = f"the gateway cannot download it: {answer.status}"
        if answer.status in _NEVER:
            raise MediaGone(what, status=answer.status)
        if answer.status != _OK:
            raise MediaUnavailable(what, status=answer.status)
        said = answer.payload or Payload(fields={})
        url = said.part("media").text("url")
        if not url:
            raise MediaUnavailable("the gateway could not download it")
        if known := path_in(url):
            return self._address_of(known)
        if self._is_own(url):
            raise MediaGone("it does not lie among the gateway's files")
        return url

    def _is_own(self, url: str) -> bool:
        try:
            return self._hosts.is_own(URL(url))
        except ValueError:
            return True

    async def _post(self, path: str, **asked: object) -> Answer:
        json = {"session": self._session, **asked}
        return await call(self._gateway, "POST", path, json=json)


def _named(chat: Chat) -> str:
    return addressee(chat.address, server="c.us")
