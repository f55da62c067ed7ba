"""Publishing a car: its address, its title, and what its page says about it."""

import structlog

from bot.effect import Effect, Item
from bot.turn import Turn

from .copywriting import write
from .description import title
from .slug import slug

log = structlog.get_logger()

_SAID = "said"
_LONGEST_SAID = 2_000
"""How many characters are kept of what people wrote about a car."""


def note_said(turn: Turn) -> None:
    """Keep the words of a message that said something new, for the description."""
    if turn.changed:
        before = turn.session.values.get(_SAID, "")
        said = f"{before}\n{turn.message.text}".strip()
        turn.session.values[_SAID] = said[-_LONGEST_SAID:]


def forget_said(turn: Turn) -> None:
    """Forget what was written so far: it was about another car."""
    turn.session.values.pop(_SAID, None)


async def publish_car(effect: Effect) -> None:
    """
    Publish the car with its photos.

    The slug is made from the session and what the rules read, so a second run
    publishes the same car again, whatever a model says then.
    ``{link}`` is its page, ``{copywriting}`` says that it has a description.

    Raises:
        BotError: Whatever the workbench raised; the runner tries again.
    """
    said = effect.said.get(_SAID, "")
    copy = await write(effect.data, effect.bench, said=said)
    item = Item(
        slug=slug(effect.data, effect.session),
        title=title(copy.data),
        data=dict(copy.data),
        description=copy.description,
    )
    effect.values["link"] = await effect.bench.publish(item)
    effect.values["copywriting"] = effect.bench.text("copywriting_template")
    log.info("car.published", slug=effect.values["link"].rpartition("/")[2])
