"""What the upload dialogue says: the agreed texts, and no promise it does not keep."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.texts import Template

ROOT = Path(__file__).parents[3]
LANGUAGES = ("id", "en")
SAID_BY_CODE = re.compile(
    r"please_check|resumed|resumed_missing|copywriting_template|line_\w+|description\w*"
    r"|recommended\w*|refused_\w+|llm_\w+"
)


def load(path: str) -> Any:
    source = (ROOT / path).read_text(encoding="utf-8")
    return yaml.load(source, Loader=yaml.BaseLoader)  # noqa: S506 - every scalar a text


FLOW = load("flows/upload/flow.yaml")
LOCALES = {language: load(f"locales/{language}/upload.yaml") for language in LANGUAGES}
ENGINE = {language: load(f"locales/{language}/bot.yaml") for language in LANGUAGES}
FINAL = {state["name"] for state in FLOW["states"] if "final" in state}


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def template(language: str, key: str) -> Template:
    return Template.parse(LOCALES[language]["texts"][key].rstrip("\n"))


def indonesian(key: str, **values: str) -> str:
    words = LOCALES["id"]["words"]
    spoken = {f"word.{trigger}": known[0] for trigger, known in words.items()}
    return template("id", key).render((spoken | values).__getitem__)


def sources(way: Any) -> list[str]:
    """The states that *way* leads from."""
    if way["source"] == "any":
        return [state["name"] for state in FLOW["states"] if "final" not in state]
    return listed(way["source"])


def accepted(state: str) -> set[str]:
    """The triggers that *state* takes; after the end people stand outside again."""
    state = FLOW["initial"] if state in FINAL else state
    return {way["trigger"] for way in FLOW["transitions"] if state in sources(way)}


def said() -> Iterator[tuple[str, str]]:
    """Each text with each state in which people may stand after they read it."""
    for state in FLOW["states"]:
        for call in listed(state.get("on_enter", [])):
            if isinstance(call, dict):
                yield call["say"], state["name"]
    for way in FLOW["transitions"]:
        stays = way["dest"] in {"stay", "again"}
        calls = listed(way.get("before", [])) + listed(way.get("after", []))
        for call in calls:
            if isinstance(call, dict):
                states = sources(way) if stays else [way["dest"]]
                yield from ((call["say"], state) for state in states)


def test_the_data_is_accepted_in_the_agreed_words() -> None:
    assert indonesian("data_accepted", photos_max="10") == (
        "✅ Data Mobil Berhasil Diproses!\n"
        "📸 Kirim foto mobil (1-10 foto).\n"
        'Atau ketik "skip" untuk lanjut tanpa foto.'
    )


def test_the_first_photo_is_received_in_the_agreed_words() -> None:
    assert indonesian("first_photo", photos_max="10") == (
        "✅ Foto pertama diterima!\n"
        "📸 Kirim foto lainnya (maksimal 10 foto).\n"
        "\n"
        'Setelah semua foto terkirim, ketik "selesai" untuk lanjut.'
    )


def test_the_preview_is_shown_in_the_agreed_words() -> None:
    car = {"brand": "Honda", "model": "Freed", "year": "2012"}

    summary = indonesian("summary", **car, price="Rp 145.000.000", photos="3")

    assert summary == (
        "📝 Ringkasan Upload:\n"
        "\n"
        "🚗 Mobil: Honda Freed\n"
        "📅 Tahun: 2012\n"
        "💰 Harga: Rp 145.000.000\n"
        "📸 Foto: 3\n"
        "\n"
        'Ketik "ya" untuk konfirmasi atau "batal" untuk cancel.'
    )


def test_the_end_is_told_in_the_agreed_words() -> None:
    copywriting = indonesian("copywriting_template")

    assert indonesian("published", link="L", photos="3", copywriting=copywriting) == (
        "✅ Mobil Berhasil Diupload!\n"
        "\n"
        "🔗 Link: L\n"
        "\n"
        "📸 Total foto: 3\n"
        "🎨 Deskripsi telah dibuat"
    )


@pytest.mark.parametrize("part", ["words", "labels", "texts"])
def test_both_languages_have_the_same_keys(part: str) -> None:
    assert LOCALES["id"][part].keys() == LOCALES["en"][part].keys()


def test_both_languages_have_the_same_texts_of_the_engine() -> None:
    assert ENGINE["id"]["texts"].keys() == ENGINE["en"]["texts"].keys()


@pytest.mark.parametrize("locales", [LOCALES, ENGINE], ids=["upload", "bot"])
def test_both_languages_show_the_same_values(locales: dict[str, Any]) -> None:
    for key, text in locales["id"]["texts"].items():
        other = Template.parse(locales["en"]["texts"][key])
        ours, theirs = (
            {place.name for place in found.placeholders}
            for found in (Template.parse(text), other)
        )

        assert ours == theirs, key


def test_every_field_and_choice_has_a_name() -> None:
    choices = itertools.chain.from_iterable(
        field.get("choices", ()) for field in FLOW["data"].values()
    )

    assert LOCALES["id"]["labels"].keys() == {*FLOW["data"], *choices}


def test_every_field_has_a_line_of_its_own() -> None:
    lines = {key for key in LOCALES["id"]["texts"] if key.startswith("line_")}

    assert lines == {f"line_{name}" for name in FLOW["data"]}


def test_every_text_is_said_and_every_text_said_is_there() -> None:
    by_flow = {key for key, _ in said()}
    by_hand = set(filter(SAID_BY_CODE.fullmatch, LOCALES["id"]["texts"]))

    assert LOCALES["id"]["texts"].keys() == by_flow | by_hand


def test_every_word_is_used() -> None:
    triggers = {way["trigger"] for way in FLOW["transitions"]}

    assert LOCALES["id"]["words"].keys() <= triggers


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_tells_people_to_type_a_word_that_is_refused(language: str) -> None:
    for key, state in said():
        for place in template(language, key).placeholders:
            if place.name.startswith("word."):
                assert place.name.removeprefix("word.") in accepted(state), (key, state)


def test_no_word_means_two_things_in_one_state() -> None:
    for state in FLOW["states"]:
        meaning: dict[str, str] = {}
        for language, trigger in itertools.product(LANGUAGES, accepted(state["name"])):
            for word in LOCALES[language]["words"].get(trigger, ()):
                assert meaning.setdefault(word, trigger) == trigger


def test_every_state_takes_cancel_and_help_at_once() -> None:
    at_once = {
        (way["trigger"], state)
        for way in FLOW["transitions"]
        if way.get("immediate") == "true"
        for state in sources(way)
    }
    states = {state["name"] for state in FLOW["states"]} - FINAL

    assert at_once == set(itertools.product({"cancel", "help"}, states))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_that_goes_on_is_told_words_that_its_state_takes(language: str) -> None:
    told = {
        place.name.removeprefix("word.")
        for place in template(language, "resumed").placeholders
        if place.name.startswith("word.")
    }

    assert told
    assert told <= accepted("collecting_photos")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_texts_name_the_times_of_the_flow(language: str) -> None:
    texts = LOCALES[language]["texts"]
    [(reminder, timeout)] = {
        (minutes(state["reminder"]), minutes(state["timeout"]))
        for state in FLOW["states"]
        if "reminder" in state
    }
    [waiting] = {
        minutes(state["timeout"])
        for state in FLOW["states"]
        if "timeout" in state and "reminder" not in state
    }

    assert f" {timeout - reminder} " in texts["reminder"]
    assert f" {timeout} " in texts["expired"]
    assert f" {waiting} " in texts["photos_let_go"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_draft_that_is_kept_tells_how_long_and_how_to_go_on(
    language: str,
) -> None:
    kept = {
        state["name"]: state["resumable"].removesuffix(" hours")
        for state in FLOW["states"]
        if "resumable" in state
    }

    assert kept.keys() == {"cancelled", "replaced", "expired"}
    for state, hours in kept.items():
        assert f" {hours} " in LOCALES[language]["texts"][state]
        assert "{word.resume}" in LOCALES[language]["texts"][state]


def minutes(time: str) -> int:
    return int(time.removesuffix(" minutes"))
