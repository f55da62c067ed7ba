"""
Joins the loops: each gets what it works with, and they wake each other.

They share nothing but the database and one wake-up event each. What they work with
comes from whoever opens the bot: a server, or a scenario that is played.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.answer import Answers
from bot.bench import Outside
from bot.channel import Channel
from bot.channels.mail import MAIL
from bot.clock import Clock
from bot.courtesy import Courtesy
from bot.dialogue.library import Library
from bot.expiry import Expiry
from bot.fetcher import Fetcher
from bot.folders import Folders
from bot.hold import Holds
from bot.inbox import Inbox
from bot.keeper import Keeper
from bot.llm import Llm
from bot.metrics import Metrics
from bot.pruner import Pruner
from bot.runner import Runner
from bot.sender import Sender
from bot.settings import Settings
from bot.wakes import Wakes
from bot.worker import Worker
from storage.engine import Engine
from storage.photos import OpenPhotoStore, PeoplesPhotos


@dataclass(frozen=True, slots=True, kw_only=True)
class Loops:
    """
    What takes messages in, and the loops, none of which runs yet.

    Attributes:
        inbox: Takes messages in.
        worker: Answers them.
        fetcher: Brings photos.
        runner: Runs effects.
        sender: Sends replies.
        courtesy: Gives small signs to people.
        keeper: Deletes drafts that nobody took up again.
        pruner: Forgets what is long over.
    """

    inbox: Inbox
    worker: Worker
    fetcher: Fetcher
    runner: Runner
    sender: Sender
    courtesy: Courtesy
    keeper: Keeper
    pruner: Pruner


def join(
    settings: Settings,
    *,
    engine: Engine,
    photos: OpenPhotoStore,
    voices: OpenPhotoStore,
    library: Library,
    channels: Mapping[str, Channel],
    wakes: Wakes,
    clock: Clock,
    metrics: Metrics,
    llm: Llm | None = None,
    mail: Channel | None = None,
) -> Loops:
    """
    Make the loops of one bot.

    Args:
        settings: Tenants, how photos are fetched, and what links begin with.
        engine: The database.
        photos: The photos.
        voices: The voice notes.
        library: The dialogues of every tenant.
        channels: By ``tenant/channel``.
        wakes: One wake-up for each loop; nobody else may wait for them.
        clock: Tells every loop the time.
        metrics: Where everything is counted.
        llm: The language model that effects may ask; None if there is none.
        mail: What e-mails go out by; None: none do.
    """
    answers = _answers(library, settings, channels)
    courtesy = Courtesy(channels, clock)
    senders = _senders(settings, channels, mail)
    text_limits = {name: one.text_limit for name, one in senders.items()}
    folders = Folders(engine=engine, photos=photos, voices=voices)
    world = _World(
        engine=engine,
        photos=photos,
        voices=voices,
        wakes=wakes,
        clock=clock,
        metrics=metrics,
    )
    return Loops(
        inbox=_inbox(settings, world, courtesy),
        worker=Worker(
            engine=engine,
            folders=folders,
            library=library,
            answers=answers,
            holds=_holds(answers, channels, metrics, courtesy),
            text_limits=text_limits,
            wakes=wakes,
            clock=clock,
            metrics=metrics,
        ),
        courtesy=courtesy,
        fetcher=_fetcher(settings, world, channels),
        runner=_runner(settings, world, library, text_limits, llm),
        sender=Sender(
            engine=engine,
            channels=senders,
            wake=wakes.sender,
            clock=clock,
            metrics=metrics,
        ),
        keeper=Keeper(engine=engine, folders=folders, clock=clock),
        pruner=_pruner(settings, engine, {"photos": photos, "voices": voices}, clock),
    )


def _answers(
    library: Library, settings: Settings, channels: Mapping[str, Channel]
) -> Answers:
    limits = {name: channel.options_limit for name, channel in channels.items()}
    return Answers(library, settings.tenants, limits)


def _holds(
    answers: Answers,
    channels: Mapping[str, Channel],
    metrics: Metrics,
    courtesy: Courtesy,
) -> Holds:
    return Holds(
        answers=answers,
        settle_seconds={name: one.settle_seconds for name, one in channels.items()},
        metrics=metrics,
        courtesy=courtesy,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _World:
    """What every loop works with."""

    engine: Engine
    photos: OpenPhotoStore
    voices: OpenPhotoStore
    wakes: Wakes
    clock: Clock
    metrics: Metrics


def _fetcher(
    settings: Settings, world: _World, channels: Mapping[str, Channel]
) -> Fetcher:
    return Fetcher(
        engine=world.engine,
        photos=world.photos,
        voices=world.voices,
        channels=channels,
        media=settings.media,
        wake=world.wakes.fetcher,
        settled=world.wakes.worker,
        clock=world.clock,
        metrics=world.metrics,
    )


def _runner(
    settings: Settings,
    world: _World,
    library: Library,
    text_limits: Mapping[str, int],
    llm: Llm | None,
) -> Runner:
    outside = Outside(
        engine=world.engine,
        photos=world.photos,
        voices=world.voices,
        public_url=settings.url,
        links_seconds=settings.links_seconds,
        text_limits=text_limits,
        sending=world.wakes.sender,
        clock=world.clock,
        library=library,
        llm=llm,
    )
    return Runner(
        engine=world.engine,
        outside=outside,
        library=library,
        tenants=settings.tenants,
        wake=world.wakes.runner,
        finished=world.wakes.worker,
        clock=world.clock,
        metrics=world.metrics,
    )


def _inbox(settings: Settings, world: _World, courtesy: Courtesy) -> Inbox:
    return Inbox(
        engine=world.engine,
        clock=world.clock,
        arrival=world.wakes.worker,
        settings=settings,
        metrics=world.metrics,
        courtesy=courtesy,
    )


def _senders(
    settings: Settings, channels: Mapping[str, Channel], mail: Channel | None
) -> Mapping[str, Channel]:
    """What replies go out by: the channels, and e-mail for every tenant."""
    if mail is None:
        return channels
    return {**channels, **{f"{tenant}/{MAIL}": mail for tenant in settings.tenants}}


def _pruner(
    settings: Settings,
    engine: Engine,
    stores: Mapping[str, PeoplesPhotos],
    clock: Clock,
) -> Pruner:
    expiry = Expiry(settings, stores, clock=clock)
    return Pruner(engine=engine, settings=settings, expiry=expiry, clock=clock)
