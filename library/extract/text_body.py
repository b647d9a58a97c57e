"""The body of a plain text: furniture taken out, and what remains named."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from library.document import BlockKind
from library.extract.furniture import SENTENCE_END, Credit, Rule, is_sentence
from library.extract.text_captions import is_caption, signed_caption
from library.extract.text_head import CHAPTER, RULE, Part, Reading, section_numbers
from library.extract.text_lines import BULLET, NUMBER, QUOTED, Line, length
from library.extract.text_runs import sets_paragraphs_apart

_HASHES = re.compile(r"(#{1,6})\s+(\S.*?)\s*#*")
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d ?([ap]\.?m\.?)?( ?[A-Z]{2,4})?", re.IGNORECASE)
_SPEAKER = re.compile(r"[^\W\d_][\w .’'-]{0,25}[:：]\s.*")
_VIDEO = Rule(re.compile(""), "title of a video")
_DESCRIPTION = Rule(re.compile(""), "the caption again")
_TURNS = re.compile(r"previous|next|slideshow", re.IGNORECASE)
"""Controls of pictures that stand below their caption, or lead to another page."""
_COPYRIGHT = re.compile(r"[|\s]*[©Ⓒ]")
_QUOTES = '"“”„«»‹›「」『』'
_LEAST_INTRODUCTION = 9
"""Words of a line with a colon that a heading may stand above, as it does above a paragraph."""
_ROW_GAP = 2
"""Lines of the source from one row of a table to the next."""
_LONGEST_HEADING = 90
_LONGEST_CREDITED = 80
"""Words from which a paragraph that ends with a credit is no caption."""
_LEAST_CREDITED, _LONGEST_LEAD = 5, 35
"""Words of a line that an agency's name below makes a caption, and of one at the top, above a blank line."""
_ABOVE_BODY = frozenset((BlockKind.KEY_POINT, BlockKind.STANDFIRST, BlockKind.CAPTION, BlockKind.IMAGE))
_LONGEST_CAPTION = 50
"""Words of a sentence that is a caption because a credit hangs below it."""
_LONGEST_CONTROL = 30
"""Characters of what is furniture only beside its like."""
_LONGEST_BOX = 15
"""Lines within which a box must end that goes as a whole."""


# Furniture


def without_furniture(reading: Reading, parts: Sequence[Part | Line]) -> list[Part | Line]:
    """The parts without the lines that the rules know, each reported."""
    return _Sieve(reading, parts).kept()


