"""
Measures Alur on this machine: ``python -m benchmarks``, or ``make bench``.

    python -m benchmarks                 every part; writes benchmarks/RESULTS.md
    python -m benchmarks turns           this part alone; writes nothing
    python -m benchmarks turns --quick   in a minute, for whoever changes the path

The parts are ``turns``, ``dialogue``, ``burst``, ``growth``, ``catalog`` and ``costs``.
"""

import argparse
from collections.abc import Awaitable, Callable, Mapping

from benchmarks import burst, catalog, costs, dialogue, growth, results, turns
from benchmarks.loops import run
from benchmarks.process import take_load_core
from benchmarks.report import FULL, QUICK, Length, Report, Tell

PARTS: Mapping[str, Callable[[Length, Tell], Awaitable[Report]]] = {
    "turns": turns.measure,
    "dialogue": dialogue.measure,
    "burst": burst.measure,
    "growth": growth.measure,
    "catalog": catalog.measure,
    "costs": costs.measure,
}


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="PART")
    parser.add_argument("--quick", action="store_true", help="shorter and smaller")
    told = parser.parse_args()
    take_load_core()
    length = QUICK if told.quick else FULL
    whole = run(_measure(told.parts or list(PARTS), length))
    text = results.markdown(whole, length)
    print(text)
    if length is FULL and not told.parts:
        results.FILE.write_text(text, encoding="utf-8")


async def _measure(parts: list[str], length: Length) -> Report:
    whole = Report()
    for name in parts:
        print(f"--- {name}", flush=True)
        found = await PARTS[name](length, lambda line: print(line, flush=True))
        whole.tables += found.tables
        whole.targets += found.targets
    return whole


if __name__ == "__main__":
    main()
