"""
Work that talks to the outside, and its result.

An effect runs after the turn that asked for it is committed, is tried again until
it succeeds or is given up, and may run twice after a crash: ``key`` is the same
every time, so it has to make sure that a second run changes nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.messages import Chat
from bot.session import FieldValue
from bot.stock import Stock

Messages = Sequence[Mapping[str, str]]
"""What a language model is asked: each with ``role`` and ``content``."""

Check = Callable[[str], str]
"""Why a text cannot be used, in a word without any of its words; empty if it can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """
    What a flow published.

    Attributes:
        slug: Its address below the word of the flow. If another session has it
            already, a number is put behind it.
        title: What a page calls it.
        data: The fields it was made from.
        description: Prose for its page; may be empty.
    """

    slug: str
    title: str
    data: Mapping[str, FieldValue]
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """
    What a person told and sent in a session, for somebody of the business.

    It lists no photos and no voice notes: those are listed when it is sent, and again
    each time that its page is opened.

    Attributes:
        title: The heading of its page, and the subject of an e-mail.
        text: The key of the flow's text that the contacts get.
        answers: What was asked and answered, as people read it, in order.
        to: Names of the tenant's contacts; one that is not set up is passed by.
        values: What *text* may name beside what is filled in for it: ``title``,
            ``answers``, ``link``, ``photo_links`` and ``voice_links``.
    """

    title: str
    text: str
    answers: tuple[tuple[str, str], ...] = ()
    to: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)


class Workbench(Protocol):
    """What an effect may reach beside its own data."""

    @property
    def stock(self) -> Stock:
        """
        The items of the tenant that have the flow's word.

        Raises:
            EffectFailed: If the flow names no items.
        """

    async def photos(self) -> tuple[str, ...]:
        """The names in the listing of the session's folder, in order of arrival."""

    async def publish(self, item: Item) -> str:
        """
        Publish *item* with every photo of the session; the link to its page.

        Publishing the same slug again replaces the item and moves what is left to
        move, so a second run is harmless.
        """

    async def send_summary(self, summary: Summary) -> str:
        """
        Send *summary* to its contacts; the link to its page.

        What was filled in for its text stands in ``Effect.values`` as well. A second
        run sends nothing again; it makes another link to the same page.

        Raises:
            KeyError: If the flow has no such text in any language it speaks.
        """

    def whatsapp(self, text: str, *, to: str | None = None) -> str:
        """
        A link that opens a chat in WhatsApp with *text* typed in already.

        Args:
            text: What is to be sent; it may be edited before that.
            to: The name of a contact of the tenant; None: who the session is with.

        Returns:
            The link; empty if no phone is known, or no such contact.
        """

    def text(self, key: str, **values: str) -> str:
        """The text *key* of the flow in the session's language."""

    async def complete(self, messages: Messages, *, check: Check) -> str | None:
        """
        What the language model answers to *messages*, within eight seconds at most.

        None if there is no model, if anything went wrong, or if *check* refused the
        answer: whoever asks has to have a text of its own.
        """

    def label(self, name: str) -> str:
        """What the field or choice *name* is called in the session's language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """
    One run of an effect.

    Attributes:
        key: The same for every run of this effect; session and visit.
        session: The session's id.
        chat: Who is waiting for it.
        data: The fields of the session.
        said: What actions and earlier effects said by name.
        now: By the tenant's clock, timezone-aware.
        bench: What it may reach.
        values: What texts may say by name once it is done; to be filled.
    """

    key: str
    session: str
    chat: Chat
    data: Mapping[str, FieldValue]
    now: datetime
    bench: Workbench
    said: Mapping[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
