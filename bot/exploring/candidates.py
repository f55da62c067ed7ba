"""
What may be typed at a spot: words, values of fields, what the scenarios say, nonsense.

Most of it comes to the same, so each text is first taken by a machine of our own, in
a turn that nobody keeps; of those that run the same transitions to the same end the
first one is walked.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC

from bot.dialogue.definition import Flow
from bot.dialogue.library import Dialogue
from bot.dialogue.scenarios import USUAL_TIME
from bot.exploring.trail import TracedMachine, Trail
from bot.fields import Field, FieldType
from bot.messages import Chat, Kind, Message, PhotoRef
from bot.outcome import session_of
from bot.session import Session
from bot.turn import Photos, Turn
from storage.standing import Standing

NONSENSE = ("qwertyuiop", "?", "0", "99999999999")
"""What fits nowhere, or nearly nowhere."""

_FITTING: Mapping[FieldType, str] = {
    FieldType.TEXT: "Ani",
    FieldType.NUMBER: "4",
    FieldType.YEAR: "2012",
    FieldType.RUPIAH: "145.000.000",
    FieldType.DATE: "2025-12-31",
    FieldType.PHONE: "+6281234567890",
}

_NOBODY = Chat(tenant="nobody", channel="played", address="nobody")


class Candidates:
    """
    The texts that may be typed in one flow.

    Args:
        dialogue: The flow, with what it says.
        said: Texts that people type in its scenarios, in order.
    """

    def __init__(self, dialogue: Dialogue, said: Iterable[str]) -> None:
        self._flow = dialogue.flow
        self._trail = Trail()
        self._machine = TracedMachine(dialogue.flow, self._trail)
        self.words = _words(dialogue)
        texts = (
            *self.words,
            *NONSENSE,
            *(str(number) for number in range(1, _most_options(self._flow) + 1)),
            *(value for known in self._flow.fields.values() for value in _fits(known)),
            *(text.strip() for text in said),
        )
        self._texts = tuple(dict.fromkeys(filter(None, texts)))

    def texts(self, standing: Standing, count: int) -> list[str]:
        """
        The texts of which each comes to something else where somebody stands.

        Args:
            standing: Where.
            count: How many photos the session has.
        """
        return list(self._different(standing, count, Kind.TEXT, set()))

    def captions(self, standing: Standing, count: int) -> list[str]:
        """The same for captions; those that a photo does not even notice apart."""
        bare = self._comes_to("", standing, count, Kind.PHOTO)
        return list(self._different(standing, count, Kind.PHOTO, {bare}))

    def _different(
        self, standing: Standing, count: int, kind: Kind, seen: set[object]
    ) -> Iterator[str]:
        for text in self._texts:
            ends = self._comes_to(text, standing, count, kind)
            if ends not in seen:
                seen.add(ends)
                yield text

    def _comes_to(
        self, text: str, standing: Standing, count: int, kind: Kind
    ) -> object:
        """What comes of *text*: something that is equal where the same does."""
        turn = self._turn(text, standing, count, kind)
        self._trail.clear()
        try:
            if standing.session is not None:
                self._machine.take(turn)
            elif not self._machine.begin(turn):
                self._machine.begin_otherwise(turn)
        except Exception as error:  # noqa: BLE001 - the walk will meet it, and tell it
            return type(error)
        ran = tuple(self._trail.lately)
        return ran, turn.state, frozenset(turn.data), tuple(turn.replies)

    def _turn(self, text: str, standing: Standing, count: int, kind: Kind) -> Turn:
        row, flow = standing.session, self._flow
        session = session_of(row) if row is not None else _new_session(flow)
        return Turn(
            message=Message(
                id="candidate",
                chat=_NOBODY,
                kind=kind,
                sent_ms=0,
                text=text,
                photo=PhotoRef(locator="") if kind is Kind.PHOTO else None,
                voice=PhotoRef(locator="") if kind is Kind.VOICE else None,
            ),
            session=session,
            state=session.state,
            now=USUAL_TIME.replace(tzinfo=UTC),
            speak=_key_of,
            fields=flow.fields,
            photos_max=flow.photos.maximum if flow.photos else 0,
            voices_max=flow.voices.maximum if flow.voices else 0,
            words=text,
            photos=Photos(listed=tuple(map(str, range(count)))),
            beginning=row is None,
            resumable=session_of(standing.draft) if standing.draft else None,
        )


def _key_of(_turn: Turn, key: str) -> str:
    return key


def _new_session(flow: Flow) -> Session:
    return Session(
        id="candidate",
        flow=flow.name,
        version=flow.version,
        state=flow.initial,
        language=next(iter(flow.texts), ""),
        folder="",
    )


def _words(dialogue: Dialogue) -> dict[str, str]:
    """The first word of each trigger in the tenant's language, with the trigger."""
    found: dict[str, str] = {}
    for language in (*dialogue.speaker.languages, *dialogue.flow.texts):
        texts = dialogue.flow.texts.get(language)
        for trigger, patterns in texts.words.items() if texts else ():
            if trigger not in found.values():
                found.setdefault(patterns[0].removesuffix("*").rstrip(), trigger)
    return found


def _most_options(flow: Flow) -> int:
    return max((len(state.choices) for state in flow.states.values()), default=0)


def _fits(known: Field) -> Sequence[str]:
    """Values of a field, and figures at its bounds and beyond them."""
    if known.type is FieldType.CHOICE:
        return known.choices
    bounds = [at for at in (known.minimum, known.maximum) if at is not None]
    return [*map(str, bounds), *(str(at + 1) for at in bounds), _FITTING[known.type]]
