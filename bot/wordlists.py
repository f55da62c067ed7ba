"""Adds a word to a text file and leaves the rest of it as its author wrote it."""

import re

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

_PLAIN = re.compile(r"[^\W\d_][\w ]*")


def add_word(source: str, trigger: str, word: str) -> str | None:
    """
    The text file *source* with *word* among those of *trigger*.

    Returns:
        None if the file has no word of *trigger* yet, or cannot be read.
    """
    try:
        root = yaml.compose(source, yaml.SafeLoader)
    except yaml.YAMLError:
        return None
    words = _value(_value(root, "words"), trigger)
    written = word if _PLAIN.fullmatch(word) else f'"{_escaped(word)}"'
    if isinstance(words, ScalarNode):
        start, end = words.start_mark.index, words.end_mark.index
        return f"{source[:start]}[{source[start:end]}, {written}]{source[end:]}"
    if not isinstance(words, SequenceNode) or not words.value:
        return None
    end = words.value[-1].end_mark.index
    if words.flow_style:
        return f"{source[:end]}, {written}{source[end:]}"
    indent = " " * words.start_mark.column
    return f"{source[:end]}\n{indent}- {written}{source[end:]}"


def _value(node: Node | None, key: str) -> Node | None:
    """What stands behind *key* in *node*; None if nothing does."""
    if isinstance(node, MappingNode):
        for name, value in node.value:
            if isinstance(name, ScalarNode) and name.value == key:
                found: Node = value
                return found
    return None


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace('"', '\\"')
