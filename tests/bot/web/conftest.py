"""The web pages of one small business, served."""

from pathlib import Path

import pytest
from aiohttp import web
from pytest_aiohttp.plugin import AiohttpClient

from bot.web.pages import add_routes
from bot.web.thumbnails import Thumbnails
from tests.bot.web.shop import OVERVIEW, ROOT, TEXTS, Browser, Shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "photos")


@pytest.fixture
def app(shop: Shop, tmp_path: Path) -> web.Application:
    app = web.Application()
    add_routes(
        app,
        catalog=shop,
        thumbnails=Thumbnails(tmp_path / "thumbnails"),
        overview=lambda: OVERVIEW,
        public_url="https://bot.example/alur/",
        texts=lambda: TEXTS,
        flows=ROOT / "flows",
    )
    return app


@pytest.fixture
async def browser(app: web.Application, aiohttp_client: AiohttpClient) -> Browser:
    return await aiohttp_client(app)
