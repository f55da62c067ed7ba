"""A bot that does not survive a kill is found out, and the kill is named."""

import json
from pathlib import Path

from structlog.testing import capture_logs

from bot import settings
from bot.crashtest.crashing import Wish, crash_flows
from bot.crashtest.report import Crashed, Result
from bot.settings import Settings
from bot.wording import Wording

FLOW = """\
flow: little
allow: [staff]
initial: idle
states:
  - name: idle
  - name: open
  - name: closed
    final: true
transitions:
  - {trigger: begin, source: idle, dest: open, after: [say: hello]}
  - {trigger: count, source: open, dest: stay, before: count, after: [say: counted]}
  - {trigger: finish, source: open, dest: closed, after: [say: bye]}
  - {trigger: cancel, source: any, dest: stay, after: [say: bye]}
  - {trigger: help, source: any, dest: stay, after: [say: bye]}
"""

TEXTS = """\
words:
  begin: [mulai]
  count: [hitung]
  finish: [selesai]
  cancel: [batal]
  help: [bantuan]
texts:
  hello: Halo!
  counted: "Kali ke-{times}"
  bye: Selesai.
"""

REMEMBERS = """\
def count(turn):
    times = int(turn.session.values.get("times", 0)) + 1
    turn.session.values["times"] = str(times)


ACTIONS = {"count": count}
PLACEHOLDERS = {"times": "how often"}
"""

FORGETS = """\
TIMES = []


def count(turn):
    TIMES.append(turn)
    turn.session.values["times"] = str(len(TIMES))


ACTIONS = {"count": count}
PLACEHOLDERS = {"times": "how often"}
"""

SCENARIOS = """\
flow: little
scenarios:
  - name: counted twice
    chat:
      - user: mulai
      - bot: hello
      - user: hitung
      - bot: counted
      - user: hitung
      - bot: counted
        contains: ke-2
      - user: selesai
      - bot: bye
    state: closed
"""


def little(root: Path, actions: str) -> Settings:
    """The settings of the demo with this flow alone."""
    for file, content in (
        ("flows/little/flow.yaml", FLOW),
        ("flows/little/actions.py", actions),
        ("flows/little/scenarios.yaml", SCENARIOS),
        ("locales/id/little.yaml", TEXTS),
    ):
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    folders = {"flows": root / "flows", "locales": root / "locales"}
    return settings.load(None, environ={}, overrides=folders)


async def crashed(root: Path, actions: str, wish: Wish) -> Result:
    """What came of killing the server of that flow."""
    with capture_logs():
        return await crash_flows(
            little(root, actions), ["little"], wish, lambda _: None, lambda _, __: None
        )


async def test_what_is_kept_in_the_session_survives_every_step(tmp_path):
    result = await crashed(tmp_path, REMEMBERS, Wish(every_step=True))

    [one] = result.crashed
    assert one.passed, str(one)
    assert one.kills > 10
    assert one.doubled > 0
    assert str(result) == "1 passed, 0 failed"


async def test_what_is_kept_in_memory_alone_is_missed_after_a_kill(tmp_path):
    result = await crashed(tmp_path, FORGETS, Wish(every_step=True))

    [one] = result.crashed
    assert str(result) == "0 passed, 1 failed"
    assert 0 < one.lost < one.kills
    title, killed, place, *went = str(one).splitlines()
    counted = f"{one.kills} kills, {one.kills - one.lost} passed"
    assert title == f"✗ little: counted twice: {counted}"
    assert killed.startswith("  killed after step ")
    assert place.endswith("scenarios.yaml:10")
    assert "    - bot       counted  with 'ke-2'" in went
    assert "              | Kali ke-1" in went


async def test_what_fails_without_a_kill_is_told_so(tmp_path):
    broken = REMEMBERS.replace("+ 1", "+ 2")

    result = await crashed(tmp_path, broken, Wish(moments=1))

    [one] = result.crashed
    assert (one.kills, one.passed) == (0, False)
    assert "  killed not at all, it fails without" in str(one)


async def test_a_scenario_whose_effects_fail_is_left_out(tmp_path):
    effect = "async def send(effect):\n    pass\n\n\nEFFECTS = {'send': send}\n"
    found = little(tmp_path, REMEMBERS + effect)
    file = found.flows / "little" / "scenarios.yaml"
    file.write_text(f"{SCENARIOS}    given: {{send: [fail]}}\n")

    result = await crash_flows(
        found, ["little"], Wish(moments=1), lambda _: None, lambda _, __: None
    )

    assert str(result) == "0 passed, 0 failed"
    assert "left out: its effects fail on purpose" in str(result.crashed[0])
    told = json.loads(json.dumps(result.as_dict(Wording.of("en"))))
    assert told["scenarios"][0]["left_out"]


async def test_several_chats_at_once_are_told_nothing_wrong(tmp_path):
    wish = Wish(chats=3, moments=3)

    kept = await crashed(tmp_path / "kept", REMEMBERS, wish)
    forgotten = await crashed(tmp_path / "forgotten", FORGETS, wish)

    assert (kept.failed, forgotten.failed) == (0, 1)
    [one] = forgotten.crashed
    assert "killed not at all, it fails with many at once" in str(one)


OTHERWISE_AGAIN = SCENARIOS.partition("      - user: selesai")[0] + "    state: open\n"
"""Who plays it again is in the middle of it, and hears something else."""


async def of_both(root: Path, actions: str) -> tuple[Crashed, ...]:
    """What came of a crowd that has two scenarios to choose from."""
    found = little(root, actions)
    (found.flows / "little" / "scenarios.yaml").write_text(
        OTHERWISE_AGAIN
        + SCENARIOS.partition("scenarios:\n")[2].replace("twice", "through")
    )
    with capture_logs():
        result = await crash_flows(
            found, ["little"], Wish(chats=2, moments=2), lambda _: None, lambda *_: None
        )
    return result.crashed


async def test_a_crowd_leaves_out_what_only_one_hears_as_written(tmp_path):
    left_out, played = await of_both(tmp_path, REMEMBERS)

    assert str(left_out).startswith("- little: counted twice: left out: many at once")
    assert left_out.passed
    assert played.scenario.name == "counted through"
    assert (played.passed, played.kills) == (True, 2)


BREAKS = """\
import os

CALLS = []


def count(turn):
    CALLS.append(turn)
    if len(CALLS) > 3:
        os._exit(3)
    times = int(turn.session.values.get("times", 0)) + 1
    turn.session.values["times"] = str(times)


ACTIONS = {"count": count}
PLACEHOLDERS = {"times": "how often"}
"""


async def test_a_crowd_leaves_nothing_out_that_breaks_the_server(tmp_path):
    [broken] = await of_both(tmp_path, BREAKS)

    assert not broken.passed
    assert "it ended by itself, with 3" in str(broken)
