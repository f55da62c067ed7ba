"""
How soon a reply comes, and how much memory waiting takes.

Starts the real server and a gateway on this machine, sends texts one at a time, and
prints the time from posting the webhook to the reply's arrival at the gateway.

    python -m benchmarks.latency
"""

import asyncio
import statistics
import tempfile
from pathlib import Path

from tests.acceptance.server import STAFF, Server
from tests.fakes.deliveries import text
from tests.fakes.gateway import FakeGateway

MESSAGES = 200
WARM_UP = len(STAFF)


async def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        async with (
            FakeGateway() as gateway,
            Server(Path(folder), gateway=gateway.url) as server,
        ):
            idle = memory_mib(server.pid)
            seconds = await replies(server, gateway)
            busy = memory_mib(server.pid)
    seconds = sorted(seconds[WARM_UP:])
    print(f"replies           {len(seconds)}")
    print(f"median            {statistics.median(seconds) * 1000:.1f} ms")
    print(f"99 of 100 within  {seconds[int(len(seconds) * 0.99) - 1] * 1000:.1f} ms")
    print(f"memory, idle      {idle:.0f} MiB")
    print(f"memory, after     {busy:.0f} MiB")


async def replies(server: Server, gateway: FakeGateway) -> list[float]:
    """Seconds from each webhook to its reply."""
    loop = asyncio.get_running_loop()
    taken = []
    for number in range(MESSAGES + WARM_UP):
        sender = f"{STAFF[number % len(STAFF)]}@s.whatsapp.net"
        words = "bantuan" if number >= len(STAFF) else "/upload Honda Freed 2012 145jt"
        said = text(words, sender=sender)
        begun = loop.time()
        await gateway.deliver(said, to=server.webhook)
        arrived = await gateway.replies_reach(number + 1)
        taken.append(arrived[-1].at - begun)
    return taken


def memory_mib(pid: int) -> float:
    """The resident memory of the process *pid*, in MiB."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("this system does not tell the memory of a process")


if __name__ == "__main__":
    asyncio.run(main())
