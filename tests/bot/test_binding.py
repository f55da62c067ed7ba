"""Somebody whose number is hidden is recognised once they typed a code."""

import pytest

from bot.binding import WORKS_SECONDS, code_for, new_code, tenant_of
from bot.errors import BadSetting
from storage.codes import hand_out
from tests.house import STAFF, open_house

LID = "100200300400500@lid"
BEGIN = "jual Avanza 145000000"


@pytest.fixture
async def house(tmp_path):
    async with open_house(tmp_path) as one:
        yield one


async def handed_out(house, *, tenant="shop"):
    code = new_code()
    known = code_for(tenant, STAFF, code, house.clock.now())
    await house.bot.engine.run(hand_out, known)
    return code


async def hidden(house, text, *, address=LID, **how):
    """Somebody says *text* whose number the channel hides; what they hear."""
    before = len(house.gateway.sent)
    await house.hears(text, phone=None, address=address, **how)
    new = house.gateway.sent[before:]
    return [reply.text for reply in new if reply.chat.address == address]


async def test_who_hides_a_number_has_no_role_before_the_code(house):
    assert "mulai" not in str(await hidden(house, BEGIN))


async def test_who_typed_the_code_has_the_roles_of_the_number(house):
    code = await handed_out(house)

    [told] = await hidden(house, f"kode {code.lower().replace('-', ' ')}")
    begun = await hidden(house, BEGIN)

    assert told.startswith("✅")
    assert begun == ["mulai Avanza Rp 145.000.000"]


async def test_their_photos_lie_in_the_folder_of_the_number(house):
    await hidden(house, await handed_out(house))
    await hidden(house, BEGIN)
    await hidden(house, "", photo=house.brings("a"))

    [photo] = house.stored()
    assert photo.startswith(f"shop/whatsapp:{STAFF}/")


async def test_they_are_still_known_after_a_restart(house):
    await hidden(house, await handed_out(house))

    await house.restart()

    assert await hidden(house, BEGIN) == ["mulai Avanza Rp 145.000.000"]


async def test_a_code_works_once(house):
    code = await handed_out(house)
    await hidden(house, code)

    assert await hidden(house, code, address="999@lid") == []


async def test_a_code_works_for_a_day(house):
    code = await handed_out(house)
    await house.passes(WORKS_SECONDS)

    assert await hidden(house, code) == []


async def test_a_code_of_another_tenant_does_not_work(house):
    code = await handed_out(house, tenant="other")

    assert await hidden(house, code) == []


async def test_a_new_code_puts_the_old_one_out_of_use(house):
    old = await handed_out(house)
    await handed_out(house)

    assert await hidden(house, old) == []


async def test_whose_number_is_known_needs_no_code_and_uses_none_up(house):
    code = await handed_out(house)

    await house.hears(code, phone="+6281200000099")

    assert len(await hidden(house, code)) == 1


async def test_neither_the_code_nor_the_number_is_logged(house):
    code = await handed_out(house)
    await hidden(house, code)

    assert code not in str(house.logs)
    assert STAFF.removeprefix("+") not in str(house.logs)


async def test_a_code_is_made_for_numbers_with_a_role_only(house):
    assert tenant_of(house.settings, STAFF, None) == "shop"
    with pytest.raises(BadSetting, match="not among the roles of any tenant"):
        tenant_of(house.settings, "+6281200000099", None)
    with pytest.raises(BadSetting, match="not among the roles of tenant salon"):
        tenant_of(house.settings, STAFF, "salon")
