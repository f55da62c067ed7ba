"""
What a text is, apart from the fields it names.

Control words and gateway notices are known by the whole text, a command by how it
begins, questions and complaints by whole words. Doubt never starts an upload.
"""

import re

from .letters import lower
from .spans import CORRECTING, END, START
from .words import words

_NOTICE = re.compile(
    r"(?:image|video|sticker|audio message|document|contact|location|non-text message|"
    r"poll|reaction) received(?:: %!s\(.*)?\.?"
)
_CONTROL = re.compile(
    r"selesai|sudah|done|skip|lewati|-|ya|iya|y|yes|ok|oke|okay|betul|benar|"
    r"konfirmasi|tidak|no|batal|/batal|cancel|/cancel|batalkan|stop|lanjut|"
    r"lanjutkan|ganti|bantuan|help|/help|\?|menu|status|gak jadi|ga jadi|"
    r"nggak jadi|tidak jadi"
)

_POLITE = (
    r"mau|mo|ingin|pengen|pingin|tolong|tlg|minta|bantu|bantuin|kak|kakak|bos|boss|min|"
    r"admin|halo|hallo|hai|hi|permisi|misi|saya|aku|ini|pak|bu|bang|mas|mbak|gan|om|"
    r"izin|ijin|coba|selamat|pagi|siang|sore|malam|assalamualaikum|dong|ya|nih"
)
_VERB = (
    r"/upload|upload|uplod|uploud|upld|apload|aplod|aplot|unggah|/tambah|tambah mobil|"
    r"tambah unit|tambahkan mobil|tambahin mobil|input mobil|input unit|input|posting|"
    r"pasang iklan|iklankan|/jual"
)
_COMMAND = re.compile(
    rf"^(?:(?:{_POLITE})[ ,.!]{{1,3}}){{0,5}}(?P<verb>{_VERB})(?:in|kan)?{END}[ :,.!-]*"
    rf"(?:(?:mobil|unit|data|baru|dong|kak|kakak|ya|nih|bos|min|pak|mas|tolong|lagi|satu)"
    r"(?:[ :,.!\n-]{1,3}|$)){0,4}"
)
_QUESTION = re.compile(
    r"\?|^(?:(?:kak|min|halo|bos|gan) )?(?:ada|punya|info) "
    r"(?!(?:[2-9]|dua|tiga|empat|lima|beberapa) (?:unit|mobil)(?![a-z])"
    r"[^?]{1,200}\d ?(?:jt|juta)(?![a-z]))"
    r"|(?<!yang )(?<!yg )(?<!bagi )\bminat\b(?! (?:hub|chat|wa|call|langsung|sil))"
    rf"|{START}bisa (?:[a-z]{{1,12}} )?"
    rf"(?:gak|ga|nggak|ngga|tidak|kak|kurang|dikurangi){END}"
    rf"|{START}(?:masih ada|masih ready|masih kah|masihkah|berapa|brp|brapa|berapaan|"
    r"apakah|apa ada|ada apa|adakah|ada gak|ada ga|ada nggak|ada tidak|ready gak|"
    r"ready ga|budget|bajet|dimana|di mana|kapan|gimana|gmn|bagaimana|tertarik|"
    r"cari|cariin|carikan|nyari|nyariin|mencari|dicari|butuh mobil|mau beli|"
    r"pengen beli|ingin beli|mau lihat|"
    rf"mau tanya|tanya|nanya|simulasi|rekomendasi|ada yang|ada yg){END}"
)
_COMPLAINT = re.compile(
    rf"{START}(?:kok|kenapa|knp|mengapa|(?:belum|blm|tidak|tdk|gak|ga|nggak|ngga|ndak) "
    r"(?:juga )?(?:muncul|tayang|masuk|tampil|kelihatan|keliatan|nongol|keluar|update)|"
    r"hilang|hapus|dihapus|delete|gagal|error|eror|"
    r"(?:sudah|sdh|udah|udh|habis|abis|barusan|kemarin|tadi) "
    r"(?:saya |aku |di ?)?(?:upload|uplod|unggah|posting|input)|"
    r"(?:yang|yg) (?:tadi|kemarin|kemaren|barusan)|"
    rf"(?:upload|uplod|unggah)an?(?:nya)? (?:yang|yg|saya|tadi|kemarin)){END}"
)
_DEAL = re.compile(
    rf"{START}(?:(?:sudah|sdh|udah|udh|telah|baru) (?:(?:saya|aku|kami) )?(?:di ?)?"
    r"(?:bayar|dp|transfer|tf|lunas|laku|"
    r"terjual|dibayar|deal|booking|dibooking|sold|kirim|dikirim)|bukti (?:transfer|tf|"
    rf"bayar)|sold|sold out|soldout|laku|pelunasan|dibayar){END}"
)
_ERRANDS = (
    r"(?:cek|check|cuci|servis|parkir|geser|jemput|antar|anter|panas|poles|telpon|telepon)"
    r"(?:in|kan|an)?|(?:foto|siap|pindah|ajukan|kabar|hubung|urus|lengkap|ambil)"
    r"(?:in|kan|i)|ngecek|nyuci|ambil (?:stnk|bpkb|kunci|surat|unit|mobil)|"
    r"(?:isi|isiin|isikan|ganti|gantiin) (?:bensin|solar|bbm|oli|aki|ban|air)|"
    r"balik nama|te?st? ?drive|tes drive|bayar(?:in|kan)? pajak|"
    r"ajukan|kasih (?:tau|tahu)|(?:kirim|minta|share|lihat|liat)(?:in|kan)? "
    r"(?:foto|video|surat|berkas|bpkb|stnk|lokasi|unit|km|data|info|nomor|no|kunci)"
)
_PAPERS = r"(?:kunci|remote?|stnk|bpkb|faktur|kwitansi|kuitansi|surat|berkas|dokumen)"
_ITS_PAPERS = (
    rf"{_PAPERS}(?:nya)?(?: (?:mobil|unit|serep|cadangan|asli))?"
    r"(?= (?!lengkap|komplit|ready|ada|hidup|panjang|aman|asli|baru|on|off|mati|aktif|"
    r"pajak|dan|siap|serep|cadangan|dua|stnk|bpkb|faktur|keyless)[a-z])"
)
"""Papers or keys that a text is about: "kunci innova"; not "stnk lengkap innova"."""

