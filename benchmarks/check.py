"""
How long it takes to find the mistakes in the upload dialogue.

Checks it many times in one process, whole and by parts, then starts `alur check` as an
operator does, and prints how long each took.

    python -m benchmarks.check
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bot import checking
from bot.dialogue.loader import load_flow
from bot.settings import HOME, Settings, load
from bot.wording import Wording
from bot.yamlfile import parse

TIMES = 50
STARTS = 5
FLOW = HOME / "flows" / "upload"
LANGUAGES = ("id", "en")


def main() -> None:
    """Measure and print."""
    settings = load(environ={})
    texts = [HOME / "locales" / one / "upload.yaml" for one in LANGUAGES]
    show("the flow and its texts, all checks", TIMES, load_upload)
    show("the same and the engine's texts", TIMES, check_all(settings))
    show("reading flow.yaml only", TIMES, read(FLOW / "flow.yaml"))
    show("reading both text files only", TIMES, *map(read, texts))
    show("reading the checker's own texts", TIMES, read(wording_file()))
    show("`alur check upload`, from its start", STARTS, start("check", "upload"))
    show("`alur --help`, from its start", STARTS, start("--help"))


def load_upload() -> None:
    """Read and check the upload dialogue, and make a flow of it."""
    load_flow(FLOW, locales=HOME / "locales", languages=LANGUAGES)


def check_all(settings: Settings) -> Callable[[], object]:
    """What `alur check upload` does once it runs."""
    return lambda: checking.findings(settings, ["upload"])


def read(file: Path) -> Callable[[], object]:
    """Read *file* and check nothing but its form."""
    return lambda: parse(file.read_bytes(), file=str(file))


def wording_file() -> Path:
    """Where the sentences of the checker stand."""
    return HOME / "locales" / Wording.of("en").language / "check.yaml"


def start(*arguments: str) -> Callable[[], object]:
    """Start `alur` with *arguments*, and wait until it ends."""
    command = [sys.executable, "-m", "bot", *arguments]
    return lambda: subprocess.run(command, check=True, capture_output=True, cwd=HOME)


def show(what: str, times: int, *measured: Callable[[], object]) -> None:
    """Print the median of *times* runs, after one to warm up, and the fastest."""
    seconds = []
    for _ in range(times + 1):
        before = time.perf_counter()
        for each in measured:
            each()
        seconds.append(time.perf_counter() - before)
    warm = sorted(seconds[1:])
    median, fastest = statistics.median(warm) * 1000, warm[0] * 1000
    print(f"{what:37} {median:7.1f} ms, at least {fastest:7.1f} ms")


if __name__ == "__main__":
    main()
