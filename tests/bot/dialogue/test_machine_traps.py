"""What the library would do if it were let, and must not."""

from transitions import Machine

from tests.bot.dialogue.small import opened


def test_a_name_is_never_looked_up_as_an_import_path(tmp_path):
    ways = "  - {trigger: text, source: open, dest: other}"
    machine = opened(tmp_path, ways).dialogue.machine._machine

    callbacks = [
        callback
        for event in machine.events.values()
        for transitions in event.transitions.values()
        for way in transitions
        for callback in (
            *way.prepare,
            *way.before,
            *way.after,
            *(condition.func for condition in way.conditions),
        )
    ]
    callbacks += [
        callback
        for state in machine.states.values()
        for callback in (*state.on_enter, *state.on_exit)
    ]
    assert callbacks
    assert all(map(callable, callbacks))


def test_no_trigger_exists_but_those_of_the_flow(tmp_path):
    machine = opened(tmp_path, "").dialogue.machine._machine

    assert set(machine.events) == {"begin", "onward", "cancel", "help"}


def test_no_turn_is_ever_registered_with_the_library(tmp_path):
    chat = opened(tmp_path, "")

    chat.hears("terus")

    assert isinstance(chat.dialogue.machine._machine, Machine)
    assert chat.dialogue.machine._machine.models == []


def test_two_chats_share_a_machine_and_nothing_else(tmp_path):
    first = opened(tmp_path / "1", "")
    second = opened(tmp_path / "2", "")
    second.dialogue = first.dialogue

    first.hears("terus")
    second.hears("bantuan")

    assert (first.session.state, second.session.state) == ("other", "open")
