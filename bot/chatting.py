"""``alur chat``: a phone in the terminal, with the running bot or one of its own."""

import asyncio

from bot.app import open_bot
from bot.client import ask
from bot.errors import BadSetting
from bot.phone import PHONE_FORM
from bot.settings import Settings
from bot.terminal import HELP, Terminal
from storage.errors import StorageInUse


async def chat(settings: Settings, *, flow: str | None, phone: str | None) -> None:
    """
    Talk as *phone* until the person ends it.

    Args:
        settings: How the bot is run.
        flow: Talk to the first tenant that has it; None: to the first there is.
        phone: Whose phone it is; None: that of the first person with a role.

    Raises:
        BadSetting: If *phone* is none, or no tenant with a simulator has the flow.
        Refused: If the running bot has no such simulator.
        ServerGone: If the running bot stopped meanwhile.
        StorageError: If the data cannot be opened.
    """
    path, own = _simulator(settings, flow)
    whose = phone or own
    if not PHONE_FORM.fullmatch(whose):
        raise BadSetting(
            f"--as {whose}: write the number with + and country code: +6281200000011"
        )
    try:
        async with open_bot(settings.model_copy(update={"port": 0})) as bot:
            stop = asyncio.Event()
            working = asyncio.create_task(bot.run(stop))
            try:
                await _talk(bot.url, path, whose)
            finally:
                stop.set()
                await working
    except StorageInUse:
        url = (await ask(settings, "about"))["url"]
        await _talk(url, path, whose)


async def _talk(url: str, path: str, phone: str) -> None:
    print(f"You are {phone}, talking to {path}.\n{HELP}")  # noqa: T201 - the terminal is the product here
    await Terminal(f"{url}/simulator/{path}", phone, print).run()


def _simulator(settings: Settings, flow: str | None) -> tuple[str, str]:
    for key, tenant in settings.tenants.items():
        if flow is not None and tenant.flows is not None and flow not in tenant.flows:
            continue
        for name, channel in tenant.channels.items():
            if channel.get("type") == "simulator":
                people = [one for phones in tenant.roles.values() for one in phones]
                return f"{key}/{name}", (people or ["+6281200000022"])[0]
    what = f"the flow {flow!r} and " if flow else ""
    raise BadSetting(
        f"no tenant has {what}a channel of type simulator; "
        "add one, or leave out --config to talk to the demo"
    )
