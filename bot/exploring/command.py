"""What ``alur test --explore`` does: explores flows one after the other."""

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from bot.dialogue.scenarios import Scenario
from bot.dialogue.steps import Says, Sends
from bot.exploring.explorer import MOST_MOVES, explore
from bot.exploring.found import Exploration
from bot.scenario.play import read_all, with_all
from bot.scenario.stage import set_stage
from bot.settings import Settings


async def explore_flows(
    settings: Settings, flows: Sequence[str], tell: Callable[[Exploration], None]
) -> tuple[Exploration, ...]:
    """
    Explore *flows*, with a bar on standard error if that is a terminal.

    Args:
        settings: How the bot is run.
        flows: Which; each is there.
        tell: Called for each as soon as it was explored.

    Raises:
        BadFlow: If a flow or a text has mistakes.
        BadSetting: If a tenant names a flow or a language that is not there.
        StorageError: If there is no place to play them.
    """
    came = []
    with TemporaryDirectory(prefix="alur-") as folder:
        stage = await set_stage(with_all(settings, flows), Path(folder))
        try:
            scenarios, _ = read_all(stage, flows)
            for name in flows:
                said = _said(each for each in scenarios if each.flow == name)
                with typer.progressbar(
                    length=MOST_MOVES,
                    label=name,
                    file=sys.stderr,
                    hidden=not sys.stderr.isatty(),
                ) as bar:
                    came.append(await explore(stage, name, said, lambda: bar.update(1)))
                tell(came[-1])
        finally:
            await stage.database.close()
    return tuple(came)


def _said(scenarios: Iterable[Scenario]) -> list[str]:
    """What people type in *scenarios*, each text once."""
    texts = [
        step.text if isinstance(step, Says) else step.caption
        for scenario in scenarios
        for step in scenario.steps
        if isinstance(step, Says | Sends)
    ]
    return list(dict.fromkeys(texts))
