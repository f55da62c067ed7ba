"""Settings are read once, from a file, the environment and the command line."""

from pathlib import Path

import pytest

from bot import settings
from bot.errors import BadSetting

MINIMAL = """\
tenants:
  lumiku:
    channels:
      wa: {type: wwapi, url: "http://127.0.0.1:9000"}
"""


def write(folder: Path, text: str) -> Path:
    file = folder / "bot.yaml"
    file.write_text(text)
    return file


def test_without_a_file_the_demo_runs_on_the_simulator():
    found = settings.load(environ={})

    assert list(found.tenants) == ["demo"]
    assert found.tenants["demo"].channels["simulator"]["type"] == "simulator"
    assert found.url == "http://127.0.0.1:8080"
    assert found.loopback


def test_paths_are_relative_to_the_file(tmp_path):
    file = write(tmp_path, "data: ./here\nflows: ./mine\n" + MINIMAL)

    found = settings.load(file, environ={})

    assert found.data == tmp_path / "here"
    assert found.photo_root == tmp_path / "here" / "photos"
    assert found.flows == tmp_path / "mine"


def test_the_environment_wins_over_the_file_and_the_command_line_over_both(tmp_path):
    file = write(tmp_path, "port: 1\nhost: 127.0.0.3\n" + MINIMAL)

    found = settings.load(
        file,
        environ={"BOT_PORT": "2", "BOT_HOST": "127.0.0.2"},
        overrides={"port": 3, "host": None},
    )

    assert (found.host, found.port) == ("127.0.0.2", 3)


def test_the_file_may_be_named_by_the_environment(tmp_path):
    file = write(tmp_path, MINIMAL)

    assert list(settings.load(environ={"BOT_CONFIG": str(file)}).tenants) == ["lumiku"]


def test_names_in_the_file_are_read_from_the_environment_or_from_a_file(tmp_path):
    (tmp_path / "secret").write_text("s3cret\n")
    file = write(
        tmp_path, "public_url: https://${HOST_NAME}\n" + MINIMAL + "    name: ${SHOP}\n"
    )

    found = settings.load(
        file, environ={"HOST_NAME": "a.example", "SHOP_FILE": str(tmp_path / "secret")}
    )

    assert found.url == "https://a.example"
    assert found.tenants["lumiku"].name == "s3cret"


def test_a_missing_name_stops_the_start_with_its_line(tmp_path):
    file = write(tmp_path, MINIMAL + "    name: ${SHOP}\n")

    with pytest.raises(BadSetting, match=r"bot\.yaml:5:11: .*SHOP"):
        settings.load(file, environ={})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("prot: 8080\n", r"bot\.yaml:1:1: prot: there is no such setting"),
        ("port: many\n", r"bot\.yaml:1:1: port: .*integer"),
        ("port: 70000\n", r"bot\.yaml:1:1: port: .*65535"),
        ("media: {tries: 3}\n", r"media\.tries: there is no such setting"),
        ("database: oracle\n", "database: .*sqlite"),
        ("retention: {messages: long}\n", "retention.messages: write a number and a"),
        ("retention: {messages: 30}\n", "retention.messages: write a number and a"),
        ("retention: {messages: 23 hours}\n", "retention.messages: .* 1 day at least"),
        ("retention: {messages: 2 years}\n", "retention.messages: write a number"),
        ("retention: {photos: 1 day}\n", "retention.photos: there is no such setting"),
        ("public_url: example.org\n", "public_url"),
        ("port: 1\nport: 2\n", r"bot\.yaml:2:1: error Y002"),
        ("tenants: {A B: {channels: {s: {type: simulator}}}}\n", "small letters"),
        ("tenants: {a: {channels: {}}}\n", "tenants.a.channels"),
        ("tenants: {a: {timezone: Mars/One, channels: {s: {}}}}\n", "Asia/Jakarta"),
        ("tenants: {a: {roles: {staff: ['0812']}, channels: {s: {}}}}\n", r"\+62"),
        ("- 1\n", "settings are expected"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_place(tmp_path, text, told):
    file = write(tmp_path, text if text[0] in "t-" else text + MINIMAL)

    with pytest.raises(BadSetting, match=told):
        settings.load(file, environ={})


def test_an_unknown_variable_stops_the_start():
    with pytest.raises(BadSetting, match="BOT_PROT: there is no such setting"):
        settings.load(environ={"BOT_PROT": "1"})


def test_no_mistake_repeats_what_was_written(tmp_path):
    file = write(tmp_path, "public_url: 'https://user:s3cret@ '\n" + MINIMAL)

    with pytest.raises(BadSetting) as told:
        settings.load(file, environ={})

    assert "s3cret" not in str(told.value)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(BadSetting, match=r"none\.yaml: cannot be read"):
        settings.load(tmp_path / "none.yaml", environ={})


def test_the_pauses_are_two_and_three_seconds():
    assert settings.Media().pauses() == (2.0, 3.0)


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("", 30),
        ("retention: {}\n", 30),
        ("retention: {messages: 1 hari}\n", 1),
        ("retention: {messages: 6 weeks}\n", 42),
    ],
)
def test_messages_are_kept_for_thirty_days_or_as_it_is_written(tmp_path, written, days):
    file = write(tmp_path, written + MINIMAL)

    found = settings.load(file, environ={})

    assert found.retention.messages_seconds == days * 86_400


def test_nobody_has_the_roles_of_a_hidden_number():
    tenant = settings.load(environ={}).tenants["demo"]

    assert tenant.roles_of("+6281200000011") == {"staff"}
    assert tenant.roles_of(None) == frozenset()
    assert tenant.roles_of("") == frozenset()
