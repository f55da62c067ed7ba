"""The simulator's page, and what it shows of the bot behind it."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.app import open_bot
from bot.settings import load
from tests.bot.web.shop import Seen
from tests.pictures import jpeg

STAFF = "/simulator/demo/simulator/phones/+6281200000011"
CUSTOMER = "/simulator/demo/simulator/phones/+6281200000022"
FREED = "/upload Honda Freed tahun 2012 harga 145jt"


class Visitor:
    """Somebody with a browser."""

    def __init__(self, url: str, client: aiohttp.ClientSession) -> None:
        self.url = url
        self._client = client

    async def delete(self, phone: str, message_id: str) -> int:
        url = f"{self.url}{phone}/delete"
        async with self._client.post(url, data={"id": message_id}) as answer:
            return answer.status

    async def page(self, path: str) -> tuple[aiohttp.ClientResponse, str]:
        async with self._client.get(self.url + path) as answer:
            return answer, await answer.text(errors="replace")

    async def say(self, phone: str, text: str = "", *photos: bytes, **more: str) -> int:
        form = aiohttp.FormData({"text": text, **more}, default_to_multipart=True)
        for one in photos:
            form.add_field("photo", one, filename="photo.jpg")
        async with self._client.post(f"{self.url}{phone}/messages", data=form) as said:
            return said.status

    async def events(self, phone: str) -> AsyncIterator[tuple[str, Any]]:
        """What the page is told, event by event."""
        async with self._client.get(f"{self.url}{phone}/events") as answer:
            name = ""
            async for line in answer.content:
                kind, _, value = line.decode().rstrip("\n").partition(": ")
                if kind == "event":
                    name = value
                elif kind == "data":
                    yield name, json.loads(value)

    async def watch(
        self, phone: str, *, tried: int = 0, **wanted: Any
    ) -> dict[str, Any]:
        """The first state with the values *wanted*, each photo *tried* so often."""
        async with asyncio.timeout(20):
            async for name, told in self.events(phone):
                if name != "watch" or not wanted.items() <= told.items():
                    continue
                if all(one["attempts"] >= tried for one in told["downloads"]):
                    return dict(told)
        raise AssertionError("the events ended")

    async def bubbles(self, phone: str, count: int) -> list[dict[str, Any]]:
        """The first *count* bubbles."""
        found: list[dict[str, Any]] = []
        async with asyncio.timeout(20):
            async for name, told in self.events(phone):
                found += told if name == "bubbles" else []
                if len(found) >= count:
                    return found
        raise AssertionError("the events ended")


@pytest.fixture
async def visitor(tmp_path: Path) -> AsyncIterator[Visitor]:
    settings = load(environ={}, overrides={"data": tmp_path, "port": 0})
    stop = asyncio.Event()
    async with open_bot(settings) as bot, aiohttp.ClientSession() as client:
        working = asyncio.create_task(bot.run(stop))
        yield Visitor(bot.url, client)
        stop.set()
        await working


async def test_the_simulator_is_found_from_the_front_page(visitor: Visitor) -> None:
    _, front = await visitor.page("/")
    answer, page = await visitor.page("/simulator")

    assert "/simulator" in Seen(front).links()
    assert answer.url.path == "/simulator/demo/simulator"
    assert "Alur Demo" in Seen(page).words


async def test_the_page_offers_two_phones_in_the_tenants_language(
    visitor: Visitor,
) -> None:
    answer, page = await visitor.page("/simulator/demo/simulator")

    seen = Seen(page)
    numbers = [one["data-number"] for one in seen.all("section") if "data-role" in one]
    assert numbers == ["+6281200000011", "+6281200000022"]
    assert seen.all("html")[0]["lang"] == "id"
    assert "Ketik pesan" in seen.words
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy


async def test_every_text_that_the_scripts_say_is_there(visitor: Visitor) -> None:
    static = Path(__file__).parents[3] / "bot" / "web" / "static"
    scripts = "".join(file.read_text() for file in static.glob("simulator*.js"))

    _, page = await visitor.page("/simulator/demo/simulator")

    said = json.loads(page.partition('id="said">')[2].partition("</script>")[0])
    named = set(re.findall(r"said\.(\w+)", scripts))
    assert named
    assert named <= set(said)
    assert {"status_404", "tick_read", "waits_held", "restarted"} <= set(said)


async def test_an_unknown_simulator_is_not_found(visitor: Visitor) -> None:
    answer, _ = await visitor.page("/simulator/demo/wa")

    assert answer.status == 404


async def test_a_page_of_another_site_cannot_kill_the_server(visitor: Visitor) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}

    async with (
        aiohttp.ClientSession() as client,
        client.post(
            f"{visitor.url}/simulator/demo/simulator/restart", headers=headers
        ) as answer,
    ):
        assert answer.status == 403


async def test_events_tell_what_is_said_and_where_the_chat_is(
    visitor: Visitor,
) -> None:
    before = await visitor.watch(STAFF)
    await visitor.say(STAFF, FREED)

    said = await visitor.bubbles(STAFF, 2)
    after = await visitor.watch(STAFF, state="collecting_photos", unsent=0)

    assert (before["flow"], before["folder"]) == (None, None)
    assert [one["kind"] for one in said] == ["message", "reply"]
    assert after["folder"].startswith("demo/whatsapp:+6281200000011/")
    assert (after["unanswered"], after["undelivered"]) == ([], [])
    assert (after["ended"], after["working"]) == (False, False)


async def test_a_photo_on_its_way_is_shown_with_its_attempts(visitor: Visitor) -> None:
    await visitor.say(STAFF, FREED)
    await visitor.say(STAFF, "", jpeg(), late="3600")
    await visitor.say(STAFF, "selesai")

    told = await visitor.watch(STAFF, tried=1, held=True, listing=[])

    [download] = told["downloads"]
    assert (download["attempts"], download["most"]) == (1, 3)
    assert (download["status"], download["outcome"]) == (404, None)
    assert len(told["unanswered"]) == 1
    assert told["working"] is False


async def test_a_stored_photo_is_listed_and_shown(visitor: Visitor) -> None:
    await visitor.say(STAFF, FREED)
    await visitor.say(STAFF, "", jpeg())
    [name] = (await _listed(visitor, 1))["listing"]

    shown, _ = await visitor.page(f"{STAFF}/folder/{name}")
    others, _ = await visitor.page(f"{CUSTOMER}/folder/{name}")
    outside, _ = await visitor.page(f"{STAFF}/folder/..%2F..%2Fbot.db")

    assert (shown.status, shown.content_type) == (200, "image/jpeg")
    assert (others.status, outside.status) == (404, 404)


async def test_a_photo_that_is_deleted_for_everyone_leaves_the_folder(
    visitor: Visitor,
) -> None:
    await visitor.say(STAFF, FREED)
    await visitor.say(STAFF, "", jpeg())
    await _listed(visitor, 1)
    sent = [one for one in await visitor.bubbles(STAFF, 4) if one["photo"]]

    status = await visitor.delete(STAFF, sent[0]["id"])
    told = await _listed(visitor, 0)

    assert status == 200
    assert told["state"] == "collecting_photos"


async def test_who_hides_the_number_is_a_stranger_in_a_chat_of_their_own(
    visitor: Visitor,
) -> None:
    await visitor.say(STAFF, FREED, hidden="1")
    said = await visitor.bubbles(STAFF, 1)

    told = await visitor.watch(STAFF, undelivered=[], unanswered=[], unsent=0)

    assert said[0]["hidden"] is True
    assert (told["flow"], told["state"]) == (None, None)


async def _listed(visitor: Visitor, count: int) -> dict[str, Any]:
    async with asyncio.timeout(20):
        async for name, told in visitor.events(STAFF):
            if name == "watch" and len(told["listing"]) == count:
                return dict(told)
    raise AssertionError("the events ended")


async def test_the_last_dialogue_is_shown_after_its_end(visitor: Visitor) -> None:
    await visitor.say(STAFF, FREED)
    await visitor.say(STAFF, "batal")

    told = await visitor.watch(STAFF, state="cancelled")

    assert told["ended"] is True


async def test_one_phone_is_not_told_of_the_other(visitor: Visitor) -> None:
    await visitor.say(STAFF, FREED)
    await visitor.say(CUSTOMER, "halo")
    await visitor.watch(STAFF, state="collecting_photos")

    [said] = await visitor.bubbles(CUSTOMER, 1)
    told = await visitor.watch(CUSTOMER, undelivered=[], unanswered=[])

    assert said["text"] == "halo"
    assert (told["flow"], told["folder"]) == (None, None)


async def test_what_happened_can_be_saved(visitor: Visitor) -> None:
    await visitor.say(STAFF, FREED)
    await visitor.bubbles(STAFF, 2)

    answer, written = await visitor.page(f"{STAFF}/scenario")

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert f"- user: {FREED}" in written
    assert "- bot: data_accepted" in written
    assert "state: collecting_photos" in written


async def test_several_simulators_are_a_choice(tmp_path: Path) -> None:
    simulators = {"one": {"type": "simulator"}, "two": {"type": "simulator"}}
    tenants = {"demo": {"channels": simulators}}
    given = {"data": tmp_path, "port": 0, "tenants": tenants}

    async with (
        open_bot(load(environ={}, overrides=given)) as bot,
        aiohttp.ClientSession() as some,
    ):
        _, page = await Visitor(bot.url, some).page("/simulator")

    links = ["/simulator/demo/one", "/simulator/demo/two"]
    assert [link for link in Seen(page).links() if "simulator" in link] == links


async def test_without_a_simulator_there_is_no_page(tmp_path: Path) -> None:
    channel = {"type": "wwapi", "url": "http://127.0.0.1:9"}
    given = {
        "data": tmp_path,
        "port": 0,
        "tenants": {"demo": {"channels": {"wa": channel}}},
    }

    async with (
        open_bot(load(environ={}, overrides=given)) as bot,
        aiohttp.ClientSession() as some,
    ):
        visitor = Visitor(bot.url, some)
        answer, _ = await visitor.page("/simulator")
        _, front = await visitor.page("/")

    assert answer.status == 404
    assert "/simulator" not in Seen(front).links()
