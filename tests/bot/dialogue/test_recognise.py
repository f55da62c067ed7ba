"""A reply is recognised by the text it was made from."""

from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.recognise import Recogniser
from bot.texts import Template

TEXTS = {
    "hello": Template.parse("Halo {name}!"),
    "hello_boss": Template.parse("Halo {name}, bos {title}!"),
    "changed": Template.parse("{changed}"),
    "total": Template.parse("Foto: {photos}\n\n(maksimal {photos_max})"),
}
RECOGNISER = Recogniser([TEXTS])


def test_the_key_with_the_longest_literal_text_comes_first() -> None:
    assert RECOGNISER.keys_of("Halo Budi, bos besar!") == (
        "hello_boss",
        "hello",
        "changed",
    )


def test_a_value_may_have_several_lines_and_special_letters() -> None:
    assert RECOGNISER.keys_of("Foto: 2 (1 diproses)\n?\n\n(maksimal 10)")[0] == "total"


def test_what_looks_like_no_text_has_no_key() -> None:
    assert Recogniser([{"hello": TEXTS["hello"]}]).keys_of("Halo") == ()


def test_a_text_of_another_language_has_the_same_key_and_each_key_comes_once() -> None:
    english = {"hello": Template.parse("Hello {name}!")}
    recogniser = Recogniser([{"hello": TEXTS["hello"]}, english, english])

    assert recogniser.keys_of("Hello Budi!") == ("hello",)


OPTION = Template.parse("{number}. {title}")


def test_a_text_is_recognised_with_numbered_lines_below_it() -> None:
    recogniser = Recogniser([{"hello": TEXTS["hello"]}], options=[OPTION])

    assert recogniser.keys_of("Halo Budi!\n\n1. Ya\n2. Bukan") == ("hello",)
    assert recogniser.keys_of("Halo Budi!\n\nYa\nBukan") == ()


def test_numbered_lines_that_are_not_options_are_not_overlooked() -> None:
    recogniser = Recogniser([{"hello": TEXTS["hello"]}])

    assert recogniser.keys_of("Halo Budi!\n\n1. Ya") == ()


@given(st.sampled_from(sorted(TEXTS)), st.text(min_size=1))
def test_a_text_is_recognised_whatever_is_put_into_it(key: str, value: str) -> None:
    reply = TEXTS[key].render(lambda _: value)

    assert key in RECOGNISER.keys_of(reply)
