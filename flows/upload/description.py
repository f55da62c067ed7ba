"""
What the page of a car says about it, in sentences.

Every sentence stands in the texts of the flow; this module only chooses which of
them the data can fill. A field that is not known is not mentioned, and the plate
never is: pages are public.
"""

from collections.abc import Callable, Mapping

from bot.session import FieldValue

Text = Callable[..., str]
"""Renders a text of the flow: its key, then its values by name."""


def title(data: Mapping[str, FieldValue]) -> str:
    """What a page calls the car, ``Honda Freed PSD 2012``; empty if all is unknown."""
    return _named(data, "brand", "model", "variant", "year")


def describe(data: Mapping[str, FieldValue], text: Text) -> str:
    """
    One or two sentences about the car, from *data* and nothing else.

    Args:
        data: What is known about the car.
        text: Renders the texts ``description`` and ``description_...`` of the flow.

    Returns:
        The sentences in the language of *text*; empty if nothing is known that they
        could say.
    """
    sentences = []
    if facts := _facts(data, text):
        sentences.append(text("description", facts=", ".join(facts)))
    if "price" in data:
        sentences.append(text("description_price", price=_rupiah(data["price"])))
    return " ".join(sentences)


def _facts(data: Mapping[str, FieldValue], text: Text) -> list[str]:
    """What the first sentence lists, beginning with the car itself."""
    facts = []
    if car := _named(data, "brand", "model", "variant"):
        facts.append(car)
    if "year" in data:
        year = text("description_year", year=str(data["year"]))
        facts = [f"{car} {year}" if car else year]
    if "transmission" in data:
        facts.append(text(f"description_{data['transmission']}"))
    if "colour" in data:
        facts.append(text("description_colour", colour=str(data["colour"]).lower()))
    if "km" in data:
        km = _grouped(data["km"], text("description_thousands"))
        facts.append(text("description_km", km=km))
    return facts


def _named(data: Mapping[str, FieldValue], *fields: str) -> str:
    return " ".join(str(data[field]) for field in fields if field in data)


def _rupiah(amount: FieldValue) -> str:
    return f"Rp {_grouped(amount, '.')}"


def _grouped(number: FieldValue, separator: str) -> str:
    return f"{int(number):,}".replace(",", separator)
