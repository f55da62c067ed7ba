"""
Makes a new flow of the files in ``files``, and writes over nothing.

``flow.yaml`` is written last, so whoever looks for flows finds all of it or nothing.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from string import Template

from bot.dialogue.loader import flow_names, languages_in, load_flows
from bot.dialogue.schema import FLOW_NAME
from bot.dialogue.textfile import build_texts, read_texts
from bot.dialogue.words import Words
from bot.errors import BotError
from bot.settings import HOME, Settings

FILES = Path(__file__).parent / "files"
LANGUAGES = ("id", "en")
"""Whose texts there are."""

CHECKOUT = HOME / "pyproject.toml"
"""What is there only where the program runs from its own source."""

TAKEN = frozenset({"bot", "pages", "book", "check"})
"""Names of text files in ``locales`` that are no flow's."""


class NotMade(BotError):
    """There is a reason not to write the new flow; nothing was written."""


def make(settings: Settings, name: str) -> tuple[Path, ...]:
    """
    Write the flow *name* into the folders that *settings* names.

    Returns:
        The files, in the order in which they were written.

    Raises:
        NotMade: If the name will not do, something is there already, or a folder is
            not to be written to.
    """
    _check_name(settings, name)
    _check_folders(settings)
    contents = _contents(settings, name)
    for file in (settings.flows / name, *contents):
        if file.exists():
            raise NotMade(f"{file} is there already; choose another name")
    _check_word(settings, name)
    try:
        _write(contents)
    except OSError as error:
        raise NotMade(
            f"{error.filename}: {error.strerror}; write to another folder"
        ) from error
    return tuple(contents)


def start_word(name: str) -> str:
    """What people type to begin the flow *name*."""
    return " ".join(name.replace("_", " ").replace("-", " ").split()) or name


def _check_name(settings: Settings, name: str) -> None:
    if not FLOW_NAME.fullmatch(name):
        raise NotMade(
            f"{name!r} is no name for a flow; use small letters, digits, - and _ "
            "only, such as guest-book"
        )
    if name in TAKEN:
        raise NotMade(f"{name!r} is the name of texts of the bot; choose another")
    if name in flow_names(settings.flows):
        raise NotMade(f"there is a flow {name!r} already; choose another name")


def _check_folders(settings: Settings) -> None:
    """Refuse to write into an installed program, where an update deletes it."""
    if CHECKOUT.exists():
        return
    for key, folder in (("flows", settings.flows), ("locales", settings.locales)):
        if folder.resolve().is_relative_to(HOME):
            raise NotMade(
                f"{folder} belongs to the installed program, and an update would "
                f"delete what is new there; name a folder of your own under {key}: "
                f"in a settings file, or in BOT_{key.upper()}"
            )


def _contents(settings: Settings, name: str) -> Mapping[Path, str]:
    """What to write where; ``flow.yaml`` comes last."""
    there = languages_in(settings.locales)
    languages = [one for one in LANGUAGES if one in there or not there]
    if not languages:
        known = ", ".join(LANGUAGES)
        raise NotMade(
            f"{settings.locales} has no folder of a language that new flows speak: "
            f"{known}; make one, with a text file in it"
        )
    locale = next(iter(settings.tenants.values())).locale
    spoken = locale if locale in languages else languages[0]
    values = {"name": name, "start": start_word(name), **_words(spoken, name)}
    folder = settings.flows / name
    files = {
        settings.locales / one / f"{name}.yaml": (f"{one}.yaml", "texts.schema.json")
        for one in languages
    }
    files[folder / "scenarios.yaml"] = ("scenarios.yaml", "")
    files[folder / "flow.yaml"] = ("flow.yaml", "flow.schema.json")
    return {
        target: _for_editors(target, schema)
        + Template((FILES / source).read_text("utf-8")).substitute(values)
        for target, (source, schema) in files.items()
    }


def _for_editors(file: Path, schema: str) -> str:
    """The first line, by which editors know the keys; empty if there is no schema."""
    there = HOME / "schema" / schema
    if not there.is_file():
        return ""
    path = Path(os.path.relpath(there, file.parent)).as_posix()
    return f"# yaml-language-server: $schema={path}\n"


def _words(language: str, name: str) -> Mapping[str, str]:
    """The first word of each trigger, which the scenarios say."""
    draft, _ = read_texts(FILES / f"{language}.yaml", language)
    if draft is None:
        raise NotMade(f"the texts of {name!r} are missing; install the program anew")
    words = build_texts(draft).words
    return {trigger: found[0] for trigger, found in words.items() if trigger != "start"}


def _check_word(settings: Settings, name: str) -> None:
    """Refuse a name whose word begins another flow already."""
    flows, _ = load_flows(
        settings.flows,
        None,
        locales=settings.locales,
        languages=languages_in(settings.locales),
    )
    for flow in flows.values():
        words = Words({key: texts.words for key, texts in flow.texts.items()})
        for match in words.match(start_word(name)):
            if match.trigger in flow.by_state[flow.initial]:
                raise NotMade(
                    f"{start_word(name)!r} begins the flow {flow.name!r} already; "
                    "choose another name"
                )


def _write(contents: Mapping[Path, str]) -> None:
    for file, content in contents.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as opened:
            opened.write(content)
