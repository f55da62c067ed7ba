"""The parts of a list that operators extend, each as the kind it has to be."""

import re
from collections.abc import Iterator

from bot.findings import Mistake, Place, phrase
from bot.yamlfile import Mapping, Node, Scalar, Sequence

_YEAR = re.compile(r"\d{4}")
_FIGURE = re.compile(r"[0-9]{1,6}")


def mapping_in(
    node: Node | None, *, what: str
) -> tuple[Mapping | None, tuple[Mistake, ...]]:
    """*node* as keys and values; None if it is absent or something else."""
    if node is None or isinstance(node, Mapping):
        return node, ()
    wrong = phrase("data_no_mapping", what=what)
    cure = phrase("write_mapping")
    return None, (Mistake(place=node.place, wrong=wrong, cure=cure),)


def texts_in(
    node: Node | None, *, what: str
) -> tuple[tuple[Scalar, ...], tuple[Mistake, ...]]:
    """The texts in the list *node*; none if it is absent or no list."""
    if node is None:
        return (), ()
    if not isinstance(node, Sequence):
        wrong, cure = phrase("data_no_list", what=what), phrase("write_list")
        return (), (Mistake(place=node.place, wrong=wrong, cure=cure),)
    mistakes = tuple(
        Mistake(
            place=item.place,
            wrong=phrase("data_no_text", what=what),
            cure=phrase("write_text"),
        )
        for item in node.items
        if not isinstance(item, Scalar)
    )
    return tuple(item for item in node.items if isinstance(item, Scalar)), mistakes


def rising_in(node: Node | None, *, place: Place, what: str) -> Iterator[Mistake]:
    """A mistake at *place* or nearer if *node* is no list of two rising figures."""
    texts, mistakes = texts_in(node, what=what)
    yield from mistakes
    if mistakes:
        return
    values = [text.value for text in texts]
    if not _is_rising(values):
        yield Mistake(
            place=node.place if node else place,
            wrong=phrase("data_no_costs", value=", ".join(values)),
            cure=phrase("write_costs"),
        )


def _is_rising(values: list[str]) -> bool:
    """Whether *values* are two figures above 0, the lower one first."""
    match [int(value) if _FIGURE.fullmatch(value) else 0 for value in values]:
        case [lower, higher]:
            return 0 < lower < higher
    return False


def year_in(node: Node | None, *, place: Place) -> Iterator[Mistake]:
    """A mistake at *place* or nearer if *node* is no year of four digits."""
    value = node.value if isinstance(node, Scalar) else ""
    if not _YEAR.fullmatch(value):
        yield Mistake(
            place=node.place if node else place,
            wrong=phrase("data_no_year", value=value),
            cure=phrase("write_year"),
        )
