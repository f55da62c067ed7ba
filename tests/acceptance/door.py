"""What stands before a server where people and gateways reach it: a proxy."""

from collections.abc import Callable
from typing import Self

import aiohttp
from aiohttp import web


class Door:
    """
    A proxy on a port of its own.

    Attributes:
        url: The public address.
        leads_to: The server behind it; empty: nothing, so 502.
        shut: The beginnings of the paths that it answers by itself, with 404.
    """

    def __init__(self, *, shut: tuple[str, ...] = ()) -> None:
        self.url = ""
        self.leads_to = ""
        self.shut = shut
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._hand_on)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _hand_on(self, request: web.Request) -> web.Response:
        if not self.leads_to:
            return web.Response(status=502)
        if request.path.startswith(self.shut or "\0"):
            return web.Response(status=404, text="nothing here")
        to, body = self.leads_to + request.path_qs, await request.read()
        async with (
            aiohttp.ClientSession() as client,
            client.request(request.method, to, data=body) as answer,
        ):
            headers = {"Content-Type": answer.headers["Content-Type"]}
            return web.Response(
                status=answer.status, body=await answer.read(), headers=headers
            )


class Clockwork:
    """
    A gateway that only tells the time.

    Attributes:
        url: Where it listens.
    """

    def __init__(self, says: Callable[[], str | None]) -> None:
        """Say what *says* gives; None: no time at all."""
        self.url = ""
        self._says = says
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/", self._tell)
        app.on_response_prepare.append(self._date)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _tell(self, _request: web.Request) -> web.Response:
        return web.Response()

    async def _date(self, _request: web.Request, response: web.StreamResponse) -> None:
        response.headers["Date"] = self._says() or "yesterday"
