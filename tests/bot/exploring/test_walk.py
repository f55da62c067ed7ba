"""A conversation can be kept, and gone on with by a bot that was just started."""

import pytest

from bot.exploring.moves import Move, Spot, Until, says, sends
from bot.exploring.trail import Trail, dialogue_of, traced
from bot.exploring.walk import begin_walk
from bot.scenario.stage import set_stage
from tests.bot.little_flow import little


@pytest.fixture
async def walks(tmp_path):
    """What begins a conversation with the little flow, and what ran in it."""
    (tmp_path / "played").mkdir()
    trail = Trail()
    stage = await set_stage(little(tmp_path), tmp_path / "played")
    alone = traced(stage, "little", trail)
    flow = dialogue_of(alone, "little").flow
    yield lambda kept=None: begin_walk(alone, flow, trail, kept), trail
    await stage.database.close()


def said(text):
    return Move(steps=(says(text),))


async def test_everybody_begins_outside_any_dialogue(walks):
    begin, _ = walks

    async with begin() as walk:
        assert walk.spot == Spot()
        assert walk.chat == []


async def test_what_is_kept_is_gone_on_with_where_it_was(walks):
    begin, trail = walks
    async with begin() as walk:
        await walk.take(said("mulai"), trail)
        await walk.take(Move(steps=(sends(2),)), trail)
        spot, chat, kept = walk.spot, list(walk.chat), await walk.keep(trail)

    async with begin(kept) as walk:
        assert (walk.spot, walk.count, walk.chat) == (spot, 2, chat)
        assert await walk.take(said("hitung"), trail) == ["counted"]


async def test_nothing_is_kept_while_an_effect_runs(walks):
    begin, trail = walks

    async with begin() as walk:
        await walk.take(said("mulai"), trail)
        await walk.take(said("selesai"), trail)

        assert walk.spot.running
        assert await walk.keep(trail) is None


@pytest.mark.parametrize(
    ("until", "heard", "state"),
    [(Until.DONE, ["sent"], ""), (Until.FAILED, ["failed"], "open")],
)
async def test_an_effect_ends_as_the_move_says(walks, until, heard, state):
    begin, trail = walks

    async with begin() as walk:
        await walk.take(said("mulai"), trail)
        await walk.take(said("selesai"), trail)

        assert await walk.take(Move(until=until), trail) == heard
        assert walk.spot.state == state


async def test_silence_goes_on_until_the_state_is_left(walks):
    begin, trail = walks

    async with begin() as walk:
        await walk.take(said("mulai"), trail)
        heard = await walk.take(Move(until=Until.SILENCE), trail)

        assert heard == ["reminder", "closed"]
        assert [step for step in walk.chat if "wait" in step] == [
            {"wait": "600 seconds"},
            {"wait": "600 seconds"},
        ]


async def test_a_word_behind_a_photo_that_never_comes_is_answered(walks):
    begin, trail = walks

    async with begin() as walk:
        await walk.take(said("mulai"), trail)
        move = Move(steps=(sends(missing=True), says("hitung")))
        heard = await walk.take(move, trail)

        assert heard == ["photo", "counted", "lost"]
