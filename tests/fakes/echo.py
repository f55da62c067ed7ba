"""A gateway that refuses everything, and says back all that it was asked with."""

from typing import Self

from aiohttp import web


class Echo:
    """
    Listens on a port of its own.

    Attributes:
        url: Where.
        status: What everything is answered with.
        asked: How often anything was asked.
    """

    def __init__(self) -> None:
        self.url = ""
        self.status = 500
        self.asked = 0
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        self.asked += 1
        said = f"{dict(request.headers)} {request.path_qs} {await request.text()}"
        error = {"message": said, "code": 1, "type": said, "error_subcode": said}
        body = {
            **dict.fromkeys(("message", "msg", "detail", "status", "code"), said),
            "success": False,
            "error": error,
            "results": error,
            "data": error,
        }
        return web.json_response(body, status=self.status)
