"""
The year a car was built, from the years a text names.

Tax, registration and guarantee have years too; those are claimed first and dropped.
"""

import datetime as dt
import re
from dataclasses import replace

from .found import Found
from .spans import AMENDING, AMENDS, END, NO_KM_AHEAD, START, TAKEN_BACK, Sheet

FIRST_YEAR = 1970

_KEY = (
    r"(?:tahun|taun|taon|thun|tahon|tahin|thn|th|year|model year|nik|vin|keluaran|"
    r"kluaran|kel|rakitan|produksi|prod|lansiran|buatan)"
)
_MONTH = r"(?:jan|feb|mar|apr|mei|jun|jul|agu|agt|ags|sep|okt|oct|nov|des|dec)[a-z]*"
_DATE = rf"(?:(?:\d{{1,2}}|{_MONTH}) ?[-/. ] ?){{0,2}}(?:19|20)\d\d{END}"
_SHORT_DATE = rf"(?:\d{{1,2}}|{_MONTH}) ?[-/.' ] ?'?\d\d{END}(?! ?(?:jt|juta|rb|ribu))"
_UNTIL = (
    r"panjang|pjg|hidup|ganti|on|off|baru|sampai|sampe|smp|sd|s/d|s\.d|sd\.|bulan|bln|tgl|tanggal|"
    r"full|aktif|berlaku|masih|mati|telat|jalan|tahunan|tahun|thn|th|hingga|until|till|dari|"
    r"ke|depan|jatuh tempo|resmi|km|nya|di|pada|kaleng|akhir|awal|an"
)
_TAX = re.compile(
    rf"{START}(?:pajak|pjk|pkb|stnk|samsat|kir|asuransi|garansi|warranty|kaleng|plat|"
    rf"ganti plat|berlaku|sampai|sampe|s/d|hingga)(?:nya)?"
    rf"(?:[ :=.,-]{{1,3}}(?:{_UNTIL}|{_MONTH}|\d{{1,2}})\.?){{0,6}}"
    rf"[ :=.,'-]{{1,4}}(?:{_DATE}|{_SHORT_DATE})(?! ?cc){NO_KM_AHEAD}"
)
_REGISTERED = re.compile(
    rf"{START}(?:reg|registrasi|register|pemakaian|pmk|pmakaian|pakai|pake|faktur|stnk|bpkb)"
    rf"[ :.]{{0,3}}(?:(?:{_KEY})[ :.]{{1,2}})?(?:19|20)\d\d{END}"
)
_DAY = re.compile(rf"{START}\d{{1,2}} ?{_MONTH} ?(?:19|20)\d\d{END}")
_MONTH_YEAR = re.compile(
    rf"(?<![\d/.,-])(?:(?:0?[1-9]|[12]\d|3[01]) ?[-/.] ?){{1,2}}(?:19|20)\d\d{END}"
)
_PAIR = re.compile(
    rf"{START}(?:{_KEY}[ :=.']{{0,3}})?(?P<year>(?:19|20)\d\d) ?[/-] ?"
    rf"(?:(?:19|20)\d\d|(?<=/)\d\d|(?<=/ )\d\d){END}"
)
_KEYED = re.compile(
    rf"{START}{_KEY}(?: ?-?nya)?{TAKEN_BACK}"
    rf"(?:[ :=.\n'-]{{0,4}}|, ?(?={AMENDING})){AMENDS}"
    rf"(?:(?:adalah|itu|ke|jadi|kak) )?"
    rf"(?P<year>\d{{4}}|\d\d){END}(?! ?(?:jt|juta|rb|ribu|%|bulan|bln)|[.,]\d)"
    rf"{NO_KM_AHEAD}"
)
_SHORT = re.compile(rf"(?<![\d'])'(?P<year>\d\d){END}")
_ALONE = re.compile(
    rf"(?<![a-z0-9.,])(?P<year>\d{{4}})(?P<about> ?-?an)?(?:nya)?{END}(?!\.\d| ?cc)"
)


_OF_PARTS = re.compile(
    rf"{START}(?:ban|aki|accu|servis|service|cat|repaint|oli|kampas|beli|"
    rf"dibeli|facelift)(?:nya)?[ :]{{1,2}}(?:(?:baru|terakhir|full|ulang|dari|di|"
    rf"tahun|thn|th|sejak|bulan|{_MONTH})[ :]{{1,2}}){{0,3}}(?:19|20)\d\d{END}"
)
_LONE_YEAR = re.compile(rf"{START}\d{{4}}{END}")
_FOUR_DIGITS = re.compile(r"\d{4}")
_LASTING = re.compile(r"panjang|pjg|hidup")
_RAN_OUT = re.compile(r"mati|telat|off|[-/.]")


def is_year(number: str, today: dt.date) -> bool:
    """Whether *number* could be the year of a car: 1970 to next year."""
    return re.fullmatch(r"\d{4}", number) is not None and _known(int(number), today)


