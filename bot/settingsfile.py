"""``bot.yaml`` as plain data, its variables put in and its places known."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot import yamlfile
from bot.errors import BadSetting
from bot.findings import Place
from bot.wording import Wording
from bot.yamlscalar import Scalar

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class SettingsFile:
    """
    A settings file that was read.

    Attributes:
        data: What it says: mappings, lists and texts.
    """

    def __init__(self, root: yamlfile.Mapping, environ: Mapping[str, str]) -> None:
        self._root = root
        self._environ = environ
        self.data: dict[str, Any] = self._plain(root)

    @classmethod
    def read(cls, file: Path, environ: Mapping[str, str]) -> "SettingsFile":
        """
        Read *file* and put in its variables.

        ``${NAME}`` stands for a variable of *environ*, or for the content of the file
        that ``NAME_FILE`` names.

        Raises:
            BadSetting: If it cannot be read, is no YAML mapping, or names a variable
                that is not set.
        """
        try:
            content = file.read_bytes()
        except OSError as error:
            raise BadSetting(f"{file}: cannot be read: {error.strerror}") from error
        root, findings = yamlfile.parse(content, file=str(file))
        if findings:
            raise BadSetting(Wording.of("en").tell_all(findings))
        if not isinstance(root, yamlfile.Mapping):
            raise BadSetting(f"{file}:1:1: settings are expected, such as 'port: 8080'")
        return cls(root, environ)

    def place(self, path: Sequence[str | int]) -> Place:
        """Where the value at *path* stands, or the nearest thing around it."""
        node: yamlfile.Node = self._root
        place = node.place
        for step in path:
            if isinstance(node, yamlfile.Mapping) and isinstance(step, str):
                key, found = node.key(step), node.get(step)
                if key is None or found is None:
                    break
                place, node = key.place, found
            elif isinstance(node, yamlfile.Sequence) and isinstance(step, int):
                node = node.items[step]
                place = node.place
            else:
                break
        return place

    def _plain(self, node: yamlfile.Node) -> Any:
        if isinstance(node, Scalar):
            return _VARIABLE.sub(
                lambda found: self._variable(found[1], node), node.value
            )
        if isinstance(node, yamlfile.Sequence):
            return [self._plain(item) for item in node.items]
        return {key.value: self._plain(value) for key, value in node.entries}

    def _variable(self, name: str, node: Scalar) -> str:
        if name in self._environ:
            return self._environ[name]
        file = self._environ.get(f"{name}_FILE")
        at = f"{node.place.file}:{node.place.line}:{node.place.column}"
        if file is None:
            raise BadSetting(
                f"{at}: the environment has no {name}; "
                f"set it, or {name}_FILE to a file that holds it"
            )
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(
                f"{at}: {name}_FILE: {file} cannot be read: {error.strerror}"
            ) from error
