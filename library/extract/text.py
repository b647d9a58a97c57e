"""From a plain text, such as a page copied from a browser, to an article.

The lines become paragraphs (`text_lines`), a head of headline, summary, byline and captions is told from the body,
rules take the furniture out, and what remains is named: key points, headings, captions with credits, lists, quotes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from library.article import Metadata
from library.document import BlockKind, DocumentBuilder, add_caption, clean_text, count_words
from library.extract import Dropped, Extraction
from library.extract.dates import parse_date
from library.extract.furniture import Credit, Rules, load_rules
from library.extract.text_lines import (
    BULLET,
    NUMBER,
    QUOTED,
    SENTENCE_END,
    Line,
    is_prose,
    paragraphs,
    read_lines,
)
from library.source import Decoded, Source

_FIELD = re.compile(r"([^\W\d_]{2,12})\s*[:：]\s*(\S.*)")
_FIELDS = {
    "title": "title", "headline": "title", "titel": "title", "titre": "title", "título": "title", "titolo": "title",
    "标题": "title", "標題": "title", "タイトル": "title", "题目": "title",
    "author": "author", "authors": "author", "by": "author", "autor": "author", "auteur": "author", "autore": "author",
    "作者": "author", "著者": "author",
    "url": "url", "source": "url", "link": "url", "网址": "url", "链接": "url", "来源": "site", "quelle": "url",
    "date": "date", "published": "date", "datum": "date", "fecha": "date", "data": "date", "日期": "date", "日付": "date",
    "site": "site", "publication": "site", "publisher": "site", "媒体": "site",
    "language": "language", "lang": "language", "tags": "tags", "keywords": "tags",
}  # fmt: skip
_UNDERLINE = re.compile(r"[=\-~_]{3,}|[—–]{3,}")
_RULE = re.compile(r"(?:[*⁂∗]\s*){1,5}|[-_=~]{3,}|[—–]{2,}|(?:[-·•#]\s){2,}[-·•#]")
_HASHES = re.compile(r"(#{1,6})\s+(\S.*?)\s*#*")
_NAME = re.compile(r"(?:[^\W\d_a-z][\w.’'-]*\s?){2,4}|[\u3400-\u9fff]{2,4}")
_BETWEEN_NAMES = re.compile(r"\s*(?:[,;、，；]|\band\b|&|\bund\b|\bet\b|\by\b|\be\b|\ben\b)\s*", re.IGNORECASE)
_ROLE = re.compile(r"\s+(?:in\s+[^\W\d_]\w+.*|for\s+.*|is\s+.*|[-–|,].*)$")
_LONGEST_TITLE = 250
_HEAD = 40
"""Paragraphs from the top within which a head must end."""


@dataclass
class _Reading:
    """What the passes over the paragraphs have learned so far."""

    rules: Rules
    lines: list[Line]
    title: str = ""
    authors: list[str] = field(default_factory=list)
    published: str = ""
    site: str = ""
    minutes: int | None = None
    dropped: list[Dropped] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def drop(self, line: Line, reason: str) -> None:
        """Report a line as left out."""
        self.dropped.append(Dropped(line.text, reason, line.number))


def extract(source: Source, decoded: Decoded, own_rules: Path | None) -> Extraction:
    """The article in a plain text."""
    rules = load_rules(own_rules)
    lines = read_lines(decoded.text)
    fields, lines = _header_fields(lines)
    reading = _Reading(rules, paragraphs(lines) if lines else [], title=fields.pop("title", ""))
    reading.warnings += [f"A furniture rule was not used: {problem}" for problem in rules.problems]
    body = _take_head(reading)
    body = _without_furniture(reading, body)
    builder = DocumentBuilder(fields.get("language", "") or _language(decoded.text))
    _write(reading, body, builder)
    document = builder.build()
    title = reading.title or _first_words(document.text)
    authors = _names(fields["author"]) if "author" in fields else reading.authors
    url = fields.get("url", "")
    metadata = Metadata(
        title=title,
        authors=tuple(dict.fromkeys(authors)),
        site=fields.get("site", "") or reading.site,
        url=url if re.match(r"https?://\S+$", url) else source.url,
        published=parse_date(fields.get("date", "") or reading.published),
        language=document.language,
        stated_minutes=reading.minutes,
        tags=tuple(name for name in map(clean_text, re.split("[,;，、]", fields.get("tags", ""))) if name),
    )
    dropped = tuple(sorted(reading.dropped, key=lambda found: found.line or 0))
    return Extraction(metadata, document, dropped, tuple(reading.warnings))


def _header_fields(lines: list[Line]) -> tuple[dict[str, str], list[Line]]:
    """`Title: …` lines at the very top, by the names that metadata gives them, and the lines below them."""
    fields: dict[str, str] = {}
    for at, line in enumerate(lines):
        found = _FIELD.fullmatch(line.text)
        name = _FIELDS.get(found.group(1).lower()) if found else None
        if not found or name is None or name in fields or (line.after_gap and at):
            lines_below = lines[at:]
            break
        fields[name] = found.group(2)
    else:
        lines_below = []
    enough = "title" in fields or len(fields) > 1
    return (fields, lines_below) if enough else ({}, lines)


# The head


@dataclass(frozen=True)
class _Part:
    """A paragraph with what it was found to be."""

    kind: BlockKind
    line: Line
    text: str = ""
    level: int = 0
    info: str = ""
    credit: Credit | None = None


def _take_head(reading: _Reading) -> list[_Part | Line]:
    """Take headline, byline, dates and counts out of the top; what is left is parts already named, then lines."""
    lines, rules = reading.lines, reading.rules
    title_at = _find_title(reading)
    first_body = _first_body(reading, title_at)
    head: list[_Part | Line] = []
    labelled = False
    for at, line in enumerate(lines[:first_body]):
        if at == title_at:
            reading.title = reading.title or line.text
            continue
        if title_at is not None and at < title_at and not line.is_bullet and rules.credit_in(line.text) is None:
            reading.drop(line, _furniture_reason(reading, line) or "above the headline")
            continue
        if _same_words(line.text, reading.title):
            reading.drop(line, "the headline again")
        elif rules.is_key_points_label(line.text) and any(other.is_bullet for other in lines[at + 1 : at + 3]):
            labelled = True
            reading.drop(line, "label of the key points")
        else:
            part = _head_part(reading, line, at)
            if part is not None:
                head.append(part)
    if first_body == len(lines) and not labelled:  # a bare list has no summary
        head = [part.line if isinstance(part, _Part) and part.kind is BlockKind.KEY_POINT else part for part in head]
    return [*head, *lines[first_body:]]


def _head_part(reading: _Reading, line: Line, at: int) -> "_Part | Line | None":
    """What a line of the head is; None when it was metadata or furniture."""
    rules = reading.rules
    bullet = BULLET.fullmatch(line.text)
    if bullet:
        return _Part(BlockKind.KEY_POINT, line, bullet.group(1))
    byline = rules.byline_in(line.text)
    if byline and _are_names(byline):
        reading.authors += _names(byline)
        return None
    if rules.date_in(line.text):
        reading.published = reading.published or rules.date_in(line.text)
        return None
    if _is_name_line(reading, at):
        reading.authors += _names(line.text)
        return None
    reason = _furniture_reason(reading, line)
    if reason:
        reading.drop(line, reason)
        return None
    if rules.credit_in(line.text) is None and is_prose(line.text) and line.joined < 8:
        return _Part(BlockKind.STANDFIRST, line, line.text)
    return line


def _furniture_reason(reading: _Reading, line: Line, where: str = "head") -> str:
    """The reason why a line is furniture, keeping what it says of the article; empty when it is not."""
    found = reading.rules.furniture_at(line.text, where)
    if found is None:
        return ""
    rule, groups = found
    if rule.keep == "minutes":
        reading.minutes = int(groups["minutes"])
    if rule.keep == "site" and not reading.site:
        reading.site = groups["site"].strip()
    return rule.reason


def _find_title(reading: _Reading) -> int | None:
    """The index of the headline; None when the text has none of its own."""
    lines, rules = reading.lines, reading.rules
    if reading.title:
        return next((at for at, line in enumerate(lines[:_HEAD]) if _same_words(line.text, reading.title)), None)
    candidates: list[int] = []
    for at, line in enumerate(lines[:_HEAD]):
        text = line.text
        if rules.furniture_at(text, "head") or rules.credit_in(text) or rules.date_in(text):
            continue
        if rules.is_key_points_label(text) or (rules.byline_in(text) and _are_names(rules.byline_in(text))):
            continue
        if line.is_bullet or _RULE.fullmatch(text):
            if candidates:
                break
            continue
        if len(text) > _LONGEST_TITLE or (is_prose(text) and (SENTENCE_END.search(text) or candidates)):
            break
        candidates.append(at)
    return _headline(lines, candidates, rules)


def _headline(lines: Sequence[Line], candidates: Sequence[int], rules: Rules) -> int | None:
    """Of the lines that may be the headline, the first that is not a menu or the name of a section."""
    if not candidates:
        return None
    first = candidates[0]
    menu = [at for at in candidates if _length(lines[at].text) <= 3]
    long_ones = [at for at in candidates if _length(lines[at].text) >= 5]
    if first not in menu or not long_ones:
        return first
    headline = long_ones[0]
    above = [at for at in menu if at < headline]
    below = next((line for line in lines[headline + 1 : headline + 2]), None)
    marked = below is not None and (
        below.is_bullet or bool(rules.furniture_at(below.text, "head")) or bool(rules.date_in(below.text))
        or bool(rules.byline_in(below.text)) or rules.credit_in(below.text) is not None
    )  # fmt: skip
    return headline if len(above) >= 3 or marked else first


def _length(text: str) -> int:
    words, ideographs = count_words(text)
    return words - ideographs + (ideographs + 1) // 2


def _first_body(reading: _Reading, title_at: int | None) -> int:
    """The index of the first paragraph of the body.

    A paragraph with byline, date, summary or reading time still to come is a standfirst, and so part of the head.
    """
    lines, rules = reading.lines, reading.rules
    start = 0 if title_at is None else title_at + 1
    first: int | None = None
    standfirsts = 0
    for at in range(start, min(len(lines), start + _HEAD)):
        line = lines[at]
        if _is_head_mark(reading, at):
            if first is not None:
                standfirsts, first = standfirsts + 1, None
            continue
        is_body = is_prose(line.text) and not line.is_bullet and rules.credit_in(line.text) is None
        if is_body and rules.furniture_at(line.text, "head") is None:
            if first is not None or standfirsts:
                return first if first is not None else at
            first = at
        elif first is not None and not rules.furniture_at(line.text, "head"):
            return first
    if first is not None:
        return first
    rest = range(start, len(lines))
    return next((at for at in rest if not lines[at].is_bullet and is_prose(lines[at].text)), len(lines))


def _is_head_mark(reading: _Reading, at: int) -> bool:
    """Whether a line stands only above a body: byline, date, reading time, trust label."""
    line, rules = reading.lines[at], reading.rules
    byline = rules.byline_in(line.text)
    if (byline and _are_names(byline)) or rules.date_in(line.text):
        return True
    found = rules.furniture_at(line.text, "head")
    return found is not None and bool(found[0].keep)


def _is_name_line(reading: _Reading, at: int) -> bool:
    """Whether a line is nothing but names beside a date or a control to follow their bearer."""
    line = reading.lines[at]
    if not _NAME.fullmatch(line.text) or len(line.text) > 60:
        return False
    beside = [reading.lines[other] for other in (at - 1, at + 1) if 0 <= other < len(reading.lines)]
    return any(reading.rules.date_in(other.text) or re.match(r"\+? ?follow", other.text.lower()) for other in beside)


def _are_names(text: str) -> bool:
    return all(0 < len(name.split()) <= 5 and not name[0].islower() for name in _names(text)) and bool(_names(text))


def _names(text: str) -> list[str]:
    names = (_ROLE.sub("", name).strip(" .|") for name in _BETWEEN_NAMES.split(text))
    return [clean_text(name) for name in names if name]


def _same_words(text: str, other: str) -> bool:
    return bool(other) and clean_text(text).casefold() == clean_text(other).casefold()


# The body


def _without_furniture(reading: _Reading, parts: list[_Part | Line]) -> list[_Part | Line]:
    """The parts without the lines that the rules know, each reported."""
    prose = [at for at, part in enumerate(parts) if isinstance(part, Line) and is_prose(part.text)]
    last_body = prose[-1] if prose else -1
    kept: list[_Part | Line] = []
    resting = ""
    for at, part in enumerate(parts):
        if isinstance(part, _Part):
            kept.append(part)
            continue
        where = "body" if at <= last_body else "tail"
        found = None if prose and at in prose[:1] else reading.rules.furniture_at(part.text, where)
        if found is not None:
            reading.drop(part, _furniture_reason(reading, part, where))
            if found[0].drops == "rest" and where == "tail":
                resting = found[0].reason
        elif resting:
            reading.drop(part, resting)
        else:
            kept.append(part)
    return kept


def _write(reading: _Reading, parts: Sequence[_Part | Line], builder: DocumentBuilder) -> None:
    """Name every line and add it to the document."""
    named = list(_named(reading, parts))
    for part, following in pairwise([*named, None]):
        if part is None:
            continue
        if part.kind is BlockKind.CAPTION and part.credit is not None:
            credit = part.credit
            if isinstance(following, _Part) and _completes(credit, following):
                named[named.index(following)] = _Part(BlockKind.RULE, following.line, "done")
                credit = _merged(credit, following.credit)
            add_caption(builder, credit.words, credit.credit, credit.label)
        elif not (part.kind is BlockKind.RULE and part.text == "done"):
            builder.add(part.kind, part.text, level=part.level, info=part.info)


def _completes(credit: Credit, following: _Part) -> bool:
    other = following.credit
    return other is not None and ((not credit.words and not other.credit) or (not credit.credit and not other.words))


def _merged(credit: Credit, other: Credit | None) -> Credit:
    if other is None:
        return credit
    return Credit(credit.words or other.words, credit.credit or other.credit, credit.label or other.label)


def _named(reading: _Reading, parts: Sequence[_Part | Line]) -> Iterator[_Part]:
    numbered = _numbered(parts)
    for at, part in enumerate(parts):
        if isinstance(part, _Part):
            yield part
            continue
        before = parts[at - 1] if at else None
        following = parts[at + 1] if at + 1 < len(parts) else None
        yield _name(reading, part, before, following, numbered=at in numbered)


def _name(
    reading: _Reading, line: Line, before: _Part | Line | None, following: _Part | Line | None, *, numbered: bool
) -> _Part:
    text = line.text
    hashes = _HASHES.fullmatch(text)
    if hashes and len(text) < _LONGEST_TITLE:
        return _Part(BlockKind.HEADING, line, hashes.group(2), level=max(2, len(hashes.group(1))))
    if _RULE.fullmatch(text):
        return _Part(BlockKind.RULE, line)
    bullet = BULLET.fullmatch(text)
    if bullet:
        return _Part(BlockKind.ITEM, line, bullet.group(1), level=1 + min(5, line.indent // 4))
    number = NUMBER.fullmatch(text) if numbered else None
    if number:
        return _Part(BlockKind.ITEM, line, number.group(2), level=1, info=number.group(1))
    quoted = QUOTED.fullmatch(text)
    if quoted and quoted.group(2):
        return _Part(BlockKind.QUOTE, line, quoted.group(2), level=quoted.group(1).count(">"))
    credit = reading.rules.credit_in(text) if len(text) < 700 else None
    if credit is not None:
        return _Part(BlockKind.CAPTION, line, text, credit=credit)
    if _is_heading(line, before, following):
        return _Part(BlockKind.HEADING, line, text, level=2)
    return _Part(BlockKind.PARAGRAPH, line, text)


def _numbered(parts: Sequence[_Part | Line]) -> set[int]:
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


def _is_heading(line: Line, before: _Part | Line | None, following: _Part | Line | None) -> bool:
    """Whether a short line without a full stop stands above a paragraph, as a sub-heading does."""
    text = line.text
    if line.joined > 1 or len(text) > 90 or not 0 < _length(text) <= 14 or not isinstance(following, Line):
        return False
    if text[-1] in ".,;:!…。，；：！、—–-" or text[0].islower() or text[0] in "—–-(（\"“„«「":
        return False
    if not any(character.isalpha() for character in text):
        return False
    stands_apart = line.after_gap and following.after_gap
    if following.is_bullet or NUMBER.fullmatch(following.text):
        return stands_apart
    after_short_line = isinstance(before, Line) and not line.after_gap and not is_prose(before.text)
    return is_prose(following.text) and not after_short_line and (stands_apart or len(following.text) > 2 * len(text))


def _first_words(text: str) -> str:
    """A title for a text that has none: the start of its first sentence."""
    first = text.split("\n", 1)[0]
    sentence = re.split(r"(?<=[.!?。！？])\s?", first, maxsplit=1)[0]
    if len(sentence) <= 80:
        return sentence
    cut = sentence.rfind(" ", 0, 80)
    return sentence[: cut if cut > 40 else 79] + "…"


def _language(text: str) -> str:
    """The language where its script alone tells; empty otherwise."""
    sample = text[:20000]
    for language, pattern in (("ja", "[\u3041-\u30fa]"), ("ko", "[\uac00-\ud7a3]"), ("zh", "[\u4e00-\u9fff]")):
        if len(re.findall(pattern, sample)) > len(sample) * 0.1:
            return language
    return ""


__all__ = ["extract"]
