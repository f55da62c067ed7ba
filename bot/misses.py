"""
What people typed in vain, and which words would have been understood.

A suggestion is a change of a word list, made in a copy and checked there; what causes
a finding is not suggested. Whether the word means that is for a person to decide.
"""

import difflib
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rapidfuzz import fuzz, process

from bot.dialogue.definition import Flow
from bot.dialogue.loader import languages_in, load_flow
from bot.dialogue.words import Pattern, normalised
from bot.settings import Settings
from bot.wordlists import add_word

LIKE_PERCENT = 75.0
"""How alike a text has to be to a word; ``tdk`` and ``tidak`` are by 75."""

APART_PERCENT = 5.0
"""How much more alike than to a word of another trigger."""

LONGEST_WORD = 40
"""In letters; whoever types more says something, and no word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """
    What was typed in vain in one state.

    Attributes:
        flow: The flow's name.
        state: Where it was typed.
        texts: How often each was typed, the most frequent first; of texts that are
            compared alike, the first stands for all.
    """

    flow: str
    state: str
    texts: Mapping[str, int]

    @property
    def count(self) -> int:
        """How often anything was."""
        return sum(self.texts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """
    One word that might be added.

    Attributes:
        flow: The flow's name.
        language: Whose text file.
        trigger: Whose word it would be.
        word: What people typed, as words are compared.
        like: The word it is like.
        count: How often it was typed.
    """

    flow: str
    language: str
    trigger: str
    word: str
    like: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """
    What to change in one text file.

    Attributes:
        file: The file.
        difference: As a unified diff.
        suggestions: What it adds.
    """

    file: Path
    difference: str
    suggestions: tuple[Suggestion, ...]


def groups(misses: Sequence[tuple[str, str, str]]) -> list[Group]:
    """
    *misses*, each a flow, a state and a text, grouped; most frequent first.

    A text that holds no character is left out.
    """
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    first: dict[str, str] = {}
    for flow, state, text in misses:
        if compared := normalised(text):
            first.setdefault(compared, " ".join(text.split()))
            counts[flow, state][compared] += 1
    found = [
        Group(
            flow=flow,
            state=state,
            texts={first[text]: count for text, count in texts.most_common()},
        )
        for (flow, state), texts in counts.items()
    ]
    return sorted(found, key=lambda group: (-group.count, group.flow, group.state))


def suggestions(
    flow: Flow, found: Sequence[Group], *, language: str
) -> list[Suggestion]:
    """
    The words that would have fitted what was *found* in *flow*, likely ones only.

    A word that several languages have is counted to *language*, if it is among them.
    """
    best: dict[tuple[str, str, str], Suggestion] = {}
    for group in found:
        if group.flow != flow.name or group.state not in flow.states:
            continue
        known = dict(_words(flow, group.state, language))
        for text, count in group.texts.items():
            like = _like(normalised(text), known)
            if like is None:
                continue
            trigger, spoken = known[like]
            key = (spoken, trigger, normalised(text))
            more = best[key].count if key in best else 0
            best[key] = Suggestion(
                flow=flow.name,
                language=spoken,
                trigger=trigger,
                word=normalised(text),
                like=like,
                count=count + more,
            )
    return sorted(best.values(), key=lambda one: (-one.count, one.word))


def patches(settings: Settings, found: Sequence[Suggestion]) -> list[Patch]:
    """What to change in the text files for those of *found* that are no mistake."""
    made: list[Patch] = []
    for flow in dict.fromkeys(one.flow for one in found):
        with TemporaryDirectory(prefix="alur-") as root:
            copy = _Copy(settings, flow, Path(root))
            kept = [one for one in found if one.flow == flow and copy.takes(one)]
            made.extend(
                Patch(
                    file=settings.locales / language / f"{flow}.yaml",
                    difference=copy.difference(language),
                    suggestions=tuple(s for s in kept if s.language == language),
                )
                for language in dict.fromkeys(one.language for one in kept)
            )
    return made


class _Copy:
    """The files of one flow, to be changed and checked without any harm."""

    def __init__(self, settings: Settings, flow: str, root: Path) -> None:
        self._flow, self._locales = flow, root / "locales"
        self._folder = root / "flows" / flow
        self._before: dict[str, str] = {}
        shutil.copytree(settings.flows / flow, self._folder)
        for language in languages_in(settings.locales):
            file = settings.locales / language / f"{flow}.yaml"
            if file.exists():
                self._before[language] = file.read_text("utf-8")
                self._file(language).parent.mkdir(parents=True)
                self._file(language).write_text(self._before[language], "utf-8")
        self._known = self._findings()
        self._shown = {
            language: _shown(settings.locales / language / f"{flow}.yaml")
            for language in self._before
        }

    def takes(self, one: Suggestion) -> bool:
        """Add the word of *one*, unless it causes a finding."""
        file = self._file(one.language)
        before = file.read_text("utf-8")
        after = add_word(before, one.trigger, one.word)
        if after is None:
            return False
        file.write_text(after, "utf-8")
        if self._findings() - self._known:
            file.write_text(before, "utf-8")
            return False
        return True

    def difference(self, language: str) -> str:
        """What was changed in the texts of *language*, as a unified diff."""
        name = self._shown[language]
        lines = difflib.unified_diff(
            self._before[language].splitlines(keepends=True),
            self._file(language).read_text("utf-8").splitlines(keepends=True),
            name,
            name,
            n=1,
        )
        return "".join(lines)

    def _file(self, language: str) -> Path:
        return self._locales / language / f"{self._flow}.yaml"

    def _findings(self) -> Counter[str]:
        _, found = load_flow(
            self._folder,
            locales=self._locales,
            languages=tuple(self._before),
            code_from_folder=False,
        )
        return Counter(one.code for one in found)


def _words(flow: Flow, state: str, last: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each word that *state* takes, with its trigger and its language."""
    for language in sorted(flow.texts, key=lambda one: one == last):
        texts = flow.texts[language]
        for trigger, patterns in texts.words.items():
            if trigger not in flow.by_state[state]:
                continue
            for pattern in map(Pattern.parse, patterns):
                if not pattern.open:
                    yield pattern.text, (trigger, language)


def _like(text: str, known: Mapping[str, tuple[str, str]]) -> str | None:
    """The one of the *known* words that *text* is like; None if none, or several."""
    if len(text) > LONGEST_WORD:
        return None
    found = process.extract(
        text, list(known), scorer=fuzz.ratio, score_cutoff=LIKE_PERCENT, limit=None
    )
    if not found:
        return None
    like, score, _ = found[0]
    trigger = known[like][0]
    for other, close, _ in found[1:]:
        if known[other][0] != trigger and score - close < APART_PERCENT:
            return None
    return like


def _shown(file: Path) -> str:
    here = Path.cwd()
    return str(file.relative_to(here) if file.is_relative_to(here) else file)
