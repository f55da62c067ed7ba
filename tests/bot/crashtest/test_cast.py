"""A server that is killed on purpose writes to nobody but those who play."""

from dataclasses import replace

from bot.contacts import Contact
from bot.crashtest.cast import settings_of
from bot.scenario.play import read_all
from bot.settings import Settings
from bot.smtp import Smtp
from tests.bot.little_flow import scenarios


def test_no_contact_is_told_and_no_e_mail_goes_out(stage, tmp_path):
    file = stage.settings.flows / "little" / "scenarios.yaml"
    file.write_text(scenarios("- {user: mulai}\n- {bot: hello}"))
    [scenario], findings = read_all(stage, ["little"])
    assert findings == []
    [(name, tenant)] = stage.settings.tenants.items()
    contact = Contact(email="owner@salon.example")
    told = {
        "smtp": Smtp.model_validate({"host": "mail.example", "from": "a@b.example"}),
        "tenants": {name: tenant.model_copy(update={"contacts": {"owner": contact}})},
    }
    outside = replace(stage, settings=stage.settings.model_copy(update=told))

    made = settings_of(outside, scenario, [], tmp_path)

    assert made.smtp is None
    assert made.tenants[name].contacts == {}
    assert Settings.model_validate(made.model_dump(mode="json")).smtp is None
