"""Templates show values, and never read a value as a template."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import BadTemplate, Template


def test_a_placeholder_is_replaced_by_its_value():
    template = Template.parse("Foto: {photos} ({word.finish})")

    said = template.render({"photos": "3", "word.finish": "selesai"}.__getitem__)

    assert said == "Foto: 3 (selesai)"


def test_a_placeholder_knows_where_it_stands():
    source = "Mobil: {brand}"

    [found] = Template.parse(source).placeholders

    assert (found.name, source[found.start : found.end]) == ("brand", "{brand}")


def test_a_doubled_brace_stands_for_itself():
    assert Template.parse("{{x}} {a}").render(lambda _: "1") == "{x} 1"


@pytest.mark.parametrize(
    ("source", "start"),
    [
        ("a { b", 2),
        ("a } b", 2),
        ("{Brand}", 0),
        ("{}", 0),
        ("{a!r}", 0),
        ("{a[0]}", 0),
    ],
)
def test_a_brace_that_stands_alone_is_refused_at_its_place(source, start):
    with pytest.raises(BadTemplate) as refused:
        Template.parse(source)

    assert refused.value.start == start


@given(st.text())
def test_what_a_person_typed_is_shown_as_it_is(value):
    assert Template.parse("<{price}>").render(lambda _: value) == f"<{value}>"


@given(st.text())
def test_a_text_with_doubled_braces_says_what_it_was(text):
    escaped = text.replace("{", "{{").replace("}", "}}")

    assert Template.parse(escaped).render(lambda _: "?") == text
