"""Texts are written in the chat's language, from what is known at that moment."""

import pytest

from bot.turn import Photos
from tests.bot.dialogue.small import WORDS, Small

FLOW = """
photos: {max: 10}
data:
  name:  {type: text, required: true}
  price: {type: rupiah, required: true}
  gear:  {type: choice, choices: [matic, manual]}
initial: idle
states:
  - name: idle
  - {name: over, final: true}
transitions:
  - {trigger: text, source: idle, dest: stay, after: [{say: shown}]}
"""


def speaking(tmp_path, text, *, english=None, language="id"):
    """A chat that answers every text with *text*."""
    labels = "labels: {name: Nama, price: Harga, matic: Otomatis}"
    texts = {"id": f"words:{WORDS}{labels}\ntexts:\n  shown: {text!r}\n"}
    if english is not None:
        texts["en"] = (
            f"words:{WORDS.replace('batal', 'stop')}texts:\n  shown: {english!r}\n"
        )
    chat = Small(tmp_path, FLOW, texts)
    chat.session.language = language
    return chat


def said(chat):
    [text] = chat.hears("x")
    return text


def test_a_field_is_shown_by_its_type(tmp_path):
    chat = speaking(tmp_path, "{name} {price} {gear}")
    chat.session.data.update(name="Freed", price=145_000_000, gear="matic")

    assert said(chat) == "Freed Rp 145.000.000 Otomatis"


def test_a_field_without_a_value_is_a_dash(tmp_path):
    assert said(speaking(tmp_path, "{name}")) == "-"


def test_braces_that_a_person_typed_stay_as_they_are(tmp_path):
    chat = speaking(tmp_path, "{name}")
    chat.session.data["name"] = "{price} {{x}}"

    assert said(chat) == "{price} {{x}}"


@pytest.mark.parametrize(
    ("photos", "shown"),
    [
        (Photos(), "0"),
        (Photos(listed=("1", "2")), "2"),
        (Photos(listed=("1",), coming=frozenset({"2"})), "1 (1 diproses)"),
        (Photos(listed=("1",), coming=frozenset({"1"})), "1"),
    ],
)
def test_the_photos_that_are_there_are_counted_and_those_to_come_are_told(
    tmp_path, photos, shown
):
    chat = speaking(tmp_path, "{photos}")
    chat.photos = photos

    assert said(chat) == shown


def test_the_limit_and_the_losses_are_shown(tmp_path):
    chat = speaking(tmp_path, "{photos_failed} / {photos_max}")
    chat.photos = Photos(failed=2)

    assert said(chat) == "2 / 10"


def test_what_is_missing_is_named_by_its_labels(tmp_path):
    assert said(speaking(tmp_path, "{missing}")) == "Nama, Harga"


def test_the_data_is_a_list_of_labels_and_values(tmp_path):
    chat = speaking(tmp_path, "{data}")
    chat.session.data.update(price=1000, gear="manual")

    assert said(chat) == "Harga: Rp 1.000\ngear: manual"


def test_choices_are_the_words_accepted_just_now(tmp_path):
    assert said(speaking(tmp_path, "{choices}")) == '"batal", "bantuan"'


def test_a_word_is_the_first_one_of_its_trigger_in_the_language(tmp_path):
    chat = speaking(tmp_path, "{word.cancel}", english="{word.cancel}", language="en")

    assert said(chat) == "stop"


def test_links_are_those_of_the_published_item_and_its_photos(tmp_path):
    chat = speaking(tmp_path, "{link} {photo_links}")
    chat.photos = Photos(listed=("1.jpg", "2.jpg"))

    draft = said(chat)
    chat.session.item = "https://x/cars/a"

    assert draft == "- -"
    assert said(chat) == (
        "https://x/cars/a https://x/cars/a/photos/1.jpg | https://x/cars/a/photos/2.jpg"
    )


def test_what_effects_and_actions_say_by_name_comes_first(tmp_path):
    chat = speaking(tmp_path, "{name}")
    chat.session.values["name"] = "said"

    assert said(chat) == "said"


def test_a_language_that_nobody_speaks_falls_back_to_the_tenants_own(tmp_path):
    chat = speaking(tmp_path, "halo", english="hello", language="fr")

    assert said(chat) == "halo"


def test_a_text_that_no_language_has_is_a_mistake(tmp_path):
    chat = speaking(tmp_path, "halo")
    said(chat)

    with pytest.raises(KeyError):
        chat.turn.say("no_such_text")


def test_a_text_outside_a_turn_knows_only_what_it_is_given(tmp_path):
    speaker = speaking(tmp_path, "{name} {price}").dialogue.speaker

    assert speaker.text("shown", "id", {"name": "a"}) == "a -"
