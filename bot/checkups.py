"""
Asks every channel how it is: at the start and then every minute.

Gateways lose their account, their network or their way to us without a word. Calls
that change nothing tell most of it; the rest shows in that nothing comes any more.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import structlog

from bot.channel import Channel, Health
from bot.clock import Clock, limit
from bot.metrics import Metrics

log = structlog.get_logger(__name__)

EVERY_SECONDS = 60.0
ANSWER_SECONDS = 20.0
"""How long a channel may take to say how it is."""

NOT_ASKED = Health(ok=True, detail="not asked yet")


@dataclass(slots=True)
class _Chart:
    health: Health = NOT_ASKED
    heard_at: float | None = None
    silent: bool = False


class Checkups:
    """
    Keeps in mind how every channel is.

    Nothing is written down: after a start every channel is asked anew, and counts as
    heard from once it posts something.
    """

    def __init__(
        self,
        channels: Mapping[str, Channel],
        silent_after: Mapping[str, float],
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        """
        Look after *channels*.

        Args:
            channels: By ``tenant/channel``.
            silent_after: After how many seconds without a delivery a channel that used
                to deliver is worth a warning; those that are not in it never are.
            clock: Tells when.
            metrics: Where ``alur_channel_healthy`` is set.
        """
        self._channels = channels
        self._silent_after = silent_after
        self._clock = clock
        self._metrics = metrics
        self._charts = {name: _Chart() for name in channels}

    async def run(self) -> None:
        """Ask, until cancelled."""
        while True:
            await self.ask()
            await self._clock.sleep(EVERY_SECONDS)

    async def ask(self) -> None:
        """Ask every channel once, side by side."""
        await asyncio.gather(*(self._ask(name) for name in self._channels))

    def heard(self, name: str) -> None:
        """A delivery came by the channel *name*."""
        chart = self._charts[name]
        chart.heard_at = self._clock.now()
        if chart.silent:
            chart.silent = False
            log.info("channel.heard", channel=name)

    def told(self) -> Mapping[str, str]:
        """``ok``, or what is wrong, for each channel."""
        return {name: _words(chart) for name, chart in self._charts.items()}

    async def _ask(self, name: str) -> None:
        chart = self._charts[name]
        was, chart.health = chart.health, await self._health(name)
        self._metrics.healthy.labels(name).set(int(chart.health.ok))
        if not chart.health.ok and (was.ok or was.detail != chart.health.detail):
            log.warning("channel.sick", channel=name, detail=chart.health.detail)
        elif chart.health.ok and not was.ok:
            log.info("channel.recovered", channel=name, detail=chart.health.detail)
        self._notice_silence(name, chart)

    async def _health(self, name: str) -> Health:
        try:
            async with limit(self._clock, ANSWER_SECONDS):
                return await self._channels[name].health()
        except TimeoutError:
            return Health(ok=False, detail="it does not say how it is")
        except Exception as error:
            # An adapter's mistake is told like an illness; the others are asked on.
            log.exception("channel.failed", channel=name)
            return Health(ok=False, detail=type(error).__name__)

    def _notice_silence(self, name: str, chart: _Chart) -> None:
        longest = self._silent_after.get(name)
        if chart.silent or chart.heard_at is None or longest is None:
            return
        seconds = self._clock.now() - chart.heard_at
        if seconds >= longest:
            chart.silent = True
            log.warning("channel.silent", channel=name, seconds=round(seconds))


def _words(chart: _Chart) -> str:
    if not chart.health.ok:
        return chart.health.detail
    return "silent for long" if chart.silent else "ok"
