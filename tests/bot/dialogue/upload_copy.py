"""A copy of the tests' upload dialogue that a test may break."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from bot.dialogue.definition import Flow
from bot.dialogue.loader import load_flow
from bot.findings import Finding, Place

HERE = Path(__file__).parent
FLOW = "flows/upload/flow.yaml"
ACTIONS = "flows/upload/actions.py"
ID = "locales/id/upload.yaml"
EN = "locales/en/upload.yaml"


@dataclass(frozen=True, kw_only=True)
class Copy:
    """The dialogue below *root*."""

    root: Path

    @classmethod
    def at(cls, root: Path) -> "Copy":
        for part in ("flows", "locales"):
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(HERE / part, root / part, ignore=ignored)
        return cls(root=root)

    def write(self, file: str, text: str | bytes) -> "Copy":
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return self

    def replace(self, file: str, old: str, new: str) -> "Copy":
        text = (self.root / file).read_text()
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        return self.write(file, text.replace(old, new))

    def load(
        self, languages: tuple[str, ...] = ("id", "en"), source: str | None = None
    ) -> tuple[Flow | None, list[Finding]]:
        return load_flow(
            self.root / "flows" / "upload",
            locales=self.root / "locales",
            languages=languages,
            source=source,
        )

    def findings(self) -> list[tuple[str, str, str]]:
        """Code, file and the text at its place, of each finding."""
        return [
            (
                found.code,
                str(Path(found.place.file).relative_to(self.root)),
                written_at(found.place),
            )
            for found in self.load()[1]
        ]


def written_at(place: Place) -> str:
    """What stands at *place*, line breaks included."""
    lines = Path(place.file).read_text().splitlines(keepends=True)
    if place.line == place.end_line:
        return lines[place.line - 1][place.column - 1 : place.end_column - 1]
    first, *middle = lines[place.line - 1 : place.end_line]
    last = middle.pop()[: place.end_column - 1]
    return "".join([first[place.column - 1 :], *middle, last])
