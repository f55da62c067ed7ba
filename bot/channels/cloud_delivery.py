"""
What Meta's Cloud API posts, as messages.

* One delivery may hold a thousand of them, in several entries and changes, and those
  of other numbers of the same account.
* People who hide their number have a user id of the business instead, ``ID.1349...``.
* What becomes of our replies comes in the same deliveries, whole ones of it.
* A deletion is told for numbers that are used in the Business app, too, and for no
  other.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from bot.channel import Received
from bot.channels.cloud_content import NoMessage, content_of
from bot.channels.cloud_receipts import read_receipt
from bot.channels.moments import from_seconds
from bot.channels.payload import Payload
from bot.messages import Chat, Message

BUSINESS = "whatsapp_business_account"

_LONGEST_ID = 512
_PHONE = re.compile(r"\+?([1-9][0-9]{6,14})")
_USER_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9.]{1,128}")
_ABOUT_THE_ACCOUNT = (
    *("account_", "business_", "message_template_", "phone_number_", "security"),
    *("template_", "user_preferences", "smb_app_state_sync", "partner_", "flows"),
)


class Account(NamedTuple):
    """
    Whose deliveries they are.

    Attributes:
        tenant: Whose channel they come to.
        channel: Which of the tenant's.
        number_id: The id of the channel's number; those of others are not for us.
    """

    tenant: str
    channel: str
    number_id: str


def read(payload: Payload, account: Account) -> Received:
    """
    What *payload* holds, in its order: messages, and one word for all else.

    The words are ``receipt`` and ``failed_receipt`` (what became of a reply),
    ``other_account`` (of another number), ``own`` and ``history`` (from the Business
    app), ``group``, ``reaction``, ``system`` (a person changed their number),
    ``account`` and ``error`` (about the account itself), ``unsupported`` (Meta cannot
    say what it was), ``anonymous`` (nobody to reply to), ``empty``, and ``unknown``.

    Args:
        payload: The body of a delivery.
        account: Whose it should be.
    """
    found = list(_found(payload, account))
    if not found:
        known = payload.text("object") == BUSINESS and "entry" in payload.fields
        found = ["empty" if known else "unknown"]
    return Received(
        messages=tuple(one for one in found if isinstance(one, Message)),
        ignored=tuple(one for one in found if isinstance(one, str)),
    )


def _found(payload: Payload, account: Account) -> Iterator[Message | str]:
    for entry in objects(payload, "entry"):
        for change in objects(entry, "changes"):
            yield from _changed(change, account)


def objects(payload: Payload, key: str) -> Iterator[Payload]:
    """Each object in the list under *key*; what is none in it is an empty one."""
    values = payload.fields.get(key)
    for value in values if isinstance(values, list) else ():
        yield Payload(fields=value if isinstance(value, dict) else {})


def _changed(change: Payload, account: Account) -> Iterator[Message | str]:
    field, value = change.text("field"), change.part("value")
    if field.startswith(_ABOUT_THE_ACCOUNT):
        yield "account"
        return
    if field == "history":
        yield "history"
        return
    if field == "smb_message_echoes":
        yield from ("own" for _ in objects(value, "message_echoes"))
        return
    messages = [_message(raw, value, account) for raw in objects(value, "messages")]
    receipts = [
        read_receipt(raw, channel=f"{account.tenant}/{account.channel}")
        for raw in objects(value, "statuses")
        if _is_for(value, account)
    ]
    others = [] if receipts else [None for _ in objects(value, "statuses")]
    errors = ["error" for _ in objects(value, "errors")]
    yield from messages
    yield from receipts
    yield from ("other_account" for _ in others)
    yield from errors
    if not (messages or receipts or others or errors):
        yield "unknown"


def _is_for(value: Payload, account: Account) -> bool:
    return value.part("metadata").text("phone_number_id") == account.number_id


def _message(raw: Payload, value: Payload, account: Account) -> Message | str:
    number_id = value.part("metadata").text("phone_number_id")
    if not number_id:
        return "unknown"
    if number_id != account.number_id:
        return "other_account"
    try:
        return _read(raw, value, account)
    except NoMessage as nothing:
        return nothing.word


def _read(raw: Payload, value: Payload, account: Account) -> Message:
    name = raw.text("id").strip()
    if not name or len(name) > _LONGEST_ID:
        raise NoMessage("unknown")
    if raw.text("group_id"):
        raise NoMessage("group")
    contact = _contact(raw, value)
    address, phone = _who(raw, contact)
    own = _PHONE.fullmatch(value.part("metadata").text("display_phone_number"))
    if own and phone == f"+{own[1]}":
        raise NoMessage("own")
    content = content_of(raw)
    return Message(
        id=name,
        chat=Chat(
            tenant=account.tenant,
            channel=account.channel,
            address=address,
            phone=phone,
        ),
        kind=content.kind,
        sent_ms=from_seconds(raw.fields.get("timestamp")),
        text=content.text,
        photo=content.photo,
        voice=content.voice,
        option=content.option,
        target=content.target,
        values={**_told(contact), **content.values},
    )


def _contact(raw: Payload, value: Payload) -> Payload:
    """Who is told beside *raw*: in a batch the order says nothing."""
    contacts = list(objects(value, "contacts"))
    for theirs, ours in (("wa_id", "from"), ("user_id", "from_user_id")):
        if wanted := raw.text(ours):
            for contact in contacts:
                if contact.text(theirs) == wanted:
                    return contact
    nobody = Payload(fields={})
    named = raw.text("from") or raw.text("from_user_id")
    return contacts[0] if len(contacts) == 1 and not named else nobody


def _who(raw: Payload, contact: Payload) -> tuple[str, str | None]:
    """What is replied to, and the phone if it is known."""
    for number in (raw.text("from"), contact.text("wa_id")):
        if found := _PHONE.fullmatch(number):
            return found[1], f"+{found[1]}"
    users = (raw.text("from_user_id"), contact.text("user_id"), raw.text("from"))
    for user in users:
        if _USER_ID.fullmatch(user):
            return user, None
    raise NoMessage("unknown" if any(users) else "anonymous")


def _told(contact: Payload) -> Mapping[str, str]:
    name = contact.part("profile").text("name")
    return {"name": name} if name else {}
