"""Whoever follows the tutorial for a first flow ends with one that works."""

import re
import shutil

import pytest

from tests.documents import FIRST_FLOW, ROOT, Edit, bold, steps
from tests.test_doc_examples import assert_shown, called, edit, numbers, project

INDONESIAN, ENGLISH = FIRST_FLOW


@pytest.fixture
def folder(tmp_path):
    """A checkout of the project, as the reader has it."""
    project(tmp_path)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_each_step_says_what_the_tutorial_shows(folder):
    for step in steps(INDONESIAN):
        if isinstance(step, Edit):
            edit(folder / step.file, step)
        else:
            assert_shown(step, called(folder, step))

    flow = (folder / "flows/buku-tamu/flow.yaml").read_text()
    assert len(re.findall(r"on_enter: \{say: ask_\w+\}", flow)) == 4
    assert (folder / "buku-tamu.png").read_bytes().startswith(b"\x89PNG")
    assert "</html>" in (folder / "buku-tamu-book.html").read_text()


def test_it_is_the_same_in_both_languages():
    assert steps(INDONESIAN) == steps(ENGLISH)
    assert numbers(INDONESIAN) == numbers(ENGLISH)
    assert len(bold(INDONESIAN)) == len(bold(ENGLISH))
