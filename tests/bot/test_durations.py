"""Times in files are read in English and Indonesian."""

import pytest

from bot.durations import BadDuration, parse_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30 minutes", 1800),
        ("30 menit", 1800),
        ("1 minute", 60),
        ("2 hours", 7200),
        ("2 jam", 7200),
        ("1 day", 86400),
        ("1 hari", 86400),
        ("24 hours", 86400),
        ("5 seconds", 5),
        ("5 detik", 5),
        ("1.5 seconds", 1.5),
        ("1,5 jam", 5400),
        (" 30  MENIT ", 1800),
        ("30min", 1800),
        ("0", 0),
    ],
)
def test_a_time_is_a_number_and_a_unit(text, seconds):
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    "text",
    ["", "30", "minutes", "30 minuts", "-5 minutes", "1e9 days", "½ hour", "٣ menit"],
)
def test_anything_else_is_no_time(text):
    with pytest.raises(BadDuration):
        parse_duration(text)


@pytest.mark.parametrize("text", ["367 days", "999999999 hari"])
def test_a_time_is_no_longer_than_a_year(text):
    with pytest.raises(BadDuration, match="longer than a year"):
        parse_duration(text)
