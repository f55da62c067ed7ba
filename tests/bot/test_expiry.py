"""What people sent is deleted once it is too old, by what their tenant says."""

import asyncio

import pytest

from bot.operating import COMMANDS
from bot.reloader import Reloader
from bot.settings import Settings
from bot.workings import Parts
from storage.files import FilePhotoStore
from storage.photos import VOICE
from tests.house import open_house

DAY_MS = 24 * 3600 * 1000
PERSON = "shop/whatsapp:+6281200000022"
SESSION = f"{PERSON}/1700000000000-00000000"
ITEM = "shop/cars/honda-freed"


@pytest.fixture
async def house(tmp_path):
    """A bot that was not told to delete photos."""
    async with open_house(tmp_path) as opened:
        yield opened


@pytest.fixture
async def keeping(tmp_path):
    """A bot that keeps photos for ten days."""
    async with open_house(tmp_path, retention={"photos": "10 days"}) as opened:
        yield opened


def name(house, days, suffix="jpg"):
    """The name of something that was sent *days* ago."""
    sent_ms = int(house.clock.now() * 1000) - int(days * DAY_MS)
    return f"{sent_ms:013d}-0000000000000001.{suffix}"


async def put(house, folder, *days):
    for each in days:
        await house.bot.photos.put(folder, name(house, each), b"photo")


async def put_voice(house, folder, days):
    root = house.settings.data / "voices"
    store = FilePhotoStore(root, VOICE)
    await store.put(folder, name(house, days, VOICE), b"sound")
    return root


def parts(house):
    return Parts(
        engine=house.bot.engine,
        photos=house.bot.photos,
        voices=FilePhotoStore(house.settings.data / "voices", VOICE),
        settings=house.settings,
        wakes=house.wakes,
        dialogues=Reloader(
            house.settings,
            engine=house.bot.engine,
            library=house.bot.library,
            clock=house.clock,
            metrics=house.metrics,
        ),
        clock=house.clock,
    )


async def test_what_is_too_old_goes_and_what_is_not_stays(keeping):
    await put(keeping, PERSON, 11, 9)
    await put(keeping, SESSION, 11)

    await keeping.passes(3700)

    assert keeping.stored() == [f"{PERSON}/{keeping.stored()[0].rpartition('/')[2]}"]
    assert sum(log["count"] for log in keeping.logged("photos.expired")) == 2


async def test_voice_notes_go_with_the_photos(keeping):
    root = await put_voice(keeping, PERSON, 11)

    await keeping.passes(3700)

    assert not list(root.rglob("*.ogg"))


async def test_what_was_published_has_no_age(keeping):
    await put(keeping, ITEM, 400)

    await keeping.passes(3700)

    assert len(keeping.stored()) == 1


async def test_photos_are_kept_for_good_where_nothing_is_said(house):
    await put(house, PERSON, 400)

    await house.passes(3700)

    assert len(house.stored()) == 1


async def test_a_dry_run_tells_and_deletes_nothing(keeping):
    await put(keeping, PERSON, 11, 12)
    await put_voice(keeping, PERSON, 11)

    told = await COMMANDS["expire"](parts(keeping), "dry")

    assert told == {"shop": {"photos": 2, "voices": 1, "folders": 2}}
    assert len(keeping.stored()) == 2


async def test_the_same_without_it_deletes_them(keeping):
    await put(keeping, PERSON, 11, 12)

    expiring = asyncio.ensure_future(COMMANDS["expire"](parts(keeping), ""))
    await keeping.passes(1)
    told = await expiring

    assert told == {"shop": {"photos": 2, "voices": 0, "folders": 1}}
    assert keeping.stored() == []


@pytest.mark.parametrize(
    ("tenant", "kept"), [("salon", (10, 30)), ("shop", (None, 40))]
)
def test_what_a_tenant_says_of_its_own_comes_first(tenant, kept):
    channels = {"wa": {"type": "simulator"}}
    settings = Settings.model_validate(
        {
            "retention": {"messages": "40 days"},
            "tenants": {
                "salon": {
                    "channels": channels,
                    "retention": {"photos": "10 days", "messages": "30 days"},
                },
                "shop": {"channels": channels},
            },
        }
    )

    found = settings.retention_of(tenant)

    seconds = tuple(days and days * 24 * 3600.0 for days in kept)
    assert (found.photos_seconds, found.messages_seconds) == seconds
