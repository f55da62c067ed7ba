"""``alur check --watch`` tells the mistakes in flows and texts as they are saved."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.bot.dialogue.upload_copy import FLOW, ID, Copy

ROOT = Path(__file__).parents[2]
CLEAN = "no mistakes found\n"


@pytest.fixture
def copy(tmp_path):
    return Copy.at(tmp_path)


def heed_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Lookout:
    """``alur check --watch`` in a process of its own."""

    def __init__(self, copy: Copy, *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "check", *options, "--watch"],
            cwd=ROOT,
            env=os.environ
            | {
                "BOT_FLOWS": str(copy.root / "flows"),
                "BOT_LOCALES": str(copy.root / "locales"),
                "BOT_DATA": str(copy.root / "data"),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # A script that runs the tests behind itself has them ignore Ctrl-C.
            preexec_fn=heed_ctrl_c,  # noqa: PLW1509 - it takes no lock
        )

    def line(self) -> str:
        """The next line that it prints, as soon as it does."""
        assert self.process.stdout
        return self.process.stdout.readline()

    def ends(self) -> tuple[int, str, str]:
        """Press Ctrl-C; how it exits, and what it printed besides."""
        self.process.send_signal(signal.SIGINT)
        out, err = self.process.communicate()
        return self.process.returncode, out, err


@pytest.fixture
def start(copy) -> Iterator[Callable[..., Lookout]]:
    started: list[Lookout] = []

    def one(*options: str) -> Lookout:
        started.append(Lookout(copy, *options))
        return started[-1]

    yield one
    for each in started:
        each.process.kill()
        each.process.communicate()


@pytest.fixture
def watching(start):
    return start()


def test_a_mistake_is_told_when_it_is_saved_and_gone_when_it_is_mended(copy, watching):
    assert watching.line() == CLEAN

    copy.replace(FLOW, "    dest: publishing", "    dest: publisihng")

    assert "F101: dest: 'publisihng', which is no state" in watching.line()
    assert watching.line() == "    did you mean 'publishing'?\n"
    assert watching.line() == "1 errors, 0 warnings\n"

    copy.replace(FLOW, "    dest: publisihng", "    dest: publishing")

    assert watching.line() == CLEAN


def test_it_goes_on_while_files_come_and_go(copy, watching):
    assert watching.line() == CLEAN
    text = (copy.root / FLOW).read_text()

    (copy.root / FLOW).unlink()

    assert "F003: there is no flow 'upload'" in watching.line()
    assert watching.line() == "    there are none yet\n"
    assert watching.line() == "1 errors, 0 warnings\n"

    copy.write(FLOW, text)

    assert watching.line() == CLEAN


def test_a_folder_put_in_the_place_of_another_is_looked_at(copy, watching):
    assert watching.line() == CLEAN
    flows = copy.root / "flows"

    flows.rename(copy.root / "before")
    copy.write(FLOW, "flow: upload\n")

    while "F003" not in watching.line():
        pass


def test_ctrl_c_ends_it_without_a_word(watching):
    assert watching.line() == CLEAN

    assert watching.ends() == (0, "", "")


def test_a_program_gets_one_array_a_line(copy, start):
    lookout = start("upload", "--json", "--lang", "id")
    assert lookout.line() == "[]\n"

    copy.replace(ID, "  help:    [bantuan,", "  help: [selesai, bantuan,")

    [found] = json.loads(lookout.line())
    assert (found["code"], found["message"]) == (
        "F203",
        "'selesai' berarti 'help' dan 'finish', dua-duanya di 'collecting_photos'",
    )
    assert lookout.ends()[0] == 0
