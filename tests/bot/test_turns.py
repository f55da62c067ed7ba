"""A message becomes a turn: in order, whole or not at all, and seldom twice."""

from bot.messages import Kind
from tests.house import OTHER_STAFF, PICTURE, STAFF

BEGIN = "jual Avanza 145000000"


async def collecting(house, phone=STAFF):
    await house.hears(BEGIN, phone=phone)
    house.said(phone)


async def outcomes(house):
    return [row[0] for row in await house.ask("SELECT outcome FROM inbox ORDER BY seq")]


async def test_a_word_begins_a_dialogue(house):
    await house.hears(BEGIN)

    assert house.said() == ["mulai Avanza Rp 145.000.000"]
    assert await house.state() == "collecting"


async def test_messages_that_come_together_are_answered_in_their_order(house):
    await house.hears_at_once(
        house.message(BEGIN),
        house.message("jual Avanza 1000"),
        house.message("lewati"),
    )

    assert house.said() == [
        "mulai Avanza Rp 145.000.000",
        "tidak paham",
        "ringkasan Avanza Rp 145.000.000, foto 0",
    ]


async def test_a_message_delivered_twice_is_answered_once(house):
    await house.hears(BEGIN, id="same")
    await house.hears(BEGIN, id="same")

    assert house.said() == ["mulai Avanza Rp 145.000.000"]


async def test_three_photos_at_once_are_all_taken(house):
    await collecting(house)
    photos = [house.brings(name) for name in ("a", "b", "c")]

    await house.hears_at_once(*(house.message(photo=name) for name in photos))

    assert house.said() == ["foto pertama"]
    assert len(house.stored()) == 3


async def test_photos_of_the_same_millisecond_keep_their_order_in_their_names(house):
    await collecting(house)
    await house.hears_at_once(
        *(house.message(photo=house.brings(name)) for name in ("a", "b", "c"))
    )

    stamps = [int(path.rpartition("/")[2][:13]) for path in house.stored()]
    first = int(house.clock.now() * 1000)
    assert stamps == [first, first + 1, first + 2]


async def test_a_photo_lies_in_the_folder_of_its_session(house):
    await collecting(house)
    await house.hears(photo=house.brings("a"))

    [path] = house.stored()
    tenant, person, session, name = path.split("/")
    assert (tenant, person) == ("shop", f"whatsapp:{STAFF}")
    assert session.startswith(f"{int(house.clock.now() * 1000)}-")
    assert name.startswith(f"{int(house.clock.now() * 1000)}-")


async def test_a_chat_without_a_phone_has_a_folder_named_after_its_address(house):
    message = house.message(photo="p", phone=None, address="98765@lid")

    assert message.chat.person == "whatsapp:lid:98765"


async def test_a_photo_too_many_is_told_and_not_fetched(house):
    await collecting(house)
    for name in ("a", "b", "c", "d"):
        await house.hears(photo=house.brings(name))

    assert house.said() == ["foto pertama", "penuh 3"]
    assert sorted(house.gateway.asked) == ["a", "b", "c"]


async def test_photos_on_their_way_count_before_a_photo_is_too_many(house):
    await collecting(house)
    for name in ("a", "b", "c"):
        await house.hears(photo=name)  # none of them is there yet
    await house.hears(photo=house.brings("d"))

    assert house.said() == ["foto pertama", "penuh 3"]
    assert "d" not in house.gateway.asked


async def test_a_photo_that_no_flow_takes_is_not_fetched(house):
    await house.hears(photo=house.brings("a"))

    assert house.gateway.asked == {}
    assert await house.state() is None


async def test_a_word_below_a_photo_begins_the_dialogue_that_takes_the_photo(house):
    await house.hears(BEGIN, photo=house.brings("a"))

    assert house.said() == ["mulai Avanza Rp 145.000.000", "foto pertama"]
    assert len(house.stored()) == 1


async def test_a_dialogue_ends_in_a_final_state_and_the_next_one_starts_anew(house):
    await collecting(house)
    await house.hears("batal")
    await house.hears("jual Jazz 99000000")

    assert house.said() == ["dibatalkan", "mulai Jazz Rp 99.000.000"]
    [sessions] = await house.ask("SELECT count(DISTINCT id) FROM sessions")
    assert sessions == (2,)


async def test_help_from_outside_begins_no_session(house):
    await house.hears("bantuan")

    assert house.said() == ["ketik jual"]
    assert await house.ask("SELECT id FROM sessions") == []


async def test_clearing_photos_empties_the_folder(house):
    await collecting(house)
    await house.hears(photo=house.brings("a"))

    await house.hears("batal")

    assert house.stored() == []


async def test_a_voice_note_meets_the_answer_to_anything(house):
    await collecting(house)

    await house.hears(kind=Kind.VOICE)

    assert house.said() == ["hanya teks dan foto"]


