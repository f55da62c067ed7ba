"""When nothing happens any more, so that a test need not sleep."""

import asyncio
from typing import Any


class Quiet:
    """Knows when the event loop has nothing left to do but wait."""

    def __init__(self) -> None:
        loop: Any = asyncio.get_running_loop()
        self._loop = loop
        self._threads: set[asyncio.Future[Any]] = set()
        self._run_in_executor = loop.run_in_executor
        loop.run_in_executor = self._counted

    def _counted(self, *work: Any) -> asyncio.Future[Any]:
        future: asyncio.Future[Any] = self._run_in_executor(*work)
        self._threads.add(future)
        future.add_done_callback(self._threads.discard)
        return future

    async def settle(self) -> None:
        """Wait until no task can go on and no thread works."""
        while True:
            await asyncio.sleep(0)
            if self._threads:
                await asyncio.wait(self._threads, return_when=asyncio.FIRST_COMPLETED)
            elif not self._loop._ready:
                return
