"""The bot at work: its loops, and how they end."""

import asyncio
import contextlib
from dataclasses import dataclass

import structlog

from bot.checkups import Checkups
from bot.courtesy import Courtesy
from bot.dialogue.library import Library
from bot.fetcher import Fetcher
from bot.inbox import Inbox
from bot.keeper import Keeper
from bot.pruner import Pruner
from bot.reloader import Reloader
from bot.runner import Runner
from bot.sender import Sender
from bot.worker import Worker
from storage.engine import Engine
from storage.photos import PhotoStore

log = structlog.get_logger(__name__)

DRAIN_SECONDS = 8.0
"""
How long a stop waits for turns begun and replies at hand.

Two seconds less than a stop may take in all, for closing what is open.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """
    A bot that is open; it listens, and works while ``run`` does.

    Attributes:
        url: Where it listens.
        engine: Its database.
        photos: Its photos.
        library: Its dialogues.
        inbox: Takes messages in.
        worker: Answers them.
        fetcher: Brings photos.
        runner: Runs effects.
        sender: Sends replies.
        keeper: Deletes drafts that nobody took up again.
        pruner: Forgets what is long over.
        courtesy: Gives small signs to people.
        checkups: Asks the channels how they are; None: nobody does.
        reloader: Keeps the library as its files are; None: it stays as it is.
    """

    url: str
    engine: Engine
    photos: PhotoStore
    library: Library
    inbox: Inbox
    worker: Worker
    fetcher: Fetcher
    runner: Runner
    sender: Sender
    keeper: Keeper
    pruner: Pruner
    courtesy: Courtesy
    checkups: Checkups | None = None
    reloader: Reloader | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """
        Work until *stop* is set; then finish what was begun, if that is soon.

        Raises:
            ExceptionGroup: If a loop ended by itself; that is a mistake of ours.
        """
        async with asyncio.TaskGroup() as loops:
            worker = loops.create_task(self.worker.run(), name="worker")
            sender = loops.create_task(self.sender.run(), name="sender")
            fetcher = loops.create_task(self.fetcher.run(), name="fetcher")
            runner = loops.create_task(self.runner.run(), name="runner")
            ended = [fetcher, runner]
            ended.append(loops.create_task(self.keeper.run(), name="keeper"))
            ended.append(loops.create_task(self.pruner.run(), name="pruner"))
            ended.append(loops.create_task(self.courtesy.run(), name="courtesy"))
            if self.checkups is not None:
                ended.append(loops.create_task(self.checkups.run(), name="checkups"))
            if self.reloader is not None:
                ended.append(loops.create_task(self.reloader.run(), name="reloader"))
            await stop.wait()
            log.info("stop.begun")
            for loop in ended:
                loop.cancel()
            self.worker.stop()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(DRAIN_SECONDS):
                    await asyncio.shield(worker)
                    await self.sender.drain()
            self.sender.stop()
            worker.cancel()
            sender.cancel()
        log.info("stop.done")
