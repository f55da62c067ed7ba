"""``alur crashtest`` as an operator types it."""

import json
import subprocess
import sys

import pytest

from bot.settings import HOME


def alur(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "bot", "crashtest", *arguments],
        capture_output=True,
        text=True,
        cwd=HOME,
        check=False,
    )


def test_what_was_killed_is_printed_as_json():
    ran = alur("upload", "--scenario", "without a photo", "--kills", "2", "--json")

    printed = json.loads(ran.stdout)
    [scenario] = printed["scenarios"]
    assert (ran.returncode, ran.stderr) == (0, "1 passed, 0 failed\n")
    assert (scenario["name"], scenario["kills"]) == ("without a photo", 2)
    assert scenario["failures"] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["uplod"], "there is no flow 'uplod'"),
        (["upload", "--scenario", "nothing"], "there is no scenario 'nothing'"),
        (["--every-step", "--chats", "3"], "--every-step or --chats, not both"),
    ],
    ids=["a flow", "a scenario", "two ways at once"],
)
def test_a_call_that_makes_no_sense_is_refused(arguments, said):
    ran = alur(*arguments)

    assert ran.returncode == 2
    assert ran.stderr.startswith(f"alur crashtest: {said}")
