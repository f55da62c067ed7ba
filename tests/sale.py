"""A small dialogue for tests of the engine: somebody sells a car."""

from collections.abc import Mapping
from pathlib import Path

FLOW = """
flow: sale
allow: [staff]
photos: {max: 3}
items: cars
data:
  brand: {type: text, required: true}
  price: {type: rupiah, required: true}
initial: idle
states:
  - name: idle
  - name: collecting
    reminder: 25 minutes
    timeout: 30 minutes
  - name: preview
    on_enter: [{say: summary}]
    timeout: 30 minutes
  - name: publishing
    on_enter: publish
  - {name: published, on_enter: [{say: published}], final: true}
  - {name: cancelled, on_enter: [clear_photos, {say: cancelled}], final: true}
  - {name: expired, on_enter: [{say: expired}], final: true}
transitions:
  - trigger: begin
    source: idle
    dest: collecting
    prepare: read
    conditions: data_complete
    after: [{say: begun}]
  - {trigger: begin, source: idle, dest: stay, after: [{say: usage}]}
  - trigger: text
    source: collecting
    dest: stay
    prepare: read
    conditions: data_changed
    after: [{say: changed}]
  - {trigger: text, source: collecting, dest: stay, after: [{say: unknown}]}
  - trigger: photo
    source: collecting
    dest: stay
    conditions: first_photo
    after: [{say: first_photo}]
  - {trigger: photo, source: [collecting, preview, publishing], dest: stay}
  - {trigger: photo_full, source: collecting, dest: stay, after: [{say: full}]}
  - trigger: photos_settled
    source: collecting
    dest: stay
    conditions: some_failed
    after: [{say: photos_failed}]
  - {trigger: photos_settled, source: preview, dest: again}
  - trigger: finish
    source: collecting
    dest: preview
    conditions: {photos_at_least: 1}
  - {trigger: finish, source: collecting, dest: stay, after: [{say: no_photo_yet}]}
  - {trigger: skip, source: collecting, dest: preview}
  - {trigger: confirm, source: preview, dest: publishing}
  - {trigger: done, source: publishing, dest: published}
  - trigger: failed
    source: publishing
    dest: preview
    before: [{say: publish_failed}]
  - {trigger: boom, source: collecting, dest: preview, after: [{say: begun}, explode]}
  - {trigger: reminder, source: collecting, dest: stay, after: [{say: reminder}]}
  - {trigger: timeout, source: [collecting, preview], dest: expired}
  - trigger: cancel
    source: [collecting, preview]
    dest: cancelled
    immediate: true
  - trigger: cancel
    source: publishing
    dest: stay
    immediate: true
    after: [{say: busy}]
  - trigger: help
    source: [idle, collecting, preview, publishing]
    dest: stay
    immediate: true
    after: [{say: usage}]
  - trigger: anything
    source: [collecting, preview, publishing]
    dest: stay
    after: [{say: only_texts_and_photos}]
"""

ACTIONS = """
from bot.effect import Item
from bot.errors import EffectFailed
from bot.turn import Reading

OUTSIDE = {"fails": 0, "runs": [], "explosions": 1000}


def read(turn):
    brand, _, price = turn.words.partition(" ")
    if price.isdigit():
        turn.merge(Reading(data={"brand": brand, "price": int(price)}))


def explode(turn):
    if OUTSIDE["explosions"]:
        OUTSIDE["explosions"] -= 1
        raise ValueError(f"cannot do {turn.message.text} for {turn.chat.phone}")


async def publish(effect):
    OUTSIDE["runs"].append(effect.key)
    if OUTSIDE["fails"]:
        OUTSIDE["fails"] -= 1
        raise EffectFailed("the outside is closed")
    item = Item(slug="avanza-3f9a1c", title="Avanza", data=effect.data)
    effect.values["link"] = await effect.bench.publish(item)
    effect.values["note"] = f"{len(await effect.bench.photos())} photos"


ACTIONS = {"read": read, "explode": explode}
EFFECTS = {"publish": publish}
PLACEHOLDERS = {"note": "what was published"}
"""

ID = """
words:
  begin: ["jual *", jual]
  finish: [selesai, sudah]
  skip: [lewati]
  confirm: [ya]
  cancel: [batal]
  help: [bantuan]
  boom: [meledak]
texts:
  begun: "mulai {brand} {price}"
  usage: "ketik {word.begin}"
  changed: "diubah {price}"
  unknown: "tidak paham"
  first_photo: "foto pertama"
  full: "penuh {photos_max}"
  photos_failed: "{photos_failed} foto gagal"
  no_photo_yet: "belum ada foto"
  summary: "ringkasan {brand} {price}, foto {photos}"
  published: "tayang {link} {note}"
  publish_failed: "gagal tayang"
  reminder: "masih di sana?"
  expired: "habis waktu"
  cancelled: "dibatalkan"
  busy: "sedang tayang"
  only_texts_and_photos: "hanya teks dan foto"
"""

EN = """
words:
  begin: ["sell *", sell]
  finish: [done]
  skip: [skip]
  confirm: ["yes"]
  cancel: [cancel]
  help: [help]
  boom: [explode]
texts:
  begun: "started {brand} {price}"
  usage: "type {word.begin}"
  changed: "changed {price}"
  unknown: "I do not understand"
  first_photo: "first photo"
  full: "full {photos_max}"
  photos_failed: "{photos_failed} photos failed"
  no_photo_yet: "no photo yet"
  summary: "summary {brand} {price}, photos {photos}"
  published: "published {link} {note}"
  publish_failed: "not published"
  reminder: "still there?"
  expired: "time is up"
  cancelled: "cancelled"
  busy: "publishing"
  only_texts_and_photos: "texts and photos only"
"""

FILES: Mapping[str, str] = {
    "flows/sale/flow.yaml": FLOW,
    "flows/sale/actions.py": ACTIONS,
    "locales/id/sale.yaml": ID,
    "locales/en/sale.yaml": EN,
}


def write(root: Path, files: Mapping[str, str] = FILES) -> None:
    """Write *files*, by path, below *root*."""
    for name, content in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
