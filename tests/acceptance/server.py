"""The real process: ``alur run`` as an operator starts it, to be stopped and killed."""

import asyncio
import json
import re
import signal
import sqlite3
from asyncio.subprocess import Process
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Self

import aiohttp
import yaml

from tests.acceptance.process import alur, call

STAFF = [f"62812000{number:05d}" for number in range(1, 61)]
"""Numbers that have the role ``staff``, without ``+``."""

CUSTOMER = "6281300000001"
"""A number that has no role."""

START_SECONDS = 30.0


class Server:
    """
    A server of one tenant, ``lumiku``, whose channel ``wa`` is a ``wwapi`` gateway.

    Attributes:
        folder: Where its settings and its data are.
        url: Where it listens; empty before it ran.
        running: Set while it listens.
        lines: Everything it logged so far, through all its lives.
        environ: Variables that it is started with beside those of the tests.
    """

    def __init__(
        self, folder: Path, *, gateway: str, settings: Mapping[str, Any] | None = None
    ) -> None:
        self.folder = folder
        self.url = ""
        self.running = asyncio.Event()
        self.lines: list[str] = []
        self.environ: Mapping[str, str] = {}
        self._process: Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._grown = asyncio.Condition()
        self._config = folder / "bot.yaml"
        written = {
            "port": 0,
            "data": "./data",
            "tenants": {
                "lumiku": {
                    "name": "Lumiku Auto",
                    "flows": ["upload"],
                    "roles": {"staff": [f"+{phone}" for phone in STAFF]},
                    "channels": {
                        "wa": {"type": "wwapi", "url": gateway, "path_secret": "s3cret"}
                    },
                }
            },
            **(settings or {}),
        }
        self._config.write_text(yaml.safe_dump(written))

    @property
    def webhook(self) -> str:
        """Where the gateway posts to."""
        return f"{self.url}/webhook/lumiku/wa/s3cret"

    @property
    def photos(self) -> list[Path]:
        """Every photo in the store."""
        return sorted((self.folder / "data" / "photos").rglob("*.jpg"))

    @property
    def messages(self) -> int:
        """How many messages its database has taken in."""
        file = self.folder / "data" / "bot.db"
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            [count] = database.execute("SELECT count(*) FROM inbox").fetchone()
        return int(count)

    @property
    def log(self) -> str:
        """Everything it logged so far."""
        return "\n".join(self.lines)

    @property
    def pid(self) -> int:
        """The process's id."""
        assert self._process is not None
        return self._process.pid

    @property
    def memory_mib(self) -> float:
        """How much memory the process holds, in MiB."""
        told = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        [resident] = re.findall(r"VmRSS:\s+(\d+) kB", told)
        return int(resident) / 1024

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.kill()

    async def start(self) -> None:
        """Start it and wait until it listens."""
        command = self.command("run")
        self._process = process = await alur(*command, environ=self.environ)
        self._reading = asyncio.create_task(self._read(process))
        assert process.stdout is not None
        async with asyncio.timeout(START_SECONDS):
            first = (await process.stdout.readline()).decode()
        if not first.startswith("Alur listens on http"):
            await self.kill()
            raise AssertionError(first + self.log)
        self.url = first.split()[-1]
        self.running.set()

    def command(self, *arguments: str) -> list[str]:
        """The arguments of a call of ``alur`` with this server's settings."""
        name, *rest = arguments
        return [name, "--config", str(self._config), *rest]

    async def call(self, *arguments: str) -> tuple[int, str, str]:
        """Run another command of ``alur``; its exit status and what it wrote."""
        return await call(*self.command(*arguments))

    async def stop(self) -> int:
        """Ask it to stop, as an operator does; its exit status."""
        assert self._process is not None
        assert self._reading is not None
        self.running.clear()
        self._process.send_signal(signal.SIGTERM)
        status = await self._process.wait()
        await self._reading
        return status

    async def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.running.clear()
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        if self._reading is not None:
            await self._reading

    async def logs(self, event: str, count: int = 1) -> list[dict[str, Any]]:
        """
        Wait until it logged *event* that many times; those entries.

        Raises:
            TimeoutError: If it did not within half a minute.
        """

        def found() -> list[dict[str, Any]]:
            entries = (json.loads(line) for line in self.lines if line[:1] == "{")
            return [entry for entry in entries if entry["event"] == event]

        async with asyncio.timeout(START_SECONDS), self._grown:
            await self._grown.wait_for(lambda: len(found()) >= count)
        return found()

    async def page(self, path: str) -> tuple[int, str]:
        """The status and the text of a page."""
        async with (
            aiohttp.ClientSession() as client,
            client.get(f"{self.url}{path}") as answer,
        ):
            return answer.status, await answer.text()

    async def pictures(self, path: str) -> dict[str, bytes]:
        """The photos that a page links to, by the names of their files."""
        _, page = await self.page(path)
        found = {}
        async with aiohttp.ClientSession(raise_for_status=True) as client:
            for link in re.findall(r'href="(/[^"]+/photos/[^"]+\.jpg)"', page):
                async with client.get(f"{self.url}{link}") as answer:
                    found[link.rpartition("/")[2]] = await answer.read()
        return found

    async def chats(self) -> Any:
        """What ``alur chats --json`` tells."""
        status, out, err = await self.call("chats", "--json")
        assert status == 0, err
        return json.loads(out)

    async def _read(self, process: Process) -> None:
        assert process.stderr is not None
        async for line in process.stderr:
            async with self._grown:
                self.lines.append(line.decode().rstrip("\n"))
                self._grown.notify_all()
