"""
What the page of a summary shows, from the database and the folder, at each request.

A link opens one session of one chat, and nothing else: the photos and voice notes in
its folder, its answers, and what was said in it. A photo that was removed by hand is
gone with the next request, one that was added is there.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from babel.dates import format_date, format_datetime

from bot.clock import Clock
from bot.messages import Kind, digest
from bot.tenant import Tenant
from storage.conversation import Said, conversation
from storage.engine import Engine
from storage.links import LinkRow, digest_of, opened
from storage.photos import PHOTO, VOICE, PhotoSource, checked_name

_TOKEN_LETTERS = 128
"""What no token exceeds."""

_ADDRESS = re.compile(r"https?://([^/\s]+)/\S*")
"""What we send people to: it may hold a number or a token, and is no use here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """
    One thing said, as a bubble of the conversation.

    Attributes:
        ours: Whether the business said it.
        day: As people write it; the page shows it where it changes.
        time: As people write it.
        text: What was said, addresses of ours cut to their host; empty beside a photo
            without words.
        kind: What it is: ``text``, ``photo``, ``voice`` and so on.
        name: Its file among the photos or the voice notes; None if it has none, or it
            is not there any more.
    """

    ours: bool
    day: str
    time: str
    text: str
    kind: str
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryPage:
    """
    One summary.

    Attributes:
        tenant_name: What the business calls itself.
        locale: The language of the page.
        title: Its heading.
        sent: The day it was sent, as people write it.
        expires: The day its link stops to open.
        answers: Pairs of a label and what was answered.
        photos: Every name in the listing of the folder, in order of arrival.
        voices: The same of the voice notes.
        bubbles: What was said in the session, in order.
    """

    tenant_name: str
    locale: str
    title: str
    sent: str
    expires: str
    answers: tuple[tuple[str, str], ...]
    photos: tuple[str, ...]
    voices: tuple[str, ...]
    bubbles: tuple[Bubble, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summaries:
    """
    The summaries of every tenant; each is found by the token of a link alone.

    Attributes:
        engine: The database.
        photos: The photos.
        voices: The voice notes.
        tenants: The businesses.
        clock: Tells which links have expired.
    """

    engine: Engine
    photos: PhotoSource
    voices: PhotoSource
    tenants: Mapping[str, Tenant]
    clock: Clock

    async def page(self, token: str) -> SummaryPage | None:
        """
        What the link with *token* opens; None if it opens nothing, or no more.

        Raises:
            StorageUnavailable: If the database or a store does not answer.
        """
        found = await self._link(token)
        if found is None:
            return None
        link, tenant = found
        photos = (await self.photos.listings([link.folder]))[link.folder]
        voices = (await self.voices.listings([link.home]))[link.home]
        said = await self.engine.run(conversation, (link.chat, link.session))

        def day(seconds: float) -> str:
            at = datetime.fromtimestamp(seconds, UTC).astimezone(tenant.zone)
            return format_date(at, "d MMMM y", locale=link.language)

        return SummaryPage(
            tenant_name=tenant.name,
            locale=link.language,
            title=link.title,
            sent=day(link.created_at),
            expires=day(link.expires_at),
            answers=tuple((label, said) for label, said in json.loads(link.answers)),
            photos=photos,
            voices=voices,
            bubbles=_bubbles(said, (*photos, *voices), link, tenant),
        )

    async def photo(self, token: str, name: str) -> bytes | None:
        """
        The photo *name* of the summary that *token* opens; None if there is none.

        Raises:
            BadKey: If *name* is no photo's.
            StorageUnavailable: If the database or the store does not answer.
        """
        found = await self._link(token)
        name = checked_name(name, PHOTO)
        return await self.photos.read(found[0].folder, name) if found else None

    async def voice(self, token: str, name: str) -> bytes | None:
        """
        The voice note *name* of the summary that *token* opens; None: there is none.

        Raises:
            BadKey: If *name* is no voice note's.
            StorageUnavailable: If the database or the store does not answer.
        """
        found = await self._link(token)
        name = checked_name(name, VOICE)
        return await self.voices.read(found[0].home, name) if found else None

    async def _link(self, token: str) -> tuple[LinkRow, Tenant] | None:
        if len(token) > _TOKEN_LETTERS:
            return None
        asked = (digest_of(token), self.clock.now())
        link = await self.engine.run(opened, asked)
        tenant = self.tenants.get(link.chat.partition("/")[0]) if link else None
        return (link, tenant) if link is not None and tenant is not None else None


def _bubbles(
    said: Sequence[Said], files: Sequence[str], link: LinkRow, tenant: Tenant
) -> tuple[Bubble, ...]:
    """What people said and what we said; what the bot told itself is left out."""
    names = {_key(name): name for name in files}
    bubbles = []
    for one in said:
        at = datetime.fromtimestamp(one.at, UTC).astimezone(tenant.zone)
        text, kind, name = _ADDRESS.sub(r"\1/…", one.body), Kind.TEXT, None
        if not one.ours:
            raw = json.loads(one.body)
            text, kind = raw["text"], Kind(raw["kind"])
            name = names.get(digest(one.message_id))
        if not kind.from_person:
            continue
        bubbles.append(
            Bubble(
                ours=one.ours,
                day=format_date(at, "d MMMM y", locale=link.language),
                time=format_datetime(at, "HH:mm", locale=link.language),
                text=text,
                kind=kind.value,
                name=name,
            )
        )
    return tuple(bubbles)


def _key(name: str) -> str:
    """The part of a file's *name* that is its message's."""
    return name.partition("-")[2].partition(".")[0]
