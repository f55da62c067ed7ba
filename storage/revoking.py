"""
What people deleted for everyone: a message that came, or one that is still to come.

A message that was deleted before it came leaves a row that stands for it, so it is
known already when it comes, like any second delivery.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.lines import CLEARED
from storage.prepared import Prepared
from storage.records import Outcome
from storage.tables import downloads, inbox

REVOKED = "revoked"
"""The outcome of a message that its sender deleted."""

_REMOVAL = inbox.alias("removal")
_COMING = insert(inbox)
_NEVER_MIND = Prepared(
    _COMING.from_select(
        [
            "channel",
            "message_id",
            "chat",
            "phone",
            "kind",
            "body",
            "received_at",
            "done_at",
            "outcome",
        ],
        select(
            _REMOVAL.c.channel,
            bindparam("target"),
            _REMOVAL.c.chat,
            _REMOVAL.c.phone,
            _REMOVAL.c.kind,
            _REMOVAL.c.body,
            _REMOVAL.c.received_at,
            bindparam("at"),
            literal(REVOKED),
        ).where(_REMOVAL.c.seq == bindparam("number")),
    ).on_conflict_do_update(
        index_elements=["channel", "message_id"],
        set_={
            "done_at": bindparam("at"),
            "outcome": REVOKED,
            "body": _COMING.excluded.body,  # nothing of it is kept
        },
        where=inbox.c.done_at.is_(None),
    )
)
_NO_PHOTO = (
    update(downloads)
    .where(
        downloads.c.session == bindparam("whose"),
        downloads.c.name == bindparam("deleted"),
    )
    .values(outcome=CLEARED)
)


def revoke(connection: Connection, outcomes: Sequence[Outcome]) -> None:
    """Keep what *outcomes* say was deleted; most say nothing of the kind."""
    for outcome in outcomes:
        if outcome.revoked is None:
            continue
        deleted = {
            "number": outcome.seq,
            "target": outcome.revoked,
            "at": outcome.now,
        }
        _NEVER_MIND.run_each(connection, [deleted])
        if outcome.revoked_photo is not None and outcome.session is not None:
            whose = {"whose": outcome.session.id, "deleted": outcome.revoked_photo}
            connection.execute(_NO_PHOTO, whose)
