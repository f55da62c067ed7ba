"""A small dialogue to play scenarios of: photos, an effect, silence and a way out."""

from pathlib import Path

from structlog.testing import capture_logs

from bot import settings
from bot.scenario.play import play, read_all
from bot.scenario.report import Played
from bot.scenario.stage import Stage
from bot.settings import Settings

OPEN = "- {user: mulai}\n- {bot: hello}\n"
"""The steps that every dialogue of it begins with."""

FLOW = """\
flow: little
allow: [staff]
photos: {max: 3}
initial: idle
states:
  - name: idle
  - name: open
    reminder: 10 minutes
    timeout: 20 minutes
  - name: sending
    on_enter: send_it
  - name: sent
    on_enter:
      - say: sent
    final: true
  - name: closed
    on_enter:
      - say: closed
    final: true
transitions:
  - {trigger: begin, source: idle, dest: open, after: [say: hello]}
  - {trigger: photo, source: open, dest: stay, conditions: first_photo,
     after: [say: photo]}
  - {trigger: photo, source: open, dest: stay}
  - {trigger: photo_full, source: open, dest: stay}
  - {trigger: photos_settled, source: open, dest: stay, conditions: some_failed,
     after: [say: lost]}
  - {trigger: count, source: open, dest: stay, after: [say: counted]}
  - {trigger: finish, source: open, dest: sending}
  - {trigger: done, source: sending, dest: sent}
  - {trigger: failed, source: sending, dest: open, before: [say: failed]}
  - {trigger: crash, source: open, dest: stay, after: crash}
  - {trigger: cancel, source: open, dest: closed, immediate: true}
  - {trigger: cancel, source: [idle, sending], dest: stay, immediate: true,
     after: [say: busy]}
  - {trigger: help, source: any, dest: stay, immediate: true, after: [say: help]}
  - {trigger: reminder, source: open, dest: stay, after: [say: reminder]}
  - {trigger: timeout, source: open, dest: closed}
  - {trigger: anything, source: [open, sending], dest: stay, after: [say: what]}
"""

ACTIONS = """\
import asyncio


def crash(turn):
    raise ValueError("this action always fails")


async def send_it(effect):
    await asyncio.sleep(0)


ACTIONS = {"crash": crash}
EFFECTS = {"send_it": send_it}
"""

TEXTS = """\
words:
  begin: [mulai]
  count: [hitung]
  finish: [selesai]
  crash: [rusak]
  cancel: [batal]
  help: [bantuan]
texts:
  hello: Halo!
  photo: Foto diterima.
  lost: "{photos_failed} foto hilang."
  counted: "Foto: {photos}"
  sent: Terkirim.
  closed: Ditutup.
  failed: Gagal.
  busy: Tunggu.
  help: "Kata: {choices}"
  reminder: Masih di sana?
  what: Tunggu.
"""


def little(root: Path) -> Settings:
    """The settings of the demo with this flow alone, which is written below *root*."""
    for file, content in (
        ("flows/little/flow.yaml", FLOW),
        ("flows/little/actions.py", ACTIONS),
        ("locales/id/little.yaml", TEXTS),
    ):
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    folders = {"flows": root / "flows", "locales": root / "locales"}
    return settings.load(None, environ={}, overrides=folders)


def scenarios(chat: str, **keys: str) -> str:
    """A file with one scenario; *chat* is its steps, *keys* the rest of it."""
    steps = "".join(f"      {line}\n" for line in chat.strip().splitlines())
    rest = "".join(f"    {key.strip('_')}: {value}\n" for key, value in keys.items())
    head = "flow: little\npeople: {ani: staff}\nscenarios:\n  - name: one\n"
    return f"{head}{rest}    chat:\n{steps}"


async def played(stage: Stage, chat: str, **keys: str) -> Played:
    """The one scenario that ``scenarios`` makes, played; its logs are not shown."""
    file = stage.settings.flows / "little" / "scenarios.yaml"
    file.write_text(scenarios(chat, **keys))
    [scenario], findings = read_all(stage, ["little"])
    assert findings == []
    with capture_logs():
        return await play(stage, scenario)
