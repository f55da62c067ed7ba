"""Number plates, and what only looks like one."""

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flows.upload.reader import read

TODAY = dt.date(2025, 10, 28)
CAR = "/upload avanza 2015 150jt"


@given(
    area=st.sampled_from(["B", "L", "AB", "DK", "N", "W", "AG"]),
    digits=st.integers(1, 9999),
    suffix=st.sampled_from(["XYZ", "AB", "KZ", "QRS"]),
    pattern=st.sampled_from(["{} {} {}", "{}{}{}", "{}-{}-{}", "{}.{}.{}"]),
    words=st.sampled_from(["plat ", "nopol: ", "Nopol ", "no pol "]),
    small=st.booleans(),
)
def test_a_named_plate_is_read_back(
    area: str, digits: int, suffix: str, pattern: str, words: str, *, small: bool
):
    plate = pattern.format(area, digits, suffix)
    text = f"{CAR} {words}{plate.lower() if small else plate}"

    assert read(text, today=TODAY).data.get("plate") == f"{area} {digits} {suffix}"


@pytest.mark.parametrize("text", ["l 1234 ab", "B2345KZ", "w-1234-xy", "AG 1187 BD"])
def test_a_whole_plate_needs_no_word(text: str):
    assert "plate" in read(f"{CAR} {text}", today=TODAY).data


@pytest.mark.parametrize(
    "text",
    [
        "plat D genap",
        "plat L",
        "plat hitam",
        "l 5 ab",
        "b 1234",
        "g 2019 mt",
        "x 1234 ab",
        "dp 15 jt",
        "plat B 2015 matic",
    ],
)
def test_what_is_no_plate_is_not_stored(text: str):
    reading = read(f"/upload avanza 150jt {text}", today=TODAY)

    assert "plate" not in reading.data


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("l300 pu 2016", "L300"),
        ("l 300 pu 2016", "L300"),
        ("mercy e 300 amg 2016", "E300"),
    ],
)
def test_a_model_is_no_plate(text: str, model: str):
    reading = read(f"/upload {text} 150jt", today=TODAY)

    assert (reading.data["model"], "plate" in reading.data) == (model, False)


AREAS = """
A B D E F G H K L M N P R S T W Z AA AB AD AE AG BA BB BD BE BG BH BK BL BM BN BP
DA DB DC DD DE DG DH DK DL DM DN DP DR DT DW EA EB ED KB KH KT KU PA PB PG PS
PT PY
"""
WORDS = """
A ABU AC AD ADA AGS AH AJA AMT AN AT BL BLN BOS BRU BU CAT CC CVT DAN DCT DG DGN
DI DP DR E EV EX G GAN GR GT HP HTM IDR IJO ITM JT JTA K KAK KE KM KNG LE LS M
MAS MIN MRH MT NIH NIK NO ODO OK OM PAK PS PTH PU PW R RB RBU RED RP RS S SE ST
TDP TG TGL TGN TH THN TRD TT TV TX V VIN VR VX WA XL YA
"""
"""Letters of plates that are words of a listing as well."""


@given(
    area=st.sampled_from(AREAS.split()),
    digits=st.one_of(st.integers(1, 1899), st.integers(2100, 9999)),
    suffix=st.sampled_from(WORDS.split()),
    key=st.sampled_from(
        ["plat", "Plat:", "nopol", "Nopol:", "no pol", "no. pol", "nomor polisi"]
    ),
    listing=st.sampled_from(
        [
            "Avanza G 2015 matic putih km 67rb harga 112jt {}",
            "Avanza G 2015 matic putih km 67rb {} harga 112jt",
            "Avanza {} G 2015 matic putih harga 112jt km 67rb",
            "Avanza G 2015\nmatic\nputih\n{}\nharga 112jt\nkm 67rb",
        ]
    ),
)
@example("R", 17, "TT", "no pol", "Avanza G 2015 matic putih km 67rb {} harga 112jt")
@example("DR", 17, "KE", "plat", "Avanza G 2015 matic putih km 67rb {} harga 112jt")
def test_letters_that_are_also_words_belong_to_the_plate_that_is_announced(
    area: str, digits: int, suffix: str, key: str, listing: str
):
    text = listing.format(f"{key} {area} {digits} {suffix}")

    reading = read(text, today=TODAY)

    assert (reading.data, reading.action) == (
        {
            "brand": "Toyota",
            "model": "Avanza",
            "variant": "G",
            "year": 2015,
            "transmission": "matic",
            "km": 67_000,
            "price": 112_000_000,
            "colour": "Putih",
            "plate": f"{area} {digits} {suffix}",
        },
        "accept",
    )


@given(
    area=st.sampled_from(AREAS.split()).filter(lambda area: area != "DP"),
    digits=st.one_of(st.integers(1001, 1099), st.integers(6000, 9999)),
    suffix=st.sampled_from(["AT", "MT", "KE", "RP", "KM", "DI", "AN", "TH", "ABU"]),
)
def test_letters_that_are_also_words_belong_to_a_plate_in_capitals(
    area: str, digits: int, suffix: str
):
    plate = f"{area} {digits} {suffix}"
    text = f"Avanza 2015 matic putih km 67rb harga 112jt {plate}"

    reading = read(text, today=TODAY)

    assert reading.data.get("plate") == plate


@pytest.mark.parametrize(
    "text", ["Avanza G 1300 AT", "Agya G 1200 MT", "Brio E 2018 AT"]
)
def test_a_trim_and_an_engine_or_year_are_no_plate(text: str):
    data = read(f"/upload {text} 150jt", today=TODAY).data

    assert ("plate" in data, "transmission" in data) == (False, True)


@pytest.mark.parametrize("area", AREAS.split())
@pytest.mark.parametrize("key", ["", "plat ", "nopol "])
def test_rp_before_a_figure_is_of_the_price(area: str, key: str):
    text = f"avanza g 2015 matic putih km 67rb {key}{area.lower()} 1358 rp 112jt"

    reading = read(text, today=TODAY)

    assert (reading.data["price"], reading.data.get("plate")) == (
        112_000_000,
        f"{area} 1358" if key else None,
    )
