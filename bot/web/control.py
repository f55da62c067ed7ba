"""
Does what ``alur``'s other commands ask, over a socket in the data folder.

Whoever may open the socket file may do what the server's account may.
"""

from aiohttp import web

from bot.errors import BotError
from bot.operating import COMMANDS
from bot.workings import NotFound, Parts
from storage.errors import StorageError

PARTS = web.AppKey("parts", Parts)


def make(parts: Parts) -> web.Application:
    """Serve each of the commands as ``POST /{command}`` with a form ``argument``."""
    app = web.Application()
    app[PARTS] = parts
    app.router.add_post("/{command}", perform)
    return app


async def perform(request: web.Request) -> web.Response:
    """Perform one command; its result is JSON."""
    command = COMMANDS.get(request.match_info["command"])
    if command is None:
        raise web.HTTPNotFound(text="no such command")
    argument = str((await request.post()).get("argument", ""))
    try:
        return web.json_response(await command(request.app[PARTS], argument))
    except NotFound as error:
        raise web.HTTPNotFound(text=str(error)) from None
    except BotError as error:
        raise web.HTTPConflict(text=str(error)) from None
    except StorageError as error:
        raise web.HTTPServiceUnavailable(text=str(error)) from None
