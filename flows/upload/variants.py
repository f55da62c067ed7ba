"""The trim of a car: what is left beside its model when all else is claimed."""

import re
from collections.abc import Sequence

from .cars import Car
from .catalogue import catalogue, key
from .found import Found
from .spans import AMENDING, AMENDS, CLAIMED, END, START, TAKEN_BACK, Sheet
from .trims import KIND, Trim
from .words import words

_LONGEST = 5
"""So many words a trim has at most."""

_TOKEN = re.compile(r"\n|[,;|()\[\]!?]|[a-z0-9](?:[a-z0-9.+-]|:(?=hev))*|[^ ]")
_YEAR_OR_CC = re.compile(r"(?:19|20)\d\d|[1-4]\d00")
_EDITION = re.compile(rf" edition{END}")
_OF_WHOM = re.compile(r" [a-z]")
_LABEL = re.compile(
    rf"{START}(?:tipe|type|typ|varian|variant|trim)(?: ?nya)?"
    rf"{TAKEN_BACK}(?: (?:yang|yg|adalah|itu)(?! (?:ben|bet)))?"
    rf"(?:[ :=]{{1,4}}|, (?={AMENDING})){AMENDS}"
)
_FUEL = re.compile(
    rf"{START}(?:bensin|diesel|disel|solar|bbm|premium bensin|gasoline|petrol){END}"
)
_HALVES = frozenset({"double", "single", "low", "two", "three", "dual", "captain"})
"""Words that are part of a trim only together with the next one."""

_SMALL_FIRST = re.compile(r"\d\.\di|[sx]drive(?:\d\d[a-z])?")
"""What begins with a small letter or a figure, and goes on with a small one."""

_ENGINE = re.compile(r"\d\.\d(?!cc)[a-z]{0,2}(?:-[a-z])?|[sx]drive\d\d[a-z]")
"""An engine as trims name it: 2.4, 2.0i, xDrive20i."""

_GENERATION = re.compile(
    r"(?!(?:r|vr|ab|p|tg|no|ke|th|rp|dp|rt|rw|km|cc|jt|rb|wa|hp)\d)[a-z]{1,2}\d{1,3}[a-z]?"
    r"|[1-9]\d\d(?!cc|km|rb|jt)[a-z]{1,2}"
)
"""A generation, an engine or a series as a trim: GE8, V6, SJ410, 300E; not R15."""

_NAME = re.compile(r"[a-z]{1,3}|(?=[a-z-]*[aeiou])[a-z]+(?:-[a-z]+)?")
"""What may be the name of a trim that no list has: no abbreviated word: TRWT."""

_SHORT_NAME = re.compile(r"(?![^aeiou][aeiou][^aeiou])[a-z]{1,3}")
"""What may be one in small letters too, as a spoken word may not: RXZ, not *wek*."""

_ORDINARY_LETTERS = re.compile(r"(?<![A-Za-z])[a-z]{4,}")
"""A word in small letters, beside which a capital tells something."""

_COUNTED = re.compile(
    rf" ?(?:pintu|seats?|kursi|baris|airbags?|orang|unit|tgn|tangan|hari|bln|bulan|thn|"
    rf"tahun|ban|kunci|pemilik|owner|pemakai|kali|x|%|persen){END}"
)
_ORDINARY = frozenset(
    {"active", "all", "as", "black", "classic", "club", "comfort", "elegant", "enjoy"}
    | {"exclusive", "executive", "extra", "family", "limited", "long", "max", "mini"}
    | {"one", "plus", "premium", "pro", "royal", "single", "smart", "special", "sport"}
    | {"sporty", "st", "standar", "standard", "style", "super", "touring", "up", "wide"}
)
"""Trims that are ordinary words too: apart from the model "super mulus" is none."""

_PRAISED = re.compile(r" (?:is|to|look|car|key|[a-z]{3,})(?![a-z0-9])")
_PHRASE = re.compile(
    rf"{START}(?:gt radial|as is|a yani|b ?[/.]? ?u|le bar"
    r"|pro (?:kredit|credit|cash|kontan|leasing|tt|tukar|nego)"
    r"|(?:super|extra) (?:mulus{1,3}|istimewa|bersih|murah|terawat|irit|nyaman|"
    r"kinclong|gress?|rapih?|ganteng|bagus|sehat|halus|dingin|cakep|keren|antik|langka|gagah|"
    r"hemat|enak|komplit|lengkap|original|ori|siap|joss?)"
    r"|special (?:harga|price|promo|diskon|bulan|akhir)"
    r"|limited (?:stok|stock|unit|offer)|smart (?:buy|buyer|key|choice)"
    r"|one (?:owner|hand|tangan)|single owner|family (?:car|keluarga)"
    rf"|plus (?:pajak|minus|bonus|garansi|dp)){END}"
)
"""What begins with a trim and is none."""

