"""The upload dialogue, turn by turn: what is said, and where it leads."""

import pytest

from tests.flows.upload.conversation import Conversation, talk

FREED = "/upload Honda Freed PSD Matic tahun 2012 KM 145515 harga 145jt"
READY = [FREED, "skip"]
WRONG = [*READY, "tidak"]
BARE = "Honda Freed 2012 harga 145jt"
RUSH = "Toyota Rush 2018 harga 195jt"


def test_the_whole_way_from_data_to_the_page() -> None:
    chat = Conversation()
    said = [FREED, "<photo>", "<photo>", "<photo>", "selesai", "ya", "<done>"]

    heard = [chat.hears(message) for message in said]

    assert heard == [
        ["data_accepted"],
        ["first_photo"],
        [],
        [],
        ["summary"],
        [],
        ["published"],
    ]
    assert chat.effects == ["publish_car"]
    assert chat.session.state == "published"


@pytest.mark.parametrize(
    ("before", "said", "heard", "state"),
    [
        ([], "/upload", ["data_asked"], "completing_data"),
        ([], "tambah mobil freed 2012", ["data_missing"], "completing_data"),
        ([], "upload yang tadi kok belum muncul?", ["help_idle"], "idle"),
        ([], "bantuan", ["help_idle"], "idle"),
        ([], "batal", ["nothing_to_cancel"], "idle"),
        ([], BARE, ["data_accepted"], "collecting_photos"),
        ([], "honda freed 2012", [], "idle"),
        ([], "avanza 2019 185jt masih ada kak?", [], "idle"),
        ([], "siap kak", [], "idle"),
        ([], "mau upload mobil dong kak", ["data_asked"], "completing_data"),
        ([], "kak tolong upload freed 2012", ["data_missing"], "completing_data"),
        ([], "<photo>", ["which_car"], "idle"),
        ([], f"<photo> {BARE}", ["data_accepted", "first_photo"], "collecting_photos"),
        ([], "<photo> freed 2012", ["data_missing"], "completing_data"),
        ([], "<photo> tampak depan", ["which_car"], "idle"),
        (["<photo>"], "<photo>", [], "idle"),
        (["<photo>"], BARE, ["data_accepted_with_photos"], "collecting_photos"),
        (["<photo>"], FREED, ["data_accepted_with_photos"], "collecting_photos"),
        (["<photo>"], "freed", ["data_missing_with_photos"], "completing_data"),
        (["<photo>"], "/upload freed", ["data_missing_with_photos"], "completing_data"),
        (["<photo>"], "/upload", ["data_asked"], "completing_data"),
        (["<photo>"], "halo", ["photos_waiting"], "idle"),
        (["<photo>"], "bantuan", ["photos_waiting"], "idle"),
        (["<photo>"], "lanjut", ["photos_waiting"], "idle"),
        (["<photo>"], "batal", ["photos_cancelled"], "let_go"),
        (["<photo>"], "<timeout>", ["photos_let_go"], "let_go"),
        (["<photo>"], "<document>", ["send_as_photo"], "idle"),
        (["<photo>"] * 10, "<photo>", ["photo_limit"], "idle"),
        (["/upload"], "/upload", ["data_asked"], "completing_data"),
        (["/upload"], FREED, ["data_accepted"], "collecting_photos"),
        (["/upload", "<photo>"], "/upload", ["draft_exists"], "completing_data"),
        (["/upload freed"], FREED, ["data_accepted"], "collecting_photos"),
        (["/upload freed"], f"/upload {RUSH}", ["draft_exists"], "completing_data"),
        (["/upload freed"], "ganti", ["replaced"], "replaced"),
        (["/upload"], "halo kak", ["data_not_found"], "completing_data"),
        (["/upload"], "<photo>", [], "completing_data"),
        (["/upload"], "<photo> tampak depan", [], "completing_data"),
        (["/upload"], "freed 2012 145jt", ["data_accepted"], "collecting_photos"),
        (
            ["/upload", "<photo>"],
            "freed 2012 145jt",
            ["data_accepted_with_photos"],
            "collecting_photos",
        ),
        (["/upload", "<photo>"], "<timeout>", ["expired"], "expired"),
        ([FREED], "selesai", ["no_photo_yet"], "collecting_photos"),
        ([FREED], "-", ["summary"], "preview"),
        ([FREED, "<photo>"], "skip", ["summary"], "preview"),
        ([FREED], "harga 140jt", ["data_changed"], "collecting_photos"),
        ([FREED], "harga 145jt", ["already_known"], "collecting_photos"),
        ([FREED], "bukan 2012 tapi 2013", ["data_changed"], "collecting_photos"),
        ([FREED], "warna hitam", ["data_changed"], "collecting_photos"),
        ([FREED], "140", ["data_changed", "please_check"], "collecting_photos"),
        ([FREED], RUSH, ["draft_exists"], "collecting_photos"),
        ([FREED], f"/upload {RUSH}", ["draft_exists"], "collecting_photos"),
        ([FREED], "/upload", ["draft_exists"], "collecting_photos"),
        ([FREED], FREED, ["already_known"], "collecting_photos"),
        ([FREED], "lanjut", ["no_photo_yet"], "collecting_photos"),
        ([FREED], "halo", ["hint_photos"], "collecting_photos"),
        ([FREED, "halo"], "halo", [], "collecting_photos"),
        ([FREED], "<voice>", ["only_texts_and_photos"], "collecting_photos"),
        ([FREED, "<voice>"], "<video>", [], "collecting_photos"),
        ([FREED, "<voice>"], "<document>", ["send_as_photo"], "collecting_photos"),
        ([FREED, "<document>"], "<document>", [], "collecting_photos"),
        ([FREED, "<photo>"], "<photo_removed>", [], "collecting_photos"),
        ([FREED], "<reminder>", ["reminder"], "collecting_photos"),
        ([FREED], "<photos_settled>", [], "collecting_photos"),
        ([FREED, *["<photo>"] * 10], "<photo>", ["photo_full"], "collecting_photos"),
        ([FREED, *["<photo>"] * 11], "<photo>", [], "collecting_photos"),
        (READY, "harga 140jt", ["data_changed", "summary"], "preview"),
        (READY, "bukan 2012 tapi 2013", ["data_changed", "summary"], "preview"),
        (READY, "140", ["data_changed", "please_check", "summary"], "preview"),
        (READY, f"/upload {RUSH}", ["draft_exists"], "preview"),
        (READY, "ganti", ["replaced"], "replaced"),
        (READY, "selesai", ["help_preview"], "preview"),
        (READY, "<photo_removed>", ["summary"], "preview"),
        (READY, "tidak", ["which_part"], "correcting"),
        (WRONG, "harga 140jt", ["data_changed", "summary"], "preview"),
        (WRONG, "harga 145jt", ["already_known"], "correcting"),
        (WRONG, "ya", ["summary"], "preview"),
        (WRONG, "sudah", ["summary"], "preview"),
        (WRONG, "tidak", ["which_part"], "correcting"),
        (WRONG, "bentar ya", ["hint_correcting"], "correcting"),
        (WRONG, "bantuan", ["help_correcting"], "correcting"),
        (WRONG, "/upload", ["draft_exists"], "correcting"),
        (WRONG, "<photo>", [], "correcting"),
        (WRONG, "<photos_settled>", [], "correcting"),
        (WRONG, "<reminder>", ["reminder"], "correcting"),
        (WRONG, "<timeout>", ["expired"], "expired"),
        (WRONG, "batal", ["cancelled"], "cancelled"),
        (READY, "<photo>", [], "preview"),
        (READY, "<photos_settled>", ["summary"], "preview"),
        (READY, "halo", ["hint_preview"], "preview"),
        (READY, "batal", ["cancelled"], "cancelled"),
        ([*READY, "ya"], "batal", ["publishing_now"], "publishing"),
        ([*READY, "ya"], "ya", ["publishing_now"], "publishing"),
        ([*READY, "ya"], "<photo>", [], "publishing"),
        ([*READY, "ya"], "<failed>", ["publish_failed", "summary"], "preview"),
    ],
)
def test_each_message_is_answered_where_it_is_said(
    before: list[str], said: str, heard: list[str], state: str
) -> None:
    chat = talk(before)

    assert chat.hears(said) == heard
    assert chat.session.state == state


