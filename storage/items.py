"""What flows published; the photos of an item are in its folder, not here."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

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


def publish(connection: Connection, published: Sequence[ItemRow]) -> list[str]:
    """
    Show *published* in the catalog, and point each session to the item's folder.

    Publishing again replaces what is shown; its number, its state and when it was first
    published stay.

    Returns:
        For each the folder that the photos of its session were first meant for.
    """
    return [_publish(connection, item) for item in published]


def _publish(connection: Connection, item: ItemRow) -> str:
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
    return str(home.scalar_one())


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


def of_tenant(connection: Connection, tenants: Sequence[str]) -> list[list[ItemRow]]:
    """The items of each of *tenants* but those deleted, newest first."""
    return [
        [
            ItemRow(**row._asdict())
            for row in connection.execute(
                select(items)
                .where(items.c.tenant == tenant, items.c.deleted_at.is_(None))
                .order_by(items.c.created_at.desc(), items.c.slug)
            )
        ]
        for tenant in tenants
    ]


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
