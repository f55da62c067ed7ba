"""Whatever is written in any of the ways people write it is read back the same."""

import datetime as dt
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from flows.upload.figures import in_digits, in_words
from flows.upload.reader import read

TODAY = dt.date(2025, 10, 28)
MILLION = 1_000_000
WORDS = "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas"
DIGITS = tuple(WORDS.split())

YEARS = st.integers(1990, 2025)
PRICES = st.integers(210, 998).map(lambda half_juta: half_juta * MILLION // 2)
KILOMETRES = st.integers(41, 399).map(lambda ribu: ribu * 1_000)


def in_indonesian(number: int) -> str:
    """A whole number below a miliar in words: 118 as ``seratus delapan belas``."""
    for scale, word in ((MILLION, "juta"), (1_000, "ribu"), (100, "ratus")):
        if number >= scale:
            many, rest = divmod(number, scale)
            one = many == 1 and scale < MILLION
            head = f"se{word}" if one else f"{in_indonesian(many)} {word}"
            return f"{head} {in_indonesian(rest)}" if rest else head
    if number < len(DIGITS):
        return DIGITS[number]
    if number < 20:
        return f"{DIGITS[number - 10]} belas"
    tens, rest = divmod(number, 10)
    return f"{DIGITS[tens]} puluh {DIGITS[rest]}" if rest else f"{DIGITS[tens]} puluh"


def dotted(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def juta(rupiah: int, mark: str) -> str:
    return f"{rupiah / MILLION:.1f}".removesuffix(".0").replace(".", mark)


def ways_of_price(rupiah: int) -> list[str]:
    return [
        f"{juta(rupiah, ',')}jt",
        f"harga {juta(rupiah, '.')} juta",
        f"Rp {dotted(rupiah)}",
        f"Rp.{dotted(rupiah)},-",
        f"harga : {dotted(rupiah)}",
        f"harganya {rupiah}",
        f"HARGA {juta(rupiah, ',')} JT NEGO",
        f"harga {in_indonesian(rupiah)}",
        f"{juta(rupiah, ',')} jt nett",
    ]


def ways_of_km(km: int) -> list[str]:
    return [
        f"km {km // 1_000}rb",
        f"KM {dotted(km)}",
        f"km: {km}",
        f"odo {km // 1_000} ribu",
        f"kilometer {dotted(km)}",
        f"{km // 1_000}rb km",
        f"{dotted(km)} km",
        f"km nya baru {km // 1_000} rb",
        f"km {in_indonesian(km)}",
        f"KM{km // 1_000}k",
    ]


def ways_of_year(year: int) -> list[str]:
    return [
        f"{year}",
        f"tahun {year}",
        f"thn {year}",
        f"Th. {year}",
        f"thn {year % 100:02}",
        f"'{year % 100:02}",
        f"taun {year}",
        f"keluaran {year}",
    ]


@given(
    PRICES.flatmap(lambda one: st.tuples(st.just(one), *_one_of(ways_of_price(one)))),
    KILOMETRES.flatmap(lambda one: st.tuples(st.just(one), *_one_of(ways_of_km(one)))),
    YEARS.flatmap(lambda one: st.tuples(st.just(one), *_one_of(ways_of_year(one)))),
    st.permutations(["car", "price", "km", "year", "matic", "putih"]),
    st.sampled_from([", ", "\n", " | ", "\n- "]),
)
def test_a_listing_is_read_back_in_any_order(
    price: tuple[int, str],
    km: tuple[int, str],
    year: tuple[int, str],
    order: list[str],
    joint: str,
):
    written = {"car": "avanza g", "price": price[1], "km": km[1], "year": year[1]}

    reading = read(joint.join(written.get(one, one) for one in order), today=TODAY)

    assert {name: reading.data.get(name) for name in ("price", "km", "year")} == {
        "price": price[0],
        "km": km[0],
        "year": year[0],
    }
    assert (reading.data["model"], reading.data["transmission"]) == ("Avanza", "matic")
    assert reading.action == "accept"


def _one_of(ways: Iterable[str]) -> tuple[st.SearchStrategy[str]]:
    return (st.sampled_from(list(ways)),)


@given(st.integers(10, 999).map(lambda one: one * MILLION))
def test_a_price_in_words_is_read_back(rupiah: int):
    text = f"/upload avanza 2015 harga {in_indonesian(rupiah)} rupiah"

    assert read(text, today=TODAY).data["price"] == rupiah


@given(st.integers(10_000, 999_999))
def test_kilometres_in_words_are_read_back(km: int):
    text = f"/upload avanza 2015 150jt km {in_indonesian(km)}"

    assert read(text, today=TODAY).data["km"] == km


@given(
    st.text("ab 1,", max_size=12), st.integers(1, 999), st.text("ab 1,", max_size=12)
)
def test_what_stands_in_words_is_found_again(before: str, ribu: int, behind: str):
    said = f"{in_indonesian(ribu)} ribu"
    text = f"{before}; {said}; {behind}"
    digits = in_digits(text)
    at = digits.index("; ") + 2, digits.index("; ", len(before) + 2)

    start, end = in_words(text, at)

    assert text[start:end] == said
    assert in_words(text, (0, len(before))) == (0, len(before))
    assert in_words(text, (len(digits) - len(behind), len(digits))) == (
        len(text) - len(behind),
        len(text),
    )
