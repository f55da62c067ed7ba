"""What the bot refuses to start with, and how it says so: one line with the place."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.app import open_bot
from bot.errors import BadSetting
from bot.settings import load

CHANNEL = {"type": "simulator"}


def _tenants(**tenant: object) -> dict[str, Any]:
    return {"tenants": {"lumiku": {"channels": {"wa": CHANNEL}} | tenant}}


async def _start(
    folder: Path,
    settings: Mapping[str, object],
    *,
    environ: Mapping[str, str] | None = None,
    **options: object,
) -> str:
    """Start with *settings* in a file; what the refusal says, without the folder."""
    file = folder / "bot.yaml"
    given = {"port": "0", "data": "./data", **_tenants(), **settings}
    file.write_text(yaml.safe_dump(given))
    with pytest.raises(BadSetting) as refused:
        async with open_bot(load(file, environ=environ or {}, overrides=options)):
            pass
    return str(refused.value).replace(f"{folder}/", "")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"aport": "8080"}, "bot.yaml:1:1: aport: there is no such setting"),
        ({"media": {"attempts": "0"}}, "bot.yaml:3:3: media.attempts: "),
        ({"tenants": "lumiku"}, "bot.yaml:3:1: tenants: "),
        ({"tenants": ["lumiku"]}, "bot.yaml:3:1: tenants: "),
        (_tenants(roles={"staff": ["0812"]}), "bot.yaml:10:9: tenants.lumiku.roles."),
        (_tenants(locale="xx"), "tenants.lumiku: there are no texts in the language"),
        (_tenants(languages=["id", "xx"]), "tenants.lumiku: there are no texts in"),
        (_tenants(channels={"wa": {}}), "tenants.lumiku.channels.wa.type: there is"),
        (
            _tenants(channels={"wa": {"type": "wapi"}}),
            "tenants.lumiku.channels.wa.type: there is no such type; there are ",
        ),
        (
            _tenants(channels={"wa": {"type": ["wwapi"]}}),
            "tenants.lumiku.channels.wa.type: there is no such type; there are ",
        ),
        (
            _tenants(channels={"wa": {"type": "wwapi"}}),
            "tenants.lumiku.channels.wa.url: ",
        ),
        ({"flows": "./nowhere"}, "flows: there is no flow in nowhere"),
        ({"locales": "./nowhere"}, "locales: there are no texts in nowhere"),
        ({"data": "./bot.yaml"}, "data: bot.yaml cannot be made: "),
        ({"public_url": "${NOWHERE}"}, "bot.yaml:3:13: the environment has no NOWHERE"),
    ],
    ids=[
        "an unknown key",
        "a number too small",
        "tenants that are a text",
        "tenants that are a list",
        "a number that is no phone",
        "a locale without texts",
        "a language without texts",
        "a channel without a type",
        "an unknown channel",
        "a channel whose type is a list",
        "a channel without an address",
        "a folder without flows",
        "a folder without texts",
        "a data folder that is a file",
        "an unknown variable",
    ],
)
async def test_a_bad_setting_is_told_in_one_line(
    tmp_path: Path, settings: dict[str, object], said: str
) -> None:
    told = await _start(tmp_path, settings)

    assert told.startswith(said)
    assert "\n" not in told


async def test_an_open_host_needs_channels_that_know_who_posts(tmp_path: Path) -> None:
    everywhere = "0.0.0.0"  # noqa: S104 - what is to be refused

    told = await _start(tmp_path, {"host": everywhere})

    assert told.startswith("tenants.lumiku.channels.wa: anybody who reaches 0.0.0.0")


@pytest.mark.parametrize(
    ("name", "value"),
    [("BOT_PORT", "x"), ("BOT_HOST", "nowhere.invalid"), ("BOT_PUBLIC_URL", "x")],
)
async def test_a_bad_variable_is_named(tmp_path: Path, name: str, value: str) -> None:
    told = await _start(tmp_path, {}, environ={name: value})

    assert told.startswith((f"{name}: ", f"{value}:0: cannot listen there: "))
    assert "\n" not in told


async def test_a_bad_option_is_named(tmp_path: Path) -> None:
    assert (await _start(tmp_path, {}, port=99_999)).startswith("--port: ")
