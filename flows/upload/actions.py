"""
What the upload dialogue does that its table cannot say, above all: read a car.

``flow.yaml`` uses these functions by the names in the registries below. To add one,
write it here or beside it and add its line.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping

import structlog

from bot.effect import Effect
from bot.findings import Mistake
from bot.turn import Reading, Turn
from bot.yamlfile import Node

from .carchecks import check_cars
from .claimchecks import check_claims
from .intents import command_end
from .letters import plain
from .publishing import forget_said, note_said, publish_car
from .questions import note_asked, questions, recommended
from .reader import read
from .talk import note_talk, talks_on
from .wordchecks import check_words

log = structlog.get_logger()

_FIGURES = re.compile(r"\d+")

_NOT_ONE_CAR = frozenset(
    {"not_an_upload", "control_word", "ignore_silently", "show_usage", "ask_split"}
)
"""What a text may be read as that is no data of a single car."""


def read_car(turn: Turn) -> None:
    """
    Read what the message says about the car into ``turn.data``.

    Merges: a field that the message names replaces the old value, the others stay,
    so reading the same text again changes nothing. A whole listing of another car
    starts the data anew while it is incomplete, and is not taken once it is
    complete, since the photos belong to the first car; ``another_car`` tells so.
    Behind a start word whatever differs from what is known is another car, and is
    not taken at all; ``draft_exists`` tells so.

    Nothing is said here; ``{changed}`` shows the fields that this message changed.
    """
    reading = turn.reading = _read(turn)
    log.info("car.read", fields=sorted(reading.data), action=reading.action)
    note_talk(turn)
    if reading.action in _NOT_ONE_CAR or _starts_another(turn, reading):
        return
    if _lists_another(turn, reading):
        if not turn.missing:
            return
        turn.data.clear()
        turn.session.confirm.clear()
        forget_said(turn)
    if _names_another_model(turn, reading) and "variant" in turn.data:
        del turn.data["variant"]
        turn.changed.append("variant")
    turn.merge(reading)
    note_said(turn)
    turn.session.values["changed"] = _lines(turn, turn.changed)
    turn.session.values["recommended"] = recommended(turn)


def say_doubtful(turn: Turn) -> None:
    """
    Ask about what this message left doubtful, or named although no car has it.

    A bare figure that comes next answers this question, if it was about one field.
    """
    reading = _read_of_one_car(turn)
    if reading is None:
        return
    for name in reading.refused:
        turn.say(f"refused_{name}")
    doubtful = set(turn.data).intersection(reading.confirm)
    if doubtful:
        turn.session.values["doubtful"] = _lines(turn, doubtful)
        turn.say("please_check")
    note_asked(turn, {*reading.refused, *doubtful})


def settle_doubt(turn: Turn) -> None:
    """Take what was doubtful for right."""
    turn.session.confirm.clear()


def note_limit_told(turn: Turn) -> None:
    """Note that in this state it was told how many photos there may be."""
    turn.session.values["limit_told"] = turn.state


def say_resumed(turn: Turn) -> None:
    """
    Tell where the draft stands that goes on, and what comes next.

    A state that has told so on the way in needs no more.
    """
    if turn.replies:
        return
    turn.say("resumed_missing" if turn.missing else "resumed")


def already_known(turn: Turn) -> bool:
    """Whether the message names fields, each with the value that it has already."""
    reading = _read_of_one_car(turn)
    if reading is None or not reading.data or turn.changed:
        return False
    return reading.data.items() <= turn.data.items()


def another_car(turn: Turn) -> bool:
    """Whether the message lists another car than the one whose data is complete."""
    reading = _read_of_one_car(turn)
    return reading is not None and not turn.missing and _lists_another(turn, reading)


def draft_exists(turn: Turn) -> bool:
    """Whether there is a draft that a message behind a start word is not about."""
    if turn.reading is None or turn.changed or already_known(turn):
        return False
    return bool(turn.data) or turn.photos.count > 0


def photos_came_first(turn: Turn) -> bool:
    """Whether photos came before the start word, or with this caption."""
    return turn.caption or not turn.beginning


def asks_to_upload(turn: Turn) -> bool:
    """Whether the message asks to upload a car in words of its own."""
    if turn.reading is None or not_an_upload(turn):
        return False
    return command_end(plain(turn.message.text)) > 0


def limit_told(turn: Turn) -> bool:
    """Whether in this state it was told how many photos there may be."""
    return turn.session.values.get("limit_told") == turn.state


def not_an_upload(turn: Turn) -> bool:
    """Whether the message only asks or tells something about an upload."""
    return turn.reading is not None and turn.reading.action == "not_an_upload"


def in_doubt(turn: Turn) -> bool:
    """Whether a field is doubtful, so that it may be said to be right."""
    return bool(turn.session.confirm)


def lists_several(turn: Turn) -> bool:
    """Whether the message lists cars, each with figures of its own."""
    return several_cars(turn) and len(_FIGURES.findall(turn.message.text)) > 1


def not_believed(turn: Turn) -> bool:
    """Whether the message names what no car has, and nothing new beside it."""
    reading = _read_of_one_car(turn)
    return reading is not None and bool(reading.refused) and not turn.changed


def several_cars(turn: Turn) -> bool:
    """Whether the message lists more than one car."""
    return turn.reading is not None and turn.reading.action == "ask_split"


def without_file(turn: Turn) -> bool:
    """Whether the message is a photo for which the gateway names no file."""
    return "unretrievable" in turn.message.values


ACTIONS: Mapping[str, Callable[[Turn], None]] = {
    "note_limit_told": note_limit_told,
    "read_car": read_car,
    "say_doubtful": say_doubtful,
    "say_resumed": say_resumed,
    "settle_doubt": settle_doubt,
}

CONDITIONS: Mapping[str, Callable[[Turn], bool]] = {
    "already_known": already_known,
    "another_car": another_car,
    "asks_to_upload": asks_to_upload,
    "draft_exists": draft_exists,
    "in_doubt": in_doubt,
    "limit_told": limit_told,
    "lists_several": lists_several,
    "not_an_upload": not_an_upload,
    "not_believed": not_believed,
    "photos_came_first": photos_came_first,
    "several_cars": several_cars,
    "talks_on": talks_on,
    "without_file": without_file,
}

EFFECTS: Mapping[str, Callable[[Effect], Awaitable[None]]] = {
    "publish_car": publish_car,
}

FILES: Mapping[str, Callable[[Node], Iterable[Mistake]]] = {
    "cars.yaml": check_cars,
    "claims.yaml": check_claims,
    "words.yaml": check_words,
}

PLACEHOLDERS: Mapping[str, str] = {
    "changed": "the fields that the message changed, a line each",
    "copywriting": "how the description was made",
    "doubtful": "the fields to be looked at, a line each",
    "facts": "what is known about the car, as the text needs it",
    "notes": "what else the seller said, separated by commas",
    "said": "what the seller wrote",
    "names": "names of fields, separated by commas",
    "recommended": "asks for what is welcome but not needed; empty if all is known",
}


def _read(turn: Turn) -> Reading:
    """What the message says; the first question to which it is an answer counts."""
    said, today = _said(turn), turn.now.date()
    *likelier, last = questions(turn)
    for asked in likelier:
        reading = read(said, today=today, draft=turn.data, asked=asked)
        if reading.data:
            return reading
    return read(said, today=today, draft=turn.data, asked=last)


def _said(turn: Turn) -> str:
    """
    The words, behind a command of the reader's own if they followed a start word.

    What start words there are is settled by the texts of the flow; the reader has to
    know only that one was typed, and whether it was one that nobody types by chance.
    """
    if not _behind_a_start_word(turn):
        return turn.words
    slash = turn.message.text.strip().startswith("/")
    return f"{'/upload' if slash else 'upload'} {turn.words}"


def _behind_a_start_word(turn: Turn) -> bool:
    return turn.words.strip() != turn.message.text.strip()


def _read_of_one_car(turn: Turn) -> Reading | None:
    """What the message was read as; None if that is no data of a single car."""
    if turn.reading is None or turn.reading.action in _NOT_ONE_CAR:
        return None
    return turn.reading


def _starts_another(turn: Turn, reading: Reading) -> bool:
    """Whether a start word, and what is read behind it, begin another draft."""
    return _behind_a_start_word(turn) and any(
        name in turn.data and turn.data[name] != value
        for name, value in reading.data.items()
    )


def _lists_another(turn: Turn, reading: Reading) -> bool:
    """Whether *reading* is all that is needed, for another model than the known one."""
    whole = all(
        name in reading.data for name, known in turn.fields.items() if known.required
    )
    return whole and any(
        name in turn.data and turn.data[name] != reading.data.get(name)
        for name in ("brand", "model")
    )


def _names_another_model(turn: Turn, reading: Reading) -> bool:
    """Whether *reading* corrects the model; the variant was that of the old one."""
    model, known = reading.data.get("model"), turn.data.get("model")
    return known is not None and model not in {None, known}


def _lines(turn: Turn, names: Iterable[str]) -> str:
    """The fields *names*, a line each, as the turn's language writes them."""
    shown = frozenset(names)
    return "\n".join(
        turn.speak(turn, f"line_{name}") for name in turn.fields if name in shown
    )