async def test_an_action_that_raises_is_taken_three_times_then_parked(house):
    await collecting(house)

    await house.hears("meledak")

    assert [log["attempt"] for log in house.logged("turn.failed")] == [1, 2, 3]
    assert (await outcomes(house))[-1] == "parked"


async def test_a_chat_whose_action_raised_hears_one_apology_and_stays(house):
    await collecting(house)

    await house.hears("meledak")

    [apology] = house.said()
    assert apology.startswith("🙏 Maaf, ada gangguan")
    assert await house.state() == "collecting"


async def test_a_chat_goes_on_after_its_parked_message(house):
    await collecting(house)
    await house.hears_at_once(house.message("meledak"), house.message("lewati"))

    assert house.said()[1:] == ["ringkasan Avanza Rp 145.000.000, foto 0"]


async def test_an_action_that_raises_once_is_taken_again_and_leaves_no_trace(house):
    await collecting(house)
    house.outside["explosions"] = 1

    await house.hears("meledak")

    assert house.said() == [
        "ringkasan Avanza Rp 145.000.000, foto 0",
        "mulai Avanza Rp 145.000.000",
    ]


async def test_a_failing_turn_holds_up_nobody_else(house):
    await collecting(house)
    await collecting(house, OTHER_STAFF)

    await house.hears_at_once(
        house.message("meledak"), house.message("lewati", phone=OTHER_STAFF)
    )

    assert house.said(OTHER_STAFF) == ["ringkasan Avanza Rp 145.000.000, foto 0"]


async def test_a_message_that_nobody_can_read_is_parked_and_stops_nobody(house):
    await house.bot.engine.run(_spoil, None)
    await house.hears(BEGIN)

    assert house.said(STAFF)[-1] == "mulai Avanza Rp 145.000.000"
    assert await outcomes(house) == ["parked", "answered"]


def _spoil(connection, items):
    connection.exec_driver_sql(
        "INSERT INTO inbox (channel, message_id, chat, body, received_at)"
        " VALUES ('shop/wa', 'old', 'shop/wa/old', '{\"kind\": \"fax\"}', 0)"
    )
    return list(items)


async def test_a_message_of_a_tenant_that_is_gone_is_set_aside(house):
    await house.bot.engine.run(_strand, None)
    await house.hears(BEGIN)

    assert house.said() == ["mulai Avanza Rp 145.000.000"]
    assert await outcomes(house) == ["parked", "answered"]


def _strand(connection, items):
    body = (
        '{"kind":"text","sent_ms":1,"text":"x","photo":null,'
        '"synthetic":false,"values":{}}'
    )
    connection.exec_driver_sql(
        "INSERT INTO inbox (channel, message_id, chat, body, received_at)"
        " VALUES ('gone/wa', 'old', 'gone/wa/old', ?, 0)",
        (body,),
    )
    return list(items)


async def test_words_that_no_database_can_keep_are_parked_with_an_apology(house):
    await house.hears("jual \ud800 145000000")

    [apology] = house.said()
    assert apology.startswith("🙏 Maaf, ada gangguan")
    await house.hears(BEGIN)
    assert house.said() == ["mulai Avanza Rp 145.000.000"]


async def test_an_outcome_that_the_database_refuses_is_parked_and_stops_nobody(house):
    await collecting(house, OTHER_STAFF)
    await house.refuse("INSERT", "sessions WHEN NEW.chat LIKE '%0011@%'")

    await house.hears_at_once(
        house.message(BEGIN), house.message("lewati", phone=OTHER_STAFF)
    )

    assert house.said(OTHER_STAFF) == ["ringkasan Avanza Rp 145.000.000, foto 0"]
    assert sorted(await outcomes(house)) == ["answered", "answered", "parked"]


async def test_a_crash_between_two_messages_loses_neither(house):
    await house.hears(BEGIN)
    await house.halt()
    await house.bot.inbox.add([house.message(photo=house.brings("a", PICTURE))])

    await house.restart()

    assert house.said() == ["mulai Avanza Rp 145.000.000", "foto pertama"]
    assert len(house.stored()) == 1


async def test_what_comes_after_a_stop_is_answered_after_the_restart(house):
    await collecting(house)
    house.stop.set()
    await house.running

    await house.bot.inbox.add([house.message("lewati")])
    await house.restart()

    assert house.said() == ["ringkasan Avanza Rp 145.000.000, foto 0"]


async def test_nothing_is_kept_of_a_turn_while_the_photo_store_is_down(house):
    await collecting(house)
    root = house.settings.photo_root
    await house.hears(photo=house.brings("a"))
    away = root.rename(root.with_name("away"))
    root.symlink_to(root)  # a disk that does not answer
    house.said()

    await house.hears("selesai")
    assert house.said() == []
    root.unlink()
    away.rename(root)
    await house.passes(5)

    assert house.said() == ["ringkasan Avanza Rp 145.000.000, foto 1"]
