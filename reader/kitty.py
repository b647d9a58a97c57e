"""Kitty's graphics protocol: a picture that the terminal draws wherever its placeholder characters stand.

https://sw.kovidgoyal.net/kitty/graphics-protocol/#unicode-placeholders
"""

from base64 import b64encode
from collections.abc import Iterator

_PLACEHOLDER = "\U0010eeee"
_PORTION = 4096
"""Characters of one escape sequence at most, by the protocol."""
_DIACRITICS = (
    "0305 030d-030e 0310 0312 033d-033f 0346 034a-034c 0350-0352 0357 035b 0363-036f 0483-0487 0592-0595 0597-0599 "
    "059c-05a1 05a8-05a9 05ab-05ac 05af 05c4 0610-0617 0657-065b 065d-065e 06d6-06dc 06df-06e2 06e4 06e7-06e8 "
    "06eb-06ec 0730 0732-0733 0735-0736 073a 073d 073f-0741 0743 0745 0747 0749-074a 07eb-07f1 07f3 0816-0819 "
    "081b-0823 0825-0827 0829-082d 0951 0953-0954 0f82-0f83 0f86-0f87 135d-135f 17dd 193a 1a17 1a75-1a7c 1b6b "
    "1b6d-1b73 1cd0-1cd2 1cda-1cdb 1ce0 1dc0-1dc1 1dc3-1dc9 1dcb-1dcc 1dd1-1de6 1dfe 20d0-20d1 20d4-20d7 20db-20dc "
    "20e1 20e7 20e9 20f0 2cef-2cf1 2de0-2dff a66f a67c-a67d a6f0-a6f1 a8e0-a8f1 aab0 aab2-aab3 aab7-aab8 aabe-aabf "
    "aac1 fe20-fe26 10a0f 10a38 1d185-1d189 1d1aa-1d1ad 1d242-1d244"
)
"""The characters that count rows and columns; the protocol fixes them and their order (rowcolumn-diacritics.txt)."""


def _numerals() -> Iterator[str]:
    for part in _DIACRITICS.split():
        first, _, last = part.partition("-")
        yield from map(chr, range(int(first, 16), int(last or first, 16) + 1))


NUMERALS = tuple(_numerals())
MOST_CELLS = len(NUMERALS)
"""Rows and columns that a picture can have."""
MOST_NUMBER = 0xFFFFFF
"""Pictures are numbered from 1 to this: the number is a colour."""


def placeholders(row: int, columns: int) -> str:
    """The text of one row of a picture; each cell names its place, so that any part of the row can stand alone."""
    head = _PLACEHOLDER + NUMERALS[row]
    return "".join(head + numeral for numeral in NUMERALS[:columns])


def colour_of(number: int) -> str:
    """The colour of the text by which the terminal knows the picture."""
    return f"#{number:06x}"


def transmission(png: bytes, number: int, columns: int, rows: int) -> str:
    """What tells the terminal a picture under a number, for `columns` x `rows` placeholders; no answer comes."""
    data = b64encode(png).decode("ascii")
    portions = [data[at : at + _PORTION] for at in range(0, len(data), _PORTION)]
    head = f"a=T,U=1,f=100,i={number},c={columns},r={rows},q=2"
    sequences = []
    for index, portion in enumerate(portions):
        keys = f"{head}," if index == 0 else "q=2,"
        sequences.append(f"\x1b_G{keys}m={int(index < len(portions) - 1)};{portion}\x1b\\")
    return "".join(sequences)


def deletion(number: int) -> str:
    """What makes the terminal forget a picture."""
    return f"\x1b_Ga=d,d=I,i={number},q=2\x1b\\"
