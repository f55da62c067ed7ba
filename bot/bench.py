"""
What an effect may reach: the photos, the catalog, and people of the business.

Each of its works may be done twice after a crash, and changes nothing then.
"""

import asyncio
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

import structlog

from bot.channels.mail import MAIL
from bot.clock import Clock
from bot.contacts import Contact
from bot.dialogue.library import Dialogue, Library
from bot.effect import Check, Item, Messages, Summary
from bot.errors import EffectFailed
from bot.llm import Llm
from bot.messages import Chat
from bot.pieces import pieces
from bot.session import Session
from bot.tenant import Tenant
from bot.tenantstock import TenantStock
from storage.engine import Engine
from storage.items import ItemRow, publish
from storage.links import Letter, LinkRow, Sharing, chats_of, digest_of, share
from storage.photos import PhotoStore

log = structlog.get_logger(__name__)

TOKEN_BYTES = 24
"""How much chance is in the token of a link."""

NONE = "-"
"""What stands for no photos, and for no answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """
    What effects work with, the same for all of them.

    Attributes:
        engine: The database.
        photos: The photos.
        voices: The voice notes.
        public_url: What links begin with.
        links_seconds: How long the link to a summary opens.
        text_limits: The longest text of each channel, by ``tenant/channel``.
        sending: Set when something is to be sent.
        clock: Tells the time.
        library: Every dialogue of every tenant.
        llm: The language model; None if there is none.
    """

    engine: Engine
    photos: PhotoStore
    voices: PhotoStore
    public_url: str
    links_seconds: float
    text_limits: Mapping[str, int]
    sending: asyncio.Event
    clock: Clock
    library: Library
    llm: Llm | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """
    What one run of an effect may reach; a ``bot.effect.Workbench``.

    Attributes:
        outside: What it works with.
        dialogue: The dialogue that asked for the effect.
        session: Its session.
        home: Where the voice notes of the session are.
        chat: Who the session is with.
        tenant: Whose it is.
        key: The same for every run of the effect.
        now: By the tenant's clock, timezone-aware.
        values: What texts may say by name once it is done; ``send_summary`` adds.
    """

    outside: Outside
    dialogue: Dialogue
    session: Session
    home: str
    chat: Chat
    tenant: Tenant
    key: str
    now: datetime
    values: dict[str, str]

    @property
    def stock(self) -> TenantStock:
        """
        The items of the tenant that have the flow's word.

        Raises:
            EffectFailed: If the flow names no items.
        """
        return TenantStock(
            engine=self.outside.engine,
            store=self.outside.photos,
            library=self.outside.library,
            effect=self.key,
            session=self.session,
            tenant=self.chat.tenant,
            word=self._word,
            public_url=self.outside.public_url,
            clock=self.outside.clock,
            now=self.now,
        )

    async def photos(self) -> tuple[str, ...]:
        """The names in the listing of the session's folder, in order of arrival."""
        return await _listing(self.outside.photos, self.session.folder)

    async def publish(self, item: Item) -> str:
        """
        Publish *item* with every photo of the session; the link to its page.

        The session points to the item's folder before anything moves, so a photo
        that lands meanwhile follows.
        """
        word = self._word
        row = ItemRow(
            tenant=self.chat.tenant,
            word=word,
            slug=item.slug,
            flow=self.dialogue.flow.name,
            session=self.session.id,
            folder=f"{self.chat.tenant}/{word}/{item.slug}",
            title=item.title,
            data=json.dumps(dict(item.data)),
            description=item.description,
            created_at=self.outside.clock.now(),
        )
        there = await self.outside.engine.run(publish, row)
        if there.home != there.folder:
            await self.outside.photos.move(there.home, there.folder)
        self.session.folder = there.folder
        return f"{self.outside.public_url}/{word}/{there.slug}"

    async def send_summary(self, summary: Summary) -> str:
        """
        Send *summary* to its contacts; the link to its page.

        The link and what goes out with it are kept at once. Each run makes a link of
        its own, because no table tells the token of the one before; whoever was told
        already is not told again.
        """
        token = secrets.token_urlsafe(TOKEN_BYTES)
        link = f"{self.outside.public_url}/s/{token}"
        photos = await self.photos()
        voices = await _listing(self.outside.voices, self.home)
        answers = "\n".join(f"{label}: {said}" for label, said in summary.answers)
        filled = {
            "title": summary.title,
            "answers": answers or NONE,
            "link": link,
            "photo_links": _links(f"{link}/photos", photos),
            "voice_links": _links(f"{link}/voices", voices),
        }
        said = self.text(summary.text, **{**filled, **summary.values})
        letters = await self._letters(summary, said)
        row = self._link(summary, token)
        await self.outside.engine.run(share, Sharing(link=row, letters=letters))
        self.outside.sending.set()
        self.values.update(filled)
        log.info("summary.sent", photos=len(photos), voices=len(voices))
        return link

    def whatsapp(self, text: str, *, to: str | None = None) -> str:
        """A link that opens a chat in WhatsApp with *text*; empty: nobody is known."""
        if to is None:
            phone = self.chat.phone
        else:
            contact = self.tenant.contacts.get(to)
            phone = contact.phone if contact else None
        if phone is None:
            return ""
        return f"https://wa.me/{phone.removeprefix('+')}?text={quote(text, safe='')}"

    def text(self, key: str, **values: str) -> str:
        """The text *key* of the flow in the session's language."""
        return self.dialogue.speaker.text(key, self.session.language, values)

    async def complete(self, messages: Messages, *, check: Check) -> str | None:
        """What the language model answers to *messages*; None if it has no answer."""
        llm = self.outside.llm
        return await llm.complete(messages, check=check) if llm else None

    def label(self, name: str) -> str:
        """What the field or choice *name* is called in the session's language."""
        return self.dialogue.speaker.label(name, self.session.language)

    @property
    def _word(self) -> str:
        word = self.dialogue.flow.items
        if word is None:
            raise EffectFailed("the flow names no items, so it has none")
        return word

    def _link(self, summary: Summary, token: str) -> LinkRow:
        now = self.outside.clock.now()
        return LinkRow(
            digest=digest_of(token),
            chat=self.chat.key,
            session=self.session.id,
            folder=self.session.folder,
            home=self.home,
            flow=self.dialogue.flow.name,
            language=self.session.language,
            title=summary.title,
            answers=json.dumps(summary.answers),
            created_at=now,
            expires_at=now + self.outside.links_seconds,
        )

    async def _letters(self, summary: Summary, said: str) -> tuple[Letter, ...]:
        """What each contact is told, by each way that leads to them."""
        letters: list[Letter] = []
        for name in summary.to:
            contact = self.tenant.contacts.get(name)
            chats = await self._ways(contact) if contact else {}
            for way, (chat, channel) in chats.items():
                limit = self.outside.text_limits[channel]
                # The first line of an e-mail is its subject.
                body = f"{summary.title}\n\n{said}" if way == MAIL else said
                letters.extend(
                    Letter(chat=chat, key=f"{self.key}:{name}:{way}:{n}", body=piece)
                    for n, piece in enumerate(pieces(body, limit))
                )
            if not chats:
                log.warning("contact.unknown", contact=name)
        return tuple(letters)

    async def _ways(self, contact: Contact) -> dict[str, tuple[str, str]]:
        """Chat and channel of *contact* by each way there is; those not set up lack."""
        ways = {}
        if contact.channel is not None and contact.phone is not None:
            channel = f"{self.chat.tenant}/{contact.channel}"
            known = await self.outside.engine.run(chats_of, (channel, contact.phone))
            ways["chat"] = (known or f"{channel}/{contact.phone}", channel)
        if contact.email is not None:
            channel = f"{self.chat.tenant}/{MAIL}"
            ways[MAIL] = (f"{channel}/{contact.email}", channel)
        return {
            way: found
            for way, found in ways.items()
            if found[1] in self.outside.text_limits
        }


async def _listing(store: PhotoStore, folder: str) -> tuple[str, ...]:
    listings = await store.listings([folder])
    return listings[folder]


def _links(folder: str, names: tuple[str, ...]) -> str:
    """The addresses of *names*, in order, as one line."""
    return " | ".join(f"{folder}/{name}" for name in names) or NONE
