"""What is shipped to run the bot with, as far as it can be tried without Docker."""

import os
import re
import shutil
import subprocess
import sys

import pytest
import yaml

from bot.channelopening import make_channels
from bot.channels.client import HttpClient
from bot.doubts import address_of, doubts, gateways
from bot.settings import CONFIG, PREFIX, Settings, load
from tests.documents import ROOT, commands_and_options

DEPLOY = ROOT / "deploy"
GATEWAYS = ("gowa", "waha")
DOCKERFILE = (ROOT / "Dockerfile").read_text()
UNIT = (DEPLOY / "alur.service").read_text()
ENVIRON = {
    "BOT_PUBLIC_URL": "https://bot.example.com",
    "STAFF_PHONE": "+6281200000011",
    "WEBHOOK_SECRET": "made-up-4711",
    "GATEWAY_PASSWORD": "made-up-4712",
}
KNOWN = {CONFIG, *(f"{PREFIX}{name.upper()}" for name in Settings.model_fields)}

gateways_shipped = pytest.mark.parametrize("gateway", GATEWAYS)


def composed(gateway):
    return yaml.safe_load((DEPLOY / gateway / "compose.yaml").read_text())["services"]


def loaded(gateway):
    """The settings as the container reads them."""
    inside = dict(re.findall(r"(BOT_\w+)=(\S+)", DOCKERFILE))
    del inside[CONFIG]
    file = DEPLOY / gateway / "bot.yaml"
    return load(file, environ={**inside, **ENVIRON})


@gateways_shipped
async def test_the_settings_of_an_example_make_a_channel_that_is_authentic(gateway):
    settings = loaded(gateway)

    async with HttpClient() as client:
        channels = make_channels(settings, client)

    assert list(channels) == ["shop/wa"]
    assert settings.tenants["shop"].channels["wa"]["type"] == gateway
    assert list(doubts(settings)) == []


@gateways_shipped
def test_the_gateway_of_an_example_posts_where_the_bot_listens(gateway):
    services, settings = composed(gateway), loaded(gateway)
    [name] = set(services) - {"bot"}
    url = str(address_of(gateways(settings)["shop/wa"]))
    told = set(services[name]["environment"].values())

    assert f"http://bot:{settings.port}/webhook/shop/wa" in told
    assert url.rstrip("/") == f"http://{name}:3000"
    assert [one for one in told if "${WEBHOOK_SECRET" in one]


@gateways_shipped
def test_an_example_names_only_what_is_there_and_what_is_to_be_filled_in(gateway):
    folder, services = DEPLOY / gateway, composed(gateway)
    written = (folder / "compose.yaml").read_text() + (folder / "bot.yaml").read_text()
    known = (DEPLOY / "env.example").read_text()
    bot = services["bot"]

    assert (folder / bot["build"] / "Dockerfile").resolve() == ROOT / "Dockerfile"
    assert set(re.findall(r"\$\{(\w+)", written)) <= set(
        re.findall(r"^#?(\w+)=", known, re.MULTILINE)
    )
    for volume in (one.split(":")[0] for one in bot["volumes"]):
        assert not volume.startswith(".") or (folder / volume).is_file()
    assert {name for name in bot["environment"] if name.startswith(PREFIX)} <= KNOWN


@gateways_shipped
def test_the_bot_of_an_example_may_do_nothing_but_its_work(gateway):
    services = composed(gateway)
    bot = services["bot"]

    assert bot["read_only"] is True
    assert bot["cap_drop"] == ["ALL"]
    assert bot["security_opt"] == ["no-new-privileges:true"]
    for service in services.values():
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])


def test_the_image_copies_what_exists_and_is_handed_nothing_else():
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    names = {name for line in copied for name in line.split()}
    ignored = (ROOT / ".dockerignore").read_text().splitlines()

    assert all((ROOT / name).exists() for name in names)
    assert {line[1:] for line in ignored if line.startswith("!")} == names
    assert "*" in ignored


def test_the_image_is_built_from_the_lock_runs_without_root_and_tells_its_health():
    stages = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[1:]

    assert len(stages) == 2
    assert "--require-hashes --only-binary :all: -r requirements.lock" in stages[0]
    assert re.search(r"^USER (?!0|root)\S+$", stages[1], re.MULTILINE)
    assert "HEALTHCHECK" in stages[1]
    assert set(re.findall(r"(BOT_\w+)=", DOCKERFILE)) <= KNOWN


@pytest.mark.parametrize(
    "path",
    [
        ROOT / "Dockerfile",
        *(one for one in sorted(DEPLOY.rglob("*")) if one.is_file()),
    ],
    ids=lambda path: path.name,
)
def test_no_file_names_a_registry_or_holds_a_secret(path):
    text = path.read_text()

    assert not re.search(r"\b(?:index-url|pypi|ghcr\.io|quay\.io|docker\.io)\b", text)
    assert not re.search(r"^\w*(?:SECRET|PASSWORD|KEY)=.", text, re.MULTILINE)


def test_the_health_check_fails_where_no_server_listens():
    [code] = re.findall(r'CMD \["python", "-c", "(.+)"\]', DOCKERFILE)

    done = subprocess.run(
        [sys.executable, "-c", code], env={"BOT_PORT": "9"}, check=False, timeout=30
    )

    assert done.returncode == 1


def test_the_unit_calls_a_command_that_exists_with_settings_that_exist():
    [command, options] = re.findall(
        r"^ExecStart=\S+/alur (\w+) (.*)$", UNIT, re.MULTILINE
    )[0]
    known = dict(commands_and_options())

    assert set(re.findall(r"--[a-z-]+", options)) <= known[command]
    assert set(re.findall(r"(BOT_\w+)=", UNIT)) <= KNOWN


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd")
def test_the_unit_is_one_that_systemd_takes(tmp_path):
    program = tmp_path / "alur"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    unit = tmp_path / "alur.service"
    unit.write_text(
        re.sub(r"(?<=^ExecStart=)\S+", str(program), UNIT, flags=re.MULTILINE)
    )

    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)],  # noqa: S607 - found above
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SYSTEMD_LOG_LEVEL": "warning"},
    )

    complaints = [line for line in done.stderr.splitlines() if "alur" in line]
    assert (done.returncode, complaints) == (0, [])
