"""YAML files are plain data, and every mistake in them has a place."""

import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.findings import Finding, Place
from bot.wording import Wording
from bot.yamlfile import MAX_BYTES, Mapping, Node, Scalar, Sequence, parse


def root(text: str) -> Node:
    node, findings = parse(text, file="f.yaml")
    assert findings == []
    assert node is not None
    return node


def mistake(text: str | bytes) -> Finding:
    _, findings = parse(text, file="f.yaml")
    [finding] = findings
    return finding


def hint(finding: Finding) -> str:
    return Wording.of("en").hint(finding)


def scalars(node: Node) -> Iterator[Scalar]:
    match node:
        case Scalar():
            yield node
        case Sequence():
            for item in node.items:
                yield from scalars(item)
        case Mapping():
            for key, value in node.entries:
                yield from (key, *scalars(value))


def spot(place: Place) -> tuple[int, int, int, int]:
    return place.line, place.column, place.end_line, place.end_column


@pytest.mark.parametrize(
    "value", ["no", "on", "012", "12:30", "08123", "1.50", "null", "~", "2025-10-28"]
)
def test_a_scalar_stays_what_was_typed(value):
    node = root(f"key: {value}\n")

    assert isinstance(node, Mapping)
    assert isinstance(found := node.get("key"), Scalar)
    assert found.value == value


def test_a_key_without_a_value_has_an_empty_one():
    node = root("key:\n")

    assert isinstance(node, Mapping)
    assert isinstance(found := node.get("key"), Scalar)
    assert found.value == ""


def test_an_empty_file_holds_nothing():
    assert parse("# only a comment\n", file="f.yaml") == (None, [])


def test_places_count_lines_and_columns_from_one():
    node = root("# é😀\na:\n  - b c\n  - {d: e}\n")

    assert [spot(scalar.place) for scalar in scalars(node)] == [
        (2, 1, 2, 2),
        (3, 5, 3, 8),
        (4, 6, 4, 7),
        (4, 9, 4, 10),
    ]


def test_a_block_ends_where_its_last_entry_does():
    node = root("a:\n  - b\n\n\nc: [d, e]\n\n")

    assert isinstance(node, Mapping)
    assert spot(node.place) == (1, 1, 5, 10)
    assert isinstance(inner := node.get("a"), Sequence)
    assert spot(inner.place) == (2, 3, 2, 6)


@pytest.mark.parametrize("text", ["\ufeffa: b\n", "a: b\r\n", "a: b\r"])
def test_marks_of_other_systems_move_nothing(text):
    node, findings = parse(text.encode(), file="f.yaml")

    assert findings == []
    assert isinstance(node, Mapping)
    assert isinstance(found := node.get("a"), Scalar)
    assert spot(found.place) == (1, 4, 1, 5)


def test_a_line_separator_inside_a_text_counts_as_editors_count():
    node = root('a: "x\u2028y"\nb: c\n')

    assert isinstance(node, Mapping)
    assert isinstance(found := node.get("b"), Scalar)
    assert found.place.line == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: {p}\n", None),
        ("a: 'x {p} y'\n", (1, 7, 1, 10)),
        ("a: 'it''s {p}'\n", (1, 11, 1, 14)),
        ('a: "\\n\\"\\u00e9 {p}"\n', (1, 16, 1, 19)),
        ('a: "one \\\n  two {p}"\n', (2, 7, 2, 10)),
        ("a: one\n  two {p} three\n", (2, 7, 2, 10)),
        ("a: |\n  one\n\n    two {p}\n", (4, 9, 4, 12)),
        ("a: |-  # a comment {p}\n  one {p}\n", (2, 7, 2, 10)),
        ("a: |2\n    one {p}\n", (2, 9, 2, 12)),
        ("a: >\n  one\n  two {p}\n", (3, 7, 3, 10)),
        ("a: |\r\n  one\r\n  two {p}\r\n", (3, 7, 3, 10)),
        ("a: |\n  📸 {p}\n", (2, 5, 2, 8)),
    ],
)
def test_a_part_of_a_text_has_its_own_place(text, expected):
    [_, *values] = scalars(root(text))
    scalar = values[0]
    start = scalar.value.find("{p}")

    found = spot(scalar.place_at(start, start + 3)) if start >= 0 else None

    assert found == expected


@given(
    st.lists(st.text(st.sampled_from("ab {}:é😀'\"\\"), min_size=1), min_size=1),
    st.sampled_from(["|", ">"]),
)
def test_every_character_of_a_block_text_is_found_again(lines, style):
    text = f"a: {style}1\n" + "".join(f" {line}\n" for line in lines)
    [_, scalar] = scalars(root(text))

    for index, char in enumerate(scalar.value):
        if not char.isspace():
            place = scalar.place_at(index, index + 1)
            written = text.split("\n")[place.line - 1]
            assert written[place.column - 1 : place.end_column - 1] == char


