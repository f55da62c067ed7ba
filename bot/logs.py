"""
Logs: one event a line, JSON for machines or columns for people.

An event is a constant ``noun.done`` with facts as key-values. It names the message,
never the person: no number, no address, no words. An exception may quote what it
choked on, so only its type and its places are told; long figures are hidden in what
errors and libraries say.
"""

import asyncio
import atexit
import contextlib
import io
import json as jsonlib
import logging
import re
import sys
import traceback
from collections.abc import Callable, MutableMapping
from typing import Any, TextIO

import structlog

_dump: Callable[..., bytes] | None
try:
    from orjson import dumps as _dump
except ImportError:  # it comes with the extra fast
    _dump = None

_FIGURES = re.compile(r"\+?\d{8,15}")
_MAY_QUOTE = ("error", "event")


class _Stream(io.StringIO):
    """
    Writes lines to a stream that may be closed, or full, without anybody failing.

    What is logged while the event loop works is written when it comes round: to write
    each line by itself would cost more than to make it.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream
        self._lines: list[str] = []
        self._announced = False
        atexit.register(self._write_out)

    def write(self, text: str) -> int:
        self._lines.append(text)
        if not self._announced:
            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:
                self._write_out()
            else:
                self._announced = True
                loop.call_soon(self._write_out)
        return len(text)

    def flush(self) -> None:
        """Nothing: what was written is written out soon."""

    def _write_out(self) -> None:
        self._announced = False
        lines, self._lines = self._lines, []
        with contextlib.suppress(OSError, ValueError):
            self._stream.write("".join(lines))
            self._stream.flush()


def configure(*, json: bool, level: str = "INFO") -> None:
    """
    Send every log event, the libraries' too, to standard error.

    Args:
        json: One JSON object a line; else columns for people.
        level: The least level that is shown.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        tell_where,
        hide_figures,
    ]
    shown: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(serializer=_encoded)
        if json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    # Our own events go straight to the stream: by way of logging each costs
    # several times as much, and there are two for every message.
    structlog.configure(
        processors=[*shared, shown],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(_Stream(sys.stderr)),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                shown,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for talkative in ("alembic", "transitions", "watchfiles"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    # The access log would hold the secrets in paths, and says nothing we do not.
    logging.getLogger("aiohttp.access").setLevel(logging.ERROR)


def _encoded(event: Any, **_given: Any) -> str:
    """Write *event* as JSON, however odd what a library logged."""
    if _dump is not None:
        with contextlib.suppress(TypeError):
            return _dump(event, default=repr).decode()
    return _ENCODE(event)


_ENCODE = jsonlib.JSONEncoder(default=repr).encode


def hide_figures(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Hide what may be a person's number in whatever an error quotes."""
    for key in _MAY_QUOTE:
        if isinstance(event.get(key), str):
            event[key] = _FIGURES.sub("...", event[key])
    return event


def tell_where(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Tell of an exception its type and where it came from, and not what it says."""
    raised = event.pop("exc_info", None)
    if isinstance(raised, tuple):
        raised = raised[1]
    elif raised and not isinstance(raised, BaseException):
        raised = sys.exc_info()[1]
    if raised:
        event["exception"] = "\n".join(_places(raised))
    return event


def _places(error: BaseException) -> list[str]:
    """*error* after what caused it, as in a traceback; a group after its members."""
    before = error.__cause__
    if before is None and not error.__suppress_context__:
        before = error.__context__
    told = _places(before) if before is not None else []
    if isinstance(error, BaseExceptionGroup):
        for member in error.exceptions:
            told += _places(member)
    frames = traceback.extract_tb(error.__traceback__)
    told += [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    return [*told, f"{type(error).__module__}.{type(error).__qualname__}"]
