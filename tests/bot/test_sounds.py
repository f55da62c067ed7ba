"""A voice note is kept if it is whole, and sound at all."""

import pytest

from bot.errors import MediaUnavailable
from bot.sounds import media_type, whole_sound

REST = bytes(32)
SOUNDS = {
    "audio/ogg": b"OggS\0\2" + REST,
    "audio/mpeg": b"ID3\3" + REST,
    "audio/amr": b"#!AMR\n" + REST,
    "audio/wav": b"RIFF\0\0\0\0WAVEfmt " + REST,
    "audio/mp4": b"\0\0\0\x20ftypM4A " + REST,
}


@pytest.mark.parametrize(("kind", "data"), SOUNDS.items(), ids=SOUNDS)
def test_a_sound_is_returned_as_it_is(kind, data):
    assert whole_sound(data, announced_bytes=len(data)) == data
    assert media_type(data) == kind


@pytest.mark.parametrize(
    "data", [b"", b"O", b"<html>" + REST, b"\xff\xd8\xff\xe0" + REST, b"MZ" + REST]
)
def test_what_is_no_sound_is_not(data):
    assert media_type(data) is None
    with pytest.raises(MediaUnavailable, match="no sound"):
        whole_sound(data, announced_bytes=None)


def test_less_than_was_announced_is_fetched_again():
    data = SOUNDS["audio/ogg"]

    with pytest.raises(MediaUnavailable, match="only"):
        whole_sound(data, announced_bytes=len(data) + 1)
