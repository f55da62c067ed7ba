"""
Every summary lists exactly what was sent, whatever chance has people do.

A thousand rounds, 250 for each combination, in some ten minutes:

    python -m pytest -n 0 --timeout 3600 --rounds 250 tests/acceptance/test_rounds.py
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from typing import Any

import aiohttp
import pytest

from storage.bucketurl import BucketUrl
from tests.acceptance.lines import Line, open_line
from tests.acceptance.people import chance
from tests.acceptance.rounds import Client
from tests.acceptance.server import Server

CLIENTS = 16
"""How many consult at the same time."""

STYLIST = "+6281299900000"


@pytest.fixture(params=["files", "bucket"])
def kept(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Mapping[str, str]:
    """The settings of where photos are kept."""
    if request.param == "files":
        return {}
    bucket: BucketUrl = request.getfixturevalue("seaweedfs")
    bucket = replace(bucket, prefix=f"{token_hex(8)}/photos")
    monkeypatch.setenv("BUCKET_SECRET", bucket.secret)
    return {"photos": f"{bucket}?endpoint={bucket.endpoint}&key={bucket.key}"
            "&secret=${BUCKET_SECRET}"}  # fmt: skip


@pytest.fixture(params=["wwapi", "twilio"])
async def line(
    request: pytest.FixtureRequest, tmp_path: Path, kept: Mapping[str, str]
) -> AsyncIterator[Line]:
    """A line, and the server of a salon behind it."""
    async with open_line(request.param) as line:
        tenant: Mapping[str, Any] = {
            "name": "Salon Ayu",
            "flows": ["consultation"],
            "channels": {"wa": line.channel},
            "contacts": {"stylist": {"channel": "wa", "phone": STYLIST}},
        }
        settings = {
            **kept,
            "tenants": {"salon": tenant},
            "media": {"attempts": 20, "delay": 0.1, "factor": 1.0},
        }
        async with Server(tmp_path, gateway="", settings=settings) as server:
            line.server = server
            yield line
            print(server.log[-10_000:])  # noqa: T201 - pytest shows it if the test fails


async def test_every_summary_lists_all_photos_in_order_and_each_link_opens(
    line: Line, pytestconfig: pytest.Config
) -> None:
    rounds, seed = pytestconfig.getoption("rounds"), pytestconfig.getoption("seed")
    async with aiohttp.ClientSession() as web:
        clients = [
            Client(
                phone=f"+62813000{number:05d}",
                stylist=STYLIST,
                line=line,
                web=web,
                chance=chance(seed + number / CLIENTS),
            )
            for number in range(min((rounds + 1) // 2, CLIENTS))
        ]
        left = iter(range(rounds))

        async def consults(client: Client) -> None:
            for _ in left:
                await client.consult()

        await asyncio.gather(*map(consults, clients))

    assert sum(client.rounds for client in clients) == rounds
