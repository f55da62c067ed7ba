"""Every conversation that must keep working does so on every type of channel."""

import asyncio
from collections.abc import Iterator, Sequence
from functools import partial

import pytest
import yaml
from sqlalchemy import Connection
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from bot import settings
from bot.dialogue.scenarios import Scenario
from bot.messages import Kind, Message, PhotoRef
from bot.scenario.channel import PlayedFile, picture
from bot.scenario.play import play_with, read_all
from bot.scenario.report import told
from bot.scenario.stage import Stage, set_stage
from bot.settings import HOME
from tests.fakes.aside import opened
from tests.fakes.case import Case
from tests.fakes.every import CASES, cases_with
from tests.fakes.played import LATE_SECONDS, open_case_bot

FLOW = "upload"
WRITTEN = yaml.safe_load((HOME / "flows" / FLOW / "scenarios.yaml").read_text())
NAMES = [scenario["name"] for scenario in WRITTEN["scenarios"]]

AT_ONCE = {"taken up again while data is missing"}
"""Whose words tell how many photos are there already, a moment after they came."""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    found = settings.load(None, environ={})
    stage = asyncio.run(set_stage(found, tmp_path_factory.mktemp("stage")))
    yield stage
    asyncio.run(stage.database.close())


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest) -> Iterator[Case]:
    with opened(request.param) as case:
        yield case


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """As many conversations as are asked for, from the whole of the file."""
    if "name" in metafunc.fixturenames:
        step = max(1, len(NAMES) // metafunc.config.getoption("scenarios"))
        metafunc.parametrize("name", NAMES[::step])


def _scenario(stage: Stage, name: str) -> Scenario:
    scenarios, _ = read_all(stage, [FLOW])
    [scenario] = [each for each in scenarios if each.name == name]
    return scenario


async def test_the_conversation_goes_as_written(stage, tmp_path, case, name):
    scenarios, _ = read_all(stage, [FLOW])
    [scenario] = [each for each in scenarios if each.name == name]

    late = 0.0 if name in AT_ONCE else LATE_SECONDS

    with capture_logs():
        async with open_case_bot(
            stage, scenario, tmp_path / "photos", case, late_seconds=late
        ) as bot:
            played = await play_with(bot, scenario, take=f"{NAMES.index(name)}-")

    assert played.passed, told(played)


@pytest.mark.parametrize("case", cases_with("deletions"), indirect=True)
async def test_a_photo_that_was_deleted_before_it_came_is_not_kept(
    stage, tmp_path, case
):
    begun = _scenario(stage, "without a photo")
    async with open_case_bot(stage, begun, tmp_path / "photos", case) as bot:
        chat = bot.people[begun.person]
        said = partial(Message, chat=chat, sent_ms=int(bot.now() * 1000))
        gone = said(id="gone", kind=Kind.PHOTO, photo=PhotoRef(locator="gone"))
        kept = said(id="kept", kind=Kind.PHOTO, photo=PhotoRef(locator="kept"))
        revoke = said(id="revoke", kind=Kind.PHOTO_REMOVED, target="gone")
        files = {
            name: PlayedFile(data=picture(n)) for n, name in enumerate(["gone", "kept"])
        }

        begin = "/upload Honda Freed 2012 harga 145jt"
        for heard in (said(id="begin", kind=Kind.TEXT, text=begin), revoke, gone, kept):
            await bot.post([heard], files)
            await bot.advance(10.0)

    assert len(list((tmp_path / "photos").rglob("*.jpg"))) == 1


async def test_no_secret_is_kept_and_neither_it_nor_a_number_is_logged(
    stage, tmp_path, case
):
    scenario = _scenario(stage, "a broken photo and a missing one are told once")

    with capture_logs(processors=[merge_contextvars]) as logs:
        async with open_case_bot(stage, scenario, tmp_path / "photos", case) as bot:
            await play_with(bot, scenario, take="secret-")
            numbers = [chat.phone or "" for chat in bot.people.values()]
    engine = await stage.database.open()
    rows = str(await engine.run(_everything, None))

    said = str(logs)
    assert "photo.attempted" in said
    assert numbers[0] in rows
    assert [one for one in case.secrets if one in rows or one in said] == []
    assert [one for one in numbers if one.removeprefix("+") in said] == []


def _everything(connection: Connection, _: Sequence[None]) -> list[list[str]]:
    """Every row of every table."""
    tables = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table'"
    ).scalars()
    found = [
        str(row)
        for table in list(tables)
        for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"')  # noqa: S608 - a name of our own
    ]
    return [found]
