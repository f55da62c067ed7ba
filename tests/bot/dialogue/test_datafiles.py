"""A flow may check files of its own; what it finds is told like any other mistake."""

import pytest

from bot.wording import Wording
from tests.bot.dialogue.upload_copy import ACTIONS, Copy

CHECK = """

from bot.findings import Mistake, phrase


def check_brands(root):
    for item in root.items:
        if item.value == "Hondo":
            yield Mistake(
                place=item.place,
                wrong=phrase("data_no_text", what=item.value),
                cure=phrase("write_text"),
            )
    if not root.items:
        raise LookupError("no brands")


FILES = {"brands.yaml": check_brands}
"""


@pytest.fixture
def copy(tmp_path):
    copy = Copy.at(tmp_path)
    return copy.write(ACTIONS, (tmp_path / ACTIONS).read_text() + CHECK)


def test_a_file_without_mistakes_is_no_news(copy):
    copy.write("flows/upload/brands.yaml", "- Honda\n- Suzuki\n")

    flow, findings = copy.load()

    assert flow is not None
    assert findings == []


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        ("- Honda\n- Hondo\n", "F405", 2),
        ("- Honda\n- *x\n", "Y003", 2),
        ("# none yet\n", "F003", 1),
        (None, "F003", 1),
    ],
)
def test_a_mistake_is_told_at_its_place_and_stops_the_flow(
    copy, content: str | None, code: str, line: int
):
    if content is not None:
        copy.write("flows/upload/brands.yaml", content)

    flow, findings = copy.load()

    assert flow is None
    assert [(one.code, one.place.line) for one in findings] == [(code, line)]
    assert findings[0].place.file.endswith("flows/upload/brands.yaml")


def test_a_mistake_comes_with_its_cure(copy):
    copy.write("flows/upload/brands.yaml", "- Hondo\n")

    [finding] = copy.load()[1]

    wording = Wording.of("en")
    assert wording.message(finding) == "Hondo is no single text"
    assert wording.hint(finding) == "write a single word or text"


def test_a_check_that_fails_is_a_mistake_of_the_code(copy):
    copy.write("flows/upload/brands.yaml", "[]\n")

    [finding] = copy.load()[1]

    assert (finding.code, dict(finding.values)["kind"]) == ("F404", "LookupError")
