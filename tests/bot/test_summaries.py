"""A summary goes to the client, to the stylist's chat and by e-mail, once each."""

from urllib.parse import parse_qs, urlsplit

import pytest

from bot.channels.mail import MAIL
from bot.errors import ChannelUnavailable
from tests import salon
from tests.house import open_house
from tests.salon import CLIENT, EMAIL, STYLIST, letter, picture, sends

FOLDER = f"shop/whatsapp:{CLIENT}"


@pytest.fixture
async def house(tmp_path):
    async with open_house(
        tmp_path, files=salon.FILES, settings=salon.SMTP, contacts=salon.STYLISTS
    ) as opened:
        yield opened


def photo_links(text):
    """The addresses behind ``Foto:``, in order."""
    [line] = [one for one in text.splitlines() if one.startswith("Foto: ")]
    return line.removeprefix("Foto: ").split(" | ")


async def test_the_stylist_gets_the_answers_and_every_photo_in_order(house):
    link = await sends(house, picture(0), picture(1), picture(2))

    told = letter(house)
    names = [path.rpartition("/")[2] for path in house.stored()]
    assert "Perawatan: keramas tiap hari" in told
    assert photo_links(told) == [f"{link}/photos/{name}" for name in names]


async def test_the_client_hears_of_the_same_photos(house):
    link = await sends(house, picture(0), picture(1))

    said = house.said(CLIENT)[-1]
    assert said.startswith(f"terkirim: {link} Foto: {link}/photos/")
    assert said.count(f"{link}/photos/") == 2


async def test_the_label_of_the_photos_stands_in_the_language_of_the_flow(tmp_path):
    async with open_house(
        tmp_path, files=salon.FILES, locale="en", contacts=salon.STYLISTS
    ) as house:
        await house.hears("begin", phone=CLIENT)
        await house.hears(photo=house.brings("a"), phone=CLIENT)
        await house.hears("every day", phone=CLIENT)
        await house.hears("send", phone=CLIENT)

        assert "Photos Provided: https://shop.example/s/" in letter(house)
        assert "Photos Provided: https://shop.example/s/" in house.said(CLIENT)[-1]


async def test_a_summary_without_photos_says_so(house):
    await sends(house)

    assert "\nFoto: -\n" in letter(house)


async def test_a_photo_removed_by_hand_is_not_in_the_next_summary(house):
    await sends(house, picture(0), picture(1))
    gone, kept = house.stored()
    (house.settings.photo_root / gone).unlink()

    await sends(house)

    [link] = photo_links(letter(house))
    assert link.rpartition("/")[2] == kept.rpartition("/")[2]


async def test_a_photo_added_by_hand_is_in_the_next_summary(house):
    await sends(house, picture(0))
    [there] = house.stored()
    added = house.settings.photo_root / FOLDER / "9000000000000-0123456789abcdef.jpg"
    added.write_bytes(picture(1))

    await sends(house)

    names = [link.rpartition("/")[2] for link in photo_links(letter(house))]
    assert names == [there.rpartition("/")[2], added.name]


async def test_an_email_says_the_same_and_has_the_title_as_its_subject(house):
    await sends(house, picture(0))

    [mail] = house.mail.sent
    assert (mail.chat.channel, mail.chat.address) == (MAIL, EMAIL)
    assert mail.text == f"Konsultasi rambut\n\n{letter(house)}"


async def test_without_a_mail_server_only_the_chat_is_told(tmp_path):
    async with open_house(
        tmp_path, files=salon.FILES, contacts=salon.STYLISTS
    ) as house:
        await sends(house, picture(0))

        assert house.mail.sent == []
        assert await house.ask("SELECT 1 FROM outbox WHERE chat LIKE '%/@%'") == []


async def test_a_mail_server_that_is_down_holds_up_nobody_and_loses_nothing(house):
    house.mail.answers[EMAIL] = [ChannelUnavailable("down")] * 3

    await sends(house, picture(0))

    assert house.said(CLIENT)[-1].startswith("terkirim: ")
    assert house.mail.sent == []
    await house.passes(60)
    assert len(house.mail.sent) == 1


