"""What was said in one message of Meta's Cloud API, without by whom and when."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.channels.payload import Payload
from bot.messages import Kind, PhotoRef

_PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
_MEDIA_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
_NO_MESSAGES: Mapping[str, str] = {
    "reaction": "reaction",
    "system": "system",
    "unsupported": "unsupported",
    "unknown": "unsupported",
}


class NoMessage(Exception):
    """It is no message for us; *word* says why."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What was said; each field is the one of ``Message``."""

    kind: Kind
    text: str = ""
    photo: PhotoRef | None = None
    voice: PhotoRef | None = None
    option: str | None = None
    target: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)


def content_of(message: Payload) -> Content:
    """
    What *message* says.

    Raises:
        NoMessage: If it says nothing to us.
    """
    kind = message.text("type")
    if kind in _NO_MESSAGES:
        raise NoMessage(_NO_MESSAGES[kind])
    if kind not in _READERS:
        raise NoMessage("unknown")
    return _READERS[kind](message)


def _text(message: Payload) -> Content:
    words = message.part("text").text("body")
    if not words.strip():
        raise NoMessage("empty")
    return Content(kind=Kind.TEXT, text=words)


def _image(message: Payload) -> Content:
    return _photo(message.part("image"))


def _photo(image: Payload) -> Content:
    caption, file = image.text("caption"), _file(image)
    if file is None:
        lost = {"unretrievable": "photo"}
        return Content(kind=Kind.OTHER, text=caption, values=lost)
    return Content(kind=Kind.PHOTO, text=caption, photo=file)


def _document(message: Payload) -> Content:
    """A file; a picture sent as one is a photo all the same."""
    document = message.part("document")
    kind = document.text("mime_type").partition(";")[0].strip().lower()
    if kind in _PICTURES:
        return _photo(document)
    return Content(kind=Kind.DOCUMENT, text=document.text("caption"))


def _audio(message: Payload) -> Content:
    return Content(kind=Kind.VOICE, voice=_file(message.part("audio")))


def _video(message: Payload) -> Content:
    return Content(kind=Kind.VIDEO, text=message.part("video").text("caption"))


def _other(_: Payload) -> Content:
    return Content(kind=Kind.OTHER)


def _location(message: Payload) -> Content:
    place = message.part("location")
    told = {
        "latitude": _degrees(place, "latitude"),
        "longitude": _degrees(place, "longitude"),
        "label": place.text("name"),
        "address": place.text("address"),
    }
    known = {name: value for name, value in told.items() if value}
    return Content(kind=Kind.LOCATION, values=known)


def _degrees(place: Payload, key: str) -> str:
    value = place.fields.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.7f}".rstrip("0").rstrip(".")
    return place.text(key)


def _interactive(message: Payload) -> Content:
    """What was tapped, or what was filled in."""
    answer = message.part("interactive")
    for name in ("button_reply", "list_reply"):
        tapped = answer.part(name)
        if tapped.fields:
            return _tapped(title=tapped.text("title"), option=tapped.text("id"))
    form = answer.part("nfm_reply")
    words = form.text("body") or form.text("name")
    if not words.strip():
        raise NoMessage("unknown")
    filled = form.text("response_json")
    return Content(
        kind=Kind.TEXT, text=words, values={"response": filled} if filled else {}
    )


def _button(message: Payload) -> Content:
    """The button of a template."""
    button = message.part("button")
    return _tapped(title=button.text("text"), option=button.text("payload"))


def _tapped(*, title: str, option: str) -> Content:
    if not (title or option).strip():
        raise NoMessage("unknown")
    return Content(kind=Kind.TEXT, text=title or option, option=option or None)


def _edit(message: Payload) -> Content:
    """The new words, as a text of its own."""
    new = message.part("edit").part("message")
    words = new.part("text").text("body")
    captions = (new.part(kind).text("caption") for kind in _WITH_CAPTION)
    words = words or next((caption for caption in captions if caption), "")
    if not words.strip():
        raise NoMessage("empty")
    return Content(kind=Kind.TEXT, text=words)


def _revoke(message: Payload) -> Content:
    target = message.part("revoke").text("original_message_id")
    if not target:
        raise NoMessage("unknown")
    return Content(kind=Kind.PHOTO_REMOVED, target=target)


def _file(media: Payload) -> PhotoRef | None:
    """Where it is: an id, which is asked for an address each time."""
    name = media.text("id")
    return PhotoRef(locator=name) if _MEDIA_ID.fullmatch(name) else None


_WITH_CAPTION = ("image", "video", "document")

_READERS: Mapping[str, Callable[[Payload], Content]] = {
    "text": _text,
    "image": _image,
    "document": _document,
    "audio": _audio,
    "voice": _audio,
    "video": _video,
    "sticker": _other,
    "contacts": _other,
    "order": _other,
    "location": _location,
    "interactive": _interactive,
    "button": _button,
    "edit": _edit,
    "revoke": _revoke,
}
"""By the type of a message."""
