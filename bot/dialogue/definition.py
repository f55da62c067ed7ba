"""
A flow as data: what ``flow.yaml``, ``actions.py`` and the texts say, and no more.

The loader makes these objects, the checker has accepted them, the machine runs
them. Every name in them that has to exist does.
"""

import functools
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.effect import Effect
from bot.fields import Field
from bot.findings import Place
from bot.texts import Template
from bot.turn import Turn

STAY = "stay"
AGAIN = "again"
RESUMED = "resumed"
ANY = "any"
"""Words of ``dest`` and ``source`` that are no states."""

TEXT_TRIGGER = "text"
ANYTHING = "anything"

BUILT_IN_TRIGGERS = frozenset(
    {
        "photo",
        "photo_full",
        "photo_removed",
        "photos_settled",
        TEXT_TRIGGER,
        "voice",
        "voice_full",
        "video",
        "document",
        "location",
        "reminder",
        "timeout",
        "done",
        "failed",
        ANYTHING,
    }
)

Action = Callable[[Turn], None]
"""What a transition does: quick, and touches only the turn."""

Condition = Callable[[Turn], bool]
"""What a transition asks; free of side effects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """
    One use of an action or a condition in a flow.

    Attributes:
        name: As it stands in the flow.
        argument: The one value behind it, such as the key in ``say: key``; None if
            there is none.
        place: Where it stands.
    """

    name: str
    argument: str | None = None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoRules:
    """
    How a flow takes photos.

    Attributes:
        maximum: How many one session takes.
        scope: ``session``: a folder for each session; ``chat``: the person's own.
        settle_seconds: How long a word waits for photos that are not yet announced;
            None: as long as the channel says.
    """

    maximum: int = 10
    scope: str = "session"
    settle_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceRules:
    """
    How a flow takes voice notes.

    Attributes:
        maximum: How many one session takes.
    """

    maximum: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """
    One place in a dialogue.

    Attributes:
        name: With the names of the composite states around it: ``form.price``.
        on_enter: Actions on the way in, in order.
        on_exit: Actions on the way out, in order.
        effect: The effect that entering starts; None if it starts none.
        reminder_seconds: Silence before trigger ``reminder``; None: never.
        timeout_seconds: Silence before trigger ``timeout``; None: never.
        final: Whether the dialogue ends here.
        resumable_seconds: How long the draft is kept after it ended here; None: it
            is not.
        parents: The composite states around it, the outermost first.
        choices: The options that its text ends with, in order: triggers, or choices
            of *choice_field*.
        choice_field: Whose choices they are; None: they are triggers.
        place: Where it stands.
    """

    name: str
    on_enter: tuple[Call, ...] = ()
    on_exit: tuple[Call, ...] = ()
    effect: str | None = None
    reminder_seconds: float | None = None
    timeout_seconds: float | None = None
    final: bool = False
    resumable_seconds: float | None = None
    parents: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    choice_field: str | None = None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Composite:
    """
    A state made of states. Nobody stands in it but in one of its states.

    Attributes:
        name: With the names of those around it: ``form.address``.
        on_enter: Actions when one comes into it from outside, in order.
        on_exit: Actions when one leaves it, in order.
        place: Where it stands.
    """

    name: str
    on_enter: tuple[Call, ...] = ()
    on_exit: tuple[Call, ...] = ()
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """
    One way from state to state, tried in the order of the file.

    Attributes:
        number: Its position in the file, from 0; names it within this version.
        trigger: What pulls it.
        sources: The states it leads from; ``any`` is already spelt out.
        dest: A state, or ``STAY``, ``AGAIN`` or ``RESUMED``.
        through: The composite state that was named for *dest*: those inside leave it
            and enter it anew. None: a state was named.
        prepare: What reads the message before anything is asked.
        conditions: All have to hold.
        unless: None may hold.
        before: Actions before the state is left, in order.
        after: Actions after the new state is entered, in order.
        immediate: Whether its word waits for no photo.
        place: Where it stands.
    """

    number: int
    trigger: str
    sources: tuple[str, ...]
    dest: str
    through: str | None = None
    prepare: tuple[Call, ...] = ()
    conditions: tuple[Call, ...] = ()
    unless: tuple[Call, ...] = ()
    before: tuple[Call, ...] = ()
    after: tuple[Call, ...] = ()
    immediate: bool = False
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowTexts:
    """
    What a flow says and hears in one language.

    Attributes:
        words: For each trigger the patterns people may type, as they stand in the
            file; a trailing ``*`` stands for anything.
        labels: What a field, or a choice of one, is called.
        texts: What the bot says.
    """

    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, Template] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """
    What a flow's ``actions.py`` brings, by the name used in the flow.

    Attributes:
        actions: Beside the built-in ones.
        conditions: The same.
        effects: What talks to the outside.
    """

    actions: Mapping[str, Action] = field(default_factory=dict)
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    effects: Mapping[str, Callable[[Effect], Awaitable[None]]] = field(
        default_factory=dict
    )


@dataclass(frozen=True, kw_only=True)
class Flow:
    """
    A dialogue.

    Attributes:
        name: Its folder's name.
        version: A digest of its ``flow.yaml``.
        source: The text of its ``flow.yaml``.
        allow: Roles that may start it; None: everyone may.
        photos: How it takes photos; None: it takes none.
        voices: How it takes voice notes; None: it keeps none.
        items: The word for what it publishes; None: it publishes nothing.
        fields: What it reads from messages, in the order of the file.
        initial: The first state.
        states: By name, in the order of the file.
        transitions: In the order of the file.
        texts: By language.
        code: What its ``actions.py`` brings.
        renamed: Old names of states, for people inside when the flow changed; those
            inside a composite state by their whole names, and its own.
        composites: The composite states by name, the outer ones first.
    """

    name: str
    version: str
    source: str
    allow: tuple[str, ...] | None
    photos: PhotoRules | None
    items: str | None
    fields: Mapping[str, Field]
    initial: str
    states: Mapping[str, State]
    transitions: tuple[Transition, ...]
    texts: Mapping[str, FlowTexts]
    code: Code
    renamed: Mapping[str, str]
    composites: Mapping[str, Composite] = field(default_factory=dict)
    voices: VoiceRules | None = None

    @property
    def shares_folder(self) -> bool:
        """Whether what people send goes to their own folder, whatever the session."""
        return self.photos is not None and self.photos.scope == "chat"

    def state_now(self, name: str) -> str | None:
        """
        What became of the state *name* of another version of the flow.

        Returns:
            *name* itself if it is still there; else what ``renamed`` says of it, or of
            the composite state nearest around it; None if it says nothing.
        """
        if name in self.states:
            return name
        while name and name not in self.renamed:
            name = name.rpartition(".")[0]
        return self.renamed.get(name)

    @functools.cached_property
    def by_state(self) -> Mapping[str, Mapping[str, tuple[Transition, ...]]]:
        """The transitions that lead from each state, by trigger, in order."""
        ways: dict[str, dict[str, list[Transition]]] = {s: {} for s in self.states}
        for transition in self.transitions:
            for source in transition.sources:
                ways[source].setdefault(transition.trigger, []).append(transition)
        return {
            state: {trigger: tuple(found) for trigger, found in triggers.items()}
            for state, triggers in ways.items()
        }

    @functools.cached_property
    def required(self) -> tuple[str, ...]:
        """The fields without which the data is not complete."""
        return tuple(name for name, known in self.fields.items() if known.required)
