"""A shop with the shipped dialogues, and cars that its staff published."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.settings import HOME
from tests.house import STAFF, House, open_house

FREED = "Honda Freed PSD Matic tahun 2012 KM 145515 harga 145jt"
AVANZA = "Toyota Avanza 2020 harga 185jt"


def shipped() -> Mapping[str, str]:
    """The flows and texts that ship, by their path."""
    return {
        str(path.relative_to(HOME)): path.read_text()
        for folder in ("flows", "locales")
        for path in (HOME / folder).rglob("*")
        if path.suffix in {".yaml", ".py", ".html"}
    }


@asynccontextmanager
async def open_shop(root: Path) -> AsyncIterator[House]:
    """A running bot with the shipped dialogues; nothing is published."""
    async with open_house(root, files=shipped()) as house:
        yield house


async def publish(
    house: House, car: str = FREED, *, photos: int = 0, phone: str = STAFF
) -> str:
    """Let *phone* publish *car*; the path of its folder and its page."""
    await house.hears(f"/upload {car}", phone=phone)
    for number in range(photos):
        await house.hears(photo=house.brings(f"{car}-{number}"), phone=phone)
    await house.hears("selesai" if photos else "skip", phone=phone)
    await house.hears("ya", phone=phone)
    await house.passes(10)
    house.said()
    [[word, slug]] = await house.ask(
        "SELECT word, slug FROM items ORDER BY created_at DESC LIMIT 1"
    )
    return f"{word}/{slug}"


async def tells(house: House, text: str, *, phone: str = STAFF) -> str:
    """What *phone* is told after saying *text*, in one."""
    await house.hears(text, phone=phone)
    return "\n".join(house.said(phone))


async def as_if_cut_off(house: House, effect: str) -> None:
    """Crash as if the result of the first run of *effect* had not been kept."""
    await house.halt()
    await house.ask(
        "UPDATE effects SET done_at = NULL, next_at = 0 WHERE key ="  # noqa: S608 - a name of ours
        f" (SELECT key FROM effects WHERE name = '{effect}' ORDER BY rowid LIMIT 1)"
    )
    await house.restart()
    await house.passes(10)


async def item(house: House, address: str) -> dict[str, Any]:
    """What the database has at *address*, by column."""
    names = "number, title, data, description, state, deleted_at"
    rows = await house.ask(f"SELECT word || '/' || slug, {names} FROM items")  # noqa: S608 - names of ours
    [found] = [row[1:] for row in rows if row[0] == address]
    return dict(zip(names.split(", "), found, strict=True))