_GONE = (
    r"(?:masih |lagi |sudah |udah |belum |blm )?(?:ilang|hilang|ketinggalan|tertinggal|"
    r"ketemu|dibawa|dipinjam|dipegang|ditaruh|nyangkut|tercecer|"
    r"di (?:laci|meja|kantor|bank|notaris|leasing|rumah|dealer|ruang|lemari|saya|pos))"
)
_ERRAND = re.compile(
    rf"^(?:(?:{_POLITE})[ ,.!]{{1,3}}){{0,5}}(?:{_ERRANDS}){END}"
    r"|(?<![a-z])(?:tolong|tlg|jangan lupa|jgn lupa|minta|besok|nanti) "
    rf"(?:(?:di|bantu|kak|bos|pak|mas) ?)?(?:{_ERRANDS}|foto|ambil){END}"
    r"|(?<![a-z])(?:sudah|sdh|udah|udh|mau|tadi|lagi|sedang|belum|blm) di ?"
    rf"(?:cuci|ambil|antar|anter|jemput|pindah|parkir|foto)(?:in|kan)?{END}"
    rf"|^(?:(?:{_POLITE})[ ,.!]{{1,3}}){{0,5}}{_ITS_PAPERS}"
    rf"|{START}{_PAPERS}(?:nya)? (?:[a-z]{{3,12}} )?{_GONE}{END}"
)
"""Something to be done with a car that is there already."""

_CORRECTION = re.compile(rf"{START}(?:bukan|tapi|maksud|{CORRECTING}){END}")
_TRAILING = re.compile(r"(?<=[^\s.!,;?])[.!,;?]+$")


def is_notice(text: str) -> bool:
    """Whether *text* is what a gateway writes in place of a message without words."""
    return _NOTICE.fullmatch(lower(text)) is not None


def is_control_word(text: str) -> bool:
    """Whether the whole of *text* steers a dialogue: selesai, ya, batal."""
    return _CONTROL.fullmatch(_TRAILING.sub("", lower(text)).strip()) is not None


def command_end(text: str) -> int:
    """Where the command to upload ends that *text* begins with; 0 if there is none."""
    found = _COMMAND.match(lower(text))
    return found.end() if found else 0


def is_slash_command(text: str) -> bool:
    """Whether *text* begins with a command that nobody writes by accident."""
    return text.startswith("/")


def complains(text: str) -> bool:
    """Whether *text* is about an upload of the past."""
    return _COMPLAINT.search(lower(text)) is not None


def asks_or_tells(text: str) -> bool:
    """Whether *text* asks something, or tells of a deal, as customers do."""
    small = lower(text)
    return _QUESTION.search(small) is not None or _DEAL.search(small) is not None


def is_errand(text: str) -> bool:
    """Whether *text* asks a colleague to do something with a car: "tolong cuci"."""
    return _ERRAND.search(lower(text)) is not None


def corrects(text: str) -> bool:
    """Whether *text* says that something was wrong."""
    return _CORRECTION.search(lower(text)) is not None


def says_more(text: str) -> bool:
    """Whether *text* has any word that a polite command would not have."""
    polite = re.compile(rf"(?:{_POLITE}|mobil|unit|data)")
    said = re.findall(r"[a-z0-9]+", lower(text))
    return any(not polite.fullmatch(word) for word in said)


def is_chat(text: str) -> bool:
    """Whether *text* is small talk rather than a name: "bentar ya"."""
    said = re.findall(r"[a-z0-9]+", lower(text))
    return not said or any(word in words().fillers for word in said)
