"""
From a claimed message to the outcome of its turn.

This is where what the tables hold becomes a turn, where it is decided which dialogue
hears a message, and where what the turn collected becomes one outcome. Nothing here
reads a clock, a file or a database: the same claim gives the same outcome.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.beginning import new_session, photos_max
from bot.binding import told_who
from bot.dialogue.library import Dialogue, Library
from bot.dialogue.speaker import quoted
from bot.messages import Kind, Message
from bot.outcome import Answer, chat_of, outcome_of, session_of, silence
from bot.removal import revoking, without_photo
from bot.session import Session
from bot.succession import adapt, successor
from bot.tenant import Tenant
from bot.turn import Listed, Photos, Turn
from storage.photos import PHOTO, VOICE
from storage.records import ChatRow, Claimed, Outcome

ONCE_A_DAY_SECONDS = 24 * 3600.0
"""How often people outside are told the same thing at most."""


class Answers:
    """Takes the turns of every tenant."""

    def __init__(
        self,
        library: Library,
        tenants: Mapping[str, Tenant],
        options_limits: Mapping[str, int],
    ) -> None:
        """
        Take turns with these.

        Args:
            library: Every dialogue.
            tenants: Every business.
            options_limits: How many options each channel shows, by ``tenant/channel``.
        """
        self._library = library
        self._tenants = tenants
        self._options_limits = options_limits

    def message(self, claimed: Claimed) -> Message:
        """The message that was *claimed*."""
        return Message.from_json(
            claimed.body, id=claimed.message_id, chat=chat_of(claimed.chat)
        )

    def inside(self, claimed: Claimed) -> Dialogue | None:
        """The dialogue that the chat is inside of; None outside any."""
        session = claimed.session
        if session is None or session.ended_at is not None:
            return None
        if claimed.chat.session != session.id:
            return None
        tenant = claimed.chat.chat.partition("/")[0]
        return self._library.find(tenant, session.flow, session.version)

    def language(self, claimed: Claimed) -> tuple[str, ...]:
        """The languages to try for what the engine itself says to the chat."""
        own = (claimed.session.language,) if claimed.session else ()
        tenant = self._tenants.get(chat_of(claimed.chat).tenant)
        known = (tenant.locale, *tenant.languages) if tenant else ()
        return (*own, *known, *self._library.engine)

    def answer(self, claimed: Claimed, listed: Listed, now: float) -> Answer:
        """
        Take the turn of *claimed*.

        Args:
            claimed: The message with where its chat stands.
            listed: What is in the folder of its session; outside any dialogue, of the
                draft that may be resumed.
            now: Seconds since 1970.

        Raises:
            Exception: Whatever an action raised; nothing came of the turn then.
        """
        message = self.message(claimed)
        if claimed.codes and (bound := self._bound(claimed, message, now)):
            return bound
        return self._answer(claimed, message, listed, now)

    def _answer(
        self, claimed: Claimed, message: Message, listed: Listed, now: float
    ) -> Answer:
        dialogue = self.inside(claimed)
        if dialogue is not None and claimed.session is not None:
            if _stale(message, claimed):
                return silence(claimed, now)
            session = session_of(claimed.session)
            turn = self._turn(
                message, session, dialogue, claimed, listed=listed, now=now
            )
            take = self._inside if message.target is None else self._removed
            return take(turn, dialogue, claimed, now)
        if message.kind is Kind.PHOTOS_SETTLED:
            return self._settled_after_the_end(claimed, now)
        if message.target is not None:
            return revoking(silence(claimed, now), message.target)
        if not message.kind.from_person:
            return silence(claimed, now)
        return self._outside(message, claimed, listed, now)

    def _bound(self, claimed: Claimed, message: Message, now: float) -> Answer | None:
        told = self._library.say("bound", self.language(claimed), {})
        return told_who(claimed, message, told, now)

    def apology(self, claimed: Claimed, now: float) -> Outcome:
        """What the chat hears, once, when its turn failed for good."""
        text = self._library.say("apology", self.language(claimed), {})
        return Outcome(
            seq=claimed.seq,
            now=now,
            result="parked",
            chat=claimed.chat,
            replies=(text,),
        )

    def _inside(
        self, turn: Turn, dialogue: Dialogue, claimed: Claimed, now: float
    ) -> Answer:
        if turn.message.kind is Kind.REMINDER:
            turn.session.reminded = True
        said = turn.message.values.get("said")
        if said:
            turn.session.values.update(said)
            turn.session.item = said.get("link", turn.session.item)
        visit = turn.session.visit
        moved = dialogue.machine.take(turn)
        entered = turn.session.visit != visit
        return outcome_of(turn, dialogue, claimed, now, moved=moved, entered=entered)

    def _removed(
        self, turn: Turn, dialogue: Dialogue, claimed: Claimed, now: float
    ) -> Answer:
        """Only if the message deleted was a photo of the session, the flow hears."""
        target = turn.message.target or ""
        name = without_photo(turn, target)
        if name is None:
            return revoking(silence(claimed, now), target)
        folder = turn.session.folder
        answer = self._inside(turn, dialogue, claimed, now)
        return replace(revoking(answer, target, name), remove=(folder, name))

    def _outside(
        self, message: Message, claimed: Claimed, listed: Listed, now: float
    ) -> Answer:
        tenant = self._tenants[message.chat.tenant]
        roles = tenant.roles_of(message.chat.phone)
        dialogues = self._library.of_tenant(message.chat.tenant)
        allowed = [d for d in dialogues if d.may_start(roles)]
        for begin in ("begin", "begin_otherwise"):
            for dialogue in allowed:
                session = new_session(
                    message, dialogue.flow, claimed, now, language=tenant.locale
                )
                turn = self._turn(
                    message, session, dialogue, claimed, listed=Listed(), now=now
                )
                turn.beginning = True
                if claimed.resumable is not None:
                    turn.resumable = session_of(claimed.resumable)
                    adapt(turn.resumable, dialogue.flow)
                    coming = claimed.resumable_coming
                    turn.resumable_photos = Photos.of(listed.photos, coming, PHOTO)
                    turn.resumable_voices = Photos.of(listed.voices, coming, VOICE)
                if getattr(dialogue.machine, begin)(turn):
                    return self._begun(turn, dialogue, claimed, now)
        refused_lately = now - claimed.chat.refused_at < ONCE_A_DAY_SECONDS
        for dialogue in dialogues:
            if dialogue not in allowed and dialogue.is_start_word(message.text):
                if refused_lately:
                    return silence(claimed, now)
                told = replace(claimed.chat, refused_at=now)
                return self._told(claimed, "refused", told, {}, now)
        hinted_lately = now - claimed.chat.hinted_at < ONCE_A_DAY_SECONDS
        if (tenant.unknown == "hint" or roles) and not hinted_lately:
            words = quoted(
                word
                for d in allowed
                for word in d.speaker.accepted(d.flow.initial, tenant.locale)
            )
            if words:
                told = replace(claimed.chat, hinted_at=now)
                return self._told(claimed, "hint", told, {"choices": words}, now)
        return silence(claimed, now)

    def _begun(
        self, turn: Turn, dialogue: Dialogue, claimed: Claimed, now: float
    ) -> Answer:
        if turn.session.visit > 0 or turn.accepted:
            return outcome_of(turn, dialogue, claimed, now, moved=True, entered=True)
        said = silence(claimed, now)
        answered = replace(
            said.outcome,
            result="answered",
            replies=tuple(turn.replies),
            chat_kept=False,
        )
        return replace(said, outcome=answered)

    def _told(
        self,
        claimed: Claimed,
        key: str,
        chat: ChatRow,
        values: Mapping[str, str],
        now: float,
    ) -> Answer:
        """Say the engine's text *key*, and keep in *chat* that it was said."""
        return Answer(
            outcome=Outcome(
                seq=claimed.seq,
                now=now,
                result="answered",
                chat=chat,
                replies=(self._library.say(key, self.language(claimed), values),),
            )
        )

    def _settled_after_the_end(self, claimed: Claimed, now: float) -> Answer:
        row = claimed.session
        item = session_of(row).item if row else None
        if row is None or item is None or not claimed.failed:
            return silence(claimed, now)
        text = self._library.say(
            "photos_given_up_published",
            self.language(claimed),
            {"count": str(claimed.failed), "link": item},
        )
        told = Outcome(
            seq=claimed.seq,
            now=now,
            result="answered",
            chat=claimed.chat,
            session=replace(row, latest=claimed.seq),
            replies=(text,),
            told=True,
        )
        return Answer(outcome=told)

    def _turn(
        self,
        message: Message,
        session: Session,
        dialogue: Dialogue,
        claimed: Claimed,
        *,
        listed: Listed,
        now: float,
    ) -> Turn:
        flow = dialogue.flow
        tenant = self._tenants[message.chat.tenant]
        adapt(session, flow)
        state = session.state
        if state not in flow.states:
            state = successor(flow, state) or flow.initial
        return Turn(
            message=message,
            session=session,
            state=state,
            now=datetime.fromtimestamp(now, tenant.zone),
            speak=dialogue.speaker.speak,
            fields=flow.fields,
            options_limit=self._options_limits.get(
                f"{message.chat.tenant}/{message.chat.channel}", 0
            ),
            photos_max=photos_max(flow, session),
            voices_max=flow.voices.maximum if flow.voices else 0,
            words=message.text,
            photos=Photos.of(listed.photos, claimed.coming, PHOTO, claimed.failed),
            voices=Photos.of(listed.voices, claimed.coming, VOICE),
        )


def _stale(message: Message, claimed: Claimed) -> bool:
    """Whether something happened since this message of the bot's own was told."""
    session = claimed.session
    mark = message.values.get("mark")
    if session is None:
        return True
    if message.kind in {Kind.REMINDER, Kind.TIMEOUT}:
        return mark != session.wake_mark
    if message.kind in {Kind.DONE, Kind.FAILED}:
        return mark != str(session.visit)
    goes_on = bool(claimed.coming or claimed.unanswered)
    return message.kind is Kind.PHOTOS_SETTLED and goes_on
