"""A summary reaches everybody it is for, and its link opens, over real wires."""

from urllib.parse import urlsplit

import pytest
import yaml

from tests import salon
from tests.acceptance.people import Person
from tests.acceptance.server import CUSTOMER
from tests.fakes.mailserver import MailServer
from tests.sale import write
from tests.salon import EMAIL, STYLIST, picture


@pytest.fixture
async def mails():
    async with MailServer().listening() as listening:
        yield listening


@pytest.fixture
def settings(tmp_path, gateway, mails):
    write(tmp_path, salon.FILES)
    channel = {"type": "wwapi", "url": gateway.url, "path_secret": "s3cret"}
    return {
        "flows": "./flows",
        "locales": "./locales",
        "smtp": {
            "host": "127.0.0.1",
            "port": mails.port,
            "from": "Salon Ayu <bot@salon.example>",
            "tls": "none",
        },
        "tenants": {
            "lumiku": {
                "name": "Salon Ayu",
                "channels": {"wa": channel},
                "contacts": dict(salon.STYLISTS),
            }
        },
    }


@pytest.fixture
def client(gateway, server):
    return Person(CUSTOMER, gateway=gateway, server=server)


@pytest.fixture
def stylist(gateway, server):
    return Person(STYLIST.removeprefix("+"), gateway=gateway, server=server)


async def send_summary(client, *photos):
    """The client's way from the first word to the last; the link's path."""
    await client.says("mulai")
    for number, photo in enumerate(photos):
        await client.sends(f"3EB0A{number}", photo)
    await client.says("keramas tiap hari")
    await client.says("kirim")
    said = await client.hears_words("terkirim: ")
    return urlsplit(said.split()[1]).path


async def test_client_stylist_and_mailbox_get_the_same_links(
    server, client, stylist, mails
):
    path = await send_summary(client, picture(0), picture(1))

    told = await stylist.hears_words("Konsultasi baru.")
    [line] = [one for one in told.splitlines() if one.startswith("Foto: ")]
    links = line.removeprefix("Foto: ").split(" | ")
    names = [file.name for file in server.photos]
    assert [urlsplit(link).path for link in links] == [
        f"{path}/photos/{name}" for name in names
    ]
    status, page = await server.page(path)
    assert status == 200
    assert all(name in page for name in names)
    await mails.arrived(1)
    assert line in mails.received[0].get_body(("plain",)).get_content()


async def test_a_mail_server_that_is_down_is_waited_for(server, client, mails):
    mails.answers = ["451 not now", "451 not now"]

    await send_summary(client, picture(0))

    await server.logs("reply.postponed", 2)
    await mails.arrived(1)
    [mail] = mails.received
    assert mail["To"] == EMAIL
    assert mail["Subject"] == "Konsultasi rambut"
    assert "Foto: http://127.0.0.1:" in mail.get_body(("plain",)).get_content()


async def test_a_killed_server_loses_no_letter(server, client, stylist, mails):
    mails.answers = ["451 not now"] * 3
    await send_summary(client, picture(0))
    await server.logs("reply.postponed")

    await server.kill()
    await server.start()

    await mails.arrived(1)
    told = [words for words in stylist.heard if "Konsultasi baru." in words]
    assert len(told) == 1
    assert len(mails.received) == 1


@pytest.mark.parametrize("running", [True, False], ids=["running", "stopped"])
async def test_an_operator_sees_links_and_revokes_them(server, client, *, running):
    path = await send_summary(client, picture(0))
    chat = f"lumiku/wa/{CUSTOMER}@s.whatsapp.net"
    if not running:
        await server.stop()

    _, listed, _ = await server.call("links", f"+{CUSTOMER}")
    _, nobody, _ = await server.call("links", "+6281200000098")
    revoked = await server.call("links", "--revoke", f"{server.url}{path}")
    again = await server.call("links", "--revoke", path.rpartition("/")[2])

    number, whose, *_ = listed.split()
    assert len(listed.splitlines()) == 1
    assert (len(number), whose) == (12, chat)
    assert path.rpartition("/")[2] not in listed
    assert nobody == ""
    assert revoked == (0, "1 revoked\n", "")
    unknown = "alur links: nothing is called so; list them with: alur links\n"
    assert again == (1, "", unknown)
    if not running:
        await server.start()
    status, _ = await server.page(path)
    assert status == 404


async def test_an_operator_revokes_all_links_of_a_chat_or_one_by_its_number(
    server, client
):
    paths = [await send_summary(client)]
    _, listed, _ = await server.call("links")

    by_number = await server.call("links", "--revoke", listed.split()[0])
    paths.append(await send_another(client, paths[0]))
    by_chat = await server.call("links", "--revoke", f"+{CUSTOMER}")

    assert (by_number[:2], by_chat[:2]) == ((0, "1 revoked\n"), (0, "1 revoked\n"))
    assert [(await server.page(path))[0] for path in paths] == [404, 404]


async def send_another(client, before):
    """A second summary after one without photos; its link is another."""
    for words in ("mulai", "keramas lagi", "kirim"):
        await client.says(words)
    last = (await client.hears(6))[-1]
    path = urlsplit(last.split()[1]).path
    assert path != before
    return path


async def test_purging_a_chat_closes_its_links(server, client):
    path = await send_summary(client, picture(0))

    await server.call("photos", f"+{CUSTOMER}", "--purge")

    assert server.photos == []
    assert (await server.page(path))[0] == 404
    _, listed, _ = await server.call("links")
    assert listed == ""


async def test_settings_that_do_not_fit_stop_the_start(server):
    await server.stop()
    config = server.folder / "bot.yaml"
    said = yaml.safe_load(config.read_text())
    said["smtp"]["from"] = "nobody"
    said["tenants"]["lumiku"]["contacts"]["stylist"]["channel"] = "telegram"
    config.write_text(yaml.safe_dump(said))

    status, _, err = await server.call("links")

    assert status == 1
    assert "smtp" in err
    assert "there is no channel 'telegram'" in err
