"""Examples in the documents work, and decisions have the form of their template."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from bot.channels import CHANNELS
from bot.dialogue.definition import Flow
from bot.dialogue.loader import load_flows
from bot.findings import Finding
from bot.settings import load
from tests.documents import HEADING, ROOT, fences, slug

DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))


def test_every_settings_file_in_the_documents_can_be_read(tmp_path):
    examples = list(fences("# bot.yaml"))

    read = [
        load(written(tmp_path / "bot.yaml", text), environ={"WWAPI_SECRET": "s3cret"})
        for text in examples
    ]

    assert len(read) > 1
    for settings in read:
        for tenant in settings.tenants.values():
            for channel in tenant.channels.values():
                CHANNELS[channel["type"]].settings.model_validate(channel)


def test_the_flow_in_flows_has_no_mistakes(tmp_path):
    example(tmp_path)

    flows, findings = checked(tmp_path)

    assert [str(found) for found in findings] == []
    assert list(flows) == ["feedback"]


def test_what_extending_adds_to_it_has_no_mistakes(tmp_path):
    flow = example(tmp_path)
    base = yaml.load(flow.read_text(), yaml.BaseLoader)  # noqa: S506 - it makes texts
    [more] = fences("# added to flows/feedback/flow.yaml")
    for key, added in yaml.load(more, yaml.BaseLoader).items():  # noqa: S506 - the same
        base[key] = [*added, *base[key]]
    written(flow, yaml.safe_dump(base, sort_keys=False))
    [code] = fences("# flows/feedback/actions.py")
    written(flow.parent / "actions.py", code)

    flows, findings = checked(tmp_path)

    assert [str(found) for found in findings] == []
    assert list(flows["feedback"].code.effects) == ["tell_owner"]


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


def example(folder: Path) -> Path:
    """Write the flow of docs/flows.md and its texts; its ``flow.yaml``."""
    for file in (
        "flows/feedback/flow.yaml",
        "locales/id/feedback.yaml",
        "locales/en/feedback.yaml",
    ):
        [text] = fences(f"# {file}")
        written(folder / file, text)
    return folder / "flows/feedback/flow.yaml"


def checked(folder: Path) -> tuple[Mapping[str, Flow], list[Finding]]:
    return load_flows(
        folder / "flows", None, locales=folder / "locales", languages=["id", "en"]
    )


def written(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file
