"""The real process and a real Chromium that looks at its simulator."""

import os
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE, create_subprocess_exec
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright, expect

from tests.browser.simulator_page import Simulator

ROOT = Path(__file__).parents[2]
CHROMIUM = Path("/usr/bin/chromium")
THERE = CHROMIUM.exists()
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    if not THERE:
        pytest.skip(f"there is no {CHROMIUM}: install the package chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=ARGUMENTS
        )
        yield browser
        await browser.close()


@pytest.fixture
async def simulator(chromium: Browser, tmp_path: Path) -> AsyncIterator[Simulator]:
    port = free_port()
    process = await create_subprocess_exec(
        sys.executable, "-m", "bot", "run", "--port", str(port),
        cwd=ROOT, stdout=PIPE, stderr=DEVNULL,
        env={**os.environ, "BOT_DATA": str(tmp_path / "data")},
    )  # fmt: skip
    assert process.stdout is not None
    assert b"Alur listens" in await process.stdout.readline()
    page = await chromium.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(PATIENCE_MS)
    url = f"http://127.0.0.1:{port}/simulator"
    await page.goto(url)
    await page.locator('[data-link="up"]').last.wait_for()
    yield Simulator(url=url, data=tmp_path / "data", page=page, process=process)
    await page.close()
    with suppress(ProcessLookupError):
        process.kill()
    await process.communicate()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
