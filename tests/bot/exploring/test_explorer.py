"""``alur test --explore`` walks every way, and tells the first that breaks a rule."""

from pathlib import Path

import yaml
from structlog.testing import capture_logs

from bot.exploring.command import explore_flows
from bot.exploring.found import Exploration, Rule
from bot.scenario.play import play_flows
from bot.settings import Settings
from bot.starter.making import make
from tests.bot.little_flow import FLOW, little


async def explored(settings: Settings, flow: str) -> Exploration:
    with capture_logs():
        [came] = await explore_flows(settings, [flow], lambda _: None)
    return came


def changed(root: Path, old: str, new: str) -> Settings:
    """The little flow with *new* for *old*."""
    settings = little(root)
    assert old in FLOW
    (root / "flows" / "little" / "flow.yaml").write_text(FLOW.replace(old, new))
    return settings


WHOLE = "trigger: crash, source: open, dest: stay, after: crash"
SOUND = "trigger: crash, source: open, dest: stay, after: [say: counted]"


async def test_every_transition_of_a_sound_flow_runs_the_same_way_every_time(tmp_path):
    settings = changed(tmp_path, WHOLE, SOUND)

    came, again = [await explored(settings, "little") for _ in range(2)]

    assert came.found is None
    assert came.never_ran == ()
    assert came.whole
    assert set(came.states) == {"idle", "open", "sending", "sent", "closed"}
    assert again.as_dict() == came.as_dict()


async def test_what_a_new_flow_is_made_of_has_no_way_that_breaks(tmp_path):
    settings = little(tmp_path)
    make(settings, "guests")

    came = await explored(settings, "guests")

    assert (came.found, came.never_ran) == (None, ())


async def test_an_action_that_raises_is_told_as_the_conversation_that_led_to_it(
    tmp_path,
):
    came = await explored(little(tmp_path), "little")

    assert came.found is not None
    assert came.found.rule is Rule.RAISES
    assert "this action always fails" in came.found.detail
    assert [*came.found.chat][:3] == [
        {"user": "mulai"},
        {"bot": "hello"},
        {"user": "rusak"},
    ]


async def test_what_is_told_can_be_kept_among_the_scenarios(tmp_path):
    settings = little(tmp_path)
    came = await explored(settings, "little")
    assert came.found is not None
    file = settings.flows / "little" / "scenarios.yaml"
    file.write_text(f"flow: little\nscenarios:\n{came.found.scenario()}")

    with capture_logs():
        result = await play_flows(settings, ["little"], lambda _: None)

    assert str(result) == "1 passed, 0 failed"


async def test_a_text_that_nothing_answers_is_told(tmp_path):
    settings = little(tmp_path)
    file = settings.flows / "little" / "flow.yaml"
    file.write_text(
        FLOW.replace(WHOLE, SOUND).replace(
            "source: [open, sending], dest: stay, after: [say: what]",
            "source: sending, dest: stay, after: [say: what]",
        )
    )

    came = await explored(settings, "little")

    assert came.found is not None
    assert (came.found.rule, came.found.state) == (Rule.SILENT, "open")


async def test_the_conversation_is_written_as_a_scenario_is(tmp_path):
    came = await explored(little(tmp_path), "little")
    assert came.found is not None

    [scenario] = yaml.safe_load(came.found.scenario())

    assert scenario["as"] == "staff"
    assert scenario["state"] == "open"
