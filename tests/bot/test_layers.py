"""Nothing imports upward, and importing a module does nothing."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

LAYERS = (
    """
storage
bot.errors bot.findings bot.durations bot.wakes bot.metrics bot.clock bot.logs
    bot.scenario.stillclock
    bot.yamlscalar bot.yamlsyntax
bot.jsontext
bot.messages bot.pieces bot.texts bot.yamlfile bot.images bot.session
bot.wording
bot.fields bot.settingsfile bot.demo bot.retention bot.llmsettings bot.colours
bot.phone
bot.contacts bot.smtp bot.media bot.photoplace
bot.tenant
bot.settings
bot.channel
bot.stock
bot.turn bot.effect bot.sounds bot.expiry
bot.llm
bot.folders
bot.actions bot.dialogue bot.channels
bot.pacing bot.outcome bot.removal bot.binding bot.beginning bot.succession
bot.stranded
bot.answer
bot.courtesy
bot.hold bot.round
bot.tenantstock
bot.bench bot.linking
bot.journey
bot.inbox bot.worker bot.fetcher bot.runner bot.sender bot.keeper bot.pruner
    bot.checkups
bot.workings
bot.moving
bot.operating
bot.joining
bot.web
bot.opening bot.channelopening bot.checking bot.verifying bot.data
bot.pictures
bot.book bot.starter
bot.wordlists
bot.misses
bot.doubts bot.roundtrips
bot.client bot.reloader bot.lookout
bot.doctor
bot.terminal bot.showing bot.welcome
bot.arguments
bot.channelcommands
bot.scenario.report bot.scenario.saidkeys bot.scenario.channel
bot.scenario.playable
bot.scenario.stage
bot.scenario.bot
bot.scenario
bot.exploring
bot.bot
bot.app
bot.chatting bot.crashtest bot.running
bot.care
bot.flowcommands bot.versioncommands bot.photocommands bot.linkcommands
bot.cli
bot.__main__
""".replace("\n    ", " ")
    .strip()
    .splitlines()
)
"""From the bottom; a module belongs to the longest name that it begins with."""

LOOPS = ("bot.worker", "bot.fetcher", "bot.runner", "bot.sender")
KNOW_EVERY_CLASS = (
    "bot.app",
    "bot.bot",
    "bot.joining",
    "bot.opening",
    "bot.cli",
    "bot.chatting",
    "bot.checking",
    "bot.crashtest.life",
    "bot.running",
)
LATE = {
    "bot.checking": "the database is slow to import, and who checks may have none",
    "bot.cli": "a command does not load what only another one needs",
    "bot.care": "the same",
    "bot.channelcommands": "the same",
    "bot.crashtest.command": "the same",
    "bot.running": "uvloop is there with the extra fast only",
    "bot.flowcommands": "the same",
    "bot.photocommands": "the same",
    "bot.versioncommands": "the same",
    "bot.linkcommands": "the same",
    "storage.places": "what a bucket needs is there with the extra s3 only",
    "storage.schema": "migrations are rarely run, and slow to import",
}
"""Who may import inside functions, and why."""


@cache
def modules():
    return {
        name.removesuffix(".__init__"): path
        for folder in ("bot", "storage")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for name in [".".join(path.relative_to(ROOT).with_suffix("").parts)]
        if "migrations" not in path.parts
    }


def imported(name):
    """The modules of ours that *name* imports, wherever in it."""
    tree = ast.parse(modules()[name].read_text())
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "write the whole name"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found.add(whole if whole in modules() else str(node.module))
    return {one for one in found if one.split(".")[0] in {"bot", "storage", "flows"}}


def layer(name):
    for number, names in enumerate(LAYERS):
        for known in names.split():
            if name == known or name.startswith(f"{known}."):
                return number
    raise AssertionError(f"{name} has no layer: add it to LAYERS")


@pytest.mark.parametrize("name", sorted(modules()))
def test_a_module_imports_nothing_from_above(name):
    if name == "bot":
        return
    above = {one for one in imported(name) - {"bot"} if layer(one) > layer(name)}

    assert above == set()


@pytest.mark.parametrize("name", sorted(n for n in modules() if n.startswith("bot")))
def test_the_bot_names_no_flow(name):
    assert {one for one in imported(name) if one.startswith("flows")} == set()


@pytest.mark.parametrize("name", LOOPS)
def test_the_loops_do_not_know_each_other(name):
    assert imported(name).intersection(LOOPS) == set()


def test_only_the_app_knows_every_class():
    knowing = {
        name
        for name in modules()
        if len(imported(name).intersection(LOOPS)) > 1 or "bot.app" in imported(name)
    }

    assert knowing <= {*KNOW_EVERY_CLASS, "bot.__main__"}


def test_no_module_imports_itself_by_way_of_others():
    done: set[str] = set()
    at_work: list[str] = []

    def visit(name):
        if name in done or name not in modules():
            return
        assert name not in at_work, f"a cycle: {[*at_work, name]}"
        at_work.append(name)
        for one in sorted(imported(name)):
            visit(one)
        done.add(at_work.pop())

    for name in sorted(modules()):
        visit(name)

    assert done == set(modules())


@pytest.mark.parametrize("name", sorted(modules()))
def test_imports_stand_at_the_top(name):
    if name in LATE:
        return
    tree = ast.parse(modules()[name].read_text())
    inside = [
        ast.unparse(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert inside == []


PUBLIC = {
    "bot.dialogue.nearest",
    "bot.effect",
    "bot.errors",
    "bot.findings",
    "bot.messages",
    "bot.session",
    "bot.stock",
    "bot.turn",
    "bot.yamlfile",
}
"""What a flow may import of the bot."""


@pytest.mark.parametrize(
    "path", sorted((ROOT / "flows").rglob("*.py")), ids=lambda path: path.stem
)
def test_a_flow_imports_only_public_names_of_the_bot(path):
    found = {
        str(node.module)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.level == 0
    }
    ours = {one for one in found if one.split(".")[0] in {"bot", "storage"}}

    assert ours <= PUBLIC


IMPORT_ALL = """
import importlib, logging, socket, sys

class NoSocket(socket.socket):
    def __init__(self, *args, **kwargs):
        raise RuntimeError("a socket at import")

socket.socket = NoSocket
handlers, level = list(logging.root.handlers), logging.root.level
for name in sys.argv[1:]:
    importlib.import_module(name)
assert (logging.root.handlers, logging.root.level) == (handlers, level)
"""


def test_importing_every_module_prints_nothing_and_opens_no_socket():
    names = [name for name in modules() if not name.endswith("__main__")]

    ran = subprocess.run(
        [sys.executable, "-W", "error::ResourceWarning", "-c", IMPORT_ALL, *names],
        capture_output=True,
        cwd=ROOT,
        check=False,
    )

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"", b"")
