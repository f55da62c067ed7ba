"""A picture shows what somebody who reads no YAML asks about a flow."""

from bot.pictures.boxes import Look
from bot.pictures.sketch import sketch


def boxes(picture):
    return {box.title: box for box in picture.boxes}


def arrows(picture):
    """The labels by the titles of both ends."""
    titles = {box.key: box.title for box in picture.boxes}
    return {
        (titles[arrow.source], titles[arrow.target], arrow.look): arrow.lines
        for arrow in picture.arrows
    }


def test_a_state_is_shown_with_the_text_it_says(tell):
    assert boxes(sketch(tell()))["sent"].says == "Terkirim."


def test_a_state_that_says_nothing_is_shown_with_the_text_on_the_way_into_it(tell):
    assert boxes(sketch(tell()))["open"].says == "Halo!"


def test_symbols_are_left_out_of_texts_because_few_fonts_have_them(tell):
    picture = sketch(tell(("Terkirim.", '"✅ Terkirim ⚠️ sudah."')))

    assert boxes(picture)["sent"].says == "Terkirim sudah."


def test_a_word_stands_on_its_arrow_as_people_type_it(tell):
    assert arrows(sketch(tell()))["idle", "open", Look.WORD] == ('"mulai"',)


def test_several_ways_between_two_states_share_an_arrow(tell):
    more = "- {trigger: begin, source: idle, dest: open, after: [say: hello]}"
    picture = sketch(
        tell((more, f"{more}\n  - {{trigger: count, source: idle, dest: open}}"))
    )

    assert arrows(picture)["idle", "open", Look.WORD] == ('"mulai"', '"hitung"')


def test_a_condition_stands_in_brackets(tell):
    finish = "- {trigger: finish, source: open, dest: sending"
    picture = sketch(tell((finish, f"{finish}, conditions: {{photos_at_least: 2}}")))

    assert arrows(picture)["open", "sending", Look.WORD] == (
        '"selesai" [photos: 2 or more]',
    )


def test_a_way_that_is_also_taken_without_its_condition_shows_none(tell):
    finish = "- {trigger: finish, source: open, dest: sending}"
    asked = finish.replace("}", ", conditions: first_photo}")
    picture = sketch(tell((finish, f"{asked}\n  {finish}")))

    assert arrows(picture)["open", "sending", Look.WORD] == ('"selesai"',)


def test_what_must_not_hold_is_told_as_such(tell):
    finish = "- {trigger: finish, source: open, dest: sending"
    picture = sketch(tell((finish, f"{finish}, unless: some_failed")))

    assert arrows(picture)["open", "sending", Look.WORD] == (
        '"selesai" [not: photos were lost]',
    )


def test_the_ends_of_an_effect_and_silence_are_told_apart(tell):
    found = arrows(sketch(tell()))

    assert found["sending", "sent", Look.DONE] == ("it succeeded",)
    assert found["sending", "open", Look.FAILED] == ("it failed",)
    assert found["open", "closed", Look.SILENCE] == ("20 minutes of silence",)


def test_boxes_are_told_apart_by_what_happens_in_them(tell):
    looks = {title: box.look for title, box in boxes(sketch(tell())).items()}

    assert looks == {
        "idle": Look.START,
        "open": Look.STATE,
        "sending": Look.EFFECT,
        "sent": Look.END,
        "closed": Look.END,
    }


def test_what_leaves_people_where_they_are_stands_in_the_box(tell):
    [stays] = [
        line
        for line in boxes(sketch(tell()))["open"].lines
        if line.startswith("stays here")
    ]

    assert '"hitung"' in stays
    assert "a photo" in stays


def test_a_reminder_stands_in_the_box_and_is_no_arrow(tell):
    lines = boxes(sketch(tell()))["open"].lines

    assert "reminds after 10 minutes of silence" in lines


def test_what_every_state_answers_stands_below_and_in_no_box(tell):
    picture = sketch(tell())

    assert [note for note in picture.notes if '"bantuan"' in note]
    assert not [
        line for box in picture.boxes for line in box.lines if '"bantuan"' in line
    ]


def test_ways_that_three_states_have_in_common_start_from_one_box(upload):
    picture = sketch(upload)

    [many] = [box for box in picture.boxes if box.look is Look.MANY]
    ends = {target for source, target, _ in arrows(picture) if source == many.title}
    assert many.lines == (
        "completing_data", "collecting_photos", "preview", "correcting",
    )  # fmt: skip
    assert ends == {"cancelled", "replaced", "expired"}
    assert not [source for source, target, _ in arrows(picture)
                if target in ends and source != many.title]  # fmt: skip


def test_the_picture_of_the_flow_that_ships_has_few_arrows(upload):
    assert len(upload.flow.transitions) > 70
    assert len(sketch(upload).arrows) < 20


def test_one_day_is_told_as_texts_put_it(upload):
    assert upload.duration(24 * 3600) == "24 jam"
    assert upload.duration(2 * 24 * 3600) == "2 hari"
    assert upload.duration(90 * 60) == "90 menit"
    assert upload.duration(5) == "5 detik"


def test_a_language_that_nothing_is_told_in_is_told_in_another(tell):
    telling = tell(language="jv")

    assert telling.say("look_end") in {"end", "akhir"}
    assert telling.duration(120)


def test_a_box_for_many_states_names_the_composite_state_around_them(tell):
    inside = "".join(
        f"      - {{name: q{n}, on_enter: [say: hello]}}\n" for n in range(9)
    )
    around = f"  - name: idle\n  - name: o\n    initial: q0\n    states:\n{inside}"
    ways = "".join(
        f"  - {{trigger: text, source: o.q{n}, dest: q{n + 1}}}\n" for n in range(8)
    )
    begin = "  - {trigger: count, source: idle, dest: o}\n"
    cancel = "cancel, source: open, dest: closed"
    anything = "anything, source: [open, sending]"
    picture = sketch(
        tell(
            ("  - name: idle\n", around),
            ("transitions:\n", f"transitions:\n{begin}{ways}"),
            (cancel, cancel.replace("open", "[open, o]")),
            (anything, anything.replace("sending", "sending, o")),
        )
    )

    [many] = [box for box in picture.boxes if box.look is Look.MANY]
    assert many.lines == ("o (9)", "open")
