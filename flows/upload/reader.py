"""
The reader of car texts: what a message says about a car, and what it is.

Rules take their part of the text one after the other (``spans.Sheet``), so nothing is
read twice. Nothing is assumed: a field that the text does not name is absent.

    text --> letters.plain --> intents --> fields.read_fields --> Reading
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from bot.session import FieldValue
from bot.turn import Reading, Source

from . import intents
from .fields import Fields, read_fields
from .figures import NUMBER, in_digits, in_words
from .found import Found
from .letters import plain
from .mileage import bare_km, in_proportion
from .prices import bare_price
from .spans import AMENDING
from .worth import in_keeping, unsettles_price
from .years import bare_year, is_year

REQUIRED = ("brand", "model", "year", "price")
"""The fields without which a car is not listed."""

_WHOLE_LISTING = 5
"""So many fields beside the brand make a listing, even with a question in it."""

_WORDS_OF_A_NAME = 3
"""So many words at most answer a question for a brand, a model or a colour."""

_POLITE = r"(?: (?:kak|ya|aja|saja|bos|pak|min|kk))*[.!]?"
_BARE = re.compile(rf"'?(?P<number>{NUMBER}){_POLITE}")
_CORRECTED_KM = re.compile(
    rf"(?:(?:{AMENDING}|sekitar|kurang lebih)[ ,.:]{{1,3}}){{1,4}}"
    rf"(?P<number>{NUMBER}){_POLITE}",
    re.IGNORECASE,
)
"""What a rule for prices would read otherwise, for it knows nothing of questions."""


def read(
    text: str,
    *,
    today: dt.date,
    draft: Mapping[str, FieldValue] = MappingProxyType({}),
    asked: str | None = None,
) -> Reading:
    """
    What *text* says about a car.

    Args:
        text: A message or a caption, as it came, with or without the command. Only
            its first 2,000 characters are read.
        today: By the tenant's calendar; next year is the last a car can have.
        draft: What is known of the car already: a text that adds to it is ``merge``,
            and a price is judged by it. Its own price is doubtful, too, where the
            text makes another car of it.
        asked: The field that was asked for last, which a bare figure answers; None
            if none or several were.

    Returns:
        Prices in whole rupiah, distances in whole kilometres. There is no data for
        what is no single car: a question (``not_an_upload``), a control word, a
        gateway's notice, a command without anything (``show_usage``); of several
        cars (``ask_split``) only what they have in common.
    """
    reading = _read(plain(text), today=today, draft=draft, asked=asked)
    if reading.action == "ask_split" or not unsettles_price(
        reading.data, draft, today=today
    ):
        return reading
    action = "ask_missing" if reading.action == "ask_missing" else "confirm"
    return replace(reading, confirm=(*reading.confirm, "price"), action=action)


def _read(
    said: str, *, today: dt.date, draft: Mapping[str, FieldValue], asked: str | None
) -> Reading:
    """What *said*, a text made plain, says by itself; its price is judged already."""
    end = intents.command_end(said)
    action = _without_data(said, end)
    if action:
        return Reading(data={}, action=action)
    bare = _BARE.fullmatch(said)
    if bare is None and asked == "km":
        bare = _CORRECTED_KM.fullmatch(said)
    if bare:
        answer = _bare_answer(bare["number"], today=today, asked=asked, draft=draft)
        if answer is not None:
            return answer
    rest = said[end:]
    fields = read_fields(in_digits(rest), today=today, draft=draft)
    if _is_talk(said, fields, commanded=end > 0, known=bool(draft)):
        return Reading(data={}, action="not_an_upload")
    about_cars = end > 0 or fields.several or bool(fields.refused)
    if not fields.data and not about_cars:
        return _name_answer(said, asked=asked)
    return Reading(
        data=fields.data,
        confirm=fields.doubtful,
        refused=fields.refused,
        action=_action(fields, commanded=end > 0, known=bool(draft)),
        sources={
            name: _source(said, one, at=in_words(rest, one.at), shift=end)
            for name, one in fields.found.items()
        },
    )


def _source(
    said: str, found: Found[str] | Found[int], *, at: tuple[int, int], shift: int
) -> Source:
    """What of *said* the value *found* stands on: *at*, *shift* letters further on."""
    start, end = at[0] + shift, at[1] + shift
    text = said[start:end].strip(" :=.,;-\n")
    return Source(text=text, certainty=_certainty(found))


def _certainty(found: Found[str] | Found[int]) -> str:
    if found.doubtful:
        return "doubtful"
    return "inferred" if found.inferred else "sure"


def _without_data(said: str, end: int) -> str:
    """What *said* is if it cannot hold data; empty if it can."""
    if intents.is_notice(said):
        return "ignore_silently"
    if intents.is_control_word(said):
        return "control_word"
    if intents.says_more(said[end:]):
        return ""
    return "show_usage" if end or not said else "not_an_upload"


def _is_talk(said: str, fields: Fields, *, commanded: bool, known: bool) -> bool:
    """Whether *said* asks or tells something instead of listing a car."""
    told = len(fields.data) - ("brand" in fields.data)
    if (
        (commanded and intents.is_slash_command(said))
        or (fields.data and known and intents.corrects(said))
        or (told >= _WHOLE_LISTING and "price" in fields.data)
    ):
        return False
    if intents.complains(said):
        return True
    if commanded:
        return not fields.data and intents.asks_or_tells(said)
    named = "brand" in fields.data and "price" not in fields.data
    errand = named and intents.is_errand(said)
    return errand or intents.asks_or_tells(said) or _mentions(fields, told=told)


def _mentions(fields: Fields, *, told: int) -> bool:
    """Whether a car is only mentioned: with a down payment, or within other words."""
    if fields.payment and "price" not in fields.data and told < _WHOLE_LISTING - 1:
        return True
    named_only = not fields.data.keys() - {"brand", "model", "variant"}
    named_only = named_only and "brand" in fields.data
    talk = fields.guessed or fields.left > 1
    return named_only and talk and not fields.several


def _action(fields: Fields, *, commanded: bool, known: bool) -> str:
    """What a text that holds *fields* is."""
    whole = all(name in fields.data for name in REQUIRED)
    about_a_car = commanded or "brand" in fields.data or not fields.data
    if fields.several:
        return "ask_split"
    if not whole and about_a_car and not (known and fields.data):
        return "ask_missing"
    if fields.doubtful:
        return "confirm"
    return "accept" if whole else "merge"


def _bare_answer(
    number: str,
    *,
    today: dt.date,
    asked: str | None,
    draft: Mapping[str, FieldValue],
) -> Reading | None:
    """
    What a figure without any word says.

    It answers the field that was asked for; without a question it is a year or a
    price, and doubtful. None if it may be something else.
    """
    price = bare_price(number, today=today)
    in_full = price is not None and not price.doubtful
    if price is not None:
        price = in_keeping(price, draft, today=today)
    answers: dict[str, Callable[[], Found[int] | None]] = {
        "year": lambda: bare_year(number, today=today),
        "price": lambda: price,
        "km": lambda: _bare_km(number, today=today),
    }
    if in_full and asked != "km":
        return _answer("price", price, number)
    if asked in answers:
        return _answer(asked, answers[asked](), number)
    if is_year(number, today):
        return _answer("year", Found(value=int(number), doubtful=True), number)
    return _answer("price", price, number) if price is not None else None


def _bare_km(number: str, *, today: dt.date) -> Found[int] | None:
    km = bare_km(number)
    return km and in_proportion(km, year=None, today=today)


def _answer(name: str, found: Found[int] | None, said: str) -> Reading:
    """*found* as the only field; asked for again if it is none."""
    if found is None:
        return Reading(data={}, action="ask_missing")
    return Reading(
        data={name: found.value},
        confirm=(name,) if found.doubtful else (),
        action="confirm" if found.doubtful else "merge",
        sources={name: Source(text=said, certainty=_certainty(found))},
    )


def _name_answer(said: str, *, asked: str | None) -> Reading:
    """A name that no list holds, if a name was asked for; doubtful."""
    names = {"brand", "model", "variant", "colour"}
    if asked not in names or len(said.split()) > _WORDS_OF_A_NAME:
        return Reading(data={}, action="not_an_upload")
    if intents.is_chat(said) or not said.replace(" ", "").replace("-", "").isalnum():
        return Reading(data={}, action="not_an_upload")
    value: FieldValue = said.title()
    return Reading(
        data={asked: value},
        confirm=(asked,),
        action="confirm",
        sources={asked: Source(text=said, certainty="doubtful")},
    )
