"""
Every type of channel, for the suite that all of them pass.

To add one to the suite:

1. Write ``tests/fakes/TYPE_case.py`` with a class that is a ``tests.fakes.case.Case``
   (each method is told there; ``wwapi_case.py`` is the shortest). It starts your fake
   gateway (``tests/fakes/TYPE.py``), makes your deliveries, and signs them.
   - A file that was not given to ``has`` yet must be answered as "not yet" is by
     your gateway (404 or the like: the adapter raises ``MediaUnavailable``). The
     delivery of a photo comes before its file, always.
   - ``said`` tells digits only: ``62812...``, whatever the address looks like.
   - The gateway runs in a thread of its own, on a loop of its own. ``has`` and
     ``said`` are called from the bot's: touch dicts and lists there, no futures. The
     clock of the bot stands still, so let nothing depend on real time.
   - ``delivery`` gives None for what the gateway cannot tell (a revoke, a tap); then
     name your type under that word in ``WITHOUT``, and under "secrets" if nothing
     proves where its deliveries come from.
2. Put recorded deliveries into ``tests/deliveries/TYPE/*.json`` (or ``*.form``): they
   are fuzzed, given unknown fields, and robbed of every field in turn.
3. Add your line to ``CASES``.
4. Run ``pytest -n 0 tests/bot/channels/test_every_channel.py -k TYPE``, and
   ``tests/bot/channels/test_every_scenario.py -k TYPE``.

The tests themselves know no type. If one does not hold for yours, either the adapter
is wrong or the gateway has no such thing.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from tests.fakes.case import Case
from tests.fakes.cloud_case import CloudCase
from tests.fakes.evolution_case import EvolutionCase
from tests.fakes.gowa_case import GowaCase
from tests.fakes.simulator_case import SimulatorCase
from tests.fakes.twilio_case import TwilioCase
from tests.fakes.waha_case import WahaCase
from tests.fakes.wuzapi_case import WuzapiCase
from tests.fakes.wwapi_case import WwapiCase

RECORDED = Path(__file__).parents[1] / "deliveries"

CASES: Mapping[str, Callable[[], Case]] = {
    "cloud": CloudCase,
    "evolution": EvolutionCase,
    "gowa": GowaCase,
    "simulator": SimulatorCase,
    "twilio": TwilioCase,
    "waha": WahaCase,
    "wuzapi": WuzapiCase,
    "wwapi": WwapiCase,
}

WITHOUT: Mapping[str, frozenset[str]] = {
    "deletions": frozenset({"twilio", "wwapi"}),
    "taps": frozenset({"gowa", "simulator", "twilio", "wwapi"}),
    "secrets": frozenset({"simulator"}),
}
"""The types whose gateways have no such thing."""


def cases_with(what: str) -> list[str]:
    """The types whose gateways have *what*, a key of ``WITHOUT``."""
    return [kind for kind in CASES if kind not in WITHOUT[what]]


def recorded(kind: str) -> dict[str, bytes]:
    """The recorded deliveries of a type, by name; none for the simulator."""
    return {
        path.stem: path.read_bytes().rstrip(b"\n")
        for path in sorted((RECORDED / kind).glob("*.*"))
    }
