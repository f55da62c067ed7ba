"""What an operator may ask about the links to summaries."""

from dataclasses import asdict
from typing import Any

from storage.engine import Engine
from storage.links import listed, revoke


async def links(engine: Engine, chat: str) -> Any:
    """
    The links of *chat*, by key or phone; empty: of everybody. Newest first.

    Answers are left out: who may see which links there are need not read them.
    """
    found = await engine.run(listed, chat)
    hidden = ("answers", "folder", "home", "language")
    return [
        {name: value for name, value in asdict(one).items() if name not in hidden}
        for one in found
    ]


async def revoke_links(engine: Engine, name: str) -> Any:
    """
    Revoke what *name* names; how many links that were.

    Args:
        engine: The database.
        name: A whole link, its token, the beginning of its digest as ``links`` tells
            it, or a chat by key or phone.
    """
    if name.startswith(("http://", "https://")):
        name = name.rstrip("/").rpartition("/s/")[2]
    return await engine.run(revoke, name)
