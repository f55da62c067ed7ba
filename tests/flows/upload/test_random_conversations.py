"""Whatever staff do, in whatever order, the upload dialogue holds."""

import asyncio
from contextlib import ExitStack

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from structlog.testing import capture_logs

from bot.messages import Kind, Message
from bot.scenario.stage import Stage
from tests.flows.upload import moments, typed
from tests.flows.upload.moments import Heard, Standing, moment_holds
from tests.flows.upload.showroom import (
    BETWEEN_SECONDS,
    LATE,
    Showroom,
    open_showroom,
    open_stage,
)

ANI = "ani"

PROFILE = settings(
    max_examples=12,
    stateful_step_count=25,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # making it shorter takes minutes
    # A whole bot with its database and files: a step takes milliseconds, not micro-.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

FILES = ("ok", "late", "very late", "broken", "never")
MEDIA = (Kind.VOICE, Kind.VIDEO, Kind.DOCUMENT, Kind.LOCATION, Kind.OTHER)
MINUTES = (0.02, 0.1, 0.1, 1.0, 10.0, 25.0, 30.0, 24 * 60.0)
PUBLISHING = (("ok",), ("fail", "ok"), ("fail",) * 5)
"""What becomes of one time to publish: done, done at the second try, given up."""


class Conversation(RuleBasedStateMachine):
    """One of the staff, and everything that may happen."""

    def __init__(self, runner: asyncio.Runner, stage: Stage) -> None:
        super().__init__()
        self.words = typed.words(stage.flow("upload"))
        self.run = runner.run
        self.place = (runner, stage)
        self.sent: dict[str, str] = {}
        self.takers: dict[str, str | None] = {}
        self.last: tuple[Message, ...] = ()
        self.seen = 0
        self.open = ExitStack()
        self.logs = self.open.enter_context(capture_logs())

    @initialize(times=st.lists(st.sampled_from(PUBLISHING), max_size=4))
    def opens(self, times: list[tuple[str, ...]]) -> None:
        self.room: Showroom = self.open.enter_context(
            open_showroom(
                *self.place,
                people={ANI: ("staff",)},
                publishing=[each for time in times for each in time],
            )
        )

    @property
    def now(self) -> Standing:
        return self.room.now[ANI]

    @rule(text=st.sampled_from(typed.STARTS + typed.ONWARD), twice=st.booleans())
    def starts_or_goes_on(self, text: str, *, twice: bool) -> None:
        self.says(text, twice=twice)

    @rule(twice=st.booleans())
    def takes_the_next_step(self, *, twice: bool) -> None:
        self.says(typed.NEXT.get(self.now.state or "", typed.STARTS[0]), twice=twice)

    @rule(file=st.sampled_from(FILES), steps=st.integers(2, 4))
    def goes_ahead(self, file: str, steps: int) -> None:
        for _ in range(steps):
            self.takes_the_next_step(twice=False)
            if self.now.state == "collecting_photos":
                self.post(self.photo(file))
        self.run(self.room.passes(10.0))

    @rule(hours=st.sampled_from((0.0, 1.0, 23.0, 24.0)))
    def thinks_better_of_it(self, hours: float) -> None:
        self.cancels("batal")
        self.run(self.room.passes(hours * 3600))
        self.says("lanjut")

    @rule(text=st.sampled_from(typed.PARTS + typed.CORRECTIONS + typed.CHAT))
    def writes(self, text: str) -> None:
        self.says(text)

    @rule(word=st.runner().flatmap(lambda self: st.sampled_from(self.words)))
    def says_a_word(self, word: str) -> None:
        self.says(word)

    @rule(text=st.text(st.characters(codec="utf-8"), min_size=1, max_size=30))
    def babbles(self, text: str) -> None:
        self.says(text)

    @rule(kind=st.sampled_from(MEDIA))
    def sends_something_else(self, kind: Kind) -> None:
        self.post(self.room.text(ANI, "", kind))

    @rule(
        file=st.sampled_from(FILES),
        caption=st.sampled_from(("", *typed.STARTS, *typed.PARTS)),
    )
    def sends_a_photo(self, file: str, caption: str) -> None:
        self.post(self.photo(file, caption))

    @rule(
        files=st.lists(st.sampled_from(FILES), min_size=2, max_size=4),
        twice=st.booleans(),
    )
    def sends_a_burst(self, files: list[str], *, twice: bool) -> None:
        self.run(self.room.settles())

        photos = [self.photo(file) for file in files]
        said = self.post(*photos, *(photos if twice else ()))
        said += self.run(self.room.settles())

        keys = [each.key for each in said]
        kinds = (moments.GREETINGS, moments.FAILURES, moments.LIMITS)
        assert all(sum(key in once for key in keys) <= 1 for once in kinds), keys
        assert keys.count("summary") <= 1 + keys.count("publish_failed"), keys
        assert {
            *keys
        } <= moments.GREETINGS | moments.FAILURES | moments.LIMITS | moments.OF_TIME | {
            "summary"
        }

    @rule(word=st.sampled_from(typed.CANCEL))
    def cancels(self, word: str) -> None:
        said = self.post(self.room.text(ANI, word))
        before = self.before
        if before.waiting:
            said += self.run(self.room.settles())
            assert any(each.key in moments.CANCELS for each in said), said
            return
        [key] = [each.key for each in said if each.key in moments.CANCELS]
        if before.dialogue is None:
            assert key == "nothing_to_cancel"
        elif before.state == "idle":
            found = before.dialogue.photos > 0
            assert key == ("photos_cancelled" if found else "nothing_to_cancel")
        elif before.state == "publishing":
            assert key == "publishing_now"
        else:
            assert key == "cancelled"
        assert self.now.state in {None, "idle", "publishing"}

    @rule(word=st.sampled_from(typed.HELP))
    def asks_for_help(self, word: str) -> None:
        said = self.post(self.room.text(ANI, word))
        if self.before.waiting:
            said += self.run(self.room.settles())
            assert any(each.key in moments.HELPS for each in said), said
            return
        assert [each.key in moments.HELPS for each in said].count(True) == 1
        assert self.now.state == self.before.state

    @rule(file=st.sampled_from(FILES))
    def sends_a_photo_by_mistake(self, file: str) -> None:
        self.post(self.photo(file))
        self.cancels("batal")

    @rule(minutes=st.sampled_from(MINUTES))
    def waits(self, minutes: float) -> None:
        self.run(self.room.passes(minutes * 60))
        self.run(self.room.keeps())

    @precondition(lambda self: self.last)
    @rule()
    def is_delivered_again(self) -> None:
        self.run(self.room.passes(BETWEEN_SECONDS))
        before = self.now

        assert self.run(self.room.hears(*self.last)) == []
        assert self.now == before

    @rule()
    def is_restarted(self) -> None:
        before = self.now
        self.run(self.room.restarts())
        assert self.now.session == before.session

    @rule(text=st.sampled_from(typed.STARTS + typed.ONWARD + typed.PARTS))
    def is_killed_before_it_answers(self, text: str) -> None:
        self.post(self.room.text(ANI, text), killed=True)

    def says(self, text: str, *, twice: bool = False) -> None:
        """Say *text*; inside, all but small talk is answered or waits for photos."""
        message = self.room.text(ANI, text)
        said = self.post(*([message] * (1 + twice)))
        answered_later = self.now.waiting or self.now.state == "publishing"
        outside = self.before.dialogue is None
        assert said or outside or answered_later or text in typed.CHAT

    def photo(self, file: str, caption: str = "") -> Message:
        message = self.room.photo(ANI, file, caption)
        self.sent[message.key] = file
        return message

    def post(self, *messages: Message, killed: bool = False) -> list[Heard]:
        self.run(self.room.passes(BETWEEN_SECONDS))
        self.before, self.last = self.now, messages
        said = self.run(self.room.hears(*messages, killed=killed))
        if not self.before.waiting:
            photos = [one.key for one in messages if one.kind is Kind.PHOTO]
            self.takers |= dict.fromkeys(photos, self.now.session)
        return said

    @invariant()
    def nothing_was_raised_and_nothing_set_aside(self) -> None:
        wrong = [log for log in self.logs if log["log_level"] in {"error", "critical"}]
        assert wrong == []
        assert self.run(self.room.parked()) == 0

    @invariant()
    def every_moment_holds(self) -> None:
        for moment in self.room.moments[self.seen :]:
            moment_holds(moment, ANI)
        self.seen = len(self.room.moments)

    @invariant()
    def photos_are_those_sent_in_the_session(self) -> None:
        listed = [
            (session, name.split("-")[1].removesuffix(".jpg"))
            for session, dialogue in self.now.dialogues.items()
            for name in dialogue.listed
        ]
        assert len({key for _, key in listed}) == len(listed)
        for session, key in listed:
            assert self.sent[key] in LATE
            assert self.takers.get(key, session) == session
        assert all(len(one.listed) <= 10 for one in self.now.dialogues.values())

    def teardown(self) -> None:
        try:
            if hasattr(self, "room"):
                self.ends()
        finally:
            self.open.close()

    def ends(self) -> None:
        """From wherever it stands `batal` ends it, and nothing is left."""
        self.run(self.room.settles())
        self.cancels("batal")
        self.run(self.room.settles())
        if self.now.dialogue is not None:
            self.cancels("batal")
        self.run(self.room.keeps())
        assert self.now.dialogue is None or self.now.dialogue.photos == 0
        for dialogue in self.now.dialogues.values():
            assert dialogue.state != "let_go" or dialogue.listed == ()
        self.every_moment_holds()


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with open_stage(tmp_path_factory.mktemp("stage")) as opened:
        yield opened


def test_whatever_staff_do_the_dialogue_holds(place):
    def conversation() -> Conversation:
        return Conversation(*place)

    run_state_machine_as_test(conversation, settings=PROFILE)  # type: ignore[arg-type]  # any maker of one will do


def test_a_photo_on_its_way_when_it_is_let_go_is_deleted_too(place):
    runner, stage = place
    with open_showroom(runner, stage, {ANI: ("staff",)}) as room, capture_logs():
        runner.run(room.hears(room.photo(ANI, "late")))
        runner.run(room.hears(room.text(ANI, "batal")))
        runner.run(room.settles())
        arrived = room.files()
        runner.run(room.keeps())

        assert len(arrived) == 1
        assert room.files() == []
