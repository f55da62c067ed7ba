"""A server that an operator started, and the page of its simulator in a tab."""

from asyncio.subprocess import Process
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.async_api import JSHandle, Locator, Page


class Simulator:
    """
    A server that an operator started, and its page.

    Attributes:
        url: Where the page is.
        data: The folder of its data.
        page: A tab that shows the page.
        process: The server.
    """

    def __init__(self, *, url: str, data: Path, page: Page, process: Process) -> None:
        self.url = url
        self.data = data
        self.page = page
        self.process = process

    def phone(self, role: str) -> Locator:
        """The phone of ``staff`` or ``customer``, with what stands beside it."""
        return self.page.locator(f'.station[data-role="{role}"]')

    async def type(self, role: str, words: str) -> None:
        """Type *words* on a phone, and send them with Enter."""
        field = self.phone(role).get_by_role("textbox")
        await field.fill(words)
        await field.press("Enter")

    async def drop(self, role: str, count: int) -> None:
        """Drop photos onto a phone, all at once, and send them."""
        carried = await self._carried(count)
        target = self.phone(role).locator(".phone")
        for event in ("dragenter", "dragover", "drop"):
            await target.dispatch_event(event, {"dataTransfer": carried})
        await self.phone(role).get_by_role("textbox").press("Enter")

    async def paste(self, role: str, count: int) -> None:
        """Paste photos where a person types; they are not sent yet."""
        field = self.phone(role).get_by_role("textbox")
        carried = await self._carried(count)
        await field.evaluate(
            """(field, clipboardData) => field.dispatchEvent(
                new ClipboardEvent("paste", {clipboardData, bubbles: true}))""",
            carried,
        )

    async def started_again(self) -> None:
        """Wait until the server says that it listens, once more."""
        assert self.process.stdout is not None
        while b"Alur listens" not in await self.process.stdout.readline():
            assert not self.process.stdout.at_eof()

    async def hears(self, role: str, words: str) -> Locator:
        """Wait until a phone got a reply with *words* in it."""
        reply = self.phone(role).locator(".theirs").filter(has_text=words).last
        await reply.wait_for()
        return reply

    async def _carried(self, count: int) -> JSHandle:
        return await self.page.evaluate_handle(
            """(photos) => {
                const carried = new DataTransfer();
                photos.forEach((bytes, number) => carried.items.add(new File(
                    [new Uint8Array(bytes)], `${number}.jpg`, {type: "image/jpeg"})));
                return carried;
            }""",
            [list(photo(number)) for number in range(count)],
        )

    def stored(self) -> list[Path]:
        """Every photo in the store."""
        return sorted((self.data / "photos").rglob("*.jpg"))


def photo(number: int) -> bytes:
    """A picture unlike those of other numbers."""
    written = BytesIO()
    colour = (40 + 60 * number % 200, 90, 200 - 40 * number % 160)
    Image.new("RGB", (320, 240), colour).save(written, "JPEG")
    return written.getvalue()