class _Sieve:
    """Goes over the parts once; what a rule says depends on the place and on the lines beside it."""

    def __init__(self, reading: Reading, parts: Sequence[Part | Line]) -> None:
        self._reading = reading
        self._parts = parts
        self._numerals = section_numbers(parts)
        self._first, self._last = self._ends()
        self._rules = [self._rule(at) for at in range(len(parts))]
        self._spread()

    def kept(self) -> list[Part | Line]:
        kept: list[Part | Line] = []
        at = 0
        self._find_repeated()
        while at < len(self._parts):
            part, rule = self._parts[at], self._rules[at]
            if rule is None or isinstance(part, Part):
                kept.append(part)
                at += 1
                continue
            end = self._end(at, rule)
            for line in self._parts[at:end]:
                if isinstance(line, Line):
                    self._reading.drop(line, rule.reason)
                else:
                    kept.append(line)
            at = end
        return kept

    def _find_repeated(self) -> None:
        """Titles of videos stand twice below their length, and what a picture shows above its caption."""
        times = {piece.line for piece in self._reading.dropped if _CLOCK.fullmatch(piece.text)}
        times |= {part.number for part in self._parts if isinstance(part, Line) and _CLOCK.fullmatch(part.text)}
        for at, (part, following) in enumerate(pairwise(self._parts)):
            if not isinstance(part, Line) or not isinstance(following, Line) or part.is_prose or self._rules[at]:
                continue
            if part.text == following.text and any(part.number - back in times for back in (1, 2)):
                self._rules[at] = self._rules[at + 1] = _VIDEO
            elif self._is_repeated_as_caption(part.text, at):
                self._rules[at] = _DESCRIPTION

    def _is_repeated_as_caption(self, text: str, at: int) -> bool:
        for part in self._parts[at + 1 : at + 3]:
            if isinstance(part, Line) and part.text.startswith(text.rstrip(".")):
                credit = self._reading.rules.credit_in(part.text)
                if credit is not None and credit.words.rstrip(".") == text.rstrip("."):
                    return True
        return False

    def _ends(self) -> tuple[int, int]:
        """The first and last index of the body proper: prose or, where there is none, any line that is no furniture."""
        furniture_at = self._reading.rules.furniture_at
        lines = [(at, part) for at, part in enumerate(self._parts) if isinstance(part, Line)]
        prose = [(at, part) for at, part in lines if part.is_prose] or lines
        first = prose[0][0] if prose else 0
        for at, part in reversed(prose):
            if furniture_at(part.text, "tail") is None:
                return first, at
        return first, len(self._parts)

    def _where(self, at: int) -> str:
        return "body" if at <= self._last else "tail"

    def _rule(self, at: int, beside: Sequence[str] = ()) -> Rule | None:
        part = self._parts[at]
        if isinstance(part, Part) or at == self._first or at in self._numerals or part.is_bullet:
            return None
        found = self._reading.rules.furniture_at(part.text, self._where(at), beside)
        if found is None:
            return None
        self._reading.take_furniture(part, self._where(at), beside)
        return found[0]

    def _spread(self) -> None:
        """A row of controls: what is furniture only beside its like is found from both sides."""
        indices = range(len(self._parts))
        for order, step in ((indices, -1), (reversed(indices), 1)):
            for at in order:
                part = self._parts[at]
                if self._rules[at] is not None or isinstance(part, Part) or len(part.text) > _LONGEST_CONTROL:
                    continue
                reason = self._reason(at + step) if 0 <= at + step < len(self._parts) else ""
                if reason:
                    self._rules[at] = self._rule(at, (reason,))

        self._find_rows()

    def _find_rows(self) -> None:
        """Two and more controls in a row, of which none alone would be furniture."""
        rules = self._reading.rules
        alike = [
            rules.like_at(part.text, self._where(at))
            if self._rules[at] is None and isinstance(part, Line) and len(part.text) <= _LONGEST_CONTROL
            else None
            for at, part in enumerate(self._parts)
        ]
        for at, (one, other) in enumerate(pairwise(alike)):
            if one is not None and other is not None and one.reason == other.reason:
                for index, rule in ((at, one), (at + 1, other)):
                    self._rules[index] = self._rules[index] or rule

    def _reason(self, at: int) -> str:
        """What a line is to its neighbours: furniture for a reason, or a caption."""
        rule, part = self._rules[at], self._parts[at]
        if rule is not None:
            return rule.reason
        is_caption = isinstance(part, Line) and self._reading.rules.credit_in(part.text) is not None
        return "caption" if is_caption else ""

    def _end(self, at: int, rule: Rule) -> int:
        """The index behind what goes with the line at `at`."""
        if rule.until is not None:
            for other in range(at + 1, min(at + _LONGEST_BOX, len(self._parts))):
                part = self._parts[other]
                if isinstance(part, Line) and rule.until.fullmatch(part.text):
                    return other + 1
        end = at + 1
        if rule.drops == "list":
            while end < len(self._parts) and self._is_listed(end, self._parts[end]):
                end += 1
        return end

    def _is_listed(self, at: int, part: Part | Line) -> bool:
        """Whether a line below the label of a list is a title in it, and not the article going on."""
        if isinstance(part, Part):
            return False
        text = part.text
        if (text[-1] in ".。" and length(text) >= 5) or RULE.fullmatch(text):
            return False
        if self._where(at) == "tail":
            return True
        if part.is_prose or (is_sentence(text) and text[-1] not in "?？!"):
            return False
        if self._reading.rules.credit_in(text) is not None:
            return False
        following = self._parts[at + 1] if at + 1 < len(self._parts) else None
        before_prose = isinstance(following, Line) and (following.is_prose or is_sentence(following.text))
        apart = following.after_gap if isinstance(following, Line) else True
        may_be_heading = before_prose and length(text) < 6 and not (not part.after_gap and apart)
        return not may_be_heading


# Names


def name_parts(reading: Reading, parts: Sequence[Part | Line]) -> Iterator[Part]:
    """Every part with its kind; a caption and its credit on lines of their own become one."""
    apart = sets_paragraphs_apart([part for part in parts if isinstance(part, Line)])
    return _with_credits(_Naming(reading, parts).named(), apart=apart)


