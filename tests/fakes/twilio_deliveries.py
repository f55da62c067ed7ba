"""What the fake Twilio posts: the fields of its forms, in the order they came in."""

import itertools

ACCOUNT = "AC" + "0" * 32
TOKEN = "12345678901234567890123456789012"  # noqa: S105 - made up
NUMBER = "+14155238886"
STAFF = "+6281200000011"

Fields = dict[str, str]

_sids = itertools.count(1)


def next_sid(kind: str = "SM") -> str:
    """An id that no message had before: ``SM`` for texts, ``MM`` for files."""
    return f"{kind}{next(_sids):032x}"


def text(words: str, *, sender: str = STAFF, sid: str = "") -> Fields:
    """The delivery of a text."""
    return _delivery("text", words, sender=sender, sid=sid or next_sid())


def media(
    *files: tuple[str, str], caption: str = "", sender: str = STAFF, sid: str = ""
) -> Fields:
    """
    The delivery of files.

    Args:
        files: The address and the type of each.
        caption: The words below them.
        sender: Whose phone.
        sid: The id; a new one by default.
    """
    fields = _delivery(
        files[0][1].partition("/")[0],
        caption,
        sender=sender,
        sid=sid or next_sid("MM"),
    )
    fields["NumMedia"] = str(len(files))
    for number, (url, content_type) in enumerate(files):
        fields[f"MediaUrl{number}"] = url
        fields[f"MediaContentType{number}"] = content_type
    return fields


def button(title: str, payload: str, *, sender: str = STAFF) -> Fields:
    """The delivery of a button that was tapped."""
    fields = _delivery("interactive", title, sender=sender, sid=next_sid())
    return {**fields, "ButtonText": title, "ButtonPayload": payload}


def receipt(sid: str, status: str) -> Fields:
    """What became of a reply."""
    return {
        "ChannelPrefix": "whatsapp",
        "ApiVersion": "2010-04-01",
        "MessageStatus": status,
        "SmsSid": sid,
        "SmsStatus": status,
        "MessageSid": sid,
        "AccountSid": ACCOUNT,
        "From": f"whatsapp:{NUMBER}",
        "To": f"whatsapp:{STAFF}",
    }


def _delivery(kind: str, words: str, *, sender: str, sid: str) -> Fields:
    return {
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "ProfileName": "Budi",
        "MessageType": kind,
        "SmsSid": sid,
        "WaId": sender.removeprefix("+"),
        "SmsStatus": "received",
        "Body": words,
        "To": f"whatsapp:{NUMBER}",
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "MessageSid": sid,
        "AccountSid": ACCOUNT,
        "From": f"whatsapp:{sender}",
        "ApiVersion": "2010-04-01",
    }
