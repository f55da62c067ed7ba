"""What staff type while they upload a car, in either language."""

from bot.dialogue.definition import Flow

STARTS = (
    "/upload Honda Freed PSD Matic tahun 2012 KM 145515 harga 145jt",
    "Toyota Avanza 2020 harga 185jt",
    "add car Toyota Avanza 2020 price 185jt",
    "tambah mobil freed 2012",
    "/upload",
    "kak, mau upload mobil dong",
)
PARTS = ("harga 145jt", "2012", "Honda Freed", "185", "km 90000", "matic")
CORRECTIONS = ("harga 140jt", "tahun 2013", "price 150jt", "bukan merah, tapi hitam")
CHAT = ("bentar ya", "makasih kak", "masih ada?", "🙏", "harga", "{price}", "x" * 5000)
ONWARD = ("selesai", "ya", "skip", "done", "yes", "lanjut", "ganti", "tidak")
NEXT = {"completing_data": STARTS[1], "collecting_photos": "selesai", "preview": "ya"}
CANCEL = ("batal", "gak jadi", "Cancel!", "/cancel", "never mind")
HELP = ("bantuan", "help", "?")


def words(flow: Flow) -> list[str]:
    """Every word of *flow* in every language, as somebody types it."""
    return sorted(
        pattern.removesuffix("*").rstrip()
        for texts in flow.texts.values()
        for patterns in texts.words.values()
        for pattern in patterns
    )
