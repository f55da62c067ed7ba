"""
What a listing costs, which comes before each turn of a session and for each page.

    python -m benchmarks.listings PLACE

PLACE is a folder, or ``s3://...`` as in the settings. Prints milliseconds, the median
of so many; what it wrote there is deleted again.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.pictures import photos
from storage.bucketurl import SCHEME, BucketUrl
from storage.photos import OpenPhotoStore
from storage.places import open_photos

TIMES = 50
SIZES = (1, 10, 100, 1_000)
TOGETHER = 64
"""As many chats as one batch of turns has."""


async def measure(store: OpenPhotoStore) -> None:
    """Print what each kind of listing takes, and putting and moving for comparison."""
    [data] = photos(1)
    for number, size in enumerate(SIZES):
        folder = _folder(number)
        names = [f"{1_761_642_420_000 + n}-{n:016x}.jpg" for n in range(size)]
        await asyncio.gather(*(store.put(folder, name, data) for name in names))
        took = await _median(partial(store.listings, [folder]))
        print(f"a listing of {size} photos: {took:.1f} ms")
    first = [_folder(number) for number in range(TOGETHER)]
    took = await _median(partial(store.listings, first))
    print(f"{TOGETHER} listings asked for together: {took:.1f} ms")
    begun = perf_counter()
    await store.move(_folder(1), _folder(TOGETHER))
    print(f"moving {SIZES[1]} photos: {(perf_counter() - begun) * 1000:.1f} ms")
    for number in (*range(len(SIZES)), TOGETHER):
        await store.purge(_folder(number))


async def _median(work: Callable[[], Awaitable[object]]) -> float:
    took = []
    for _ in range(TIMES):
        begun = perf_counter()
        await work()
        took.append((perf_counter() - begun) * 1000)
    return median(took)


def _folder(number: int) -> str:
    return f"pasar/whatsapp:+62812{number:08d}/1761642420000-{number:08x}"


if __name__ == "__main__":
    said = sys.argv[1]
    place = BucketUrl.parse(said) if said.startswith(SCHEME) else Path(said)
    with open_photos(place) as opened:
        asyncio.run(measure(opened))
