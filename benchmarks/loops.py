"""The event loop that everything here runs on: uvloop if it is installed."""

import asyncio
import importlib
import importlib.util
from collections.abc import Coroutine
from typing import TypeVar

Result = TypeVar("Result")

QUICK_LOOP = importlib.util.find_spec("uvloop") is not None
"""Whether uvloop is there; the bot then uses it too."""


def run(main: Coroutine[object, object, Result]) -> Result:
    """Run *main* until it ends; what it returned."""
    make = importlib.import_module("uvloop").new_event_loop if QUICK_LOOP else None
    with asyncio.Runner(loop_factory=make) as runner:
        return runner.run(main)
