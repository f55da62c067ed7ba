"""
People in states that are gone: what a change of a flow would do to those inside of it.

They are in an older version and go on there until they end. Moved to the current one
they could not be, and when the older version does not fit any more, they would be sent
to the beginning.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import structlog

from bot.dialogue.codes import finding
from bot.dialogue.definition import Flow
from bot.dialogue.textfile import beginning
from bot.findings import Finding, Place
from bot.settings import Settings
from bot.succession import successor
from bot.yamlfile import Mapping as MappingNode
from bot.yamlfile import parse
from storage.errors import StorageError
from storage.glance import glance
from storage.versions import Inside, inside

log = structlog.get_logger(__name__)


def left_behind(settings: Settings, flows: Iterable[Flow]) -> list[Finding]:
    """
    What *flows*, as their files have them now, would do to people inside of them.

    Nothing where there is no database; one that cannot be read is told in the log.
    """
    file = settings.data / "bot.db"
    if not file.is_file():
        return []
    try:
        people = glance(file, inside)
    except StorageError as error:
        log.warning("people.uncounted", error=str(error))
        return []
    return [
        found
        for flow in flows
        for found in findings_of(
            stranded(flow, people), settings.flows / flow.name / "flow.yaml"
        )
    ]


def stranded(flow: Flow, people: Iterable[Inside]) -> Mapping[str, int]:
    """How many people stand in each state from which they cannot go on in *flow*."""
    gone: Counter[str] = Counter()
    for one in people:
        if one.flow == flow.name and successor(flow, one.state) is None:
            gone[one.state] += one.people
    return gone


def findings_of(
    gone: Mapping[str, int], file: Path, *, severity: str = "warning"
) -> list[Finding]:
    """
    A finding for each state in *gone*, by name.

    Args:
        gone: How many people stand in it.
        file: The ``flow.yaml`` in which it is gone.
        severity: ``warning`` if people stay where they are; ``error`` if that was
            to be changed.
    """
    place = _place(file)
    return [
        replace(
            finding("F501", place, "state_gone", people=people, state=state),
            severity=severity,
        )
        for state, people in sorted(gone.items())
    ]


def _place(file: Path) -> Place:
    """Where states are renamed in *file*; where there are none yet, all of them."""
    try:
        root, _ = parse(file.read_bytes(), file=str(file))
    except OSError:
        root = None
    if isinstance(root, MappingNode):
        for key in ("renamed", "states"):
            written = root.key(key)
            if written is not None:
                return written.place
    return beginning(file)
