"""Every conversation that must keep working does."""

import asyncio
from collections.abc import Iterator

import pytest
import yaml
from structlog.testing import capture_logs

from bot import settings
from bot.scenario.play import play, read_all
from bot.scenario.report import told
from bot.scenario.stage import Stage, set_stage
from bot.settings import HOME

FILES = sorted((HOME / "flows").glob("*/scenarios.yaml"))
NAMES = [
    (file.parent.name, scenario["name"])
    for file in FILES
    for scenario in yaml.safe_load(file.read_text())["scenarios"]
]


@pytest.fixture(scope="module")
def stage(tmp_path_factory) -> Iterator[Stage]:
    found = settings.load(None, environ={})
    stage = asyncio.run(set_stage(found, tmp_path_factory.mktemp("stage")))
    yield stage
    asyncio.run(stage.database.close())


@pytest.mark.parametrize("flow", [file.parent.name for file in FILES])
def test_the_scenarios_have_no_mistakes(stage, flow):
    _, findings = read_all(stage, [flow])

    assert findings == []


@pytest.mark.parametrize(("flow", "name"), NAMES, ids=[f"{f}-{n}" for f, n in NAMES])
async def test_the_conversation_goes_as_written(stage, flow, name):
    scenarios, _ = read_all(stage, [flow])
    [scenario] = [each for each in scenarios if each.name == name]

    with capture_logs():
        played = await play(stage, scenario)

    assert played.passed, told(played)
