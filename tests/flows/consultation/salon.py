"""A salon with both shipped dialogues: clients consult, staff lists cars."""

import re
from collections.abc import Mapping

from bot.settings import HOME
from tests.house import House

CLIENT = "+6281200000022"
OTHER_CLIENT = "+6281200000023"
STYLIST = "+6281200000031"
SOUND = b"OggS\0\2" + bytes(22)

FILES: Mapping[str, str] = {
    str(file.relative_to(HOME)): file.read_text()
    for folder in ("flows", "locales")
    for file in sorted((HOME / folder).rglob("*.*"))
    if file.suffix in {".yaml", ".py", ".html"}
}
"""Every dialogue that ships, with its texts."""


async def answers(house: House, *, phone: str = CLIENT) -> None:
    """Answer the three questions."""
    for text in ("keramas tiap hari", "bleaching bulan Mei", "warna coklat alami"):
        await house.hears(text, phone=phone)


async def sends(house: House, *names: str, phone: str = CLIENT) -> None:
    """Send a photo under each of *names*."""
    for name in names:
        await house.hears(photo=house.brings(name), phone=phone)


async def summary(house: House, *, phone: str = CLIENT) -> str:
    """Have the summary sent; what the client hears of it."""
    await house.hears("kirim", phone=phone)
    await house.passes(1)
    return house.said(phone)[-1]


def links_in(text: str, page: str = "photos") -> list[str]:
    """The addresses of photos in *text*, in order."""
    return re.findall(rf"https?://\S+/{page}/\S+", text)
