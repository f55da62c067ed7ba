"""Settings are read once, from a file, the environment and the command line."""

from pathlib import Path

import pytest

from bot import settings
from bot.errors import BadSetting
from bot.media import Media
from storage.bucketurl import BucketUrl

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
        (
            "retention: {pictures: 1 day}\n",
            "retention.pictures: there is no such setting",
        ),
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
    assert Media().pauses() == (2.0, 3.0)


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


def test_photos_may_be_in_a_bucket(tmp_path):
    file = write(
        tmp_path,
        "photos: s3://showroom/salon/photos?endpoint=https://minio.example:9000/"
        "&region=auto&key=alur&secret=${SECRET}\n" + MINIMAL,
    )

    found = settings.load(file, environ={"SECRET": "a+b/c=d"})

    place = found.photo_place
    assert isinstance(place, BucketUrl)
    assert (place.bucket, place.prefix) == ("showroom", "salon/photos")
    assert (place.endpoint, place.region) == ("https://minio.example:9000", "auto")
    assert (place.key, place.secret) == ("alur", "a+b/c=d")
    assert str(found.voice_place) == "s3://showroom/salon/voices"
    assert "a+b" not in f"{found!r} {place} {place!r}"
    with pytest.raises(BadSetting, match="s3://showroom/salon/photos: this needs"):
        _ = found.photo_root


def test_the_environment_may_name_a_bucket(tmp_path):
    file = write(tmp_path, "photos: ./mine\n" + MINIMAL)

    found = settings.load(file, environ={"BOT_PHOTOS": "s3://showroom"})

    assert str(found.photo_place) == "s3://showroom"
    assert str(found.voice_place) == "s3://showroom/voices"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("gs://showroom", "write a bucket as s3://"),
        ("s3://", "write a bucket as s3://"),
        ("s3://Show Room", "write a bucket as s3://"),
        ("s3://showroom/../other", "letters, digits"),
        ("s3://showroom?endpiont=https://a.example", "endpoint, region, key, secret"),
        ("s3://showroom?region=a&region=b", "once each"),
        ("s3://showroom?endpoint=a.example", "https://host"),
        ("s3://showroom?endpoint=https://a.example/path", "without a path"),
        ("s3://showroom?key=alur", "both, or neither"),
        ("s3://showroom?key=alur&sekret=topsecret", "once each"),
    ],
)
def test_a_mistake_in_the_address_of_a_bucket_is_told(tmp_path, url, told):
    file = write(tmp_path, f"photos: {url}\n" + MINIMAL)

    with pytest.raises(BadSetting) as refused:
        settings.load(file, environ={})

    assert f"{file}:1:1: photos: " in str(refused.value)
    assert told in str(refused.value)
    assert "topsecret" not in str(refused.value)


CONTACT = (
    "tenants: {{a: {{channels: {{wa: {{}}}}, contacts: {{stylist: {written}}}}}}}\n"
)
SMTP = "tenants: {{a: {{channels: {{wa: {{}}}}}}}}\nsmtp: {written}\n"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{}", "give a channel and a phone, or an email, or both"),
        ("{phone: '+6281200000031'}", "give a channel and a phone"),
        ("{channel: wa}", "give the phone that is written to on this channel"),
        ("{channel: wa, phone: '0812'}", "write the number with"),
        ("{channel: sms, phone: '+6281200000031'}", "there is no channel 'sms'"),
        ("{email: nobody}", "write one address"),
        ('{email: "a@b.example\\nBcc: c@d.example"}', "write one address"),
    ],
)
def test_a_contact_that_cannot_be_reached_stops_the_start(tmp_path, written, said):
    file = tmp_path / "bot.yaml"
    file.write_text(CONTACT.format(written=written))

    with pytest.raises(BadSetting, match=said):
        settings.load(file, environ={})


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{host: mail.example}", "from"),
        ("{host: mail.example, from: nobody}", "from: write an address"),
        ("{host: mail.example, from: a@b.example, user: a}", "go together"),
        ("{host: mail.example, from: a@b.example, tls: maybe}", "smtp.tls"),
    ],
)
def test_a_mail_server_that_does_not_fit_stops_the_start(tmp_path, written, said):
    file = tmp_path / "bot.yaml"
    file.write_text(SMTP.format(written=written))

    with pytest.raises(BadSetting, match=said):
        settings.load(file, environ={})


def test_the_password_of_the_mail_server_comes_from_the_environment(tmp_path):
    file = tmp_path / "bot.yaml"
    given = (
        "{host: mail.example, from: S <a@b.example>, user: a, password: '${SECRET}'}"
    )
    file.write_text(SMTP.format(written=given))

    read = settings.load(file, environ={"SECRET": "s3cret"})

    assert read.smtp is not None
    assert read.smtp.password is not None
    assert read.smtp.password.get_secret_value() == "s3cret"
    assert (read.smtp.port, read.smtp.tls, read.smtp.domain) == (
        587,
        "starttls",
        "b.example",
    )
    assert "s3cret" not in repr(read)


@pytest.mark.parametrize("written", ["soon", "0", "2 years", "400 days"])
def test_a_life_of_links_that_is_none_stops_the_start(written):
    with pytest.raises(BadSetting, match="BOT_LINKS: write a number and a unit"):
        settings.load(environ={"BOT_LINKS": written})