def _with_credits(parts: Iterator[Part], *, apart: bool) -> Iterator[Part]:
    pending: Part | None = None
    begun = False
    for part in parts:
        if (
            pending is not None
            and part.credit is not None
            and _stands_above(pending, part, part.credit, apart=apart, leads=not begun)
        ):
            yield replace(part, credit=replace(part.credit, words=pending.text))
            pending, begun = None, True
            continue
        if pending is not None and part.credit is not None and _complete(pending.credit, part.credit):
            yield replace(pending, credit=_merged(pending.credit, part.credit))
            pending = None
            continue
        if pending is not None and pending.credit is not None and _stands_below(pending, pending.credit, part):
            yield replace(pending, credit=replace(pending.credit, words=part.text))
            pending = None
            continue
        if pending is not None:
            begun = begun or pending.kind not in _ABOVE_BODY
            yield pending
        pending = part if part.credit is not None or _may_be_caption(part, apart=apart) else None
        if pending is None:
            begun = begun or part.kind not in _ABOVE_BODY
            yield part
    if pending is not None:
        yield pending


def _may_be_caption(part: Part, *, apart: bool = False) -> bool:
    """Whether a short line would be a caption if a labelled credit stood directly below it.

    Where blank lines part the paragraphs of a text (`apart`), a sentence may be one.
    """
    if part.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING):
        return False
    return (apart and length(part.text[:1000]) <= _LONGEST_CAPTION) or not (
        part.line.is_prose or is_sentence(part.text)
    )


def _stands_above(words: Part, part: Part, credit: Credit, *, apart: bool, leads: bool) -> bool:
    """Whether a line goes with the bare credit directly below it; below a blank line only where it `leads` a body."""
    if credit.words or not _may_be_caption(words, apart=apart) or not words.text:
        return False
    is_marked = bool(credit.label) or _COPYRIGHT.match(part.text) is not None
    if part.line.number == words.line.number + 1:
        return is_marked or (apart and length(words.text) >= _LEAST_CREDITED)
    says = length(words.text)
    return leads and apart and part.line.number == words.line.number + 2 and _LEAST_CREDITED <= says <= _LONGEST_LEAD


def _stands_below(above: Part, credit: Credit, words: Part) -> bool:
    """Whether a short line goes with the bare credit directly above it."""
    fits = words.kind is BlockKind.PARAGRAPH and words.credit is None and _may_be_caption(words)
    return not credit.words and fits and not words.line.after_gap and words.line.number == above.line.number + 1


def _complete(one: Credit | None, other: Credit) -> bool:
    return one is not None and ((not one.words and not other.credit) or (not one.credit and not other.words))


def _merged(one: Credit | None, other: Credit) -> Credit:
    if one is None:
        return other
    return Credit(one.words or other.words, one.credit or other.credit, one.label or other.label)


