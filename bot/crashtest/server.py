"""The server under test: one life after the other, on the same data."""

import asyncio
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.crashtest.gateway import Gateway
from bot.crashtest.kills import NEVER, Kill
from bot.crashtest.life import Life
from bot.crashtest.lives import BrokeDown, Died, Lives
from bot.settings import Settings
from storage.evidence import Evidence, delivered, evidence

KILLED = -signal.SIGKILL
STOP_SECONDS = 15.0
REFUSED_SECONDS = 0.2
"""How long to wait before a delivery that a living server refused is posted again."""


class Server:
    """
    A server that is killed as planned, and started again.

    Attributes:
        time: When it is there, in seconds since 1970; None: its clock runs.
        due: The next time that anything in it waits for; None if nothing does.
        steps: What its lives made durable, as far as they could tell, in order.
        kills: How often it was killed.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        lives: Lives,
        gateway: Gateway,
        webhook: str,
        time: float | None,
    ) -> None:
        self.time = time
        self.due: float | None = None
        self.steps: list[str] = []
        self.kills = 0
        self._settings = settings
        self._lives = lives
        self._gateway = gateway
        self._webhook = webhook
        self._plan: Iterator[Kill] = iter(())
        self._url = ""
        self._starting = asyncio.Lock()
        settings.data.mkdir(parents=True, exist_ok=True)

    @property
    def database(self) -> Path:
        """The file of its database."""
        return self._settings.data / "bot.db"

    async def start(self, plan: Iterator[Kill]) -> None:
        """
        Begin its first life.

        Args:
            plan: How each life ends; those after the last are not killed.

        Raises:
            BrokeDown: If it does not come up.
        """
        self._plan = plan
        async with self._starting:
            await self._begin()

    async def revive(self) -> None:
        """
        Start it again if it was killed.

        Raises:
            BrokeDown: If it ended by itself, or does not come up.
        """
        async with self._starting:
            if self._lives.status is not None:
                self._count(await self._lives.end())
                await self._begin()

    async def revived(self) -> None:
        """Wait until it was killed, and revive it; raises as ``revive`` does."""
        await self._lives.end()
        await self.revive()

    async def go_to(self, time: float) -> None:
        """
        Let the time be *time* and everything come to rest, through all its kills.

        Raises:
            BrokeDown: If it ended by itself, or never comes to rest.
        """
        self.time = time
        while True:
            try:
                return self._learn(await self._lives.ask(to=time))
            except Died:
                await self.revive()

    async def post(self, delivery: bytes) -> None:
        """
        Post *delivery* until it is taken, the same bytes each time.

        Raises:
            BrokeDown: If the server ended by itself.
        """
        while not await self._gateway.post(delivery, f"{self._url}{self._webhook}"):
            try:
                async with asyncio.timeout(REFUSED_SECONDS):
                    await self._lives.end()
            except TimeoutError:
                continue
            await self.revive()

    async def stop(self) -> None:
        """
        Stop it as SIGTERM does; a kill on the way is as good.

        Raises:
            BrokeDown: If it does not stop in time, or not well.
        """
        async with self._starting:
            try:
                self._lives.tell(stop=True)
                async with asyncio.timeout(STOP_SECONDS):
                    status = await self._lives.end()
            except Died:
                status = await self._lives.end()
            except TimeoutError:
                raise BrokeDown(f"it did not stop in {STOP_SECONDS:g} s") from None
            if status != 0:
                self._count(status)

    async def restart(self) -> None:
        """
        Stop it, and begin another life.

        Raises:
            BrokeDown: As ``stop`` and ``start`` do.
        """
        await self.stop()
        async with self._starting:
            await self._begin()

    def left_behind(self) -> Evidence:
        """What there is in its database and among its photos."""
        return evidence(self.database, self._settings.photo_root)

    async def _begin(self) -> None:
        while True:
            kill = next(self._plan, NEVER)
            url = self._gateway.begin(_by_number(delivered(self.database)))
            self._gateway.interrupt = _Interrupt(self._lives, kill.reply)
            life = Life(
                settings=_with_gateway(self._settings, url),
                log=str(self._log),
                time=self.time,
                last_step=kill.step,
            )
            try:
                return self._learn(await self._lives.begin(life, kill.seconds))
            except Died:
                self._count(await self._lives.end())

    @property
    def _log(self) -> Path:
        return self._settings.data / "log"

    def _learn(self, said: Mapping[str, Any]) -> None:
        if "stuck" in said:
            raise BrokeDown(f"never at rest: {said['stuck']}")
        self._url, self.due = said["url"], said["due"]
        self.steps += said["steps"]

    def _count(self, status: int) -> None:
        """Count a kill; anything else that ends a life is none of ours."""
        if status != KILLED:
            raise BrokeDown(f"it ended by itself, with {status}: {self._last_words()}")
        self.kills += 1

    def _last_words(self) -> str:
        lines = self._log.read_text().splitlines() if self._log.exists() else []
        return next(filter(None, reversed(lines)), "without a word")


class _Interrupt:
    """Kills the life once it has given so many replies."""

    def __init__(self, lives: Lives, last: int | None) -> None:
        self._lives = lives
        self._left = last

    def __call__(self) -> bool:
        if self._left is None:
            return False
        self._left -= 1
        if self._left == 0:
            self._lives.kill()
        return self._left <= 0


def _with_gateway(settings: Settings, url: str) -> dict[str, Any]:
    """*settings* as JSON, where each channel has its gateway at *url*."""
    written = settings.model_dump(mode="json")
    for tenant in written["tenants"].values():
        for channel in tenant["channels"].values():
            channel["url"] = url
    return written


def _by_number(counts: Mapping[str, int]) -> dict[str, int]:
    """*counts* of chats, by the numbers that the gateway is given."""
    return {
        chat.split("/", 2)[2].partition("@")[0]: count for chat, count in counts.items()
    }
