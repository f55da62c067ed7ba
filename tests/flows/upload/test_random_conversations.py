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
from bot.stage import Stage
from tests.flows.upload.showroom import (
    BETWEEN_SECONDS,
    LATE,
    Heard,
    Moment,
    Showroom,
    Standing,
    open_showroom,
    open_stage,
)

ANI = "ani"

PROFILE = settings(
    max_examples=25,
    stateful_step_count=25,
    derandomize=True,
    database=None,
    deadline=None,
    print_blob=False,
    phases=[Phase.explicit, Phase.generate],
    # A whole bot with its database and files: a step takes milliseconds, not micro-.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

STARTS = (
    "/upload Honda Freed PSD Matic tahun 2012 KM 145515 harga 145jt",
    "Toyota Avanza 2020 harga 185jt",
    "add car Toyota Avanza 2020 price 185jt",
    "tambah mobil freed 2012",
    "/upload",
    "kak, mau upload mobil dong",
)
PARTS = ("harga 145jt", "2012", "Honda Freed", "185", "km 90000", "matic", "warna merah")
CORRECTIONS = ("harga 140jt", "tahun 2013", "price 150jt", "bukan merah, tapi hitam")
CHAT = ("bentar ya", "makasih kak", "masih ada?", "🙏", "harga", "{price}", "x" * 5000)
ONWARD = ("selesai", "ya", "skip", "done", "yes", "lanjut", "ganti", "tidak")
CANCEL = ("batal", "gak jadi", "Cancel!", "/cancel", "never mind")
HELP = ("bantuan", "help", "?")
FILES = ("ok", "late", "very late", "broken", "never")
MEDIA = (Kind.VOICE, Kind.VIDEO, Kind.DOCUMENT, Kind.LOCATION, Kind.OTHER)
MINUTES = (0.02, 1.0, 10.0, 25.0, 30.0, 24 * 60.0)
PUBLISHING = (("ok",), ("fail", "ok"), ("fail",) * 5)
"""What becomes of one time to publish: done, done at the second try, given up."""

FAREWELLS = {
    "cancelled": {"cancelled"},
    "replaced": {"replaced"},
    "expired": {"expired"},
    "published": {"published"},
    "let_go": {"photos_cancelled", "photos_let_go"},
}
"""By which key people hear that a session ended, by the state it ended in."""

WITH_COUNT = {
    "data_accepted_with_photos",
    "data_missing_with_photos",
    "draft_exists",
    "help_photos",
    "photos_waiting",
    "published",
    "resumed",
    "resumed_missing",
    "summary",
}
LIMIT = 10
HELPS = {
    "help_idle",
    "help_data",
    "help_photos",
    "help_preview",
    "help_correcting",
    "photos_waiting",
    "publishing_now",
}
CANCELS = {"cancelled", "photos_cancelled", "nothing_to_cancel", "publishing_now"}
GREETINGS = {"which_car", "first_photo"}
FAILURES = {"photos_failed", "photos_left_out", "engine.photos_given_up_published"}
LIMITS = {"photo_full", "photo_limit"}
OF_TIME = {"reminder", "expired", "photos_let_go", "published", "publish_failed"}
"""What may be said while a burst settles, but for other reasons."""


class Conversation(RuleBasedStateMachine):
    """One of the staff, and everything that may happen."""

    def __init__(self, runner: asyncio.Runner, stage: Stage) -> None:
        super().__init__()
        self.words = sorted(
            pattern.removesuffix("*").rstrip()
            for texts in stage.flow("upload").texts.values()
            for patterns in texts.words.values()
            for pattern in patterns
        )
        self.run = runner.run
        self.runner = runner
        self.stage = stage
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
                self.runner,
                self.stage,
                {ANI: ("staff",)},
                publishing=[each for time in times for each in time],
            )
        )

    @property
    def now(self) -> Standing:
        return self.room.now[ANI]

    @rule(text=st.sampled_from(STARTS), twice=st.booleans())
    def starts(self, text: str, twice: bool) -> None:
        self.says(text, twice=twice)

    @rule(text=st.sampled_from(ONWARD))
    def goes_on(self, text: str) -> None:
        self.says(text)

    @rule(text=st.sampled_from(PARTS + CORRECTIONS + CHAT))
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

    @rule(file=st.sampled_from(FILES), caption=st.sampled_from(("", *STARTS, *PARTS)))
    def sends_a_photo(self, file: str, caption: str) -> None:
        self.post(self.photo(file, caption))

    @rule(
        files=st.lists(st.sampled_from(FILES), min_size=2, max_size=4),
        twice=st.booleans(),
    )
    def sends_a_burst(self, files: list[str], twice: bool) -> None:
        self.run(self.room.settles())

        photos = [self.photo(file) for file in files]
        said = self.post(*photos, *(photos if twice else ()))
        said += self.run(self.room.settles())

        keys = [each.key for each in said]
        for once in (GREETINGS, FAILURES, LIMITS):
            assert sum(key in once for key in keys) <= 1, keys
        assert keys.count("summary") <= 1 + keys.count("publish_failed"), keys
        assert {*keys} <= GREETINGS | FAILURES | LIMITS | OF_TIME | {"summary"}

    @rule(word=st.sampled_from(CANCEL))
    def cancels(self, word: str) -> None:
        said = self.post(self.room.text(ANI, word))
        before = self.before
        if before.waiting:
            said += self.run(self.room.settles())
            assert any(each.key in CANCELS for each in said), said
            return
        [key] = [each.key for each in said if each.key in CANCELS]
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

    @rule(word=st.sampled_from(HELP))
    def asks_for_help(self, word: str) -> None:
        said = self.post(self.room.text(ANI, word))
        if self.before.waiting:
            said += self.run(self.room.settles())
            assert any(each.key in HELPS for each in said), said
            return
        [only] = said
        assert only.key in HELPS
        assert self.now.state == self.before.state

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

    @rule(text=st.sampled_from(STARTS + ONWARD + PARTS))
    def is_killed_before_it_answers(self, text: str) -> None:
        self.post(self.room.text(ANI, text), killed=True)

    def says(self, text: str, *, twice: bool = False) -> None:
        """Say *text*; inside, it is answered or waits for photos."""
        message = self.room.text(ANI, text)
        said = self.post(*([message] * (1 + twice)))
        assert said or self.before.dialogue is None or self.now.waiting

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
            before, after = moment.before[ANI], moment.after[ANI]
            everything_said_has_a_key(moment.said)
            no_draft_is_lost_without_a_word(before, after, moment.said)
            no_draft_is_denied(before, moment)
            every_count_is_that_of_the_listing(before, after, moment.said)
            no_stored_photo_is_lost(before, after, moment.time)
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
        assert all(len(one.listed) <= LIMIT for one in self.now.dialogues.values())

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
        assert self.now.dialogue is None or self.now.dialogue.photos == 0
        for dialogue in self.now.dialogues.values():
            assert dialogue.state != "let_go" or dialogue.listed == ()
        self.every_moment_holds()


