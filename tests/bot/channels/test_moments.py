"""A time is the same milliseconds in whichever way a gateway writes it."""

import pytest

from bot.channels.moments import from_seconds, from_text


@pytest.mark.parametrize(
    "time",
    [
        "2025-10-09T08:53:20Z",
        "2025-10-09T15:53:20+07:00",
        "2025-10-09T08:53:20.000999+00:00",
    ],
)
def test_a_time_in_words_counts_from_its_offset(time: str) -> None:
    assert from_text(time) == 1_760_000_000_000


@pytest.mark.parametrize(
    "time", ["", "yesterday", "2025-10-09T08:53:20", "1969-01-01T00:00:00Z"]
)
def test_a_time_that_cannot_be_placed_is_none(time: str) -> None:
    assert from_text(time) == 0


@pytest.mark.parametrize(
    "value", [1_760_000_000, "1760000000", 1_760_000_000.0, 1_760_000_000_000]
)
def test_a_number_is_of_seconds_or_of_milliseconds(value: object) -> None:
    assert from_seconds(value) == 1_760_000_000_000


def test_a_part_of_a_second_is_kept() -> None:
    assert from_seconds(1_710_481_111.853) == 1_710_481_111_853


@pytest.mark.parametrize(
    "value",
    [None, True, -1, "", "x", "١٢", [], 10**13, float("nan"), float("inf"), "9" * 99],
    ids=repr,
)
def test_what_is_no_time_is_none(value: object) -> None:
    assert from_seconds(value) == 0
