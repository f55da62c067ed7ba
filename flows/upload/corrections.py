"""What a text takes back: in "bukan 2018 tapi 2019" only 2019 is said."""

import re

from .spans import END, START, Sheet

_FIELD = (
    r"harga|hrg|warna|tahun|thn|th|km|kilometer|odo|transmisi|plat|nopol|model|tipe|"
    r"type|merk|merek|mobil"
)
_NO = (
    rf"{START}(?:bukan(?:nya)?|bkn|(?:gak|ga|nggak|ngga|tidak|tdk) jadi)"
    rf"(?: (?:{_FIELD})(?:nya)?)? "
)
_NOT = re.compile(
    rf"{_NO}(?P<old>[^\n,]{{1,30}}?)"
    rf"(?= (?:tapi|tp|tetapi|melainkan|yang benar|yg benar|yg bener|harusnya|"
    rf"seharusnya|ganti|jadi|jd|tetap){END}|[,\n])"
)
_NOT_ONE = re.compile(
    rf"{_NO}(?P<old>[a-z]{{1,2}} \d{{1,4}} [a-z]{{1,3}}{END}|"
    r"[a-z0-9.,]{1,15}(?: ?(?:jt|juta|rb|ribu|km|metalik|mutiara|maroon|tua|muda))?)"
    rf"{END}"
)
_DOWN_FROM = re.compile(
    rf"{START}(?:turun|diturunkan) (?:harga )?dari "
    rf"(?P<old>\d[\d.,]{{0,12}}(?: ?(?:jt|juta))?){END}"
)
_FROM_TO = re.compile(
    rf"{START}(?:dari|dr|ganti|ubah|rubah|tadinya|awalnya|semula|sebelumnya)"
    rf"(?: (?:{_FIELD})(?:nya)?)?(?: dari)?"
    rf" (?P<old>[^\n,]{{1,25}}?)"
    rf" ?,? ?(?:jadi|jd|menjadi|ke|->|dengan|sekarang){END}"
)
_WRONG = re.compile(
    rf"(?P<old>{START}[a-z0-9.,]{{1,15}}(?: (?:jt|juta|rb|ribu))?)"
    r" (?:itu )?salah[ ,.]{1,3}"
    r"(?=(?:yang benar|yg benar|yg bener|harusnya|seharusnya|maksudnya)"
    rf"{END})"
)
_ARROW = re.compile(r"(?P<old>[a-z0-9.,]{1,15}(?: (?:jt|juta|rb|ribu))?) -> ?")


def drop_corrected(sheet: Sheet) -> None:
    """
    Claim the values that *sheet* takes back.

    The field's name in front of them stays: "ganti harga 150 jadi 145" still says
    that 145 is a price.
    """
    for pattern in (_NOT, _NOT_ONE, _FROM_TO, _WRONG, _DOWN_FROM, _ARROW):
        start = 0
        while found := pattern.search(sheet.text, start):
            start = found.end()
            old = found["old"].lstrip()
            if re.fullmatch(rf"(?:{_FIELD})(?:nya)?", old):
                continue
            sheet.claim(*found.span("old"), "corrected")
