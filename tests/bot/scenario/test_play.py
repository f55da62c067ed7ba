"""Scenarios are played with the real bot, on a clock that stands still."""

import pytest

from bot.scenario.report import told
from tests.bot.little_flow import OPEN, played

PASS = {
    "a word and its answer": "- {user: mulai}\n- {bot: hello}",
    "several photos have one reply": """
- {user: mulai}
- {bot: hello}
- {photos: 3}
- {bot: photo}
- {user: hitung}
- {bot: counted, contains: "Foto: 3"}""",
    "a word waits for late photos, and time passes for it": """
- {user: mulai}
- {bot: hello}
- {photos: {count: 2, late: 5 seconds}}
- {bot: photo}
- {user: hitung}
- {bot: counted, contains: "Foto: 2"}""",
    "time does not pass for a word that waits for nothing": """
- {user: mulai}
- {bot: hello}
- {photos: {count: 2, late: 5 seconds}}
- {bot: photo}
- {user: bantuan}
- {bot: help}
- {user: batal}
- {bot: closed}""",
    "time that is waited counts for photos, too": """
- {user: mulai}
- {bot: hello}
- {photos: {count: 1, late: 5 seconds}}
- {bot: photo}
- {wait: 2 seconds}
- {user: hitung}
- {bot: counted, contains: "Foto: 1"}""",
    "broken and missing photos are given up": """
- {user: mulai}
- {bot: hello}
- {photos: {count: 3, broken: 1, missing: 1}}
- {bot: photo}
- {bot: lost, contains: 2 foto}
- {user: hitung}
- {bot: counted, contains: "Foto: 1"}""",
    "what is delivered twice is heard once": """
- {user: mulai, doubled: true}
- {bot: hello}
- {photos: {count: 3, doubled: true, reordered: true}}
- {bot: photo}
- {user: hitung, doubled: true}
- {bot: counted, contains: "Foto: 3"}""",
    "the caption is heard before its photo": """
- {user: mulai}
- {bot: hello}
- {photos: {count: 2, caption: hitung}}
- {bot: counted, contains: "Foto: 0"}
- {bot: photo}""",
    "other media are heard by their kind": """
- {user: mulai}
- {bot: hello}
- {voice: true}
- {bot: what}
- {video: lihat}
- {bot: what}
- {document: surat.pdf}
- {bot: what}
- {location: true}
- {bot: what}
- {sticker: true}
- {bot: what}""",
    "silence is waited for": """
- {user: mulai}
- {bot: hello}
- {wait: 10 minutes}
- {bot: reminder}
- {wait: 9 minutes}
- {wait: 1 minute}
- {bot: closed}""",
    "a photo on its way survives a restart": """
- {user: mulai}
- {bot: hello}
- {photos: {count: 1, late: 3 seconds}}
- {bot: photo}
- {restart: true}
- {user: hitung}
- {bot: counted, contains: "Foto: 1"}""",
    "silence goes on while the bot is restarted": """
- {user: mulai}
- {bot: hello}
- {wait: 9 minutes}
- {restart: true}
- {wait: 1 minute}
- {bot: reminder}""",
    "two people do not hear each other": """
- {user: mulai}
- {bot: hello}
- {user: mulai, from: customer}
- {bot: refused}
- {photos: 1, from: customer}
- {user: hitung}
- {bot: counted, contains: "Foto: 0"}""",
    "several people are heard in any order": """
- {user: mulai}
- {bot: hello}
- {user: mulai, from: ani}
- {bot: hello}
- {wait: 10 minutes}
- {bot: reminder, to: ani}
- {bot: reminder, to: staff}""",
    "a turn that fails for good is apologised for": """
- {user: mulai}
- {bot: hello}
- {user: rusak}
- {bot: engine.apology}""",
    "two texts that read the same are told apart": """
- {user: batal}
- {bot: busy}
- {user: mulai}
- {bot: hello}
- {user: apa?}
- {bot: what}""",
}


@pytest.mark.parametrize("chat", PASS.values(), ids=PASS)
async def test_what_goes_as_written_passes(stage, chat):
    result = await played(stage, chat)

    assert result.passed, told(result)
    assert len(result.went) == len(result.scenario.steps)


@pytest.mark.parametrize(
    ("chat", "state"),
    [
        ("- {user: batal}\n- {bot: busy}", "idle"),
        (OPEN, "open"),
        (f"{OPEN}- {{user: batal}}\n- {{bot: closed}}", "closed"),
        (f"{OPEN}- {{user: batal}}\n- {{bot: closed}}\n{OPEN}", "open"),
    ],
)
async def test_the_state_at_the_end_is_that_of_the_last_session(stage, chat, state):
    result = await played(stage, chat, state=state)

    assert result.passed, told(result)


async def test_the_state_is_that_of_the_person_who_speaks(stage):
    chat = "- {user: mulai}\n- {bot: refused}\n- {user: mulai, from: staff}\n"
    chat += "- {bot: hello}"

    result = await played(stage, chat, as_="customer", state="idle")

    assert result.passed, told(result)


async def test_an_effect_fails_as_often_as_it_is_given(stage):
    chat = f"{OPEN}- {{user: selesai}}\n- {{bot: sent}}"

    result = await played(stage, chat, given="{send_it: [fail, fail, ok]}")

    assert result.passed, told(result)


async def test_an_effect_that_fails_to_the_last_try_is_given_up(stage):
    chat = f"{OPEN}- {{user: selesai}}\n- {{bot: failed}}\n- {{user: selesai}}\n"
    chat += "- {bot: sent}"

    result = await played(
        stage, chat, given=f"{{send_it: [{', '.join(['fail'] * 5)}]}}"
    )

    assert result.passed, told(result)


async def test_people_have_the_roles_that_the_scenario_gives_them(stage):
    chat = "- {user: halo}\n- {bot: hint}\n- {user: halo}\n- {wait: 1 day}\n"
    chat += "- {user: halo}\n- {bot: hint}\n- {user: halo, from: joko}"
    people = "{budi: staff, joko: []}"

    result = await played(stage, chat, people=people, as_="budi", unknown="hint")

    assert result.passed, told(result)


async def test_reordered_photos_are_delivered_from_the_last_to_the_first(stage):
    chat = f"{OPEN}- {{photos: {{count: 3, reordered: true, caption: hitung}}}}\n"
    chat += "- {bot: photo}\n- {bot: counted}"

    result = await played(stage, chat)

    assert result.passed, told(result)


async def test_twenty_runs_come_to_the_same(stage):
    chat = f"{OPEN}- {{photos: {{count: 3, broken: 1, missing: 1, late: 2 seconds}}}}\n"
    chat += "- {bot: photo}\n- {user: hitung}\n- {bot: counted}\n- {bot: hello}"

    results = [await played(stage, chat) for _ in range(20)]

    assert results == results[:1] * 20
    assert results[0].difference is not None
