"""Who plays: people with numbers of their own, and the tenant that they write to."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.dialogue.scenarios import Scenario
from bot.messages import Chat
from bot.scenario.stage import Stage
from bot.settings import Settings

CHANNEL = "wa"
SECRET = "crashtest"  # noqa: S105 - it guards nothing: it is the path of a gateway's webhook
LINKS = "http://alur.invalid"
"""What links begin with, in every life; the port is another in each."""

Cast = Mapping[str, Chat]
"""The chat of each person in a scenario, by name."""


def cast(tenant: str, scenario: Scenario, count: int) -> list[Cast]:
    """*count* casts of *scenario*, nobody in two of them."""
    names = list(scenario.people)
    return [
        {
            name: _chat(tenant, 1 + number * len(names) + place)
            for place, name in enumerate(names)
        }
        for number in range(count)
    ]


def settings_of(
    stage: Stage,
    scenario: Scenario,
    casts: Sequence[Cast],
    folder: Path,
) -> Settings:
    """
    The settings of a server that *casts* write to, and nobody else.

    Its gateway is at another address in each of its lives.

    Args:
        stage: How the bot is run otherwise.
        scenario: Gives roles to people.
        casts: The people.
        folder: Where the server keeps its data.
    """
    name = stage.tenant(scenario.flow)
    tenant = stage.settings.tenants[name]
    roles: dict[str, tuple[str, ...]] = {}
    for people in casts:
        for person, chat in people.items():
            for role in scenario.people[person]:
                roles[role] = (*roles.get(role, ()), chat.phone or "")
    wa = {"type": "wwapi", "url": "http://127.0.0.1", "path_secret": SECRET}
    changes = {
        "roles": roles,
        "unknown": scenario.unknown or tenant.unknown,
        "channels": {CHANNEL: wa},
        "contacts": {},
    }
    return stage.settings.model_copy(
        update={
            "host": "127.0.0.1",
            "port": 0,
            "public_url": LINKS,
            "data": folder,
            "photos": None,
            "smtp": None,
            "tenants": {name: tenant.model_copy(update=changes)},
        }
    )


def webhook(tenant: str) -> str:
    """The path that the gateway posts to."""
    return f"/webhook/{tenant}/{CHANNEL}/{SECRET}"


def number_of(chat: Chat) -> str:
    """What the gateway calls *chat* when it is given a reply."""
    return chat.address.partition("@")[0]


def _chat(tenant: str, number: int) -> Chat:
    phone = f"62812{number:08d}"
    return Chat(
        tenant=tenant,
        channel=CHANNEL,
        address=f"{phone}@s.whatsapp.net",
        phone=f"+{phone}",
    )
