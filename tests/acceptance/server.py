"""The real process: ``alur run`` as an operator starts it, to be stopped and killed."""

import asyncio
import json
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import aiohttp
import yaml

STAFF = [f"62812000{number:05d}" for number in range(1, 61)]
"""Numbers that have the role ``staff``, without ``+``."""

START_SECONDS = 30.0


class Server:
    """
    A server of one tenant, ``lumiku``, whose channel ``wa`` is a ``wwapi`` gateway.

    Attributes:
        folder: Where its settings and its data are.
        url: Where it listens; empty while it does not run.
    """

    def __init__(
        self, folder: Path, *, gateway: str, settings: Mapping[str, Any] | None = None
    ) -> None:
        self.folder = folder
        self.url = ""
        self._process: Process | None = None
        self._log = folder / "server.log"
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
    def log(self) -> str:
        """Everything it logged so far."""
        return self._log.read_text()

    @property
    def pid(self) -> int:
        """The process's id."""
        assert self._process is not None
        return self._process.pid

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.kill()

    async def start(self) -> None:
        """Start it and wait until it listens."""
        with self._log.open("a") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self.command("run"), stdout=PIPE, stderr=log
            )
        assert self._process.stdout is not None
        async with asyncio.timeout(START_SECONDS):
            first = (await self._process.stdout.readline()).decode()
        assert first.startswith("Alur listens on http"), first + self.log
        self.url = first.split()[-1]

    def command(self, *arguments: str) -> list[str]:
        """A call of ``alur`` with this server's settings."""
        name, *rest = arguments
        return [
            sys.executable, "-m", "bot", name, "--config", str(self._config), *rest,
        ]  # fmt: skip

    async def call(self, *arguments: str) -> tuple[int, str, str]:
        """Run another command of ``alur``; its exit status and what it wrote."""
        process = await asyncio.create_subprocess_exec(
            *self.command(*arguments), stdout=PIPE, stderr=PIPE
        )
        out, err = await process.communicate()
        return process.returncode or 0, out.decode(), err.decode()

    async def stop(self) -> int:
        """Ask it to stop, as an operator does; its exit status."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return await self._process.wait()

    async def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()

    async def page(self, path: str) -> tuple[int, str]:
        """The status and the text of a page."""
        async with (
            aiohttp.ClientSession() as client,
            client.get(f"{self.url}{path}") as answer,
        ):
            return answer.status, await answer.text()

    async def chats(self) -> Any:
        """What ``alur chats --json`` tells."""
        status, out, err = await self.call("chats", "--json")
        assert status == 0, err
        return json.loads(out)