@pytest.mark.parametrize(
    ("before", "heard"),
    [
        (["<photo>"], ["photos_failed"]),
        (["/upload"], ["photos_failed"]),
        ([FREED], ["photos_failed"]),
        (WRONG, ["photos_failed"]),
        (READY, ["photos_failed", "summary"]),
        ([*READY, "ya"], ["photos_left_out"]),
    ],
)
def test_photos_that_failed_are_told_wherever_people_are(
    before: list[str], heard: list[str]
) -> None:
    chat = talk(before)
    chat.failed = 2

    assert chat.hears("<photos_settled>") == heard


def test_a_doubtful_price_is_shown_to_be_checked() -> None:
    chat = Conversation()

    heard = chat.hears("upload brio rs 2019 cvt 168")

    assert heard == ["data_accepted", "please_check"]


def test_a_price_that_the_year_makes_doubtful_is_shown_to_be_checked() -> None:
    chat = talk(["upload hrv 18jt"])

    assert chat.hears("2015") == ["data_accepted", "please_check"]
    assert chat.session.values["doubtful"] == "line_price"
    assert chat.session.confirm == ["price"]


def test_a_doubtful_price_may_be_right_or_is_written_anew() -> None:
    doubtful = ["upload hrv 18jt", "2015"]

    assert talk(doubtful).hears("ya") == ["doubt_settled"]
    assert talk(doubtful).hears("180") == ["data_changed", "please_check"]
    assert talk(doubtful).hears("180jt") == ["data_changed"]


def test_after_a_failure_publishing_can_be_confirmed_again() -> None:
    chat = talk([*READY, "ya", "<failed>", "ya"])

    assert chat.effects == ["publish_car", "publish_car"]
    assert chat.session.state == "publishing"


def test_in_the_preview_the_limit_is_told_once_though_the_preview_comes_again() -> None:
    chat = talk([FREED, *["<photo>"] * 10, "selesai"])

    heard = [chat.hears(said) for said in ("<photo>", "<photos_settled>", "<photo>")]

    assert heard == [["photo_limit"], ["summary"], []]


def test_a_photo_without_a_file_is_asked_for_again_once() -> None:
    chat = talk([FREED])

    heard = [chat.hears("<other>", unretrievable="photo") for _ in range(2)]

    assert heard == [["photo_without_file"], []]


def test_a_photo_without_a_file_is_told_after_a_voice_note_too() -> None:
    chat = talk([FREED, "<voice>"])

    heard = chat.hears("<other>", unretrievable="photo")

    assert heard == ["photo_without_file"]


def test_photos_that_were_removed_before_any_data_came_are_let_go_in_silence() -> None:
    chat = talk(["<photo>"])
    chat.removed = 1

    heard = chat.hears("<timeout>")

    assert heard == []
    assert chat.session.state == "let_go"


def test_a_draft_keeps_its_photos_when_it_is_cancelled() -> None:
    chat = talk([FREED, "<photo>", "batal"])

    assert chat.session.taken == 1
    assert not chat.cleared


def test_photos_that_are_let_go_are_deleted() -> None:
    chat = talk(["<photo>", "batal"])

    assert chat.cleared
