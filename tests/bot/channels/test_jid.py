"""A WhatsApp name is taken apart in one place, and only phones become phones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.jid import Jid


@pytest.mark.parametrize(
    ("value", "address", "device", "phone"),
    [
        (
            "6281200000011@s.whatsapp.net",
            "6281200000011@s.whatsapp.net",
            None,
            "+6281200000011",
        ),
        (
            "6281200000011:84@s.whatsapp.net",
            "6281200000011@s.whatsapp.net",
            84,
            "+6281200000011",
        ),
        (
            "6281200000011.0:3@s.whatsapp.net",
            "6281200000011@s.whatsapp.net",
            3,
            "+6281200000011",
        ),
        ("6281200000011@c.us", "6281200000011@c.us", None, "+6281200000011"),
        (
            " 6281200000011@S.WhatsApp.NET ",
            "6281200000011@s.whatsapp.net",
            None,
            "+6281200000011",
        ),
        ("100200300400500@lid", "100200300400500@lid", None, None),
        ("100200300400500:17@lid", "100200300400500@lid", 17, None),
        ("120363012345678901@g.us", "120363012345678901@g.us", None, None),
        ("6281200000011-1600000000@g.us", "6281200000011-1600000000@g.us", None, None),
    ],
)
def test_a_name_is_taken_apart(
    value: str, address: str, device: int | None, phone: str | None
) -> None:
    jid = Jid.parse(value)

    assert jid is not None
    assert (jid.address, jid.device, jid.phone) == (address, device, phone)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "@s.whatsapp.net",
        "6281200000011",
        "6281200000011@",
        ":84@s.whatsapp.net",
        "6281200000011:@s.whatsapp.net",
        "628/../1@s.whatsapp.net",
        "628 120@s.whatsapp.net",
        "1@lid@s.whatsapp.net",
        "٦٢٨١٢٠٠٠٠٠٠١١@s.whatsapp.net",
        "6" * 65 + "@lid",
    ],
)
def test_what_has_another_form_is_no_name(value: str) -> None:
    assert Jid.parse(value) is None


@pytest.mark.parametrize(
    "user", ["0", "123456", "1234567890123456", "0812000000", "a1"]
)
def test_a_user_that_no_phone_can_have_has_no_phone(user: str) -> None:
    jid = Jid.parse(f"{user}@s.whatsapp.net")

    assert jid is not None
    assert jid.phone is None


@pytest.mark.parametrize(
    ("value", "audience"),
    [
        ("6281200000011@s.whatsapp.net", "person"),
        ("6281200000011@c.us", "person"),
        ("100200300400500@lid", "person"),
        ("120363012345678901@g.us", "group"),
        ("status@broadcast", "status"),
        ("1600000000@broadcast", "broadcast"),
        ("120363098765432109@newsletter", "newsletter"),
        ("867051314767696@bot", "unknown"),
    ],
)
def test_the_server_tells_who_hears(value: str, audience: str) -> None:
    jid = Jid.parse(value)

    assert jid is not None
    assert jid.audience == audience


@given(
    user=st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True),
    device=st.none() | st.integers(min_value=0, max_value=99999),
    server=st.sampled_from(["s.whatsapp.net", "c.us", "lid", "g.us", "broadcast"]),
)
def test_the_device_never_shows_in_the_address(
    user: str, device: int | None, server: str
) -> None:
    written = user if device is None else f"{user}:{device}"

    jid = Jid.parse(f"{written}@{server}")

    assert jid == Jid(user=user, device=device, server=server)
    assert jid.address == f"{user}@{server}"
    assert Jid.parse(jid.address) == Jid(user=user, device=None, server=server)


@given(st.text())
def test_no_text_breaks_the_parser(value: str) -> None:
    jid = Jid.parse(value)

    assert jid is None or "/" not in jid.address