@pytest.mark.parametrize(
    ("text", "place", "cure"),
    [
        ("a:\n\tb: c\n", (2, 1), "replace the tab"),
        ("a: |\n \tb\n c\n", (2, 2), "replace the tab"),
        ("states\n  - name: idle\n", (1, 7), "colon and a space"),
        ("a: b\nc\n", (2, 1), "colon and a space"),
        ("- name:idle\n  timeout: 5\n", (1, 7), "space behind the colon"),
        ("a: 'b\nc: d\n", (1, 4), "close it"),
        ("a: [b, c\nd: e\n", (1, 4), "close it with"),
        ("a: Link: b\n", (1, 8), "put quotes around"),
        ("a: %b\n", (1, 4), "put quotes around"),
        ("a: {b} foto\n", (1, 8), "quotes"),
        ("a: - b\n", (1, 4), "line of its own"),
        ('a: "\\q"\n', (1, 5), "single quotes"),
        ("a: | b\n", (1, 6), "next line"),
        ("a:\n  - b\n c: d\n", (3, 2), "same column"),
        ("a: b\n---\nc: d\n", (2, 1), "delete this line"),
        ("a: b\n%c\nd: e\n", (2, 1), "part of a text"),
        ("%a\nb: c\n", (1, 1), "part of a text"),
        ("a: @b\n", (1, 4), "put quotes around"),
        ("a: `b`\n", (1, 4), "put quotes around"),
        ("a: ? b\n", (1, 4), "put quotes around"),
        ("- a\n-b\n", (2, 1), "space behind the dash"),
        ("a: b\n  c: d\n", (2, 4), "indentation"),
        ("a: 'it's'\n", (1, 8), "in quotes as a whole"),
        ("a: |\n  b\u2028c\n", (2, 4), "with Enter"),
        ("[a]: b\n", (1, 1), "quotes"),
        ("a: b\nc: d\x00\n", (2, 5), "delete it"),
    ],
)
def test_a_mistake_in_the_syntax_comes_with_its_place_and_cure(text, place, cure):
    found = mistake(text)

    assert found.code == "Y001"
    assert (found.place.line, found.place.column) == place
    assert cure in hint(found)


def test_a_file_in_another_encoding_is_told_apart():
    found = mistake("a: b\nc: é\n".encode("latin-1"))

    assert (found.code, hint(found)) == ("Y001", "save the file as UTF-8")
    assert (found.place.line, found.place.column) == (2, 4)


def test_a_duplicate_key_names_the_first():
    node, [found] = parse("a: b\nc: d\na: e\n", file="f.yaml")

    assert (found.code, spot(found.place)) == ("Y002", (3, 1, 3, 2))
    assert "line 1" in hint(found)
    assert isinstance(node, Mapping)
    assert [key.value for key, _ in node.entries] == ["a", "c"]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("a: &x b\n", 4),
        ("a: *x\n", 4),
        ("a: *bold* text\n", 4),
        ("a: !!str b\n", 4),
        ("a: ! b\n", 4),
        ("a: " + "[" * 24 + "]" * 24, 27),
    ],
)
def test_what_needs_knowledge_of_yaml_is_refused(text, column):
    found = mistake(text)

    assert found.code == "Y003"
    assert (found.place.line, found.place.column) == (1, column)


def test_a_file_may_have_as_many_levels_as_the_limit():
    node, findings = parse("[" * 24 + "]" * 24, file="f.yaml")

    assert node is not None
    assert findings == []


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 10_000_000,
        b"[" * MAX_BYTES,
        b"{a: " * (MAX_BYTES // 4),
        b"- " * (MAX_BYTES // 2),
        b"? " * (MAX_BYTES // 2),
        b"\x00" * MAX_BYTES,
        b"\xff" * MAX_BYTES,
        b'"' * MAX_BYTES,
        b"!a " * (MAX_BYTES // 3),
        b"- *a\n" * (MAX_BYTES // 5),
    ],
    ids=lambda content: f"{len(content)} bytes of {content[:4]!r}",
)
def test_nonsense_is_told_in_less_than_a_second(content):
    before = time.process_time()

    node, findings = parse(content, file="f.yaml")

    assert node is None
    assert findings
    assert time.process_time() - before < 4  # what is quadratic takes minutes


@given(st.text() | st.binary())
def test_no_file_raises(content):
    _, findings = parse(content, file="f.yaml")

    assert all(found.place.line >= 1 and found.place.column >= 1 for found in findings)


@given(st.text(st.sampled_from("ab:-[]{}'\"|>&*!?#%@\\\t\n ,")))
def test_no_arrangement_of_signs_raises(text):
    node, _ = parse(text, file="f.yaml")

    for scalar in scalars(node) if node else ():
        assert scalar.place_at(0, len(scalar.value)).file == "f.yaml"
