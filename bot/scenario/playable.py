"""What a scenario is played with: a bot, its people and its time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.messages import Chat, Message
from bot.scenario.channel import PlayedFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """
    A reply that somebody got.

    Attributes:
        chat: The chat's key.
        key: Of the text it was written from; empty if it was not from any.
        text: What it says.
    """

    chat: str
    key: str
    text: str


class Playable(Protocol):
    """
    A bot whose time goes on only as it is told, and whose people do as they are told.

    Whatever can be done without time is done when a method returns.

    Attributes:
        people: The chat of each person, by name.
    """

    people: Mapping[str, Chat]

    def now(self) -> float:
        """Seconds since 1970."""

    async def advance(self, seconds: float) -> None:
        """Let *seconds* pass."""

    async def go_on(self) -> bool:
        """
        Let time pass until something happens; False if nothing is left to be done.

        Nothing may come of it: whoever waits for something asks again.
        """

    async def post(
        self, messages: Sequence[Message], files: Mapping[str, PlayedFile]
    ) -> None:
        """Deliver *messages*, whose photos are in *files* by their locators."""

    async def heard(self) -> list[Heard]:
        """The replies since this was last asked, in the order they were sent."""

    async def restart(self) -> None:
        """Stop the bot and start it again."""

    async def state(self, person: str) -> str:
        """Where *person* stands, or stood last; at first it is the initial state."""
