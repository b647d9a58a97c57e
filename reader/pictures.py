"""Pictures in rows of cells: decoded with distrust, scaled, and drawn as half blocks or for Kitty."""

from __future__ import annotations

import re
from contextlib import contextmanager
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from library.errors import PictureError
from library.pictures import sniffed
from reader import kitty
from reader.graphics import USUAL_CELL, Mode
from reader.ink import Ink, Run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image

Colour = tuple[int, int, int]

_FORMATS = {
    "image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP", "image/avif": "AVIF",
    "image/bmp": "BMP",
}  # fmt: skip
_DECODERS = {"image/webp": "PIL.WebPImagePlugin", "image/avif": "PIL.AvifImagePlugin"}
"""What Pillow does not import by itself without importing every form it knows."""
_MOST_PIXELS = 25_000_000
"""What any form decodes in less than a second."""
_MOST_JPEG_PIXELS = 80_000_000
"""Decoded at an eighth of its size."""
_MOST_SCANNED = 1_000_000_000
"""Pixels times scans: a progressive JPEG has ten scans or so, each of which walks through all its pixels."""
_ENLARGED = {Mode.BLOCKS: 2.0}
"""How much larger than its own pixels a picture may get: half blocks need room to be recognised."""
_SCAN = b"\xff\xda"
_TALL = 8
"""Rows from which a last one that would be all but empty is saved."""
_ORIENTATION = 0x0112
"""The EXIF tag; its values 5 to 8 lie on their side."""
_WHITE = (255, 255, 255)
_ESCAPED = re.compile("#[0-9a-fA-F]{6}")
_UPPER_HALF = "▀"


class Drawn:
    """A picture that is ready to be shown: rows of cells, and what must be told to the terminal beside them."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns = columns
        """Cells of every row."""
        self.rows = rows

    @property
    def transmit(self) -> str:
        """The sequence to be written once before the first row is shown; mostly empty."""
        return ""

    @property
    def delete(self) -> str:
        """The sequence to be written when no row will be shown again; mostly empty."""
        return ""

    def row(self, number: int) -> tuple[Run, ...]:
        """One row, exactly `columns` cells wide. Raises IndexError."""
        raise NotImplementedError

    def _check(self, number: int) -> None:
        if not 0 <= number < self.rows:
            raise IndexError(number)


def prepare(
    content: bytes, columns: int, rows: int, *, cell: tuple[int, int] = USUAL_CELL, mode: Mode, ground: str
) -> Drawn:
    """Draw a picture into at most `columns` x `rows` cells of `cell` pixels, its proportions kept.

    A small one stays small: as large as its own pixels where cells are 20 high, twice that as half blocks. `ground`
    (`#rrggbb`, else white) lies behind what is transparent. Of an animation the first frame is drawn. Raises
    PictureError for bytes that are damaged, in no known form, or would take more than about a second.
    """
    with _distrust():
        image = _opened(content)
        fit = _fit(_upright_size(image), columns, rows, cell, mode)
        pixels = _scaled(image, fit.width, fit.height, _colour(ground))
        match mode:
            case Mode.BLOCKS:
                return _Blocks(fit, pixels)
            case Mode.KITTY:
                return _Placed(fit, pixels, cell)
            case Mode.OFF:
                raise PictureError("Pictures are turned off.")


class _Fit(NamedTuple):
    """The cells that a picture takes, and the pixels that it is scaled to."""

    columns: int
    rows: int
    width: int
    height: int


def _fit(size: tuple[int, int], columns: int, rows: int, cell: tuple[int, int], mode: Mode) -> _Fit:
    wide, high = cell
    if mode is Mode.KITTY:
        columns, rows = min(columns, kitty.MOST_CELLS), min(rows, kitty.MOST_CELLS)
    columns, rows = max(1, columns), max(1, rows)
    most = max(1.0, high / USUAL_CELL[1]) * _ENLARGED.get(mode, 1.0)
    scale = min(columns * wide / size[0], rows * high / size[1], most)
    # a half block is a pixel as wide as the cell and half as high
    across, down = (wide, high / 2) if mode is Mode.BLOCKS else (1, 1)
    in_cell = (1, 2) if mode is Mode.BLOCKS else cell
    width = min(max(1, round(size[0] * scale / across)), columns * in_cell[0])
    height = min(max(1, round(size[1] * scale / down)), rows * in_cell[1])
    whole = height // in_cell[1]
    if whole >= _TALL and height % in_cell[1] < in_cell[1] / 3:  # nobody sees that it is squeezed by that much
        height = whole * in_cell[1]
    return _Fit(-(-width // in_cell[0]), -(-height // in_cell[1]), width, height)


# Decoding


@contextmanager
def _distrust() -> Iterator[None]:
    """The one place where whatever a decoder raises becomes a PictureError."""
    from PIL import Image, UnidentifiedImageError

    try:
        yield
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError("The picture has too many pixels.") from error
    except UnidentifiedImageError as error:
        raise PictureError("The picture is damaged.") from error
    except MemoryError as error:
        raise PictureError("The picture needs too much memory.") from error
    except Exception as error:  # decoders of broken files raise anything
        raise PictureError("The picture is damaged.") from error


def _opened(content: bytes) -> Image:
    """The picture with its head read and nothing decoded."""
    from PIL import Image

    media_type = sniffed(content)
    if not content:
        raise PictureError("The picture is empty.")
    if media_type == "image/svg+xml":
        raise PictureError("The picture is an SVG drawing, which can't be shown.")
    if media_type not in _FORMATS:
        raise PictureError(f"The picture is in a form that can't be shown{f': {media_type}' if media_type else ''}.")
    if media_type in _DECODERS:
        import_module(_DECODERS[media_type])
    image = Image.open(BytesIO(content), formats=[_FORMATS[media_type]])
    pixels = image.width * image.height
    most = _MOST_JPEG_PIXELS if media_type == "image/jpeg" else _MOST_PIXELS
    if pixels > min(most, Image.MAX_IMAGE_PIXELS or most):  # Pillow itself would warn, and go on up to twice as many
        raise PictureError(f"The picture has too many pixels: {image.width:,} x {image.height:,}.")
    if media_type == "image/jpeg" and pixels * content.count(_SCAN) > _MOST_SCANNED:
        raise PictureError("The picture would take very long.")
    return image


def _upright_size(image: Image) -> tuple[int, int]:
    width, height = image.size
    return (height, width) if _orientation(image) >= 5 else (width, height)


def _orientation(image: Image) -> int:
    """How a camera was held, 1 to 8 (EXIF 2.3, 4.6.4 A)."""
    if image.format == "PNG" and "exif" not in image.info:  # Pillow would decode all of it to look behind the pixels
        return 1
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001  the picture may well be sound
        return 1
    return value if value in range(1, 9) else 1


def _scaled(image: Image, width: int, height: int, ground: Colour) -> Image:
    """Upright, in RGB, on its ground, and as large as asked for."""
    from PIL.Image import Resampling, Transpose, new

    orientation = _orientation(image)
    size = (height, width) if orientation >= 5 else (width, height)
    image.draft(None, (2 * size[0], 2 * size[1]))  # a JPEG that is eight times as large is decoded at an eighth
    image.load()
    image = _in_colours(image).resize(size, Resampling.LANCZOS, reducing_gap=3.0)
    turn = {
        2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM, 5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270, 7: Transpose.TRANSVERSE, 8: Transpose.ROTATE_90,
    }.get(orientation)  # fmt: skip
    if turn is not None:
        image = image.transpose(turn)
    if image.mode == "RGBA":
        below = new("RGB", image.size, ground)
        below.paste(image, mask=image.getchannel("A"))
        return below
    return image


def _in_colours(image: Image) -> Image:
    """The same in RGB, or in RGBA where something is transparent."""
    if image.mode in ("I", "I;16", "I;16B", "I;16L", "I;16N"):  # 16 bits of grey, which conversion would cut off
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L").convert("RGB")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _colour(text: str) -> Colour:
    """The parts of `#rrggbb`; white for the terminal's own ground, on which pictures for the web expect to lie."""
    if not _ESCAPED.fullmatch(text):
        return _WHITE
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


