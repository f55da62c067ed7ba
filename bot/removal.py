"""What comes of a message that deletes an earlier one for everyone."""

from dataclasses import replace

from bot.messages import digest
from bot.outcome import Answer
from bot.turn import Turn
from storage.photos import PHOTO


def without_photo(turn: Turn, target: str) -> str | None:
    """
    Take the photo of the message *target* out of the photos of *turn*.

    Returns:
        Its name; None if the session has no photo of that message.
    """
    photos, end = turn.photos, f"-{digest(target)}.{PHOTO}"
    known = (*photos.listed, *photos.coming)
    name = next((one for one in known if one.endswith(end)), None)
    if name is not None:
        turn.photos = replace(
            photos,
            listed=tuple(one for one in photos.listed if one != name),
            coming=photos.coming.difference({name}),
        )
    return name


def revoking(answer: Answer, target: str, photo: str | None = None) -> Answer:
    """*answer*, after which the message *target* and its *photo* are no more."""
    gone = replace(answer.outcome, revoked=target, revoked_photo=photo)
    return replace(answer, outcome=gone)
