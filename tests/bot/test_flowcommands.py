"""The commands that draw flows, tell of them and make new ones."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def alur(tmp_path):
    """Calls ``alur`` in a folder of its own; gives its exit and what it said."""

    def call(*arguments: str, typed: str = "", **environ: str):
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=tmp_path,
            env={
                "PATH": os.defpath,
                "PYTHONPATH": str(PROJECT),
                "BOT_DATA": str(tmp_path / "data"),
                **environ,
            },
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    return call


def test_a_picture_is_of_the_kind_that_its_file_is_called(alur, tmp_path):
    beginnings = {"svg": b"<svg ", "png": b"\x89PNG", "mmd": b"flowchart TD"}

    for suffix, beginning in beginnings.items():
        file = tmp_path / f"upload.{suffix}"
        assert alur("graph", "upload", "-o", str(file))[0] == 0
        assert file.read_bytes().startswith(beginning)


def test_a_picture_is_told_in_the_language_that_is_asked_for(alur):
    assert "teks lain" in alur("graph", "upload")[1]
    assert "any other text" in alur("graph", "upload", "--lang", "en")[1]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["graph", "uplod"], "there is no flow 'uplod'"),
        (["graph", "upload", "--format", "png"], "a PNG needs a file"),
        (["graph", "upload", "--lang", "fr"], "upload speaks no fr, only "),
        (["book", "uplod"], "there is no flow 'uplod'"),
        (["misses", "uplod"], "there is no flow 'uplod'"),
    ],
)
def test_a_call_that_makes_no_sense_is_refused_in_one_line(alur, arguments, told):
    status, out, err = alur(*arguments)

    assert (status, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1


def test_a_file_that_cannot_be_written_is_told(alur, tmp_path):
    status, _, err = alur("graph", "upload", "-o", str(tmp_path / "no" / "x.svg"))

    assert status == 1
    assert "No such file or directory; name another file" in err


def test_a_book_is_called_after_its_flow(alur, tmp_path):
    status, out, _ = alur("book", "upload")

    assert (status, out) == (0, "written: upload-book.html\n")
    assert (tmp_path / "upload-book.html").read_text().startswith("<!doctype html>")


def test_whoever_makes_a_flow_is_told_how_to_go_on(alur, tmp_path):
    own = {"BOT_FLOWS": str(tmp_path / "f"), "BOT_LOCALES": str(tmp_path / "l")}

    status, out, _ = alur("new", "buku-tamu", **own)

    assert status == 0
    for command in ("check", "test", "chat"):
        assert f"alur {command} buku-tamu" in out
    assert alur("check", "buku-tamu", **own)[0] == 0
    assert alur("new", "buku-tamu", **own)[0] == 1


def test_what_was_typed_in_vain_is_told_with_the_words_to_add(alur):
    typed = "upload Honda Freed 2012 harga 145jt\nselsai\nselsai\nkomplet\nbatal\n"
    assert alur("chat", typed=typed)[0] == 0

    status, out, _ = alur("misses")

    assert status == 0
    assert out.startswith("upload: collecting_photos  3 in vain\n     2 x  selsai\n")
    assert "+  finish:  [selesai, sudah, done, beres, lanjut, lanjutkan, selsai]" in out

    told = json.loads(alur("misses", "upload", "--json")[1])
    assert told["misses"][0]["texts"] == {"selsai": 2, "komplet": 1}
    [patch] = told["patches"]
    assert [one["trigger"] for one in patch["suggestions"]] == ["finish"]


def test_nobody_typed_anything_in_vain_yet(alur):
    status, out, err = alur("misses")

    assert (status, out) == (0, "")
    assert "nothing was typed in vain" in err
