"""Mistakes in the lists that operators extend are told with their place and cure."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from bot.dialogue.loader import load_flow
from bot.findings import Mistake
from bot.wording import Wording
from bot.yamlfile import Node, parse
from flows.upload.carchecks import check_cars
from flows.upload.wordchecks import check_words

ROOT = Path(__file__).parents[3]
FLOW = ROOT / "flows" / "upload"


def root_of(text: str) -> Node:
    root, findings = parse(text, file="list.yaml")
    assert root is not None, findings
    return root


@pytest.mark.parametrize(
    ("text", "line", "wrong", "cure"),
    [
        ("Honda: [Brio]", 1, "data_no_mapping", "write_mapping"),
        ("Honda:\n  models: Brio", 2, "data_no_list", "write_list"),
        ("Honda:\n  models: [Brio, [Jazz]]", 2, "data_no_text", "write_text"),
        ("Honda:\n  model: [Brio]", 2, "data_unknown_key", "did_you_mean"),
        ("Honda:\n  also: [hoda]", 1, "data_needs_more", "add_key"),
        ("Honda:\n  models: [Brio, '2']", 2, "data_only_digits", "write_under"),
        ("Honda:\n  models: [Brio, '-']", 2, "data_no_letters", "remove_or_quote"),
        ("Honda:\n  models: [Brio, Jazz,\n    brio]", 3, "data_twice", "remove_one"),
        (
            "Honda:\n  models: [Brio]\n  spelt:\n    Brioo: [berio]",
            4,
            "data_unknown_name",
            "write_or_add",
        ),
        (
            "Honda:\n  models: [Brio, Jazz]\n  spelt: {Jazz: [bri o]}",
            3,
            "data_two_meanings",
            "remove_one",
        ),
        (
            "Honda:\n  models: [Brio]\nSuzuki:\n  models: [Swift]\n  also: [brio]",
            5,
            "data_two_meanings",
            "remove_one",
        ),
        ("Honda:\n  models: [Brio, Murah]", 2, "data_plain_word", "write_under"),
        (
            "Honda:\n  models: [Brio]\n  trim_of: {Satya: [Bri, 9999]}",
            3,
            "data_unknown_name",
            "write_or_add",
        ),
        (
            "Honda:\n  models: [Brio]\n  trim_of: {Satya: [Brio]}",
            3,
            "data_no_year",
            "write_year",
        ),
        (
            "Honda:\n  models: [Brio]\n  doubtful: {Brio: soon}",
            3,
            "data_no_year",
            "write_year",
        ),
        (
            "Honda:\n  models: [Civic]\n  trims: {Civik: [Type R]}",
            3,
            "data_unknown_name",
            "write_or_add",
        ),
        (
            "Honda:\n  models: [Civic]\n  trims: {Civic: [Type R, '-']}",
            3,
            "data_no_letters",
            "remove_or_quote",
        ),
        (
            "Honda:\n  models: [Civic]\n  costs: {Civik: [300, 900]}",
            3,
            "data_unknown_name",
            "write_or_add",
        ),
        (
            "Honda:\n  models: [Civic]\n  costs: {Civic: 300}",
            3,
            "data_no_list",
            "write_list",
        ),
        *(
            (
                f"Honda:\n  models: [Civic]\n  costs:\n    Civic: {costs}",
                4,
                "data_no_costs",
                "write_costs",
            )
            for costs in ("[300]", "[900, 300]", "[300, many]", "[0, 300]")
        ),
    ],
)
def test_each_mistake_in_cars_has_its_line(text: str, line: int, wrong: str, cure: str):
    [mistake] = check_cars(root_of(text))

    assert (mistake.place.line, mistake.wrong.key, mistake.cure.key) == (
        line,
        wrong,
        cure,
    )


WORDS = (
    "colours:\n  Hitam: [htm]\nparts: [jok]\ntrims: [GX]\ntrim_parts: [Star]\n"
    "fillers: [murah]\n"
)


@pytest.mark.parametrize(
    ("old", "new", "line", "wrong"),
    [
        ("parts: [jok]\n", "", 1, "data_needs_more"),
        ("parts:", "part:", 3, "data_unknown_key"),
        ("[htm]", "htm", 2, "data_no_list"),
        ("[htm]\n", "[htm]\n  Item: [htm]\n", 3, "data_two_meanings"),
        ("[murah]", "[murah,\n  murah]", 7, "data_twice"),
        ("[murah]", "[Murah]", 6, "data_not_small"),
    ],
)
def test_each_mistake_in_words_has_its_line(old: str, new: str, line: int, wrong: str):
    mistakes = list(check_words(root_of(WORDS.replace(old, new))))

    assert (line, wrong) in {(one.place.line, one.wrong.key) for one in mistakes}


@pytest.mark.parametrize(
    ("check", "file"), [(check_cars, "cars.yaml"), (check_words, "words.yaml")]
)
def test_the_shipped_lists_have_no_mistake(
    check: Callable[[Node], Iterable[Mistake]], file: str
):
    assert list(check(root_of((FLOW / file).read_text()))) == []


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_checker_tells_file_line_and_cure(tmp_path: Path, language: str):
    folder = shutil.copytree(FLOW, tmp_path / "upload")
    cars = folder / "cars.yaml"
    text = cars.read_text()
    cars.write_text(text.replace("  models: [Agya,", "  modles: [Agya,", 1))
    line = text[: text.index("  models: [Agya,")].count("\n") + 1

    flow, findings = load_flow(folder, locales=ROOT / "locales", languages=("id", "en"))

    wording = Wording.of(language)
    told = [
        (one.code, one.place.file, one.place.line, wording.hint(one))
        for one in findings
        if "modles" in wording.message(one)
    ]
    assert flow is None
    assert [(code, file, at) for code, file, at, _ in told] == [
        ("F405", str(cars), line)
    ]
    assert "'models'" in told[0][3]
