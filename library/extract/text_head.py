"""The head of a plain text: what stands above the first paragraph of the body, and what it says of the article."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from library.document import BlockKind
from library.extract import Dropped
from library.extract.dates import parse_date
from library.extract.furniture import Credit, Rules, is_sentence
from library.extract.text_lines import BULLET, Line, length, same_words
from library.extract.text_names import AGENCY, EASTERN_NAME, are_names, names_in
from library.extract.text_points import unmarked_points
from library.extract.text_runs import sets_paragraphs_apart
from library.extract.text_statement import Statement, statement_in

RULE = re.compile(r"(?:[*⁂∗] ?){1,5}|[-_=~]{3,}|[—–]{2,}|(?:[-·•#]\s){2,}[-·•#]")
CHAPTER = re.compile(
    r"(chapter|part|book|section|canto|act|scene|stave|letter"
    r"|kapitel|teil|chapitre|partie|capítulo|parte|capitolo|hoofdstuk)"
    r" ([ivxlc]{1,7}|\d{1,3}|[a-z]{3,12})\b[.:—–-]?( .{1,60})?|第[一二三四五六七八九十百\d]{1,5}[章节節回部話].{0,30}"
    r"|prologue|epilogue|preface|introduction|foreword|prolog|epilog|vorwort|prólogo|préface",
    re.IGNORECASE,
)
_NUMERAL = re.compile(r"(\d{1,3}|[IVXL]{1,7})\.?")
_ROMANS = {
    name: at
    for at, name in enumerate(("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"), start=1)
}
_LONGEST_TITLE = 250
_TOP = 120
"""Paragraphs from the top within which a head must end."""
_FEW_CAPTIONS = 4
"""Short lines in a head from which they are no captions of its picture."""
_LONGEST_STANDFIRST = 60
"""Words of a paragraph that sums the article up."""
_NEAR = 4
"""Paragraphs below a headline within which byline, date or summary show that it is one."""


@dataclass
class Reading:
    """What the passes over the paragraphs have learned so far."""

    rules: Rules
    lines: list[Line]
    title: str = ""
    authors: list[str] = field(default_factory=list)
    published: str = ""
    site: str = ""
    minutes: int | None = None
    listed: frozenset[int] = frozenset()
    """Numbers of lines that are items of lists without bullets."""
    dropped: list[Dropped] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def drop(self, line: Line, reason: str) -> None:
        """Report a line as left out."""
        self.dropped.append(Dropped(line.text, reason, line.number))

    def take_furniture(self, line: Line, where: str, beside: Sequence[str] = ()) -> str:
        """The reason why a line is furniture, keeping what it says of the article; empty when it is not."""
        found = self.rules.furniture_at(line.text, where, beside)
        if found is None:
            return ""
        rule, groups = found
        if rule.keep == "minutes":
            self.minutes = self.minutes or int(groups["minutes"])
        if rule.keep == "site":
            self.site = self.site or groups["site"].strip()
        return rule.reason


@dataclass(frozen=True)
class Part:
    """A paragraph with what it was found to be."""

    kind: BlockKind
    line: Line
    text: str = ""
    level: int = 0
    info: str = ""
    credit: Credit | None = None


class _Trait(Enum):
    """What a line of the top looks like, before its neighbours are asked."""

    FURNITURE = auto()
    TIME = auto()
    """A reading time or trust label, which stands only above a body."""
    DATE = auto()
    BYLINE = auto()
    NAMES = auto()
    CREDIT = auto()
    LABEL = auto()
    BULLET = auto()
    RULE = auto()
    HEADING = auto()
    SHORT = auto()
    PROSE = auto()


_MARKS = frozenset((_Trait.TIME, _Trait.DATE, _Trait.BYLINE, _Trait.NAMES))
_PASSED = frozenset((_Trait.FURNITURE, _Trait.CREDIT, _Trait.RULE))


def take_head(reading: Reading) -> list[Part | Line]:
    """Take headline, byline, dates and counts out of the top; what is left is parts already named, then lines."""
    head = _Head(reading)
    if len(reading.lines) == 1:  # a text of one line is its own headline
        return list(reading.lines)
    body = head.first_body()
    parts = [part for at in range(body) if (part := head.part(at, body)) is not None]
    if body == len(reading.lines) and _Trait.LABEL not in head.traits:  # a bare list has no summary
        parts = [part.line if isinstance(part, Part) and part.kind is BlockKind.KEY_POINT else part for part in parts]
    below = [part for at in range(body, len(head.lines)) if (part := head.late_part(at)) is not None]
    return [*parts, *below, *reading.lines[max(body, len(head.lines)) :]]


class _Head:
    """The lines of the top with their traits, and the index of the headline among them."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._rules = reading.rules
        self.lines = reading.lines[:_TOP]
        self._numerals = section_numbers(reading.lines)
        self._is_apart = sets_paragraphs_apart(reading.lines)
        self._statements = [None if line.is_prose else statement_in(line.text) for line in self.lines]
        self._points = unmarked_points(
            self.lines, reading.rules, reading.title or self._first_words(), apart=self._is_apart
        )
        self.traits = [self._trait(at) for at in range(len(self.lines))]
        self.title_at = self._find_title()
        if self.title_at is not None and not reading.title:
            reading.title = self.lines[self.title_at].text

    def _first_words(self) -> str:
        """The first of the lines at the very top that may be a headline."""
        near = zip(self.lines[:_NEAR], self._statements, strict=False)
        return next(
            (line.text for line, said in near if said is None and not line.is_prose and length(line.text) >= _NEAR), ""
        )

    def _trait(self, at: int) -> _Trait:
        return self._form(at) or self._statement(at) or self._wording(at)

    def _form(self, at: int) -> _Trait | None:
        """The trait that the form of a line shows alone."""
        line = self.lines[at]
        if at in self._numerals or (CHAPTER.fullmatch(line.text) and at):
            return _Trait.HEADING
        if RULE.fullmatch(line.text):
            return _Trait.RULE
        if line.is_bullet or at in self._points:
            return _Trait.BULLET
        return None

    def _statement(self, at: int) -> _Trait | None:
        """The trait of a line that says when and by whom the article was written."""
        line, rules = self.lines[at], self._rules
        if rules.is_key_points_label(line.text) and (
            at + 1 in self._points or any(other.is_bullet for other in self.lines[at + 1 : at + 4])
        ):
            return _Trait.LABEL
        if rules.date_in(line.text):
            return _Trait.DATE
        if are_names(rules.byline_in(line.text)):
            return _Trait.BYLINE
        said = self._statements[at]
        if said is None:
            return None
        if are_names(said.names) and rules.furniture_at(said.names, "head") is None:
            return _Trait.BYLINE
        return _Trait.DATE if said.date and not said.names else None

    def _wording(self, at: int) -> _Trait:
        line, rules = self.lines[at], self._rules
        if rules.credit_in(line.text) is not None:
            is_author = AGENCY.fullmatch(line.text) and self._is_name_line(at)
            return _Trait.NAMES if is_author else _Trait.CREDIT
        found = rules.furniture_at(line.text, "head")
        if found is not None:
            return _Trait.TIME if found[0].keep else _Trait.FURNITURE
        if self._is_name_line(at):
            return _Trait.NAMES
        if rules.is_role(line.text):
            return _Trait.FURNITURE
        return _Trait.PROSE if line.is_prose and not _is_headline_style(line.text) else _Trait.SHORT

    def _is_name_line(self, at: int) -> bool:
        """Whether a line is nothing but names beside a date, a role or a control to follow their bearer."""
        text = self.lines[at].text
        if (
            len(text) > 60
            or text[-1] in ",，:："  # Dear Ada,
            or not are_names(text)
            or not (" " in text or EASTERN_NAME.fullmatch(text) or AGENCY.fullmatch(text))
        ):
            return False
        beside = [self.lines[other].text for other in (at - 1, at + 1) if 0 <= other < len(self.lines)]
        return any(
            other == text
            or self._rules.date_in(other)
            or self._rules.is_role(other)
            or re.match(r"\+? ?follow", other.lower())
            for other in beside
        )

    # The headline

    def _find_title(self) -> int | None:
        """The index of the headline; None when the text has none of its own."""
        if self._reading.title:
            return next((at for at, line in enumerate(self.lines) if same_words(line.text, self._reading.title)), None)
        candidates: list[int] = []
        for at, trait in enumerate(self.traits):
            if trait is _Trait.SHORT and self._ends_menu(at):
                continue
            if trait is _Trait.SHORT and len(self.lines[at].text) <= _LONGEST_TITLE:
                candidates.append(at)
            elif trait is _Trait.PROSE and not candidates and self._is_headline_sentence(at):
                return at
            elif trait is _Trait.HEADING or trait is _Trait.PROSE or (trait is _Trait.BULLET and candidates):
                break
        return self._headline(candidates) if candidates else self._headline_of_last_resort()

    def _headline(self, candidates: Sequence[int]) -> int:
        """Of the lines that may be the headline, the first that is not a menu or the name of a section."""
        first = candidates[0]
        long_ones = [at for at in candidates if self._length(at) >= 4]
        marked = [at for at in long_ones if self._is_marked(at)]
        if not long_ones:
            last = candidates[-1]
            return last if len(candidates) > 2 and self.traits[last + 1 : last + 2] == [_Trait.BYLINE] else first
        if self._is_menu(first):
            headline = (marked or long_ones)[0]
            above = sum(1 for at in candidates if at < headline)
            standfirst = self._length(headline) > 16 and above == 1
            return headline if above >= 3 or (headline in marked and not standfirst) else first
        if self._length(first) == 4 and self._is_kicker(first, marked):
            return next(at for at in marked if at > first)
        if marked and marked[0] > first and self._stands_below_menu(marked[0], candidates):
            return marked[0]
        return first

    def _ends_menu(self, at: int) -> bool:
        """Whether a short line hangs on three lines of a menu, with more candidates for a headline below."""
        above = range(at - 3, at)
        hangs = at >= 3 and not any(self.lines[other].after_gap for other in (at - 1, at))
        return (
            hangs
            and self._is_menu(at)
            and all(self.traits[other] is _Trait.FURNITURE for other in above)
            and any(trait is _Trait.SHORT and self._length(at + 1 + other) >= 4
                    for other, trait in enumerate(self.traits[at + 1 : at + 1 + _NEAR]))
        )  # fmt: skip

    def _length(self, at: int) -> int:
        return length(self.lines[at].text)

    def _is_menu(self, at: int) -> bool:
        return self._length(at) <= 3

    def _is_kicker(self, at: int, marked: Sequence[int]) -> bool:
        """Whether a headline and a standfirst, each on a line of its own, still follow a line of four words."""
        below = [other for other in marked if other > at]
        return len(below) > 1 and self._length(below[0]) >= 6 and self._length(below[1]) >= 9

    def _stands_below_menu(self, at: int, candidates: Sequence[int]) -> bool:
        return sum(1 for other in candidates if other < at and self._is_menu(other)) >= 3

    def _is_marked(self, at: int) -> bool:
        """Whether byline, date, summary or reading time follow closely."""
        seen = 0
        for other in range(at + 1, len(self.lines)):
            trait = self.traits[other]
            if trait in _MARKS or trait in (_Trait.LABEL, _Trait.BULLET):
                return True
            if trait is _Trait.CREDIT and not seen:
                return True
            if trait not in _PASSED:
                seen += 1
            if seen >= _NEAR:
                break
        return False

    def _is_headline_sentence(self, at: int) -> bool:
        """Whether a sentence at the very top is a headline: short, with byline or date below it."""
        below = self.traits[at + 1 : at + 1 + _NEAR]
        return len(self.lines[at].text) <= 150 and any(trait in _MARKS for trait in below) and _Trait.PROSE in (
            self.traits[at + 1 :]
        )  # fmt: skip

    def _headline_of_last_resort(self) -> int | None:
        """A headline that is also the name of a section, such as Food, or reads like a byline."""
        for at, trait in enumerate(self.traits):
            text = self.lines[at].text
            if trait is _Trait.BYLINE and at == 0 and _Trait.PROSE not in self.traits[:1]:
                return at if length(text) > 3 and not text.lower().startswith("by ") else None
            if trait is _Trait.FURNITURE and at + 1 < len(self.traits) and self.lines[at + 1].after_gap:
                found = self._rules.furniture_at(text, "head")
                if found is not None and found[0].reason.startswith("navigation") and self.traits[at + 1] in (
                    _Trait.PROSE, _Trait.DATE, _Trait.BYLINE, _Trait.NAMES, _Trait.HEADING,
                ):  # fmt: skip
                    return at
        return None

    # The first paragraph

    def first_body(self) -> int:
        """The index of the first line of the body.

        A paragraph with byline, date or reading time still to come is a standfirst, and so part of the head.
        """
        start = 0 if self.title_at is None else self.title_at + 1
        first: int | None = None
        standfirst = False
        for at in range(start, len(self.lines)):
            trait = self.traits[at]
            if trait in _MARKS:
                standfirst, first = standfirst or first is not None, None
            elif trait is _Trait.HEADING or self._heads_a_list(at, trait):
                return at if first is None else first
            elif trait is _Trait.PROSE:
                if first is not None and not standfirst and self._stands_apart(first, at):
                    return at
                if first is not None or standfirst:
                    return at if first is None else first
                first = at
            elif first is not None and trait not in _PASSED and trait is not _Trait.BULLET:
                return first
        return self._after_head(start) if first is None else first

    def _stands_apart(self, first: int, at: int) -> bool:
        """Whether controls part a short paragraph directly below the headline from the first of the body."""
        if self.title_at is None or not self._is_apart or self._length(first) > _LONGEST_STANDFIRST:
            return False
        above, between = self.traits[self.title_at + 1 : first], self.traits[first + 1 : at]
        return _Trait.FURNITURE in between and all(trait is _Trait.FURNITURE for trait in above)

    def _heads_a_list(self, at: int, trait: _Trait) -> bool:
        """Whether a list of the body starts here: a short line of its own above bullets."""
        below = self.traits[at + 1 : at + 2]
        return trait is _Trait.SHORT and below == [_Trait.BULLET] and self.title_at is not None

    def _after_head(self, start: int) -> int:
        """Where the body of a text without prose starts, such as a poem or a list."""
        known = _MARKS | _PASSED | {_Trait.BULLET, _Trait.LABEL}
        at = next((at for at in range(start, len(self.lines)) if self.traits[at] not in known), None)
        if at is not None:
            return at
        return len(self.lines)

    # What remains of it

    def part(self, at: int, body: int) -> Part | Line | None:
        """What a line above the body is; None when it was metadata or furniture."""
        line = self.lines[at]
        if at == self.title_at:
            return None
        if same_words(line.text, self._reading.title):
            return self._dropped(line, "the headline again")
        if self.title_at is not None and at < self.title_at:
            return self._above_headline(at)
        return self._below_headline(at, body)

    def _below_headline(self, at: int, body: int) -> Part | Line | None:
        line, trait = self.lines[at], self.traits[at]
        if trait is _Trait.CREDIT:
            return line
        if trait is _Trait.BULLET or self._is_unmarked_key_point(at, body):
            return Part(BlockKind.KEY_POINT, line, bullet_words(line))
        if trait is _Trait.LABEL:
            return self._dropped(line, "label of the key points")
        if trait in (_Trait.BYLINE, _Trait.NAMES):
            return self._byline(line)
        if trait is _Trait.DATE:
            return self._date(line)
        role = "role of an author" if self._rules.is_role(line.text) else ""
        reason = self._reading.take_furniture(line, "head") or role
        if reason:
            return self._dropped(line, reason)
        if (trait is _Trait.PROSE and line.joined < 8) or self._is_summary(at, body) or self._is_deck(at, body):
            return Part(BlockKind.STANDFIRST, line, line.text)
        if self._is_lead_caption(at, body):
            return Part(BlockKind.CAPTION, line, line.text, credit=Credit(line.text, ""))
        return line

    def late_part(self, at: int) -> Part | Line | None:
        """What remains of a line below the start of the body: key points may stand there as well."""
        line = self.lines[at]
        if at in self._points:
            return Part(BlockKind.KEY_POINT, line, line.text)
        if at + 1 in self._points and self._rules.is_key_points_label(line.text):
            return self._dropped(line, "label of the key points")
        return line

    def _dropped(self, line: Line, reason: str) -> Part | Line | None:
        """None, as what remains of a line that was dropped."""
        self._reading.drop(line, reason)
        return None

    def _byline(self, line: Line) -> Part | Line | None:
        said = statement_in(line.text) or Statement()
        names = self._rules.byline_in(line.text)
        if said.date and parse_date(said.date) is not None:
            self._reading.published = self._reading.published or said.date
        self._reading.authors += names_in((names if are_names(names) else said.names) or line.text)
        return self._dropped(line, "byline, kept as the authors")

    def _date(self, line: Line) -> Part | Line | None:
        said = statement_in(line.text) or Statement()
        dates = [date for date in (self._rules.date_in(line.text), said.date) if date]
        date = next((date for date in dates if parse_date(date) is not None), "")
        if not self._reading.published and not date:
            return line
        self._reading.published = self._reading.published or date
        return self._dropped(line, "date, kept as the time of publication")

    def _above_headline(self, at: int) -> Part | Line | None:
        line, trait = self.lines[at], self.traits[at]
        if trait in (_Trait.CREDIT, _Trait.HEADING):
            return line
        if trait is _Trait.BULLET and length(bullet_words(line)) >= 5:
            return Part(BlockKind.KEY_POINT, line, bullet_words(line))
        if trait is _Trait.DATE:
            return self._date(line)
        if trait in (_Trait.BYLINE, _Trait.NAMES):
            return self._byline(line)
        reason = self._reading.take_furniture(line, "head")
        if not reason and is_sentence(line.text):
            return line
        return self._dropped(line, reason or "above the headline")

    def _is_unmarked_key_point(self, at: int, body: int) -> bool:
        """Whether a line is one of several without full stop below the headline: bullets that were lost in copying."""
        beside = (at - 1, at + 1)
        return self._is_summary(at, body) and any(self._is_summary(other, body) for other in beside if other < body)

    def _is_summary(self, at: int, body: int) -> bool:
        """Whether a line without full stop sums the article up: below the headline, with a byline or date to come."""
        if self.title_at is None or at <= self.title_at or not self._may_sum_up(at):
            return False
        between = range(self.title_at + 1, at)
        passed = all(self.traits[other] is _Trait.FURNITURE or self._may_sum_up(other) for other in between)
        return passed and any(trait in _MARKS for trait in self.traits[at + 1 : body])

    def _is_deck(self, at: int, body: int) -> bool:
        """Whether a short line hangs directly below the headline of a page, as what sums the article up does."""
        if self.title_at is None or self.traits[at] is not _Trait.SHORT or self._length(at) < 4 or not self._is_apart:
            return False
        between = self.traits[self.title_at + 1 : at]
        return all(trait is _Trait.FURNITURE for trait in between) and (
            self._length(at) >= 6 or any(trait in _MARKS for trait in self.traits[at + 1 : body])
        )

    def _is_lead_caption(self, at: int, body: int) -> bool:
        """Whether a short line below byline and date says what a picture above the first paragraph shows."""
        if self.title_at is None or self.traits[at] is not _Trait.SHORT or not 4 <= self._length(at) <= 40:
            return False
        above, below = self.traits[self.title_at + 1 : at], self.traits[at + 1 : body]
        said = any(trait in _MARKS for trait in above) and not any(trait in _MARKS for trait in below)
        few = self.traits[self.title_at + 1 : body].count(_Trait.SHORT) <= _FEW_CAPTIONS
        return said and few and self._is_apart and body < len(self.lines) and not self._length(at) < 6 < body - at

    def _may_sum_up(self, at: int) -> bool:
        return self.traits[at] is _Trait.SHORT and self._length(at) >= 6


def bullet_words(line: Line) -> str:
    """What stands behind a bullet."""
    found = BULLET.fullmatch(line.text)
    return found.group(1) if found else line.text


def section_numbers(parts: Sequence[Part | Line]) -> set[int]:
    """The indices of bare numbers that count up from one: the numbers of sections."""
    found: list[int] = []
    for at, part in enumerate(parts):
        numeral = _NUMERAL.fullmatch(part.text) if isinstance(part, Line) and len(part.text) <= 8 else None
        if numeral and (_ROMANS.get(numeral.group(1)) or numeral.group(1)) in (len(found) + 1, str(len(found) + 1)):
            found.append(at)
    return set(found) if len(found) > 1 else set()


def _is_headline_style(text: str) -> bool:
    """Whether Most of the Words Are Capitalised."""
    words = [word for word in text.split() if len(word) > 3 and word[0].isalpha()]
    capitals = sum(word[0].isupper() for word in words)
    return len(text) <= _LONGEST_TITLE and len(words) > 3 and capitals >= 0.8 * len(words)
