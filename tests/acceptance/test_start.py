"""The start: what it tells a stranger, and what it refuses to start with."""

import asyncio
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import yaml

from bot.settings import HOME
from tests.acceptance.people import Person
from tests.acceptance.process import alur, call
from tests.acceptance.server import START_SECONDS, Server

IDLE_MIB = 130
TENANT = {"roles": {}, "channels": {"wa": {"type": "simulator"}}}


async def _run(folder: Path, *arguments: str) -> tuple[int, str]:
    """Start it where it is to refuse; its exit status and what it said."""
    async with asyncio.timeout(START_SECONDS):
        status, out, err = await call("run", "--port", "0", *arguments, cwd=folder)
    assert out == ""
    return status, "\n".join(line for line in err.splitlines() if line[:1] != "{")


def _written(folder: Path, **settings: object) -> str:
    file = folder / "bot.yaml"
    file.write_text(yaml.safe_dump({"tenants": {"lumiku": TENANT}, **settings}))
    return str(file)


async def test_it_says_where_it_listens_and_what_to_try(tmp_path: Path) -> None:
    server = await alur("run", "--port", "0", cwd=tmp_path)
    assert server.stdout is not None
    async with asyncio.timeout(START_SECONDS):
        lines = [(await server.stdout.readline()).decode() for _ in range(5)]
    server.terminate()
    await server.communicate()

    assert server.returncode == 0
    assert lines[0].startswith("Alur listens on http://127.0.0.1:")
    url = lines[0].split()[-1]
    assert lines[1:] == [
        f"Try it in a browser: {url}/simulator/demo/simulator\n",
        "or in another terminal: python -m bot chat\n",
        "  and begin with: /upload\n",
        "Stop it with Ctrl-C.\n",
    ]


async def test_idle_it_needs_little_memory(
    server: Server, staff: Callable[..., Person]
) -> None:
    await staff().says("bantuan")
    await staff().hears(1)

    assert server.memory_mib < IDLE_MIB


async def test_a_second_server_on_the_same_data_is_refused(server: Server) -> None:
    status, out, err = await server.call("run")

    assert (status, out) == (1, "")
    [line] = [line for line in err.splitlines() if line[:1] != "{"]
    assert line.startswith(f"alur: {server.folder / 'data'}: another alur runs on this")
    assert await server.page("/healthz") == (200, '{"ok": true}')


async def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, said = await _run(tmp_path, "--port", str(port))

    assert status == 1
    assert said == (
        f"alur: 127.0.0.1:{port}: cannot listen there: address already in use; "
        "stop what listens there, or choose another with --port"
    )


async def test_a_bad_setting_stops_the_start_with_one_line(tmp_path: Path) -> None:
    config = _written(tmp_path, prot="8080")

    status, told = await _run(tmp_path, "--config", config)

    assert status == 1
    assert told.startswith(f"alur: {config}:1:1: prot: there is no such setting")
    assert "\n" not in told


async def test_a_flow_with_a_typo_stops_the_start_where_it_stands(
    tmp_path: Path,
) -> None:
    shutil.copytree(HOME / "flows", tmp_path / "flows")
    file = tmp_path / "flows" / "upload" / "flow.yaml"
    lines = file.read_text().splitlines()
    number = next(
        i for i, line in enumerate(lines) if "dest: collecting_photos" in line
    )
    lines[number] = lines[number].replace("collecting_photos", "collecting_photo")
    file.write_text("\n".join(lines))

    status, told = await _run(tmp_path, "--config", _written(tmp_path, flows="./flows"))

    assert status == 1
    assert told.startswith(f"alur: {file}:{number + 1}:11: error F101: ")
    assert "collecting_photos" in told.splitlines()[1]