# Drawing


class _Blocks(Drawn):
    """Two pixels in each cell: the colour of an upper half block and the ground behind it."""

    def __init__(self, fit: _Fit, image: Image) -> None:
        super().__init__(fit.columns, fit.rows)
        line = 6 * fit.width
        pixels = image.tobytes().hex()
        lines = [pixels[at : at + line] for at in range(0, len(pixels), line)]
        if len(lines) % 2:
            lines.append("")
        self._rows = [_half_blocks(upper, lower) for upper, lower in zip(lines[::2], lines[1::2], strict=True)]

    def row(self, number: int) -> tuple[Run, ...]:
        self._check(number)
        return self._rows[number]


def _half_blocks(upper: str, lower: str) -> tuple[Run, ...]:
    """Runs of two rows of pixels, six hexadecimal digits each; the lower may be missing."""
    runs: list[Run] = []
    length = 0
    before = ("", "")
    for at in range(0, len(upper), 6):
        both = upper[at : at + 6], lower[at : at + 6]
        if both != before and length:
            runs.append(_half_block(before, length))
            length = 0
        before = both
        length += 1
    runs.append(_half_block(before, length))
    return tuple(runs)


def _half_block(both: tuple[str, str], length: int) -> Run:
    upper, lower = both
    if upper == lower:  # no seam shows between the halves of a space
        return Run(" " * length, Ink(ground=f"#{upper}"))
    return Run(_UPPER_HALF * length, Ink(colour=f"#{upper}", ground=f"#{lower}" if lower else ""))


class _Placed(Drawn):
    """Placeholders over which Kitty draws."""

    def __init__(self, fit: _Fit, image: Image, cell: tuple[int, int]) -> None:
        from PIL.Image import new

        super().__init__(fit.columns, fit.rows)
        size = fit.columns * cell[0], fit.rows * cell[1]
        if image.size != size:  # the terminal would centre it in its cells
            whole = new("RGBA", size)
            whole.paste(image)
            image = whole
        packed = BytesIO()
        image.save(packed, "PNG", compress_level=1)
        self._png = packed.getvalue()
        self.number = crc32(f"{fit.columns} {fit.rows} ".encode() + self._png) % kitty.MOST_NUMBER + 1
        """By which the terminal knows it; the same picture at the same size has the same."""

    @property
    def transmit(self) -> str:
        return kitty.transmission(self._png, self.number, self.columns, self.rows)

    @property
    def delete(self) -> str:
        return kitty.deletion(self.number)

    def row(self, number: int) -> tuple[Run, ...]:
        self._check(number)
        return (Run(kitty.placeholders(number, self.columns), Ink(colour=kitty.colour_of(self.number))),)
