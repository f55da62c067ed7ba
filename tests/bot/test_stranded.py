"""F501: people stand in a state that an edited flow does not have any more."""

import asyncio

import pytest

from bot import checking
from bot.wording import Wording
from tests import sale
from tests.bot.live_files import BEGIN, FLOW
from tests.house import OTHER_STAFF

GATHERING = sale.FLOW.replace("collecting", "gathering")


def findings(house):
    """What ``alur check`` tells of F501: severity, line, column and message."""
    return [
        (one.severity, one.place.line, one.place.column, Wording.of("en").message(one))
        for one in checking.findings(house.settings, ["sale"])
        if one.code == "F501"
    ]


def line_of(text, words):
    return text[: text.index(words)].count("\n") + 1


@pytest.fixture
async def inside(house):
    """A bot with two people about to send photos."""
    await house.hears(BEGIN)
    await house.hears(BEGIN, phone=OTHER_STAFF)
    return house


async def test_nobody_is_counted_while_the_state_is_there(inside):
    assert findings(inside) == []


async def test_people_in_a_state_that_is_gone_are_counted_at_the_states(inside):
    (inside.root / FLOW).write_text(GATHERING)

    assert findings(inside) == [
        (
            "warning",
            line_of(GATHERING, "states:"),
            1,
            "2 people are in state 'collecting' that is gone",
        )
    ]


async def test_it_is_told_where_states_are_renamed_if_any_are(inside):
    text = GATHERING + "renamed: {asking: gathering}\n"
    (inside.root / FLOW).write_text(text)

    [(_, line, column, _)] = findings(inside)

    assert (line, column) == (line_of(text, "renamed:"), 1)


async def test_a_state_that_was_renamed_leaves_nobody_behind(inside):
    (inside.root / FLOW).write_text(GATHERING + "renamed: {collecting: gathering}\n")

    assert findings(inside) == []


async def test_who_is_outside_is_not_counted(inside):
    await inside.hears("batal")
    await inside.hears("batal", phone=OTHER_STAFF)
    (inside.root / FLOW).write_text(GATHERING)

    assert findings(inside) == []


async def test_without_a_database_nobody_is_inside(house):
    await asyncio.to_thread(house.settings.data.joinpath("bot.db").unlink)
    (house.root / FLOW).write_text(GATHERING)

    assert findings(house) == []


async def test_a_database_that_cannot_be_read_is_no_mistake_in_a_flow(inside):
    other = inside.root / "other"
    other.mkdir()
    (other / "bot.db").write_text("no database" * 1000)
    inside.settings = inside.settings.model_copy(update={"data": other})
    (inside.root / FLOW).write_text(GATHERING)

    assert findings(inside) == []
    assert len(inside.logged("people.uncounted")) == 1
