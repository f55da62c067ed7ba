"""Whether the bot is alive, whether it can work, and what it counted."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest

from storage.errors import StorageError

Check = Callable[[], Awaitable[None]]
"""Asks one part how it is; raises ``StorageError`` if it cannot work."""

CHECKS = web.AppKey("checks", Mapping[str, Check])
CHANNELS: web.AppKey[Callable[[], Mapping[str, str]]] = web.AppKey("channels_told")
REFUSED: web.AppKey[Callable[[], Sequence[str]]] = web.AppKey("refused")
REGISTRY = web.AppKey("registry", CollectorRegistry)

CHECK_SECONDS = 5.0
OLDER = "older than their files, which have mistakes"


def add_routes(
    app: web.Application,
    *,
    checks: Mapping[str, Check],
    channels: Callable[[], Mapping[str, str]],
    refused: Callable[[], Sequence[str]],
    registry: CollectorRegistry,
) -> None:
    """
    Serve ``/healthz``, ``/readyz`` and ``/metrics``.

    Args:
        app: The application; not yet started.
        checks: What has to be well, by name.
        channels: Tells how every channel is: ``ok``, or what is wrong.
        refused: Tells the mistakes for which the files of dialogues were not taken
            over; none if what runs is what is in the files.
        registry: What is counted.
    """
    app[CHECKS] = checks
    app[CHANNELS] = channels
    app[REFUSED] = refused
    app[REGISTRY] = registry
    app.router.add_get("/healthz", alive)
    app.router.add_get("/readyz", ready)
    app.router.add_get("/metrics", metrics)


async def alive(_request: web.Request) -> web.Response:
    """The process answers: 200."""
    return web.json_response({"ok": True})


async def ready(request: web.Request) -> web.Response:
    """
    200 if every part can work; else 503, and which one cannot and why.

    A mistake in a dialogue's files is told, and makes nobody wait: the bot answers
    by the version before it, so whoever asks has no reason to send people elsewhere.
    Neither has he for a channel that is ill: no other server would find it well.
    """
    told = {name: await _ask(check) for name, check in request.app[CHECKS].items()}
    ok = all(said == "ok" for said in told.values())
    mistakes = list(request.app[REFUSED]())
    flows = {"flows": OLDER, "mistakes": mistakes} if mistakes else {"flows": "ok"}
    channels = {"channels": dict(request.app[CHANNELS]())}
    return web.json_response(
        {"ok": ok, **told, **channels, **flows}, status=200 if ok else 503
    )


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
