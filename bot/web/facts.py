"""What an item's fields say, as people read it."""

from collections.abc import Mapping

from bot.dialogue.library import Dialogue
from bot.fields import FieldType
from bot.session import FieldValue
from bot.web.catalog import Fact


def facts_of(
    dialogue: Dialogue | None, stored: Mapping[str, FieldValue], language: str
) -> tuple[Fact | None, tuple[Fact, ...]]:
    """
    The price of an item, and its other facts in the order of the flow.

    Args:
        dialogue: That published it; None: it is gone, and with it what fields mean.
        stored: The fields of the item.
        language: Of the page.

    Returns:
        The first amount, or None if there is none; then every other field that has
        a value.
    """
    if dialogue is None:
        return None, ()
    price, facts = None, []
    for name, known in dialogue.flow.fields.items():
        if stored.get(name) is None:
            continue
        fact = Fact(
            name=name,
            label=dialogue.speaker.label(name, language),
            value=dialogue.speaker.shown(name, stored[name], language),
        )
        if known.type is FieldType.RUPIAH and price is None:
            price = fact
        else:
            facts.append(fact)
    return price, tuple(facts)


def notes_of(
    dialogue: Dialogue | None,
    stored: Mapping[str, FieldValue],
    language: str,
    *,
    title: str,
) -> tuple[str, ...]:
    """
    The facts that are short enough for a card and not in its *title*.

    A bare number says too little, so its label goes with it.
    """
    if dialogue is None:
        return ()
    notes = []
    for fact in facts_of(dialogue, stored, language)[1]:
        kind = dialogue.flow.fields[fact.name].type
        if kind in {FieldType.YEAR, FieldType.CHOICE}:
            if fact.value not in title.split():
                notes.append(fact.value)
        elif kind is FieldType.NUMBER:
            notes.append(f"{fact.label} {fact.value}")
    return tuple(notes)
