"""One run of texts against a server that listens, and the line that tells it."""

from collections.abc import Callable
from pathlib import Path

from benchmarks.gateway import Gateway
from benchmarks.load import Load, Taken
from benchmarks.poster import Poster
from benchmarks.process import Serving
from benchmarks.report import Length, Tell
from benchmarks.server import WEBHOOK, limit

MOST_CONNECTIONS = 512


async def texts(
    server: Serving,
    gateway: Gateway | None,
    *,
    chats: int,
    length: Length,
    following: Callable[[int], int] = lambda chat: chat,
) -> Taken:
    """
    Keep a text of each of *chats* on its way.

    Args:
        server: Whom to ask.
        gateway: Where its replies go; None if the 200 is the end.
        chats: How many.
        length: For how long.
        following: The chat that speaks once that one has its reply.
    """
    # A reply may overtake the 200 to what it answers, so some connections are spare.
    connections = min(MOST_CONNECTIONS, chats if gateway is None else 2 * chats)
    async with Poster(server.port, WEBHOOK, connections=connections) as poster:
        return await Load(server, poster, gateway).closed(
            chats,
            seconds=length.seconds,
            warm_up_seconds=length.warm_up_seconds,
            following=following,
        )


async def limit_texts(folder: Path, chats: int, length: Length, tell: Tell) -> Taken:
    """Keep *chats* texts on their way to a limit of its own, in *folder*."""
    async with limit(folder) as server:
        taken = await texts(server, None, chats=chats, length=length)
    tell(line(f"limit, {chats} in flight", taken))
    return taken


def line(name: str, taken: Taken) -> str:
    """One run in a line."""
    busy = taken.load_cpu_seconds / taken.seconds
    memory = taken.memory
    return (
        f"{name:32} {taken.turns_per_second:8.0f}/s"
        f"  p50 {taken.p50_ms:7.2f} ms  p99 {taken.p99_ms:7.2f} ms"
        f"  CPU {taken.cpu_per_1000:.3f} s/1000"
        f"  memory {memory.resident_mb:.0f}/{memory.peak_mb:.0f} MB"
        f"  load busy {busy:.0%}  others {taken.others:.0%}  amiss {taken.amiss}"
    )
