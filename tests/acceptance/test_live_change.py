"""Dialogues are changed while the server runs and people are inside of them."""

import asyncio
import json
import shutil
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.client import ServerGone, ask
from bot.settings import HOME, load
from tests.acceptance import said
from tests.acceptance.people import Person
from tests.acceptance.server import Server
from tests.fakes.gateway import FakeGateway

FLOW = "flows/upload/flow.yaml"
TEXTS = "locales/id/upload.yaml"
RENAMED = "renamed: {collecting_photos: gathering_photos}\n"
GREETING = ("Data Mobil Berhasil Diproses!", "Data mobil sudah masuk!")


@pytest.fixture
async def server(tmp_path: Path, gateway: FakeGateway) -> AsyncIterator[Server]:
    """A server with dialogues and texts of its own, which can be edited."""
    for name in ("flows", "locales"):
        shutil.copytree(HOME / name, tmp_path / name)
    settings = {"flows": "./flows", "locales": "./locales"}
    async with Server(tmp_path, gateway=gateway.url, settings=settings) as server:
        yield server
        print(server.log)  # noqa: T201 - pytest shows it if the test fails


def edit(server: Server, name: str, old: str, new: str) -> str:
    """Change *old* to *new* wherever it stands in a file; what it was before."""
    file = server.folder / name
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    return text


async def readiness(server: Server) -> tuple[int, dict[str, Any]]:
    status, body = await server.page("/readyz")
    return status, json.loads(body)


def versions(told: str) -> list[tuple[bool, dict[str, int]]]:
    """Of ``alur flows --json``: which versions are current, and who is where."""
    return [(one["current"], one["states"]) for one in json.loads(told)]


async def test_an_edited_text_is_in_the_next_reply_within_a_second(
    server: Server, staff: Callable[..., Person]
) -> None:
    await staff(0).says(said.UPLOAD)
    await staff(0).hears(1)

    taken = []
    for count, change in enumerate((GREETING, GREETING[::-1], GREETING), start=1):
        edited = time.monotonic()
        edit(server, TEXTS, *change)
        await server.logs("flows.reloaded", count)
        taken.append(time.monotonic() - edited)
    await staff(1).says(said.UPLOAD)
    [answer] = await staff(1).hears(1)
    await staff(0).says("skip")
    await staff(0).hears(2)

    assert min(taken) < 1
    assert answer == said.ACCEPTED.replace(*GREETING)
    assert staff(0).heard == [said.ACCEPTED, said.preview("0")]


async def test_a_broken_edit_changes_nothing_and_is_told_until_it_is_mended(
    server: Server, staff: Callable[..., Person]
) -> None:
    edit(server, TEXTS, *GREETING)
    await server.logs("flows.reloaded")

    whole = edit(server, FLOW, "dest: published", "dest: publishd")
    [refused] = await server.logs("flows.refused")
    broken = await readiness(server)
    status, checked, _ = await server.call("check")
    await staff(0).says(said.UPLOAD)
    [answer] = await staff(0).hears(1)
    (server.folder / FLOW).write_text(whole)
    await server.logs("flows.reloaded", 2)
    mended = await readiness(server)

    [mistake, *_] = refused["mistakes"]
    place = mistake.partition(": ")[0]
    assert place.startswith(f"{server.folder / FLOW}:")
    assert ": F101: " in mistake
    assert broken[0] == 200
    assert broken[1]["mistakes"] == refused["mistakes"]
    assert (broken[1]["ok"], broken[1]["flows"][:10]) == (True, "older than")
    assert status == 1
    assert f"{place}: " in checked
    assert answer == said.ACCEPTED.replace(*GREETING)
    del mended[1]["channels"]
    assert mended == (
        200,
        {"ok": True, "database": "ok", "photos": "ok", "flows": "ok"},
    )


async def test_editors_that_replace_truncate_or_write_twice_are_understood(
    server: Server,
) -> None:
    file = server.folder / TEXTS
    text = file.read_text()

    beside = file.with_name(".upload.yaml.tmp")
    beside.write_text(text.replace(*GREETING))
    beside.replace(file)
    await server.logs("flows.reloaded", 1)
    with file.open("w") as opened:
        half = len(text) // 2
        opened.write(text[:half])
        opened.flush()
        await asyncio.sleep(0.1)  # as an editor on a slow disk
        opened.write(text[half:])
    await server.logs("flows.reloaded", 2)
    moved = file.rename(file.with_suffix(".bak"))
    file.write_text(text.replace(*GREETING))
    moved.unlink()
    await server.logs("flows.reloaded", 3)

    assert "flows.refused" not in server.log


async def test_a_folder_that_is_replaced_is_read_and_goes_on_being_watched(
    server: Server, staff: Callable[..., Person]
) -> None:
    folder, away = server.folder / "locales", server.folder / "away"

    folder.rename(away)
    await server.logs("flows.refused")
    away.rename(folder)
    await server.logs("flows.reloaded")
    shutil.copytree(folder, away)
    shutil.rmtree(folder)
    away.rename(folder)
    edit(server, TEXTS, *GREETING)
    await staff().says(said.UPLOAD)
    await server.logs("flows.reloaded", 2)
    edit(server, TEXTS, "Foto: {photos}", "Jumlah foto: {photos}")
    await server.logs("flows.reloaded", 3)
    await staff().says("skip")
    [_, preview] = await staff().hears(2)

    assert preview == said.preview("0").replace("Foto: 0", "Jumlah foto: 0")


