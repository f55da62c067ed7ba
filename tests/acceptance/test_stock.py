"""Staff tends to what its business published, whatever becomes of the server."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from bot import settings as bot_settings
from bot.crashtest.crashing import Wish, crash_flows
from tests.acceptance import said
from tests.acceptance.people import Person
from tests.acceptance.server import STAFF, Server
from tests.fakes.deliveries import text
from tests.fakes.gateway import FakeGateway

RIVAL = "6281400000001"
"""A number that has the role ``staff`` of the other business."""


@pytest.fixture
def settings(gateway: FakeGateway) -> Mapping[str, Any]:
    """Two businesses, each with staff of its own, on one server."""

    def business(name: str, phone: str) -> dict[str, Any]:
        channel = {"type": "wwapi", "url": gateway.url, "path_secret": "s3cret"}
        roles = {"staff": [f"+{phone}"]}
        return {"name": name, "roles": roles, "channels": {"wa": channel}}

    return {
        "tenants": {
            "lumiku": business("Lumiku Auto", STAFF[0]),
            "rival": business("Rival Motor", RIVAL),
        }
    }


async def publishes(person: Person) -> str:
    """Let *person* publish a car with a photo; the path of its page."""
    await person.says(said.UPLOAD)
    await person.hears(1)
    await person.sends("3EB0A1")
    await person.hears(2)
    await person.says("selesai")
    await person.hears(3)
    await person.says("ya")
    await person.hears(4)
    return person.page


async def test_staff_of_another_business_sees_and_changes_nothing(
    gateway: FakeGateway, server: Server, staff: Callable[..., Person]
) -> None:
    page = await publishes(staff())
    webhook = f"{server.url}/webhook/rival/wa/s3cret"

    for words in ("stok", "terjual 1", f"hapus {server.url}{page}", "urungkan"):
        body = text(words, sender=f"{RIVAL}@s.whatsapp.net")
        await gateway.deliver(body, to=webhook)
    await gateway.replies_reach(4, number=RIVAL, timeout_seconds=30)

    heard = [reply.text for reply in gateway.replies_for(RIVAL)]
    assert "Belum ada mobil" in heard[0]
    assert "tidak ditemukan" in heard[1]
    assert "tidak ditemukan" in heard[2]
    assert "Tidak ada mobil terhapus" in heard[3]
    assert (await server.page(page))[0] == 200


async def test_what_is_deleted_is_no_page_until_it_is_brought_back_with_its_photos(
    server: Server, staff: Callable[..., Person]
) -> None:
    person = staff()
    page = await publishes(person)
    pictures = await server.pictures(page)
    [photo] = pictures

    await person.says("hapus freed")
    await person.hears(5)
    await person.says("iya")
    await person.hears(6)
    deleted = [
        (await server.page(path))[0]
        for path in (page, f"{page}/photos/{photo}", f"{page}/photos/{photo}?w=480")
    ]
    catalog = (await server.page("/catalog/lumiku"))[1]
    await person.says("urungkan")
    await person.hears(7)

    assert deleted == [404, 404, 404]
    assert page not in catalog
    assert await server.pictures(page) == pictures


async def test_a_command_that_a_kill_cut_off_is_carried_out_after_it(
    server: Server, staff: Callable[..., Person]
) -> None:
    person = staff()
    await publishes(person)

    await person.says("ubah harga freed 118,5jt")
    await server.kill()
    await server.start()
    await person.hears_words("menjadi Rp 118.500.000")
    await person.says("stok")

    assert "Rp 118.500.000" in await person.hears_words("1. Honda Freed")


@pytest.mark.parametrize(
    "name",
    ["photos are added and one is removed", "deleted with a yes, and taken back"],
)
async def test_kills_at_moments_of_chance_change_nothing(name: str) -> None:
    """Kills after each step are left to ``alur crashtest stock --every-step``."""
    found = bot_settings.load(None, environ={})
    wish = Wish(scenario=name, moments=6, seed=7)

    result = await crash_flows(
        found, ["stock"], wish, lambda _: None, lambda _, __: None
    )

    [crashed] = result.crashed
    assert crashed.passed, str(crashed)
    assert crashed.kills == 6
