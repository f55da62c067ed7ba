"""Every mistake is told in two languages, in words that an operator knows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.dialogue.builtin import Argument
from bot.dialogue.schema import Shape
from bot.findings import Finding, Phrase, Place, phrase
from bot.wording import LANGUAGES, Wording

ROOT = Path(__file__).parents[2]
TEXTS = {language: Wording.of(language).texts for language in LANGUAGES}
SOURCES = sorted(
    path for top in ("bot", "flows") for path in (ROOT / top).rglob("*.py")
)

KEY_AT = {
    "finding": 2,
    "report": 2,
    "_report": 2,
    "syntax_finding": 2,
    "phrase": 0,
    "say": 0,
}
"""Which argument of a function is the key of a text."""

JARGON = r"scalar|mapping|node|parse\w*|string|boolean|integer|token|syntax|null"
PLACE = Place(file="f.yaml", line=1, column=2, end_line=1, end_column=3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_that_code_names_is_written_with_the_same_values(language):
    texts = TEXTS[language]

    wrong = [
        f"{where}: {key} {sorted(values)}"
        for where, key, values, _ in named()
        if key not in texts or shown(language, key) != values
    ]

    assert wrong == []


def test_no_text_is_written_in_vain():
    told = {
        node.value
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }

    assert {
        key for texts in TEXTS.values() for key in texts if key not in told
    } == set()


def test_both_languages_have_the_same_texts_with_the_same_values():
    first, *others = LANGUAGES

    for language in others:
        assert set(TEXTS[language]) == set(TEXTS[first])
        for key, lines in TEXTS[first].items():
            assert len(TEXTS[language][key]) == len(lines), key
            assert shown(language, key) == shown(first, key), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mistake_has_its_message_and_its_cure_and_a_phrase_one_line(language):
    texts = TEXTS[language]

    wrong = {
        key
        for _, key, _, lines in named()
        if len(texts[key]) != lines
        or not all(line.source.strip() for line in texts[key])
    }

    assert wrong == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_way_to_write_a_value_has_its_words(language):
    needed = {*Shape, *Argument} - {Argument.NONE}

    assert {key for key in needed if len(TEXTS[language].get(key, ())) != 1} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_needs_a_programmer(language):
    learned = {
        key
        for key, lines in TEXTS[language].items()
        for line in lines
        if re.search(rf"\b(?:{JARGON})s?\b", line.source, re.IGNORECASE)
    }

    assert learned == set()


def test_a_finding_is_told_with_its_place_its_code_and_its_cure():
    found = Finding(
        code="F101",
        place=PLACE,
        key="no_state",
        values=(
            ("where", phrase("behind", key="dest")),
            ("name", "idel"),
            ("cure", phrase("did_you_mean", meant="idle")),
        ),
    )

    assert Wording.of("en").tell(found) == (
        "f.yaml:1:2: error F101: dest: 'idel', which is no state\n"
        "    did you mean 'idle'?"
    )
    assert Wording.of("id").tell(found) == (
        "f.yaml:1:2: kesalahan F101: dest: 'idel', padahal tidak ada state itu\n"
        "    maksudnya 'idle'?"
    )


def test_json_has_these_keys_and_the_words_of_the_language():
    found = Finding(code="Y001", place=PLACE, key="tab")

    assert Wording.of("id").as_dict(found) == {
        "code": "Y001",
        "severity": "error",
        "message": "ada tab di tempat yang hanya boleh berisi spasi",
        "file": "f.yaml",
        "line": 1,
        "column": 2,
        "end_line": 1,
        "end_column": 3,
        "hint": "ganti tab itu dengan spasi",
    }


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("two\nlines", "'two lines'"),
        ("\x1b[2J", "'\\u001b[2J'"),
        ("\u202eevil", "'\\u202eevil'"),
        ("{cure}", "'{cure}'"),
        ("x" * 200, f"'{'x' * 120}…'"),
    ],
)
def test_what_a_file_says_stays_on_its_line_and_does_nothing_to_a_terminal(name, told):
    found = Finding(code="F003", place=PLACE, key="part_missing", values=parts(name))

    message = Wording.of("en").message(found)

    assert message == f"a state has no {told}"


def test_a_long_list_is_cut():
    names = tuple(f"n{number}" for number in range(100))

    told = Wording.of("en").say("known_here", known=names)

    assert told.startswith("known here: n0, n1, ")
    assert told.endswith("n29, …")


def test_a_language_that_is_not_there_is_told_with_those_that_are():
    with pytest.raises(ValueError, match="write one of en, id"):
        Wording.of("xx")


def parts(name: str) -> tuple[tuple[str, str | Phrase], ...]:
    return ("what", phrase("a_state")), ("key", name)


def shown(language: str, key: str) -> set[str]:
    """The values that a text shows."""
    lines = TEXTS[language][key]
    return {found.name for line in lines for found in line.placeholders}


def named() -> Iterator[tuple[str, str, set[str], int]]:
    """Each text that code names: where, which, its values, and its lines."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            at = KEY_AT.get(name, len(node.args))
            if at >= len(node.args) or (name == "say" and not by_wording(node.func)):
                continue
            values = {word.arg or "**" for word in node.keywords} - {"doubtful"}
            for key in constants(node.args[at]):
                where = f"{path.relative_to(ROOT)}:{node.lineno}"
                if "**" not in values:
                    yield where, key, values, 2 if at else 1


def by_wording(function: ast.expr) -> bool:
    """Whether it is a ``Wording`` that speaks."""
    speaker = getattr(function, "value", None)
    return isinstance(speaker, ast.Name) and speaker.id == "wording"


def constants(node: ast.expr) -> list[str]:
    match node:
        case ast.Constant(value=str(key)):
            return [key]
        case ast.IfExp(body=body, orelse=orelse):
            return [*constants(body), *constants(orelse)]
    return []
