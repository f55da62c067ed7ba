"""People without a role, and everything that no person wrote to the bot."""

from collections.abc import Callable

import pytest

from tests.acceptance import said
from tests.acceptance.people import Person
from tests.acceptance.server import CUSTOMER, STAFF, Server
from tests.fakes.deliveries import delivery, unknown
from tests.fakes.gateway import FakeGateway

PHONE = f"{STAFF[0]}@s.whatsapp.net"
GROUP = "120363000000000001@g.us"
UNHEARD: dict[str, dict[str, object]] = {
    "a group": delivery(said.UPLOAD, sender=PHONE, chat=GROUP),
    "a status": delivery(said.UPLOAD, sender=PHONE, chat="status@broadcast"),
    "a broadcast": delivery(said.UPLOAD, sender=PHONE, chat="1761@broadcast"),
    "a newsletter": delivery(said.UPLOAD, sender=PHONE, chat="1203@newsletter"),
    "an own echo": delivery(said.UPLOAD, sender=PHONE) | {"fromMe": True},
    "a reaction": unknown(sender=PHONE),
    "a notice": delivery("Non-text message received", sender=PHONE),
    "an unknown attachment": delivery("", sender=PHONE, attachment={"type": "poll"}),
    "an unknown event": {"event": "message_ack", "sender": PHONE, "chat": PHONE},
    "a pairing": {"event": "pair_success", "message": "Device paired"},
    "nobody": {"event": "message", "message": said.UPLOAD},
    "nothing": {},
}


async def test_somebody_without_the_role_gets_one_refusal_and_starts_nothing(
    gateway: FakeGateway, server: Server
) -> None:
    stranger = Person(CUSTOMER, gateway=gateway, server=server)

    await stranger.says(said.UPLOAD)
    await stranger.sends("3EB0A1")
    await stranger.says("selesai")
    await stranger.says("upload Toyota Avanza 2020 harga 185jt")
    await stranger.says("ya")
    [chat] = await server.chats()
    status = await server.stop()

    assert status == 0
    assert len(stranger.heard) == 1
    assert said.REFUSED in stranger.heard[0]
    assert chat["flow"] is None
    assert gateway.attempts == []
    assert server.photos == []


async def test_strangers_are_refused_while_staff_are_served(
    gateway: FakeGateway, server: Server, staff: Callable[..., Person]
) -> None:
    stranger = Person(CUSTOMER, gateway=gateway, server=server)
    person = staff()

    await person.says(said.UPLOAD)
    await stranger.says(said.UPLOAD)
    await person.says("skip")
    await stranger.says("skip")
    await person.hears(2)
    await stranger.hears(1)

    assert person.heard == [said.ACCEPTED, said.preview("0")]
    assert said.REFUSED in stranger.heard[0]


async def test_what_no_person_wrote_to_the_bot_gets_200_and_silence(
    gateway: FakeGateway, server: Server, staff: Callable[..., Person]
) -> None:
    answers = {
        what: await gateway.deliver(body, to=server.webhook)
        for what, body in UNHEARD.items()
    }
    chats = await server.chats()
    _, metrics = await server.page("/metrics")
    await staff().says(said.UPLOAD)
    await staff().hears(1)
    status = await server.stop()

    assert status == 0
    assert answers == {what: [200] for what in UNHEARD}
    assert chats == []
    assert [one.text for one in gateway.replies] == [said.ACCEPTED]
    assert 'alur_ignored_total{channel="lumiku/wa",reason="group"} 1.0' in metrics


async def test_an_unknown_shape_is_logged_once(
    gateway: FakeGateway, server: Server
) -> None:
    for number in range(3):
        odd = {"event": "message_ack", "sender": PHONE, "number": number}
        assert await gateway.deliver(odd, to=server.webhook) == [200]
    await server.stop()

    assert len(await server.logs("delivery.unknown")) == 1


@pytest.mark.parametrize(
    "sender",
    [f"{STAFF[0]}:84@s.whatsapp.net", f"{STAFF[0]}@c.us"],
    ids=["a linked device", "the older server"],
)
async def test_staff_are_known_whatever_they_write_with(
    gateway: FakeGateway, server: Server, sender: str
) -> None:
    await gateway.deliver(delivery(said.UPLOAD, sender=sender), to=server.webhook)
    [reply] = await gateway.replies_reach(1)

    assert (reply.number, reply.text) == (STAFF[0], said.ACCEPTED)


async def test_neither_numbers_nor_words_of_people_are_in_the_log(
    server: Server, gateway: FakeGateway, staff: Callable[..., Person]
) -> None:
    stranger = Person(CUSTOMER, gateway=gateway, server=server)

    await staff().says(said.UPLOAD)
    await staff().sends("3EB0A1", caption="pintu kiri baret")
    await stranger.says("/upload rahasia")
    await staff().says("batal")
    await stranger.hears(1)
    await server.stop()

    for private in (STAFF[0], CUSTOMER, "Freed PSD", "baret", "rahasia", "3EB0A1"):
        assert private not in server.log
