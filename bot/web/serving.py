"""Where the bot listens."""

import os
import socket
from contextlib import AsyncExitStack
from pathlib import Path

from aiohttp import web

from bot.errors import BadSetting


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
        raise BadSetting(
            f"{host}:{port}: cannot listen there: {error.strerror}; "
            "stop what does, or choose another with --port"
        ) from None
    return listener


async def serve(
    stack: AsyncExitStack, app: web.Application, at: socket.socket | Path
) -> None:
    """Serve *app* at a socket that listens or a file, until *stack* is closed."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    if isinstance(at, socket.socket):
        await web.SockSite(runner, at).start()
        return
    _remove(at)
    # Until somebody connects the file's mode decides who may, so it is never open.
    before = os.umask(0o177)
    try:
        await web.UnixSite(runner, str(at)).start()
    finally:
        os.umask(before)
    stack.callback(_remove, at)


def _remove(file: Path) -> None:
    file.unlink(missing_ok=True)
