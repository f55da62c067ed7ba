"""The language model is off until an endpoint is named, and its key stays hidden."""

import pytest

from bot import settings
from bot.errors import BadSetting
from bot.llmsettings import LlmSettings
from tests.bot.test_settings import MINIMAL, write


def test_without_a_setting_there_is_no_model():
    found = settings.load(environ={})

    assert found.llm.address == ""


@pytest.mark.parametrize(
    "url",
    [
        "https://llm.example",
        "https://llm.example/",
        "https://llm.example/v1",
        "https://llm.example/v1/chat/completions",
    ],
)
def test_the_address_may_be_written_short_or_whole(url):
    found = LlmSettings(url=url, model="small")

    assert found.address == "https://llm.example/v1/chat/completions"


def test_the_key_comes_from_the_environment_and_is_never_shown(tmp_path):
    llm = "llm: {url: 'https://llm.example', model: small, key: '${LLM_KEY}'}\n"
    file = write(tmp_path, llm + MINIMAL)

    found = settings.load(file, environ={"LLM_KEY": "sangat-rahasia"})

    assert found.llm.key.get_secret_value() == "sangat-rahasia"
    assert "sangat-rahasia" not in repr(found)


def test_no_variable_holds_all_of_it():
    with pytest.raises(BadSetting, match="BOT_LLM: there is no such setting"):
        settings.load(environ={"BOT_LLM": "https://llm.example"})


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{url: 'https://llm.example'}", "name the model beside the url"),
        ("{url: llm.example, model: small}", "write the whole address"),
        ("{url: 'https://llm.example', model: a, timeout: 0}", "greater than 0"),
        ("{address: 'https://llm.example'}", "there is no such setting"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path, written, told):
    file = write(tmp_path, f"llm: {written}\n{MINIMAL}")

    with pytest.raises(BadSetting, match=r"bot\.yaml:1:") as refused:
        settings.load(file, environ={})

    assert told in str(refused.value)


def test_an_answer_is_never_waited_for_longer_than_an_effect_can():
    assert LlmSettings(timeout=60).wait_seconds == 8
    assert LlmSettings(timeout=0.5).wait_seconds == 0.5
