"""
Checks and writes photos as the bot does, with no bot around it.

    python -m benchmarks.photos FOLDER CHATS EACH

Prints how many seconds that took: as many threads, the same checks, the same store.
"""

import asyncio
import sys
from pathlib import Path
from time import perf_counter

from benchmarks.deliveries import phone
from benchmarks.loops import run
from benchmarks.pictures import photos
from benchmarks.uploads import DIFFERENT_PHOTOS
from bot.fetcher import CHECKED_AT_ONCE
from bot.images import clean
from bot.media import Media
from storage.files import FilePhotoStore


async def keep(folder: Path, chats: int, each: int) -> float:
    """Keep *each* photos of *chats* in *folder*; the seconds from first to last."""
    pictures = photos(DIFFERENT_PHOTOS)
    store = FilePhotoStore(folder)
    places = asyncio.Semaphore(Media().parallel)
    checks = asyncio.Semaphore(CHECKED_AT_ONCE)

    async def bring(chat: int, number: int) -> None:
        data = pictures[(chat * each + number) % len(pictures)]
        async with places:
            async with checks:
                whole = await asyncio.to_thread(clean, data, announced_bytes=len(data))
            name = f"{1_761_642_420_000 + number}-{chat:016x}.jpg"
            await store.put(_folder(chat), name, whole)

    begun = perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for chat in range(chats):
            for number in range(each):
                tasks.create_task(bring(chat, number))
    return perf_counter() - begun


def _folder(chat: int) -> str:
    """The folder of a session, in the form that the bot gives it."""
    return f"pasar/whatsapp:+{phone(chat)}/1761642420000-{chat:08x}"


if __name__ == "__main__":
    print(run(keep(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
