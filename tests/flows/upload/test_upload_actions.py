"""What the upload dialogue reads from a message."""

from collections.abc import Callable

import pytest

from bot.session import FieldValue
from bot.turn import Reading, Turn
from flows.upload.actions import (
    ACTIONS,
    CONDITIONS,
    EFFECTS,
    already_known,
    another_car,
    not_an_upload,
    not_believed,
    photos_came_first,
    read_car,
    say_doubtful,
    several_cars,
)
from tests.flows.upload.car_turns import CANONICAL, FREED, turn_with


def test_a_whole_listing_is_read_into_the_data() -> None:
    turn = turn_with(CANONICAL)

    read_car(turn)

    assert turn.data == FREED
    assert sorted(turn.changed) == sorted(FREED)


def test_nothing_is_said_while_reading() -> None:
    turn = turn_with(CANONICAL)

    read_car(turn)

    assert turn.replies == []


def test_what_was_missing_is_added_to_what_is_known() -> None:
    turn = turn_with("harga 145jt", {"brand": "Honda", "model": "Freed", "year": 2012})

    read_car(turn)

    assert turn.data["price"] == 145_000_000
    assert turn.data["model"] == "Freed"
    assert turn.missing == ()


def test_the_changed_lines_are_shown_in_the_order_of_the_flow() -> None:
    turn = turn_with("KM 140000 harga 140jt", FREED)

    read_car(turn)

    lines = "<line_price 140000000>\n<line_km 140000>"
    assert turn.session.values["changed"] == lines


def test_reading_the_same_text_again_changes_nothing() -> None:
    turn = turn_with(CANONICAL, FREED)

    read_car(turn)

    assert turn.data == FREED
    assert turn.changed == []
    assert already_known(turn)


def test_a_correction_is_not_already_known() -> None:
    turn = turn_with("harga 140jt", FREED)

    read_car(turn)

    assert not already_known(turn)


@pytest.mark.parametrize("words", ["kok belum muncul?", "terima kasih kak", ""])
def test_a_text_without_car_data_changes_nothing(words: str) -> None:
    turn = turn_with(words, FREED)

    read_car(turn)

    assert turn.data == FREED
    assert turn.changed == []
    assert not already_known(turn)
    assert not another_car(turn)


@pytest.mark.parametrize(
    "words",
    ["avanza 2019 masih ada kak?", "kok upload avanza 2019 yang tadi belum muncul?"],
)
def test_a_question_about_a_car_is_no_upload(words: str) -> None:
    turn = turn_with(words)

    read_car(turn)

    assert not_an_upload(turn)
    assert turn.data == {}


@pytest.mark.parametrize("start", ["/upload", "upload", "tambah mobil", "add car"])
def test_behind_any_start_word_the_same_is_read(start: str) -> None:
    turn = turn_with(CANONICAL, behind=start)

    read_car(turn)

    assert turn.data == FREED


def test_a_command_starts_an_upload_even_with_a_question_in_it() -> None:
    turn = turn_with("Honda Brio 2019 150jt bisa nego?", behind="/upload")

    read_car(turn)

    assert not not_an_upload(turn)
    assert turn.missing == ()


def test_a_complaint_that_begins_with_a_start_word_is_no_upload() -> None:
    turn = turn_with("yang tadi kok belum muncul?", behind="upload")

    read_car(turn)

    assert not_an_upload(turn)


def test_four_digits_answer_for_the_year_while_it_is_missing() -> None:
    turn = turn_with("2012", {"brand": "Honda", "model": "Freed"})

    read_car(turn)

    assert turn.data["year"] == 2012
    assert turn.session.confirm == []


def test_a_figure_that_is_no_year_may_be_the_price() -> None:
    turn = turn_with("145", {"brand": "Honda", "model": "Freed"})

    read_car(turn)

    assert turn.data["price"] == 145_000_000
    assert turn.session.confirm == ["price"]


def test_a_figure_for_the_price_does_not_overwrite_the_year() -> None:
    turn = turn_with("2012", {"brand": "Honda", "model": "Freed", "year": 2010})

    read_car(turn)

    assert turn.data["year"] == 2010


