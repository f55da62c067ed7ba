"""The server is killed after each of its steps, and at moments of chance."""

import pytest

from bot import settings
from bot.crashtest.crashing import Wish, crash_flows
from bot.crashtest.report import Crashed

PUBLISHED = "three photos at once, then finish"
FAILED = "a broken photo and a missing one are told once"
CANCELLED = "cancelled in the preview"


async def _crashed(wish: Wish) -> Crashed:
    """What came of the one scenario of ``upload`` that *wish* names."""
    found = settings.load(None, environ={})
    result = await crash_flows(
        found, ["upload"], wish, lambda _: None, lambda _, __: None
    )
    [crashed] = result.crashed
    return crashed


@pytest.mark.parametrize("name", [PUBLISHED, FAILED, CANCELLED])
async def test_a_kill_after_any_step_changes_nothing(name: str) -> None:
    crashed = await _crashed(Wish(scenario=name, every_step=True))

    assert crashed.passed, str(crashed)
    assert crashed.kills > 20


async def test_kills_at_moments_of_chance_change_nothing() -> None:
    crashed = await _crashed(Wish(scenario=PUBLISHED, moments=10, seed=7))

    assert crashed.passed, str(crashed)
    assert crashed.kills == 10


async def test_several_chats_at_once_lose_nothing() -> None:
    crashed = await _crashed(Wish(scenario=PUBLISHED, chats=6, moments=8, seed=7))

    assert crashed.passed, str(crashed)
    assert crashed.kills >= 8
