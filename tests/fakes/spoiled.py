"""Deliveries as gateways may post them one day: fields gone, empty, new or odd."""

import copy
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode

ODD: tuple[Any, ...] = (None, 7, -1.5, True, "x", "", [], [None], {}, {"x": None})

Path = tuple[str | int, ...]


def spoiled(body: bytes) -> Iterator[bytes]:
    """*body*, which is recorded, with each of its fields spoiled in each way."""
    if not body.startswith(b"{"):
        yield from _forms(body)
        return
    whole = json.loads(body)
    yield json.dumps(_with_more(whole)).encode()
    for path in paths(whole):
        yield json.dumps(without(whole, path)).encode()
        for value in ODD:
            yield json.dumps(changed(whole, path, value)).encode()


def paths(value: Any, below: Path = ()) -> Iterator[Path]:
    """The way to each field of *value*."""
    inside: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        inside = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value))
    for name, each in inside:
        yield (*below, name)
        yield from paths(each, (*below, name))


def changed(whole: Any, path: Path, value: Any) -> Any:
    """A copy of *whole* with *value* at *path*."""
    copied = copy.deepcopy(whole)
    _holder(copied, path)[path[-1]] = value
    return copied


def without(whole: Any, path: Path) -> Any:
    """A copy of *whole* without what is at *path*."""
    copied = copy.deepcopy(whole)
    del _holder(copied, path)[path[-1]]
    return copied


def _holder(value: Any, path: Path) -> Any:
    for name in path[:-1]:
        value = value[name]
    return value


def _with_more(value: Any) -> Any:
    """*value* with a field more in each object, which nobody knows."""
    if isinstance(value, list):
        return [_with_more(each) for each in value]
    if not isinstance(value, dict):
        return value
    more = {"brand_new": {"since": [2027, None]}}
    return {name: _with_more(each) for name, each in value.items()} | more


def _forms(body: bytes) -> Iterator[bytes]:
    fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
    yield urlencode({**fields, "BrandNew": "since 2027"}).encode()
    for name in fields:
        yield urlencode({**fields, name: ""}).encode()
        yield urlencode({**fields, name: "x"}).encode()
        yield urlencode({k: v for k, v in fields.items() if k != name}).encode()
