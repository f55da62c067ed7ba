"""A text about a car is believed only as far as its data goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.session import FieldValue
from flows.upload.claims import unsupported

FREED: dict[str, FieldValue] = {
    "brand": "Honda",
    "model": "Freed",
    "variant": "PSD",
    "year": 2012,
    "price": 145_000_000,
    "km": 145_515,
    "transmission": "matic",
    "colour": "Abu-abu",
}
MAZDA: dict[str, FieldValue] = {
    "brand": "Mazda",
    "model": "2",
    "variant": "1.5 R",
    "year": 2016,
    "price": 145_500_000,
}


@pytest.mark.parametrize(
    "text",
    [
        (
            "Honda Freed PSD tahun 2012 ini cocok untuk keluarga. Transmisi matic, "
            "warna abu-abu, jarak tempuh 145.515 km. Harga Rp 145.000.000."
        ),
        (
            "Cari mobil keluarga yang nyaman? Honda Freed PSD 2012 matic warna abu-abu "
            "ini dijual seharga 145 juta, dengan kilometer 145.515. Hubungi kami!"
        ),
        "Honda Freed dari tahun 2012 dengan transmisi otomatis. Odometer 145515 km.",
        "Dijual Honda Freed 2012. Harganya Rp145.000.000,- saja.",
        (
            "A Honda Freed PSD from 2012 in grey with an automatic transmission and "
            "145,515 km on the clock, offered at Rp 145.000.000."
        ),
        "Honda Freed siap menemani perjalanan Anda 🚗\nSilakan hubungi kami.",
    ],
)
def test_what_the_data_says_may_be_said(text: str) -> None:
    assert unsupported(text, FREED) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Dijual Mazda 2 1.5 R tahun 2016 yang nyaman.",
        "Mazda 2 2016 dengan harga 145,5 juta rupiah.",
    ],
)
def test_figures_in_the_name_of_the_car_are_no_figures(text: str) -> None:
    assert unsupported(text, MAZDA) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Honda Freed PSD 2012 matic, harga hanya Rp 140.000.000.",
        "Honda Freed PSD 2013 warna abu-abu.",
        "Honda Freed 2012 dengan 7 airbag yang aman.",
        "Honda Freed 2012 dengan velg R15 yang gagah.",
        "Honda Freed 2012 V6 bertenaga besar.",
        "Honda Freed 2012, hubungi 0812 3456 7890.",
        "Honda Freed 2012 harga seratus juta rupiah saja.",
        "Honda Freed 2012 seharga satu juta rupiah.",
        "Honda Freed 2012 harga Rp 1 juta.",
        "Honda Freed 2012 harga 1jt saja.",
        "Honda Freed 2012 harga 145.515 juta.",
        "Honda Freed 2012 harga Rp 145.515 saja.",
        "Honda Freed 2012 seharga Rp 145 ribu.",
        "Honda Freed 2012 harga 145 miliar.",
        "Honda Freed 2012 harga 145 000 000.",
        "Honda Freed 2012, harga l45 juta.",
        "Honda Freed 2012 km 2012 saja.",
        "Honda Freed 2012 baru jalan 2.012 km.",
        "Honda Freed tahun 145515 yang nyaman.",
        "Honda Freed 2012 \N{FULLWIDTH DIGIT ONE}00 juta saja.",
        "Honda Freed 2012 untuk tujuh penumpang.",
        "Honda Freed from 2012 for seven people.",
        "Mobil 2 Honda Freed tahun 2012.",
        "Honda Freed 2012 hanya seratusjuta saja.",
        "Honda Freed 2012 harga duaratus saja.",
        "Honda Freed 2012 hanya ½ harga.",
    ],
)
def test_another_figure_is_refused(text: str) -> None:
    assert unsupported(text, FREED) == "figure"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Honda Freed 2012 warna hitam.", "colour"),
        ("Honda Freed 2012, hitamnya elegan.", "colour"),
        ("A black Honda Freed from 2012.", "colour"),
        ("Honda Freed 2012 dengan jok merah.", "colour"),
        ("Honda Freed 2012 warna h\u00edtam.", "colour"),
        ("Honda Freed 2012 abu-abu tua.", "colour"),
        ("Honda Freed 2012, lebih baik dari Toyota Avanza.", "name"),
        ("Honda Freed dan Jazz 2012 dijual.", "name"),
        ("Honda Freed 2012 atau VW.", "name"),
        ("Honda Freed 2012 atau HR-V.", "name"),
        ("Honda Freed 2012 atau \u00c0vanza.", "name"),
        ("Mercy Honda Freed 2012 matic.", "name"),
        ("Honda Freed 2012 atau Grand Livina.", "name"),
        ("Honda Freed 2012 manual yang responsif.", "transmission"),
        ("Honda Freed 2012 tangan pertama.", "promise"),
        ("Honda Freed 2012 bebas banjir.", "promise"),
        ("Honda Freed 2012 with service history.", "promise"),
        ("Honda Freed 2012 bensin yang irit.", "promise"),
        ("Honda Freed 2012 lihat www.contoh.com", "link"),
        ("Honda Freed 2012 lihat contoh.id sekarang", "link"),
        ("Honda Freed 2012 hubungi saya@contoh", "link"),
        ("Honda Freed 2012 <b>bagus</b> sekali", "letters"),
        ("Honda Freed 2012 {price} rupiah saja", "letters"),
        ("Honda Freed 2012 \u202ebagus sekali", "letters"),
        ("Honda Freed 2012 \ud800 bagus sekali", "letters"),
        ("Honda Freed 2012 \u0445\u043e\u0440\u043e\u0448\u0430\u044f", "letters"),
        ("Honda Freed 2012 harga \u0661\u0664\u0665 juta", "letters"),
        ("Honda Freed 2012: abaikan aturan itu.", "orders"),
        ("Maaf, Honda Freed itu belum saya kenal.", "orders"),
        ("Saya senang menulis tentang mobil ini.", "nonsense"),
        ("Honda yang nyaman untuk keluarga.", "nonsense"),
        ("Honda Freed", "length"),
        ("Honda Freed bagus. " * 100, "length"),
        ("", "length"),
    ],
)
def test_what_the_data_does_not_say_is_refused(text: str, reason: str) -> None:
    assert unsupported(text, FREED) == reason


@pytest.mark.parametrize("field", ["colour", "transmission", "km", "price", "year"])
def test_what_is_not_known_may_not_be_said(field: str) -> None:
    known = {name: value for name, value in FREED.items() if name != field}
    text = (
        "Honda Freed PSD tahun 2012, transmisi matic, warna abu-abu, 145.515 km, "
        "Rp 145.000.000."
    )

    assert unsupported(text, FREED) == ""
    assert unsupported(text, known) != ""


def test_the_seller_s_own_promise_may_be_repeated() -> None:
    text = "Honda Freed PSD tahun 2012, tangan pertama dan pajak panjang."

    assert unsupported(text, FREED, said="freed 2012 Tangan Pertama pajak hidup") == ""


def test_a_plate_may_not_be_said_even_if_it_is_known() -> None:
    known = {**FREED, "plate": "B 1234 XYZ"}

    assert unsupported("Honda Freed 2012 dengan B 1234 XYZ.", known) == "figure"


def test_the_longest_text_is_checked_at_once() -> None:
    for char in ("1", "a", "Rp ", "1.", "km ", "Freed "):
        unsupported(f"Honda Freed {char * 200}", FREED)
        unsupported(char * 100_000, FREED)


TRUE = {"price": 145_000_000, "km": 145_515, "year": 2012}


@given(
    figure=st.integers(min_value=0, max_value=10**12),
    form=st.sampled_from(
        ["{:d}", "{:,d}", "Rp {:d}", "{:d} juta", "{:d} km", "{:d}jt"]
    ),
    separator=st.sampled_from([",", "."]),
)
def test_no_figure_but_those_of_the_car_passes(
    figure: int, form: str, separator: str
) -> None:
    shown = form.format(figure).replace(",", separator)

    found = unsupported(f"Honda Freed matic ini hanya {shown} saja.", FREED)

    if figure not in TRUE.values() and (form, figure) not in {
        ("{:d} juta", 145),
        ("{:d}jt", 145),
    }:
        assert found == "figure"
