"""What a flow says of the folders that photos and voice notes go to."""

import pytest

from tests.bot.dialogue.upload_copy import FLOW, Copy


@pytest.fixture
def copy(tmp_path):
    return Copy.at(tmp_path)


def test_what_publishes_cannot_keep_photos_in_the_persons_own_folder(copy):
    copy.replace(FLOW, "{max: 10}", "{max: 10, scope: chat}")

    assert copy.findings() == [("F004", FLOW, "chat")]


def test_no_voice_note_is_too_many_where_none_is_kept(copy):
    ways = "  - {trigger: voice_full, source: preview, dest: stay}\n"
    copy.replace(FLOW, "transitions:\n", f"transitions:\n{ways}")

    assert copy.findings() == [("F213", FLOW, "voice_full")]


def test_where_they_are_kept_it_may_be_told(copy):
    ways = "  - {trigger: voice_full, source: preview, dest: stay}\n"
    copy.replace(FLOW, "transitions:\n", f"voices: {{max: 2}}\ntransitions:\n{ways}")

    assert copy.findings() == []
