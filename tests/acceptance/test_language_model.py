"""A car is published with a language model that is honest, and with one that is not."""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import pytest

from tests.acceptance import said
from tests.acceptance.people import Person
from tests.acceptance.server import Server
from tests.fakes.llm import Answer, FakeLlm, Question, says

SECRET = "sangat-rahasia"  # noqa: S105 - what the log may not hold
HONEST = (
    "Honda Freed PSD tahun 2012 bertransmisi matic ini siap menemani keluarga Anda. "
    "Jarak tempuhnya 145.515 km, harganya Rp 145.000.000."
)
LIE = HONEST.replace("145.000.000", "1.000.000")
OWN = "Dijual Honda Freed PSD tahun 2012, transmisi matic, jarak tempuh 145.515 km."

ANSWERS = {
    "honest": says(HONEST),
    "lies": says(LIE),
    "stalls": Answer(body=says(HONEST).body, stalls=True),
    "down": Answer(body=b"", status=500),
}


@pytest.fixture
async def llm(request: pytest.FixtureRequest) -> AsyncIterator[FakeLlm]:
    """The endpoint, which answers as the test says."""

    def answer(_: Question) -> Answer:
        return ANSWERS[request.param]

    async with FakeLlm(answer) as llm:
        yield llm


@pytest.fixture
def settings(llm: FakeLlm) -> Mapping[str, Any]:
    """The server asks the endpoint."""
    return {"llm": {"url": llm.url, "model": "small", "key": SECRET, "timeout": 1}}


@pytest.mark.parametrize(
    ("llm", "shown"),
    [("honest", HONEST), ("lies", OWN), ("stalls", OWN), ("down", OWN)],
    indirect=["llm"],
)
async def test_the_page_says_what_is_true(
    server: Server, staff: Callable[..., Person], llm: FakeLlm, shown: str
) -> None:
    person = staff()

    await person.says(said.UPLOAD)
    await person.hears(1)
    await person.says("skip")
    await person.hears(2)
    await person.says("ya")
    await person.hears(3)
    _, page = await server.page(person.page)

    assert person.heard[-1] == said.published(person.link, 0)
    assert llm.asked
    assert shown in page
    assert "1.000.000" not in page
    assert SECRET not in server.log
