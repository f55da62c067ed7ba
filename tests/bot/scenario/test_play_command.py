"""``alur test`` plays the scenarios of flows."""

import json
import os
import subprocess
import sys
from pathlib import Path

from bot.scenario.play import play_flows
from tests.bot.little_flow import OPEN, little, scenarios

PROJECT = Path(__file__).parents[3]


async def test_a_file_with_mistakes_counts_as_failed(tmp_path):
    settings = little(tmp_path)
    file = settings.flows / "little" / "scenarios.yaml"
    file.write_text(scenarios("- {user: mulai}\n- {bot: helo}"))

    result = await play_flows(settings, ["little"], lambda _: None)

    assert str(result) == "0 passed, 1 failed"
    assert [found.code for found in result.findings] == ["F004"]


async def test_a_flow_without_scenarios_has_nothing_to_fail(tmp_path):
    result = await play_flows(little(tmp_path), ["little"], lambda _: None)

    assert str(result) == "0 passed, 0 failed"


class Called:
    """``alur test`` on the little flow, called with *arguments*."""

    def __init__(self, root: Path, chat: str, *arguments: str) -> None:
        settings = little(root)
        (settings.flows / "little" / "scenarios.yaml").write_text(scenarios(chat))
        environ = {
            **os.environ,
            "BOT_FLOWS": str(settings.flows),
            "BOT_LOCALES": str(settings.locales),
        }
        called = subprocess.run(
            [sys.executable, "-m", "bot", "test", *arguments],
            env=environ,
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
        )
        self.status, self.out = called.returncode, called.stdout
        self.err = called.stderr


def test_the_command_ends_with_the_totals(tmp_path):
    called = Called(tmp_path, OPEN)

    assert called.status == 0
    assert called.out.splitlines() == ["✓ little: one", "1 passed, 0 failed"]


def test_the_command_fails_if_a_scenario_does(tmp_path):
    called = Called(tmp_path, "- {user: mulai}", "little")

    assert called.status == 1
    assert called.out.splitlines()[-1] == "0 passed, 1 failed"


def test_the_command_refuses_a_flow_that_is_not_there(tmp_path):
    called = Called(tmp_path, OPEN, "litle")

    assert called.status == 2
    assert called.out == ""
    assert "there is no flow 'litle'" in called.err


def test_the_command_prints_json_and_nothing_else_on_standard_output(tmp_path):
    called = Called(tmp_path, "- {user: mulai}", "--json")

    found = json.loads(called.out)
    assert (called.status, found["passed"], found["failed"]) == (1, 0, 1)
    assert found["scenarios"][0]["difference"]["heard"] == "bot       hello"
    assert called.err.splitlines()[-1] == "0 passed, 1 failed"
