"""
What the upload dialogue does that its table cannot say: read a car, publish it.

``flow.yaml`` uses these functions by the names in the registries below. To add one,
write it here or beside it and add its line.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping

import structlog

from bot.effect import Effect, Item
from bot.turn import Reading, Turn

from .description import describe, title
from .intents import command_end
from .letters import plain
from .reader import read
from .slug import slug

log = structlog.get_logger()

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
    if reading.action in _NOT_ONE_CAR or _starts_another(turn, reading):
        return
    if _lists_another(turn, reading):
        if not turn.missing:
            return
        turn.data.clear()
        turn.session.confirm.clear()
    turn.merge(reading)
    turn.session.values["changed"] = _lines(turn, turn.changed)


def say_doubtful(turn: Turn) -> None:
    """Ask to look at the fields that this message left doubtful, if there are any."""
    reading = _read_of_one_car(turn)
    doubtful = set(turn.data).intersection(reading.confirm if reading else ())
    if doubtful:
        turn.session.values["doubtful"] = _lines(turn, doubtful)
        turn.say("please_check")


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


def several_cars(turn: Turn) -> bool:
    """Whether the message lists more than one car."""
    return turn.reading is not None and turn.reading.action == "ask_split"


def without_file(turn: Turn) -> bool:
    """Whether the message is a photo for which the gateway names no file."""
    return "unretrievable" in turn.message.values


async def publish_car(effect: Effect) -> None:
    """
    Publish the car with its photos.

    The slug is made from the session, so a second run publishes the same car again.
    ``{link}`` is its page, ``{copywriting}`` says how its description was made.

    Raises:
        BotError: Whatever the workbench raised; the runner tries again.
    """
    item = Item(
        slug=slug(effect.data, effect.session),
        title=title(effect.data),
        data=dict(effect.data),
        description=describe(effect.data, effect.bench.text),
    )
    effect.values["link"] = await effect.bench.publish(item)
    effect.values["copywriting"] = effect.bench.text("copywriting_template")
    log.info("car.published", slug=item.slug)


ACTIONS: Mapping[str, Callable[[Turn], None]] = {
    "note_limit_told": note_limit_told,
    "read_car": read_car,
    "say_doubtful": say_doubtful,
    "say_resumed": say_resumed,
}

CONDITIONS: Mapping[str, Callable[[Turn], bool]] = {
    "already_known": already_known,
    "another_car": another_car,
    "asks_to_upload": asks_to_upload,
    "draft_exists": draft_exists,
    "limit_told": limit_told,
    "not_an_upload": not_an_upload,
    "photos_came_first": photos_came_first,
    "several_cars": several_cars,
    "without_file": without_file,
}

EFFECTS: Mapping[str, Callable[[Effect], Awaitable[None]]] = {
    "publish_car": publish_car,
}

PLACEHOLDERS: Mapping[str, str] = {
    "changed": "the fields that the message changed, a line each",
    "copywriting": "how the description was made",
    "doubtful": "the fields to be looked at, a line each",
    "facts": "what the description lists, separated by commas",
}


def _read(turn: Turn) -> Reading:
    """What the message says; the first question to which it is an answer counts."""
    said, known = _said(turn), frozenset(turn.data)
    *questions, last = _questions(turn)
    for asked in questions:
        reading = read(said, today=turn.now.date(), fields_known=known, asked=asked)
        if reading.data:
            return reading
    return read(said, today=turn.now.date(), fields_known=known, asked=last)


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


def _questions(turn: Turn) -> tuple[str | None, ...]:
    """
    The fields that a bare figure or name may answer, the likeliest first.

    Where several are missing, four digits are a year before they are anything else.
    """
    if len(turn.missing) == 1:
        return turn.missing
    return ("year", None) if "year" in turn.missing else (None,)


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


def _lines(turn: Turn, names: Iterable[str]) -> str:
    """The fields *names*, a line each, as the turn's language writes them."""
    shown = frozenset(names)
    return "\n".join(
        turn.speak(turn, f"line_{name}") for name in turn.fields if name in shown
    )
