"""``alur chat``: a phone in the terminal, here typed to through a pipe."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.acceptance import said
from tests.acceptance.process import alur, call
from tests.acceptance.server import START_SECONDS
from tests.pictures import jpeg

UPLOAD = f"""\
{said.UPLOAD}
/photo front.jpg "left side.jpg"
/photo back.jpg -- warna putih
selesai
ya
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("front.jpg", "left side.jpg", "back.jpg"):
        (tmp_path / name).write_bytes(jpeg())
    return tmp_path


async def _chat(folder: Path, typed: str, *arguments: str) -> tuple[int, str, str]:
    return await call("chat", *arguments, cwd=folder, typed=typed)


def _bot_said(out: str) -> list[str]:
    """What the bot said, each reply as it was sent."""
    replies = re.split(r"^bot > ", out, flags=re.MULTILINE)[1:]
    return [re.sub(r"^ {6}", "", one.rstrip(), flags=re.MULTILINE) for one in replies]


def _published(folder: Path) -> list[Path]:
    return [*folder.glob("data/photos/demo/cars/*/*.jpg")]


@pytest.fixture
async def url(folder: Path) -> AsyncIterator[str]:
    """Where a server listens that runs in *folder* as a stranger starts it."""
    server = await alur("run", "--port", "0", cwd=folder)
    assert server.stdout is not None
    async with asyncio.timeout(START_SECONDS):
        first = (await server.stdout.readline()).decode()
    yield first.split()[-1]
    server.terminate()
    await server.communicate()
    assert server.returncode == 0


async def test_it_needs_no_server_and_ends_when_all_is_answered(folder: Path) -> None:
    status, out, err = await _chat(folder, UPLOAD)
    heard = _bot_said(out)

    assert (status, err) == (0, "")
    assert heard[:2] == [said.ACCEPTED, said.FIRST_PHOTO]
    assert said.preview("3") in heard
    assert "📸 Total foto: 3" in heard[-1]
    assert len(_published(folder)) == 3


async def test_it_talks_to_the_server_that_runs_and_ends_on_a_page(
    folder: Path, url: str
) -> None:
    status, out, err = await _chat(folder, UPLOAD)
    link = _bot_said(out)[-1].partition("🔗 Link: ")[2].split()[0]
    async with aiohttp.ClientSession() as client, client.get(link) as answer:
        page = await answer.text()

    assert (status, err) == (0, "")
    assert link.startswith(f"{url}/cars/honda-freed-psd-matic-2012-")
    assert (answer.status, "Honda Freed PSD" in page) == (200, True)
    assert len(set(re.findall(r"/photos/(\d{13}-[0-9a-f]{16}\.jpg)\"", page))) == 3


@pytest.mark.usefixtures("url")
async def test_a_second_chat_shows_only_what_is_new(folder: Path) -> None:
    await _chat(folder, said.UPLOAD)

    _, out, _ = await _chat(folder, "batal")

    assert len(_bot_said(out)) == 1
    assert "dibatalkan" in _bot_said(out)[0]


async def test_a_customer_is_refused(folder: Path) -> None:
    _, out, _ = await _chat(folder, said.UPLOAD, "--as", "+6281200000022")

    [refusal] = _bot_said(out)
    assert said.REFUSED in refusal


async def test_what_cannot_be_sent_is_told_in_a_line(folder: Path) -> None:
    typed = ["/photo", "/photo nowhere.jpg", "/photo .", '/photo "a', "/help", "/quit"]

    status, out, err = await _chat(folder, "\n".join([*typed, said.UPLOAD, ""]))

    assert (status, err) == (0, "")
    assert [line for line in out.splitlines() if line.startswith("! ")] == [
        "! name a file: /photo front.jpg",
        "! nowhere.jpg: No such file or directory",
        "! .: Is a directory",
        "! No closing quotation",
    ]
    assert out.count("TAB completes names") == 2
    assert _bot_said(out) == []


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["--as", "0812"], 1, "alur: --as 0812: write the number with + and country"),
        (["nowhere"], 2, "alur chat: there is no flow 'nowhere' in "),
    ],
)
async def test_a_call_that_makes_no_sense_is_told_in_a_line(
    folder: Path, arguments: list[str], status: int, told: str
) -> None:
    found, out, err = await _chat(folder, "", *arguments)

    assert (found, out) == (status, "")
    assert err.startswith(told)
    assert err.count("\n") == 1
