"""What the checker accepts runs; what would go wrong, it refuses."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from bot.dialogue.definition import Flow
from bot.dialogue.library import Dialogue
from bot.dialogue.loader import load_flow
from bot.findings import Finding, errors
from bot.messages import Chat, Kind, Message, PhotoRef
from bot.session import Session
from bot.turn import Photos, Turn
from tests.bot.dialogue.flow_mistakes import mistaken
from tests.bot.dialogue.random_flows import Made, flows
from tests.bot.dialogue.small import ENGINE

TYPED = ("go", "next", "back", "resume", "cancel", "help", "1", "42", "big", "odd", "?")
MEDIA = (Kind.VOICE, Kind.OTHER, Kind.PHOTO_REMOVED)
PROFILE = settings(suppress_health_check=[HealthCheck.too_slow])

messages = st.one_of(
    st.tuples(st.just(Kind.TEXT), st.sampled_from(TYPED)),
    st.tuples(st.just(Kind.TEXT), st.text(max_size=8)),
    st.tuples(st.just(Kind.PHOTO), st.sampled_from(("", "go", "42"))),
    st.tuples(st.sampled_from(MEDIA), st.just("")),
    st.tuples(st.just(Kind.TIMEOUT), st.just("")),
    st.tuples(st.just(Kind.PHOTOS_SETTLED), st.just("")),
    st.tuples(st.sampled_from((Kind.DONE, Kind.FAILED)), st.just("")),
)


class Talk:
    """One chat with a flow, as the engine has it: sessions begin and end."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        dialogue = Dialogue.of(flow, engine=ENGINE, languages=("id",))
        self.speak, self.machine = dialogue.speaker.speak, dialogue.machine
        self.session: Session | None = None
        self.draft: Session | None = None
        self.photos = Photos()

    @property
    def state(self) -> str | None:
        return self.session.state if self.session else None

    def may_come(self, kind: Kind) -> bool:
        """Whether the engine would bring a message of its own of this *kind*."""
        state = self.flow.states[self.state or self.flow.initial]
        if self.session is None:
            return kind.from_person
        if kind in {Kind.DONE, Kind.FAILED}:
            return state.effect is not None
        return kind is not Kind.TIMEOUT or state.timeout_seconds is not None

    def hears(self, kind: Kind, text: str = "", *, failed: int = 0) -> bool:
        """Take one turn; whether a transition ran."""
        inside = self.session
        session = inside or self._new()
        turn = self._turn(session, kind, text, failed)
        if inside is not None:
            ran = self.machine.take(turn)
        else:
            ran = self.machine.begin(turn) or self.machine.begin_otherwise(turn)
            if not (turn.session.visit or turn.accepted):
                return ran
        self._keep(turn)
        return ran

    def _keep(self, turn: Turn) -> None:
        session = turn.session
        session.state = turn.state
        taken = turn.accepted and not turn.cleared
        listed = () if turn.cleared else turn.photos.listed
        self.photos = Photos(listed=(*listed, *(["p"] * taken)))
        resumable = self.flow.states[turn.state].resumable_seconds
        if turn.ended:
            self.draft = session if resumable else None
        self.session = None if turn.ended else session

    def _new(self) -> Session:
        return Session(
            id="1761646020000-9c01f2ab",
            flow=self.flow.name,
            version=self.flow.version,
            state=self.flow.initial,
            language="id",
            folder="shop/somebody/1761646020000-9c01f2ab",
        )

    def _turn(self, session: Session, kind: Kind, text: str, failed: int) -> Turn:
        inside = self.session is not None
        return Turn(
            message=Message(
                id="m",
                chat=Chat(tenant="shop", channel="wa", address="a"),
                kind=kind,
                sent_ms=1,
                text=text,
                photo=PhotoRef(locator="p") if kind is Kind.PHOTO else None,
            ),
            session=session,
            state=session.state,
            now=datetime(2025, 10, 28, 17, 7, tzinfo=ZoneInfo("Asia/Jakarta")),
            speak=self.speak,
            fields=self.flow.fields,
            photos_max=self.flow.photos.maximum if self.flow.photos else 0,
            words=text,
            photos=Photos(
                listed=self.photos.listed if inside else (),
                failed=failed if inside else 0,
            ),
            beginning=not inside,
            resumable=None if inside else self.draft,
            resumable_photos=self.photos,
        )


@contextmanager
def loaded(made: Made) -> Iterator[tuple[Flow | None, list[Finding]]]:
    with TemporaryDirectory() as folder:
        for name, content in made.files.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        yield load_flow(
            Path(folder) / "flows" / "made",
            locales=Path(folder) / "locales",
            languages=("id",),
        )


@PROFILE
@given(made=flows(), said=st.lists(messages, max_size=40), failed=st.booleans())
def test_what_the_checker_accepts_runs_and_answers(made, said, failed):
    with loaded(made) as (flow, findings):
        event("refused" if flow is None else "accepted")
        if flow is None:
            assert errors(findings)
            return
        talk = Talk(flow)
        talk.hears(Kind.TEXT, "go")

        for kind, text in said:
            if talk.may_come(kind):
                inside = talk.state
                ran = talk.hears(kind, text, failed=int(failed))

                assert ran or inside is None or not answers_all(kind), (inside, kind)
                if kind in {Kind.DONE, Kind.FAILED}:
                    assert talk.state != inside

        assert comes_to_an_end(talk)


@PROFILE
@given(made=mistaken())
def test_what_would_go_wrong_is_refused(made):
    with loaded(made) as (flow, findings):
        assert flow is None
        assert made.expected in {found.code for found in errors(findings)}


def answers_all(kind: Kind) -> bool:
    """Whether every flow here has something to answer to a message of this *kind*."""
    return kind.from_person


def comes_to_an_end(talk: Talk) -> bool:
    """Whether cancel ends the dialogue, wherever somebody stands."""
    if talk.state is None:
        return True
    return talk.hears(Kind.TEXT, "cancel")
