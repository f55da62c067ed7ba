r"""
Picks up what changed in dialogues and texts while the bot runs, whole or not at all.

    files --> read and checked, in a thread --> no mistake --> Library.take_over
                                            \-> a mistake  --> told; nothing changes

Editors write in strange ways: they truncate, rename, and write twice; and a change may
take several files. So nothing is looked at before it is quiet for a moment, what is
read while somebody writes is read again, and a mistake counts only if it is still
there a moment later. The watch itself is not relied upon either: a folder may be
replaced, or lie where changes are not announced, so the files are looked at once a
second in any case.
"""

import asyncio
import contextlib
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import structlog
from watchfiles import awatch

from bot.clock import Clock
from bot.dialogue.library import Library
from bot.errors import BadFlow, BadSetting
from bot.findings import Finding
from bot.metrics import Metrics
from bot.opening import keep_versions, read_library
from bot.settings import HOME, Settings
from bot.wording import LANGUAGES, Wording
from storage.engine import Engine
from storage.errors import StorageError
from storage.versions import in_use

log = structlog.get_logger(__name__)

QUIET_MS = 100
LONGEST_BURST_MS = 400
"""How long to wait for more changes after one, and how long at most."""

LOOK_MS = 1000
"""How often to look at the files when nothing announces a change."""

MOMENT_SECONDS = 0.3
"""How long a mistake has to stay before it counts."""

MOST_TOLD = 20
"""How many mistakes are told; ``alur check`` tells all of them."""


class Reloader:
    """
    Keeps a library as its files are.

    Args:
        settings: Where the files are, and who runs what.
        engine: The database, which keeps flows for those inside of them.
        library: What is kept.
        clock: Tells how long a moment is.
        metrics: Where it is told whether the library is as the files are.
        seen: The ``fingerprint`` of what is in *library*; empty: not known.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        engine: Engine,
        library: Library,
        clock: Clock,
        metrics: Metrics,
        seen: str = "",
    ) -> None:
        self._settings = settings
        self._engine = engine
        self._library = library
        self._clock = clock
        self._metrics = metrics
        self._seen = seen
        self._refused: BadFlow | BadSetting | None = None
        self._looking = asyncio.Lock()
        self._unwatched = ""

    @property
    def refused(self) -> Sequence[str]:
        """The mistakes for which the files were not taken over; empty if they were."""
        return () if self._refused is None else _told(self._refused)

    async def run(self) -> None:
        """Keep the library as its files are, until cancelled."""
        folders = folders_of(self._settings)
        while True:
            await self.look()
            try:
                await self._watch(folders)
            except (OSError, RuntimeError, ExceptionGroup) as error:
                # A folder is gone for now, or the machine watches too many already.
                if self._unwatched != str(error):
                    log.warning("flows.unwatched", error=str(error))
                self._unwatched = str(error)
                await self._clock.sleep(LOOK_MS / 1000)

    async def look(self) -> None:
        """Take over what changed since the last look, if there is no mistake in it."""
        async with self._looking:
            try:
                while not await self._look():
                    pass
            except StorageError as error:
                log.error("flows.postponed", error=str(error))

    async def running(self) -> Library:
        """The dialogues that run."""
        return self._library

    async def newest(self) -> Library:
        """
        The dialogues that run, once they are those in the files.

        Raises:
            BadFlow: If these have mistakes.
            BadSetting: If a flow or a language is not there any more.
        """
        await self.look()
        if self._refused is not None:
            raise self._refused
        return self._library

    async def _watch(self, folders: Sequence[Path]) -> None:
        """Look whenever something happens in *folders*, until one is replaced."""
        watched = _identities(folders)
        changes = awatch(
            *folders,
            watch_filter=None,
            step=QUIET_MS,
            debounce=LONGEST_BURST_MS,
            rust_timeout=LOOK_MS,
            yield_on_timeout=True,
        )
        async with contextlib.aclosing(changes):
            async for _ in changes:
                await self.look()
                if _identities(folders) != watched:
                    return

    async def _look(self) -> bool:
        """Whether nothing changed while it was looked at."""
        seen = await self._fingerprint()
        if seen == self._seen:
            return True
        mistake: BadFlow | BadSetting | None = None
        try:
            library = await self._read()
        except (BadFlow, BadSetting) as error:
            mistake = error
            await self._clock.sleep(MOMENT_SECONDS)
        except Exception as error:
            log.error("flows.failed", exc_info=error)
            mistake = BadFlow(f"a flow's code failed: {type(error).__name__}")
            await self._clock.sleep(MOMENT_SECONDS)
        if await self._fingerprint() != seen:
            return False
        if mistake is None:
            await self._accept(library)
        else:
            self._refuse(mistake)
        self._seen = seen
        return True

    async def _read(self) -> Library:
        inside = await self._engine.run(in_use, None)
        return await asyncio.to_thread(
            read_library, self._settings, inside, before=self._library
        )

    async def _accept(self, library: Library) -> None:
        await keep_versions(library, self._engine)
        before, after = self._library.flows, library.flows
        names = {*before, *after}
        changed = sorted(one for one in names if before.get(one) != after.get(one))
        self._library.take_over(library)
        self._refused = None
        self._metrics.current.set(1)
        log.info("flows.reloaded", flows=changed)

    def _refuse(self, mistake: BadFlow | BadSetting) -> None:
        self._refused = mistake
        self._metrics.current.set(0)
        told = _told(mistake)
        log.error("flows.refused", mistakes=list(told[:MOST_TOLD]), count=len(told))

    async def _fingerprint(self) -> str:
        return await asyncio.to_thread(fingerprint, folders_of(self._settings))


def folders_of(settings: Settings) -> tuple[Path, ...]:
    """The folders whose files dialogues and texts are read from, each once."""
    folders = (settings.flows, settings.locales, HOME / "locales")
    return tuple(dict.fromkeys(folder.absolute() for folder in folders))


def fingerprint(folders: Iterable[Path]) -> str:
    """A digest of every file in *folders* but hidden ones; what cannot be read too."""
    digest = hashlib.sha256()
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            parts = file.relative_to(folder).parts
            if any(part.startswith((".", "__pycache__")) for part in parts):
                continue
            try:
                if not file.is_file():
                    continue
                content = file.read_bytes()
            except OSError as error:  # gone since, or not to be read
                content = repr(error.errno).encode()
            digest.update(f"{file}\0{len(content)}\0".encode(errors="surrogateescape"))
            digest.update(content)
    return digest.hexdigest()


def _identities(folders: Iterable[Path]) -> list[tuple[int, int] | None]:
    """Which folders these are, whatever their names."""
    found: list[tuple[int, int] | None] = []
    for folder in folders:
        try:
            known = folder.stat()
        except OSError:
            found.append(None)
        else:
            found.append((known.st_dev, known.st_ino))
    return found


def _told(mistake: BadFlow | BadSetting) -> tuple[str, ...]:
    if isinstance(mistake, BadFlow) and mistake.findings:
        wording = Wording.of(LANGUAGES[0])
        return tuple(_line(one, wording) for one in mistake.findings)
    return (str(mistake),)


def _line(found: Finding, wording: Wording) -> str:
    at = f"{found.place.file}:{found.place.line}:{found.place.column}"
    return f"{at}: {found.code}: {wording.message(found)}"