def only_year(sheet: Sheet, found: re.Match[str], group: str, today: dt.date) -> bool:
    """Whether the digits in *group* of *found* are the only year that *sheet* has."""
    if not is_year(found[group], today):
        return False
    rest = sheet.text[: found.start(group)] + " " + sheet.text[found.end(group) :]
    others = re.findall(rf"{START}\d{{4}}{END}", rest)
    return not (sheet.holds("year") or any(is_year(other, today) for other in others))


def drop_other_years(sheet: Sheet, *, today: dt.date) -> None:
    """
    Claim dates of tax, registration and guarantee in *sheet*.

    A tax year that is long past is none, unless the text says that it ran out.
    """
    start = 0
    while found := _TAX.search(sheet.text, start):
        start = found.end()
        years = _FOUR_DIGITS.findall(found[0])
        last = int(years[-1]) if years else today.year
        ran_out = _RAN_OUT.search(found[0]) is not None
        just_over = last == today.year - 1 and (
            _LASTING.search(found[0]) is None or _is_another(sheet, found, today)
        )
        if last >= today.year or ran_out or just_over:
            sheet.claim(*found.span(), "date")
    if _several_alone(sheet, today):
        sheet.drop(_REGISTERED, "date")
        sheet.drop(_OF_PARTS, "date")
        sheet.drop(_DAY, "date")


def _is_another(sheet: Sheet, found: re.Match[str], today: dt.date) -> bool:
    """Whether *sheet* has a year outside of what was *found*."""
    rest = sheet.text[: found.start()] + " " + sheet.text[found.end() :]
    return any(is_year(year, today) for year in _LONE_YEAR.findall(rest))


def keyed_year(sheet: Sheet, *, today: dt.date) -> Found[int] | None:
    """
    The year behind a word such as *tahun*, which may have two digits only.

    Two years joined by a stroke are when it was built and when it was registered:
    the first is read, and doubtful.

    Args:
        sheet: The text; what names the year is claimed.
        today: Next year is the last one possible.

    Returns:
        None if there is no such year, or none that a car can have.
    """
    years: list[Found[int]] = []
    for pattern in (_PAIR, _KEYED, _SHORT):
        for found in sheet.take(pattern, "year"):
            year = _whole(found["year"], today)
            if _known(year, today):
                pair = pattern is _PAIR
                years.append(Found(value=year, doubtful=pair, at=found.span()))
    return _agreed(years)


def lone_year(sheet: Sheet, *, today: dt.date) -> Found[int] | None:
    """
    Four digits that stand for themselves and can be a year.

    Args:
        sheet: The text; every such figure is claimed.
        today: Next year is the last one possible.
    """
    sheet.drop(_MONTH_YEAR, "date")
    if sheet.holds("year") or _several_alone(sheet, today):
        sheet.drop(_OF_PARTS, "date")
    years: list[Found[int]] = []
    start = 0
    while found := _ALONE.search(sheet.text, start):
        start = found.end()
        if _known(int(found["year"]), today):
            sheet.claim(*found.span(), "year")
            about = found["about"] is not None
            year = int(found["year"])
            years.append(Found(value=year, doubtful=about, at=found.span()))
    return _agreed(years)


def checked(keyed: Found[int] | None, alone: Found[int] | None) -> Found[int] | None:
    """The year behind a word, in doubt if another stands *alone*; else that one."""
    if keyed is None or alone is None or alone.value == keyed.value:
        return keyed or alone
    return replace(keyed, doubtful=True)


def bare_year(number: str, *, today: dt.date) -> Found[int] | None:
    """What *number* means as the answer to "which year?", of two digits too."""
    if not re.fullmatch(r"\d{4}|\d\d", number):
        return None
    year = _whole(number, today)
    return Found(value=year) if _known(year, today) else None


def _several_alone(sheet: Sheet, today: dt.date) -> bool:
    """Whether *sheet* has more than one year without a word for it."""
    years = {found["year"] for found in _ALONE.finditer(sheet.text)}
    return sum(is_year(year, today) for year in years) > 1


def _agreed(years: list[Found[int]]) -> Found[int] | None:
    """The first of *years*, in doubt if the others differ."""
    if not years:
        return None
    several = len({year.value for year in years}) > 1
    return replace(years[0], doubtful=years[0].doubtful or several, several=several)


def _known(year: int, today: dt.date) -> bool:
    return FIRST_YEAR <= year <= today.year + 1


def _whole(digits: str, today: dt.date) -> int:
    """The year that *digits* stand for: the latest possible one that ends in them."""
    if len(digits) > len("09"):
        return int(digits)
    century = (today.year + 1) // 100 * 100
    year = century + int(digits)
    return year if year <= today.year + 1 else year - 100
