"""What flows published; the photos of an item are in its folder, not here."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain, count

from sqlalchemy import Connection, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.tables import downloads, effects, items, sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """
    What a flow published.

    Attributes:
        tenant: Whose it is.
        word: The flow's word for it; the first part of its address.
        slug: The second part.
        flow: The flow that published it.
        session: The session that published it.
        folder: Where its photos are.
        title: What a page calls it.
        data: The fields it was made from, as JSON.
        description: Prose for its page; may be empty.
        created_at: When it was first published.
        number: What its tenant calls it for short: one more than the highest there
            was when it was published. 0: not published yet.
        state: ``available``, ``booked`` or ``sold``.
        changed_at: When it was last changed since; None: it never was.
        deleted_at: When it was deleted; None: it was not. Until its time is over, the
            row and the photos are kept, and nothing shows them.
    """

    tenant: str
    word: str
    slug: str
    flow: str
    session: str
    folder: str
    title: str
    data: str
    description: str
    created_at: float
    number: int = 0
    state: str = "available"
    changed_at: float | None = None
    deleted_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """
    Where an item was published.

    Attributes:
        home: The folder that the photos of its session were first meant for.
        slug: The second part of its address.
        folder: Where its photos are from now on.
    """

    home: str
    slug: str
    folder: str


def publish(connection: Connection, new: Sequence[ItemRow]) -> list[Published]:
    """
    Show *new* items in the catalog, and point each session to the item's folder.

    Publishing again replaces what is shown; its number, its state and when it was first
    published stay. Where another session has the address already, a number is put
    behind the slug and the folder: two items are never one.
    """
    return [_publish(connection, _at_an_address_of_its_own(connection, i)) for i in new]


def _at_an_address_of_its_own(connection: Connection, item: ItemRow) -> ItemRow:
    its_folder = select(sessions.c.folder).where(sessions.c.id == item.session)
    before = str(connection.execute(its_folder).scalar_one())
    if re.fullmatch(rf"{re.escape(item.folder)}(?:-[0-9]+)?", before):
        return _numbered(item, before.removeprefix(item.folder))
    numbers = (f"-{number}" for number in count(2))
    tries = (_numbered(item, number) for number in chain([""], numbers))
    return next(one for one in tries if not _is_taken(connection, one))


def _numbered(item: ItemRow, number: str) -> ItemRow:
    return replace(item, slug=item.slug + number, folder=item.folder + number)


def _is_taken(connection: Connection, item: ItemRow) -> bool:
    there = exists().where(items.c.word == item.word, items.c.slug == item.slug)
    return bool(connection.execute(select(there)).scalar())


def _publish(connection: Connection, item: ItemRow) -> Published:
    shown = {
        "title": item.title,
        "data": item.data,
        "description": item.description,
        "folder": item.folder,
    }
    highest = func.coalesce(func.max(items.c.number), 0)
    number = select(highest + 1).where(items.c.tenant == item.tenant)
    connection.execute(
        insert(items)
        .values({**asdict(item), "number": number.scalar_subquery()})
        .on_conflict_do_update(index_elements=["word", "slug"], set_=shown)
    )
    home = connection.execute(
        update(sessions)
        .where(sessions.c.id == item.session)
        .values(folder=item.folder)
        .returning(sessions.c.home)
    )
    return Published(home=home.scalar_one(), slug=item.slug, folder=item.folder)


def at(
    connection: Connection, addresses: Sequence[tuple[str, str]]
) -> list[ItemRow | None]:
    """
    The items at *addresses*, each a word and a slug; None where there is none.

    What was deleted is at no address.
    """
    found = []
    for word, slug in addresses:
        row = connection.execute(
            select(items).where(
                items.c.word == word, items.c.slug == slug, items.c.deleted_at.is_(None)
            )
        ).one_or_none()
        found.append(ItemRow(**row._asdict()) if row else None)
    return found


def with_photos(connection: Connection) -> list[tuple[str, str]]:
    """
    The items that had photos, as far as it is remembered, but for those at work.

    Returns:
        For each its address, as *word/slug*, and the folder of its photos.
    """
    found = connection.execute(
        select(items.c.word, items.c.slug, items.c.folder)
        .where(
            exists().where(
                downloads.c.session == items.c.session, downloads.c.outcome == "stored"
            ),
            ~exists().where(
                effects.c.session == items.c.session, effects.c.done_at.is_(None)
            ),
        )
        .order_by(items.c.word, items.c.slug)
    )
    return [(f"{word}/{slug}", folder) for word, slug, folder in found]
