"""The book of a flow tells all that the bot says, when, and what one may type."""

import re
from dataclasses import replace
from html import unescape

import pytest

from bot import checking, settings
from bot.book.chapters import chapters
from bot.book.page import page
from bot.opening import texts_of
from bot.pictures.telling import BOOK_FILE, Telling
from tests.documents import fences


@pytest.fixture(scope="module")
def tellings():
    found = settings.load(None, environ={})
    flow = checking.flow(found, "upload")
    first = Telling(flow=flow, language="id", own=texts_of(found, BOOK_FILE))
    return [first, replace(first, language="en")]


@pytest.fixture(scope="module")
def html(tellings):
    return page(tellings, tenant="Lumiku <Motor>")


def named(tellings, title):
    [chapter] = [each for each in chapters(tellings) if each.title == title]
    return chapter


def test_every_text_of_the_flow_stands_in_it_once(tellings):
    keys = [m.key for chapter in chapters(tellings) for m in chapter.messages]

    assert sorted(keys) == sorted(tellings[0].spoken.texts)


def test_each_message_stands_there_in_every_language(tellings):
    for chapter in chapters(tellings):
        for message in chapter.messages:
            assert [bubble.language for bubble in message.bubbles] == ["id", "en"]
            assert all(bubble.parts for bubble in message.bubbles)


def test_a_message_is_told_with_what_leads_to_it(tellings):
    [published] = named(tellings, "published").messages

    assert published.causes == ("di publishing: berhasil",)


def test_a_condition_is_told_with_the_word(tellings):
    messages = {m.key: m for m in named(tellings, "collecting_photos").messages}

    assert messages["first_photo"].causes == (
        "di collecting_photos: sebuah foto, jika foto pertama",
    )


def test_every_word_that_a_state_takes_is_told_there(tellings):
    does = " ".join(way.does for way in named(tellings, "preview").ways)

    for trigger in ("confirm", "reject", "cancel"):
        for word in tellings[0].words(trigger):
            assert f'"{word}"' in does


def test_times_are_told_in_words(tellings):
    assert "Ditutup setelah 30 menit tanpa pesan." in named(tellings, "preview").limits
    assert any("24 jam" in limit for limit in named(tellings, "cancelled").limits)


def test_ways_that_lead_to_the_same_place_are_told_once(tellings):
    for chapter in chapters(tellings):
        rows = [(way.does, way.leads) for way in chapter.ways]
        assert len(rows) == len(set(rows)), chapter.title


def test_what_stands_for_a_value_is_marked_and_words_are_not(html):
    marked = set(re.findall(r"<mark>(.*?)</mark>", html))

    assert any("jumlah foto" in one for one in marked)
    assert not any("selesai" in one for one in marked)


def test_the_page_is_one_file_that_asks_nobody_for_anything(html):
    assert "<svg" in html
    assert "default-src 'none'" in html
    assert not re.search(r"<(?:script|link|img|iframe)\b", html)
    assert not re.search(r"""(?:src|href)=["'](?!#)""", html)
    assert "@import" not in html


def test_words_of_others_cannot_become_part_of_the_page(html):
    assert "Lumiku &lt;Motor&gt;" in html
    assert "<Motor>" not in html


def test_links_on_the_page_lead_somewhere(html):
    ids = set(re.findall(r'id="([^"]+)"', html))

    assert set(re.findall(r'href="#([^"]+)"', html)) <= ids


def test_there_is_a_place_to_sign_for_this_very_content(html, tellings):
    digest = re.search(r"sidik isi (\w{16})", unescape(html))

    assert digest
    assert tellings[0].flow.version in html
    for line in ("Nama", "Tanggal", "Tanda tangan"):
        assert f"<dt>{line}</dt>" in html


def test_another_text_makes_another_digest(html, tellings):
    flow = tellings[0].flow
    texts = {"id": flow.texts["id"], "en": replace(flow.texts["en"], labels={})}
    other = page([replace(tellings[0], flow=replace(flow, texts=texts))], tenant="x")

    [before], [after] = (
        re.findall(r"sidik isi (\w{16})", each) for each in (html, other)
    )
    assert before != after


def test_a_text_that_is_missing_in_a_language_is_told_to_be(tellings):
    flow = tellings[0].flow
    texts = dict(flow.texts["en"].texts)
    del texts["published"]
    english = replace(flow.texts["en"], texts=texts)
    less = replace(flow, texts={**flow.texts, "en": english})

    html = page([replace(each, flow=less) for each in tellings], tenant="x")

    assert html.count("Belum ada teks dalam bahasa ini.") == 1


def test_what_a_composite_state_says_is_told_with_the_way_into_it(tmp_path):
    for file in ("flows/order/flow.yaml", "locales/id/order.yaml"):
        [text] = fences(f"# {file}")
        (tmp_path / file).parent.mkdir(parents=True)
        (tmp_path / file).write_text(text)
    folders = {"flows": tmp_path / "flows", "locales": tmp_path / "locales"}
    found = settings.load(None, environ={}, overrides=folders)
    flow = checking.flow(found, "order")
    telling = Telling(flow=flow, language="id", own=texts_of(found, BOOK_FILE))

    size = named([telling], "form.size")
    [welcome] = [each for each in size.messages if each.key == "welcome"]

    assert welcome.causes == ('di idle: "/pesan", "pesan"', 'di check: "ubah"')
    assert "Pilihan bernomor: 1. Kecil, 2. Besar" in size.limits
    assert named([telling], "check").limits[0] == (
        "Pilihan bernomor: 1. Ya, pesan, 2. ubah, 3. batal"
    )
