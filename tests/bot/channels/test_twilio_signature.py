"""A delivery of Twilio is signed over its address and every field, or it is none."""

import hashlib
from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channel import Delivery
from bot.channels.twilio_signature import check_body, check_form, read_form
from bot.errors import NotAuthentic
from tests.fakes.twilio_signing import sign

TOKEN = "12345"  # noqa: S105 - the one of the examples
URL = "https://bot.example.com/webhook/lumiku/wa"

DOCUMENTED = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+14158675309",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
}
DOCUMENTED_URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
OUR_FIELDS = {
    "From": "whatsapp:+6281234567890",
    "To": "whatsapp:+14155238886",
    "Body": "Halo dunia + 1",
    "NumMedia": "0",
    "MessageSid": "SM" + "0" * 32,
}
JSON_BODY = b'{"property": "value", "boolean": true}'
JSON_URL = (
    f"{DOCUMENTED_URL}&bodySHA256="
    "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
)


def _check(url: str, body: bytes, signature: str, *, token: str = TOKEN) -> None:
    delivery = Delivery(body=body, url=url, headers={"x-twilio-signature": signature})
    check_form(delivery, read_form(body), token=token)


def _encoded(fields: dict[str, str]) -> bytes:
    return urlencode(fields).encode()


@pytest.mark.parametrize(
    ("url", "fields", "signature"),
    [
        (DOCUMENTED_URL, DOCUMENTED, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (
            DOCUMENTED_URL,
            {**DOCUMENTED, "Caller": "+12349013030", "From": "+12349013030"},
            "0/KCTR6DLpKmkAf8muzZqo1nDgQ=",
        ),
        (
            "https://bot.example.com/hooks/twilio?acc=1",
            OUR_FIELDS,
            "YfelyOE2K5kej6EGc/Wk972Jqx0=",
        ),
    ],
)
def test_the_examples_of_the_documentation_pass(
    url: str, fields: dict[str, str], signature: str
) -> None:
    _check(url, _encoded(fields), signature)


@pytest.mark.parametrize(
    "signature", ["", "x", "YfelyOE2K5kej6EGc/Wk972Jqx0", "é\udcff"]
)
def test_another_signature_is_refused(signature: str) -> None:
    with pytest.raises(NotAuthentic):
        _check(URL, _encoded(OUR_FIELDS), signature)


@pytest.mark.parametrize(
    "url",
    [
        "https://bot.example.com/webhook/lumiku/other",
        "https://bot.example.com/webhook/lumiku/wa/",
        "https://bot.example.com/webhook/lumiku/wa?again=1",
        "https://evil.example.com/webhook/lumiku/wa",
        "http://bot.example.com/webhook/lumiku/wa",
        "https://bot.example.com:8443/webhook/other/wa",
        "",
    ],
)
def test_what_was_signed_for_one_address_is_refused_at_another(url: str) -> None:
    with pytest.raises(NotAuthentic):
        _check(url, _encoded(OUR_FIELDS), sign(URL, OUR_FIELDS, token=TOKEN))


@pytest.mark.parametrize(
    "changed",
    [
        {**OUR_FIELDS, "Body": "Halo dunia + 2"},
        {**OUR_FIELDS, "Extra": ""},
        {**OUR_FIELDS, "From": "whatsapp:+6281234567891"},
        {},
    ],
)
def test_no_field_may_be_changed_added_or_left_out(changed: dict[str, str]) -> None:
    with pytest.raises(NotAuthentic):
        _check(URL, _encoded(changed), sign(URL, OUR_FIELDS, token=TOKEN))


@pytest.mark.parametrize(
    ("ours", "signed"),
    [
        ("https://bot.example.com/a", "https://bot.example.com:443/a"),
        ("https://bot.example.com:443/a", "https://bot.example.com/a"),
        ("http://bot.example.com/a?b=1", "http://bot.example.com:80/a?b=1"),
        ("https://bot.example.com:8443/a", "https://bot.example.com/a"),
        ("https://bot.example.com:8443/a", "https://bot.example.com:8443/a"),
        ("http://[::1]/a", "http://[::1]:80/a"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
    ],
)
def test_the_port_may_be_signed_or_not(ours: str, signed: str) -> None:
    _check(ours, _encoded(OUR_FIELDS), sign(signed, OUR_FIELDS, token=TOKEN))


def test_blank_fields_are_signed_like_others() -> None:
    fields = {"Body": "", "NumMedia": "", "A": " ", "é": "ü 🚗"}

    _check(URL, _encoded(fields), sign(URL, fields, token=TOKEN))


def test_a_name_that_comes_twice_is_signed_with_each_of_its_values() -> None:
    body = b"b=2&a=1&b=1&b=2&c="

    _check(URL, body, sign(f"{URL}a1b1b2c", {}, token=TOKEN))


def test_bytes_that_are_no_text_are_signed_as_they_are() -> None:
    signature = sign(f"{URL}Body\u00e9", {}, token=TOKEN)

    _check(URL, b"Body=%C3%A9", signature)
    with pytest.raises(NotAuthentic):
        _check(URL, b"Body=%C3", signature)


def test_more_fields_than_anybody_posts_are_not_even_read() -> None:
    with pytest.raises(NotAuthentic, match="too many"):
        read_form(b"a=1&" * 1_000)


def _json(url: str, signature: str, body: bytes = JSON_BODY) -> None:
    delivery = Delivery(body=body, url=url, headers={"x-twilio-signature": signature})
    check_body(delivery, token=TOKEN)


def test_a_body_in_json_is_named_by_the_address_that_is_signed() -> None:
    _json(JSON_URL, "a9nBmqA0ju/hNViExpshrM61xv4=")


@pytest.mark.parametrize(
    ("url", "body"),
    [
        (JSON_URL, b'{"property": "other"}'),
        (DOCUMENTED_URL, JSON_BODY),
        (f"{DOCUMENTED_URL}&bodySHA256={hashlib.sha256(b'').hexdigest()}", JSON_BODY),
    ],
)
def test_another_body_is_refused_whatever_is_signed(url: str, body: bytes) -> None:
    with pytest.raises(NotAuthentic, match="does not name its body"):
        _json(url, sign(url, {}, token=TOKEN), body)


def test_another_body_cannot_be_named_without_signing_that() -> None:
    other = b"{}"
    url = f"{DOCUMENTED_URL}&bodySHA256={hashlib.sha256(other).hexdigest()}"

    with pytest.raises(NotAuthentic, match="not signed"):
        _json(url, "a9nBmqA0ju/hNViExpshrM61xv4=", other)


@given(st.dictionaries(st.text(min_size=1), st.text()))
def test_whatever_is_signed_passes_with_its_own_token_alone(
    fields: dict[str, str],
) -> None:
    body = "&".join(
        f"{quote_plus(name)}={quote_plus(value)}" for name, value in fields.items()
    ).encode()
    signature = sign(URL, fields, token=TOKEN)

    _check(URL, body, signature)
    with pytest.raises(NotAuthentic):
        _check(URL, body, signature, token="12346")  # noqa: S106 - another one
