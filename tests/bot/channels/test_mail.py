"""Replies by e-mail: over real SMTP, with a server that may be down, slow or rude."""

import pytest

from bot.channel import Delivery
from bot.channels.mail import MailChannel
from bot.errors import (
    ChannelUnavailable,
    MediaGone,
    NotAuthentic,
    OutcomeUnknown,
    ReplyRefused,
)
from bot.messages import Chat, PhotoRef, Reply
from bot.smtp import Smtp
from tests.clock import ManualClock
from tests.fakes.mailserver import MailServer

TEXT = """\
Konsultasi rambut — Salon Ayu

Perawatan: <keramas> & lagi 💇

Foto: https://bot.example/s/abc/photos/1.jpg | https://bot.example/s/abc/photos/2.jpg
"""

PASSWORD = "rahasia"  # noqa: S105 - of the server in this test

without_tls = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring")


@pytest.fixture
async def server():
    async with MailServer().listening() as listening:
        yield listening


def channel(server, **smtp):
    given = {"host": "127.0.0.1", "port": server.port, "tls": "none", "timeout": 5}
    settings = {**given, "from": "Salon Ayu <bot@salon.example>", **smtp}
    return MailChannel(Smtp.model_validate(settings), ManualClock())


def reply(text=TEXT, key="s:2:stylist:@mail:0"):
    chat = Chat(tenant="salon", channel="@mail", address="stylist@salon.example")
    return Reply(chat=chat, text=text, key=key)


async def test_the_first_line_is_the_subject_and_the_rest_the_text(server):
    await channel(server).send(reply())

    [mail] = server.received
    assert mail["Subject"] == "Konsultasi rambut — Salon Ayu"
    assert mail["From"] == "Salon Ayu <bot@salon.example>"
    assert mail["To"] == "stylist@salon.example"
    assert server.recipients == [["stylist@salon.example"]]


async def test_text_and_html_say_the_same(server):
    await channel(server).send(reply())

    [mail] = server.received
    plain = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
    html = mail.get_body(("html",)).get_content()
    link = "https://bot.example/s/abc/photos/1.jpg"
    assert mail.get_content_type() == "multipart/alternative"
    assert plain.startswith("Perawatan: <keramas> & lagi 💇\n")
    assert "Perawatan: &lt;keramas&gt; &amp; lagi 💇" in html
    assert f'<a href="{link}">{link}</a> | <a href=' in html


async def test_the_same_reply_has_the_same_id_and_another_another(server):
    mails = channel(server)

    await mails.send(reply())
    await mails.send(reply())
    await mails.send(reply(key="another"))

    first, again, other = [mail["Message-ID"] for mail in server.received]
    assert first == again
    assert first != other
    assert first.endswith("@salon.example>")


async def test_a_line_break_cannot_add_a_header(server):
    await channel(server).send(reply("Judul\r\nBcc: all@example.com\n\nisi"))

    [mail] = server.received
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Judul"


async def test_a_very_long_line_arrives_whole(server):
    line = "panjang " * 1000

    await channel(server).send(reply(f"Judul\n\n{line}"))

    [mail] = server.received
    assert mail.get_body(("plain",)).get_content().strip() == line.strip()


@without_tls
async def test_it_logs_in_where_the_server_asks_for_it(server):
    server.password = PASSWORD.encode()

    await channel(server, user="bot", password=PASSWORD).send(reply())

    assert len(server.received) == 1


@without_tls
async def test_a_wrong_password_loses_nothing(server):
    server.password = b"another"

    with pytest.raises(ChannelUnavailable, match="535"):
        await channel(server, user="bot", password=PASSWORD).send(reply())


async def test_a_server_that_is_down_is_tried_again():
    async with MailServer().listening() as server:
        pass

    with pytest.raises(ChannelUnavailable):
        await channel(server).send(reply())


async def test_a_server_without_the_encryption_asked_for_gets_nothing(server):
    with pytest.raises(ChannelUnavailable):
        await channel(server, tls="starttls").send(reply())

    assert server.received == []


async def test_a_server_that_says_later_is_tried_again(server):
    server.answers = ["451 try again later"]

    with pytest.raises(ChannelUnavailable, match="451"):
        await channel(server).send(reply())


async def test_a_server_that_says_no_is_not_asked_again(server):
    server.answers = ["554 no"]

    with pytest.raises(ReplyRefused) as refused:
        await channel(server).send(reply())

    assert refused.value.code == "554"


async def test_a_mailbox_that_is_not_there_parks_the_reply(server):
    server.recipient_answer = "550 stylist@salon.example is not here"

    with pytest.raises(ReplyRefused) as refused:
        await channel(server).send(reply())

    assert refused.value.code == "550"
    assert "stylist" not in str(refused.value)


async def test_greylisting_is_waited_out(server):
    server.recipient_answer = "450 greylisted"

    with pytest.raises(ChannelUnavailable):
        await channel(server).send(reply())


async def test_a_slow_server_leaves_it_open_whether_the_mail_was_taken(server):
    server.hangs = True

    with pytest.raises(OutcomeUnknown):
        await channel(server, timeout=0.2).send(reply())


async def test_a_connection_that_breaks_off_at_the_end_leaves_it_open(server):
    server.breaks_off = 1

    with pytest.raises(OutcomeUnknown):
        await channel(server).send(reply())

    assert len(server.received) == 1


async def test_nothing_comes_in_by_mail(server):
    mails = channel(server)

    with pytest.raises(NotAuthentic):
        mails.receive(Delivery(body=b""))
    with pytest.raises(MediaGone):
        mails.fetch(PhotoRef(locator="a"))
    assert (await mails.health()).ok
