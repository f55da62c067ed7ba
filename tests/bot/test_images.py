"""Pictures are kept whole, upright and without what they tell about their maker."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from bot.errors import MediaTooLarge, MediaUnavailable
from bot.images import MAX_PIXELS, clean
from tests import pictures

Make = Callable[..., bytes]
OTHER_KINDS: list[Make] = [pictures.png, pictures.webp, pictures.gif]

TOP_LEFT, TOP_RIGHT = (0.25, 0.25), (0.75, 0.25)
BOTTOM_LEFT, BOTTOM_RIGHT = (0.25, 0.75), (0.75, 0.75)

# Where a viewer sees the upper left quarter of the stored picture.
SEEN_AT = {
    1: TOP_LEFT, 2: TOP_RIGHT, 3: BOTTOM_RIGHT, 4: BOTTOM_LEFT,
    5: TOP_LEFT, 6: TOP_RIGHT, 7: BOTTOM_RIGHT, 8: BOTTOM_LEFT,
}  # fmt: skip


def is_blue(image: Image.Image, place: tuple[float, float]) -> bool:
    x, y = int(image.width * place[0]), int(image.height * place[1])
    red, _, blue = image.convert("RGB").getpixel((x, y))  # type: ignore[misc] # RGB has three
    return bool(blue > red)


def seen(sent: bytes) -> Image.Image:
    """The picture that is kept of *sent*."""
    return pictures.opened(clean(sent, announced_bytes=None))


def same(one: bytes, other: bytes) -> bool:
    """Whether a viewer sees the same in both."""
    return not ImageChops.difference(
        pictures.opened(one).convert("RGB"), pictures.opened(other).convert("RGB")
    ).getbbox()


def compressed(data: bytes) -> bytes:
    """What stands between the first scan's marker and the end of the picture."""
    return data[data.index(b"\xff\xda") : data.rindex(b"\xff\xd9")]


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("orientation", [None, 1])
def test_an_upright_jpeg_keeps_its_compressed_data(
    orientation: int | None, *, progressive: bool
) -> None:
    sent = pictures.jpeg(orientation=orientation, gps=True, progressive=progressive)

    kept = clean(sent, announced_bytes=len(sent))

    assert compressed(kept) == compressed(sent)
    assert same(kept, sent)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", SEEN_AT)
def test_a_turned_jpeg_is_kept_upright(orientation: int, order: str) -> None:
    sent = pictures.jpeg(64, 32, orientation=orientation, order=order)

    kept = seen(sent)

    blue = {place for place in SEEN_AT.values() if is_blue(kept, place)}
    assert kept.size == ((32, 64) if orientation >= 5 else (64, 32))
    assert blue == {SEEN_AT[orientation]}


@pytest.mark.parametrize("make", [pictures.png, pictures.webp])
def test_a_turned_picture_of_another_kind_is_kept_upright(make: Make) -> None:
    sent = make(pictures.painted(64, 32), exif=pictures.exif(orientation=6))

    kept = seen(sent)

    assert kept.size == (32, 64)
    assert is_blue(kept, TOP_RIGHT)


@pytest.mark.parametrize("orientation", [1, 6])
def test_nothing_that_tells_about_the_maker_is_kept(orientation: int) -> None:
    sent = pictures.jpeg(
        orientation=orientation, gps=True, comment="rumah Budi", xmp=b"<x>Budi</x>"
    )

    kept = clean(sent, announced_bytes=None)

    assert b"Budi" in sent
    for told in (b"Exif", b"Kamera", b"Budi", b"xmp", b"ns.adobe.com"):
        assert told not in kept
    assert not pictures.opened(kept).getexif()


def test_the_comment_of_a_gif_is_not_kept() -> None:
    sent = pictures.gif(comment="rumah Budi")

    kept = clean(sent, announced_bytes=None)

    assert b"Budi" in sent
    assert b"Budi" not in kept


def test_a_thumbnail_of_what_was_cropped_away_is_not_kept() -> None:
    plain = pictures.jpeg()
    header = b"JFIF\0\x01\x01\0\0\x01\0\x01\x03\x03" + bytes(range(27))
    sent = pictures.with_segment(plain[:2] + plain[20:], 0xE0, header)

    assert pictures.opened(sent).size == (64, 48)
    assert clean(sent, announced_bytes=None) == plain


def test_what_follows_the_end_of_a_jpeg_is_not_kept() -> None:
    plain = pictures.jpeg()

    assert clean(plain + b"<script>", announced_bytes=None) == plain


@pytest.mark.parametrize("orientation", [1, 6])
def test_the_colour_profile_stays(orientation: int) -> None:
    sent = pictures.jpeg(orientation=orientation, profile=pictures.srgb())

    assert seen(sent).info["icc_profile"] == pictures.srgb()


def test_a_profile_of_other_colours_than_the_picture_s_does_not_stay() -> None:
    sent = pictures.jpeg(orientation=6, mode="L", profile=pictures.srgb())

    assert "icc_profile" not in seen(sent).info


def test_an_upright_jpeg_for_print_keeps_its_colours() -> None:
    sent = pictures.jpeg(mode="CMYK", gps=True)

    kept = clean(sent, announced_bytes=None)

    assert pictures.opened(kept).mode == "CMYK"
    assert same(kept, sent)


def test_a_turned_jpeg_for_print_becomes_an_ordinary_one() -> None:
    sent = pictures.jpeg(mode="CMYK", orientation=3)

    kept = seen(sent)

    assert kept.mode == "RGB"
    assert is_blue(kept, BOTTOM_RIGHT)


