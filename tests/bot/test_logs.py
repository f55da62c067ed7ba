"""Logs name the message and what became of it, and never the person."""

import logging
import re
import sys

import pytest
import structlog

from bot.errors import ChannelUnavailable, MediaGone
from bot.logs import configure, hide_figures, tell_where
from tests.house import STAFF

ADDRESS = "6281200000011@s.whatsapp.net"
WORDS = ("Avanza", "145000000", "meledak", "selesai", "rahasia", "mulai", "ringkasan")


async def test_a_whole_dialogue_logs_no_number_address_or_words(house):
    house.gateway.answers[ADDRESS] = [ChannelUnavailable("busy"), RuntimeError(STAFF)]
    await house.hears("jual Avanza 145000000")
    await house.hears("meledak rahasia")
    await house.hears("meledak")
    await house.hears(photo=house.brings("a", RuntimeError(STAFF), MediaGone("no")))
    await house.hears(photo=house.brings("b"))
    await house.hears("selesai")
    await house.passes(60)
    house.outside["fails"] = 1
    await house.hears("ya")
    await house.passes(60)

    written = "\n".join(map(str, house.logs))
    assert "photo.stored" in written
    assert "effect.done" in written
    assert "turn.failed" in written
    for secret in (STAFF.removeprefix("+"), ADDRESS, "s.whatsapp.net", *WORDS):
        assert secret not in written


async def test_every_event_is_a_constant_noun_and_what_was_done(house):
    await house.hears("jual Avanza 145000000")
    await house.hears("meledak")
    await house.hears(photo=house.brings("a"))

    events = {log["event"] for log in house.logs}
    assert events
    assert all(re.fullmatch(r"[a-z]+\.[a-z_]+", event) for event in events)


async def test_a_turn_is_told_by_the_digest_of_its_message(house):
    await house.hears("jual Avanza 145000000", id="wamid.m1")

    [log] = house.logged("turn.taken")
    assert log == {
        "event": "turn.taken",
        "log_level": "info",
        "message": "fc43d2df12a36535",
        "kind": "text",
        "outcome": "answered",
        "left": None,
        "entered": "collecting",
        "says": 1,
    }


def raised():
    try:
        try:
            int("rahasia")
        except ValueError as error:
            raise KeyError("+6281200000011") from error
    except KeyError:
        return sys.exc_info()


@pytest.mark.parametrize("given", ["True", "triple", "exception"])
def test_an_exception_is_told_by_its_type_and_places_alone(given):
    triple = raised()
    exc_info = {"triple": triple, "exception": triple[1], "True": True}[given]

    try:
        raise triple[1]
    except KeyError:
        event = tell_where(None, "error", {"event": "x", "exc_info": exc_info})

    assert "builtins.ValueError" in event["exception"]
    assert event["exception"].endswith("builtins.KeyError")
    assert "test_logs.py" in event["exception"]
    assert "6281200000011" not in event["exception"]


def test_a_group_of_exceptions_tells_of_each():
    group = ExceptionGroup("rahasia", [ValueError("rahasia"), OSError("rahasia")])

    event = tell_where(None, "error", {"event": "x", "exc_info": group})

    assert event["exception"].split("\n") == [
        "builtins.ValueError",
        "builtins.OSError",
        "builtins.ExceptionGroup",
    ]


def test_an_event_without_an_exception_stays_as_it_is():
    event = tell_where(None, "info", {"event": "x.done", "exc_info": False})

    assert event == {"event": "x.done"}


def test_long_figures_in_what_libraries_say_are_hidden():
    event = hide_figures(None, "info", {"event": "for +6281200000011", "error": "x 8"})

    assert event == {"event": "for ...", "error": "x 8"}


@pytest.fixture
def configured():
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    before = structlog.get_config()
    yield
    root.handlers = handlers
    root.setLevel(level)
    structlog.configure(**before)


@pytest.mark.usefixtures("configured")
def test_libraries_log_in_the_same_form_and_say_nothing_of_people(capsys):
    configure(json=True)

    logging.getLogger("library").error("gone: %s", STAFF)
    try:
        int("rahasia")
    except ValueError:
        structlog.get_logger().exception("turn.failed")

    lines = capsys.readouterr().err.splitlines()
    assert [line[0] + line[-1] for line in lines] == ["{}", "{}"]
    assert "rahasia" not in str(lines)
    assert STAFF not in str(lines)
