"""What does not fit the channels that a flow runs over is told before people see it."""

from pathlib import Path

import pytest
import yaml

from bot.channel import Limits
from bot.channels import CHANNELS
from bot.checking import findings, limits_by_flow
from bot.dialogue.loader import load_flow
from bot.settings import load
from bot.wording import LANGUAGES, Wording
from tests.bot.dialogue.test_nested_mistakes import EN, FLOW, ID, Order
from tests.bot.dialogue.upload_copy import written_at

BUTTONS = Limits(type="buttons", text=4096, options=10, titles={3: 20, 10: 24})
FEW = Limits(type="few", text=4096, options=2, titles={2: 20})
SHORT = Limits(type="short", text=120)
PLAIN = Limits(type="plain", text=4096)


@pytest.fixture
def order(tmp_path):
    return Order(tmp_path)


def found(order, *limits):
    """Code, file, text at its place and type of channel, of each finding."""
    _, all_found = load_flow(
        order.root / "flows" / "order",
        locales=order.root / "locales",
        languages=("id", "en"),
        limits=limits,
    )
    return [
        (
            one.code,
            str(Path(one.place.file).relative_to(order.root)),
            written_at(one.place),
            dict(one.values)["type"],
        )
        for one in all_found
    ]


def label(order, title):
    order.replace(ID, "confirm: Ya, pesan", f"confirm: {title}")


def test_what_fits_every_channel_is_no_finding(order):
    assert found(order, BUTTONS, PLAIN) == []


@pytest.mark.parametrize(
    "title", ["Ya, pesan sekarang 20", "Ya, pesan sekarang \U0001f44d"]
)
def test_a_title_that_is_too_long_for_a_button_is_told(order, title):
    label(order, title)

    assert found(order, PLAIN, BUTTONS) == [("F216", ID, title, "buttons")]
    assert found(order, PLAIN) == []


def test_a_title_that_just_fits_a_button_is_not_told(order):
    label(order, "Ya, pesan sekarang 2")

    assert found(order, BUTTONS) == []


def test_rows_of_a_list_may_have_longer_titles_than_buttons(order):
    many = "[small, large, a, b]"
    for file in (ID, EN):
        order.replace(
            file, "labels:\n", "labels:\n  a: Ya, pesan sekarang 2024\n  b: B\n"
        )
    order.replace(FLOW, "[small, large]", many)

    assert found(order, BUTTONS) == []


def test_options_that_a_channel_numbers_are_told_where_they_are_listed(order):
    assert found(order, FEW, BUTTONS) == [("F215", FLOW, "confirm", "few")]


def test_a_text_that_goes_out_in_pieces_is_told_with_the_tightest_channel(order):
    order.replace(ID, "Mau pesan paket?", f"Mau pesan paket? {'x' * 120}")

    assert [one for one in found(order, PLAIN, SHORT) if "x" * 120 in one[2]] == [
        ("F308", ID, written(order, "welcome"), "short")
    ]


def written(order, key):
    """What stands behind *key* in the Indonesian texts."""
    texts = yaml.safe_load((order.root / ID).read_text())["texts"]
    return texts[key]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_told_in_two_lines_in_each_language(order, language):
    label(order, "Ya, pesan sekarang 2024")
    order.replace(ID, "Mau pesan paket?", f"Mau pesan paket? {'x' * 120}")
    _, all_found = load_flow(
        order.root / "flows" / "order",
        locales=order.root / "locales",
        languages=("id", "en"),
        limits=(FEW, BUTTONS, SHORT),
    )

    told = {one.key: Wording.of(language).tell(one) for one in all_found}

    assert {"more_options_than_shown", "title_cut", "text_in_pieces"} <= set(told)
    assert all(len(one.splitlines()) == 2 for one in told.values())


SETTINGS = """
flows: flows
locales: locales
tenants:
  kedai:
    channels:
      wa: {type: twilio, account_sid: AC00000000000000000000000000000000,
           auth_token: made-up, from: "+14155238886"}
  toko: {flows: [], channels: {wa: {type: simulator}}}
"""


def test_a_flow_is_checked_for_the_channels_of_the_tenants_that_run_it(order):
    file = order.root / "bot.yaml"
    file.write_text(SETTINGS)
    order.replace(ID, "Mau pesan paket?", f"Mau pesan paket? {'x' * 1600}")
    settings = load(file, environ={})

    limits = limits_by_flow(settings)
    [one] = findings(settings, ["order"])

    assert {name: [each.type for each in by] for name, by in limits.items()} == {
        "order": ["twilio"]
    }
    assert (one.code, dict(one.values)["most"]) == ("F308", 1600)


@pytest.mark.parametrize("kind", CHANNELS)
def test_every_type_of_channel_says_what_it_shows(kind):
    limits = CHANNELS[kind].limits(kind)

    assert limits.text > 0
    assert bool(limits.titles) == bool(limits.options)
    assert limits.title(limits.options) is not None or not limits.options
