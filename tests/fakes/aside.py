"""
Fake gateways on an event loop of their own, in a thread of its own.

A clock that stands still waits until every task of its loop is at rest, and a server
that listens never is. Elsewhere it does not count; calls to it do.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.fakes.case import Case
from tests.fakes.every import CASES


@contextmanager
def opened(kind: str) -> Iterator[Case]:
    """The case of *kind*, whose gateway listens until it is left."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name=f"gateway {kind}")
    thread.start()
    try:
        case = CASES[kind]()
        asyncio.run_coroutine_threadsafe(case.__aenter__(), loop).result(10)
        try:
            yield case
        finally:
            leaving = case.__aexit__(None, None, None)
            asyncio.run_coroutine_threadsafe(leaving, loop).result(10)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