@pytest.mark.parametrize("make", OTHER_KINDS)
def test_other_kinds_become_jpeg(make: Make) -> None:
    kept = seen(make())

    assert (kept.format, kept.size) == ("JPEG", (64, 48))
    assert is_blue(kept, TOP_LEFT)
    assert not is_blue(kept, BOTTOM_RIGHT)


@pytest.mark.parametrize("make", OTHER_KINDS)
def test_transparency_becomes_white(make: Make) -> None:
    sent = make(Image.new("RGBA", (32, 32), (0, 0, 0, 0)))

    assert seen(sent).getpixel((16, 16)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_a_png_of_any_mode_becomes_jpeg(mode: str) -> None:
    sent = pictures.png(Image.new("RGB", (32, 32), "white").convert(mode))

    assert seen(sent).convert("L").getpixel((16, 16)) == 255


@pytest.mark.parametrize("options", [{}, {"transparency": 40_000}])
def test_a_png_of_16_bits_keeps_its_shade(options: dict[str, int]) -> None:
    sent = pictures.png(Image.new("I;16", (32, 32), 40_000), **options)

    assert seen(sent).getpixel((16, 16)) == 40_000 // 256


def test_the_first_picture_of_a_moving_gif_is_kept() -> None:
    sent = pictures.gif(*(Image.new("RGB", (32, 32), c) for c in ("white", "black")))

    assert seen(sent).convert("L").getpixel((16, 16)) == 255


def test_what_was_cleaned_is_not_changed_by_cleaning_it_again() -> None:
    kept = clean(pictures.jpeg(orientation=6, gps=True), announced_bytes=None)

    assert clean(kept, announced_bytes=None) == kept


def test_fewer_bytes_than_announced_are_worth_another_attempt() -> None:
    sent = pictures.jpeg()

    assert clean(sent, announced_bytes=10) == sent
    with pytest.raises(MediaUnavailable, match="only"):
        clean(sent, announced_bytes=len(sent) + 1)


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("share", [0.01, 0.1, 0.5, 0.9, 0.999])
def test_a_jpeg_cut_short_is_worth_another_attempt(
    share: float, *, progressive: bool
) -> None:
    sent = pictures.jpeg(320, 240, gps=True, progressive=progressive)

    with pytest.raises(MediaUnavailable):
        clean(pictures.truncated(sent, share), announced_bytes=None)


@pytest.mark.parametrize("make", OTHER_KINDS)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_another_kind_cut_short_is_worth_one_too(make: Make, share: float) -> None:
    sent = make(Image.effect_noise((320, 240), 90).convert("RGB"))

    with pytest.raises(MediaUnavailable):
        clean(pictures.truncated(sent, share), announced_bytes=None)


@pytest.mark.parametrize(
    "sent",
    [
        b"", b"not found", b"<!DOCTYPE html><html><body>404</body></html>",
        b"\xff\xd8\xff", b"\xff\xd8\xff\xd9", b"%PDF-1.7\n", pictures.heic(),
    ],
    ids=["empty", "words", "page", "start", "hollow", "pdf", "heic"],
)  # fmt: skip
def test_what_is_no_picture_is_worth_another_attempt(sent: bytes) -> None:
    with pytest.raises(MediaUnavailable):
        clean(sent, announced_bytes=None)


@pytest.mark.parametrize("make", pictures.HUGE)
@pytest.mark.parametrize("size", [(10_000, 5_001), (10_000, 10_000), (65_535, 64)])
def test_too_many_pixels_are_refused_before_they_are_decoded(
    make: Make, size: tuple[int, int]
) -> None:
    with pytest.raises(MediaTooLarge, match="pixels"):
        clean(make(*size), announced_bytes=None)


def test_as_many_pixels_as_allowed_are_decoded() -> None:
    assert MAX_PIXELS == 10_000 * 5_000
    with pytest.raises(MediaUnavailable):
        clean(pictures.huge_png(10_000, 5_000), announced_bytes=None)


def test_more_scans_than_any_encoder_writes_are_refused() -> None:
    plain = pictures.jpeg(progressive=True)
    scan = plain[plain.rindex(b"\xff\xda") : -2]

    with pytest.raises(MediaTooLarge, match="scans"):
        clean(plain[:-2] + scan * 1000 + plain[-2:], announced_bytes=None)


@pytest.mark.parametrize(
    "exif",
    [
        b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff",
        b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + bytes(20), b"Exif\0\0garbage",
        pictures.exif(orientation=9), pictures.exif(orientation=0),
    ],
)  # fmt: skip
def test_damaged_exif_does_not_cost_the_photo(exif: bytes) -> None:
    plain = pictures.jpeg()
    sent = pictures.with_segment(plain, 0xE1, exif)

    assert clean(sent, announced_bytes=None) == plain


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_damage_anywhere_ends_in_a_jpeg_or_a_media_error(data: st.DataObject) -> None:
    make: Make = data.draw(st.sampled_from([pictures.jpeg, *OTHER_KINDS]))
    sent = bytearray(make())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(sent) - 1))
        sent[place] = data.draw(st.integers(0, 255))

    try:
        kept = clean(bytes(sent), announced_bytes=None)
    except (MediaUnavailable, MediaTooLarge):
        return

    assert pictures.opened(kept).format == "JPEG"


@settings(max_examples=100, deadline=None)
@given(tail=st.binary(max_size=200), head=st.sampled_from([b"", b"\xff\xd8\xff\xe0"]))
def test_bytes_of_any_kind_end_in_a_media_error(head: bytes, tail: bytes) -> None:
    with pytest.raises((MediaUnavailable, MediaTooLarge)):
        clean(head + tail, announced_bytes=None)
