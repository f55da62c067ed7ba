"""What the commands of an operator work on, whether the server runs or not."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Protocol

from bot.clock import Clock, SystemClock
from bot.dialogue.library import Library
from bot.errors import BotError
from bot.expiry import Expiry
from bot.folders import Folders
from bot.settings import Settings
from bot.wakes import Wakes
from storage.engine import Engine
from storage.photos import OpenPhotoStore


class NotFound(BotError):
    """There is nothing of the name that the operator gave."""


class Dialogues(Protocol):
    """The dialogues that run, or would."""

    async def running(self) -> Library:
        """
        Those that run.

        Raises:
            BadFlow: If none do, because their files have mistakes.
            BadSetting: If none do, because one is not there.
        """

    async def newest(self) -> Library:
        """
        Those that run, once they are those in the files.

        Raises:
            BadFlow: If the files have mistakes.
            BadSetting: If a flow or a language is not there any more.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """
    What the commands work on.

    Attributes:
        engine: The database.
        photos: The photo store.
        voices: The store of voice notes.
        settings: How the bot is run.
        wakes: Woken when something is to be done again.
        dialogues: What runs, or would.
        pause: While it is entered, no turn is being taken.
        clock: Tells the time.
        url: Where the server listens; empty if none runs.
    """

    engine: Engine
    photos: OpenPhotoStore
    voices: OpenPhotoStore
    settings: Settings
    wakes: Wakes
    dialogues: Dialogues
    pause: Callable[[], AbstractAsyncContextManager[None]] = nullcontext
    clock: Clock = field(default_factory=SystemClock)
    url: str = ""

    @property
    def folders(self) -> Folders:
        """What people sent, by folder."""
        return Folders(engine=self.engine, photos=self.photos, voices=self.voices)

    @property
    def expiry(self) -> Expiry:
        """What people sent that is too old."""
        stores = {"photos": self.photos, "voices": self.voices}
        return Expiry(self.settings, stores, clock=self.clock)
