"""What the upload dialogue of the tests can do beyond the built-in actions."""

from bot.effect import Effect
from bot.turn import Reading, Turn

from .reader import read


def read_car(turn: Turn) -> None:
    """Read the brand, which is all that this reader knows."""
    turn.merge(Reading(data=read(turn.message.text)))


async def publish_car(effect: Effect) -> None:
    """Say how the description was made."""
    effect.values["copywriting"] = "template"


ACTIONS = {"read_car": read_car}
EFFECTS = {"publish_car": publish_car}
PLACEHOLDERS = {"copywriting": "how the description was made"}
