"""The book as one HTML file: no network, no script, no fonts of its own."""

from collections.abc import Sequence
from pathlib import Path

import jinja2
from babel import Locale, UnknownLocaleError
from markupsafe import Markup

from bot.book.chapters import chapters
from bot.messages import digest
from bot.pictures.layout import NoGraphviz, layout
from bot.pictures.sketch import sketch
from bot.pictures.svg import svg
from bot.pictures.telling import Telling


def page(tellings: Sequence[Telling], *, tenant: str) -> str:
    """
    The book of a flow; without its picture where Graphviz is not installed.

    Args:
        tellings: As for ``chapters``.
        tenant: Whose flow it is, for the title.
    """
    telling = tellings[0]
    flow = telling.flow
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    return templates.get_template("book.html").render(
        flow=flow,
        tenant=tenant,
        language=telling.language,
        languages=[(one.language, _called(one, telling)) for one in tellings],
        say=telling.say,
        picture=_picture(telling),
        chapters=chapters(tellings),
        words={
            trigger: [one.spoken.words.get(trigger, ()) for one in tellings]
            for trigger in dict.fromkeys(
                trigger for one in tellings for trigger in one.spoken.words
            )
        },
        version=flow.version,
        digest=_digest(telling),
    )


def _picture(telling: Telling) -> Markup:
    try:
        drawn = svg(layout(sketch(telling)))
    except NoGraphviz:
        return Markup()
    return Markup(drawn)  # noqa: S704 - every word in it was escaped when it was drawn


def _called(one: Telling, reader: Telling) -> str:
    """What the language of *one* is called in that of *reader*."""
    try:
        called = Locale.parse(one.language).get_display_name(reader.language)
    except (UnknownLocaleError, ValueError):
        called = None
    return called or one.language


def _digest(telling: Telling) -> str:
    """Of the flow and all its words and texts: what is signed."""
    parts = [telling.flow.source]
    for language, texts in sorted(telling.flow.texts.items()):
        parts.append(language)
        parts += [f"{key}: {', '.join(words)}" for key, words in texts.words.items()]
        parts += [f"{key}: {label}" for key, label in texts.labels.items()]
        parts += [f"{key}: {text.source}" for key, text in texts.texts.items()]
    return digest("\n".join(parts))
