"""What every type of channel promises, whatever gateway stands behind it."""

import itertools
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.channel import Delivery
from bot.channels import CHANNELS
from bot.channels.client import HttpClient
from bot.errors import BadDelivery, ChannelError, MediaError, NotAuthentic
from bot.messages import Chat, Kind, Message, Option, PhotoRef, Reply
from tests.fakes.aside import opened
from tests.fakes.case import Case
from tests.fakes.every import CASES, WITHOUT, cases_with
from tests.fakes.played import channel_of

PHONE = "+6281200000011"
OTHERS_PHONE = "+6281200000022"
ALL = "Halo, “Budi” é 🚗\nbaris kedua"
_numbers = itertools.count(1)


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest) -> Iterator[Case]:
    with opened(request.param) as case:
        yield case


@pytest.fixture
async def channel(case: Case) -> AsyncIterator[Any]:
    async with HttpClient() as client:
        yield channel_of(case, client, name="wa")


def _message(text: str = "", *, phone: str = PHONE, **fields: Any) -> Message:
    number = next(_numbers)
    chat = Chat(tenant="shop", channel="wa", address=phone, phone=phone)
    told: dict[str, Any] = {"id": f"contract-{number}", "kind": Kind.TEXT, **fields}
    # A gateway without ids tells messages apart by their time.
    return Message(
        chat=chat, sent_ms=(1_760_000_000 + number) * 1000, text=text, **told
    )


def _photo(name: str) -> Message:
    return _message(kind=Kind.PHOTO, photo=PhotoRef(locator=name), id=name)


def _type(case: Case) -> str:
    return str(case.settings["type"])


def _posted(case: Case, message: Message) -> Delivery:
    delivery = case.delivery(message)
    assert delivery is not None
    return delivery


def _heard(channel: Any, delivery: Delivery) -> Message:
    [message] = channel.receive(delivery).messages
    assert isinstance(message, Message)
    return message


def test_words_are_heard_as_they_were_written(case, channel):
    heard = _heard(channel, _posted(case, _message(ALL)))

    assert (heard.kind, heard.text) == (Kind.TEXT, ALL)
    assert (heard.chat.tenant, heard.chat.channel) == ("shop", "wa")
    assert heard.chat.phone == PHONE


def test_the_same_delivery_is_the_same_message(case, channel):
    delivery = _posted(case, _message("halo"))

    assert channel.receive(delivery) == channel.receive(delivery)


def test_two_messages_have_two_ids_and_one_chat(case, channel):
    first = _heard(channel, _posted(case, _message("halo")))
    second = _heard(channel, _posted(case, _message("halo")))

    assert first.id != second.id
    assert first.chat == second.chat


def test_two_people_are_two_chats(case, channel):
    first = _heard(channel, _posted(case, _message("halo")))
    second = _heard(channel, _posted(case, _message("halo", phone=OTHERS_PHONE)))

    assert first.chat.key != second.chat.key


@pytest.mark.parametrize("case", cases_with("secrets"), indirect=True)
def test_what_proves_nothing_is_not_authentic(case, channel):
    delivery = _posted(case, _message("halo"))
    backwards = {name: value[::-1] for name, value in delivery.headers.items()}

    for forged in (
        replace(delivery, headers={}, secret=""),
        replace(delivery, headers=backwards, secret=delivery.secret[::-1]),
    ):
        with pytest.raises(NotAuthentic):
            channel.receive(forged)


def test_types_without_secrets_are_listed_and_no_others(case):
    settings = CHANNELS[_type(case)].settings.model_validate(case.settings)
    listed = _type(case) in WITHOUT["secrets"]

    assert (settings.authenticated, bool(case.secrets)) == (not listed, not listed)


def test_what_is_no_message_is_named_in_one_word(case, channel):
    received = {
        word: channel.receive(delivery) for word, delivery in case.ignored().items()
    }

    assert received
    assert {word: one.messages for word, one in received.items()} == dict.fromkeys(
        received, ()
    )
    assert {word: one.ignored for word, one in received.items()} == {
        word: (word,) for word in received
    }


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"\xff\xfe", b"{", b"[" * 100_000, b'"\\ud800"']
)
def test_what_is_in_no_form_at_all_is_a_bad_delivery_or_ignored(case, channel, body):
    try:
        received = channel.receive(case.seal(body))
    except BadDelivery:
        return

    assert received.messages == ()


