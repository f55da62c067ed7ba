"""A damaged database is told in one line, with the way back, and never made worse."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
import pytest_asyncio

from tests.acceptance import said
from tests.acceptance.people import Person
from tests.acceptance.server import CUSTOMER, STAFF, Server
from tests.fakes.deliveries import text
from tests.fakes.gateway import FakeGateway

PAGE_BYTES = 4096
MARK = "kata yang dicari"
CHATS = 40
CURE = "put a backup in its place, or move it away to begin anew"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def whole(
    tmp_path_factory: pytest.TempPathFactory, lasting_gateway: FakeGateway
) -> bytes:
    """A database in which many messages are, of a server that stopped."""
    folder = tmp_path_factory.mktemp("whole")
    async with Server(folder, gateway=lasting_gateway.url) as server:
        file = await _filled(server, lasting_gateway)
    return await asyncio.to_thread(file.read_bytes)


@pytest.fixture
def stopped(tmp_path: Path, gateway: FakeGateway, whole: bytes) -> Server:
    """A server that has many messages and does not run."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "bot.db").write_bytes(whole)
    return Server(tmp_path, gateway=gateway.url)


async def _filled(server: Server, gateway: FakeGateway) -> Path:
    """Let *server* take many messages and stop; its database."""
    for number in range(CHATS):
        words = f"{MARK} {number}: {'panjang ' * 60}"
        sender = f"{CUSTOMER}{number:02d}@s.whatsapp.net"
        assert await gateway.deliver(text(words, sender=sender), to=server.webhook) == [
            200
        ]
    await server.logs("turn.taken", CHATS)
    await server.stop()
    return server.folder / "data" / "bot.db"


def _spoil_the_header(file: Path) -> None:
    file.write_bytes(b"\xa5" * 100 + file.read_bytes()[100:])


def _spoil_the_schema(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:100] + b"\xa5" * 3000)


def _spoil_every_page_but_the_first(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:PAGE_BYTES] + b"\xa5" * (len(content) - PAGE_BYTES))


def _cut_in_half(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2 // PAGE_BYTES * PAGE_BYTES])


def _cut_within_a_page(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: 3 * PAGE_BYTES + 1000])


def _replace_by_words(file: Path) -> None:
    file.write_bytes(b"no database at all\n" * 1000)


def _spoil_the_page_of(file: Path, words: str) -> None:
    """Write rubbish over the one page that says *words*."""
    content = file.read_bytes()
    page = content.index(words.encode()) // PAGE_BYTES * PAGE_BYTES
    rubbish = b"\xa5" * PAGE_BYTES
    file.write_bytes(content[:page] + rubbish + content[page + PAGE_BYTES :])


@pytest.mark.parametrize(
    "damage",
    [
        _spoil_the_header,
        _spoil_the_schema,
        _spoil_every_page_but_the_first,
        _cut_in_half,
        _cut_within_a_page,
        _replace_by_words,
    ],
)
async def test_a_start_on_a_damaged_database_says_so_in_one_line_with_the_cure(
    stopped: Server, damage: Callable[[Path], None]
) -> None:
    file = stopped.folder / "data" / "bot.db"
    await asyncio.to_thread(damage, file)
    spoilt = await asyncio.to_thread(file.read_bytes)

    (status, out, err), verified, backup = await asyncio.gather(
        stopped.call("run"),
        stopped.call("verify"),
        stopped.call("backup", str(stopped.folder / "b.tar")),
    )

    [line] = [line for line in err.splitlines() if line[:1] != "{"]
    assert (status, out) == (1, "")
    assert line.startswith(f"alur: {file}: damaged, or no database at all (")
    assert line.endswith(CURE)
    assert await asyncio.to_thread(file.read_bytes) == spoilt
    assert verified[0] == 1
    assert verified[1].startswith(f"database {file}: ")
    assert "Traceback" not in verified[2]
    assert backup[0] == 1
    assert backup[2].startswith(f"alur: {file}: damaged")
    assert backup[2].count("\n") == 1
    assert not list(stopped.folder.glob("*b.tar*"))


async def test_damage_that_is_met_while_it_runs_is_told_and_others_are_served(
    stopped: Server, gateway: FakeGateway
) -> None:
    file = stopped.folder / "data" / "bot.db"
    await asyncio.to_thread(_spoil_the_page_of, file, f"{MARK} 0:")

    async with stopped as server:
        [failed, *_] = await server.logs("database.failed")
        asked = await server.call("chats", f"+{CUSTOMER}00")
        person = Person(STAFF[0], gateway=gateway, server=server)
        await person.says(said.UPLOAD)
        await person.hears(1)
        verified = await server.call("verify")
        backup = await server.call("backup", str(server.folder / "b.tar"))

    assert failed["level"] == "error"
    assert failed["error"].startswith(f"{file}: damaged, or no database at all (")
    assert failed["error"].endswith(CURE)
    assert asked[0] == 1
    assert asked[2].startswith(f"alur: {file}: damaged")
    assert asked[2].count("\n") == 1
    assert person.heard == [said.ACCEPTED]
    assert (verified[0], verified[2]) == (1, "")
    assert verified[1].startswith(f"database {file}: ")
    assert backup[0] == 1
    assert "no backup of it was made" in backup[2]


async def test_after_a_damage_a_backup_is_the_way_back(
    server: Server, gateway: FakeGateway, staff: Callable[..., Person], tmp_path: Path
) -> None:
    await staff().says(said.UPLOAD)
    await staff().sends("3EB0A1")
    await server.logs("photo.stored")
    await server.call("backup", str(tmp_path / "b.tar"))
    file = await _filled(server, gateway)
    await asyncio.to_thread(_spoil_every_page_but_the_first, file)

    refused = await server.call("restore", str(tmp_path / "b.tar"))
    file.rename(tmp_path / "damaged.db")
    (file.parent / "photos").rename(tmp_path / "photos")
    restored = await server.call("restore", str(tmp_path / "b.tar"))
    await server.start()
    await staff().says("selesai")
    preview = await staff().hears_words("Ringkasan Upload")

    assert refused[0] == 1
    assert restored[0] == 0, restored
    assert preview == said.preview("1")
    assert STAFF[0] in str(await server.chats())
