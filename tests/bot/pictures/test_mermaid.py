"""Mermaid text parses, whatever states and texts are called."""

import re

from bot.pictures.mermaid import mermaid
from bot.pictures.sketch import sketch

LINE = re.compile(
    r"    (?:%% [^\n]*"
    r'|[sm]\d+(?:\(\["|\("|\[\["|\[")[^"]*(?:"\]\)|"\)|"\]\]|"\]):::look_\w+'
    r'|[sm]\d+ (?:-->|-\.->)\|"[^"]*"\| [sm]\d+'
    r'|notes\["[^"]*"\]:::look_many'
    r"|classDef look_\w+ [\w:#,\- ]+)"
)
"""All that a line may be."""


def test_every_line_is_of_a_form_that_mermaid_reads(upload, tell):
    for telling in (upload, tell()):
        first, *lines = mermaid(sketch(telling)).splitlines()

        assert first == "flowchart TD"
        assert [line for line in lines if not LINE.fullmatch(line)] == []


def test_names_that_mermaid_keeps_for_itself_are_labels_and_no_ids(tell):
    drawn = mermaid(sketch(tell(("closed", "end"), ("open", "a-b"))))

    assert re.search(r's\d+\(\["<b>end</b>', drawn)
    assert re.search(r's\d+\("<b>a-b</b>', drawn)
    assert not re.search(r"^ *(end|a-b|classDef end)\b", drawn, re.MULTILINE)


def test_signs_that_would_end_a_label_are_written_as_codes(tell):
    says = """'Kata "ya" --> #1; <b> [x] {{y}} `z` | \\'"""
    drawn = mermaid(sketch(tell(("Terkirim.", says))))

    [line] = [line for line in drawn.splitlines() if "<b>sent</b>" in line]
    assert LINE.fullmatch(line)
    assert "Kata #34;ya#34; #45;#45;#62; #35;1#59;" in line


def test_notes_cannot_end_their_comment(upload):
    comments = [line for line in mermaid(sketch(upload)).splitlines() if "%%" in line]

    assert len(comments) == len(sketch(upload).notes) > 0
