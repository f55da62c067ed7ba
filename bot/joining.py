"""
Joins the loops: each gets what it works with, and they wake each other.

They share nothing but the database and one wake-up event each. What they work with
comes from whoever opens the bot: a server, or a scenario that is played.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.answer import Answers
from bot.channel import Channel
from bot.clock import Clock
from bot.dialogue.library import Library
from bot.fetcher import Fetcher
from bot.hold import Holds
from bot.inbox import Inbox
from bot.llm import Llm
from bot.metrics import Metrics
from bot.runner import Runner
from bot.sender import Sender
from bot.settings import Settings
from bot.wakes import Wakes
from bot.worker import Worker
from storage.engine import Engine
from storage.photos import PhotoStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Loops:
    """
    What takes messages in, and the four loops, none of which runs yet.

    Attributes:
        inbox: Takes messages in.
        worker: Answers them.
        fetcher: Brings photos.
        runner: Runs effects.
        sender: Sends replies.
    """

    inbox: Inbox
    worker: Worker
    fetcher: Fetcher
    runner: Runner
    sender: Sender


def join(
    settings: Settings,
    *,
    engine: Engine,
    photos: PhotoStore,
    library: Library,
    channels: Mapping[str, Channel],
    wakes: Wakes,
    clock: Clock,
    metrics: Metrics,
    llm: Llm | None = None,
) -> Loops:
    """
    Make the loops of one bot.

    Args:
        settings: Tenants, how photos are fetched, and what links begin with.
        engine: The database.
        photos: The photos.
        library: The dialogues of every tenant.
        channels: By ``tenant/channel``.
        wakes: One wake-up for each loop; nobody else may wait for them.
        clock: Tells every loop the time.
        metrics: Where everything is counted.
        llm: The language model that effects may ask; None if there is none.
    """
    answers = Answers(library, settings.tenants)
    settle_seconds = {name: one.settle_seconds for name, one in channels.items()}
    return Loops(
        inbox=Inbox(engine, clock, wakes.worker, settings.retention, metrics),
        worker=Worker(
            engine=engine,
            photos=photos,
            library=library,
            answers=answers,
            holds=Holds(
                answers=answers, settle_seconds=settle_seconds, metrics=metrics
            ),
            wakes=wakes,
            clock=clock,
            metrics=metrics,
        ),
        fetcher=Fetcher(
            engine=engine,
            photos=photos,
            channels=channels,
            media=settings.media,
            wake=wakes.fetcher,
            settled=wakes.worker,
            clock=clock,
            metrics=metrics,
        ),
        runner=Runner(
            engine=engine,
            photos=photos,
            library=library,
            tenants=settings.tenants,
            public_url=settings.url,
            wake=wakes.runner,
            finished=wakes.worker,
            clock=clock,
            metrics=metrics,
            llm=llm,
        ),
        sender=Sender(
            engine=engine,
            channels=channels,
            wake=wakes.sender,
            clock=clock,
            metrics=metrics,
        ),
    )
