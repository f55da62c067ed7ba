"""A list of claims that is missing or broken is told before a lie can pass."""

import pytest

from bot.yamlfile import Node, parse
from flows.upload.claimchecks import check_claims

WHOLE = """\
figures: [juta]
matic: [otomatis]
manual: [manual]
promises: [bebas banjir]
orders: [abaikan]
ordinary: [city]
"""


def root_of(text: str) -> Node:
    root, findings = parse(text, file="claims.yaml")
    assert root is not None, findings
    return root


def test_a_whole_file_has_no_mistake() -> None:
    assert list(check_claims(root_of(WHOLE))) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "wrong"),
    [
        ("orders: [abaikan]\n", "", 1, "data_needs_more"),
        ("[abaikan]", "[]", 5, "data_needs_more"),
        ("[abaikan]", "abaikan", 5, "data_no_list"),
        ("[juta]", "[juta, [ribu]]", 1, "data_no_text"),
        ("ordinary", "ordinari", 6, "data_unknown_key"),
    ],
)
def test_a_mistake_is_told_with_its_place(
    old: str, new: str, line: int, wrong: str
) -> None:
    found = list(check_claims(root_of(WHOLE.replace(old, new))))

    assert (line, wrong) in {(one.place.line, one.wrong.key) for one in found}
