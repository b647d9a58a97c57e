"""Makes table.py from the files of the Unicode Character Database; run it when a new version of Unicode is out.

    python -m reader.unicode.generate DIRECTORY > table.py

DIRECTORY is the unpacked database: LineBreak.txt, EastAsianWidth.txt, extracted/DerivedGeneralCategory.txt and
emoji/emoji-data.txt.
"""

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from textwrap import wrap

from reader.unicode import classes

_CODE_POINTS = 0x110000
_HEAD = '''"""Line break classes of every code point, made from the Unicode Character Database {version}.

Copyright © 1991-2025 Unicode, Inc. The data is under the licence in LICENSE-UNICODE beside this file, and changed:
runs of neighbouring code points with one class are joined and written as their lengths. generate.py makes it anew.
"""

UNICODE_VERSION = "{version}"
'''


def _values(path: Path, property_name: str | None = None) -> Iterator[tuple[int, int, str]]:
    """First and last code point and value of each entry of a file of the database."""
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = [field.strip() for field in line.partition("#")[0].split(";")]
        if len(fields) < 2 or (property_name is not None and fields[1] != property_name):
            continue
        first, _, last = fields[0].partition("..")
        yield int(first, 16), int(last or first, 16), fields[1]


def class_letters(directory: Path) -> list[str]:
    """The letter of each code point's class."""
    breaks, widths, categories = ["XX"] * _CODE_POINTS, ["N"] * _CODE_POINTS, ["Cn"] * _CODE_POINTS
    for values, name in (
        (breaks, "LineBreak.txt"),
        (widths, "EastAsianWidth.txt"),
        (categories, "extracted/DerivedGeneralCategory.txt"),
    ):
        for first, last, value in _values(directory / name):
            values[first : last + 1] = [value] * (last + 1 - first)
    pictographs = {
        code
        for first, last, _ in _values(directory / "emoji/emoji-data.txt", "Extended_Pictographic")
        for code in range(first, last + 1)
    }
    letters = [_letter(*properties) for properties in zip(breaks, widths, categories, strict=True)]
    for code in pictographs:
        if categories[code] == "Cn":
            letters[code] = classes.ID_PICTOGRAPH if breaks[code] == "ID" else classes.AL_PICTOGRAPH
    letters[0x25CC] = classes.DOTTED_CIRCLE
    return letters


def _letter(line_break: str, width: str, category: str) -> str:
    if line_break == "SA" and category in ("Mn", "Mc"):
        return classes.CM
    if line_break == "QU" and category in ("Pi", "Pf"):
        return classes.QU_PI if category == "Pi" else classes.QU_PF
    letter = classes.OF_PROPERTY[line_break]
    return letter.upper() if width in "FWH" and letter != classes.CM else letter


def _in_base_36(number: int) -> str:
    digits = ""
    while number or not digits:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits


def _literal(name: str, value: str) -> str:
    lines = wrap(value, 110, break_long_words=True, drop_whitespace=False, break_on_hyphens=False)
    return f"{name} = (\n" + "".join(f"    {line!r}\n" for line in lines) + ")\n"


def main(directory: Path) -> None:
    """Write the table to standard output."""
    runs = [(letter, sum(1 for _ in run)) for letter, run in groupby(class_letters(directory))]
    version = (directory / "LineBreak.txt").read_text(encoding="utf-8").partition("-")[2].partition(".txt")[0]
    sys.stdout.write(_HEAD.format(version=version))
    sys.stdout.write(_literal("CLASSES", "".join(letter for letter, _ in runs)))
    sys.stdout.write('"""The class of each run, as classes.py names them."""\n')
    sys.stdout.write(_literal("LENGTHS", " ".join(_in_base_36(length) for _, length in runs)))
    sys.stdout.write('"""Code points in each run, in base 36."""\n')


if __name__ == "__main__":
    main(Path(sys.argv[1]))
