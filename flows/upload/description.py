"""
What the page of a car says about it, in sentences.

Every sentence stands in the texts of the flow; this module only chooses which of
them the data can fill. A field that is not known is not mentioned, and the plate
never is: pages are public.
"""

from collections.abc import Callable, Mapping

from bot.effect import Workbench
from bot.session import FieldValue

Text = Callable[..., str]
"""Renders a text of the flow: its key, then its values by name."""


def title(data: Mapping[str, FieldValue]) -> str:
    """What a page calls the car, ``Honda Freed PSD 2012``; empty if all is unknown."""
    return _named(data, "brand", "model", "variant", "year")


def describe(data: Mapping[str, FieldValue], text: Text) -> str:
    """
    A few sentences about the car, from *data* and nothing else.

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
        sentences.append(text("description_price", price=shown_price(data)))
    if sentences:
        sentences.append(text("description_end"))
    return " ".join(sentences)


def facts_of(data: Mapping[str, FieldValue], bench: Workbench) -> str:
    """
    What is known about the car, a line each, for whoever writes about it.

    The plate is nobody's business.
    """
    shown = dict(data)
    if "transmission" in data:
        shown["transmission"] = bench.label(str(data["transmission"]))
    if "price" in data:
        shown["price"] = shown_price(data)
    if "km" in data:
        shown["km"] = _grouped(data["km"], bench.text("description_thousands"))
    return "\n".join(
        f"{bench.label(name)}: {value}"
        for name, value in shown.items()
        if name != "plate"
    )


def shown_price(data: Mapping[str, FieldValue]) -> str:
    """The price as pages show it, ``Rp 145.000.000``; empty if it is not known."""
    return f"Rp {_grouped(data['price'], '.')}" if "price" in data else ""


def _facts(data: Mapping[str, FieldValue], text: Text) -> list[str]:
    """What the first sentence lists, beginning with the car itself."""
    car = [_named(data, "brand", "model", "variant")]
    if "year" in data:
        car.append(text("description_year", year=str(data["year"])))
    if "colour" in data:
        car.append(text("description_colour", colour=str(data["colour"]).lower()))
    facts = [" ".join(filter(None, car))]
    if "transmission" in data:
        facts.append(text(f"description_{data['transmission']}"))
    if "km" in data:
        km = _grouped(data["km"], text("description_thousands"))
        facts.append(text("description_km", km=km))
    return list(filter(None, facts))


def _named(data: Mapping[str, FieldValue], *fields: str) -> str:
    return " ".join(str(data[field]) for field in fields if field in data)


def _grouped(number: FieldValue, separator: str) -> str:
    return f"{int(number):,}".replace(",", separator)
