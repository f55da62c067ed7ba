"""Everything that may be done, or may happen, where somebody stands."""

from collections.abc import Iterator, Sequence

from bot.dialogue.definition import Flow
from bot.exploring.candidates import Candidates
from bot.exploring.moves import Move, Until, says, sends
from bot.exploring.walk import Walk
from bot.messages import Kind

MEDIA = (Kind.VOICE, Kind.VIDEO, Kind.DOCUMENT, Kind.LOCATION, Kind.OTHER)


def moves_at(walk: Walk, flow: Flow, candidates: Candidates) -> Iterator[Move]:
    """What may be done where *walk* stands; silence and effects come last."""
    texts, words = candidates.texts(walk.standing, walk.count), candidates.words
    if walk.spot.draft:
        # Beside the words it is as for anybody outside.
        texts = [text for text in texts if text in words]
    for text in texts:
        yield Move(steps=(says(text),), trigger=words.get(text, ""))
    if walk.spot.draft:
        return
    for kind in MEDIA:
        yield Move(steps=(says("", kind=kind),))
    if flow.photos:
        captions = candidates.captions(walk.standing, walk.count)
        known = [text for text in texts if text in words]
        most = flow.photos.maximum
        yield from _with_photos(walk.count, most, captions, known)
    if walk.spot.state:
        yield Move(until=Until.SILENCE)
    if walk.spot.running:
        yield Move(until=Until.DONE)
        yield Move(until=Until.FAILED)


def _with_photos(
    count: int, most: int, captions: Sequence[str], words: Sequence[str]
) -> Iterator[Move]:
    """Photos that come at once, late or never, alone and with something said."""
    yield Move(steps=(sends(missing=True),))
    yield Move(steps=(sends(),))
    if most - count > 1:
        yield Move(steps=(sends(most - count),))
    for text in captions:
        yield Move(steps=(sends(caption=text),))
    for text in () if count else words:
        yield Move(steps=(sends(late=True), says(text)))
        yield Move(steps=(sends(missing=True), says(text)))
