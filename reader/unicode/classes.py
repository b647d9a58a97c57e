"""The letters by which the table of line break classes names each class, and the text engine reads them.

A letter stands for a class of Unicode's Line_Break property after rule LB1, divided where the rules ask for a further
property: quotation marks by general category, and a capital letter where the East Asian width is F, W or H.
https://www.unicode.org/reports/tr14/#Table1
"""

from typing import Final

AL: Final = "a"
BA: Final = "b"
CL: Final = "c"
EX: Final = "e"
GL: Final = "g"
ID: Final = "i"
IN: Final = "n"
NS: Final = "s"
OP: Final = "o"
PO: Final = "p"
PR: Final = "r"
EB: Final = "m"
H2: Final = "D"
H3: Final = "T"
JL: Final = "L"
EM: Final = "K"
BK: Final = "!"
CR: Final = "<"
LF: Final = ">"
SP: Final = " "
ZW: Final = "0"
WJ: Final = "w"
ZWJ: Final = "z"
CM: Final = "x"
CB: Final = "@"
B2: Final = "="
BB: Final = "^"
HY: Final = "-"
HH: Final = "~"
CP: Final = ")"
QU: Final = '"'
QU_PI: Final = "{"
QU_PF: Final = "}"
IS: Final = "."
NU: Final = "1"
SY: Final = "/"
HL: Final = "h"
JV: Final = "v"
JT: Final = "t"
RI: Final = "f"
AK: Final = "k"
AP: Final = "q"
AS: Final = "u"
VF: Final = "y"
VI: Final = "j"
DOTTED_CIRCLE: Final = "d"
ID_PICTOGRAPH: Final = "l"
"""Unassigned, but set aside for pictographs."""
AL_PICTOGRAPH: Final = "&"

OF_PROPERTY: Final = {
    "AI": AL, "AK": AK, "AL": AL, "AP": AP, "AS": AS, "B2": B2, "BA": BA, "BB": BB, "BK": BK, "CB": CB, "CJ": NS,
    "CL": CL, "CM": CM, "CP": CP, "CR": CR, "EB": EB, "EM": EM, "EX": EX, "GL": GL, "H2": H2, "H3": H3, "HH": HH,
    "HL": HL, "HY": HY, "ID": ID, "IN": IN, "IS": IS, "JL": JL, "JT": JT, "JV": JV, "LF": LF, "NL": BK, "NS": NS,
    "NU": NU, "OP": OP, "PO": PO, "PR": PR, "QU": QU, "RI": RI, "SA": AL, "SG": AL, "SP": SP, "SY": SY, "VF": VF,
    "VI": VI, "WJ": WJ, "XX": AL, "ZW": ZW, "ZWJ": ZWJ,
}  # fmt: skip
"""By the short names of the property's values; LB1 settles AI, CJ, SA, SG and XX."""
