"""Base64 comes in several spellings, and some of it comes broken."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.inline import at_hand, decoded, in_chunks, trimmed
from bot.errors import MediaUnavailable
from bot.messages import PhotoRef

LARGE = bytes(range(256)) * 1_000


@given(st.binary(min_size=1))
def test_every_spelling_is_the_same_file(data: bytes) -> None:
    plain = base64.b64encode(data).decode()
    spellings = [
        plain,
        plain.rstrip("="),
        plain.replace("+", " "),
        base64.urlsafe_b64encode(data).decode(),
        base64.encodebytes(data).decode(),
        f"data:image/jpeg;base64,{plain}",
    ]

    assert {trimmed(each) for each in spellings} == {plain}
    assert decoded(plain) == data


@pytest.mark.parametrize("value", [None, 7, "", "=", "é", "a\0b", "{}", ["AAAA"]])
def test_what_is_no_base64_is_not_kept(value: object) -> None:
    assert trimmed(value) is None


@pytest.mark.parametrize("data", ["", "A", "AAAAA", "é"])
def test_what_cannot_be_decoded_did_not_come(data: str) -> None:
    with pytest.raises(MediaUnavailable):
        decoded(data)


def test_a_file_is_at_hand_if_all_of_it_came_along() -> None:
    data = base64.b64encode(LARGE).decode()

    assert at_hand(PhotoRef(locator="", data=data, size_bytes=len(LARGE))) == LARGE
    assert at_hand(PhotoRef(locator="", data=data, size_bytes=len(LARGE) + 1)) is None
    assert at_hand(PhotoRef(locator="", data="https://s3.example.com/a")) is None
    assert at_hand(PhotoRef(locator="")) is None


async def test_a_file_is_handed_over_in_chunks() -> None:
    chunks = [chunk async for chunk in in_chunks(LARGE)]

    assert b"".join(chunks) == LARGE
    assert max(map(len, chunks)) == 64 * 1024
