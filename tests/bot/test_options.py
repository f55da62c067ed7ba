"""What a state offers is tapped where the channel shows it, and numbered elsewhere."""

import pytest

from bot.messages import Option
from tests import sale
from tests.gateway import Gateway
from tests.house import open_house

BEGIN = "jual Avanza 145000000"
FLOW = sale.FLOW.replace(
    "  - name: preview\n", "  - name: preview\n    choices: [confirm, cancel]\n"
)
FILES = {**sale.FILES, "flows/sale/flow.yaml": FLOW}


@pytest.fixture
async def preview(tmp_path, monkeypatch):
    """A channel that shows two options, and a chat that is offered two."""
    monkeypatch.setattr(Gateway, "options_limit", 2)
    async with open_house(tmp_path, files=FILES) as house:
        await house.hears(BEGIN)
        await house.hears("lewati")
        yield house


async def test_options_that_the_channel_shows_stand_beside_the_text(preview):
    last = preview.gateway.sent[-1]

    assert [option.id for option in last.options] == ["confirm", "cancel"]
    assert "1." not in last.text


async def test_only_the_last_reply_carries_them(preview):
    before = preview.gateway.sent[:-1]

    assert all(reply.options == () for reply in before)


async def test_a_tapped_option_pulls_its_trigger_whatever_its_title_is_by_now(preview):
    await preview.hears("Betulkan dulu", option="cancel")

    assert await preview.state() is None


async def test_a_tapped_option_of_an_earlier_reply_is_read_as_its_title(preview):
    await preview.hears("batal", option="skip")

    assert await preview.state() is None


async def test_more_options_than_the_channel_shows_are_numbered(tmp_path, monkeypatch):
    monkeypatch.setattr(Gateway, "options_limit", 1)
    async with open_house(tmp_path, files=FILES) as house:
        await house.hears(BEGIN)
        await house.hears("lewati")

        last = house.gateway.sent[-1]
        assert last.options == ()
        assert last.text.splitlines()[-2].startswith("1")


async def test_options_survive_a_restart_before_they_are_sent(tmp_path, monkeypatch):
    monkeypatch.setattr(Gateway, "options_limit", 3)
    async with open_house(tmp_path, files=FILES) as house:
        await house.hears(BEGIN)
        house.gateway.answers["6281200000011@s.whatsapp.net"] = [OSError("down")]
        await house.hears("lewati")

        await house.restart()
        await house.passes(5)

        assert house.gateway.sent[-1].options[0] == Option(
            id="confirm", title=house.gateway.sent[-1].options[0].title
        )
