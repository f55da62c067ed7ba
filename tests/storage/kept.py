"""Folders and names that photos are kept under."""

from storage.photos import PhotoSource

SESSION = "lumiku/whatsapp:+6281200000011/1761642420000-3f9a1c2b"
PERSON = "lumiku/whatsapp:+6281200000011"
ITEM = "lumiku/cars/honda-freed-psd-matic-2012-3f9a1c"
FIRST = "1761642421000-00000000000000aa.jpg"
SECOND = "1761642422000-00000000000000bb.jpg"
THIRD = "1761642423000-00000000000000cc.jpg"


async def listing(store: PhotoSource, folder: str) -> tuple[str, ...]:
    return (await store.listings([folder]))[folder]
