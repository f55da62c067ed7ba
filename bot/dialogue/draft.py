"""
A flow as it was written, mistakes included: every part still knows its place.

The reader makes a draft, the checks ask it, and ``build.py`` turns one without errors
into a ``definition.Flow``. What could not be read is absent, and reported already.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.dialogue.definition import PhotoRules, VoiceRules
from bot.dialogue.nesting import Nesting
from bot.fields import Field
from bot.findings import Place
from bot.yamlfile import Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftCall:
    """
    One use of an action or a condition.

    Attributes:
        name: What is called.
        argument: The value behind it; None if there is none.
    """

    name: Scalar
    argument: Scalar | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """
    A length of time in a flow.

    Attributes:
        seconds: How long; None if it could not be read.
        at: How it is written.
    """

    seconds: float | None
    at: Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftState:
    """
    One state.

    Attributes:
        name: Its name, with those of the composite states around it.
        on_enter: Actions and effects on the way in.
        on_exit: Actions on the way out.
        reminder: Silence before trigger ``reminder``, its own or that of a composite
            state around it; None: never.
        timeout: The same for trigger ``timeout``.
        final: Whether the dialogue ends here.
        resumable: How long the draft is kept; None: it is not.
        choices: What is written behind ``choices``.
        listed: Whether it is written as a list, which names triggers.
    """

    name: Scalar
    on_enter: tuple[DraftCall, ...] = ()
    on_exit: tuple[DraftCall, ...] = ()
    reminder: Timer | None = None
    timeout: Timer | None = None
    final: bool = False
    resumable: Timer | None = None
    choices: tuple[Scalar, ...] = ()
    listed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftComposite:
    """
    A state made of states.

    Attributes:
        name: Its name, with those of the composite states around it.
        initial: Which of its states is entered first; None if that is missing.
        on_enter: Actions on the way in from outside.
        on_exit: Actions on the way out.
    """

    name: Scalar
    initial: Scalar | None
    on_enter: tuple[DraftCall, ...] = ()
    on_exit: tuple[DraftCall, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftTransition:
    """
    One transition.

    Attributes:
        number: Its position in the file, from 0.
        place: Where it begins: its first key.
        trigger: What pulls it; None if that is missing.
        sources: Where it leads from; empty if that is missing.
        dest: Where it leads; None if that is missing.
        prepare: Actions before anything is asked.
        conditions: All have to hold.
        unless: None may hold.
        before: Actions before the state is left.
        after: Actions after the new state is entered.
        immediate: Whether its word waits for no photo.
    """

    number: int
    place: Place
    trigger: Scalar | None
    sources: tuple[Scalar, ...]
    dest: Scalar | None
    prepare: tuple[DraftCall, ...] = ()
    conditions: tuple[DraftCall, ...] = ()
    unless: tuple[DraftCall, ...] = ()
    before: tuple[DraftCall, ...] = ()
    after: tuple[DraftCall, ...] = ()
    immediate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFlow:
    """
    What ``flow.yaml`` says.

    Attributes:
        name: The flow's name, by its folder.
        place: Where the file begins, for what is nowhere in it.
        allow: Roles that may start it; None: everyone may.
        photos: How it takes photos; None: it takes none.
        voices: How it takes voice notes; None: it keeps none.
        items: The word for what it publishes; None: nothing.
        fields: What it reads, by name.
        initial: The first state; None if that is missing.
        states: By name, in the order of the file; those that are made of states are
            among *composites* instead.
        composites: By name, the outer ones first.
        transitions: In the order of the file.
        renamed: Old names of states and what they are called now.
        complete: False if a state or field could not be read, so that a name that is
            not here may still be meant to be.
    """

    name: str
    place: Place
    allow: tuple[str, ...] | None
    photos: PhotoRules | None
    voices: VoiceRules | None
    items: str | None
    fields: Mapping[str, Field]
    initial: Scalar | None
    states: Mapping[str, DraftState]
    composites: Mapping[str, DraftComposite]
    transitions: tuple[DraftTransition, ...]
    renamed: tuple[tuple[Scalar, Scalar], ...]
    complete: bool

    def nesting(self) -> Nesting:
        """Its states by their whole names."""
        initial = {
            name: composite.initial.value if composite.initial else None
            for name, composite in self.composites.items()
        }
        return Nesting(self.states, initial)

    def choice_field(self, state: DraftState) -> str | None:
        """The field whose choices are the options of *state*; None: there is none."""
        named = [written.value for written in state.choices]
        if state.listed or len(named) != 1 or named[0] not in self.fields:
            return None
        return named[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftTexts:
    """
    What a text file says in one language.

    Attributes:
        language: Its folder's name.
        places: Where the parts ``words``, ``labels`` and ``texts`` begin; the file's
            first character for one that is absent.
        triggers: The keys under ``words``.
        words: The patterns of each trigger.
        labels: The names of fields and choices, with their keys.
        keys: The keys under ``texts``.
        texts: The texts themselves, those that are texts at all.
    """

    language: str
    places: Mapping[str, Place]
    triggers: Mapping[str, Scalar] = field(default_factory=dict)
    words: Mapping[str, tuple[Scalar, ...]] = field(default_factory=dict)
    labels: Mapping[str, tuple[Scalar, Scalar]] = field(default_factory=dict)
    keys: Mapping[str, Scalar] = field(default_factory=dict)
    texts: Mapping[str, Scalar] = field(default_factory=dict)
