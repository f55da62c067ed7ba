"""A dialogue with composite states and options is played by the whole bot."""

import pytest

from bot import settings
from bot.scenario.play import play_flows
from bot.scenario.report import told
from tests.documents import fences

PLAYS = {
    "a number that is delivered twice is one answer": """
- {user: pesan}
- {bot: welcome}
- {bot: which_size}
- {user: "1", doubled: true}
- {bot: which_name}
""",
    "who stands inside stands there after a restart": """
- {user: pesan}
- {bot: welcome}
- {bot: which_size}
- {restart: true}
- {user: "2"}
- {bot: which_name}
- {restart: true}
- {user: Ani}
- {bot: summary, contains: ["Paket Besar untuk Ani", "3. batal"]}
""",
    "options stand below the last text only": """
- {user: pesan}
- {bot: welcome, contains: 'Ketik "batal"'}
- {bot: which_size, contains: "\\n\\n1. Kecil\\n2. Besar"}
""",
    "options are named in the language of the dialogue": """
- {user: order}
- {bot: welcome}
- {bot: which_size, contains: "1. Small"}
- {user: besar}
- {bot: which_name}
- {user: Ann}
- {bot: summary, contains: ["A box, Large, for Ann", "1. Yes, order"]}
""",
    "help repeats the question with its options": """
- {user: pesan}
- {bot: welcome}
- {bot: which_size}
- {user: bantuan}
- {bot: which_size, contains: 2. Besar}
""",
    "the time of what is around counts from the last word": """
- {user: pesan}
- {bot: welcome}
- {bot: which_size}
- {wait: 50 minutes}
- {user: "1"}
- {bot: which_name}
- {wait: 50 minutes}
- {user: Ani}
- {bot: summary}
- {wait: 60 minutes}
- {bot: bye}
""",
    "a number means nothing to whoever is outside": """
- {user: "1"}
- {user: pesan}
- {bot: welcome}
- {bot: which_size}
""",
}


@pytest.mark.parametrize("play", PLAYS)
async def test_it_goes_as_written(tmp_path, play):
    for file in (
        "flows/order/flow.yaml",
        "locales/id/order.yaml",
        "locales/en/order.yaml",
    ):
        [text] = fences(f"# {file}")
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    steps = "".join(f"      {line}\n" for line in PLAYS[play].strip().splitlines())
    (tmp_path / "flows/order/scenarios.yaml").write_text(
        f"flow: order\nscenarios:\n  - name: one\n    chat:\n{steps}"
    )
    folders = {"flows": tmp_path / "flows", "locales": tmp_path / "locales"}

    result = await play_flows(
        settings.load(None, environ={}, overrides=folders), ["order"], lambda _: None
    )

    assert [str(found) for found in result.findings] == []
    assert [told(each) for each in result.played if not each.passed] == []
    assert len(result.played) == 1
