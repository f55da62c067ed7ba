"""The files of a small bot that runs, to be edited as an operator does."""

import asyncio

from bot.reloader import Reloader

BEGIN = "jual Avanza 145000000"
BEGUN = "mulai Avanza Rp 145.000.000"
FLOW = "flows/sale/flow.yaml"
TEXTS = "locales/id/sale.yaml"
CODE = "flows/sale/actions.py"
BROKEN = ("dest: publishing", "dest: publishin")
QUICK = (
    "{trigger: skip, source: collecting, dest: preview}",
    "{trigger: skip, source: collecting, dest: publishing}",
)
"""A change of the flow: who skips the photos does not look at a preview."""


class Files:
    """
    The files of a bot that runs, and what picks up their changes.

    Attributes:
        house: The bot.
        reloader: Looks at the files when it is told to.
    """

    def __init__(self, house):
        self.house = house
        self.reloader = Reloader(
            house.settings,
            engine=house.bot.engine,
            library=house.bot.library,
            clock=house.clock,
            metrics=house.metrics,
        )

    def write(self, name, old, new):
        """Change *old* to *new* in the file *name*."""
        file = self.house.root / name
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))

    async def look(self):
        """Look at the files, and let the moment pass that a mistake has to stay."""
        look = asyncio.create_task(self.reloader.look())
        await self.house.passes(1)
        await look

    async def change(self, name, old, new):
        self.write(name, old, new)
        await self.look()
