"""What the tests of backups put into one."""

NAME = "1761642421000-0123456789abcdef.jpg"
OTHER = "1761642422000-0123456789abcdef.jpg"


def nothing(_done: int, _total: int) -> None:
    """Nobody looks at the bar."""
