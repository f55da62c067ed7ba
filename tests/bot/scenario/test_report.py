"""The first difference between what was written and what happened is told."""

from contextlib import chdir

import pytest

from bot.scenario.report import told
from tests.bot.little_flow import OPEN, played

FIRST_LINE = 6
"""Where the first step stands in the file."""

DIFFERENT = {
    "another text": (
        "- {user: mulai}\n- {bot: sent}",
        (2, "bot       sent", "bot       hello", "Halo!"),
    ),
    "a text that reads the same": (
        "- {user: batal}\n- {bot: what}",
        (2, "bot       what", "bot       busy", "Tunggu."),
    ),
    "nothing where a text was expected": (
        f"{OPEN}- {{photos: 1}}\n- {{bot: photo}}\n- {{bot: photo}}",
        (5, "bot       photo", None, ""),
    ),
    "a text that says something else": (
        f'{OPEN}- {{user: hitung}}\n- {{bot: counted, contains: ["Foto:", "3"]}}',
        (4, "bot       counted  with '3'", "bot       counted", "Foto: 0"),
    ),
    "a text that is not listed, before a word": (
        "- {user: mulai}\n- {user: hitung}",
        (2, None, "bot       hello", "Halo!"),
    ),
    "a text that is not listed, before time passes": (
        "- {user: mulai}\n- {wait: 1 minute}",
        (2, None, "bot       hello", "Halo!"),
    ),
    "a text that is not listed, at the end": (
        f"{OPEN}- {{photos: {{count: 1, missing: 1}}}}\n- {{bot: photo}}",
        (4, None, "bot       lost", "1 foto hilang."),
    ),
    "a text that comes too early": (
        f"{OPEN}- {{wait: 9 minutes}}\n- {{bot: reminder}}",
        (4, "bot       reminder", None, ""),
    ),
    "a text for somebody else": (
        "- {user: mulai}\n- {bot: hello, to: customer}",
        (2, "bot       hello  (to customer)", None, ""),
    ),
}


@pytest.mark.parametrize(("chat", "difference"), DIFFERENT.values(), ids=DIFFERENT)
async def test_the_first_difference_is_found(stage, chat, difference):
    result = await played(stage, chat)

    found = result.difference
    assert found is not None
    step = found.place.line - FIRST_LINE + 1
    assert (step, found.expected, found.heard, found.text) == difference


async def test_another_state_at_the_end_is_a_difference(stage):
    result = await played(stage, OPEN, state="closed")

    assert result.difference is not None
    assert result.difference.expected == "state     closed"
    assert result.difference.heard == "state     open"


async def test_a_difference_is_told_with_what_went_before_it(stage):
    chat = f"{OPEN}- {{photos: {{count: 2, late: 2 seconds}}}}\n- {{bot: lost}}"

    with chdir(stage.settings.flows.parent):
        result = await played(stage, chat)

    assert told(result) == (
        "✗ little: one\n"
        "  flows/little/scenarios.yaml:9\n"
        "      user      mulai\n"
        "      bot       hello\n"
        "      photos    2, late: 2 seconds\n"
        "    - bot       lost\n"
        "    + bot       photo\n"
        "              | Foto diterima."
    )
