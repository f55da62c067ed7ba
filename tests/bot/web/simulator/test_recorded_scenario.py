"""What happened on a phone becomes a scenario that an operator can keep."""

from typing import Any
from zoneinfo import ZoneInfo

import yaml

from bot.dialogue.recognise import Recogniser
from bot.texts import Template
from bot.web.simulator.bubbles import MESSAGE, NOTICE, REMOVAL, REPLY, Bubble, SentPhoto
from bot.web.simulator.scenario import scenario_of

BEGUN_MS = 1_761_646_020_000
RECOGNISER = Recogniser([{"first_photo": Template.parse("Foto pertama, dari {max}")}])


def bubble(kind: str, seconds: float, text: str = "", **more: Any) -> Bubble:
    number = more.pop("number", int(seconds * 10) + 1)
    at_ms = BEGUN_MS + int(seconds * 1000)
    values = {"batch": str(number) if kind == MESSAGE else "", **more}
    return Bubble(
        number=number, kind=kind, id=f"i{number}", at_ms=at_ms, text=text, **values
    )


def photo(seconds: float, *, number: int, batch: str, **more: Any) -> Bubble:
    at_ms = BEGUN_MS + int(seconds * 1000)
    late = more.pop("late_ms", 0)
    sent = SentPhoto(
        id=f"p{number}",
        size_bytes=9,
        ready_ms=at_ms + late,
        missing=more.pop("missing", False),
    )
    return bubble(MESSAGE, seconds, photo=sent, number=number, batch=batch, **more)


def chat(*bubbles: Bubble) -> list[Any]:
    return list(written(*bubbles)["scenarios"][0]["chat"])


def written(*bubbles: Bubble, person: str | None = None) -> dict[str, Any]:
    text = scenario_of(
        bubbles,
        flow="upload",
        person=person,
        state="collecting_photos",
        recogniser=RECOGNISER,
        zone=ZoneInfo("Asia/Jakarta"),
    )
    # As scenarios are read: every scalar is text.
    read: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - makes nothing but text
    return read


def test_a_scenario_names_flow_time_and_state() -> None:
    read = written(bubble(MESSAGE, 0, "halo"), person="customer")

    [scenario] = read["scenarios"]
    assert (read["flow"], read["now"]) == ("upload", "2025-10-28 17:07")
    assert (scenario["as"], scenario["state"]) == ("customer", "collecting_photos")


def test_words_stay_what_was_typed() -> None:
    typed = ["no", "012", "12:30", "- x", "a: b", "#", "'", "dua\nbaris", "é 🚗"]

    steps = chat(*(bubble(MESSAGE, n / 10, text) for n, text in enumerate(typed)))

    assert steps == [{"user": text} for text in typed]


def test_photos_of_one_sending_are_one_step_and_replies_have_keys() -> None:
    steps = chat(
        photo(0, number=1, batch="b"),
        photo(0, number=2, batch="b"),
        bubble(REPLY, 1, "Foto pertama, dari 10"),
    )

    assert steps == [{"photos": "2"}, {"bot": "first_photo"}]


def test_trouble_is_written_beside_the_photos() -> None:
    steps = chat(
        photo(0, number=1, batch="b", late_ms=3000, doubled=True, text="depan"),
        photo(1, number=2, batch="c", missing=True),
    )

    assert steps == [
        {
            "photos": {
                "count": "1",
                "caption": "depan",
                "late": "3 seconds",
                "doubled": "true",
            }
        },
        {"photos": {"count": "1", "missing": "1"}},
    ]


def test_a_text_that_overtook_photos_stands_before_them() -> None:
    steps = chat(
        photo(0, number=1, batch="b", held_until_ms=BEGUN_MS + 5000),
        bubble(MESSAGE, 1, "selesai", number=2),
    )

    assert steps == [{"user": "selesai"}, {"photos": "1"}]


def test_silence_is_a_wait_and_typing_is_not() -> None:
    steps = chat(
        bubble(MESSAGE, 0, "satu"),
        bubble(MESSAGE, 20, "dua"),
        bubble(MESSAGE, 20 + 1499.4, "tiga"),
    )

    assert steps == [
        {"user": "satu"},
        {"user": "dua"},
        {"wait": "25 minutes"},
        {"user": "tiga"},
    ]


def test_a_killed_server_is_a_step() -> None:
    steps = chat(bubble(MESSAGE, 0, "satu"), bubble(NOTICE, 1))

    assert steps[1] == {"restart": "true"}


def test_a_reply_that_looks_like_no_text_is_left_to_the_operator() -> None:
    steps = chat(bubble(REPLY, 0, "Apa ini?\nTidak tahu"))

    assert steps == [{"bot": "unknown_text", "contains": ["Apa ini?"]}]


def test_what_the_bot_did_not_hear_and_deletions_are_no_steps() -> None:
    steps = chat(
        bubble(MESSAGE, 0, "halo"),
        bubble(MESSAGE, 1, "kepada grup", place="group"),
        bubble(REMOVAL, 2, target="i1"),
    )

    assert steps == [{"user": "halo"}]
