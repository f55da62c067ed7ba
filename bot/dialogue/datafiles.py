"""
Checks the files that a flow brings beside its own: lists that operators extend.

What such a file must hold only its flow knows. So ``actions.py`` names a function for
each in ``FILES``; it is given what stands in the file, every node at its place, and
yields ``bot.findings.Mistake``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from bot.dialogue.codes import finding, limited
from bot.dialogue.textfile import beginning, read_file
from bot.findings import Finding, Mistake
from bot.yamlfile import Node, parse

Check = Callable[[Node], Iterable[Mistake]]
"""What a flow brings for one of its files."""


def check_files(folder: Path, checks: Mapping[str, Check]) -> Iterator[Finding]:
    """
    Every mistake in the files of the flow in *folder*.

    Args:
        folder: The flow's folder.
        checks: What checks each file, by its name in *folder*.

    Raises:
        Exception: Whatever a check raises.
    """
    for name, check in checks.items():
        file = folder / name
        content, unreadable = read_file(file)
        yield from unreadable
        if unreadable:
            continue
        root, found = parse(content, file=str(file))
        yield from found
        if root is not None:
            yield from limited(map(_finding, check(root)))
        elif not found:
            yield finding("F003", beginning(file), "file_is_empty")


def _finding(mistake: Mistake) -> Finding:
    return finding(
        "F405", mistake.place, "wrong_data", wrong=mistake.wrong, cure=mistake.cure
    )