_LETTER = re.compile(r"[a-gj-oq-vxz]")
_SHORTENED = re.compile(
    rf"d [a-z]|e (?:toll?|ktp|money|tilang){END}|[a-z] \d{{3,4}}{END}"
)
"""Single letters that stand for a word or a plate: "d malang", "e toll", "n 1234"."""

_SPOKEN = frozenset(
    {"top", "evo", "air", "eco", "neo", "joy", "fun", "bus", "sun", "new"}
)
"""Short words that are spoken, not spelt, so they have no capitals but the first."""

_EQUIPMENT = re.compile(
    rf"{START}(?<!\d\d )(?:ac ?[,/.&-]? ?)?(?:ps|pw)"
    rf"(?: ?[,/.&-]? ?(?:ac|ps|pw|cl|vr|rt|v?cd|dvd|tape|tv)){{0,6}}{END}(?! \d)"
)
"""Air conditioning, power steering, windows and what is listed behind them."""

_SKIPPED = frozenset(
    {"year", "date", "transmission", "colour", "fuel", "price", "km", "plate"}
) | {"brand", "model", KIND, "equipment"}
"""What may stand between a model and its trim."""


def _announced(sheet: Sheet) -> list[tuple[int, int]]:
    """Where a trim stands behind a word such as *tipe*, which is claimed."""
    for label in _LABEL.finditer(sheet.text):
        said = _behind(sheet, label.end(), joined=True, announced=True)
        if said:
            sheet.claim(*label.span(), "label")
            return said
    return []


def read_variant(
    sheet: Sheet, car: Car | None, named: Sequence[Trim]
) -> Found[str] | None:
    """
    The trim, with capitals as brands write it; None if there is none.

    Directly behind the model any word may be a trim; behind a year or a colour only
    a word that looks like one.

    Args:
        sheet: The text, after all other fields were claimed.
        car: Whose trim it is; None if the text names none, then only what a word
            such as *tipe* announces is read.
        named: The trims that were taken from the text already.
    """
    sheet.drop(_FUEL, "fuel")
    sheet.drop(_EQUIPMENT, "equipment")
    sheet.drop(_PHRASE, "equipment")
    said = _behind(sheet, car.end, joined=True, named=car.trim_end) if car else []
    if not said:
        said = _announced(sheet)
    trims = [*named]
    for at in said:
        trims.append(Trim(shown=_shown(sheet.said[slice(*at)]), at=at))
        sheet.claim(*at, KIND)
    trims.sort(key=lambda trim: trim.at)
    shown = [trim.shown for trim in trims]
    at = (trims[0].at[0], trims[-1].at[1]) if trims else (0, 0)
    if car and car.trim and car.trim.lower() not in map(str.lower, shown):
        shown.insert(0, _shown(car.trim))
        at = (car.start, at[1] or car.end)
    if not shown:
        return None
    several = car is not None and car.several
    return Found(value=" ".join(shown), several=several, at=at)


def _behind(
    sheet: Sheet, start: int, *, joined: bool, named: int = 0, announced: bool = False
) -> list[tuple[int, int]]:
    """
    Where the words of a trim that begins at *start* stand.

    Up to *named* all are. Unless it is *announced*, one ordinary word may stand before
    it, a nickname of the model perhaps; that is none of them.
    """
    said: list[tuple[int, int]] = []
    for found in _TOKEN.finditer(sheet.text, start):
        word = found[0].rstrip(".:-")
        if word and word[0] == CLAIMED:
            if sheet.kind(found.start()) not in _SKIPPED:
                break
            joined = joined and sheet.kind(found.start()) in {"fuel", KIND}
            continue
        if word == "," and not said:
            joined = False
            continue
        at = (found.start(), found.start() + len(word))
        if _is_no_trim(word, in_name=at[1] <= named):
            continue
        if said and _is_other_half(word) and sheet.text[slice(*said[-1])] in _HALVES:
            said.pop()  # "double blower", "captain seat"
            break
        known = at[1] <= named or _is_trim(sheet.text, at, joined=joined, said=said)
        if not word[0].isalnum() or not known or len(said) == _LONGEST:
            break
        if not announced and at[1] > named and _is_ordinary(sheet, at):
            joined = False
            continue
        said.append(at)
    while said and sheet.text[slice(*said[-1])] in {"type", "tipe"}:
        said.pop()
    return said


