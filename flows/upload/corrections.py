"""What a text takes back: in "bukan 2018 tapi 2019" only 2019 is said."""

import re

from .spans import END, START, Sheet

_FIELD = (
    r"harga|hrg|warna|tahun|thn|th|km|kilometer|odo|transmisi|plat|nopol|model|tipe|"
    r"type|merk|merek|mobil"
)
_NOT = re.compile(
    rf"{START}(?:bukan(?:nya)?|bkn)(?: (?:{_FIELD})(?:nya)?)?"
    rf" (?P<old>[^\n,]{{1,30}}?)"
    rf"(?= (?:tapi|tp|tetapi|melainkan|yang benar|yg benar|yg bener|harusnya|"
    rf"seharusnya|ganti|jadi){END}|[,\n]|\. |\.?$)"
)
_FROM_TO = re.compile(
    rf"{START}(?:dari|ganti|ubah|rubah|tadinya|awalnya|semula|sebelumnya)"
    rf"(?: (?:{_FIELD})(?:nya)?)?(?: dari)?"
    rf" (?P<old>[^\n,]{{1,25}}?)"
    rf" ?,? ?(?:jadi|menjadi|ke|->|dengan|sekarang){END}"
)
_ARROW = re.compile(r"(?P<old>[a-z0-9.,]{1,15}(?: (?:jt|juta|rb|ribu))?) -> ?")


def drop_corrected(sheet: Sheet) -> None:
    """
    Claim the values that *sheet* takes back.

    The field's name in front of them stays: "ganti harga 150 jadi 145" still says
    that 145 is a price.
    """
    for pattern in (_NOT, _FROM_TO, _ARROW):
        start = 0
        while found := pattern.search(sheet.text, start):
            start = found.end()
            old = found["old"].lstrip()
            if re.fullmatch(_FIELD, old):
                continue
            sheet.claim(*found.span("old"), "corrected")
