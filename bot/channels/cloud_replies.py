"""
Replies as Meta's Cloud API takes them: plain text, buttons or a list.

Options are buttons where there are at most three and their titles are short; else
they are a list, whose rows tell a long title in full below a short one. What fits
neither is numbered in the text.
"""

import re
from collections.abc import Mapping

from bot.errors import ReplyRefused
from bot.messages import Option, Reply

MOST_BUTTONS = 3
MOST_ROWS = 10

_BUTTON_TITLE = 20
_BUTTONS_TEXT = 1024
_ROW_TITLE = 24
TITLES = {MOST_BUTTONS: _BUTTON_TITLE, MOST_ROWS: _ROW_TITLE}
"""The longest title, by how many options there are at most."""

_ROW_DESCRIPTION = 72
_LONGEST_ID = 200
_PHONE = re.compile(r"\+?([1-9][0-9]{6,14})")
_USER_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9.]{1,128}")


def body_of(reply: Reply, *, list_button: str) -> Mapping[str, object]:
    """
    What is posted for *reply*.

    Args:
        reply: With its options, if it has any.
        list_button: What stands on the button that opens a list.

    Raises:
        ReplyRefused: If its address is none of a person.
    """
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **_to(reply.chat.address),
        **_content(reply, list_button),
        "biz_opaque_callback_data": reply.key,
    }


def _to(address: str) -> Mapping[str, str]:
    """Whom it is for; a user id under ``to`` would be taken for a number."""
    if found := _PHONE.fullmatch(address):
        return {"to": found[1]}
    if _USER_ID.fullmatch(address):
        return {"recipient": address}
    raise ReplyRefused("no address of a person", code="address")


def _content(reply: Reply, list_button: str) -> Mapping[str, object]:
    options = tuple(_trimmed(option) for option in reply.options)
    if not options:
        return _plain(reply.text)
    if _fit_buttons(reply.text, options):
        return _interactive("button", reply.text, {"buttons": _buttons(options)})
    if _fit_rows(options):
        sections = [{"title": list_button, "rows": _rows(options)}]
        action = {"button": list_button, "sections": sections}
        return _interactive("list", reply.text, action)
    numbered = (f"{n}. {option.title}" for n, option in enumerate(options, start=1))
    return _plain("\n".join([reply.text, "", *numbered]))


def _trimmed(option: Option) -> Option:
    """*option* without blanks around its title, which are refused."""
    return Option(id=option.id, title=option.title.strip() or option.id)


def _plain(text: str) -> Mapping[str, object]:
    return {"type": "text", "text": {"body": text, "preview_url": False}}


def _interactive(
    kind: str, text: str, action: Mapping[str, object]
) -> Mapping[str, object]:
    interactive = {"type": kind, "body": {"text": text}, "action": action}
    return {"type": "interactive", "interactive": interactive}


def _fit_buttons(text: str, options: tuple[Option, ...]) -> bool:
    titles = {option.title for option in options}
    return (
        len(options) <= MOST_BUTTONS
        and len(text) <= _BUTTONS_TEXT
        and len(titles) == len(options)
        and all(_length(title) <= _BUTTON_TITLE for title in titles)
        and _fit_ids(options)
    )


def _fit_rows(options: tuple[Option, ...]) -> bool:
    whole = (_length(option.title) <= _ROW_DESCRIPTION for option in options)
    return len(options) <= MOST_ROWS and all(whole) and _fit_ids(options)


def _fit_ids(options: tuple[Option, ...]) -> bool:
    ids = {option.id for option in options}
    return len(ids) == len(options) and all(0 < len(one) <= _LONGEST_ID for one in ids)


def _buttons(options: tuple[Option, ...]) -> list[Mapping[str, object]]:
    return [
        {"type": "reply", "reply": {"id": option.id, "title": option.title}}
        for option in options
    ]


def _rows(options: tuple[Option, ...]) -> list[Mapping[str, str]]:
    return [_row(option) for option in options]


def _row(option: Option) -> Mapping[str, str]:
    if _length(option.title) <= _ROW_TITLE:
        return {"id": option.id, "title": option.title}
    short = option.title
    while _length(short) > _ROW_TITLE - 1:
        short = short[:-1]
    title = f"{short.rstrip()}…"
    return {"id": option.id, "title": title, "description": option.title}


def _length(text: str) -> int:
    """As WhatsApp counts: letters beyond the first 65,536, such as emoji, are two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