async def test_who_is_inside_ends_in_the_version_they_began_and_others_in_the_new(
    server: Server, staff: Callable[..., Person]
) -> None:
    await staff(0).says(said.UPLOAD)
    await staff(0).hears(1)

    edit(server, FLOW, "collecting_photos", "gathering_photos")
    await server.logs("flows.reloaded")
    await staff(1).says(said.UPLOAD)
    await staff(1).hears(1)
    _, listed, _ = await server.call("flows", "--json")
    _, plain, _ = await server.call("flows")
    for number in (0, 1):
        await staff(number).says("skip")
        await staff(number).hears(2)
        await staff(number).says("ya")
        await staff(number).hears(3)
    _, ended, _ = await server.call("flows", "--json")

    assert versions(listed) == [
        (True, {"gathering_photos": 1}),
        (False, {"collecting_photos": 1}),
    ]
    assert ", current  1 person inside\n    gathering_photos  1\n" in plain
    for number in (0, 1):
        assert staff(number).heard[2] == said.published(staff(number).link, 0)
    assert versions(ended) == [(True, {})]


async def twelve_inside(staff: Callable[..., Person]) -> None:
    for number in range(12):
        await staff(number).says(said.UPLOAD)
    for number in range(12):
        await staff(number).hears(1)


@pytest.mark.parametrize("running", [True, False], ids=["running", "stopped"])
async def test_twelve_people_go_on_in_a_renamed_state_and_repeat_nothing(
    server: Server, staff: Callable[..., Person], *, running: bool
) -> None:
    await twelve_inside(staff)
    if not running:
        await server.stop()

    text = edit(server, FLOW, "collecting_photos", "gathering_photos")
    file = server.folder / FLOW
    counted = await server.call("check", "upload")
    refused = await server.call("flows", "move")
    _, before, _ = await server.call("flows", "--json")
    file.write_text(text.replace("collecting_photos", "gathering_photos") + RENAMED)
    tried = await server.call("flows", "move", "upload", "--dry-run")
    moved = await server.call("flows", "move", "upload")
    _, after, _ = await server.call("flows", "--json")
    again = await server.call("flows", "move", "upload")
    checked = await server.call("check", "upload")
    if not running:
        await server.start()
    for number in range(12):
        await staff(number).says("skip")
    for number in range(12):
        await staff(number).hears(2)

    gone = "F501: 12 people are in state 'collecting_photos' that is gone\n"
    assert f": warning {gone}" in counted[1]
    assert counted[0] == 0
    assert (refused[0], refused[1]) == (1, "upload: nobody of 12 people is moved\n")
    assert f"{file}:" in refused[2]
    assert f": error {gone}" in refused[2]
    assert versions(before) == [(True, {}), (False, {"collecting_photos": 12})]
    assert tried[0] == moved[0] == 0
    assert tried[1].startswith("upload: 12 people would be moved to ")
    assert moved[1].startswith("upload: 12 people moved to ")
    assert "\n    collecting_photos -> gathering_photos  12\n" in moved[1]
    assert versions(after) == [(True, {"gathering_photos": 12})]
    assert again[1].startswith("upload: 0 people moved")
    assert checked[:2] == (0, "no mistakes found\n")
    for number in range(12):
        assert staff(number).heard == [said.ACCEPTED, said.preview("0")]


@pytest.mark.parametrize("milliseconds", [3, 10])
async def test_a_kill_in_the_middle_of_a_move_leaves_all_moved_or_none(
    server: Server, staff: Callable[..., Person], milliseconds: int
) -> None:
    await twelve_inside(staff)
    text = edit(server, FLOW, "collecting_photos", "gathering_photos")
    renamed = text.replace("collecting_photos", "gathering_photos") + RENAMED
    (server.folder / FLOW).write_text(renamed)
    await server.logs("flows.reloaded")
    settings = load(server.folder / "bot.yaml", environ={}, overrides={})

    asked = json.dumps({"flow": "", "dry_run": False})
    moving = asyncio.create_task(ask(settings, "move", asked))
    await asyncio.sleep(milliseconds / 1000)
    await server.kill()
    await asyncio.wait([moving])
    await server.start()
    _, listed, _ = await server.call("flows", "--json")
    for number in range(12):
        await staff(number).says("skip")
    for number in range(12):
        await staff(number).hears(2)

    whole = [(True, {"gathering_photos": 12})]
    nothing = [(True, {}), (False, {"collecting_photos": 12})]
    if isinstance(moving.exception(), ServerGone):
        assert versions(listed) in (whole, nothing)
    else:
        assert versions(listed) == whole
    for number in range(12):
        assert staff(number).heard == [said.ACCEPTED, said.preview("0")]


async def test_a_move_with_mistakes_in_the_files_moves_nobody(
    server: Server, staff: Callable[..., Person]
) -> None:
    await staff().says(said.UPLOAD)
    await staff().hears(1)
    edit(server, FLOW, "dest: published", "dest: publishd")

    status, out, err = await server.call("flows", "move")
    unknown = await server.call("flows", "move", "uplod")

    assert (status, out) == (1, "")
    assert err.startswith("alur: ")
    assert ": error F101: " in err
    assert unknown[0] == 1
