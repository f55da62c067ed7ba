"""
Tries everything that a bot needs from outside of it, and tells what it found.

    settings  doubtful ones
    photos    written and read, and shown by the running server
    server    whether one runs, and whether it answers at its public address
    channels  reachable and logged in, their clocks, the way to their webhooks

Nothing is sent to anybody, and nothing of anybody's is changed.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator

import aiohttp

from bot import client, roundtrips
from bot.channel import Channel
from bot.channelopening import make_channels
from bot.channels.client import HttpClient
from bot.checkups import ANSWER_SECONDS
from bot.doubts import Symptom, address_of, doubts, gateways
from bot.errors import BadSetting, BotError
from bot.roundtrips import Answered, ask, shown_photo
from bot.settings import Settings
from storage.errors import StorageError
from storage.photos import VOICE
from storage.places import Place, open_photos

FAR_SECONDS = 30.0
"""By how much two clocks may differ."""

_OK = 200
_ELSEWHERE = ("ok:", "channels:", "flows:", "mistakes:")
"""What ``/readyz`` says beside its parts."""

_TO_PROXY = "let what stands before the bot hand every path on to it, unchanged"


async def examine(settings: Settings) -> AsyncIterator[Symptom]:
    """Try everything that *settings* name, one after the other."""
    async with HttpClient() as http:
        try:
            channels = make_channels(settings, http)
        except BadSetting as error:
            for line in str(error).splitlines():
                yield _wrong("settings", line, "correct it; the bot does not start")
            return
        for doubt in doubts(settings):
            yield doubt
        for where, place, suffix in (
            ("photos", settings.photo_place, "jpg"),
            ("voices", settings.voice_place, VOICE),
        ):
            yield await asyncio.to_thread(_store, where, place, suffix)
        async for symptom in _server(settings, http.session):
            yield symptom
        for name, channel in channels.items():
            yield await _health(name, channel)
        async for symptom in _clocks(settings, http.session):
            yield symptom


def _store(where: str, place: Place, suffix: str) -> Symptom:
    try:
        with open_photos(place, suffix) as store:
            store.check()
    except StorageError as error:
        return Symptom(where=where, state="wrong", said=str(error))
    return _ok(where, f"written and read in {place}")


async def _server(
    settings: Settings, session: aiohttp.ClientSession
) -> AsyncIterator[Symptom]:
    try:
        local = (await client.ask(settings, "about"))["url"]
    except (StorageError, BotError) as error:
        yield Symptom(where="data", state="wrong", said=str(error))
        return
    if not local:
        yield Symptom(
            where="server",
            state="unknown",
            said="none runs, so whether gateways reach it and photos are shown "
            "cannot be tried",
            cure="start it with `alur run`, and ask again",
        )
        return
    for symptom in _ready(local, await ask(session, f"{local}/readyz")):
        yield symptom
    public = settings.public_url.rstrip("/")
    reached = not public
    if public:
        healthy = await ask(session, f"{local}/healthz")
        answered = await ask(session, f"{public}/healthz")
        reached = answered.status == _OK and answered.like(healthy)
        yield _reached(public, answered, reached=reached)
    base = public if reached and public else local
    if reached and public:
        async for symptom in _webhooks(settings, session, local=local, public=public):
            yield symptom
    yield _shown(base, await shown_photo(session, base, settings.tenants))


def _ready(local: str, answered: Answered) -> Iterator[Symptom]:
    """How the running server says that it is."""
    try:
        told = json.loads(answered.body)
    except ValueError:
        cure = "see its log; start it again"
        yield _wrong("server", f"does not answer at {local}: {answered.said}", cure)
        return
    if told.get("ok") is not True:
        ill = (f"{part}: {said}" for part, said in told.items() if said != "ok")
        said = "; ".join(one for one in ill if not one.startswith(_ELSEWHERE))
        yield _wrong("server", said or "not ready", "see its log")
    else:
        yield _ok("server", f"listens on {local}, and can work")
    if told.get("flows", "ok") != "ok":
        yield Symptom(
            where="flows",
            state="doubt",
            said=f"those that run are {told['flows']}",
            cure="see `alur check`",
        )


def _reached(public: str, answered: Answered, *, reached: bool) -> Symptom:
    if reached:
        return _ok("public_url", f"{public} leads to this server")
    said = f"{public} does not lead to this server: {answered.said}"
    return _wrong("public_url", said, f"correct it, or {_TO_PROXY}")


async def _webhooks(
    settings: Settings, session: aiohttp.ClientSession, *, local: str, public: str
) -> AsyncIterator[Symptom]:
    """Whether gateways come through to where the server itself answers."""
    for name in gateways(settings):
        path = f"/webhook/{name}"
        here = await ask(session, local + path)
        there = await ask(session, public + path)
        if there.like(here):
            yield _ok(name, f"its webhook answers at {public}{path}")
        else:
            said = f"its webhook does not answer at {public}{path}: {there.said}"
            yield _wrong(name, said, _TO_PROXY)


def _shown(base: str, photo: Answered | None) -> Symptom:
    if photo is None:
        return Symptom(
            where="photos",
            state="unknown",
            said="no item has any yet, so none could be shown",
        )
    if photo.status == _OK:
        return _ok("photos", f"shown on the pages of {base}")
    said = f"not shown on the pages of {base}: {photo.said}"
    return _wrong("photos", said, "see the log of the server")


async def _health(name: str, channel: Channel) -> Symptom:
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            health = await channel.health()
    except TimeoutError:
        said = f"does not say within {ANSWER_SECONDS:g} seconds how it is"
    else:
        if health.ok:
            return _ok(name, f"reachable and logged in: {health.detail}")
        said = health.detail
    return _wrong(name, said, "its section in docs/channels.md tells how it is set up")


async def _clocks(
    settings: Settings, session: aiohttp.ClientSession
) -> AsyncIterator[Symptom]:
    for name, own in gateways(settings).items():
        address = address_of(own)
        if address is None:
            continue
        ahead = await roundtrips.ahead_seconds(session, address.origin())
        if ahead is None:
            continue
        if abs(ahead) <= FAR_SECONDS:
            yield _ok(name, "its clock and ours agree")
            continue
        which = "ahead of" if ahead > 0 else "behind"
        said = f"our clock is {abs(ahead):.0f} seconds {which} the gateway's"
        yield _wrong(name, said, "let both machines be set by NTP")


def _ok(where: str, said: str) -> Symptom:
    return Symptom(where=where, state="ok", said=said)


def _wrong(where: str, said: str, cure: str) -> Symptom:
    return Symptom(where=where, state="wrong", said=said, cure=cure)