def test_a_listing_is_an_upload() -> None:
    turn = turn_with(CANONICAL)

    read_car(turn)

    assert not not_an_upload(turn)
    assert not several_cars(turn)


def test_another_car_does_not_overwrite_a_complete_one() -> None:
    turn = turn_with("Toyota Avanza 2020 harga 185jt", FREED)

    read_car(turn)

    assert turn.data == FREED
    assert another_car(turn)


def test_another_car_replaces_one_that_was_not_complete() -> None:
    known: dict[str, FieldValue] = {"brand": "Honda", "model": "Freed", "km": 145_515}
    turn = turn_with("Toyota Avanza 2020 harga 185jt", known)

    read_car(turn)

    assert turn.data["model"] == "Avanza"
    assert "km" not in turn.data
    assert not another_car(turn)


def test_the_same_car_told_again_with_a_new_price_is_a_correction() -> None:
    turn = turn_with("Honda Freed PSD 2012 harga 140jt", FREED)

    read_car(turn)

    assert not another_car(turn)
    assert turn.data == {**FREED, "price": 140_000_000}


@pytest.mark.parametrize(
    "condition",
    [one for one in CONDITIONS.values() if one is not photos_came_first],
    ids=lambda one: str(one.__name__),
)
def test_before_anything_was_read_no_condition_holds(
    condition: Callable[[Turn], bool],
) -> None:
    assert condition(turn_with("selesai", FREED)) is False


def test_several_cars_in_one_message_are_not_mixed() -> None:
    turn = turn_with("", FREED)
    turn.reading = Reading(data={"model": "Rush"}, action="ask_split")

    assert several_cars(turn)
    assert not already_known(turn)
    assert not another_car(turn)


def test_doubtful_fields_are_shown_to_be_checked() -> None:
    turn = turn_with("")
    turn.merge(Reading(data={"year": 2012, "price": 145_000_000}, confirm=("price",)))

    say_doubtful(turn)

    assert turn.replies == ["<please_check None>"]
    assert turn.session.values["doubtful"] == "<line_price 145000000>"


def test_without_doubt_nothing_is_said() -> None:
    turn = turn_with("", FREED)
    turn.session.confirm = ["price"]
    turn.merge(Reading(data={"year": 2013}))

    say_doubtful(turn)

    assert turn.replies == []


def test_every_registry_names_its_functions_as_they_are_called() -> None:
    for registry in (ACTIONS, CONDITIONS, EFFECTS):
        for name, function in registry.items():
            assert function.__name__ == name


def test_another_model_takes_the_variant_of_the_first_with_it() -> None:
    turn = turn_with("bukan freed tapi jazz", FREED)

    read_car(turn)

    assert turn.data == {
        name: "Jazz" if name == "model" else value
        for name, value in FREED.items()
        if name != "variant"
    }
    assert "<line_variant None>" in turn.session.values["changed"]


def test_another_model_may_come_with_its_own_variant() -> None:
    turn = turn_with("bukan freed tapi jazz rs", FREED)

    read_car(turn)

    assert turn.data["variant"] == "RS"


def test_a_bare_figure_answers_the_field_that_was_asked_last() -> None:
    turn = turn_with("51500", FREED)
    turn.session.values["asked"] = "km"

    read_car(turn)

    assert turn.data == {**FREED, "km": 51_500}


def test_what_is_needed_is_asked_before_what_is_doubtful() -> None:
    turn = turn_with("2012", {"brand": "Honda", "model": "Freed", "km": 50_000})
    turn.session.values["asked"] = "km"

    read_car(turn)

    assert turn.data["year"] == 2012
    assert turn.data["km"] == 50_000


def test_a_price_that_no_car_has_is_asked_for_and_not_stored() -> None:
    turn = turn_with("harga 5jt", FREED)

    read_car(turn)
    say_doubtful(turn)

    assert not_believed(turn)
    assert turn.data == FREED
    assert turn.replies == ["<refused_price None>"]
    assert turn.session.values["asked"] == "price"


def test_what_the_seller_wrote_is_kept_for_the_description() -> None:
    turn = turn_with("harga 140jt pajak panjang", FREED)

    read_car(turn)

    assert turn.session.values["said"] == "harga 140jt pajak panjang"
