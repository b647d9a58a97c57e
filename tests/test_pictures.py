"""Pictures: every mode draws what is in the file, cell by cell, and no file, however made, does any harm."""

import re
import struct
import subprocess
import sys
import zlib
from base64 import b64decode
from contextlib import suppress
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from rich.cells import cell_len

from library.errors import PictureError
from reader import kitty
from reader.graphics import Mode
from reader.ink import Ink, Run
from reader.pictures import Drawn, prepare

GROUND = "#16181d"
DRAWING = (Mode.BLOCKS, Mode.KITTY)
RED, BLUE = (250, 10, 20), (0, 40, 240)
Pixel = tuple[int, int, int]


def packed(image: Image.Image, form: str = "PNG", **more: Any) -> bytes:  # noqa: ANN401  passed on as it is
    target = BytesIO()
    image.save(target, form, **more)
    return target.getvalue()


def quarters(width: int = 400, height: int = 400, mode: str = "RGB") -> Image.Image:
    """Red above left and below right, blue elsewhere."""
    image = Image.new("RGB", (width, height), BLUE)
    image.paste(RED, (0, 0, width // 2, height // 2))
    image.paste(RED, (width // 2, height // 2, width, height))
    return image.convert(mode)


def drawn(content: bytes, columns: int = 20, rows: int = 30, mode: Mode = Mode.BLOCKS, **more: Any) -> Drawn:  # noqa: ANN401  passed on as it is
    return prepare(content, columns, rows, mode=mode, **{"ground": GROUND, **more})


def rgb(colour: str) -> Pixel:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def blocks(picture: Drawn) -> list[list[Pixel | None]]:
    """The pixels that the half blocks show; None where nothing is drawn."""
    lines: list[list[Pixel | None]] = []
    for number in range(picture.rows):
        upper: list[Pixel | None] = []
        lower: list[Pixel | None] = []
        for run in picture.row(number):
            ground = rgb(run.ink.ground) if run.ink.ground else None
            for character in run.text:
                upper.append(rgb(run.ink.colour) if character == "▀" else ground)
                lower.append(ground)
        lines += [upper, lower]
    return lines


def near(pixel: Pixel | None, other: Pixel, most: int = 12) -> bool:
    return pixel is not None and all(abs(one - two) <= most for one, two in zip(pixel, other, strict=True))


# What comes out


@pytest.mark.parametrize("mode", DRAWING)
@pytest.mark.parametrize("size", [(400, 400), (1, 1), (3000, 20), (20, 3000), (37, 91)])
@pytest.mark.parametrize("room", [(1, 1), (20, 30), (70, 8), (300, 300)])
def test_every_row_is_as_wide_as_said_and_within_the_room(
    mode: Mode, size: tuple[int, int], room: tuple[int, int]
) -> None:
    content = packed(quarters(*size))
    picture = drawn(content, *room, mode)
    assert 1 <= picture.columns <= room[0]
    assert 1 <= picture.rows <= room[1]
    for number in range(picture.rows):
        assert cell_len("".join(run.text for run in picture.row(number))) == picture.columns
    for wrong in (-1, picture.rows):
        with pytest.raises(IndexError):
            picture.row(wrong)


@pytest.mark.parametrize("mode", DRAWING)
@pytest.mark.parametrize("cell", [(10, 20), (8, 17), (20, 40), (9, 18)])
def test_the_proportions_are_kept_whatever_the_cells_are(mode: Mode, cell: tuple[int, int]) -> None:
    picture = drawn(packed(quarters(1600, 800)), 60, 60, mode, cell=cell)
    assert picture.columns == 60
    assert picture.rows == pytest.approx(60 * cell[0] / 2 / cell[1], abs=1)


@pytest.mark.parametrize(("mode", "columns"), [(Mode.BLOCKS, 6), (Mode.KITTY, 4)])
def test_a_small_picture_stays_small(mode: Mode, columns: int) -> None:
    assert drawn(packed(quarters(32, 32)), 70, 40, mode).columns == columns


def test_a_small_picture_keeps_its_cells_on_a_fine_screen() -> None:
    content = packed(quarters(100, 100))
    fine, usual = (drawn(content, 70, 40, Mode.KITTY, cell=cell) for cell in ((20, 40), (10, 20)))
    assert (fine.columns, fine.rows) == (usual.columns, usual.rows)


def test_half_blocks_show_the_picture_with_equal_neighbours_in_one_run() -> None:
    picture = drawn(packed(quarters()), 10, 30)
    assert (picture.columns, picture.rows) == (10, 5)
    lines = blocks(picture)
    for y, line in enumerate(lines):
        for x, pixel in enumerate(line):
            assert near(pixel, RED if (x < 5) == (y < 5) else BLUE, 60)
    assert near(lines[0][0], RED, 2)
    assert picture.row(0)[0] == Run("  ", Ink(ground="#fa0a14"))
    assert all(one.ink != two.ink for one, two in zip(picture.row(0), picture.row(0)[1:], strict=False))
    assert (picture.transmit, picture.delete) == ("", "")


def test_the_half_row_below_an_odd_picture_is_left_as_it_is() -> None:
    picture = drawn(packed(Image.new("RGB", (400, 100), RED)), 12, 10)
    assert [picture.row(number) for number in range(picture.rows)] == [
        (Run(" " * 12, Ink(ground="#fa0a14")),),
        (Run("▀" * 12, Ink(colour="#fa0a14")),),
    ]


# What goes in


@pytest.mark.parametrize(
    ("mode", "form"),
    [
        ("1", "PNG"), ("L", "PNG"), ("LA", "PNG"), ("P", "PNG"), ("RGB", "PNG"), ("RGBA", "PNG"), ("P", "GIF"),
        ("L", "JPEG"), ("RGB", "JPEG"), ("CMYK", "JPEG"), ("YCbCr", "JPEG"), ("RGB", "WEBP"), ("RGBA", "WEBP"),
        ("RGB", "AVIF"), ("RGBA", "AVIF"), ("RGB", "BMP"), ("P", "BMP"), ("1", "BMP"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("drawing", DRAWING)
def test_every_kind_of_pixel_is_drawn(mode: str, form: str, drawing: Mode) -> None:
    image = quarters(mode="RGB").convert(mode)
    picture = drawn(packed(image, form), 10, 30, drawing)
    assert (picture.columns, picture.rows) == (10, 5)
    if drawing is Mode.BLOCKS and mode != "1":
        lines, grey = blocks(picture), mode in ("L", "LA")
        assert near(lines[1][1], (80, 80, 80) if grey else RED, 16)
        assert near(lines[1][8], (51, 51, 51) if grey else BLUE, 16)


def test_sixteen_bits_of_grey_keep_their_shades() -> None:
    image = Image.frombytes("I;16", (256, 256), b"".join(struct.pack("<H", x * 257) * 256 for x in range(256)))
    lines = blocks(drawn(packed(image), 20, 30))
    shades = [line[3] for line in lines]
    assert near(shades[0], (6, 6, 6))
    assert near(shades[len(shades) // 2], (134, 134, 134))
    assert near(shades[-1], (250, 250, 250))


@pytest.mark.parametrize(("ground", "expected"), [("#102030", (16, 32, 48)), ("", (255, 255, 255)), ("color(0)", None)])
@pytest.mark.parametrize("form", ["RGBA", "LA", "P", "tRNS"])
def test_what_is_transparent_shows_the_ground(form: str, ground: str, expected: Pixel | None) -> None:
    image = Image.new("RGBA", (200, 200), (250, 0, 0, 0))
    more: dict[str, Any] = {}
    if form == "P":
        image, more = Image.new("RGB", (200, 200), RED).quantize(2), {"transparency": 0}
    elif form == "tRNS":
        image, more = Image.new("RGB", (200, 200), (1, 2, 3)), {"transparency": (1, 2, 3)}
    else:
        image = image.convert(form)
    picture = drawn(packed(image, **more), ground=ground)
    assert {pixel for line in blocks(picture) for pixel in line} == {expected or (255, 255, 255)}


def test_what_is_half_transparent_lets_the_ground_through() -> None:
    picture = drawn(packed(Image.new("RGBA", (200, 200), (200, 100, 0, 128))), ground="#000000")
    assert near(blocks(picture)[2][2], (100, 50, 0), 2)


@pytest.mark.parametrize("form", ["JPEG", "WEBP", "PNG"])
@pytest.mark.parametrize(
    ("orientation", "corner"),
    [(1, (0, 0)), (2, (1, 0)), (3, (1, 1)), (4, (0, 1)), (5, (0, 0)), (6, (1, 0)), (7, (1, 1)), (8, (0, 1)),
     (99, (0, 0))],
)  # fmt: skip
def test_a_picture_stands_upright_however_the_camera_was_held(
    orientation: int, corner: tuple[int, int], form: str
) -> None:
    image = Image.new("RGB", (400, 200), BLUE)
    image.paste(RED, (0, 0, 100, 100))
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = drawn(packed(image, form, exif=exif, quality=95), 20, 30)
    upright = orientation in range(5, 9)
    assert (picture.columns, picture.rows) == ((20, 20) if upright else (20, 5))
    lines = blocks(picture)
    found = {(x, y) for x in (0, 1) for y in (0, 1) if near(lines[-2 * y if y else 1][-2 * x if x else 1], RED, 30)}
    assert found == {corner}


def test_of_an_animation_the_first_frame_is_drawn() -> None:
    first, second = Image.new("RGB", (200, 200), RED), Image.new("RGB", (200, 200), BLUE)
    for form in ("GIF", "WEBP", "PNG"):
        content = packed(first, form, save_all=True, append_images=[second])
        assert near(blocks(drawn(content))[2][2], RED, 8)


# Files that mean no good


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is large; what would be there is packed zeros, and broken off."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(10**6))) + chunk(b"IEND", b"")
    )


def many_scans() -> bytes:
    """A progressive JPEG whose last scan comes a thousand times."""
    content = packed(quarters(2000, 2000), "JPEG", progressive=True)
    last = content.rindex(b"\xff\xda")
    return content[:last] + content[last:-2] * 1000 + content[-2:]


def wide_gif() -> bytes:
    return b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0, 0, 0) + b",\0\0\0\0\1\0\1\0\0\2\2D\1\0;"


def long_text_png() -> bytes:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("a", "b" * 5_000_000, zip=True)
    return packed(quarters(), pnginfo=info)


@pytest.mark.parametrize("mode", DRAWING)
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"x", "form"),
        (b"<!doctype html><p>Not found", "form"),
        (b"<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"II*\0" + bytes(100), "image/tiff"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"\xff\xd8\xff", "damaged"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "damaged"),
        (b"\0\0\0\x20ftypavif" + bytes(50), "damaged"),
        (bomb(50_000, 50_000), "too many pixels"),
        (bomb(6_000, 6_000), "too many pixels: 6,000 x 6,000"),
        (bomb(4_000, 4_000), "damaged"),
        (bomb(2**31 - 1, 2**31 - 1), "too many pixels|damaged"),
        (wide_gif(), "too many pixels"),
        (many_scans(), "take very long"),
    ],
)
def test_a_file_that_can_t_be_drawn_is_refused_with_the_reason(content: bytes, says: str, mode: Mode) -> None:
    with pytest.raises(PictureError, match=says):
        drawn(content, mode=mode)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.95])
def test_a_file_that_breaks_off_is_refused(form: str, share: float) -> None:
    noise = Image.effect_noise((300, 300), 90).convert("RGB")
    content = packed(noise, form)
    with pytest.raises(PictureError):
        drawn(content[: int(len(content) * share)])


@pytest.mark.parametrize("mode", DRAWING)
@pytest.mark.parametrize("size", [(1, 30_000), (30_000, 1)])
def test_a_thread_of_pixels_is_drawn(size: tuple[int, int], mode: Mode) -> None:
    picture = drawn(packed(Image.new("RGB", size, RED)), 70, 40, mode)
    assert (picture.columns, picture.rows) == ((70, 1) if size[0] > 1 else (1, 40))


def test_of_ten_thousand_frames_only_the_first_is_looked_at() -> None:
    """The others are the same few bytes, which would be damaged if they were read."""
    content = packed(quarters(), "GIF")
    assert content.endswith(b";")
    frame = b"!\xf9\x04\0\0\0\0\0,\0\0\0\0\x90\x01\x90\x01\0\x08\x01\xff\0"
    assert near(blocks(drawn(content[:-1] + frame * 10_000 + b";"))[2][2], RED)


def test_a_long_text_in_a_picture_does_no_harm() -> None:
    try:
        drawn(long_text_png())
    except PictureError as error:
        assert "damaged" in str(error)  # noqa: PT017  both answers are right


_SEEDS = [
    packed(quarters(40, 30), "PNG"), packed(quarters(40, 30), "JPEG"), packed(quarters(40, 30, "P"), "GIF"),
    packed(quarters(40, 30), "WEBP"), packed(quarters(40, 30), "BMP"), packed(quarters(40, 30), "AVIF"),
    packed(quarters(40, 30), "JPEG", progressive=True, exif=Image.Exif()),
]  # fmt: skip


@settings(max_examples=300)
@given(
    seed=st.sampled_from(_SEEDS),
    changes=st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=12),
    kept=st.integers(0, 5000),
    mode=st.sampled_from(DRAWING),
)
def test_damaged_bytes_are_drawn_or_refused(seed: bytes, changes: list[tuple[int, int]], kept: int, mode: Mode) -> None:
    content = bytearray(seed[: max(8, kept)])
    for place, value in changes:
        content[place % len(content)] = value
    try:
        picture = drawn(bytes(content), 12, 12, mode)
    except PictureError:
        return
    assert picture.columns <= 12


@given(
    content=st.binary(max_size=300),
    start=st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"BM"]),
)
def test_any_bytes_are_drawn_or_refused(content: bytes, start: bytes) -> None:
    with suppress(PictureError):
        drawn(start + content, 12, 12)


