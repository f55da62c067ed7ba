"""
A description by a language model, if there is one and it tells the truth.

The texts that steer the model stand beside all others of the flow. The facts are
fixed: what comes back is checked against them, and thrown away at the first doubt.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import structlog

from bot.effect import Messages, Workbench
from bot.session import FieldValue

from .amounts import in_full
from .claims import unsupported
from .description import describe, facts_of, shown_price
from .leftovers import Leftovers, supported, unreadable

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """
    What the page of a car says.

    Attributes:
        data: What is known about the car, with what a second opinion added.
        description: Sentences about it; empty if nothing is known.
    """

    data: Mapping[str, FieldValue]
    description: str


async def write(data: Mapping[str, FieldValue], bench: Workbench, *, said: str) -> Copy:
    """
    Write about the car in *data*.

    Both questions are asked at once, so that together they take no longer than one.
    Without a model, or with one that lies, it is the description from the data.

    Args:
        data: What is known about the car.
        bench: Asks the model, and has the texts.
        said: What the seller wrote; only the second opinion sees it.
    """
    prose, leftovers = await asyncio.gather(
        _prose(data, bench, said=said), _leftovers(data, bench, said=said)
    )
    whole = dict(data)
    if leftovers.variant:
        whole["variant"] = leftovers.variant
    description = prose or describe(whole, bench.text)
    if leftovers.notes:
        notes = bench.text("description_notes", notes=", ".join(leftovers.notes))
        description = f"{description} {notes}".strip()
    return Copy(data=whole, description=description)


async def _prose(
    data: Mapping[str, FieldValue], bench: Workbench, *, said: str
) -> str | None:
    """What the model writes about the car; None if it may not be shown."""
    messages = _asked(
        bench.text("llm_copywriting"),
        bench.text("llm_facts", facts=facts_of(data, bench)),
    )
    check = partial(unsupported, data=data, said=said)
    prose = await bench.complete(messages, check=check)
    price = shown_price(data)
    return in_full(prose, price) if prose and price else prose


async def _leftovers(
    data: Mapping[str, FieldValue], bench: Workbench, *, said: str
) -> Leftovers:
    """What the model finds in the seller's words that no rule did."""
    if not said:
        return Leftovers()
    messages = _asked(
        bench.text("llm_leftovers", facts=facts_of(data, bench)),
        bench.text("llm_said", said=said),
    )
    answer = await bench.complete(messages, check=unreadable)
    if answer is None:
        return Leftovers()
    found = supported(answer, data, said=said)
    log.info("leftovers.found", variant=bool(found.variant), notes=len(found.notes))
    return found


def _asked(rules: str, question: str) -> Messages:
    return (
        {"role": "system", "content": rules},
        {"role": "user", "content": question},
    )
