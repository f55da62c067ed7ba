"""Many fall silent: that costs nothing until it is over, and then holds up nobody."""

from collections import Counter

from storage.timers import LOOKED_AT_ONCE
from tests.house import OTHER_STAFF

HOUR = 3_600
MANY = 100_000
AT_ONCE = 10_000
BEGIN = "jual Avanza 145000000"
BEGUN = "mulai Avanza Rp 145.000.000"

ONCE_A_MINUTE = {"lapsed", "lapsed_items", "prune", "forget_expired"}
"""What the keeper and the pruner look for."""

COPIES = """
INSERT INTO sessions
WITH RECURSIVE numbers (n) AS
    (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {many})
SELECT printf('1761642420000-%08x', n), 'shop/wa/' || n, flow, version, state, language,
    home, folder, visit, memory, {wake_at}, 'timeout', n, NULL, NULL, latest,
    {wake_at}
FROM sessions, numbers
"""


async def copies(house, many, wake_at):
    """Let *many* people sit in the dialogue, silent until *wake_at*."""
    await house.hears(BEGIN)
    house.said()
    await house.ask(COPIES.format(many=many, wake_at=wake_at))
    await house.ask(
        "INSERT OR IGNORE INTO chats (chat, session) SELECT chat, id FROM sessions"
    )
    await house.restart()


async def test_an_hour_of_many_silences_wakes_nobody_but_who_looks_once_a_minute(
    house, monkeypatch
):
    await copies(house, MANY, house.clock.now() + 2 * HOUR)
    await house.passes(31 * 60)  # the first of them, who is not copied, is through
    engine = house.bot.engine
    asked: Counter[str] = Counter()
    run = engine.run

    async def counted(function, item):
        asked[function.__name__] += 1
        return await run(function, item)

    monkeypatch.setattr(engine, "run", counted)
    await house.passes(HOUR)

    assert asked["lapsed"] == 60
    assert asked.keys() <= ONCE_A_MINUTE


async def test_many_silences_over_at_once_are_told_and_hold_up_nobody(house):
    await copies(house, AT_ONCE, house.clock.now() + 60)

    house.clock.move_to(house.clock.now() + 60)
    await house.bot.inbox.add([house.message(BEGIN, phone=OTHER_STAFF)])
    await house.settle()

    said = [(one.chat.phone, one.text) for one in house.gateway.sent]
    assert said.index((OTHER_STAFF, BEGUN)) < 4 * LOOKED_AT_ONCE
    assert Counter(text for _, text in said)["habis waktu"] == AT_ONCE
