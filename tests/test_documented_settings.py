"""Every setting is documented, with its default."""

import re

import pytest

from bot.channels import CHANNELS
from bot.contacts import Contact
from bot.llmsettings import LlmSettings
from bot.media import Media
from bot.retention import Retention
from bot.settings import CONFIG, NESTED, Settings
from bot.smtp import Smtp
from bot.tenant import Tenant
from tests.documents import ROOT, assert_same, flattened, rows, shown_default


@pytest.mark.parametrize(
    ("heading", "model"),
    [
        ("Settings", Settings),
        ("A tenant", Tenant),
        ("Media", Media),
        ("Retention", Retention),
        ("A contact", Contact),
        ("E-mail", Smtp),
        ("A language model", LlmSettings),
    ],
)
def test_every_setting_is_in_operating_with_its_default(heading, model):
    table = rows("docs/operating.md", heading)

    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    assert_same(table, fields, f"docs/operating.md, table {heading!r}")
    assert {name: row[-1] for name, row in table.items()} == {
        name: shown_default(field) for name, field in fields.items()
    }, f"docs/operating.md, table {heading!r}: the last column is the default"


@pytest.mark.parametrize("kind", CHANNELS)
def test_every_setting_of_a_channel_is_in_channels_with_its_default(kind):
    table = rows("docs/channels.md", f"`{kind}`")
    defaults = dict(flattened(CHANNELS[kind].settings))

    assert_same(table, defaults, f"docs/channels.md, table of {kind!r}")
    assert {name: row[-1] for name, row in table.items()} == defaults


def test_every_variable_of_the_environment_is_in_the_example():
    plain = set(Settings.model_fields).difference(NESTED)
    known = {CONFIG, *(f"BOT_{name.upper()}" for name in plain)}
    text = (ROOT / ".env.example").read_text()

    assert_same(re.findall(r"^#(BOT_\w+)=", text, re.MULTILINE), known, ".env.example")
