"""
Every dialogue there is, ready to run: by tenant, by flow, by version.

People inside a dialogue keep the version they began with; everyone else gets the
current one. What there is changes while the bot runs: whole, and between two turns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bot.dialogue.definition import Flow
from bot.dialogue.machine import FlowMachine
from bot.dialogue.speaker import EngineTexts, Speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """
    One version of one flow as one tenant runs it.

    Attributes:
        flow: The flow.
        machine: Moves turns along it.
        speaker: Writes its texts.
    """

    flow: Flow
    machine: FlowMachine
    speaker: Speaker

    @classmethod
    def of(
        cls, flow: Flow, *, engine: EngineTexts, languages: Sequence[str]
    ) -> "Dialogue":
        """Make *flow* ready for a tenant that understands *languages*."""
        speaker = Speaker(flow=flow, engine=engine, languages=tuple(languages))
        return cls(flow=flow, machine=FlowMachine(flow), speaker=speaker)

    def may_start(self, roles: frozenset[str]) -> bool:
        """Whether people with *roles* may begin it."""
        return self.flow.allow is None or not roles.isdisjoint(self.flow.allow)

    def is_start_word(self, text: str) -> bool:
        """Whether *text* is a word that leads into it."""
        ways = self.flow.by_state[self.flow.initial]
        return any(
            way.dest != "stay"
            for match in self.machine.words.match(text)
            for way in ways.get(match.trigger, ())
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shelf:
    """What a library holds, replaced as a whole."""

    current: Mapping[str, tuple[Dialogue, ...]]
    older: Mapping[tuple[str, str, str], Dialogue]
    engine: EngineTexts
    pages: EngineTexts


class Library:
    """
    The dialogues of every tenant, and the texts that belong to none of them.

    Everybody asks it anew for each turn and each page, so what ``take_over`` brings
    is in force with the next.

    Args:
        current: What each tenant runs, in the order in which they are tried.
        engine: The engine's own texts.
        older: What people are inside of that is not current any more.
        pages: The texts of the pages.
    """

    def __init__(
        self,
        current: Mapping[str, Sequence[Dialogue]],
        *,
        engine: EngineTexts,
        older: Mapping[str, Sequence[Dialogue]] = MappingProxyType({}),
        pages: EngineTexts = MappingProxyType({}),
    ) -> None:
        self._shelf = _Shelf(
            current={tenant: tuple(found) for tenant, found in current.items()},
            older={
                (tenant, one.flow.name, one.flow.version): one
                for tenant, found in older.items()
                for one in found
            },
            engine=engine,
            pages=pages,
        )

    @property
    def engine(self) -> EngineTexts:
        """The engine's own texts."""
        return self._shelf.engine

    @property
    def pages(self) -> EngineTexts:
        """What the pages say."""
        return self._shelf.pages

    @property
    def flows(self) -> Mapping[str, Flow]:
        """The current flows by name, each as the first tenant runs it that has it."""
        flows: dict[str, Flow] = {}
        for found in self._shelf.current.values():
            for one in found:
                flows.setdefault(one.flow.name, one.flow)
        return flows

    def take_over(self, other: "Library") -> None:
        """Hold from now on what *other* holds: all of it at once."""
        self._shelf = other._shelf  # noqa: SLF001 - one of our own kind

    def of_tenant(self, tenant: str) -> tuple[Dialogue, ...]:
        """The current dialogues of *tenant*, in the order in which they are tried."""
        return self._shelf.current.get(tenant, ())

    def version(self, tenant: str, flow: str, version: str) -> Dialogue | None:
        """That very *version* of *flow*; None if it is not to be had."""
        for dialogue in self.of_tenant(tenant):
            if dialogue.flow.name == flow and dialogue.flow.version == version:
                return dialogue
        return self._shelf.older.get((tenant, flow, version))

    def find(self, tenant: str, flow: str, version: str) -> Dialogue | None:
        """
        The dialogue of somebody who began with *version* of *flow*.

        Returns:
            That version; the current one if that is not to be had; None if the
            tenant has no such flow at all.
        """
        found = self.version(tenant, flow, version)
        if found is not None:
            return found
        known = (one for one in self.of_tenant(tenant) if one.flow.name == flow)
        return next(known, None)

    def say(self, key: str, languages: Sequence[str], values: Mapping[str, str]) -> str:
        """
        A text of the engine in the first of *languages* that has it.

        Raises:
            KeyError: If none has.
        """
        for language in languages:
            texts = self.engine.get(language, {})
            if key in texts:
                return texts[key].render(lambda name: values.get(name, ""))
        raise KeyError(key)
