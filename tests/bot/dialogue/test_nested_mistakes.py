"""Every mistake in composite states and options is found once, at its place."""

from pathlib import Path

import pytest

from bot.dialogue.loader import load_flow
from bot.wording import LANGUAGES, Wording
from tests.bot.dialogue.upload_copy import written_at
from tests.documents import fences

FLOW, ID, EN = "flows/order/flow.yaml", "locales/id/order.yaml", "locales/en/order.yaml"


class Order:
    """The example of docs/flows.md below *root*, to be broken."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for file in (FLOW, ID, EN):
            [text] = fences(f"# {file}")
            path = root / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def replace(self, file: str, old: str, new: str) -> None:
        text = (self.root / file).read_text()
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        (self.root / file).write_text(text.replace(old, new))

    def findings(self):
        folder, locales = self.root / "flows" / "order", self.root / "locales"
        return load_flow(folder, locales=locales, languages=("id", "en"))[1]

    def told(self):
        """Code, file and the text at its place, of each finding."""
        return [
            (
                found.code,
                str(Path(found.place.file).relative_to(self.root)),
                written_at(found.place),
            )
            for found in self.findings()
        ]


@pytest.fixture
def order(tmp_path):
    return Order(tmp_path)


def test_the_example_has_no_mistakes(order):
    assert order.told() == []


CHECK = "choices: [confirm, change, cancel]"
SIZE = "        choices: size              # those of the field\n"
MISTAKES = {
    "a first state that is not inside": (
        FLOW, "initial: size\n", "initial: siez\n", "F101", "siez"
    ),
    "a first state that is missing": (
        FLOW, "    initial: size\n", "", "F003", "name"
    ),
    "a first state of a state with none inside": (
        FLOW, "- name: check\n", "- name: check\n    initial: form\n",
        "F004", "initial"
    ),
    "an end inside": (
        FLOW, SIZE, f"{SIZE}      - {{name: end, final: true}}\n", "F004", "final"
    ),
    "options of a composite state": (
        FLOW, "    timeout: 1 hour                # for both\n",
        "    timeout: 1 hour\n    choices: size\n", "F004", "choices"
    ),
    "one name twice inside": (
        FLOW, "      - name: name\n", "      - name: name\n      - name: name\n",
        "F002", "name"
    ),
    "a state inside that is called without what is around it": (
        FLOW, "source: form.size\n", "source: size\n", "F102", "size"
    ),
    "a name with a dot": (
        FLOW,
        "- name: check\n",
        "- name: check.it\n",
        "F004",
        "check.it",
    ),
    "a misspelt state inside": (
        FLOW, "source: form.size\n", "source: form.szie\n", "F102", "form.szie"
    ),
    "a state that is neither beside nor outside": (
        FLOW, "dest: name      ", "dest: naem      ", "F101", "naem"
    ),
    "a name that means two states": (
        FLOW, "source: form.size\n", "source: [form.size, check]\n", "F101", "name"
    ),
    "an unknown action of a composite state": (
        FLOW, "on_enter: {say: welcome}", "on_enter: shout", "F401", "shout"
    ),
    "a time that nothing waits for, told once": (
        FLOW, "{trigger: timeout, source: [form, check], dest: left}",
        "{trigger: timeout, source: check, dest: left}", "F205", "1 hour"
    ),
    "a name that was renamed to nothing": (
        FLOW, "initial: idle\n", "initial: idle\nrenamed: {old: form.sizes}\n",
        "F101", "form.sizes"
    ),
    "a misspelt option": (
        FLOW, CHECK, "choices: [confirm, chnge, cancel]", "F201", "chnge"
    ),
    "a misspelt field": (FLOW, SIZE, "        choices: siez\n", "F201", "siez"),
    "a field without choices": (FLOW, SIZE, "        choices: name\n", "F004", "name"),
    "an option that is no word": (
        FLOW, CHECK, "choices: [confirm, photo]", "F004", "photo"
    ),
    "an option that its state does not take": (
        FLOW, CHECK, "choices: [confirm, order]", "F209", "order"
    ),
    "choices that its state does not hear": (
        FLOW, "  - trigger: text\n    source: form.size\n",
        "  - trigger: help\n    source: form.size\n", "F209", "size"
    ),
    "an option twice": (
        FLOW, CHECK, "choices: [confirm, change, confirm]", "F210", "confirm"
    ),
    "two options with one title": (
        ID, "confirm: Ya, pesan", "confirm: Ubah", "F210", "ubah"
    ),
    "a title that is a word of something else": (
        ID, "confirm: Ya, pesan", "confirm: bantuan", "F203", "bantuan"
    ),
    "a title that is the number of another": (
        ID, "confirm: Ya, pesan", "confirm: 2.", "F203", "2."
    ),
    "a word that is the number of an option": (
        ID, "help: [bantuan]", 'help: [bantuan, "1"]', "F203", '"1"'
    ),
    "a title that is missing in a language": (
        EN, "  large: Large\n", "", "F301", "labels"
    ),
    "a title of several lines": (
        ID, "confirm: Ya, pesan", 'confirm: "Ya,\\npesan"', "F004", '"Ya,\\npesan"'
    ),
    "more options than can be shown": (
        FLOW, "[small, large]", "[small, large, a, b, c, d, e, f, g, h, i]",
        "F211", "size"
    ),
    "options that nobody sees": (
        FLOW, "        on_enter: {say: which_size}\n", "", "F212", "size"
    ),
    "options of the first state": (
        FLOW, "- name: idle\n", "- name: idle\n    choices: [order]\n",
        "F004", "order"
    ),
    "options of an end": (
        FLOW, "{name: left,", "{name: left, choices: [order],", "F004", "order"
    ),
}  # fmt: skip
BRING_OTHERS = {
    "an end inside": {"F103"},
    "options that nobody sees": {"F302"},
    "more options than can be shown": {"F301"},
    "choices that its state does not hear": {"F104", "F105", "F202", "F103", "F302"},
    "an unknown action of a composite state": {"F302"},
    "a name with a dot": {"F101", "F102", "F103"},
}
"""What a change is bound to bring along, since it is more than one mistake."""


@pytest.mark.parametrize("mistake", MISTAKES)
def test_one_mistake_is_one_finding_at_its_place(order, mistake):
    file, old, new, code, at = MISTAKES[mistake]

    order.replace(file, old, new)

    bound = BRING_OTHERS.get(mistake, set())
    assert [found for found in order.told() if found[0] not in bound] == [
        (code, file, at)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mistake_is_told_with_its_cure_in_each_language(tmp_path, language):
    wording, told = Wording.of(language), set()

    for number, (file, old, new, _, _) in enumerate(MISTAKES.values()):
        order = Order(tmp_path / str(number))
        order.replace(file, old, new)
        for found in order.findings():
            assert len(wording.tell(found).splitlines()) == 2
            told.add(found.key)

    assert {"several_states", "option_refused", "answer_means_two"} <= told


def test_an_effect_of_a_composite_state_is_refused(order):
    code = "async def shout(effect):\n    pass\n\n\nEFFECTS = {'shout': shout}\n"
    (order.root / "flows" / "order" / "actions.py").write_text(code)

    order.replace(FLOW, "on_enter: {say: welcome}", "on_enter: [{say: welcome}, shout]")

    assert order.told() == [("F403", FLOW, "shout")]


@pytest.mark.parametrize(("levels", "codes"), [(9, []), (10, ["Y003"])])
def test_states_stand_in_one_another_as_deep_as_a_file_may_be(order, levels, codes):
    inside = "on_enter: {say: which_name}"
    for _ in range(levels):
        inside = f"initial: a, states: [{{name: a, {inside}}}]"
    order.replace(
        FLOW,
        "      - name: name\n        on_enter: {say: which_name}\n",
        f"      - {{name: name, {inside}}}\n",
    )

    assert [code for code, *_ in order.told()] == codes


def test_a_composite_state_that_nothing_leads_to_is_told_once(order):
    order.replace(FLOW, "source: idle, dest: form", "source: idle, dest: check")
    order.replace(FLOW, "source: check, dest: form", "source: check, dest: again")

    assert [found for found in order.told() if found[0] == "F103"] == [
        ("F103", FLOW, "form")
    ]


def test_whoever_leaves_out_what_is_around_is_told_the_whole_name(order):
    order.replace(FLOW, "source: form.size\n", "source: size\n")

    [found] = order.findings()

    assert "form.size" in Wording.of("en").hint(found)
