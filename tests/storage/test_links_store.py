"""Links to summaries: kept by a digest, gone once they expire or are revoked."""

from dataclasses import replace

import pytest

from storage.links import (
    EXPIRED_AT_ONCE,
    Letter,
    LinkRow,
    Sharing,
    chats_of,
    digest_of,
    forget_expired,
    listed,
    opened,
    revoke,
    revoke_folder,
    share,
)

PHONE = "+6281200000022"
CHAT = f"salon/wa/{PHONE[1:]}@s.whatsapp.net"
LINK = LinkRow(
    digest=digest_of("token"),
    chat=CHAT,
    session="1761646000000-0123abcd",
    folder=f"salon/whatsapp:{PHONE}",
    home=f"salon/whatsapp:{PHONE}",
    flow="advice",
    language="id",
    title="Konsultasi",
    answers='[["Perawatan", "tiap hari"]]',
    created_at=100.0,
    expires_at=200.0,
)
LETTER = Letter(chat="salon/wa/+6281200000031", key="s:2:stylist", body="baru")


async def shared(engine, **what):
    link = replace(LINK, **what)
    await engine.run(share, Sharing(link=link, letters=()))
    return link


async def known_as(engine, chat, phone):
    def know(connection, _):
        connection.exec_driver_sql(
            "INSERT INTO chats (chat, phone) VALUES (?, ?)", (chat, phone)
        )
        return [None]

    await engine.run(know, None)


async def test_a_link_opens_until_it_expires(engine):
    await shared(engine)

    assert await engine.run(opened, (LINK.digest, 199.9)) == LINK
    assert await engine.run(opened, (LINK.digest, 200.0)) is None


async def test_a_token_that_never_was_opens_nothing(engine):
    await shared(engine)

    assert await engine.run(opened, (digest_of("another"), 150.0)) is None
    assert await engine.run(opened, ("token", 150.0)) is None


async def test_what_goes_out_with_a_link_goes_out_once(engine):
    for number in range(2):
        link = replace(LINK, digest=digest_of(str(number)))
        await engine.run(share, Sharing(link=link, letters=(LETTER,)))

    def bodies(connection, _):
        rows = connection.exec_driver_sql("SELECT chat, key, body FROM outbox")
        return [[tuple(row) for row in rows]]

    assert await engine.run(bodies, None) == [(LETTER.chat, LETTER.key, LETTER.body)]
    assert len(await engine.run(listed, "")) == 2


async def test_links_are_listed_by_chat_or_phone_newest_first(engine):
    await known_as(engine, CHAT, PHONE)
    old = await shared(engine)
    new = await shared(engine, digest=digest_of("new"), created_at=150.0)
    await shared(engine, digest=digest_of("theirs"), chat="salon/wa/else")

    for name in (CHAT, PHONE, PHONE[1:]):
        assert await engine.run(listed, name) == [new, old]
    assert len(await engine.run(listed, "")) == 3
    assert await engine.run(listed, "nobody") == []


@pytest.mark.parametrize("name", ["token", LINK.digest, LINK.digest[:8], CHAT, PHONE])
async def test_a_link_is_revoked_by_what_names_it(engine, name):
    await known_as(engine, CHAT, PHONE)
    await shared(engine)
    other = await shared(engine, digest=digest_of("other"), chat="salon/wa/else")

    assert await engine.run(revoke, name) == 1
    assert await engine.run(listed, "") == [other]


@pytest.mark.parametrize("name", ["", "%", LINK.digest[:7], "salon/wa", "another"])
async def test_nothing_is_revoked_by_what_names_no_link(engine, name):
    await shared(engine)

    assert await engine.run(revoke, name) == 0
    assert await engine.run(listed, "") == [LINK]


async def test_the_links_of_a_folder_are_revoked_with_it(engine):
    await shared(engine)
    other = await shared(
        engine, digest=digest_of("other"), folder="other/a", home="other/a"
    )

    assert await engine.run(revoke_folder, LINK.folder) == 1
    assert await engine.run(listed, "") == [other]


async def test_what_expired_is_forgotten_a_hundred_at_a_time(engine):
    for number in range(EXPIRED_AT_ONCE + 1):
        await shared(engine, digest=digest_of(str(number)))
    kept = await shared(engine, expires_at=300.0)

    forgotten = [await engine.run(forget_expired, 200.0) for _ in range(3)]

    assert forgotten == [EXPIRED_AT_ONCE, 1, 0]
    assert await engine.run(listed, "") == [kept]


async def test_a_phone_is_found_in_its_channel_only(engine):
    await known_as(engine, CHAT, PHONE)

    assert await engine.run(chats_of, ("salon/wa", PHONE)) == CHAT
    assert await engine.run(chats_of, ("salon/w", PHONE)) is None
    assert await engine.run(chats_of, ("other/wa", PHONE)) is None
    assert await engine.run(chats_of, ("salon/wa", "+628")) is None
