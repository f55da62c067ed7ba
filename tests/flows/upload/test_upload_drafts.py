"""What begins a draft, what leaves it alone, and what is told when it goes on."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.session import FieldValue
from bot.turn import Photos
from flows.upload.actions import (
    already_known,
    asks_to_upload,
    draft_exists,
    limit_told,
    note_limit_told,
    photos_came_first,
    read_car,
    say_resumed,
)
from tests.flows.upload.car_turns import CANONICAL, FREED, turn_with


@pytest.mark.parametrize(
    "words", ["", "Toyota Avanza 2020 harga 185jt", "warna hitam harga 140jt"]
)
def test_behind_a_start_word_what_differs_does_not_touch_the_draft(words: str) -> None:
    turn = turn_with(words, FREED, behind="/upload")

    read_car(turn)

    assert turn.data == FREED
    assert turn.changed == []
    assert draft_exists(turn)


def test_behind_a_start_word_another_car_does_not_touch_an_incomplete_draft() -> None:
    known: dict[str, FieldValue] = {"brand": "Honda", "model": "Freed"}
    turn = turn_with("Toyota Avanza 2020 harga 185jt", known, behind="/upload")

    read_car(turn)

    assert turn.data == known
    assert draft_exists(turn)


def test_behind_a_start_word_what_was_missing_is_added() -> None:
    known: dict[str, FieldValue] = {"brand": "Honda", "model": "Freed"}
    turn = turn_with(CANONICAL, known, behind="/upload")

    read_car(turn)

    assert turn.data == FREED
    assert not draft_exists(turn)


def test_the_same_start_again_is_already_known() -> None:
    turn = turn_with(CANONICAL, FREED, behind="/upload")

    read_car(turn)

    assert already_known(turn)
    assert not draft_exists(turn)


def test_photos_alone_make_a_draft() -> None:
    turn = turn_with("", behind="/upload")
    turn.photos = Photos(listed=("1",))

    read_car(turn)

    assert draft_exists(turn)


def test_without_data_and_photos_there_is_no_draft() -> None:
    turn = turn_with("", behind="/upload")

    read_car(turn)

    assert not draft_exists(turn)


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        ("mau upload mobil dong kak", True),
        ("kak tolong upload avanza 2020", True),
        ("upload yang tadi kok belum muncul?", False),
        ("avanza 2020", False),
        ("terima kasih kak", False),
    ],
)
def test_an_upload_may_be_asked_for_in_words_of_ones_own(
    words: str, *, asks: bool
) -> None:
    turn = turn_with("")
    turn.message = replace(turn.message, text=words)
    turn.words = words

    read_car(turn)

    assert asks_to_upload(turn) is asks


@pytest.mark.parametrize(
    ("beginning", "caption", "first"),
    [(True, False, False), (True, True, True), (False, False, True)],
)
def test_photos_came_first_if_they_are_there_before_a_word(
    *, beginning: bool, caption: bool, first: bool
) -> None:
    turn = turn_with("freed 2012")
    turn.beginning, turn.caption = beginning, caption

    assert photos_came_first(turn) is first


def test_the_limit_is_told_once_in_each_state() -> None:
    turn = turn_with("")
    note_limit_told(turn)

    assert limit_told(turn)

    turn.state = "preview"

    assert not limit_told(turn)


@pytest.mark.parametrize(
    ("data", "said"),
    [(FREED, "<resumed None>"), ({"model": "Freed"}, "<resumed_missing None>")],
)
def test_a_draft_that_goes_on_is_told_by_what_it_lacks(
    data: Mapping[str, FieldValue], said: str
) -> None:
    turn = turn_with("", data)

    say_resumed(turn)

    assert turn.replies == [said]


def test_a_state_that_spoke_on_the_way_in_needs_no_more() -> None:
    turn = turn_with("", FREED)
    turn.say("summary")

    say_resumed(turn)

    assert turn.replies == ["<summary None>"]