async def test_a_file_comes_whole_once_it_is_there(case, channel):
    name = f"late-{next(_numbers)}"
    photo = _heard(channel, _posted(case, _photo(name))).photo
    data = bytes(range(256)) * 1_000

    with pytest.raises(MediaError):
        await _fetched(channel, photo)
    case.has(name, data)

    assert await _fetched(channel, photo) == data


async def _fetched(channel: Any, photo: PhotoRef | None) -> bytes:
    assert photo is not None
    return b"".join([chunk async for chunk in channel.fetch(photo)])


@pytest.mark.parametrize("case", cases_with("deletions"), indirect=True)
def test_a_deletion_names_the_message_that_it_deletes(case, channel):
    name = f"gone-{next(_numbers)}"
    photo = _heard(channel, _posted(case, _photo(name)))

    removed = _heard(
        channel, _posted(case, _message(kind=Kind.PHOTO_REMOVED, target=name))
    )

    assert (removed.kind, removed.target) == (Kind.PHOTO_REMOVED, photo.id)
    assert removed.id != photo.id


def test_types_without_deletions_are_listed_and_no_others(case):
    deletion = _message(kind=Kind.PHOTO_REMOVED, target="gone")

    told = case.delivery(deletion) is not None

    assert told == (_type(case) not in WITHOUT["deletions"])


@pytest.mark.parametrize("case", cases_with("taps"), indirect=True)
def test_a_tap_is_heard_as_the_words_and_the_option(case, channel):
    heard = _heard(channel, _posted(case, _message("Ya, benar", option="confirm")))

    assert (heard.kind, heard.text) == (Kind.TEXT, "Ya, benar")
    assert heard.option == "confirm"


def test_types_without_taps_are_listed_and_no_others(case):
    tap = _message("Ya, benar", option="confirm")

    told = case.delivery(tap) is not None

    assert told == (_type(case) not in WITHOUT["taps"])


async def test_a_reply_is_sent_to_whoever_wrote(case, channel):
    chat = _heard(channel, _posted(case, _message("halo"))).chat

    await channel.send(Reply(chat=chat, text=ALL, key="1:0"))

    assert case.said()[-1] == (PHONE.removeprefix("+"), ALL)


async def test_a_reply_is_sent_to_whoever_never_wrote(case, channel):
    chat = Chat(tenant="shop", channel="wa", address=PHONE, phone=PHONE)

    await channel.send(Reply(chat=chat, text="halo", key="2:0"))

    assert case.said()[-1] == (PHONE.removeprefix("+"), "halo")


async def test_a_text_as_long_as_it_says_is_sent_in_one_piece(case, channel):
    chat = _heard(channel, _posted(case, _message("halo"))).chat
    longest = "x" * channel.text_limit

    await channel.send(Reply(chat=chat, text=longest, key="3:0"))

    assert case.said()[-1][1] == longest


@pytest.mark.parametrize("title", ["Ya", "Tulis ulang datanya saja", "Ya, " * 17])
async def test_as_many_options_as_it_says_are_sent_beside_the_text(
    case, channel, title
):
    chat = _heard(channel, _posted(case, _message("halo"))).chat

    for count in range(1, channel.options_limit + 1):
        options = tuple(Option(id=f"o{n}", title=f"{n} {title}") for n in range(count))
        reply = Reply(chat=chat, text="Pilih:", key=f"4:{count}", options=options)
        await channel.send(reply)

        assert case.said()[-1][1].startswith("Pilih:")


async def test_a_gateway_that_listens_is_well(channel):
    assert (await channel.health()).ok


@pytest.mark.parametrize("kind", CASES)
async def test_errors_of_a_gateway_that_is_gone_tell_no_secret(kind):
    with opened(kind) as case:
        pass
    said = []

    async with HttpClient() as client:
        channel = channel_of(case, client, name="wa")
        heard = _heard(channel, _posted(case, _photo("gone")))
        with pytest.raises(ChannelError) as refused:
            await channel.send(Reply(chat=heard.chat, text="halo", key="1:0"))
        said += [repr(refused.value), repr(refused.value.__cause__)]
        with pytest.raises(MediaError) as missed:
            await _fetched(channel, heard.photo)
        said += [repr(missed.value), repr(missed.value.__cause__)]
        said += [(await channel.health()).detail, repr(heard)]
    said.append(repr(CHANNELS[kind].settings.model_validate(case.settings)))

    assert [one for one in said for secret in case.secrets if secret in one] == []
