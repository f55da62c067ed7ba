"""
Writes what a flow says: its texts, with what they may name.

Every placeholder is listed in ``VALUES`` or comes from the flow: its fields, the
words of its triggers, and what its actions and effects add by name.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from bot.dialogue.definition import Flow
from bot.dialogue.options import title
from bot.fields import FieldType, show
from bot.messages import Option
from bot.texts import Template
from bot.turn import Turn

NOTHING = "-"
"""What stands for a field without a value."""

EngineTexts = Mapping[str, Mapping[str, Template]]
"""The engine's own texts: by language, then by key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """
    Writes the texts of one flow.

    Attributes:
        flow: Whose.
        engine: The engine's own texts.
        languages: Of the tenant, the one to fall back to first.
    """

    flow: Flow
    engine: EngineTexts
    languages: tuple[str, ...]

    def speak(self, turn: Turn, key: str) -> str:
        """
        The text *key* in the language of *turn*.

        Raises:
            KeyError: If no language of the tenant has it.
        """
        language = turn.session.language
        template = self._template(key, language)
        return template.render(lambda name: self._value(name, turn, language))

    def text(self, key: str, language: str, values: Mapping[str, str]) -> str:
        """
        The text *key* outside a turn, with nothing but *values*.

        Raises:
            KeyError: If no language of the tenant has it.
        """
        template = self._template(key, language)
        return template.render(lambda name: values.get(name, NOTHING))

    def label(self, name: str, language: str) -> str:
        """What *name*, a field or a choice, is called."""
        for known in (language, *self.languages):
            texts = self.flow.texts.get(known)
            if texts and name in texts.labels:
                return texts.labels[name]
        return name

    def options(self, state: str, language: str) -> tuple[Option, ...]:
        """What *state* offers, in its order; empty if it offers nothing."""
        return tuple(
            Option(id=option, title=self._title(option, language))
            for option in self.flow.states[state].choices
        )

    def numbered(self, turn: Turn, text: str, options: Sequence[Option]) -> str:
        """The *text* of a reply of *turn* with a numbered line for each option."""
        template = self._engine(turn.session.language)["option"]
        said = [
            {"number": str(number), "title": option.title}
            for number, option in enumerate(options, start=1)
        ]
        lines = [template.render(partial(_shown, values)) for values in said]
        return "\n".join([text, "", *lines])

    def shown(self, name: str, value: str | int, language: str) -> str:
        """The *value* of the field *name* as people read it."""
        known = self.flow.fields[name]
        if known.type is FieldType.CHOICE:
            return self.label(str(value), language)
        return show(value, known, language=language)

    def choices(self, state: str, language: str) -> str:
        """The words accepted in *state*, each once, as people read a list of them."""
        return quoted(self.accepted(state, language))

    def accepted(self, state: str, language: str) -> tuple[str, ...]:
        """The words accepted in *state*: the first of each trigger."""
        ways = self.flow.by_state[state]
        words = self._words(language)
        return tuple(_plain(words[way][0]) for way in words if way in ways)

    def _title(self, option: str, language: str) -> str:
        for known in (language, *self.languages):
            texts = self.flow.texts.get(known)
            found = title(option, texts) if texts else None
            if found is not None:
                return found
        return option

    def _engine(self, language: str) -> Mapping[str, Template]:
        return self.engine.get(language) or self.engine[self.languages[0]]

    def _template(self, key: str, language: str) -> Template:
        for known in (language, *self.languages):
            texts = self.flow.texts.get(known)
            if texts and key in texts.texts:
                return texts.texts[key]
        raise KeyError(key)

    def _words(self, language: str) -> Mapping[str, tuple[str, ...]]:
        for known in (language, *self.languages):
            texts = self.flow.texts.get(known)
            if texts and texts.words:
                return texts.words
        return {}

    def _value(self, name: str, turn: Turn, language: str) -> str:
        if name in turn.session.values:
            return turn.session.values[name]
        if name in self.flow.fields:
            value = turn.data.get(name)
            return NOTHING if value is None else self.shown(name, value, language)
        if name.startswith("word."):
            words = self._words(language).get(name.removeprefix("word."), (NOTHING,))
            return _plain(words[0])
        if name in VALUES:
            return VALUES[name](self, turn, language)
        return NOTHING

    def _photos(self, turn: Turn, language: str) -> str:
        coming = turn.photos.on_their_way
        if not coming:
            return str(turn.photos.count)
        values = {"count": str(len(turn.photos.listed)), "coming": str(coming)}
        return self._engine(language)["photos_pending"].render(values.__getitem__)

    def _photo_links(self, turn: Turn, _language: str) -> str:
        """Where the published photos are; a draft's have no address."""
        page = turn.session.item
        if page is None:
            return NOTHING
        return " | ".join(f"{page}/photos/{name}" for name in turn.photos.listed)

    def _missing(self, turn: Turn, language: str) -> str:
        return ", ".join(self.label(name, language) for name in turn.missing)

    def _data(self, turn: Turn, language: str) -> str:
        return "\n".join(
            f"{self.label(name, language)}: {self.shown(name, value, language)}"
            for name, value in turn.data.items()
            if name in self.flow.fields
        )


def _shown(values: Mapping[str, str], name: str) -> str:
    return values.get(name, NOTHING)


def quoted(words: Iterable[str]) -> str:
    """*words*, each once, as people read a list of what they may type."""
    return ", ".join(f'"{word}"' for word in dict.fromkeys(words))


def _plain(pattern: str) -> str:
    return pattern.removesuffix("*").rstrip()


VALUES: Mapping[str, Callable[[Speaker, Turn, str], str]] = {
    "photos": Speaker._photos,  # noqa: SLF001 - the table stands behind its functions
    "photos_max": lambda _, turn, __: str(turn.photos_max),
    "photos_failed": lambda _, turn, __: str(turn.photos.failed),
    "voices": lambda _, turn, __: str(turn.voices.count),
    "voices_max": lambda _, turn, __: str(turn.voices_max),
    "photo_links": Speaker._photo_links,  # noqa: SLF001 - the same
    "missing": Speaker._missing,  # noqa: SLF001 - the same
    "data": Speaker._data,  # noqa: SLF001 - the same
    "choices": lambda speaker, turn, language: speaker.choices(turn.state, language),
    "link": lambda _, turn, __: turn.session.item or NOTHING,
}
"""What any text may name, beside what its flow adds."""
