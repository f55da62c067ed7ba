"""One photo or voice note on its way from its channel into the store."""

import json
from dataclasses import dataclass, replace

from bot.messages import PhotoRef
from storage.downloads import Download, Settled
from storage.photos import VOICE


@dataclass(slots=True)
class Journey:
    """
    One file on its way.

    Attributes:
        download: Its row in the to-do list.
        started: When its way began, by the steady clock.
        attempts: How often it was tried.
        tried: Whether words no longer wait for it.
    """

    download: Download
    started: float
    attempts: int = 0
    tried: bool = False

    @property
    def suffix(self) -> str:
        """What its name ends with: whether it is a photo or a voice note."""
        return self.download.name.rpartition(".")[2]

    @property
    def folder(self) -> str:
        """Where it goes; a voice note stays where it was first meant for."""
        one = self.download
        return one.home if self.suffix == VOICE else one.folder

    @property
    def photo(self) -> PhotoRef:
        """Where the channel keeps it."""
        return PhotoRef(**json.loads(self.download.photo))

    def stored_in(self, folder: str, now: float) -> Settled:
        """Its end in *folder*, at *now* in seconds since 1970."""
        return Settled(
            id=self.download.id,
            stored=True,
            folder=None if self.suffix == VOICE else folder,
            now=now,
            photo=self._left(),
        )

    def unstored(self, now: float) -> Settled:
        """Its end without being stored, at *now* in seconds since 1970."""
        return Settled(
            id=self.download.id, stored=False, folder=None, now=now, photo=self._left()
        )

    def _left(self) -> str | None:
        """Where the channel keeps it, without the file itself; None: as it stands."""
        if '"data"' not in self.download.photo:
            return None
        return json.dumps(replace(self.photo, data=None).to_dict())
