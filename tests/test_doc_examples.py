"""Examples in the documents work, and decisions have the form of their template."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from bot.channels import CHANNELS
from bot.dialogue.definition import Flow
from bot.dialogue.loader import load_flows
from bot.findings import Finding
from bot.scenario.play import play_flows
from bot.scenario.report import told
from bot.settings import load
from tests.documents import (
    HEADING,
    ROOT,
    TUTORIALS,
    Call,
    Edit,
    bold,
    fences,
    slug,
    steps,
)

DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
examples = pytest.mark.parametrize("name", ["feedback", "order"])
FEW = 4
"""Playing all scenarios takes long, and the tutorial shows one only."""


def test_every_settings_file_in_the_documents_can_be_read(tmp_path):
    examples = list(fences("# bot.yaml"))
    named = re.findall(r"\$\{(\w+)\}", "\n".join(examples))
    environ = dict.fromkeys(named, "s3cret")

    read = [
        load(written(tmp_path / "bot.yaml", text), environ=environ) for text in examples
    ]

    assert len(read) > 1
    for settings in read:
        for tenant in settings.tenants.values():
            for channel in tenant.channels.values():
                CHANNELS[channel["type"]].settings.model_validate(channel)


@examples
def test_the_flows_in_flows_have_no_mistakes(tmp_path, name):
    example(tmp_path, name)

    flows, findings = checked(tmp_path)

    assert [str(found) for found in findings] == []
    assert list(flows) == [name]


@examples
async def test_the_scenarios_in_flows_pass(tmp_path, name):
    flow = example(tmp_path, name)
    [text] = fences(f"# flows/{name}/scenarios.yaml")
    written(flow.parent / "scenarios.yaml", text)
    settings = load(
        None,
        environ={
            "BOT_FLOWS": str(tmp_path / "flows"),
            "BOT_LOCALES": str(tmp_path / "locales"),
        },
    )

    result = await play_flows(settings, [name], lambda _: None)

    assert [told(each) for each in result.played if not each.passed] == []
    assert str(result) == f"{text.count('- name:')} passed, 0 failed"


def test_what_extending_adds_to_it_has_no_mistakes(tmp_path):
    flow = example(tmp_path)
    base = yaml.load(flow.read_text(), yaml.BaseLoader)  # noqa: S506 - it makes texts
    [more] = fences("# added to flows/feedback/flow.yaml")
    for key, added in yaml.load(more, yaml.BaseLoader).items():  # noqa: S506 - the same
        base[key] = [*added, *base[key]]
    written(flow, yaml.safe_dump(base, sort_keys=False))
    for language in ("id", "en"):
        texts = tmp_path / f"locales/{language}/feedback.yaml"
        [more] = fences(f"# added to locales/{language}/feedback.yaml")
        told = yaml.load(texts.read_text(), yaml.BaseLoader)  # noqa: S506 - the same
        told["texts"] |= yaml.load(more, yaml.BaseLoader)["texts"]  # noqa: S506 - the same
        written(texts, yaml.safe_dump(told, sort_keys=False))
    [code] = fences("# flows/feedback/actions.py")
    written(flow.parent / "actions.py", code)

    flows, findings = checked(tmp_path)

    assert [str(found) for found in findings] == []
    assert list(flows["feedback"].code.effects) == ["tell_owner"]


def test_whoever_follows_the_tutorial_sees_what_it_shows(tmp_path):
    before = project(tmp_path)

    for step in steps(TUTORIALS[0]):
        if isinstance(step, Edit):
            edit(tmp_path / step.file, step)
        else:
            assert_shown(step, called(tmp_path, step))

    assert {file: file.read_text() for file in before} == before


def test_both_tutorials_have_the_same_steps():
    indonesian, english = TUTORIALS

    assert steps(indonesian) == steps(english)
    assert numbers(indonesian) == numbers(english)
    assert bold(indonesian) == bold(english)


def test_what_the_tutorial_tells_to_press_is_on_the_page_of_the_simulator():
    page = yaml.safe_load((ROOT / "locales/id/pages.yaml").read_text())["texts"]
    labels = {text for key, text in page.items() if key.startswith("simulator_")}

    pressed = set(bold(TUTORIALS[0]))

    assert pressed
    assert pressed <= labels


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_every_decision_has_the_parts_of_the_template(decision):
    template = (ROOT / "docs/decisions/0000-template.md").read_text()
    parts = [title for _, title in HEADING.findall(template)[1:]]

    title, *headings = [title for _, title in HEADING.findall(decision.read_text())]

    assert headings == parts
    assert title.startswith(f"{decision.stem[:4]}. ")
    if decision.stem != "0000-template":
        assert decision.stem == slug(title.replace(".", "").replace(",", ""))
        assert re.search(
            r"^Status: (?:proposed|accepted|rejected|superseded), \d{4}-\d\d-\d\d\. "
            r"Supersedes: .+\.$",
            decision.read_text(),
            re.MULTILINE,
        )


def example(folder: Path, name: str = "feedback") -> Path:
    """Write the flow *name* of docs/flows.md and its texts; its ``flow.yaml``."""
    for file in (
        f"flows/{name}/flow.yaml",
        f"locales/id/{name}.yaml",
        f"locales/en/{name}.yaml",
    ):
        [text] = fences(f"# {file}")
        written(folder / file, text)
    return folder / f"flows/{name}/flow.yaml"


def checked(folder: Path) -> tuple[Mapping[str, Flow], list[Finding]]:
    return load_flows(
        folder / "flows", None, locales=folder / "locales", languages=["id", "en"]
    )


def written(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def project(folder: Path) -> Mapping[Path, str]:
    """Copy what runs to *folder*, with few scenarios; its flows and texts by file."""
    for part in ("bot", "storage", "flows", "locales"):
        shutil.copytree(ROOT / part, folder / part)
    scenarios = folder / "flows/upload/scenarios.yaml"
    few = scenarios.read_text().split("\n  - name: ")[:FEW]
    scenarios.write_text("\n  - name: ".join(few))
    files = [*folder.glob("flows/*/*.yaml"), *folder.glob("locales/*/*.yaml")]
    return {file: file.read_text() for file in files}


def numbers(tutorial: Path) -> list[str]:
    """The number of each heading and of each item below it."""
    return re.findall(r"^#* ?(\d+)\. ", tutorial.read_text(), re.MULTILINE)


def edit(file: Path, step: Edit) -> None:
    text = f"\n{file.read_text()}"
    assert text.count(f"\n{step.old}") == 1, (
        f"{step.file} has this not once: {step.old}"
    )
    file.write_text(text.replace(f"\n{step.old}", f"\n{step.new}")[1:])


def called(folder: Path, step: Call) -> str:
    """What *step* says in *folder*, a project of its own."""
    program, *arguments = shlex.split(step.command)
    command = [program]
    if program == ".venv/bin/alur":
        command = [sys.executable, "-m", "bot"]
    done = subprocess.run(
        [*command, *arguments],
        cwd=folder,
        env={"PATH": os.defpath},
        input=step.typed,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stderr, done.stderr
    return done.stdout


def assert_shown(step: Call, said: str) -> None:
    parts = (re.escape(part) for part in step.shown.split("..."))
    pattern = ".*?".join(parts)
    assert re.fullmatch(pattern, said.rstrip("\n"), re.DOTALL), (
        f"$ {step.command}\nis shown as\n{step.shown}\nand says\n{said}"
    )
