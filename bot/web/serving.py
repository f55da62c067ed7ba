"""Where the bot listens."""

import errno
import logging
import os
import socket
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from bot.errors import BadSetting

log = structlog.get_logger(__name__)

_CURES = {
    errno.EADDRINUSE: "stop what listens there, or choose another with --port",
    errno.EACCES: "choose a port above 1023 with --port",
}
_ANOTHER_HOST = "choose an address of this machine with --host"
_CLIENTS_FAULTS = (HttpProcessingError, web.RequestPayloadError, ConnectionError)
_DESCRIPTORS = Path("/proc/self/fd")


def listen(host: str, port: int) -> socket.socket:
    """
    Take *port* of *host*; 0 takes any free one.

    Raises:
        BadSetting: If it is taken or not allowed.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        said = (error.strerror or str(error)).lower()
        cure = _CURES.get(error.errno or 0, _ANOTHER_HOST)
        raise BadSetting(
            f"{host}:{port}: cannot listen there: {said}; {cure}"
        ) from None
    return listener


async def serve(
    stack: AsyncExitStack, app: web.Application, at: socket.socket | Path
) -> None:
    """Serve *app* at a socket that listens or a file, until *stack* is closed."""
    logger = logging.getLogger(f"{__name__}.http")
    logger.addFilter(_tell_briefly)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0, logger=logger)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    if isinstance(at, Path):
        stack.callback(at.unlink, missing_ok=True)
        at = _listen_at_file(at)
    await web.SockSite(runner, at).start()


@contextmanager
def reachable(file: Path) -> Iterator[str]:
    """
    A name for the socket *file*, valid meanwhile.

    The name of a socket holds 107 bytes at most, and a data folder may lie deeper;
    its descriptor is a short name for it.
    """
    folder = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        short = _DESCRIPTORS / str(folder)
        yield str((short if short.exists() else file.parent) / file.name)
    finally:
        os.close(folder)


def _listen_at_file(file: Path) -> socket.socket:
    file.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    # The file's mode decides who may connect, so it is never open, not even at first.
    before = os.umask(0o177)
    try:
        with reachable(file) as name:
            listener.bind(name)
    finally:
        os.umask(before)
    return listener


def _tell_briefly(record: logging.LogRecord) -> bool:
    """Tell in one line, without a traceback, of requests that are hardly HTTP."""
    error = record.exc_info[1] if record.exc_info else None
    if not isinstance(error, _CLIENTS_FAULTS):
        return True
    log.warning("request.refused", error=type(error).__name__)
    return False
