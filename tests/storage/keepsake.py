"""What the tests of backups put into one."""

from pathlib import Path

from storage.backups import Roots

NAME = "1761642421000-0123456789abcdef.jpg"
OTHER = "1761642422000-0123456789abcdef.jpg"
SOUND = "1761642423000-0123456789abcdef.ogg"


def stores(folder: Path) -> Roots:
    """The roots of photos and voice notes in *folder*."""
    return {"photos": folder / "photos", "voices": folder / "voices"}


def nothing(_done: int, _total: int) -> None:
    """Nobody looks at the bar."""
