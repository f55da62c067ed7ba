"""The upload dialogue publishes a car once, however often it is asked to."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.effect import Check, Effect, Item, Messages, Summary
from bot.errors import EffectFailed
from bot.messages import Chat
from bot.session import FieldValue
from flows.upload.publishing import publish_car

CHAT = Chat(tenant="lumiku", channel="wa", address="staff@s.whatsapp.net")
NOW = datetime(2025, 10, 28, 17, 7, tzinfo=ZoneInfo("Asia/Jakarta"))
SESSION = "1761646020000-9c01f2ab"
FREED: Mapping[str, FieldValue] = {
    "brand": "Honda",
    "model": "Freed",
    "variant": "PSD",
    "year": 2012,
    "price": 145_000_000,
    "km": 145_515,
    "transmission": "matic",
}


class Bench:
    """A workbench in memory: what was published, and texts that name their key."""

    def __init__(self, *, broken: bool = False) -> None:
        self.broken = broken
        self.published: dict[str, Item] = {}

    async def photos(self) -> tuple[str, ...]:
        return ()

    async def publish(self, item: Item) -> str:
        if self.broken:
            raise EffectFailed("the store does not answer")
        self.published[item.slug] = item
        return f"https://example.test/cars/{item.slug}"

    async def complete(self, messages: Messages, *, check: Check) -> str | None:
        assert messages
        assert check("")
        return None

    async def send_summary(self, summary: Summary) -> str:
        raise NotImplementedError(summary)

    def whatsapp(self, text: str, *, to: str | None = None) -> str:
        raise NotImplementedError(text, to)

    def text(self, key: str, **values: str) -> str:
        return f"<{' '.join((key, *values.values()))}>"

    def label(self, name: str) -> str:
        return name


def effect_on(bench: Bench, data: Mapping[str, FieldValue] = FREED) -> Effect:
    return Effect(
        key=f"{SESSION}-3",
        session=SESSION,
        chat=CHAT,
        data=data,
        now=NOW,
        bench=bench,  # type: ignore[arg-type] # publishing needs no stock
    )


async def test_publishing_tells_the_link_and_how_the_description_was_made() -> None:
    bench = Bench()
    effect = effect_on(bench)

    await publish_car(effect)

    code = hashlib.sha256(SESSION.encode()).hexdigest()[:6]
    slug = f"honda-freed-psd-matic-2012-{code}"
    assert effect.values == {
        "link": f"https://example.test/cars/{slug}",
        "copywriting": "<copywriting_template>",
    }


async def test_the_item_holds_the_data_and_what_the_page_says() -> None:
    bench = Bench()

    await publish_car(effect_on(bench))

    [item] = bench.published.values()
    assert item.title == "Honda Freed PSD 2012"
    assert item.data == FREED
    assert "Rp 145.000.000" in item.description


async def test_publishing_again_publishes_the_same_car() -> None:
    bench = Bench()

    await publish_car(effect_on(bench))
    await publish_car(effect_on(bench))

    assert len(bench.published) == 1


async def test_what_fails_is_left_to_the_runner_and_tells_no_link() -> None:
    effect = effect_on(Bench(broken=True))

    with pytest.raises(EffectFailed):
        await publish_car(effect)

    assert effect.values == {}
