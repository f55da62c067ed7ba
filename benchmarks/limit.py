"""
The limit: a server that keeps each delivery safely and does nothing with it.

Bare aiohttp parses the body, appends it to a log and answers 200 once that is on the
disk; one thread writes, and one ``fsync`` serves all that came meanwhile. No server
on these libraries that keeps what it acknowledges can be faster, so what ours does is
told as a part of it.

    python -m benchmarks.limit FILE
"""

import asyncio
import json
import os
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from aiohttp import web

from benchmarks.loops import run


class Log:
    """A file that things are appended to, many under one ``fsync``."""

    def __init__(self, file: Path) -> None:
        self._descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def append(self, line: bytes) -> None:
        """Append *line*; it is on the disk once this returns."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((line, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        await done

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch, self._waiting = self._waiting, []
            lines = b"\n".join([line for line, _ in batch]) + b"\n"
            await loop.run_in_executor(self._thread, self._keep, lines)
            for _, done in batch:
                if not done.done():
                    done.set_result(None)

    def _keep(self, lines: bytes) -> None:
        os.write(self._descriptor, lines)
        os.fsync(self._descriptor)


async def serve(file: Path) -> None:
    """Listen on any free port, print it, and take deliveries until the process ends."""
    kept = Log(file)

    async def take(request: web.Request) -> web.Response:
        body = await request.read()
        if not isinstance(json.loads(body), dict):
            return web.Response(status=400)
        await kept.append(body)
        return web.Response(text="ok")

    app = web.Application()
    app.router.add_post("/webhook/{tenant}/{channel}/{secret}", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    listener = socket.create_server(("127.0.0.1", 0))
    await web.SockSite(runner, listener).start()
    print(f"Listens on http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    run(serve(Path(sys.argv[1])))
