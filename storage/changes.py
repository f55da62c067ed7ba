"""
What becomes of an item after it was published: it changes, it is deleted, it is gone.

An item is read, changed in memory, and kept if nobody changed it meanwhile. Whoever
was too late reads it anew, so two people never mix up what they write, and the last
one wins. What an effect does to an item is kept together with the note that it did
so: a second run of the effect changes nothing.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, select, update

from storage.items import ItemRow
from storage.tables import effects, items, sessions

LAPSED_AT_ONCE = 64

_CHANGES = ("title", "data", "description", "state", "changed_at", "deleted_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """
    An item as it was read, and as it shall be.

    Attributes:
        effect: The key of the effect that changes it.
        before: As it was read.
        after: Its title, data, description, state, and when it was changed or
            deleted; the rest of an item never changes.
    """

    effect: str
    before: ItemRow
    after: ItemRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """
    Photos of a session that shall be an item's.

    Attributes:
        session: Its id.
        folder: The item's.
    """

    session: str
    folder: str


def swap(connection: Connection, swaps: Sequence[Swap]) -> list[bool]:
    """
    Change the items as *swaps* say, each once for its effect.

    Returns:
        For each whether it is done, now or by an earlier run of the same effect.
        False: somebody else changed the item meanwhile, and nothing was done.
    """
    return [_swap(connection, one) for one in swaps]


def _swap(connection: Connection, one: Swap) -> bool:
    done = select(effects.c.applied_at).where(effects.c.key == one.effect)
    if connection.execute(done).scalar() is not None:
        return True
    before, after = asdict(one.before), asdict(one.after)
    changed = connection.execute(
        update(items)
        .where(
            items.c.word == one.before.word,
            items.c.slug == one.before.slug,
            *(items.c[name].is_not_distinct_from(before[name]) for name in _CHANGES),
        )
        .values({name: after[name] for name in _CHANGES})
    )
    if not changed.rowcount:
        return False
    connection.execute(
        update(effects)
        .where(effects.c.key == one.effect)
        .values(applied_at=one.after.changed_at)
    )
    return True


def join_photos(connection: Connection, joining: Sequence[Joining]) -> list[str]:
    """
    Point each session to the item's folder: what lands from now on lands there.

    Returns:
        For each the folder that the photos of its session were first meant for.
    """
    return [
        str(
            connection.execute(
                update(sessions)
                .where(sessions.c.id == one.session)
                .values(folder=one.folder)
                .returning(sessions.c.home)
            ).scalar_one()
        )
        for one in joining
    ]


def lapsed_items(connection: Connection, times: Sequence[float]) -> list[list[ItemRow]]:
    """The items deleted at each of *times* or earlier, no more than 64 at once."""
    return [
        [
            ItemRow(**row._asdict())
            for row in connection.execute(
                select(items)
                .where(items.c.deleted_at <= time)
                .order_by(items.c.deleted_at)
                .limit(LAPSED_AT_ONCE)
            )
        ]
        for time in times
    ]


def forget_items(
    connection: Connection, addresses: Sequence[tuple[str, str]]
) -> list[None]:
    """Forget the deleted items at *addresses*, each a word and a slug."""
    for word, slug in addresses:
        connection.execute(
            delete(items).where(
                items.c.word == word,
                items.c.slug == slug,
                items.c.deleted_at.is_not(None),
            )
        )
    return [None] * len(addresses)
