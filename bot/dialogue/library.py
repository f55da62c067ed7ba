"""
Every dialogue there is, ready to run: by tenant, by flow, by version.

People inside a dialogue keep the version they began with; everyone else gets the
current one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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


class Library:
    """
    The dialogues of every tenant.

    Attributes:
        engine: The engine's own texts.
    """

    def __init__(
        self, current: Mapping[str, Sequence[Dialogue]], *, engine: EngineTexts
    ) -> None:
        self.engine = engine
        self._current = {tenant: tuple(found) for tenant, found in current.items()}
        self._older: dict[tuple[str, str, str], Dialogue] = {}

    def add_older(self, tenant: str, dialogue: Dialogue) -> None:
        """Keep *dialogue* for those inside an earlier version."""
        key = (tenant, dialogue.flow.name, dialogue.flow.version)
        self._older[key] = dialogue

    def of_tenant(self, tenant: str) -> tuple[Dialogue, ...]:
        """The current dialogues of *tenant*, in the order in which they are tried."""
        return self._current.get(tenant, ())

    def find(self, tenant: str, flow: str, version: str) -> Dialogue | None:
        """
        The dialogue of somebody who began with *version* of *flow*.

        Returns:
            That version; the current one if that is not to be had; None if the
            tenant has no such flow at all.
        """
        for dialogue in self.of_tenant(tenant):
            if dialogue.flow.name == flow:
                if dialogue.flow.version == version:
                    return dialogue
                return self._older.get((tenant, flow, version), dialogue)
        return self._older.get((tenant, flow, version))

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
