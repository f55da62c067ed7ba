"""
E-mail, as one more way for a reply to reach somebody.

A reply goes out as one message with the same words as plain text and as HTML. Its
``Message-ID`` is made from the reply's key, so the same reply is the same e-mail
whenever it is sent, and a mailbox shows it once. The first line is the subject.
"""

import html
import re
from collections.abc import AsyncGenerator
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import formatdate
from typing import ClassVar

import aiosmtplib

from bot.channel import Delivery, Health, Received
from bot.clock import Clock
from bot.errors import (
    ChannelError,
    ChannelUnavailable,
    MediaGone,
    NotAuthentic,
    OutcomeUnknown,
    ReplyRefused,
)
from bot.messages import PhotoRef, Reply, digest
from bot.smtp import Smtp

MAIL = "@mail"
"""The channel's name in every tenant; no setting can take it."""

_FOR_NOW, _FOR_EVER = 400, 500
"""The least codes of what may be tried again, and of what may not."""

_MIB = 1024 * 1024
_SUBJECT_LETTERS = 120
_LINK = re.compile(r"https?://[^\s<>\"]+")
_STYLE = (
    "font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;"
    "max-width:40rem;white-space:pre-line;overflow-wrap:anywhere"
)


class MailChannel:
    """
    E-mail by one server; nothing is received.

    Attributes:
        settle_seconds: Nothing comes, so nothing may still come.
        text_limit: The longest text it takes in one piece, in characters.
        body_limit_bytes: The largest delivery that it posts; it posts none.
        rate: How many e-mails a second it takes: as many as there are.
        options_limit: How many options it shows beside a text: none.
    """

    settle_seconds: ClassVar[float] = 0.0
    text_limit: ClassVar[int] = _MIB
    body_limit_bytes: ClassVar[int] = 0
    rate: float | None = None
    options_limit: ClassVar[int] = 0

    def __init__(self, smtp: Smtp, clock: Clock) -> None:
        self._smtp = smtp
        self._clock = clock

    def receive(self, delivery: Delivery) -> Received:  # noqa: ARG002 - the protocol's
        """
        Nothing: e-mails are not read.

        Raises:
            NotAuthentic: Always.
        """
        raise NotAuthentic("no e-mail is taken")

    async def send(self, reply: Reply) -> None:
        """
        Send *reply* as one e-mail to ``chat.address``.

        Raises:
            ChannelUnavailable: If it was not sent: the server is down or slow, refuses
                the login, or asks to be tried again.
            OutcomeUnknown: If the connection broke off once the e-mail was on its way.
            ReplyRefused: If the server will never take it.
        """
        client = aiosmtplib.SMTP(
            hostname=self._smtp.host,
            port=self._smtp.port,
            timeout=self._smtp.timeout,
            use_tls=self._smtp.tls == "tls",
            start_tls=self._smtp.tls == "starttls",
        )
        try:
            await self._hand_over(client, reply)
        finally:
            client.close()

    def fetch(self, photo: PhotoRef) -> AsyncGenerator[bytes, None]:  # noqa: ARG002 - the protocol's
        """
        No photo comes by e-mail.

        Raises:
            MediaGone: Always.
        """
        raise MediaGone("no photo comes by e-mail")

    async def health(self) -> Health:
        """Well: whether the server takes an e-mail is known once there is one."""
        return Health(ok=True, detail=f"smtp {self._smtp.host}:{self._smtp.port}")

    async def _hand_over(self, client: aiosmtplib.SMTP, reply: Reply) -> None:
        password = self._smtp.password
        try:
            await client.connect()
            if self._smtp.user is not None and password is not None:
                await client.login(self._smtp.user, password.get_secret_value())
        except (aiosmtplib.SMTPException, OSError) as error:
            # A wrong password is mended by the operator, and loses nothing until then.
            raise ChannelUnavailable(_told(error)) from None
        try:
            await client.mail(self._smtp.address, encoding="ascii")
            await client.rcpt(reply.chat.address, encoding="ascii")
        except (aiosmtplib.SMTPException, OSError) as error:
            raise _meaning(error, ChannelUnavailable(_told(error))) from None
        try:
            await client.data(self.written(reply).as_bytes(policy=WIRE))
        except (aiosmtplib.SMTPException, OSError) as error:
            raise _meaning(error, OutcomeUnknown(_told(error))) from None

    def written(self, reply: Reply) -> EmailMessage:
        """The e-mail that *reply* is sent as."""
        text = reply.text.encode("utf-8", "replace").decode()
        first, _, rest = text.strip().partition("\n")
        mail = EmailMessage()
        mail["From"] = self._smtp.sender
        mail["To"] = reply.chat.address
        mail["Subject"] = " ".join(first.split())[:_SUBJECT_LETTERS]
        mail["Date"] = formatdate(self._clock.now())
        mail["Message-ID"] = f"<{digest(reply.key)}@{self._smtp.domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        said = rest.strip() or first
        mail.set_content(said)
        mail.add_alternative(_page(said), subtype="html")
        return mail


def _page(text: str) -> str:
    """*text* as HTML: the same words, and links that can be tapped."""
    linked = _LINK.sub(
        lambda found: f'<a href="{found[0]}">{found[0]}</a>',
        html.escape(text, quote=False),
    )
    return (
        '<!doctype html><html><head><meta charset="utf-8">'
        '<meta name="color-scheme" content="light dark"></head>'
        f'<body><div style="{_STYLE}">{linked}</div></body></html>'
    )


def _meaning(error: Exception, otherwise: ChannelError) -> ChannelError:
    """What the server's answer means; without one it is *otherwise*."""
    code = _code(error)
    if code >= _FOR_EVER:
        return ReplyRefused(_told(error), code=str(code))
    return ChannelUnavailable(_told(error)) if code >= _FOR_NOW else otherwise


def _code(error: Exception) -> int:
    """What the server answered; 0 if it did not."""
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return int(error.code)
    return 0


def _told(error: Exception) -> str:
    """What went wrong, without the server's words: they may hold an address."""
    said = f" {code}" if (code := _code(error)) else ""
    return f"the mail server: {type(error).__name__}{said}"
