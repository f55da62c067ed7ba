"""What a session begins with."""

from bot.dialogue.definition import Flow
from bot.messages import Message, digest
from bot.session import Session
from storage.records import Claimed


def new_session(
    message: Message, flow: Flow, claimed: Claimed, now: float, *, language: str
) -> Session:
    """
    The session that *message* would begin.

    Its name is the same each time that the turn of this message is taken.

    Args:
        message: The first one.
        flow: Of which dialogue.
        claimed: The same message with where its chat stands.
        now: Seconds since 1970.
        language: What it is answered in, until a word tells otherwise.
    """
    mark = digest(f"{message.chat.key} {message.id}")[:8]
    key = f"{int(now * 1000):013d}-{mark}"
    home = f"{message.chat.tenant}/{message.chat.person}"
    # Another channel of the same person may have put something there, too.
    since = max(claimed.chat.last_photo_ms, message.sent_ms - 1)
    return Session(
        id=key,
        flow=flow.name,
        version=flow.version,
        state=flow.initial,
        language=language,
        folder=home if flow.shares_folder else f"{home}/{key}",
        since=since if flow.shares_folder else 0,
    )


def photos_max(flow: Flow, session: Session) -> int:
    """How many photos *session* takes in all; 0 if its *flow* takes none."""
    most = flow.photos.maximum if flow.photos else 0
    return most if session.room is None else min(most, session.room)
