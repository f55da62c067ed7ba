"""Matic or manual, from whole words only: there is an ``at`` in ``plat``."""

import re
from collections.abc import Mapping

from .found import Found
from .slips import first_slip
from .spans import END, START, Sheet

_MATIC = (
    r"matic|metic|metik|matik|mattic|maticc|matix|mtc|otomatis|otomatic|otomatik|"
    r"automatic|automatis|automatik|outomatic|"
    r"(?<=transmisi )auto|(?<=transmisi: )auto|a/t|a\.t|at|"
    r"e-?cvt|cvt|ivt|ags|amt|"
    r"dct|dsg|tiptronic|triptonic|triptronic|tiptonic|steptronic|matictronic"
)
_MANUAL = r"manual|manuall|manul|manuel|mannual|manula|menual|mnl|mt|m/t|m\.t"
TRANSMISSION = rf"(?:{_MATIC}|{_MANUAL})"
"""Whatever says which transmission a car has."""

_LONG: Mapping[str, str] = {
    "matic": "matic",
    "metic": "matic",
    "automatic": "matic",
    "otomatis": "matic",
    "manual": "manual",
}
_FEATURE = re.compile(
    rf"{START}(?:manual book|manualbook|book manual|buku manual|"
    r"manual ?& ?service book|"
    rf"(?:ac|spion|kaca|jok|rem|mode|jendela|window|seat|setting) manual|manual mode|"
    rf"auto (?:retract|folding|fold|lock|lamp|light|cruise|dimming|headlamp|up|down|"
    rf"start|park|brake|hold|digital|climate|2000)|(?:ac|kaca|lampu|spion) auto){END}"
)
_OR = r" ?(?:/|&|dan|atau|or) ?"
_BOTH = re.compile(
    rf"{START}(?:(?:{_MATIC}){_OR}(?:{_MANUAL})|(?:{_MANUAL}){_OR}(?:{_MATIC})){END}"
)
_ONE = re.compile(
    rf"(?<![a-z])(?:(?<=\d)|(?<![a-z0-9])\d?-?)"
    rf"(?:(?P<matic>{_MATIC})|(?P<manual>{_MANUAL}))"
    rf"(?:nya)?(?![a-z0-9])"
)


def read_transmission(sheet: Sheet) -> Found[str] | None:
    """
    ``matic`` or ``manual``, as *sheet* says; CVT, AGS and the like are matic.

    Args:
        sheet: The text; whatever speaks of the transmission is claimed.

    Returns:
        None if it says nothing. If it says both: the first, doubtful and
        ``several``, for it may speak of two cars.
    """
    sheet.drop(_FEATURE, "feature")
    said: dict[str, tuple[int, int]] = {}
    for found in sheet.take(_ONE, "transmission"):
        said.setdefault("matic" if found["matic"] else "manual", found.span())
    if not said:
        return _misspelt(sheet)
    kind, at = next(iter(said.items()))
    both = len(said) > 1
    return Found(value=kind, doubtful=both, several=both, at=at)


def _misspelt(sheet: Sheet) -> Found[str] | None:
    """What a word of *sheet* nearly is; doubtful if a letter was exchanged."""
    slip = first_slip(sheet, tuple(_LONG))
    if slip is None:
        return None
    sheet.claim(*slip.at, "transmission")
    return Found(value=_LONG[slip.meant], doubtful=slip.exchanged, at=slip.at)


def offers_both(sheet: Sheet) -> bool:
    """Whether *sheet* offers a choice, as ``mt/at`` does: then it is two cars."""
    sheet.drop(_BOTH, "both")
    return sheet.holds("both")
