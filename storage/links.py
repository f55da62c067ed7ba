"""
Summary links: which there are, what their pages tell, and how they end.

The token of a link is kept by its digest only, so whoever reads the table can open
none. Photos and voice notes are in their folder, not here. A link that is revoked or
has expired is deleted, with the answers: there is no other way to be gone.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    delete,
    false,
    func,
    insert,
    or_,
    select,
    true,
)

from storage.chats import say
from storage.tables import chats, links, sessions

EXPIRED_AT_ONCE = 100
_DIGEST_BEGINS = re.compile(r"[0-9a-f]{8,64}")


def digest_of(token: str) -> str:
    """What a link's *token* is kept by: its SHA-256, as 64 hex digits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """
    A summary that a link opens.

    Attributes:
        digest: Of the link's token.
        chat: Whose session it tells of.
        session: Which one.
        folder: Where its photos were when it was sent.
        home: Where its voice notes are.
        flow: The flow that sent it.
        language: What its page is written in.
        title: The heading of its page.
        answers: Pairs of a label and what was answered, as JSON.
        created_at: When it was sent.
        expires_at: When it stops to open.
    """

    digest: str
    chat: str
    session: str
    folder: str
    home: str
    flow: str
    language: str
    title: str
    answers: str
    created_at: float
    expires_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """
    What somebody else than the chat is told.

    Attributes:
        chat: Their chat's key.
        key: The same whenever it is said.
        body: What it says.
    """

    chat: str
    key: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """
    A summary to be sent: its link, and what goes out with it.

    Attributes:
        link: The link.
        letters: Who is told of it; those already told are not told again.
    """

    link: LinkRow
    letters: tuple[Letter, ...]


def share(connection: Connection, sharings: Sequence[Sharing]) -> list[None]:
    """Keep the links of *sharings*, and put their letters into the outbox."""
    for one in sharings:
        connection.execute(insert(links).values(asdict(one.link)))
        said = {"at": one.link.created_at, "options": None}
        say(connection, [asdict(letter) | said for letter in one.letters])
    return [None] * len(sharings)


def opened(
    connection: Connection, asked: Sequence[tuple[str, float]]
) -> list[LinkRow | None]:
    """
    What the link with each digest opens at that time.

    Returns:
        With the folder in which the photos are now; None for a link that never was,
        has expired or was revoked, which nobody can tell apart.
    """
    return [_opened(connection, digest, now) for digest, now in asked]


def _opened(connection: Connection, digest: str, now: float) -> LinkRow | None:
    folder = func.coalesce(sessions.c.folder, links.c.folder).label("folder")
    own = [column for column in links.columns if column.name != "folder"]
    rows = connection.execute(
        select(*own, folder)
        .select_from(links.outerjoin(sessions, sessions.c.id == links.c.session))
        .where(links.c.digest == digest, links.c.expires_at > now)
    ).mappings()
    return next((LinkRow(**row) for row in rows), None)


def listed(connection: Connection, asked: Sequence[str]) -> list[list[LinkRow]]:
    """The links of each chat, by key or phone, newest first; empty: of everybody."""
    return [
        [
            LinkRow(**row)
            for row in connection.execute(
                select(links)
                .where(_of(chat) if chat else true())
                .order_by(links.c.created_at.desc(), links.c.digest)
            ).mappings()
        ]
        for chat in asked
    ]


def revoke(connection: Connection, asked: Sequence[str]) -> list[int]:
    """
    Revoke each link by its token or the beginning of its digest, or all of a chat.

    Returns:
        How many links were revoked; 0 if nothing is called so.
    """
    return [
        connection.execute(
            delete(links).where(
                or_(
                    links.c.digest == digest_of(name),
                    _begins(name),
                    _of(name),
                )
            )
        ).rowcount
        for name in asked
    ]


def revoke_folder(connection: Connection, folders: Sequence[str]) -> list[int]:
    """Revoke the links to what is in *folders*; how many those were."""
    moved = select(sessions.c.id)
    return [
        connection.execute(
            delete(links).where(
                or_(
                    links.c.folder == folder,
                    links.c.home == folder,
                    links.c.session.in_(moved.where(sessions.c.folder == folder)),
                )
            )
        ).rowcount
        for folder in folders
    ]


def forget_expired(connection: Connection, times: Sequence[float]) -> list[int]:
    """Forget links that expired before each of *times*, at most 100; how many."""
    return [
        connection.execute(
            delete(links).where(
                links.c.digest.in_(
                    select(links.c.digest)
                    .where(links.c.expires_at <= now)
                    .order_by(links.c.expires_at)
                    .limit(EXPIRED_AT_ONCE)
                )
            )
        ).rowcount
        for now in times
    ]


def chats_of(
    connection: Connection, asked: Sequence[tuple[str, str]]
) -> list[str | None]:
    """The chat of each channel, as ``tenant/channel``, and phone; None: none yet."""
    return [
        connection.execute(
            select(func.min(chats.c.chat)).where(
                chats.c.phone == phone,
                chats.c.chat.startswith(f"{channel}/", autoescape=True),
            )
        ).scalar()
        for channel, phone in asked
    ]


def _begins(name: str) -> ColumnElement[bool]:
    if not _DIGEST_BEGINS.fullmatch(name):
        return false()
    return links.c.digest.startswith(name, autoescape=True)


def _of(chat: str) -> ColumnElement[bool]:
    """Of the chat that is called so, or has this phone; the ``+`` may be left out."""
    phones = select(chats.c.chat).where(chats.c.phone.in_([chat, f"+{chat}"]))
    return or_(links.c.chat == chat, links.c.chat.in_(phones))
