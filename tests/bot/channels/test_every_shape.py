"""No shape of an authentic delivery is answered with a refusal."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_aiohttp.plugin import AiohttpClient
from yarl import URL

from bot.channel import Delivery, Received
from bot.channels.client import HttpClient
from bot.errors import BadDelivery, NotAuthentic
from bot.messages import Chat, Kind, Message
from bot.web.webhook import Webhook
from tests.fakes.aside import opened
from tests.fakes.case import PUBLIC_URL, WEBHOOK, Case
from tests.fakes.every import CASES, recorded
from tests.fakes.played import channel_of
from tests.fakes.spoiled import changed, paths, spoiled
from tests.house import House, open_house

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=5,
)
RECORDED = [kind for kind in CASES if recorded(kind)]


@pytest.fixture(scope="module", params=RECORDED)
def case(request: pytest.FixtureRequest) -> Iterator[Case]:
    with opened(request.param) as case:
        yield case


@pytest.fixture
async def channel(case: Case) -> AsyncIterator[Any]:
    async with HttpClient() as client:
        yield channel_of(case, client, tenant="shop", name="wa")


@pytest.fixture
async def house(tmp_path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as house:
        yield house


@pytest.fixture
async def posts(house: House, channel: Any, aiohttp_client: AiohttpClient):
    """Posts a delivery to the webhook; the status that it is answered."""
    app = web.Application()
    Webhook(
        channels={"shop/wa": channel},
        inbox=house.bot.inbox,
        heard=lambda _: None,
        metrics=house.metrics,
        public_url=PUBLIC_URL,
    ).add_routes(app)
    client: TestClient[Any, Any] = await aiohttp_client(app)

    async def post(delivery: Delivery) -> int:
        where = URL(delivery.url.removeprefix(PUBLIC_URL), encoded=True)
        async with client.post(
            where, data=delivery.body, headers=dict(delivery.headers)
        ) as answer:
            return answer.status

    return post


def _kind(case: Case) -> str:
    kind: str = case.settings["type"]
    return kind


def _can_be_kept(received: Received) -> None:
    assert received.messages or received.ignored
    for message in received.messages:
        body = message.to_json()
        assert body.encode()
        assert "\\u0000" not in body
        assert Message.from_json(body, id=message.id, chat=message.chat) == message


async def test_every_recorded_delivery_is_taken(case, posts):
    statuses = {
        name: await posts(case.seal(body))
        for name, body in recorded(_kind(case)).items()
    }

    assert statuses == dict.fromkeys(statuses, 200)


async def test_a_recorded_delivery_that_proves_nothing_is_answered_401(case, posts):
    body = next(iter(recorded(_kind(case)).values()))

    assert await posts(Delivery(body=body, url=WEBHOOK)) == 401


async def test_what_is_taken_is_in_the_inbox_once(case, posts, house):
    chat = Chat(tenant="shop", channel="wa", address="x", phone="+6281200000011")
    sent_ms = int(house.clock.now() * 1000)
    hello = Message(
        id="hello-1", chat=chat, kind=Kind.TEXT, sent_ms=sent_ms, text="halo"
    )
    delivery = case.delivery(hello)

    statuses = [await posts(delivery), await posts(delivery)]

    assert statuses == [200, 200]
    assert await house.ask("SELECT count(*) FROM inbox") == [(1,)]


def test_fields_may_be_new_missing_empty_or_odd(case, channel):
    for body in recorded(_kind(case)).values():
        for odd in spoiled(body):
            _can_be_kept(channel.receive(case.seal(odd)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.data())
def test_whatever_stands_in_any_field_can_be_kept(case, channel, data):
    bodies = recorded(_kind(case))
    body = bodies[data.draw(st.sampled_from(sorted(bodies)))]
    if body.startswith(b"{"):
        whole = json.loads(body)
        path = data.draw(st.sampled_from(list(paths(whole))))
        body = json.dumps(changed(whole, path, data.draw(JSON))).encode()

    _can_be_kept(channel.receive(case.seal(body)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.data())
def test_a_delivery_cut_or_mixed_up_is_read_or_refused_by_name(case, channel, data):
    bodies = recorded(_kind(case))
    body = bodies[data.draw(st.sampled_from(sorted(bodies)))]
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, len(body)))
    mixed = body[:start] + data.draw(st.binary(max_size=6)) + body[end:]

    try:
        received = channel.receive(case.seal(mixed))
    except (BadDelivery, NotAuthentic):
        return

    _can_be_kept(received)
