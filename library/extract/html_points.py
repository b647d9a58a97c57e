"""Key points: which elements at the head of an article hold a short list of statements, and what these are."""

import re
from collections.abc import Iterable
from itertools import islice

from lxml.etree import _Element

from library.builder import clean_text
from library.extract.furniture import Rules
from library.extract.html_markup import (
    BLOCKS,
    HEADINGS,
    INVISIBLE,
    Closer,
    descend,
    holds,
    is_hidden,
    nothing,
    text_of,
    words_in,
)

_BULLET = re.compile(r"^[•·▪◦‣■●►▶✔*–—-]\s+")
_SURE_BULLET = re.compile(r"^(?:[•▪◦‣■●►▶✔☑✓]\s*|- )")
"""Signs with which no speech begins, as it does with a dash."""
_LEAST_POINTS, _LONGEST_POINT, _MOST_WORDS = 2, 70, 400
_NEVER_IN_POINTS = ("pre", "table", "h1", "form", "figure")
_ALIKE, _LEAST_ALIKE, _SHORTEST_ALIKE, _LONGEST_ALIKE = frozenset(("div", "p", "section", "span")), 3, 4, 30
"""What a list is made of that is none by its tags; how many and how long its entries are."""
_NEVER_IN_ALIKE = ("a", "img", "time", "button", "ul", "ol", "br")
_MOST_PARTS, _SAID, _SAID_OF_SOME = 12, 0.85, 0.6
"""Parts that may say a description together, and the share of it that two and that more of them must say."""
_LEADING_LINK = 0.5
"""The share of an entry that the link at its beginning has where it leads to another article."""


def points_of(element: _Element, rules: Rules, *, named: bool) -> list[str]:
    """The texts of a short list of statements; empty when the element is none."""
    if holds(element, *_NEVER_IN_POINTS):
        return []
    entries = list(element.iter("li"))
    if any(next(entry.iterdescendants("li"), None) is not None for entry in entries):
        return []
    if not entries:
        entries = [entry for entry in element.iter("p") if named or _BULLET.match(text_of(entry))]
    if not entries and named:
        entries = [entry for entry in element.iter("div") if not _holds_blocks(entry)]
    return _stated((_BULLET.sub("", text_of(entry)) for entry in entries), rules)


def bulleted_lines(paragraph: _Element, rules: Rules) -> list[str]:
    """The statements of a paragraph whose lines each begin with a bullet, but for a label above them."""
    if not holds(paragraph, "br") or holds(paragraph, *_NEVER_IN_POINTS):
        return []
    lines = [line for line in _broken_lines(paragraph) if line]
    if lines and rules.is_key_points_label(lines[0]):
        # Below a label the breaks alone tell one from the other.
        stated = [_BULLET.sub("", line) for line in lines[1:]]
        short = all(_SHORTEST_ALIKE <= count_words(line) <= _LONGEST_ALIKE for line in stated)
        return _stated(stated, rules) if short or all(map(_BULLET.match, lines[1:])) else []
    if not all(map(_SURE_BULLET.match, lines)):
        return []
    return _stated((_SURE_BULLET.sub("", line) for line in lines), rules)


def bulleted_paragraphs(first: _Element, rules: Rules) -> list[_Element]:
    """A paragraph and those behind it, all of which begin with a bullet; empty when they are no key points."""
    found = []
    paragraph: _Element | None = first
    while paragraph is not None and paragraph.tag == first.tag and _SURE_BULLET.match(text_of(paragraph)):
        found.append(paragraph)
        if len(found) > _MOST_PARTS:
            return []
        paragraph = paragraph.getnext()
    least = _LEAST_ALIKE if found and text_of(found[0]).startswith("-") else _LEAST_POINTS
    return found if len(found) >= least and _stated(map(said_behind_bullet, found), rules) else []


def said_behind_bullet(element: _Element) -> str:
    """The text of an element without the bullet before it."""
    return _SURE_BULLET.sub("", text_of(element))


def alike_entries(element: _Element, rules: Rules) -> list[str]:
    """The statements of an element whose parts all have one tag and one class, as a list without its tags."""
    if len(element) < _LEAST_POINTS or (element.text or "").strip():
        return []
    tag, name = element[0].tag, element[0].get("class")
    least = _LEAST_POINTS if tag in HEADINGS else _LEAST_ALIKE  # headings with nothing between them head nothing
    if not (tag in HEADINGS or ((tag in _ALIKE or "-" in tag) and name)):
        return []
    entries = [child for child in element if child.tag not in INVISIBLE and not is_hidden(child)]
    if len(entries) < least or any(entry.tag != tag or entry.get("class") != name for entry in entries):
        return []
    if holds(element, *_NEVER_IN_POINTS, *_NEVER_IN_ALIKE, *(HEADINGS.keys() - {tag})):
        return []
    texts = [text_of(entry) for entry in entries]
    if not all(_SHORTEST_ALIKE <= count_words(text) <= _LONGEST_ALIKE for text in texts):
        return []
    return _stated(texts, rules)


