"""Who may start what, and what everybody else hears."""

from bot.messages import Kind
from tests import sale
from tests.house import STAFF, STRANGER, open_house

BEGIN = "jual Avanza 145000000"
DAY = 24 * 3600.0
REFUSED = "🙏 Maaf, nomor ini belum terdaftar"
HINT = '👋 Halo! Yang bisa diketik di sini: "jual", "bantuan"'


async def test_a_stranger_who_says_a_start_word_is_refused_kindly(house):
    await house.hears(BEGIN, phone=STRANGER)

    [refusal] = house.said(STRANGER)
    assert refusal.startswith(REFUSED)
    assert await house.state(STRANGER) is None


async def test_a_stranger_is_refused_once_a_day(house):
    await house.hears(BEGIN, phone=STRANGER)
    await house.passes(DAY - 1)
    await house.hears(BEGIN, phone=STRANGER)
    first_day = house.said(STRANGER)

    await house.passes(1)
    await house.hears(BEGIN, phone=STRANGER)

    assert len(first_day) == 1
    assert len(house.said(STRANGER)) == 1


async def test_a_stranger_who_says_anything_else_meets_silence(house):
    await house.hears("halo", phone=STRANGER)
    await house.hears("bantuan", phone=STRANGER)
    await house.hears(photo="a", phone=STRANGER)
    await house.hears(kind=Kind.VOICE, phone=STRANGER)

    assert house.said(STRANGER) == []


async def test_a_stranger_gets_one_hint_a_day_where_the_tenant_wants_it(tmp_path):
    files = {
        **sale.FILES,
        "flows/sale/flow.yaml": sale.FLOW.replace("allow: [staff]\n", ""),
    }
    async with open_house(tmp_path, files=files, unknown="hint") as house:
        await house.hears("halo", phone=STRANGER)
        await house.hears("halo?", phone=STRANGER)
        first_day = house.said(STRANGER)
        await house.passes(DAY)
        await house.hears("halo", phone=STRANGER)

        assert first_day == [HINT]
        assert house.said(STRANGER) == [HINT]


async def test_a_hint_names_nothing_that_its_reader_may_not_start(tmp_path):
    async with open_house(tmp_path, unknown="hint") as house:
        await house.hears("halo", phone=STRANGER)

        assert house.said(STRANGER) == []


async def test_somebody_with_a_role_gets_the_hint_in_any_case(house):
    await house.hears("halo")
    await house.hears("halo?")

    assert house.said() == [HINT]


async def test_a_hint_names_a_word_once_that_begins_several_dialogues(tmp_path):
    files = dict(sale.FILES)
    for name, text in sale.FILES.items():
        if "sale" in name:
            files[name.replace("sale", "again")] = text.replace("sale", "again")

    async with open_house(tmp_path, files=files) as house:
        await house.hears("halo")

        assert house.said() == [HINT]


async def test_a_person_without_a_phone_has_no_role(house):
    await house.hears(BEGIN, phone=None, address="987@lid")

    assert house.said(None)[0].startswith(REFUSED)


async def test_where_nobody_is_named_everybody_may_start(tmp_path):
    files = {
        **sale.FILES,
        "flows/sale/flow.yaml": sale.FLOW.replace("allow: [staff]\n", ""),
    }
    async with open_house(tmp_path, files=files) as house:
        await house.hears(BEGIN, phone=None, address="987@lid")
        await house.hears(photo=house.brings("a"), phone=None, address="987@lid")

        assert house.said(None)[0] == "mulai Avanza Rp 145.000.000"
        assert house.stored()[0].startswith("shop/whatsapp:lid:987/")


async def test_an_answer_is_in_the_language_of_the_word_that_started(house):
    await house.hears("sell Avanza 145000000")
    await house.hears("selesai")
    english = house.said()
    await house.hears("cancel")
    await house.hears("jual Avanza 145000000")

    assert english == ["started Avanza Rp 145.000.000", "no photo yet"]
    assert house.said() == ["cancelled", "mulai Avanza Rp 145.000.000"]


async def test_inside_a_dialogue_only_its_own_flow_hears(tmp_path):
    other = sale.FLOW.replace("flow: sale", "flow: rent")
    files = {
        **sale.FILES,
        "flows/rent/flow.yaml": other,
        "flows/rent/actions.py": sale.ACTIONS,
        "locales/id/rent.yaml": sale.ID.replace("jual", "sewa"),
        "locales/en/rent.yaml": sale.EN.replace("sell", "rent"),
    }
    async with open_house(tmp_path, files=files) as house:
        await house.hears("sewa Avanza 145000000", phone=STAFF)
        await house.hears("jual Jazz 99000000", phone=STAFF)

        assert house.said() == ["mulai Avanza Rp 145.000.000", "tidak paham"]
