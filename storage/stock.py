"""
The items that a tenant tends to, found where they are kept.

Of ten thousand items few are meant, so what can be told of them by the database is:
the others are never read.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    LargeBinary,
    Select,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
)

from storage.items import ItemRow
from storage.tables import items

_ADDRESS = items.c.word + "/" + items.c.slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """
    What some text says of the items it means; one of the three has to be true of each.

    Attributes:
        words: Each is in what is known of the item; ASCII, in small letters. Empty:
            no item is known by words.
        numbers: The item's is among these.
        text: The item's address is in it.
    """

    words: tuple[str, ...]
    numbers: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """
    Which items are asked for.

    Attributes:
        tenant: Whose.
        word: The flow's word for them.
        deleted_after: Those deleted before this are left out, in seconds since 1970.
        deleted: Only those deleted, or only those that are not; None: both.
        naming: What they are named by; None: all of them.
        slugs: The second parts of their addresses; None: any.
    """

    tenant: str
    word: str
    deleted_after: float
    deleted: bool | None = None
    naming: Naming | None = None
    slugs: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """
    A page of a long list.

    Attributes:
        wanted: What is listed.
        number: Which page, from 1; one behind the last is the last.
        size: How many items a page has.
    """

    wanted: Wanted
    number: int
    size: int


def stock(connection: Connection, wanted: Sequence[Wanted]) -> list[list[ItemRow]]:
    """
    The items of each tenant, newest first; those lately deleted are among them.

    A naming may bring more than it means, and never less: what an item holds beside
    ASCII is not looked at here.
    """
    return [_rows(connection, _newest_first(one)) for one in wanted]


def leaf(
    connection: Connection, leaves: Sequence[Leaf]
) -> list[tuple[list[ItemRow], int]]:
    """For each the items on that page, and how many pages there are, at least one."""
    found = []
    for one in leaves:
        counted = _chosen(one.wanted).with_only_columns(func.count())
        pages = max(1, -(-int(connection.execute(counted).scalar_one()) // one.size))
        before = (min(one.number, pages) - 1) * one.size
        page = _newest_first(one.wanted).limit(one.size).offset(before)
        found.append((_rows(connection, page), pages))
    return found


def one_of_stock(
    connection: Connection, wanted: Sequence[tuple[str, str, str]]
) -> list[ItemRow | None]:
    """The items that *wanted* names by tenant, word and slug; deleted ones, too."""
    found = []
    for tenant, word, slug in wanted:
        row = connection.execute(
            select(items).where(
                items.c.tenant == tenant, items.c.word == word, items.c.slug == slug
            )
        ).one_or_none()
        found.append(ItemRow(**row._asdict()) if row else None)
    return found


def _rows(connection: Connection, asked: Select[tuple[object, ...]]) -> list[ItemRow]:
    return [ItemRow(**row._asdict()) for row in connection.execute(asked)]


def _newest_first(wanted: Wanted) -> Select[tuple[object, ...]]:
    return _chosen(wanted).order_by(items.c.number.desc(), items.c.slug)


def _chosen(wanted: Wanted) -> Select[tuple[object, ...]]:
    chosen = select(items).where(
        items.c.tenant == wanted.tenant,
        items.c.word == wanted.word,
        items.c.deleted_at.is_(None) | (items.c.deleted_at > wanted.deleted_after),
    )
    if wanted.deleted is not None:
        chosen = chosen.where(items.c.deleted_at.is_not(None) == wanted.deleted)
    if wanted.slugs is not None:
        chosen = chosen.where(items.c.slug.in_(wanted.slugs))
    if wanted.naming is not None:
        chosen = chosen.where(_named(wanted.naming))
    return chosen


def _named(naming: Naming) -> ColumnElement[bool]:
    ways: list[ColumnElement[bool]] = [
        items.c.number.in_(naming.numbers),
        literal(naming.text).like("%" + _ADDRESS + "%"),
    ]
    if naming.words:
        # JSON has an escape for what is not ASCII, a title has more bytes than letters.
        ways += [
            and_(*map(_known_by, naming.words)),
            items.c.data.contains("\\u", autoescape=True),
            func.length(cast(items.c.title, LargeBinary)) != func.length(items.c.title),
        ]
    return or_(*ways)


def _known_by(word: str) -> ColumnElement[bool]:
    return or_(
        *(
            func.lower(known).contains(word, autoescape=True)
            for known in (items.c.title, _ADDRESS, items.c.data)
        )
    )
