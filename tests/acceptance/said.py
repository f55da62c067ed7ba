"""What is said in the upload dialogue, word for word as its specification has it."""

UPLOAD = "/upload Honda Freed PSD Matic tahun 2012 KM 145515 harga 145jt"

ACCEPTED = """\
✅ Data Mobil Berhasil Diproses!
📸 Kirim foto mobil (1-10 foto).
Atau ketik "skip" untuk lanjut tanpa foto."""

FIRST_PHOTO = """\
✅ Foto pertama diterima!
📸 Kirim foto lainnya (maksimal 10 foto).

Setelah semua foto terkirim, ketik "selesai" untuk lanjut."""

REFUSED = "belum terdaftar"
"""Part of what somebody without the role is told."""

WAITING = "Tunggu sebentar"
"""How a word that has to wait begins its apology."""


def still_coming(stored: int, coming: int) -> str:
    """The count of photos while *coming* of them are not *stored* yet."""
    return f"{stored} ({coming} masih diproses)"


def preview(photos: str) -> str:
    """The summary of the car in ``UPLOAD`` with *photos* behind the camera."""
    return f"""\
📝 Ringkasan Upload:

🚗 Mobil: Honda Freed
📅 Tahun: 2012
💰 Harga: Rp 145.000.000
📸 Foto: {photos}

Ketik "ya" untuk konfirmasi atau "batal" untuk cancel."""


def published(link: str, photos: int | str) -> str:
    """The end of the dialogue, with the address of the page."""
    return f"""\
✅ Mobil Berhasil Diupload!

🔗 Link: {link}

📸 Total foto: {photos}
🎨 Deskripsi telah dibuat"""


def left_out(photos: int, link: str) -> str:
    """What is said of photos given up after their car was published."""
    return (
        f"⚠️ {photos} foto tidak berhasil diambil dan tidak ikut ditayangkan di {link}"
    )


def failed(photos: int) -> str:
    """What is said of photos given up before."""
    return (
        f"⚠️ {photos} foto tidak berhasil diambil dan tidak tersimpan. "
        "Mohon kirim ulang foto itu."
    )
