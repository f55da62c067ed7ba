"""Whether the bot is alive, whether it can work, and what it counted."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest

from storage.errors import StorageError

Check = Callable[[], Awaitable[None]]
"""Asks one part how it is; raises ``StorageError`` if it cannot work."""

CHECKS = web.AppKey("checks", Mapping[str, Check])
REGISTRY = web.AppKey("registry", CollectorRegistry)

CHECK_SECONDS = 5.0


def add_routes(
    app: web.Application, *, checks: Mapping[str, Check], registry: CollectorRegistry
) -> None:
    """Serve ``/healthz``, ``/readyz`` by *checks*, and ``/metrics`` of *registry*."""
    app[CHECKS] = checks
    app[REGISTRY] = registry
    app.router.add_get("/healthz", alive)
    app.router.add_get("/readyz", ready)
    app.router.add_get("/metrics", metrics)


async def alive(_request: web.Request) -> web.Response:
    """The process answers: 200."""
    return web.json_response({"ok": True})


async def ready(request: web.Request) -> web.Response:
    """200 if every part can work; else 503, and which one cannot and why."""
    told = {name: await _ask(check) for name, check in request.app[CHECKS].items()}
    ok = all(said == "ok" for said in told.values())
    return web.json_response({"ok": ok, **told}, status=200 if ok else 503)


async def metrics(request: web.Request) -> web.Response:
    """What was counted, as Prometheus reads it."""
    return web.Response(
        body=generate_latest(request.app[REGISTRY]),
        headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"},
    )


async def _ask(check: Check) -> str:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            await check()
    except StorageError as error:
        return str(error)
    except TimeoutError:
        return "it does not answer"
    return "ok"
