"""Every part fits into a head: small files, short functions, names of the domain."""

import ast
import statistics
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = ("bot", "flows", "storage", "tests", "benchmarks")
FILES = sorted(
    path
    for folder in OURS
    for path in (ROOT / folder).rglob("*.py")
    if "versions" not in path.parts
)
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "base", "misc"}


def functions(path):
    """Each function with its length in lines, which its docstring is no part of."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            told = ast.get_docstring(node) is not None
            first = node.body[1] if told and len(node.body) > 1 else node
            yield node.name, (node.end_lineno or 0) - first.lineno + 1


def name_of(path):
    return str(path.relative_to(ROOT))


def test_a_file_is_under_300_lines():
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in FILES}

    assert {name: lines for name, lines in lengths.items() if lines >= 300} == {}


def test_a_function_is_under_50_lines():
    long = {
        f"{name_of(path)}: {name}"
        for path in FILES
        for name, lines in functions(path)
        if lines >= 50
    }

    assert long == set()


def test_nine_functions_of_ten_are_under_30_lines():
    lengths = [
        lines
        for path in FILES
        if path.relative_to(ROOT).parts[0] in {"bot", "flows", "storage"}
        for _, lines in functions(path)
    ]

    assert statistics.quantiles(lengths, n=10)[-1] < 30


def test_every_module_is_named_by_a_noun_of_the_domain():
    assert [name_of(path) for path in FILES if path.stem in SAYS_NOTHING] == []


def test_the_main_loop_fits_on_one_screen():
    worker = dict(functions(ROOT / "bot" / "worker.py"))

    assert worker["run"] < 20
