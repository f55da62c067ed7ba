"""Texts by a language model: within their time, checked, and never needed."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.llm import Llm
from bot.llmsettings import LlmSettings
from bot.metrics import Metrics
from tests.fakes.llm import Answer, Answering, FakeLlm, says

MESSAGES = ({"role": "system", "content": "write"}, {"role": "user", "content": "car"})
SECRET = "sk-" + "rahasia"


@asynccontextmanager
async def opened(
    answer: Answer | Answering, *, timeout_seconds: float = 5
) -> AsyncIterator[tuple[Llm, FakeLlm, Metrics]]:
    metrics = Metrics()
    async with FakeLlm(answer) as fake, aiohttp.ClientSession() as session:
        settings = LlmSettings(
            url=fake.url, model="small", key=SecretStr(SECRET), timeout=timeout_seconds
        )
        yield Llm(settings, session, metrics), fake, metrics


def anything(_: str) -> str:
    return ""


def refusing(_: str) -> str:
    return "figure"


def counted(metrics: Metrics, outcome: str) -> float:
    found = metrics.registry.get_sample_value(
        "alur_completions_total", {"outcome": outcome}
    )
    return found or 0


async def test_the_endpoint_is_asked_as_openai_is():
    async with opened(says(" Mobil bagus. ")) as (llm, fake, metrics):
        found = await llm.complete(MESSAGES, check=anything)

    assert found == "Mobil bagus."
    [question] = fake.asked
    assert question.body == {"model": "small", "messages": list(MESSAGES)}
    assert question.headers["Authorization"] == f"Bearer {SECRET}"
    assert counted(metrics, "done") == 1


async def test_what_the_check_refuses_is_not_said():
    async with opened(says("harga 1 juta")) as (llm, _, metrics):
        with capture_logs() as logs:
            found = await llm.complete(MESSAGES, check=refusing)

    assert found is None
    assert counted(metrics, "refused") == 1
    assert logs == [
        {"event": "completion.refused", "log_level": "warning", "reason": "figure"}
    ]


async def test_a_stalling_endpoint_costs_no_more_than_its_time():
    stalling = Answer(body=says("half of it").body, stalls=True)
    async with opened(stalling, timeout_seconds=0.2) as (llm, _, metrics):
        async with asyncio.timeout(3):
            found = await llm.complete(MESSAGES, check=anything)

    assert found is None
    assert counted(metrics, "failed") == 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(body=b"", status=500), "status 500"),
        (Answer(body=says("late").body, status=429), "status 429"),
        (Answer(body=b"{not json"), "not JSON"),
        (Answer(body=b"\xff\xfe\x00"), "not JSON"),
        (Answer(body=b"[" * 100_000), "RecursionError"),
        (Answer(body=b"[]"), "TypeError"),
        (Answer(body=b"{}"), "KeyError"),
        (Answer(body=b'{"choices": []}'), "IndexError"),
        (says(None), "no text in the answer"),
        (says(["Mobil"]), "no text in the answer"),
        (says("  "), "no text in the answer"),
        (says("x" * 300_000), "more than 262144 bytes"),
        (
            Answer(body=b"", status=307, headers={"Location": "http://127.0.0.1:9/"}),
            "status 307",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_whatever_is_no_answer_is_none(answer, error):
    async with opened(answer) as (llm, fake, metrics):
        with capture_logs() as logs:
            found = await llm.complete(MESSAGES, check=anything)

    assert found is None
    assert len(fake.asked) == 1
    assert counted(metrics, "failed") == 1
    assert logs == [
        {"event": "completion.failed", "log_level": "warning", "error": error}
    ]


async def test_an_endpoint_that_is_down_is_no_answer():
    async with opened(says("Mobil")) as (_, fake, metrics):
        url = fake.url
    async with aiohttp.ClientSession() as session:
        llm = Llm(LlmSettings(url=url, model="small"), session, metrics)
        found = await llm.complete(MESSAGES, check=anything)

    assert found is None
    assert counted(metrics, "failed") == 1


async def test_without_an_endpoint_nobody_is_asked():
    metrics = Metrics()
    async with aiohttp.ClientSession() as session:
        found = await Llm(LlmSettings(), session, metrics).complete(
            MESSAGES, check=anything
        )

    assert found is None
    assert counted(metrics, "failed") == 0


async def test_logs_hold_no_word_and_no_key():
    body = json.dumps({"error": {"message": f"bad key {SECRET}"}}).encode()
    for answer in (Answer(body=body, status=401), says("Avanza 0812")):
        async with opened(answer) as (llm, _, _metrics):
            with capture_logs() as logs:
                await llm.complete(MESSAGES, check=refusing)

        assert SECRET not in str(logs)
        assert "Avanza" not in str(logs)
