"""The column of an article: the element that holds paragraphs most densely, and which lines stand apart from it."""

import re
from collections.abc import Iterator

from lxml.etree import _Element

from library.extract.html_lines import LEAVES, LONG_LINE, Line, Nearest

_COLUMN, _COLUMN_WORDS = 0.5, 80
_NAMED_COLUMN, _NAMED_COLUMN_WORDS = 0.3, 100
"""The share of the kept paragraphs, and their words, that make a column that of the article, and one so named."""
_ALIKE_COLUMNS = 0.2
"""By a column's words, those in others of its kind with which it is one of several."""
_SOME_WORDS, _AROUND = 5, 2
"""The words of a line that counts in a column, and how many elements around it count it."""
_ARTICLE_NAMES = re.compile(r"article|body|content|entry|main|page|post|text|blog|story", re.IGNORECASE)
_ARTICLE_BONUS = 25
"""What such a name counts: as much as three paragraphs."""


def apart_from_column(lines: list[Line]) -> set[int]:
    """Which of the kept lines stand apart from the column that holds most of the article's paragraphs.

    Behind the column that is all; before it, what is not even close to it. An article in several elements that are
    built alike has no such column.
    """
    column, first, last = _column_of(lines)
    if column is None:
        return set()
    apart: set[int] = set()
    prose = within = alike = 0
    names, around = column.get("class"), [column, *column.iterancestors()][1:3]
    is_within = Nearest(lambda element: True if element is column else None)
    is_alike = Nearest(lambda element: True if element.tag == column.tag and element.get("class") == names else None)
    is_around = Nearest(lambda element: True if element in around else None)
    for at, line in enumerate(lines):
        if not line.kept:
            continue
        words = line.words if line.words >= LONG_LINE and not line.linked else 0
        prose += words
        if is_within(line.owner):
            within += words
        elif names and is_alike(line.owner):
            alike += words
        elif at > last or (at < first and not is_around(line.owner)):
            apart.add(at)
    is_column = within >= max(_COLUMN_WORDS, _COLUMN * prose)
    if not is_column and within >= max(_NAMED_COLUMN_WORDS, _NAMED_COLUMN * prose):
        is_column = _is_named(column)
    return apart if is_column and alike < _ALIKE_COLUMNS * within else set()


def _column_of(lines: list[Line]) -> tuple[_Element | None, int, int]:
    """The element that holds paragraphs most densely, and the places of the first and the last of them.

    As in https://github.com/mozilla/readability, what is around a paragraph counts it whole and what is around that
    half; what is called an article counts more, what holds links less.
    """
    scores: dict[_Element, float] = {}
    places: dict[_Element, tuple[int, int]] = {}
    said, linked = [0], [0]
    for at, line in enumerate(lines):
        said.append(said[-1] + line.words)
        linked.append(linked[-1] + line.words * line.linked)
        if line.linked or line.words < _SOME_WORDS:
            continue
        score = 1 + line.words / LONG_LINE + min(line.words / 16, 3)
        for holder in _holders(line.owner):
            scores[holder] = scores.get(holder, 0) + score
            places[holder] = (places[holder][0] if holder in places else at, at)
            score /= 2
    best: tuple[_Element | None, int, int] = (None, 0, 0)
    most = 0.0
    for element, score in scores.items():
        first, last = places[element]
        if _is_named(element):
            score += _ARTICLE_BONUS  # noqa: PLW2901  the score it has in the end
        score *= 1 - (linked[last + 1] - linked[first]) / (said[last + 1] - said[first])  # noqa: PLW2901  as above
        if score > most:
            most, best = score, (element, first, last)
    return best


def _is_named(element: _Element) -> bool:
    """Whether an element is called an article, or the like."""
    return _ARTICLE_NAMES.search(f"{element.get('class') or ''} {element.get('id') or ''}") is not None


def _holders(owner: _Element) -> Iterator[_Element]:
    """The two innermost elements around a line that can hold an article."""
    found = 0
    element: _Element | None = owner
    while element is not None and found < _AROUND:
        if element.tag == "td" or element.tag not in LEAVES:
            found += 1
            yield element
        element = element.getparent()
