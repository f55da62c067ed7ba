"""A small dialogue for tests of summaries: a salon's client asks for advice."""

from collections.abc import Mapping
from typing import Any

from tests.pictures import jpeg

CLIENT = "+6281200000022"
STYLIST = "+6281200000031"
EMAIL = "stylist@salon.example"

FLOW = """
flow: advice
photos: {max: 10, scope: chat}
data:
  routine: {type: text, required: true}
initial: idle
states:
  - name: idle
  - name: collecting
  - name: sending
    on_enter: send_summary
  - {name: sent, on_enter: [{say: sent}], final: true}
  - {name: cancelled, on_enter: [clear_photos, {say: cancelled}], final: true}
transitions:
  - {trigger: begin, source: idle, dest: collecting, after: [{say: begun}]}
  - {trigger: photo, source: [collecting, sending], dest: stay}
  - trigger: send
    source: collecting
    dest: sending
    conditions: data_complete
  - trigger: text
    source: collecting
    dest: stay
    prepare: read
    after: [{say: noted}]
  - {trigger: done, source: sending, dest: sent}
  - {trigger: failed, source: sending, dest: collecting, after: [{say: not_sent}]}
  - trigger: cancel
    source: [collecting, sending]
    dest: cancelled
    immediate: true
  - trigger: help
    source: [idle, collecting, sending]
    dest: stay
    immediate: true
    after: [{say: begun}]
  - trigger: anything
    source: [collecting, sending]
    dest: stay
    after: [{say: noted}]
"""

ACTIONS = """
from bot.effect import Summary
from bot.turn import Reading


def read(turn):
    turn.merge(Reading(data={"routine": turn.message.text}))


async def send_summary(effect):
    bench = effect.bench
    hand_off = bench.whatsapp(bench.text("hand_off"))
    effect.values["chat"] = bench.whatsapp(bench.text("hand_off"), to="stylist")
    await bench.send_summary(
        Summary(
            title=bench.text("title"),
            text="summary",
            answers=((bench.label("routine"), str(effect.data["routine"])),),
            to=("stylist", "nobody"),
            values={"hand_off": hand_off},
        )
    )


ACTIONS = {"read": read}
EFFECTS = {"send_summary": send_summary}
PLACEHOLDERS = {
    "answers": "what was asked and answered",
    "voice_links": "where the voice notes are",
    "title": "what the summary is called",
    "hand_off": "a link to the client's chat",
    "chat": "a link to the stylist's chat",
}
"""

ID = """
words:
  begin: [mulai]
  send: [kirim]
  cancel: [batal]
  help: [bantuan]
labels:
  routine: Perawatan
texts:
  begun: "kirim foto, lalu ceritakan perawatan Anda"
  noted: "dicatat"
  title: "Konsultasi rambut"
  hand_off: "Halo, ini tentang rambut & warna?"
  summary: |
    Konsultasi baru.
    {answers}
    Foto: {photo_links}
    Pesan suara: {voice_links}
    {link}
    {hand_off}
  sent: "terkirim: {link} Foto: {photo_links} {chat}"
  not_sent: "belum terkirim"
  cancelled: "dihapus"
"""

EN = """
words:
  begin: [begin]
  send: [send]
  cancel: [cancel]
  help: [help]
labels:
  routine: Routine
texts:
  begun: "send photos, then tell us your routine"
  noted: "noted"
  title: "Hair consultation"
  hand_off: "Hello, this is about hair & colour?"
  summary: |
    A new consultation.
    {answers}
    Photos Provided: {photo_links}
    Voice notes: {voice_links}
    {link}
    {hand_off}
  sent: "sent: {link} Photos Provided: {photo_links} {chat}"
  not_sent: "not sent yet"
  cancelled: "deleted"
"""

FILES: Mapping[str, str] = {
    "flows/advice/flow.yaml": FLOW,
    "flows/advice/actions.py": ACTIONS,
    "locales/id/advice.yaml": ID,
    "locales/en/advice.yaml": EN,
}

STYLISTS: Mapping[str, Any] = {
    "stylist": {"channel": "wa", "phone": STYLIST, "email": EMAIL}
}

SMTP: Mapping[str, Any] = {
    "smtp": {"host": "127.0.0.1", "from": "Salon <bot@salon.example>", "tls": "none"}
}

COLOURS = ((180, 60, 60), (60, 150, 80), (70, 90, 190))


def picture(number: int) -> bytes:
    """A photo that looks like no other of the first three."""
    return jpeg(48, 64, colour=COLOURS[number])


def letter(house: Any) -> str:
    """What the stylist was last told in their chat."""
    sent = [one.text for one in house.gateway.sent if one.chat.phone is None]
    return str(sent[-1])


async def sends(house: Any, *photos: bytes, phone: str = CLIENT, **how: Any) -> str:
    """A client takes the dialogue from its beginning to its end; the summary's link."""
    await house.hears("mulai", phone=phone, **how)
    for number, photo in enumerate(photos):
        where = house.brings(f"{phone} {number} {len(house.gateway.asked)}", photo)
        await house.hears(photo=where, phone=phone, **how)
    await house.hears("keramas tiap hari", phone=phone, **how)
    await house.hears("kirim", phone=phone, **how)
    said = [one.text for one in house.gateway.sent if one.chat.phone == phone]
    return str(said[-1].split()[1])
