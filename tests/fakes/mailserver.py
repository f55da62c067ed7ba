"""A mail server in the process of the test: real SMTP, and what is wrong with it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

LIMIT_SECONDS = 30.0


class MailServer:
    """
    Takes e-mails.

    Attributes:
        port: Where it listens.
        received: The e-mails it took, in order.
        recipients: For whom each of them was.
        answers: What the next e-mails are answered with, one each; then ``250``.
        recipient_answer: What every recipient is answered with.
        hangs: Whether it answers no e-mail at all.
        breaks_off: How many of the next e-mails it takes without saying so.
        password: What a login has to bring; None: none is asked for.
    """

    def __init__(self) -> None:
        self.port = 0
        self.received: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.answers: list[str] = []
        self.recipient_answer = "250 ok"
        self.hangs = False
        self.breaks_off = 0
        self.password: bytes | None = None
        self._grown = asyncio.Condition()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Take one recipient, or not."""
        if self.recipient_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(  # noqa: N802 - the same
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take one e-mail, or do what the script says."""
        if self.hangs:
            await asyncio.Event().wait()
        if self.answers:
            return self.answers.pop(0)
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.received.append(mail)
        self.recipients.append([str(one) for one in envelope.rcpt_tos])
        async with self._grown:
            self._grown.notify_all()
        if self.breaks_off:
            self.breaks_off -= 1
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return "250 ok"

    async def arrived(self, count: int) -> None:
        """
        Wait until it took *count* e-mails in all.

        Raises:
            TimeoutError: If it did not in time.
        """
        async with asyncio.timeout(LIMIT_SECONDS), self._grown:
            await self._grown.wait_for(lambda: len(self.received) >= count)

    def _protocol(self) -> SMTP:
        return SMTP(
            self,
            hostname="mail.test",
            auth_required=self.password is not None,
            auth_require_tls=False,
            authenticator=self._authenticate,
            loop=asyncio.get_running_loop(),
        )

    def _authenticate(
        self, _server: SMTP, _session: Session, _: Envelope, __: str, given: object
    ) -> AuthResult:
        known = isinstance(given, LoginPassword) and given.password == self.password
        return AuthResult(success=known, handled=False)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["MailServer"]:
        """Listen meanwhile, on any free port, or on the one it had before."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(self._protocol, "127.0.0.1", self.port)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            await asyncio.sleep(0)
