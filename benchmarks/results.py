"""What was found, as a page that anybody can read: ``RESULTS.md``."""

import os
import platform
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.process import CORES
from benchmarks.report import FULL, Length, Report, Table, Target

FILE = Path(__file__).with_name("RESULTS.md")
_LIBRARIES = ("aiohttp", "sqlalchemy", "transitions", "pillow", "uvloop", "orjson")
_TITLE = "What one core does"
_READING = """\
Measured by `make bench`: see `benchmarks/README.md`. The server has one core, the
load and the gateway another. Trust the ratios, which compare runs of a minute on one
machine; the numbers beside them are those of this machine."""


def markdown(report: Report, length: Length) -> str:
    """*report* as a page."""
    parts = [
        f"# {_TITLE}",
        _READING,
        _machine(length),
        "## Targets",
        _targets(report.targets),
    ]
    for table in report.tables:
        parts += [f"## {table.title}", table.means, _table(table)]
    return "\n\n".join(parts) + "\n"


def _machine(length: Length) -> str:
    """What it ran on, without a name that only this machine has."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    python = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    libraries = ", ".join(f"{name} {_version(name)}" for name in _LIBRARIES)
    where = f"{platform.system()} on {platform.machine()}"
    how = "in full" if length == FULL else "quick and small: no results to keep"
    return "\n".join(
        (
            f"- Date: {datetime.now(UTC):%Y-%m-%d}, {how}",
            f"- Machine: {where}, {len(CORES)} cores, {memory:.0f} GB",
            f"- {python}, {libraries}",
            f"- Rounds: {length.rounds}, of {length.seconds:g} seconds a run; medians",
        )
    )


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "absent"


def _targets(targets: Sequence[Target]) -> str:
    rows = [
        [target.what, target.asked, target.found, "yes" if target.holds else "**no**"]
        for target in targets
    ]
    return _rows(("what", "asked", "found", "holds"), rows)


def _table(table: Table) -> str:
    return _rows(table.columns, table.rows)


def _rows(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    rule = ["---", *["--:"] * (len(columns) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (columns, rule, *rows))
