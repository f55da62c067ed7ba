"""What the benchmarks measure with is right about what it counts."""

import sqlite3
from contextlib import closing

import pytest

from benchmarks import deliveries, filling
from benchmarks.gateway import Gateway
from benchmarks.load import Load
from benchmarks.poster import Poster
from benchmarks.profiled import group_of
from benchmarks.report import Length
from benchmarks.runs import limit_texts, texts
from benchmarks.server import WEBHOOK, alur

SHORT = Length(
    rounds=1, seconds=0.4, warm_up_seconds=0.2, sessions=0, messages=0, burst_chats=0
)


@pytest.fixture
async def gateway():
    async with Gateway() as gateway:
        yield gateway


async def test_a_turn_ends_with_its_reply(tmp_path, gateway):
    async with alur(tmp_path, gateway=gateway.url) as server:
        taken = await texts(server, gateway, chats=4, length=SHORT)

    assert taken.amiss == 0
    assert len(taken.latencies) > 4
    assert taken.p50_ms > taken.acknowledged_p50_ms > 0
    assert taken.cpu_seconds > 0
    assert taken.memory.peak_mb >= taken.memory.resident_mb > 10


async def test_a_reply_that_nobody_waits_for_is_amiss(tmp_path, gateway):
    async with (
        alur(tmp_path, gateway=gateway.url) as server,
        Poster(server.port, WEBHOOK, connections=4) as poster,
    ):
        load = Load(server, poster, gateway)
        gateway.replied(deliveries.phone(7), "Sudah dicatat: pesan 0")
        taken = await load.closed(2, seconds=0.4, warm_up_seconds=0.2)

    assert taken.amiss == 1


async def test_the_limit_keeps_what_it_says_200_to(tmp_path):
    told: list[str] = []

    taken = await limit_texts(tmp_path, 4, SHORT, told.append)

    kept = (tmp_path / "log").read_text().splitlines()
    assert taken.amiss == 0
    assert len(set(kept)) == len(kept) >= len(taken.latencies) > 0
    assert len(told) == 1


async def test_a_filled_database_is_one_that_the_server_goes_on_with(tmp_path, gateway):
    await filling.begin(tmp_path)
    filling.add_sessions(tmp_path, 50)
    filling.add_messages(tmp_path, 300, chats=50)
    with closing(sqlite3.connect(tmp_path / "data" / "bot.db")) as database:
        [sessions] = database.execute("SELECT count(*) FROM sessions").fetchone()
        [messages] = database.execute("SELECT count(*) FROM inbox").fetchone()
        [talking] = database.execute(
            "SELECT count(*) FROM chats JOIN sessions ON chats.session = sessions.id"
            " AND chats.chat = sessions.chat AND instr(folder, phone || '/')"
        ).fetchone()

    async with alur(tmp_path, gateway=gateway.url) as server:
        taken = await texts(server, gateway, chats=50, length=SHORT)

    with closing(sqlite3.connect(tmp_path / "data" / "bot.db")) as database:
        [after] = database.execute("SELECT count(*) FROM sessions").fetchone()
    assert (sessions, messages, talking) == (50, 300, 50)
    assert (taken.amiss, after) == (0, 50)


def test_a_function_of_c_counts_with_its_caller_unless_it_is_the_database():
    assert group_of("<built-in method builtins.len>", "JSON") == "JSON"
    assert group_of("<method 'execute' of 'sqlite3.Cursor' objects>", "x") != "x"