@dataclass(frozen=True)
class _Naming:
    """Finds the kind of every line from its form and its neighbours."""

    reading: Reading
    parts: Sequence[Part | Line]

    def named(self) -> Iterator[Part]:
        numbered = _numbered(self.parts)
        numerals = section_numbers(self.parts)
        rows = _rows(self.parts)
        for at, part in enumerate(self.parts):
            if isinstance(part, Part):
                yield part
            elif at in rows:
                table, is_first = rows[at]
                yield Part(BlockKind.ROW, part, part.text, level=table, info="header" if is_first else "")
            elif at in numerals:
                yield Part(BlockKind.HEADING, part, part.text, level=2)
            else:
                yield self._name(at, part, numbered=at in numbered)

    def _name(self, at: int, line: Line, *, numbered: bool) -> Part:
        text = line.text
        hashes = _HASHES.fullmatch(text)
        if hashes and len(text) < 250:
            return Part(BlockKind.HEADING, line, hashes.group(2), level=max(2, len(hashes.group(1))))
        if RULE.fullmatch(text):
            return Part(BlockKind.RULE, line)
        bullet = BULLET.fullmatch(text)
        if bullet and bullet.group(1):
            return Part(BlockKind.ITEM, line, bullet.group(1), level=1 + min(5, line.indent // 4))
        quoted = QUOTED.fullmatch(text)
        if quoted and quoted.group(2):
            return Part(BlockKind.QUOTE, line, quoted.group(2), level=quoted.group(1).count(">"))
        is_shown = self._is_caption(at, line)
        heading = not is_shown and self._is_heading(at, line)
        number = NUMBER.fullmatch(text) if numbered else None
        if number and not (heading and self._is_prose(at + 1)):
            return Part(BlockKind.ITEM, line, number.group(2), level=1, info=number.group(1))
        credit = self._credit(at, line)
        if credit is not None and length(credit.words) <= _LONGEST_CREDITED:
            return Part(BlockKind.CAPTION, line, text, credit=credit)
        if is_shown:
            return Part(BlockKind.CAPTION, line, text, credit=Credit(text, ""))
        if line.number in self.reading.listed:
            return Part(BlockKind.ITEM, line, text, level=1 + min(5, max(0, line.indent // 4 - 1)))
        if heading:
            return Part(BlockKind.HEADING, line, text, level=2)
        return Part(BlockKind.PARAGRAPH, line, text)

    def _credit(self, at: int, line: Line) -> Credit | None:
        known = self.reading.rules.credit_in(line.text)
        is_between = line.joined == 1 and self._is_prose(at - 1) and self._is_prose(at + 1)
        return signed_caption(line.text) if known is None and is_between else known

    def _is_caption(self, at: int, line: Line) -> bool:
        above = self.parts[at - 1] if at else None
        kept = 0 if above is None else above.number if isinstance(above, Line) else above.line.number
        controlled = any(line.number - back in self._controls for back in (1, 2) if line.number - back > kept)
        between = self._is_prose(at - 1) and self._is_prose(at + 1)
        return line.joined == 1 and is_caption(line, between_prose=between, below_control=controlled)

    @cached_property
    def _controls(self) -> frozenset[int]:
        """The numbers of lines that were controls of pictures."""
        return frozenset(
            piece.line
            for piece in self.reading.dropped
            if piece.line and piece.reason == "picture control" and not _TURNS.match(piece.text)
        )

    def _line(self, at: int) -> Line | None:
        part = self.parts[at] if 0 <= at < len(self.parts) else None
        return part if isinstance(part, Line) else None

    def _is_prose(self, at: int) -> bool:
        line = self._line(at)
        return line is not None and line.is_prose and NUMBER.fullmatch(line.text) is None

    def _is_heading(self, at: int, line: Line) -> bool:
        """Whether a short line without a full stop stands above a paragraph, as a sub-heading does."""
        text, following = line.text, self._line(at + 1)
        if line.joined > 1 or len(text) > _LONGEST_HEADING or following is None:
            return False
        if CHAPTER.fullmatch(text) or (_CLOCK.fullmatch(text) and length(following.text) >= 4):
            return True
        apart = line.after_gap and following.after_gap
        if not _looks_like_heading(text, stands_apart=apart):
            return False
        if following.is_bullet or NUMBER.fullmatch(following.text):
            return apart
        before = self._line(at - 1)
        below_short_line = before is not None and not (line.after_gap or before.is_prose or is_sentence(before.text))
        introduces = following.text[-1] in ":：" and length(following.text) >= _LEAST_INTRODUCTION
        is_above_prose = following.is_prose or introduces
        return is_above_prose and not below_short_line and (apart or len(following.text) > 2 * len(text))


def _looks_like_heading(text: str, *, stands_apart: bool) -> bool:
    if not 0 < length(text) <= 14 or _SPEAKER.fullmatch(text):
        return False
    if text[-1] in ".!" and not (stands_apart and text.isupper()):
        return False
    if text[-1] in ",;:…。，；：！、—–-" or text[0].islower() or text[0] in "—–-(（":
        return False
    if text[0] in _QUOTES and not (stands_apart and _is_quoted_phrase(text)):
        return False
    return any(character.isalpha() for character in text)


def _is_quoted_phrase(text: str) -> bool:
    return text[-1] in _QUOTES and length(text) >= 3 and SENTENCE_END.search(text) is None


def _rows(parts: Sequence[Part | Line]) -> dict[int, tuple[int, bool]]:
    """The lines that are rows of a table, each with the ordinal of the table and whether it is the first of it."""
    found: dict[int, tuple[int, bool]] = {}
    table = 0
    for at, (one, other) in enumerate(pairwise(parts)):
        if not isinstance(one, Line) or not isinstance(other, Line) or not one.cells or not other.cells:
            continue
        if len(one.cells) == len(other.cells) and other.number - one.number <= _ROW_GAP:
            if at not in found:
                table += 1
                found[at] = (table, True)
            found[at + 1] = (table, False)
    return found


def _numbered(parts: Sequence[Part | Line]) -> set[int]:
    """The indices of lines that count up one by one: a list, and not a sentence that starts with a number."""
    found: set[int] = set()
    last: tuple[int, int] | None = None
    for at, part in enumerate(parts):
        number = NUMBER.fullmatch(part.text) if isinstance(part, Line) else None
        if number is None:
            continue
        value = int(number.group(1))
        if last is not None and value == last[1] + 1 and at - last[0] <= 3:
            found |= {last[0], at}
        last = (at, value)
    return found
