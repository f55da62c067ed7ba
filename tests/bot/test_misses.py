"""What people type in vain is told to the operator, with the words that were meant."""

import pytest

from bot import checking
from bot.misses import groups, patches, suggestions
from tests.bot.little_flow import TEXTS, little


@pytest.fixture
def settings(tmp_path):
    return little(tmp_path)


def missed(*texts, state="open"):
    return groups([("little", state, text) for text in texts])


def suggested(settings, *texts):
    flow = checking.flow(settings, "little")
    return suggestions(flow, missed(*texts), language="id")


def test_texts_are_grouped_by_state_and_the_most_frequent_comes_first():
    found = groups(
        [("a", "one", "x"), ("a", "two", "y"), ("a", "two", "Y!"), ("a", "two", "z")]
    )

    assert [(group.state, group.count) for group in found] == [("two", 3), ("one", 1)]
    assert found[0].texts == {"y": 2, "z": 1}


def test_a_text_of_nothing_but_blanks_is_no_miss():
    assert missed("  ", "\n") == []


def test_a_word_that_is_mistyped_is_suggested_for_its_trigger(settings):
    [found] = suggested(settings, "selsai", "Selsai!", "selsai")

    assert (found.trigger, found.word, found.like) == ("finish", "selsai", "selesai")
    assert (found.language, found.count) == ("id", 3)


def test_what_is_like_no_word_is_not_suggested(settings):
    assert suggested(settings, "besok ya kak", "komplet", "a" * 5_000) == []


def test_what_is_like_the_words_of_two_triggers_is_not_suggested(settings):
    file = settings.locales / "id" / "little.yaml"
    file.write_text(TEXTS.replace("[hitung]", "[salesai]"))

    assert suggested(settings, "sulesai") == []


def test_a_word_that_the_state_does_not_take_is_not_suggested(settings):
    flow = checking.flow(settings, "little")

    assert suggestions(flow, missed("selsai", state="idle"), language="id") == []


def test_a_state_that_is_gone_since_is_told_and_gets_no_suggestion(settings):
    flow = checking.flow(settings, "little")
    found = missed("selsai", state="gone")

    assert [group.count for group in found] == [1]
    assert suggestions(flow, found, language="id") == []


def test_a_patch_changes_one_line_and_leaves_the_file_alone(settings):
    [patch] = patches(settings, suggested(settings, "selsai"))

    changed = [
        line
        for line in patch.difference.splitlines()
        if line[0] in "+-" and line[:3] not in {"+++", "---"}
    ]
    assert changed == ["-  finish: [selesai]", "+  finish: [selesai, selsai]"]
    assert patch.file == settings.locales / "id" / "little.yaml"
    assert patch.file.read_text() == TEXTS


def test_a_suggestion_that_the_checker_refuses_is_left_out(settings):
    flow = settings.flows / "little" / "flow.yaml"
    flow.write_text(
        flow.read_text().replace("count, source: open", "count, source: any")
    )
    [one] = suggested(settings, "selsai")
    taken = settings.locales / "id" / "little.yaml"
    taken.write_text(TEXTS.replace("[hitung]", "[hitung, selsai]"))

    assert patches(settings, [one]) == []


async def test_a_message_that_nothing_fits_is_kept_with_its_flow_and_state(house):
    await house.hears("jual Avanza 145000000")
    await house.hears("selsai")
    await house.hears("apa kabar")

    rows = await house.ask("SELECT flow, state FROM misses ORDER BY seq")

    assert rows == [("sale", "collecting"), ("sale", "collecting")]


async def test_a_message_that_something_was_meant_for_is_not_kept(house):
    await house.hears("jual Avanza 145000000")
    await house.hears("Xenia 99000000")
    await house.hears("bantuan")
    await house.hears("batal")

    assert await house.ask("SELECT * FROM misses") == []


async def test_what_is_said_outside_any_dialogue_is_not_kept(house):
    await house.hears("selamat pagi")

    assert await house.ask("SELECT * FROM misses") == []


async def test_no_log_tells_what_was_typed_in_vain(house):
    await house.hears("jual Avanza 145000000")
    await house.hears("rahasia sekali")

    assert "rahasia" not in "\n".join(map(str, house.logs))
