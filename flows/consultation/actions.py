"""
What the consultation does that its table cannot say: send the summary, forget.

``flow.yaml`` uses these functions by the names in the registries below.
"""

from collections.abc import Awaitable, Callable, Mapping

from bot.effect import Effect, Summary
from bot.messages import Kind
from bot.turn import Turn

QUESTIONS = ("routine", "history", "goal")
"""The fields that are asked for, in their order."""

STYLIST = "stylist"
"""The contact of the tenant who gets the summary."""


def forget_answers(turn: Turn) -> None:
    """Forget all that was answered or said of the client in this session."""
    turn.data.clear()
    turn.session.values.clear()


def note_limit_told(turn: Turn) -> None:
    """Note that it was told how many photos there may be."""
    turn.session.values["limit_told"] = "yes"


def limit_told(turn: Turn) -> bool:
    """Whether it was told how many photos there may be."""
    return "limit_told" in turn.session.values


def first_voice(turn: Turn) -> bool:
    """Whether no voice note came before in this session."""
    return turn.voices.count_after(turn.session.since) == 0


def something_given(turn: Turn) -> bool:
    """Whether anything was answered, or sent in this session."""
    return bool(
        turn.data or turn.session.taken or turn.voices.count_after(turn.session.since)
    )


def others_answered(turn: Turn) -> bool:
    """Whether every question but the one that is asked now has its answer."""
    asked = turn.state.rpartition(".")[2]
    return all(name == asked for name in turn.missing)


def without_sound(turn: Turn) -> bool:
    """Whether it is a voice note whose sound the channel cannot hand out."""
    return turn.message.kind is Kind.VOICE and turn.message.voice is None


async def send_summary(effect: Effect) -> None:
    """
    Send what the client answered and sent to the stylist, with the link to its page.

    A second run sends nothing again. Texts may name ``{link}``, ``{photo_links}``,
    ``{voice_links}``, ``{answers}`` and ``{hand_off}`` afterwards.
    """
    bench = effect.bench
    answers = tuple(
        (bench.label(name), str(effect.data[name]))
        for name in QUESTIONS
        if name in effect.data
    )
    whole = len(answers) == len(QUESTIONS)
    hand_off = bench.whatsapp(bench.text("hand_off_to_client"))
    await bench.send_summary(
        Summary(
            title=bench.text("summary_title" if whole else "summary_title_partial"),
            text="for_stylist",
            answers=answers,
            to=(STYLIST,),
            values={"hand_off": _line(effect, "hand_off_stylist", hand_off)},
        )
    )
    hand_off = bench.whatsapp(bench.text("hand_off_to_stylist"), to=STYLIST)
    effect.values["hand_off"] = _line(effect, "hand_off_client", hand_off)


def _line(effect: Effect, key: str, address: str) -> str:
    """The text *key* with *address* below what stands before it; empty without one."""
    if not address:
        return ""
    return "\n" + effect.bench.text(key, address=address)


ACTIONS: Mapping[str, Callable[[Turn], None]] = {
    "forget_answers": forget_answers,
    "note_limit_told": note_limit_told,
}

CONDITIONS: Mapping[str, Callable[[Turn], bool]] = {
    "first_voice": first_voice,
    "limit_told": limit_told,
    "others_answered": others_answered,
    "something_given": something_given,
    "without_sound": without_sound,
}

EFFECTS: Mapping[str, Callable[[Effect], Awaitable[None]]] = {
    "send_summary": send_summary,
}

PLACEHOLDERS: Mapping[str, str] = {
    "address": "a link that opens a chat in WhatsApp",
    "answers": "what was asked and answered, a line each",
    "hand_off": "how to go on in WhatsApp, in a line of its own; empty without a phone",
    "title": "the heading of the summary",
    "voice_links": "where the voice notes are",
}