def test_pillow_is_imported_only_to_draw() -> None:
    script = "import sys, reader.pictures, reader.graphics; assert not [n for n in sys.modules if n.startswith('PIL')]"
    subprocess.run([sys.executable, "-c", script], check=True)


def test_modern_forms_do_not_import_every_other() -> None:
    script = """
import sys
from reader.graphics import Mode
from reader.pictures import prepare
prepare(sys.stdin.buffer.read(), 5, 5, mode=Mode.BLOCKS, ground="")
assert "PIL.WebPImagePlugin" in sys.modules and "PIL.TiffImagePlugin" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", script], input=packed(quarters(), "WEBP"), check=True)


# Kitty


def test_kitty_is_told_the_picture_once_and_asked_for_no_answer() -> None:
    picture = drawn(packed(quarters(600, 400)), 40, 30, Mode.KITTY)
    sequences = re.findall(r"\x1b_G([^;\x1b]*);([^\x1b]*)\x1b\\", picture.transmit)
    assert "".join(f"\x1b_G{keys};{data}\x1b\\" for keys, data in sequences) == picture.transmit
    keys = [dict(pair.split("=") for pair in part.split(",")) for part, _ in sequences]
    first = keys[0]
    assert (first["a"], first["U"], first["f"]) == ("T", "1", "100")
    assert (int(first["c"]), int(first["r"])) == (picture.columns, picture.rows) == (40, 14)
    assert all(part["q"] == "2" for part in keys)
    assert [part["m"] for part in keys] == ["1"] * (len(keys) - 1) + ["0"]
    assert all(set(part) == {"m", "q"} for part in keys[1:])
    assert all(len(data) <= 4096 and len(data) % 4 == 0 for _, data in sequences)
    image = Image.open(BytesIO(b64decode("".join(data for _, data in sequences))))
    assert image.size == (400, 280)
    assert image.convert("RGBA").getpixel((5, 5)) == (*RED, 255)
    assert image.convert("RGBA").getpixel((5, 279)) == (0, 0, 0, 0)  # below the picture
    number = int(first["i"])
    assert picture.delete == f"\x1b_Ga=d,d=I,i={number},q=2\x1b\\"
    assert {run.ink for row in range(picture.rows) for run in picture.row(row)} == {Ink(colour=f"#{number:06x}")}


def test_kitty_cells_name_their_place_so_that_any_part_can_stand_alone() -> None:
    picture = drawn(packed(quarters(600, 400)), 40, 30, Mode.KITTY)
    (run,) = picture.row(7)
    assert len(run.text) == 3 * picture.columns
    for column in range(picture.columns):
        assert run.text[3 * column : 3 * column + 3] == "\U0010eeee" + kitty.NUMERALS[7] + kitty.NUMERALS[column]


def test_kitty_has_as_many_cells_as_there_are_numerals_for() -> None:
    assert len(set(kitty.NUMERALS)) == kitty.MOST_CELLS == 297
    # the first, the second and the third as the protocol's own examples have them
    assert kitty.NUMERALS[:3] == ("\u0305", "\u030d", "\u030e")
    assert kitty.NUMERALS[-1] == "\U0001d244"
    assert drawn(packed(quarters(4000, 4000)), 400, 400, Mode.KITTY).columns == 297


def test_kitty_pictures_have_numbers_of_their_own() -> None:
    one, two = packed(quarters()), packed(quarters().rotate(90))
    numbers = [drawn(content, size, 30, Mode.KITTY).row(0)[0].ink.colour for content in (one, two) for size in (10, 9)]
    assert len(set(numbers)) == 4
    assert drawn(one, 10, 30, Mode.KITTY).row(0)[0].ink.colour == numbers[0]
