"""Where Unicode allows a line to end: the rules of Unicode Standard Annex #14, and what a terminal asks beyond them.

A text becomes a string with one letter per character, its line break class. Where a rule looks further than at two
neighbours, the letter is replaced by one that says what was seen ("a space after an opening bracket"). What is left is
a question about pairs of letters, answered by a table. https://www.unicode.org/reports/tr14/ (Unicode 17, revision 55)
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Final

from reader.unicode.classes import (
    AK,
    AL,
    AL_PICTOGRAPH,
    AP,
    AS,
    B2,
    BA,
    BB,
    BK,
    CB,
    CL,
    CM,
    CP,
    CR,
    DOTTED_CIRCLE,
    EB,
    EM,
    EX,
    GL,
    H2,
    H3,
    HH,
    HL,
    HY,
    ID,
    ID_PICTOGRAPH,
    IN,
    IS,
    JL,
    JT,
    JV,
    LF,
    NS,
    NU,
    OP,
    PO,
    PR,
    QU,
    QU_PF,
    QU_PI,
    RI,
    SP,
    SY,
    VF,
    VI,
    WJ,
    ZW,
    ZWJ,
)  # fmt: skip

# Letters that stand for a class and what was seen around it.
_SP_AFTER_OPENING: Final = "_"
_SP_AFTER_CLOSING: Final = "?"
_SP_AFTER_B2: Final = "|"
_SP_AFTER_ZW: Final = "Z"
_QU_OPENING: Final = "["
_QU_CLOSING: Final = "]"
_QU_PI_AMONG_WIDE: Final = "("
_QU_PF_AMONG_WIDE: Final = "5"
_IS_OF_DECIMAL: Final = ","
_IS_IN_NUMBER: Final = ":"
_SY_IN_NUMBER: Final = "\\"
_CL_AFTER_NUMBER: Final = "6"
_CP_AFTER_NUMBER: Final = "7"
_OP_BEFORE_NUMBER: Final = "8"
_OP_BEFORE_NUMBER_WIDE: Final = "9"
_HY_OF_WORD_START: Final = "+"
_HH_OF_WORD_START: Final = "2"
_HY_AFTER_HEBREW: Final = "3"
_HH_AFTER_HEBREW: Final = "4"
_RI_SECOND: Final = "$"
_VI_AFTER_AKSARA: Final = ";"

_BEFORE_NUMBER: Final = _OP_BEFORE_NUMBER + _OP_BEFORE_NUMBER_WIDE
_AFTER_NUMBER: Final = _CL_AFTER_NUMBER + _CP_AFTER_NUMBER
_AKSARA: Final = AK + AS + DOTTED_CIRCLE
_LEFT_OUT: Final = "\0"

_BREAK: Final = True
_KEEP: Final = False


def _pair_table() -> dict[str, frozenset[str]]:
    """For each letter the letters before which a line may begin when it stands at the end of the line above."""
    al = AL + AL.upper() + AL_PICTOGRAPH + DOTTED_CIRCLE
    ideograph = ID + ID.upper() + ID_PICTOGRAPH
    eb, em = EB + EB.upper(), EM
    closing, parenthesis = CL + CL.upper() + _CL_AFTER_NUMBER, CP + _CP_AFTER_NUMBER
    op_narrow, op_wide = OP + _OP_BEFORE_NUMBER, OP.upper() + _OP_BEFORE_NUMBER_WIDE
    po, pr = PO + PO.upper(), PR + PR.upper()
    ba, ex, gl, inseparable, ns = (letter + letter.upper() for letter in (BA, EX, GL, IN, NS))
    hy, hh = HY + _HY_OF_WORD_START + _HY_AFTER_HEBREW, HH + _HH_OF_WORD_START + _HH_AFTER_HEBREW
    infix, slash = IS + _IS_OF_DECIMAL + _IS_IN_NUMBER, SY + _SY_IN_NUMBER
    space = SP + _SP_AFTER_OPENING + _SP_AFTER_CLOSING + _SP_AFTER_B2 + _SP_AFTER_ZW
    qu_pi, qu_pf = QU_PI + _QU_OPENING + _QU_PI_AMONG_WIDE, QU_PF + _QU_CLOSING + _QU_PF_AMONG_WIDE
    jamo = JL + JV + JT + H2 + H3
    virama = VI + _VI_AFTER_AKSARA
    letter = al + HL
    every = (
        letter + ideograph + eb + em + closing + parenthesis + op_narrow + op_wide + po + pr + ba + ex + gl
        + inseparable + ns + hy + hh + infix + slash + space + qu_pi + qu_pf + QU + jamo + virama + NU + AK + AP
        + AS + VF + B2 + BB + BK + CB + CR + LF + RI + _RI_SECOND + WJ + ZW
    )  # fmt: skip

    def but(letters: str) -> str:
        return "".join(letter for letter in every if letter not in letters)

    rules = (
        (BK, every, _BREAK),  # LB4
        (CR, LF, _KEEP), (CR + LF, every, _BREAK),  # LB5
        (every, BK + CR + LF, _KEEP),  # LB6
        (every, space + ZW, _KEEP),  # LB7
        (ZW + _SP_AFTER_ZW, every, _BREAK),  # LB8
        (every, WJ, _KEEP), (WJ, every, _KEEP),  # LB11
        (gl, every, _KEEP),  # LB12
        (but(space + ba + hy + hh), gl, _KEEP),  # LB12a
        (every, closing + parenthesis + ex + slash, _KEEP),  # LB13
        (op_narrow + op_wide + _SP_AFTER_OPENING + _QU_OPENING, every, _KEEP),  # LB14, LB15a
        (every, _QU_CLOSING, _KEEP),  # LB15b
        (space, _IS_OF_DECIMAL, _BREAK),  # LB15c
        (every, infix, _KEEP),  # LB15d
        (closing + parenthesis + _SP_AFTER_CLOSING, ns, _KEEP),  # LB16
        (B2 + _SP_AFTER_B2, B2, _KEEP),  # LB17
        (space, every, _BREAK),  # LB18
        (every, QU + qu_pf, _KEEP), (QU + qu_pi, every, _KEEP),  # LB19
        (every, QU_PI + _QU_OPENING, _KEEP), (QU_PF + _QU_CLOSING, every, _KEEP),  # LB19a
        (every, CB, _BREAK), (CB, every, _BREAK),  # LB20
        (_HY_OF_WORD_START + _HH_OF_WORD_START, letter, _KEEP),  # LB20a
        (every, ba + hh + hy + ns, _KEEP), (BB, every, _KEEP),  # LB21
        (_HY_AFTER_HEBREW + _HH_AFTER_HEBREW, but(HL), _KEEP),  # LB21a
        (slash, HL, _KEEP),  # LB21b
        (every, inseparable, _KEEP),  # LB22
        (letter, NU, _KEEP), (NU, letter, _KEEP),  # LB23
        (pr, ideograph + eb + em, _KEEP), (ideograph + eb + em, po, _KEEP),  # LB23a
        (pr + po, letter, _KEEP), (letter, pr + po, _KEEP),  # LB24
        (_CL_AFTER_NUMBER + _CP_AFTER_NUMBER, po + pr, _KEEP),  # LB25 down to the next rule
        (NU + _SY_IN_NUMBER + _IS_IN_NUMBER, po + pr + NU, _KEEP),
        (po + pr, _OP_BEFORE_NUMBER + _OP_BEFORE_NUMBER_WIDE + NU, _KEEP),
        (hy + infix, NU, _KEEP),
        (JL, JL + JV + H2 + H3, _KEEP), (JV + H2, JV + JT, _KEEP), (JT + H3, JT, _KEEP),  # LB26
        (jamo, po, _KEEP), (pr, jamo, _KEEP),  # LB27
        (letter, letter, _KEEP),  # LB28
        (AP, _AKSARA, _KEEP), (_AKSARA, VF + virama, _KEEP), (_VI_AFTER_AKSARA, AK + DOTTED_CIRCLE, _KEEP),  # LB28a
        (infix, letter, _KEEP),  # LB29
        (letter + NU, op_narrow, _KEEP), (parenthesis, letter + NU, _KEEP),  # LB30
        (RI, _RI_SECOND, _KEEP),  # LB30a
        (eb + ID_PICTOGRAPH + AL_PICTOGRAPH, em, _KEEP),  # LB30b
    )  # fmt: skip
    table = {before: set(every) for before in every}  # LB31
    for befores, afters, breaks in reversed(rules):  # the first rule that speaks of a pair decides, so it comes last
        for before in befores:
            table[before].update(afters) if breaks else table[before].difference_update(afters)
    return {before: frozenset(afters) for before, afters in table.items()}


class _Classes(dict[int, str]):
    """The letter of each code point, looked up in the table of runs when first asked for."""

    def __init__(self) -> None:
        from reader.unicode.table import CLASSES, LENGTHS

        super().__init__()
        self._letters = CLASSES
        self._ends = list(accumulate(int(length, 36) for length in LENGTHS.split(" ")))

    def __missing__(self, code_point: int) -> str:
        letter = self._letters[bisect_right(self._ends, code_point)]
        self[code_point] = letter
        return letter


_CLASSES: Final = _Classes()
_MAY_FOLLOW: Final = _pair_table()


def _any(letters: str) -> str:
    """A pattern for one of these letters."""
    return f"[{re.escape(letters)}]"


_CLOSING: Final = CL + CL.upper() + CP
_OPENING: Final = OP + OP.upper()
_GLUE: Final = GL + GL.upper()
_LINE_ENDS: Final = BK + CR + LF

_COMBINING = re.compile(f"(?<!^)(?<!{_any(_LINE_ENDS + SP + ZW + CM + ZWJ)}){_any(CM + ZWJ)}+")  # LB9
_QUOTES = re.compile(
    f"(?P<opening>(?:^|(?<={_any(_LINE_ENDS + _OPENING + QU + QU_PI + QU_PF + _GLUE + SP + ZW)})){_any(QU_PI)})"
    f"|(?P<closing>{_any(QU_PF)}(?=$|"
    f"{_any(SP + _GLUE + WJ + _CLOSING + QU + QU_PI + QU_PF + EX + EX.upper() + IS + SY + _LINE_ENDS + ZW)}))"
    f"|(?P<among_wide>(?<=[A-Z]){_any(QU_PI + QU_PF)}(?=[A-Z]))"
)  # LB15a, LB15b, LB19a
_HYPHENS = re.compile(
    f"(?P<word_start>(?:^|(?<={_any(_LINE_ENDS + SP + ZW + CB + _GLUE)})){_any(HY + HH)})"
    f"|(?P<after_hebrew>(?<={HL}){_any(HY + HH)})"
)  # LB20a, LB21a
_NUMBERS = re.compile(
    f"(?P<number>(?<={NU})(?:{_any(SY + IS)}+{_any(_CLOSING)}?|{_any(_CLOSING)}))"
    f"|(?P<before_number>(?<={_any(PO + PO.upper() + PR + PR.upper())}){_any(_OPENING)}(?={_any(IS)}?{NU}))"
    f"|(?P<decimal>(?<={SP}){_any(IS)}(?={NU}))"
)  # LB25, LB15c
_SPACES = re.compile(
    f"(?<={_any(ZW + _OPENING + _BEFORE_NUMBER + _QU_OPENING + _CLOSING + _AFTER_NUMBER + B2)}){SP}+"
)  # LB8, LB14 to LB17
_SEEN: Final = {
    name: str.maketrans(letters)
    for name, letters in {
        "opening": {QU_PI: _QU_OPENING},
        "closing": {QU_PF: _QU_CLOSING},
        "among_wide": {QU_PI: _QU_PI_AMONG_WIDE, QU_PF: _QU_PF_AMONG_WIDE},
        "word_start": {HY: _HY_OF_WORD_START, HH: _HH_OF_WORD_START},
        "after_hebrew": {HY: _HY_AFTER_HEBREW, HH: _HH_AFTER_HEBREW},
        "number": {
            SY: _SY_IN_NUMBER, IS: _IS_IN_NUMBER, CL: _CL_AFTER_NUMBER, CL.upper(): _CL_AFTER_NUMBER,
            CP: _CP_AFTER_NUMBER,
        },
        "before_number": {OP: _OP_BEFORE_NUMBER, OP.upper(): _OP_BEFORE_NUMBER_WIDE},
        "decimal": {IS: _IS_OF_DECIMAL},
    }.items()
}  # fmt: skip
"""What a letter becomes, by the name of the group that saw it in its surroundings."""
_SPACE_AFTER: Final = {ZW: _SP_AFTER_ZW, B2: _SP_AFTER_B2, CL: _SP_AFTER_CLOSING, CL.upper(): _SP_AFTER_CLOSING,
                       CP: _SP_AFTER_CLOSING}  # fmt: skip


def _seen(match: re.Match[str]) -> str:
    return match.group().translate(_SEEN[match.lastgroup or ""])


def _seen_space(match: re.Match[str]) -> str:
    before = match.string[match.start() - 1]
    letter = _SPACE_AFTER.get(before)
    if letter is None:
        letter = _SP_AFTER_CLOSING if before in _AFTER_NUMBER else _SP_AFTER_OPENING
    return SP * (match.end() - match.start() - 1) + letter


def _resolved(classes: str) -> str:
    """The classes with every letter replaced whose surroundings matter to a rule."""
    if QU_PI in classes or QU_PF in classes:
        classes = _QUOTES.sub(_seen, classes)
    if HY in classes or HH in classes:
        classes = _HYPHENS.sub(_seen, classes)
    if NU in classes:
        classes = _NUMBERS.sub(_seen, classes)
    if SP in classes:
        classes = _SPACES.sub(_seen_space, classes)
    if RI in classes:
        classes = classes.replace(RI + RI, RI + _RI_SECOND)
    if VI in classes:
        classes = re.sub(f"(?<={_any(_AKSARA)}){VI}", _VI_AFTER_AKSARA, classes)
    return classes


def break_opportunities(text: str) -> list[int]:
    """The offsets within `text` before which a line may begin, both ends left out, in code points.

    Places where a line must end (after a line feed) are among them.
    """
    classes = text.translate(_CLASSES)
    if CM not in classes and ZWJ not in classes:
        letters = _resolved(classes)
        places = [at for at, (before, after) in enumerate(pairwise(letters), 1) if after in _MAY_FOLLOW[before]]
    else:
        marked = _COMBINING.sub(lambda run: _LEFT_OUT * len(run.group()), classes)
        bases = [at for at, letter in enumerate(marked) if letter != _LEFT_OUT]
        letters = marked.replace(_LEFT_OUT, "").replace(CM, AL).replace(ZWJ, AL)  # LB10
        letters = _resolved(letters)
        places = [
            at
            for at, (before, after) in zip(bases[1:], pairwise(letters), strict=True)
            if after in _MAY_FOLLOW[before] and classes[at - 1] != ZWJ  # LB8a
        ]
    if VF in letters:
        kept = {
            match.end()
            for match in re.finditer(
                f"{_any(_AKSARA)}{_any(CM + ZWJ)}*(?={_any(_AKSARA)}{_any(CM + ZWJ)}*{VF})", classes
            )
        }
        places = [at for at in places if at not in kept]  # LB28a
    return places


_SIGNS = re.compile("[-‐–—―⸺⸻·‧／～]")
_DASHES: Final = frozenset("–—―⸺⸻")
_NEVER_FIRST: Final = frozenset("—―⸺⸻·‧／～")
_URL = re.compile(r"(?<![0-9A-Za-z])(?:[A-Za-z][0-9A-Za-z+.-]{0,15}://|www\.)[!-~]+")
_URL_HEAD = re.compile(r"(?:[A-Za-z][0-9A-Za-z+.-]{0,15}://)?(?:www\.)?")
_URL_PLACES = re.compile(r"(?<=[/=-])(?=[\w%~@])|(?=[?&.#][\w%~@])")


def terminal_opportunities(text: str, width: int, columns: Sequence[int]) -> list[int]:
    """`break_opportunities` as lines of `width` cells in a terminal want them.

    `columns` are the cells before each offset and before the end.

    Beyond the rules of Unicode, since no reader wants to see it otherwise:
    a dash between spaces stays with the word before it, so that no line starts as a list would;
    a dash that opens an aside stays with the word after it, one between words with the word before it;
    a range of numbers (1914–1918) stays whole;
    an interpunct, a wide slash and a wide tilde start no line (https://www.w3.org/TR/clreq/, prohibition rules);
    an address of the web is broken only when no line holds it, then after / - = and before . ? & #.
    """
    places = break_opportunities(text)
    if _SIGNS.search(text):
        kept = _kept_by_signs(text)
        places = [at for at in places if at not in kept]
    if "://" in text or "www." in text:
        places = _with_addresses_whole(text, places, width, columns)
    return places


def _kept_by_signs(text: str) -> set[int]:
    kept = set()
    for match in _SIGNS.finditer(text):
        at, sign = match.start(), match.group()
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if before == " " and after in ("", " "):
            kept.add(at)
        elif before in ("", " "):
            if sign in _DASHES:
                kept.add(at + 1)
        elif sign in _NEVER_FIRST:
            kept.add(at)
        elif sign == "–" and before.isdecimal() and after.isdecimal():
            kept.add(at + 1)
    return kept


def _with_addresses_whole(text: str, places: list[int], width: int, columns: Sequence[int]) -> list[int]:
    kept: list[int] = []
    done = 0
    for match in _URL.finditer(text):
        start, end = match.span()
        first, last = bisect_right(places, start), bisect_left(places, end)
        kept += places[done:first]
        word_start = places[first - 1] if first else 0
        word_end = places[last] if last < len(places) else len(text)
        while text[word_end - 1] == " ":
            word_end -= 1
        if columns[word_end] - columns[word_start] > width:
            head = _URL_HEAD.match(text, start)
            kept += [place.start() for place in _URL_PLACES.finditer(text, head.end() + 1 if head else start, end)]
        done = last
    return kept + places[done:]
