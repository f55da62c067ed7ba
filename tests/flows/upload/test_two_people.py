"""Two people at once, in whatever order: neither sees anything of the other."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.messages import Kind, Message
from tests.flows.upload.moments import Heard
from tests.flows.upload.showroom import (
    BETWEEN_SECONDS,
    Showroom,
    open_showroom,
    open_stage,
)

PROFILE = settings(
    max_examples=12,
    derandomize=True,
    database=None,
    deadline=None,
    # Each example plays two whole dialogues; making it shorter takes minutes.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)

PHOTO = "<photo>"
LATE_PHOTO = "<late photo>"

FREED = (
    "/upload Honda Freed tahun 2012 harga 145jt warna merah",
    PHOTO,
    LATE_PHOTO,
    PHOTO,
    "harga 140jt",
    "selesai",
    "ya",
)
AVANZA = (
    "add car Toyota Avanza",
    PHOTO,
    "2020 price 185jt",
    LATE_PHOTO,
    "/upload Suzuki Ertiga 2019 harga 160jt",
    "done",
    "yes",
)
CUSTOMER = (
    "halo kak",
    "/upload Daihatsu Xenia 2015 harga 99jt",
    PHOTO,
    "upload Daihatsu Xenia 2015 harga 99jt",
    "selesai",
    "batal",
    "lanjut",
    "Daihatsu Xenia 2015 harga 99jt",
)
WORDS = {
    "ani": ("Honda", "Freed", "145.000.000", "140.000.000", "honda-freed"),
    "budi": ("Toyota", "Avanza", "185.000.000", "toyota-avanza"),
    "tamu": ("Daihatsu", "Xenia", "99.000.000", "daihatsu-xenia"),
}
"""What nobody but they themselves may hear; the texts' own example is left out."""

EXAMPLES = ("help_", "data_asked", "data_not_found", "which_car", "photos_waiting")
"""Texts with these beginnings name a car of their own."""


def orders(first: tuple[str, ...], second: tuple[str, ...]):
    """Every way in which two scripts may alternate: whose turn it is, step by step."""
    return st.permutations([0] * len(first) + [1] * len(second))


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with open_stage(tmp_path_factory.mktemp("stage")) as opened:
        yield opened


def sent(room: Showroom, person: str, step: str) -> Message:
    if step == PHOTO:
        return room.photo(person, "ok")
    if step == LATE_PHOTO:
        return room.photo(person, "late")
    return room.text(person, step)


def talk(place, people, scripts, order, pauses):
    """Play both scripts in *order*: what was sent and heard, every file, the end."""
    runner, stage = place
    said: list[Heard] = []
    messages: list[tuple[str, Message]] = []
    names, left = tuple(people), [list(script) for script in scripts]
    with open_showroom(runner, stage, people) as room:
        for number, pause in zip(order, pauses, strict=True):
            message = sent(room, names[number], left[number].pop(0))
            messages.append((names[number], message))
            said += runner.run(room.passes(pause))
            said += runner.run(room.hears(message))
        said += runner.run(room.settles())
        files = room.files()
        return messages, said, files, room.now


def keys(said: list[Heard], person: str) -> list[str]:
    return [each.key for each in said if each.person == person]


def nobody_hears_of_another(said: list[Heard]) -> None:
    for each in said:
        assert each.key, each
        if each.key.startswith(EXAMPLES):
            continue
        for person, words in WORDS.items():
            if person != each.person:
                assert not [word for word in words if word in each.text], each


def photos_are_apart(files: list[str], messages: list[tuple[str, Message]]) -> None:
    """Each file is of one who sent it, in a folder where only theirs are."""
    phones = {name: message.chat.phone for name, message in messages}
    owner = {m.key: name for name, m in messages if m.kind is Kind.PHOTO}
    owners: dict[str, set[str]] = {}
    for file in files:
        folder, _, name = file.rpartition("/")
        owners.setdefault(folder, set()).add(owner[name[14:30]])
        if "whatsapp:" in folder:
            assert f"whatsapp:{phones[owner[name[14:30]]]}/" in f"{folder}/"
    assert all(len(of_folder) == 1 for of_folder in owners.values())


PAUSES = st.lists(
    st.sampled_from((BETWEEN_SECONDS, 0.0, 2.0, 6.0)), min_size=30, max_size=30
)


@PROFILE
@given(order=orders(FREED, AVANZA), pauses=PAUSES)
def test_two_of_the_staff_upload_two_cars_and_neither_sees_the_others(
    place, order, pauses
):
    people = {"ani": ("staff",), "budi": ("staff",)}

    messages, said, files, now = talk(
        place, people, (FREED, AVANZA), order, pauses[: len(order)]
    )

    nobody_hears_of_another(said)
    photos_are_apart(files, messages)
    for person, slug, count in (
        ("ani", "honda-freed", 3),
        ("budi", "toyota-avanza", 2),
    ):
        [published] = [
            each for each in said if each.person == person and each.key == "published"
        ]
        assert f"/cars/{slug}" in published.text
        assert published.photos == count
        [dialogue] = now[person].dialogues.values()
        assert len(dialogue.listed) == count


@PROFILE
@given(order=orders(FREED, CUSTOMER), pauses=PAUSES)
def test_a_customer_beside_the_staff_hears_one_refusal_and_leaves_nothing(
    place, order, pauses
):
    people = {"ani": ("staff",), "tamu": ()}

    messages, said, files, now = talk(
        place, people, (FREED, CUSTOMER), order, pauses[: len(order)]
    )

    nobody_hears_of_another(said)
    photos_are_apart(files, messages)
    assert keys(said, "tamu") == ["engine.refused"]
    assert now["tamu"].dialogues == {}
    assert keys(said, "ani").count("published") == 1
    assert len(files) == FREED.count(PHOTO) + FREED.count(LATE_PHOTO)


@PROFILE
@given(order=orders(FREED[:-2], AVANZA[:-2]), pauses=PAUSES)
def test_what_one_cancels_stays_the_others(place, order, pauses):
    people = {"ani": ("staff",), "budi": ("staff",)}
    first, second = (*FREED[:-2], "batal"), AVANZA[:-2]

    messages, said, files, now = talk(
        place, people, (first, second), [*order, 0], pauses[: len(order) + 1]
    )

    nobody_hears_of_another(said)
    photos_are_apart(files, messages)
    assert keys(said, "ani")[-1] == "cancelled"
    assert now["ani"].dialogue is None
    assert now["budi"].state == "collecting_photos"
    assert "cancelled" not in keys(said, "budi")
