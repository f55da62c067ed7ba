"""JSON from outside is read without trusting it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.payload import Payload, cleaned
from bot.errors import BadDelivery

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"halo",
        b"null",
        b"[]",
        b'"text"',
        b"{",
        b'{"a":1}{"b":2}',
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b'{"a":"\xff\xfe"}',
        b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a":' + b"9" * 5_000 + b"}",
        b"sender=628&message=halo",
    ],
    ids=lambda body: repr(body[:24]),
)
def test_what_is_no_json_object_is_a_bad_delivery(body: bytes) -> None:
    with pytest.raises(BadDelivery):
        Payload.parse(body)


def test_a_mark_at_the_beginning_of_the_bytes_is_tolerated() -> None:
    assert Payload.parse(b'\xef\xbb\xbf{"a":"b"}').text("a") == "b"


@pytest.mark.parametrize("value", [None, 1, True, 1.5, [], {}])
def test_a_field_of_another_type_is_no_text(value: object) -> None:
    assert Payload(fields={"a": value}).text("a") == ""


@pytest.mark.parametrize("value", [None, "1", True, 1.0, 0, -1, 2**63, []])
def test_a_field_of_another_type_is_no_count(value: object) -> None:
    assert Payload(fields={"a": value}).count("a") is None


@pytest.mark.parametrize("value", [None, "true", 1, 0, []])
def test_a_field_of_another_type_is_no_flag(value: object) -> None:
    assert Payload(fields={"a": value}).flag("a") is None


@pytest.mark.parametrize("value", [None, "x", 1, [], [{"b": "c"}]])
def test_a_field_of_another_type_is_an_empty_part(value: object) -> None:
    assert Payload(fields={"a": value}).part("a").fields == {}


def test_nul_is_left_out_and_half_a_pair_is_replaced() -> None:
    payload = Payload.parse(rb'{"a":"x\u0000y\ud83dz","b":"\ud83d\ude97"}')

    assert payload.text("a") == "xy\ufffdz"
    assert payload.text("b") == "🚗"


@given(st.text(st.characters(codec=None)))
def test_a_cleaned_text_can_be_stored_anywhere(value: str) -> None:
    text = cleaned(value)

    assert "\0" not in text
    assert text.encode().decode() == text


def test_the_fingerprint_does_not_depend_on_how_the_object_was_written() -> None:
    one = Payload.parse(b'{"a":"\\u00e9","b":null}')
    same = Payload.parse('{ "b": null, "a": "é" }'.encode())

    assert one.fingerprint == same.fingerprint


def test_the_fingerprint_of_another_object_is_another() -> None:
    one = Payload.parse(b'{"a":"1"}')
    other = Payload.parse(b'{"a":1}')

    assert one.fingerprint != other.fingerprint


@given(st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_whatever_comes_is_an_object_or_a_bad_delivery(body: bytes) -> None:
    try:
        payload = Payload.parse(body)
    except BadDelivery:
        return
    assert len(payload.fingerprint) == 32