def everything_said_has_a_key(said: tuple[Heard, ...]) -> None:
    assert all(each.key not in {"", "engine.apology"} for each in said), said


def no_draft_is_lost_without_a_word(
    before: Standing, after: Standing, said: tuple[Heard, ...]
) -> None:
    keys = [each.key for each in said]
    for session, dialogue in after.dialogues.items():
        known = before.dialogues.get(session)
        if not dialogue.ended or (known is not None and known.ended):
            continue
        if dialogue.state == "let_go" and (known is None or known.photos == 0):
            continue
        assert not FAREWELLS[dialogue.state].isdisjoint(keys), (dialogue, keys)
    assert set(before.dialogues) <= set(after.dialogues)


def no_draft_is_denied(before: Standing, moment: Moment) -> None:
    kept = [
        one for one in before.dialogues.values() if (one.kept_until or 0) > moment.time
    ]
    if kept:
        assert all(each.key != "nothing_to_resume" for each in moment.said)


def every_count_is_that_of_the_listing(
    before: Standing, after: Standing, said: tuple[Heard, ...]
) -> None:
    """Between what there was and what there is: the same, unless photos came just now."""
    session = after.session or before.session
    if session is None or before.session not in {None, session}:
        return
    known = before.dialogues.get(session)
    counts = sorted((known.photos if known else 0, after.dialogues[session].photos))
    for each in said:
        if each.key in WITH_COUNT:
            assert counts[0] <= each.photos <= counts[1], (each, before, after)


def no_stored_photo_is_lost(before: Standing, after: Standing, time: float) -> None:
    for session, known in before.dialogues.items():
        now = after.dialogues[session]
        lapsed = known.kept_until is not None and known.kept_until <= time
        if now.state != "let_go" and not lapsed:
            assert set(known.listed) <= set(now.listed)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with open_stage(tmp_path_factory.mktemp("stage")) as opened:
        yield opened


def test_whatever_staff_do_the_dialogue_holds(place):
    run_state_machine_as_test(lambda: Conversation(*place), settings=PROFILE)
