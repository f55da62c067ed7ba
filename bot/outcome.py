"""
From a turn to what is kept of it, and back from what was kept to a session.

Silence is kept with the session: when it wakes, and as what. Whatever a person says,
and every state that is entered, sets it anew.
"""

import json
from dataclasses import replace

from bot.dialogue.library import Dialogue
from bot.dialogue.vain import in_vain
from bot.messages import Chat, Kind, options_to_json, without_data
from bot.pieces import pieces
from bot.session import Session
from bot.turn import Turn
from storage.photos import PHOTO, VOICE
from storage.record import record
from storage.records import (
    ChatRow,
    Claimed,
    NewDownload,
    NewEffect,
    Outcome,
    SessionRow,
)


@record(frozen=True, slots=True, kw_only=True)
class Answer:
    """
    What came of a turn.

    Attributes:
        outcome: To be committed.
        purge: A folder whose photos and voice notes are to be deleted before that;
            None: none is.
        remove: A folder and the name of what in it is to be deleted before that;
            None: nothing is.
    """

    outcome: Outcome
    purge: str | None = None
    remove: tuple[str, str] | None = None


def chat_of(row: ChatRow) -> Chat:
    """The chat that *row* describes."""
    tenant, channel, address = row.chat.split("/", 2)
    return Chat(tenant=tenant, channel=channel, address=address, phone=row.phone)


def session_of(row: SessionRow) -> Session:
    """The session that *row* keeps."""
    session = Session(
        id=row.id,
        flow=row.flow,
        version=row.version,
        state=row.state,
        language=row.language,
        folder=row.folder,
        visit=row.visit,
    )
    session.remember(row.memory)
    return session


def silence(claimed: Claimed, now: float) -> Answer:
    """Nothing comes of the message *claimed*; *now* in seconds since 1970."""
    quiet = Outcome(
        seq=claimed.seq,
        now=now,
        result="ignored",
        chat=claimed.chat,
        chat_kept=claimed.chat_kept,
        body=without_data(claimed.body),
    )
    return Answer(outcome=quiet)


def outcome_of(
    turn: Turn,
    dialogue: Dialogue,
    claimed: Claimed,
    now: float,
    *,
    moved: bool,
    entered: bool,
) -> Answer:
    """
    What is to be kept of *turn*.

    Args:
        turn: After the machine moved it, or did not.
        dialogue: The dialogue it was taken in.
        claimed: The message with where its chat stood.
        now: Seconds since 1970.
        moved: Whether a transition ran.
        entered: Whether a state was entered.
    """
    session = turn.session
    session.state = turn.state
    chat, inside = claimed.chat, None if turn.ended else session.id
    if chat.session != inside:
        chat = replace(chat, session=inside)
    chat, downloads = _downloads(turn, chat)
    replies, options = _replies(turn, dialogue)
    heard = entered or turn.message.kind.from_person
    row = _row(turn, dialogue, claimed, now, heard=heard)
    return Answer(
        outcome=Outcome(
            seq=claimed.seq,
            now=now,
            result="parked" if turn.handed_over else "answered",
            chat=chat,
            session=row,
            replies=replies,
            options=options,
            downloads=downloads,
            effects=tuple(
                NewEffect(
                    name=name,
                    session=session.id,
                    visit=session.visit,
                    ahead=not dialogue.machine.takes_any_text(turn.state),
                )
                for name in turn.effects
            ),
            told=moved and turn.message.kind is Kind.PHOTOS_SETTLED,
            body=None if turn.handed_over else without_data(claimed.body),
            chat_kept=claimed.chat_kept and chat == claimed.chat,
            missed=(
                (session.flow, session.state)
                if in_vain(turn, dialogue.flow, moved=moved)
                else None
            ),
        ),
        # Its own photos: in an item's folder are those of others, too.
        purge=row.home if turn.cleared else None,
    )