def _is_no_trim(word: str, *, in_name: bool) -> bool:
    """Whether *word* may stand in a trim and is none, as the brand in another name."""
    if not word or word in "-/&" or word == "new" or _YEAR_OR_CC.fullmatch(word):
        return True
    names = catalogue().names.get(key(word), ()) if in_name else ()
    return any(one.model is None for one in names)


def _is_other_half(word: str) -> bool:
    return word in words().fillers or word in words().parts


def _is_trim(
    text: str, at: tuple[int, int], *, joined: bool, said: Sequence[tuple[int, int]]
) -> bool:
    """
    Whether the word at *at* belongs to a trim.

    Args:
        text: What holds it.
        at: Where it stands.
        joined: Whether it stands directly behind the model or the trim.
        said: The words of the trim before it.
    """
    known, word = words(), text[slice(*at)]
    if word in {"ex", "ga"}:  # but "ex taksi" tells who drove it, "ga bisa" of nothing
        return joined and (word == "ga" or not _OF_WHOM.match(text, at[1]))
    if word in known.fillers or word in known.parts or word.endswith("nya"):
        return _EDITION.match(text, at[1]) is not None
    named = any(not _ENGINE.fullmatch(text[slice(*one)]) for one in said)
    if word in known.trims or _ENGINE.fullmatch(word):
        return joined or _is_known_apart(text, at, said)
    if word.isdigit():
        return joined and len(word) == 1 and not _COUNTED.match(text, at[1])
    if not joined:
        return _is_lone_letter(text, at, said) or _is_generation(word)
    unheard = not named and _NAME.fullmatch(word) is not None
    return unheard or word in known.trim_parts or _is_generation(word)


def _is_ordinary(sheet: Sheet, at: tuple[int, int]) -> bool:
    """Whether the word at *at* is on no list and looks like no name of a trim."""
    word, written = sheet.text[slice(*at)], sheet.said[slice(*at)]
    known = words()
    if word in known.trims or word in known.trim_parts or not word.isalpha():
        return False
    if catalogue().has(word) or _SHORT_NAME.fullmatch(word):
        return False
    capital = not written.islower()
    return not (capital and _ORDINARY_LETTERS.search(sheet.said))


def _is_known_apart(
    text: str, at: tuple[int, int], said: Sequence[tuple[int, int]]
) -> bool:
    """Whether the trim at *at*, apart from the model, stands there as one."""
    word = text[slice(*at)]
    if len(word) == 1:
        return _is_lone_letter(text, at, said)
    behind = _PRAISED.match(text, at[1])
    praises = behind is not None and behind[0].strip() not in words().trims
    lettered = any(end - start == 1 for start, end in said)
    return not (word in _ORDINARY and praises) and not (
        lettered and len(word) < len("trd")
    )


def _is_lone_letter(
    text: str, at: tuple[int, int], said: Sequence[tuple[int, int]]
) -> bool:
    """Whether the word at *at*, apart from the model, is a trim of one letter."""
    lettered = any(end - start == 1 for start, end in said)
    alone = not lettered and _SHORTENED.match(text, at[0]) is None
    return alone and _LETTER.fullmatch(text[slice(*at)]) is not None


def _is_generation(word: str) -> bool:
    return _GENERATION.fullmatch(word) is not None


def _shown(word: str) -> str:
    """*word* with the capitals of a trim: PSD, Deluxe, iDSI, 2.4."""
    small = word.lower()
    known = words().trims.get(small) or words().trim_parts.get(small)
    if known is not None:
        return known
    model = next((one.model for one in catalogue().names.get(key(small), ())), None)
    if model and key(model) == key(small) and re.search(r"[\d-]", small):
        return model
    if _SMALL_FIRST.fullmatch(small):
        return small.replace("drive", "Drive")
    return _with_capitals(word, small)


def _with_capitals(word: str, small: str) -> str:
    """*word* as abbreviations are written, or with one capital if it can be spoken."""
    if not word.islower() and not word.isupper() and re.search(r"\d", word):
        return word
    if re.search(r"\d", small) or not re.search("[aeiou]", small):
        return small.upper()
    if len(small) <= len("psd") and small not in _SPOKEN:
        return word if not word.islower() else word.upper()
    return small.capitalize()