async def test_a_crash_before_the_result_is_kept_sends_nothing_twice(house):
    await sends(house, picture(0))
    told = len(house.gateway.sent)
    await house.halt()
    await house.ask("UPDATE effects SET done_at = NULL, next_at = 0")

    await house.restart()

    assert len(house.gateway.sent) == told
    assert len(house.mail.sent) == 1


async def test_a_letter_that_waits_survives_a_crash(house):
    house.mail.answers[EMAIL] = [ChannelUnavailable("down")]
    await sends(house, picture(0))

    await house.restart()
    await house.passes(5)

    assert len(house.mail.sent) == 1


async def test_a_stylist_who_wrote_before_is_answered_in_their_own_chat(house):
    await house.hears("halo", phone=STYLIST)

    await sends(house, picture(0))

    [told] = [one for one in house.gateway.sent if one.chat.phone == STYLIST]
    assert told.chat.address == f"{STYLIST.removeprefix('+')}@s.whatsapp.net"


async def test_the_hand_off_opens_a_chat_with_the_text_typed_in(house):
    await sends(house)

    to_client = urlsplit(letter(house).split()[-1])
    to_stylist = urlsplit(house.said(CLIENT)[-1].split()[-1])
    said = {"text": ["Halo, ini tentang rambut & warna?"]}
    assert (to_client.netloc, to_client.path) == ("wa.me", f"/{CLIENT[1:]}")
    assert (to_stylist.netloc, to_stylist.path) == ("wa.me", f"/{STYLIST[1:]}")
    assert parse_qs(to_client.query) == parse_qs(to_stylist.query) == said


async def test_a_link_holds_no_number_and_cannot_be_guessed(house):
    first = await sends(house)
    second = await sends(house)

    tokens = {link.rpartition("/")[2] for link in (first, second)}
    assert len(tokens) == 2
    assert all(len(token) >= 22 for token in tokens)
    assert not any(CLIENT[1:] in link for link in (first, second))
    digests = await house.ask("SELECT digest FROM links")
    assert not any(token in str(digests) for token in tokens)


async def test_a_long_summary_goes_out_in_pieces_that_the_channel_takes(house):
    await house.hears("mulai", phone=CLIENT)
    await house.hears("satu baris lagi\n" * 400, phone=CLIENT)
    await house.hears("kirim", phone=CLIENT)

    told = [one.text for one in house.gateway.sent if one.chat.phone is None]
    assert len(told) > 1
    assert max(map(len, told)) <= 4096
    assert "".join(told).count("satu baris lagi") == 400


async def test_whoever_starts_anew_takes_the_links_with_the_photos(house):
    await sends(house, picture(0))

    await house.hears("mulai", phone=CLIENT)
    await house.hears("batal", phone=CLIENT)

    assert house.stored() == []
    assert await house.ask("SELECT count(*) FROM links") == [(0,)]


async def test_expired_links_are_forgotten_with_their_answers(tmp_path):
    async with open_house(
        tmp_path, files=salon.FILES, settings={"links": "2 days"}
    ) as house:
        await sends(house)

        await house.passes(3 * 86_400)

        assert await house.ask("SELECT count(*) FROM links") == [(0,)]
        [told] = house.logged("links.expired")
        assert told["links"] == 1


async def test_a_contact_that_is_not_set_up_is_told_of_in_the_log(house):
    await sends(house)

    assert [log["contact"] for log in house.logged("contact.unknown")] == ["nobody"]


async def test_the_log_tells_no_answer_no_number_and_no_link(house):
    link = await sends(house, picture(0))

    token = link.rpartition("/")[2]
    for secret in (token, CLIENT[1:], STYLIST[1:], EMAIL, "keramas"):
        assert secret not in str(house.logs)
