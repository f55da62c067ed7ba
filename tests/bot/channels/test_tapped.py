"""What was tapped is found in whatever case a library writes it."""

from typing import Any

import pytest

from bot.channels.payload import Payload
from bot.channels.tapped import Tapped, find_tapped

YES = Tapped(id="yes", title="Ya")


@pytest.mark.parametrize(
    "message",
    [
        {
            "buttonsResponseMessage": {
                "selectedButtonId": "yes",
                "selectedDisplayText": "Ya",
            }
        },
        {
            "ButtonsResponseMessage": {
                "SelectedButtonID": "yes",
                "Response": {"SelectedDisplayText": "Ya"},
            }
        },
        {
            "templateButtonReplyMessage": {
                "selectedID": "yes",
                "selectedDisplayText": "Ya",
            }
        },
        {
            "listResponseMessage": {
                "title": "Ya",
                "singleSelectReply": {"selectedRowID": "yes"},
            }
        },
        {
            "interactiveResponseMessage": {
                "body": {"text": "Ya"},
                "nativeFlowResponseMessage": {"paramsJson": '{"id":"yes"}'},
            }
        },
        {
            "interactiveResponseMessage": {
                "body": {"text": "Ya"},
                "InteractiveResponseMessage": {
                    "NativeFlowResponseMessage": {"paramsJSON": '{"id":"yes"}'}
                },
            }
        },
    ],
)
def test_an_option_has_its_id_and_its_title(message: dict[str, Any]) -> None:
    assert find_tapped(Payload(fields=message)) == YES


def test_an_option_may_have_its_title_alone() -> None:
    message = {"buttonsResponseMessage": {"selectedDisplayText": "Ya"}}

    assert find_tapped(Payload(fields=message)) == Tapped(id="", title="Ya")


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"conversation": "ya"},
        {"buttonsResponseMessage": None},
        {"buttonsResponseMessage": {"selectedButtonId": 7}},
        {"listResponseMessage": {"singleSelectReply": "yes"}},
        {
            "interactiveResponseMessage": {
                "nativeFlowResponseMessage": {"paramsJson": "yes"}
            }
        },
    ],
    ids=repr,
)
def test_anything_else_is_no_option(message: dict[str, Any]) -> None:
    assert find_tapped(Payload(fields=message)) is None
