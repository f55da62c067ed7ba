"""Which versions of flows people are inside of, and how they come to newer ones."""

import json
from dataclasses import asdict
from typing import Any

import structlog

from bot.dialogue.definition import Flow
from bot.dialogue.library import Library
from bot.succession import Succession, succeed
from bot.workings import NotFound, Parts
from storage.records import SessionRow
from storage.versions import FlowVersion, Move, standing
from storage.versions import inside as people_inside
from storage.versions import move as keep_move

log = structlog.get_logger(__name__)


async def inside(parts: Parts, _argument: str) -> Any:
    """How many people stand in each state of each version of each flow."""
    return [asdict(one) for one in await parts.engine.run(people_inside, None)]


async def flows(parts: Parts, _argument: str) -> Any:
    """Every version that runs or that somebody is inside of, the current ones first."""
    library = await parts.dialogues.running()
    states: dict[tuple[str, str], dict[str, int]] = {
        (flow.name, flow.version): {} for flow in library.flows.values()
    }
    current = set(states)
    for one in await parts.engine.run(people_inside, None):
        states.setdefault((one.flow, one.version), {})[one.state] = one.people
    return [
        {
            "flow": flow,
            "version": version,
            "current": (flow, version) in current,
            "people": sum(people.values()),
            "states": people,
        }
        for (flow, version), people in sorted(
            states.items(), key=lambda one: (one[0][0], one[0] not in current)
        )
    ]


async def move(parts: Parts, argument: str) -> Any:
    """Move people to the current version; *argument*: ``{"flow", "dry_run"}``."""
    asked = json.loads(argument)
    library = await parts.dialogues.newest()
    known = ", ".join(library.flows)
    if asked["flow"] and asked["flow"] not in library.flows:
        raise NotFound(f"there is no flow {asked['flow']!r}; there are: {known}")
    async with parts.pause():
        flows = library.flows
        names = [asked["flow"]] if asked["flow"] else list(flows)
        told = []
        for flow in map(flows.__getitem__, names):
            found = await _succession(parts, library, flow)
            if not asked["dry_run"] and not found.gone:
                to = FlowVersion(
                    version=flow.version, name=flow.name, source=flow.source
                )
                await parts.engine.run(keep_move, Move(to=to, sessions=found.moves))
                log.info("people.moved", flow=flow.name, people=len(found.moves))
            told.append(_told(flow, found))
    parts.wakes.worker.set()
    return told


async def _succession(parts: Parts, library: Library, flow: Flow) -> Succession:
    def older(row: SessionRow) -> Flow | None:
        tenant = row.chat.partition("/")[0]
        found = library.version(tenant, row.flow, row.version)
        return found.flow if found is not None else None

    people = await parts.engine.run(standing, flow.name)
    return succeed(people, flow, older, parts.clock.now())


def _told(flow: Flow, found: Succession) -> dict[str, Any]:
    return {
        "flow": flow.name,
        "version": flow.version,
        "moved": [
            {"state": state, "to": to, "people": people}
            for (state, to), people in sorted(found.people.items())
        ],
        "gone": dict(sorted(found.gone.items())),
        "waiting": found.waiting,
    }
