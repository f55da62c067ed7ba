"""
Consultations as chance has them: photos side by side, answers between and among them.

A client takes one after the other on a line. Each ends in a summary, which has to
list what the client sent since everything was last deleted, and nothing else.
"""

import asyncio
import re
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

import aiohttp

from tests.acceptance.lines import Line, Parcel, Sent, posted
from tests.pictures import jpeg

QUESTIONS = {
    "Rutinitas perawatan": "keramas",
    "Riwayat rambut": "bleaching",
    "Hasil yang diinginkan": "coklat",
}
"""What is asked, as the summary names it, and what an answer begins with."""

MOST_PHOTOS = 8
"""Of one round; the flow takes two more."""

_PAGE = re.compile(r"Lihat ringkasannya di sini: (\S+/s/([A-Za-z0-9_-]+))")
_SHOWN = re.compile(r'href="[^"]*/photos/\d{13}-([0-9a-f]{16})\.jpg"')


@dataclass(slots=True, kw_only=True)
class Round:
    """
    What is known of one consultation.

    Attributes:
        answers: What was answered, by the number of the question.
        sent: The photos.
    """

    answers: dict[int, str] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Client:
    """
    A client of the salon.

    Attributes:
        phone: Their number.
        stylist: Who gets their summaries.
        line: How they reach the server.
        web: Opens links.
        chance: Decides what they do.
        rounds: How many consultations they had.
        kept: The photos in their folder, in the order of their rounds.
    """

    phone: str
    stylist: str
    line: Line
    web: aiohttp.ClientSession
    chance: Random
    rounds: int = 0
    kept: list[Sent] = field(default_factory=list)
    _resets: int = 0
    _parcels: list[Parcel] = field(default_factory=list)

    async def consult(self) -> None:
        """Have a consultation from the first word to the summary, and look at it."""
        now = Round()
        await self._says("konsultasi")
        await self._sends(now, 3)
        await self._answers_all(now)
        await self._says("kirim")
        self.rounds += 1
        await self._looks_at_summary(now)
        if self.chance.random() < 1 / 4:
            await self._deletes_everything()

    async def _answers_all(self, now: Round) -> None:
        """Answer, correct, and send photos, until nothing is asked any more."""
        asked, corrections = 0, 2
        while asked < len(QUESTIONS) or self.chance.random() < 1 / 3:
            if asked and corrections and self.chance.random() < 1 / 3:
                await self._says("kembali")
                asked, corrections = asked - 1, corrections - 1
            match self.chance.randrange(3):
                case 0:
                    await self._sends(now, self.chance.randint(1, 3))
                case 1:
                    await self._repeats()
            if asked < len(QUESTIONS):
                asked = await self._answers(now, asked)

    async def _answers(self, now: Round, asked: int) -> int:
        """Answer the question *asked*, perhaps among photos; which is asked next."""
        word = list(QUESTIONS.values())[asked]
        now.answers[asked] = f"{word} {self.chance.randrange(10**6)}"
        await asyncio.gather(
            self._says(now.answers[asked]),
            self._sends(now, self.chance.randint(0, 2)),
        )
        whole = len(now.answers) == len(QUESTIONS)
        return len(QUESTIONS) if whole else asked + 1

    async def _says(self, words: str) -> None:
        parcel = self.line.words(self.phone, words)
        await posted(self.line, parcel, self._copies())

    async def _sends(self, now: Round, count: int) -> None:
        """Send *count* photos side by side, as far as there may be so many."""
        pictures = [
            self._picture() for _ in range(min(count, MOST_PHOTOS - len(now.sent)))
        ]
        parcels = []
        while pictures:
            together = self.chance.randint(1, len(pictures))
            parcel = self.line.photos(self.phone, pictures[:together], self.chance)
            parcels.append(parcel)
            del pictures[: len(parcel.photos)]
        self._parcels += parcels
        taken = await asyncio.gather(
            *(posted(self.line, parcel, self._copies()) for parcel in parcels)
        )
        now.sent += [one for photos in taken for one in photos]

    async def _repeats(self) -> None:
        """Have something delivered once more that was sent in any round."""
        await self.line.post(self.chance.choice(self._parcels), 1)

    def _picture(self) -> bytes:
        sides = [self.chance.randint(16, 96) for _ in range(2)]
        return jpeg(sides[0], sides[1], (self.chance.randrange(256), 40, 90))

    def _copies(self) -> int:
        return self.chance.choice((1, 1, 1, 2, 3))

    async def _looks_at_summary(self, now: Round) -> None:
        heard = await self.line.heard(self.phone, "Lihat ringkasannya", self.rounds)
        told = " ".join(" ".join(heard).split())
        link, token = _PAGE.findall(told)[-1]
        summary = told[told.rindex("Ringkasan sudah dikirim") :]
        letters = await self.line.heard(self.stylist, f"Ringkasan: {link}", 1)
        letter = " ".join(" ".join(letters).split())
        names = re.findall(rf"/s/{token}/photos/(\S+)", summary)

        listed = summary.partition(" Foto: ")[2].partition(" Pesan suara: ")[0]
        assert listed == " | ".join(f"{link}/photos/{name}" for name in names)
        assert re.findall(rf"/s/{token}/photos/(\S+)", letter) == names
        for number, label in enumerate(QUESTIONS):
            assert f"{label}: {now.answers[number]}" in summary
        await self._opens(now, f"/s/{token}", names)

    async def _opens(self, now: Round, page: str, names: list[str]) -> None:
        """Open the page and each photo that the summary named, in its order."""
        listed = [name[14:30] for name in names]
        sent = {one.key: one for one in now.sent}
        before = [one.key for one in self.kept]
        status, text = await self._get(page)
        shown = _SHOWN.findall(text.decode())

        assert listed[: len(before)] == before
        late = [sent[key] for key in listed[len(before) :]]
        assert {one.key for one in late} == sent.keys()
        assert len(late) == len(sent)
        assert all(_may_follow(*pair) for pair in pairwise(late))
        assert names == sorted(names)
        assert status == 200
        # The page lists all, and shows those of this talk once more where they were.
        assert shown == [*listed, *(one.key for one in late)]
        self.kept += late
        for name, one in zip(names, self.kept, strict=True):
            assert await self._get(f"{page}/photos/{name}") == (200, one.data)

    async def _deletes_everything(self) -> None:
        await self._says("reset")
        self._resets += 1
        heard = await self.line.heard(self.phone, "sudah dihapus", self._resets)
        _, token = _PAGE.findall(" ".join(" ".join(heard).split()))[-1]

        assert (await self._get(f"/s/{token}"))[0] == 404
        self.kept.clear()

    async def _get(self, path: str) -> tuple[int, bytes]:
        async with self.web.get(f"{self.line.server.url}{path}") as answer:
            return answer.status, await answer.read()


def _may_follow(first: Sent, second: Sent) -> bool:
    """Whether *second* may have arrived after *first*, by what the sender saw."""
    if (first.begun, first.taken) == (second.begun, second.taken):
        return first.place < second.place
    return second.taken > first.begun
