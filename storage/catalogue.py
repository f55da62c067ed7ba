"""
What the catalog asks: which items of a tenant, in which order, and what there is.

An item's fields lie in one column, as JSON, since every flow has its own. Ten thousand
of them are looked through in some ten milliseconds, so no index repeats them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Connection,
    Executable,
    ScalarSelect,
    Text,
    case,
    cast,
    func,
    select,
)

from storage.items import ItemRow
from storage.tables import items

SOLD = "sold"
"""The state of items that come last, in whatever order."""

_DATA: ColumnElement[Any] = cast(items.c.data, JSON().with_variant(Text(), "sqlite"))
_PROSE = func.lower(items.c.title + " " + items.c.description)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """
    What one field has to be; an item without a value does not fit.

    Attributes:
        name: The field.
        equals: Its value; None: whatever it is.
        least: The least that fits, of a field with figures; None: any.
        most: The greatest that fits; None: any.
    """

    name: str
    equals: str | None = None
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """
    Which items are wanted, and in which order.

    Attributes:
        tenant: Whose.
        words: Each has to occur in the title or the description, in any case.
        bounds: All have to hold.
        order: The field with figures that they are sorted by, those without a value
            at the end; None: the newest first.
        descending: Whether the greatest figure comes first.
        skip: How many come before those wanted.
        limit: How many are wanted at most.
    """

    tenant: str
    words: tuple[str, ...] = ()
    bounds: tuple[Bound, ...] = ()
    order: str | None = None
    descending: bool = False
    skip: int = 0
    limit: int = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """
    What was found.

    Attributes:
        rows: Those wanted, in order; what was sold comes last.
        total: How many fit in all.
    """

    rows: tuple[ItemRow, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """
    Which values of fields are asked for.

    Attributes:
        tenant: Whose items.
        texts: Fields whose every value is wanted.
        figures: Fields whose least and greatest value are wanted.
    """

    tenant: str
    texts: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """
    What values there are.

    Attributes:
        texts: The values of each field, sorted; empty if no item has one.
        figures: The least and the greatest of each field of which an item has one.
    """

    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    figures: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """
    Where an item is found.

    Attributes:
        word: The first part of its address.
        slug: The second part.
        changed_at: When it was published, or changed since.
    """

    word: str
    slug: str
    changed_at: float


def find(connection: Connection, wanted: Sequence[Wanted]) -> list[Found]:
    """What fits each of *wanted*; what was deleted does not."""
    return [_find(connection, one) for one in wanted]


def offered(connection: Connection, questions: Sequence[Question]) -> list[Offered]:
    """The values that each of *questions* asks for."""
    return [_offered(connection, one) for one in questions]


def addresses(
    connection: Connection, limits: Sequence[tuple[Sequence[str], int]]
) -> list[list[Address]]:
    """For each pair of tenants and a number the newest of their items, that many."""
    return [
        [
            Address(word=word, slug=slug, changed_at=changed_at)
            for word, slug, changed_at in connection.execute(
                select(
                    items.c.word,
                    items.c.slug,
                    func.coalesce(items.c.changed_at, items.c.created_at),
                )
                .where(items.c.tenant.in_(tenants), items.c.deleted_at.is_(None))
                .order_by(items.c.created_at.desc(), items.c.slug)
                .limit(limit)
            )
        ]
        for tenants, limit in limits
    ]


def page_of(wanted: Wanted) -> Executable:
    """
    The statement that finds the rows of *wanted*, each with how many fit in all.

    Sorted are addresses alone: whole rows are long, and all but a page of them are
    dropped again.
    """
    fits, order = _fits(wanted), _order(wanted)
    total = func.count().over() if wanted.words or wanted.bounds else _count(fits)
    found = (
        select(items.c.word, items.c.slug, total.label("total"))
        .where(*fits)
        .order_by(*order)
        .offset(wanted.skip)
        .limit(wanted.limit)
        .subquery()
    )
    same = (items.c.word == found.c.word) & (items.c.slug == found.c.slug)
    whole = select(items).join(found, same).order_by(*order)
    return whole.add_columns(found.c.total)


def values_of(asked: Question) -> Executable:
    """The statement that finds the values of *asked*: texts, then ends of figures."""
    groups = [_text(name) for name in asked.texts]
    ends = [
        end(_figure(name)) for name in asked.figures for end in (func.min, func.max)
    ]
    return select(*groups, *ends).where(*_shown(asked.tenant)).group_by(*groups)


def _find(connection: Connection, wanted: Wanted) -> Found:
    found = connection.execute(page_of(wanted)).all()
    if found:
        total = found[0].total
    else:  # behind the last page, perhaps
        total = connection.execute(select(_count(_fits(wanted)))).scalar_one()
    names = ItemRow.__dataclass_fields__
    return Found(
        rows=tuple(
            ItemRow(**{name: getattr(row, name) for name in names}) for row in found
        ),
        total=total,
    )


def _count(fits: Sequence[ColumnElement[bool]]) -> ScalarSelect[int]:
    return select(func.count()).select_from(items).where(*fits).scalar_subquery()


def _fits(wanted: Wanted) -> list[ColumnElement[bool]]:
    fits = _shown(wanted.tenant)
    for bound in wanted.bounds:
        if bound.equals is not None:
            fits.append(_text(bound.name) == bound.equals)
        if bound.least is not None:
            fits.append(_figure(bound.name) >= bound.least)
        if bound.most is not None:
            fits.append(_figure(bound.name) <= bound.most)
    # Beside the cheap ones: each item's prose is long.
    fits.extend(_PROSE.contains(word.lower(), autoescape=True) for word in wanted.words)
    return fits


def _order(wanted: Wanted) -> list[ColumnElement[Any]]:
    order: list[ColumnElement[Any]] = [case((items.c.state == SOLD, 1), else_=0)]
    if wanted.order is not None:
        figure = _figure(wanted.order)
        order.append(figure.is_(None))
        order.append(figure.desc() if wanted.descending else figure.asc())
    return [*order, items.c.created_at.desc(), items.c.slug]


def _offered(connection: Connection, asked: Question) -> Offered:
    if not asked.texts and not asked.figures:
        return Offered()
    rows = connection.execute(values_of(asked)).all()
    figures = {}
    for number, name in enumerate(asked.figures):
        at = len(asked.texts) + 2 * number
        known = [(row[at], row[at + 1]) for row in rows if row[at] is not None]
        if known:
            figures[name] = (min(k[0] for k in known), max(k[1] for k in known))
    return Offered(
        texts={
            name: tuple(sorted({row[at] for row in rows if row[at]}, key=str.casefold))
            for at, name in enumerate(asked.texts)
        },
        figures=figures,
    )


def _shown(tenant: str) -> list[ColumnElement[bool]]:
    return [items.c.tenant == tenant, items.c.deleted_at.is_(None)]


def _text(name: str) -> ColumnElement[str]:
    found: ColumnElement[str] = _DATA[name].as_string()
    return found


def _figure(name: str) -> ColumnElement[int]:
    return cast(_text(name), BigInteger)
