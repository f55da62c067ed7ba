"""
What a message of WAHA is: its kind, its words, and what was tapped.

The three engines tell the same things in three ways. WAHA's own fields say whether
there is a file; ``_data`` holds what the engine had, and says what it is:

    WEBJS  _data.type            image, ptt, album, list_response ...
    NOWEB  _data.message         {imageMessage: ...}
    GOWS   _data.Message, _data.Info.MediaType
"""

from collections.abc import Mapping

from bot.channels.payload import Payload
from bot.channels.rawmessage import read_raw
from bot.channels.tapped import Tapped, find_tapped, part_of, text_of
from bot.messages import Kind

_PICTURE_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})
_WORDS: Mapping[str, Kind] = {
    "image": Kind.PHOTO,
    "ptt": Kind.VOICE,
    "audio": Kind.VOICE,
    "video": Kind.VIDEO,
    "gif": Kind.VIDEO,
    "ptv": Kind.VIDEO,
    "document": Kind.DOCUMENT,
    "sticker": Kind.OTHER,
}
_PARTS: Mapping[str, str] = {
    "stickerMessage": "sticker",
    "imageMessage": "image",
    "audioMessage": "audio",
    "videoMessage": "video",
    "ptvMessage": "video",
    "documentMessage": "document",
    "documentWithCaptionMessage": "document",
    "albumMessage": "album",
}
_MAIN_TYPES: Mapping[str, Kind] = {
    "image": Kind.PHOTO,
    "audio": Kind.VOICE,
    "video": Kind.VIDEO,
}


def kind_of_file(said: Payload) -> Kind:
    """
    What the file of a message is; a picture sent as a document is a photo.

    What nothing tells is taken for a photo: nothing else is missed as much.
    """
    word = _engine_word(said.part("_data"))
    mime = _mime(said)
    kind = _WORDS.get(word) or _MAIN_TYPES.get(mime.partition("/")[0])
    if kind is None:
        return Kind.DOCUMENT if mime else Kind.PHOTO
    return Kind.PHOTO if kind is Kind.DOCUMENT and mime in _PICTURE_TYPES else kind


def beside(said: Payload) -> str:
    """
    One word for what only goes beside photos; empty for everything else.

    It is ``album`` for what announces that photos follow, and ``hd_twin`` for a larger
    copy of one that comes by itself.
    """
    if _engine_word(said.part("_data")) in {"album", "collection"}:
        return "album"
    return "hd_twin" if read_raw(_raw(said.part("_data"))) == "hd_twin" else ""


def tapped_in(said: Payload) -> Tapped | None:
    """What was tapped; None if nothing was."""
    engine = said.part("_data")
    tapped = find_tapped(_raw(engine))
    if tapped is not None:
        return tapped
    row = part_of(engine, "listResponse")
    id_ = (
        text_of(engine, "selectedButtonId")
        or text_of(part_of(row, "singleSelectReply"), "selectedRowId")
        or text_of(engine, "selectedId")
    )
    return Tapped(id=id_, title=row.text("title")) if id_ else None


def _raw(engine: Payload) -> Payload:
    """The message as WhatsApp wrote it, where the engine hands that on."""
    return part_of(engine, "message")


def _engine_word(engine: Payload) -> str:
    word = engine.text("type") or part_of(engine, "info").text("MediaType")
    if word in _WORDS or word in {"album", "collection"}:
        return word
    raw = _raw(engine)
    return next(
        (ours for name, ours in _PARTS.items() if part_of(raw, name).fields), ""
    )


def _mime(said: Payload) -> str:
    engine = said.part("_data")
    given = said.part("media").text("mimetype") or engine.text("mimetype")
    if not given:
        raw = _raw(engine)
        parts = (part_of(raw, name) for name in _PARTS)
        given = next((mime for one in parts if (mime := text_of(one, "mimetype"))), "")
    return given.partition(";")[0].strip().lower()
