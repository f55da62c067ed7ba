"""``alur check`` speaks the language of whoever runs the bot."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.checking import language_of
from bot.settings import load
from tests.bot.dialogue.upload_copy import FLOW, Copy

ROOT = Path(__file__).parents[2]
CHANNELS = "channels: {phone: {type: simulator}}"


@pytest.mark.parametrize(
    ("locales", "language"),
    [
        (["locale: id, "], "id"),
        (["locale: en, "], "en"),
        (["locale: id, ", "locale: id, "], "id"),
        (["locale: id, ", "locale: en, "], "en"),
        (["locale: id, ", "locale: jv, "], "en"),
        (["locale: jv, "], "en"),
        ([""], "en"),
    ],
)
def test_the_language_is_the_one_that_all_tenants_name(tmp_path, locales, language):
    file = tmp_path / "bot.yaml"
    tenants = "".join(
        f"  shop{number}: {{{locale}{CHANNELS}}}\n"
        for number, locale in enumerate(locales)
    )
    file.write_text(f"tenants:\n{tenants}")

    assert language_of(load(file, environ={})) == language


def test_the_demo_is_told_in_english():
    assert language_of(load(environ={})) == "en"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "error F101: dest: 'publisihng', which is no state"),
        ("id", "kesalahan F101: dest: 'publisihng', padahal tidak ada state itu"),
    ],
)
def test_whoever_asks_for_a_language_gets_it(tmp_path, language, told):
    copy = Copy.at(tmp_path)
    copy.replace(FLOW, "    dest: publishing", "    dest: publisihng")

    done = called(copy, "--lang", language)
    printed = json.loads(called(copy, "--lang", language, "--json").stdout)

    assert (done.returncode, done.stderr) == (1, "")
    assert told in done.stdout
    [found] = printed
    assert list(found) == [
        "code",
        "severity",
        "message",
        "file",
        "line",
        "column",
        "end_line",
        "end_column",
        "hint",
    ]
    assert found["message"] in told


def test_a_language_that_is_not_there_is_a_call_that_makes_no_sense(tmp_path):
    done = called(Copy.at(tmp_path), "--lang", "xx")

    assert done.returncode == 2
    assert "'en', 'id'" in done.stderr


def called(copy: Copy, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "check", *options],
        cwd=ROOT,
        env=os.environ
        | {
            "BOT_FLOWS": str(copy.root / "flows"),
            "BOT_LOCALES": str(copy.root / "locales"),
            "BOT_DATA": str(copy.root / "data"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