def _downloads(turn: Turn, chat: ChatRow) -> tuple[ChatRow, tuple[NewDownload, ...]]:
    """What is to be fetched, and *chat* with the time of its last photo."""
    sent = turn.message.photo or turn.message.voice
    if not turn.accepted or sent is None:
        return chat, ()
    taken_ms = max(turn.message.sent_ms, chat.last_photo_ms + 1)
    suffix = PHOTO if turn.message.photo else VOICE
    download = NewDownload(
        session=turn.session.id,
        name=f"{taken_ms:013d}-{turn.message.key}.{suffix}",
        photo=json.dumps(sent.to_dict()),
    )
    return replace(chat, last_photo_ms=taken_ms), (download,)


def in_pieces(answer: Answer, limit: int) -> Answer:
    """
    *answer* with every reply in pieces of at most *limit* characters.

    They are kept as replies of their own, so none is lost or said twice by a crash
    between them.
    """
    said = answer.outcome.replies
    if not said or max(map(len, said)) * 2 <= limit:
        return answer
    cut = tuple(piece for reply in said for piece in pieces(reply, limit))
    return replace(answer, outcome=replace(answer.outcome, replies=cut))


def _replies(turn: Turn, dialogue: Dialogue) -> tuple[tuple[str, ...], str | None]:
    """
    What was said, and as JSON what may be tapped beside the last of it.

    Options that the channel does not show stand in the text, numbered.
    """
    replies = [text for text in turn.replies if text]
    speaker = dialogue.speaker
    options = speaker.options(turn.state, turn.session.language)
    if not (turn.offers and options and replies):
        return tuple(replies), None
    if len(options) <= turn.options_limit:
        return tuple(replies), options_to_json(options)
    replies[-1] = speaker.numbered(turn, replies[-1], options)
    return tuple(replies), None


def _row(
    turn: Turn, dialogue: Dialogue, claimed: Claimed, now: float, *, heard: bool
) -> SessionRow:
    session = turn.session
    known = (claimed.session, claimed.resumable)
    before = next((one for one in known if one and one.id == session.id), None)
    kept = dialogue.flow.states[turn.state].resumable_seconds if turn.ended else None
    if turn.ended and turn.cleared:
        kept = 0.0  # photos still on their way are deleted once they are settled
    if heard or turn.ended or turn.message.kind is Kind.REMINDER:
        wake_at, wake, wake_mark = _wake(turn, dialogue, claimed.seq, now, heard=heard)
    elif before is not None:
        wake_at, wake, wake_mark = before.wake_at, before.wake, before.wake_mark
    else:
        wake_at, wake, wake_mark = None, None, None
    return SessionRow(
        id=session.id,
        chat=claimed.chat.chat,
        flow=session.flow,
        version=session.version,
        state=session.state,
        language=session.language,
        home=before.home if before else session.folder,
        folder=session.folder,
        visit=session.visit,
        memory=session.memory(),
        wake_at=wake_at,
        wake=wake,
        wake_mark=wake_mark,
        ended_at=now if turn.ended else None,
        resumable_until=None if kept is None else now + kept,
        latest=claimed.seq,
        look_at=before.look_at if before else None,
    )


def _wake(
    turn: Turn, dialogue: Dialogue, seq: int, now: float, *, heard: bool
) -> tuple[float, str, str] | tuple[None, None, None]:
    """When the silence that the state allows is over, as what, and which it is."""
    state = dialogue.flow.states[turn.state]
    reminder, timeout = state.reminder_seconds, state.timeout_seconds
    seconds, wake = timeout, "timeout"
    if turn.ended:
        seconds = None
    elif not heard:  # the reminder itself: what is left until the timeout
        seconds = None if timeout is None else timeout - (reminder or 0.0)
    elif reminder is not None and not turn.session.reminded:
        seconds, wake = reminder, "reminder"
    if seconds is None:
        return None, None, None
    return now + seconds, wake, str(seq)
