"""
The stage that scenarios are played on: what is the same for all of them.

Dialogues are read and the database is opened once, which takes longer than to play a
scenario. Each begins with no row in any table, and with the dialogues noting what
they say. So scenarios on one stage are played one after the other.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bot.dialogue.definition import Flow
from bot.dialogue.library import Dialogue, Library
from bot.dialogue.scenarios import FAIL, Scenario
from bot.dialogue.stepreader import ENGINE_PREFIX
from bot.effect import Effect
from bot.errors import EffectFailed
from bot.opening import open_library
from bot.scenario.saidkeys import NotingLibrary, NotingSpeaker, SaidKeys
from bot.settings import Settings
from storage.emptying import empty
from storage.engine import Engine, open_engine

_Run = Callable[[Effect], Awaitable[None]]


class StageDatabase:
    """One database, open for as long as nobody closes it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._engine: Engine | None = None

    async def open(self) -> Engine:
        """
        Open it, if it is not open.

        Raises:
            StorageError: If that fails.
        """
        if self._engine is None:
            self._engine = await open_engine(self._file)
        return self._engine

    async def empty(self) -> None:
        """
        Make it as if nothing had happened.

        Raises:
            StorageError: If that fails.
        """
        engine = await self.open()
        await engine.run(empty, None)

    async def close(self) -> None:
        """Close it; it may be opened again."""
        if self._engine is not None:
            await self._engine.close()
            self._engine = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """
    What every scenario begins with.

    Attributes:
        settings: How the bot is run.
        library: The dialogues of every tenant.
        folder: Each scenario has a folder in it while it is played.
        database: What all of them are played in.
    """

    settings: Settings
    library: Library
    folder: Path
    database: StageDatabase

    def tenant(self, flow: str) -> str:
        """
        The first tenant that has *flow*.

        Raises:
            KeyError: If none has.
        """
        for name in self.settings.tenants:
            if any(one.flow.name == flow for one in self.library.of_tenant(name)):
                return name
        raise KeyError(flow)

    def flow(self, name: str) -> Flow:
        """
        The flow *name*, as its first tenant has it.

        Raises:
            KeyError: If no tenant has it.
        """
        dialogues = self.library.of_tenant(self.tenant(name))
        return next(one.flow for one in dialogues if one.flow.name == name)

    def keys(self, flow: str) -> frozenset[str]:
        """The key of every text that may be heard in a scenario of *flow*."""
        own = {f"{ENGINE_PREFIX}{key}" for key in _keys(self.library.engine.values())}
        for dialogue in self.library.of_tenant(self.tenant(flow)):
            texts = [one.texts for one in dialogue.flow.texts.values()]
            own.update(f"{_prefix(dialogue, flow)}{key}" for key in _keys(texts))
        return frozenset(own)


async def set_stage(settings: Settings, folder: Path) -> Stage:
    """
    Read the dialogues that *settings* name, and open the database.

    Args:
        settings: How the bot is run.
        folder: An empty one; whoever deletes it closes ``Stage.database`` before.

    Raises:
        BadFlow: If a flow or a text has mistakes.
        BadSetting: If a tenant names a flow or a language that is not there.
        StorageError: If the folder cannot be written to.
    """
    database = StageDatabase(folder / "bot.db")
    try:
        library = await open_library(settings, await database.open())
    except BaseException:
        await database.close()
        raise
    return Stage(settings=settings, library=library, folder=folder, database=database)


def library_of(
    stage: Stage, scenario: Scenario, tenant: str, keys: SaidKeys
) -> NotingLibrary:
    """
    The dialogues that hear *scenario*.

    Args:
        stage: Where they are.
        scenario: What is played; its effects fail as it says.
        tenant: Whose.
        keys: Where they note what they say.
    """
    dialogues = []
    for dialogue in stage.library.of_tenant(tenant):
        speaker = NotingSpeaker(
            flow=dialogue.flow,
            engine=dialogue.speaker.engine,
            languages=dialogue.speaker.languages,
            keys=keys,
            prefix=_prefix(dialogue, scenario.flow),
        )
        code = dialogue.flow.code
        given = {name: list(tries) for name, tries in scenario.given.items()}
        effects = {
            name: _as_given(run, given[name]) if name in given else run
            for name, run in code.effects.items()
        }
        flow = replace(dialogue.flow, code=replace(code, effects=effects))
        dialogues.append(replace(dialogue, flow=flow, speaker=speaker))
    return NotingLibrary({tenant: dialogues}, engine=stage.library.engine, keys=keys)


def _as_given(run: _Run, tries: list[str]) -> _Run:
    """The effect *run*, whose first *tries* end as they say."""

    async def run_or_fail(effect: Effect) -> None:
        if tries and tries.pop(0) == FAIL:
            raise EffectFailed("the scenario says so")
        await run(effect)

    return run_or_fail


def _prefix(dialogue: Dialogue, flow: str) -> str:
    name = dialogue.flow.name
    return "" if name == flow else f"{name}."


def _keys(texts: Iterable[Mapping[str, object]]) -> set[str]:
    return {key for one in texts for key in one}
