"""
Checks a flow whose files can be read: every mistake at once, each at its place.

    draft --> outline (names resolved) --> the checks, each one subject --> findings

To add a check, write it in a module of ``bot/dialogue/checks`` and add its line here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from bot.channel import Limits
from bot.dialogue.builtin import BUILT_IN_ACTIONS, BUILT_IN_CONDITIONS, BuiltIn
from bot.dialogue.checks.calls import check_calls
from bot.dialogue.checks.choices import check_choices, check_titles
from bot.dialogue.checks.graph import check_ends, check_reached
from bot.dialogue.checks.limits import check_limits
from bot.dialogue.checks.outline import make_outline
from bot.dialogue.checks.pulls import check_answers, check_pulls
from bot.dialogue.checks.sayings import (
    check_invitations,
    check_languages,
    check_texts,
)
from bot.dialogue.checks.sizes import check_sizes, check_ways
from bot.dialogue.checks.subject import Subject
from bot.dialogue.checks.vocabulary import check_one_meaning, check_words
from bot.dialogue.checks.ways import (
    check_effects,
    check_shadowed,
    check_silence,
    check_timed_ways,
    check_timers,
    check_way_back,
)
from bot.dialogue.checks.wording import check_wording
from bot.dialogue.codes import limited
from bot.dialogue.draft import DraftFlow, DraftTexts
from bot.dialogue.flowcode import FlowCode
from bot.findings import Finding

CHECKS: Sequence[Callable[[Subject], Iterator[Finding]]] = (
    check_calls,
    check_reached,
    check_ends,
    check_shadowed,
    check_pulls,
    check_timed_ways,
    check_timers,
    check_effects,
    check_silence,
    check_answers,
    check_way_back,
    check_words,
    check_one_meaning,
    check_choices,
    check_titles,
    check_texts,
    check_languages,
    check_invitations,
    check_wording,
    check_limits,
)
"""In no particular order: none relies on another."""


def check(
    draft: DraftFlow,
    texts: Sequence[DraftTexts],
    code: FlowCode,
    *,
    whole: bool = True,
    actions: Mapping[str, BuiltIn] = BUILT_IN_ACTIONS,
    conditions: Mapping[str, BuiltIn] = BUILT_IN_CONDITIONS,
    limits: Sequence[Limits] = (),
) -> list[Finding]:
    """
    Every mistake in a flow, beyond what reading its files has found.

    Args:
        draft: The flow.
        texts: Its texts, the tenant's own language first.
        code: What its ``actions.py`` brings.
        whole: False if there is a text file that could not be read, so that nothing
            can be said to be missing.
        actions: The built-in ones.
        conditions: The same.
        limits: Of the types of channels that it runs over.

    Returns:
        The findings, sorted by place.
    """
    if too_many := list(check_sizes(draft, texts)):
        return too_many
    triggers = {name for each in texts for name in each.triggers}
    outline, findings = make_outline(draft, triggers if whole else None)
    if too_many := list(check_ways(outline.ways)):
        return [*limited(findings), *too_many]
    subject = Subject(
        outline=outline,
        texts=tuple(texts),
        whole=whole,
        code=code,
        actions=actions,
        conditions=conditions,
        limits=tuple(limits),
    )
    for one_check in CHECKS:
        findings.extend(limited(one_check(subject)))
    return by_place(findings)


def by_place(findings: Iterable[Finding]) -> list[Finding]:
    """The *findings* in the order of their places, each once."""
    unique = dict.fromkeys(findings)
    return sorted(unique, key=lambda found: (found.place, found.code, found.key))