def parts_of(element: _Element, rules: Rules) -> list[str]:
    """The statements in the innermost blocks of an element; empty when it has but one, or text beside them."""
    if holds(element, *_NEVER_IN_POINTS, "img", "time"):
        return []
    leaves = [found for found in element.iterdescendants() if found.tag in BLOCKS and not _holds_blocks(found)]
    texts = [text for leaf in leaves if not is_hidden(leaf) and (text := text_of(leaf))]
    if " ".join(texts) != text_of(element):
        return []
    if any(not _SHORTEST_ALIKE <= count_words(text) <= _LONGEST_ALIKE for text in texts):
        return []
    return _stated(texts, rules)


def described_run(first: _Element, description: str) -> list[_Element]:
    """An element and those behind it which say a description together, a part of it each; empty when they do not."""
    while (around := first.getparent()) is not None and len(around) == 1 and around.tag not in ("body", "article"):
        first = around
    found: list[_Element] = []
    said = ""
    for element in (first, *islice(first.itersiblings(), _MOST_PARTS)):
        text = text_of(element)
        if text and text not in description:
            break
        if text:
            found.append(element)
            said += text.replace(" ", "")
    least = _LEAST_POINTS if len(said) >= _SAID * len(description.replace(" ", "")) else _LEAST_ALIKE
    whole = len(found) >= least and len(said) >= _SAID_OF_SOME * len(description.replace(" ", ""))
    whole = whole and all(count_words(text_of(one)) >= _SHORTEST_ALIKE for one in found)
    return found if whole else []


def count_words(text: str) -> int:
    """How many words a text has."""
    return len(words_in(text))


def lead_to_others(element: _Element) -> bool:
    """Whether each entry of a list begins with a link that is most of it, as lists of other articles have them."""
    entries = list(element.iter("li"))
    return bool(entries) and all(_begins_with_link(entry) for entry in entries)


def letter_words(text: str) -> int:
    """Words of a text that are no numbers."""
    return sum(word.isalpha() for word in words_in(text))


def is_close(label: _Element, element: _Element) -> bool:
    """Whether a label stands directly above a list, or above the part that holds it."""
    before: _Element | None = label
    for _ in range(3):
        if before is None:
            return False
        after = before.getnext()
        if after is not None and (after is element or after in element.iterancestors()):
            return True
        before = before.getparent()
    return False


def _broken_lines(paragraph: _Element) -> list[str]:
    """The visible text of a paragraph, line by line as the markup breaks it."""
    lines: list[list[str]] = [[]]

    def enter(element: _Element) -> Closer | None:
        if element.tag in INVISIBLE or is_hidden(element):
            return None
        if element.tag == "br":
            lines.append([])
        return nothing

    descend(paragraph, enter, lambda text: lines[-1].append(text or ""))
    return [clean_text("".join(parts)) for parts in lines]


def _begins_with_link(entry: _Element) -> bool:
    link = next(entry.iter("a"), None)
    text, linked = text_of(entry), "" if link is None else text_of(link)
    return bool(linked) and text.startswith(linked) and len(linked) >= _LEADING_LINK * len(text)


def _holds_blocks(element: _Element) -> bool:
    return any(found.tag in BLOCKS for found in element.iterdescendants())


def why_no_point(text: str, rules: Rules) -> str:
    """Why a line among statements is none: it is a date, or the page's own; empty when it may be one."""
    if rules.date_in(text):
        return "byline or date"
    found = rules.furniture_at(text, "body")
    return found[0].reason if found is not None else ""


def _stated(texts: Iterable[str], rules: Rules) -> list[str]:
    """The texts without labels and repetitions; empty when they are not a few statements."""
    said = [text for text in dict.fromkeys(texts) if text and not rules.is_key_points_label(text)]
    points = [text for text in said if not why_no_point(text, rules)]
    lengths = [count_words(point) for point in points]
    few = len(points) >= _LEAST_POINTS and min(lengths) >= _LEAST_POINTS
    return points if few and max(lengths) <= _LONGEST_POINT and sum(lengths) <= _MOST_WORDS else []
