"""A voice note from the simulator says where its sound is."""

import json
from typing import Any

import pytest

from bot.channel import Delivery
from bot.channels.simulator import SimulatorChannel, SimulatorSettings
from bot.errors import BadDelivery
from bot.messages import Kind, Message, PhotoRef
from tests.fakes.surroundings import surroundings_of

VOICE = {"id": "v1", "size_bytes": 28}


def received(**fields):
    nobody: Any = None  # what is received asks nobody
    channel = SimulatorChannel(
        SimulatorSettings(type="simulator"), surroundings_of(nobody)
    )
    body = {"id": "m1", "from": "+6281200000022", "sent_ms": 1_761_646_038_000}
    delivery = Delivery(body=json.dumps(body | fields).encode())
    [message] = channel.receive(delivery).messages
    return message


def test_its_sound_can_be_fetched_like_a_photo():
    message = received(voice=VOICE)

    assert message.kind is Kind.VOICE
    assert message.voice == PhotoRef(locator="v1", size_bytes=28)
    assert message.photo is None


def test_one_without_sound_is_a_voice_note_all_the_same():
    message = received(kind="voice")

    assert (message.kind, message.voice) == (Kind.VOICE, None)


def test_an_id_that_leads_elsewhere_is_refused():
    with pytest.raises(BadDelivery):
        received(voice={"id": "../photos"})


def test_it_is_the_same_after_it_was_kept():
    message = received(voice=VOICE)

    again = Message.from_json(message.to_json(), id=message.id, chat=message.chat)

    assert again == message


def test_what_was_kept_before_there_were_any_can_be_read():
    message = received(text="halo")

    assert "voice" not in json.loads(message.to_json())
