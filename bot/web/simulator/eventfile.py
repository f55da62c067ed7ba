"""A file of events, one a line, that is only appended to."""

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Event = dict[str, Any]


class EventFile:
    """
    Events that outlive this process, like a gateway.

    A power cut may take the last lines; that is good enough for a simulator.

    Args:
        path: Where they are kept; it is made when the first event comes.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Iterator[Event]:
        """The events; a line that was cut by a power cut is left out."""
        try:
            lines = self._path.read_bytes().splitlines()
        except FileNotFoundError:
            return
        for line in lines:
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if isinstance(event, dict):
                yield event

    def append(self, event: Event) -> None:
        """Hand *event* to the system at once."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        handle = os.open(self._path, flags, 0o600)
        try:
            os.write(handle, _line(event))
        finally:
            os.close(handle)

    def write_anew(self, events: Iterable[Event]) -> None:
        """Let *events* take the place of all there are."""
        part = self._path.with_suffix(".part")
        part.write_bytes(b"".join(map(_line, events)))
        part.replace(self._path)


def _line(event: Event) -> bytes:
    return json.dumps(event, separators=(",", ":")).encode() + b"\n"
