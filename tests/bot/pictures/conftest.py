"""Flows to be drawn, told of in one language."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot import checking, settings
from bot.opening import texts_of
from bot.pictures.telling import BOOK_FILE, Telling
from tests.bot.little_flow import FLOW, TEXTS, little

Tell = Callable[..., Telling]


@pytest.fixture
def tell(tmp_path: Path) -> Tell:
    """Tells of the little flow, with parts of it replaced by others."""

    def telling(*changes: tuple[str, str], language: str = "en") -> Telling:
        found = little(tmp_path)
        written = {
            found.flows / "little" / "flow.yaml": FLOW,
            found.locales / "id" / "little.yaml": TEXTS,
        }
        for old, new in changes:
            assert any(old in text for text in written.values()), old
            written = {file: text.replace(old, new) for file, text in written.items()}
        for path, text in written.items():
            path.write_text(text)
        return Telling(
            flow=checking.flow(found, "little"),
            language=language,
            own=texts_of(found, BOOK_FILE),
        )

    return telling


@pytest.fixture(scope="session")
def upload() -> Telling:
    """Tells of the flow that ships, in Indonesian."""
    found = settings.load(None, environ={})
    return Telling(
        flow=checking.flow(found, "upload"),
        language="id",
        own=texts_of(found, BOOK_FILE),
    )
