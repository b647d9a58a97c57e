"""What a page folds away: answers behind buttons, and what is streamed to its place; put there before it is read."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import cast

from lxml import etree
from lxml.etree import _Element

from library.extract.html_markup import (
    HEADINGS,
    INVISIBLE,
    WEAK_REASONS,
    forget_hidden,
    hint,
    hint_reason,
    is_hidden,
    link_share,
    noise,
    take_out,
    text_of,
    words_in,
)

_PLACES = ("B:", "P:")
_STREAMED = etree.XPath("//div[@hidden][starts-with(@id, 'S:')]")
_MAY_BE_PANELS = ("div", "section", "dd")
_ASKED_IN = frozenset(("div", "section", "article", "dl", "ul"))
_ASKED = re.compile(r" (?:\w*faqs?\d?|frequently asked(?: questions)?|\w*accordions?) ")
_FOLDING = re.compile(r" (?:\w*accordion\w*|\w*faqs?\d?|frequently asked|collapsible) ")
_SPLIT = re.compile(r"[^a-z0-9]+")
_IN_LINE = frozenset(("dt", "summary", *HEADINGS))
_ASKING = ("?", "？")
_LEAST, _LONGEST, _LEAST_PANEL = 2, 30, 8
"""Words of what is written on a button that opens something, and of what it opens."""
_MOST_STREAMED = 100
"""Parts that a page sends behind itself; more would nest as deep as they are many."""
_MOST_IN_LINE = 4
"""Elements in a heading that is a button."""
_STYLE = re.compile(r"(?:display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden)[^;]*;?", re.IGNORECASE)
_LEAST_QUESTIONS, _LEAST_ANSWERED, _LINKED = 2, 40, 0.3
"""The questions and words of a part that is taken for such, and the share of links that it may hold."""
_TELLING, _COMMON = 5, 0.5
"""Letters of a word of the title that tells what an article is about, and the share of them in the questions."""
_NEVER_AROUND = frozenset(("nav", "aside", "footer", "form", "header"))
_BORNE = WEAK_REASONS | {"", "comments"}
_HEADING = "heading"
"""The class of what was a button; it has the others no more, by which it would be taken for one."""


def unfold(root: _Element) -> None:
    """Put in its place what is streamed, make text of the buttons over answers, and show these."""
    _put_in_place(root)
    opened = {button for button in list(root.iter("button")) if _opens(button)}
    for button in opened:
        _make_text(button)
    if opened or next(root.iter("summary"), None) is not None:
        # Asked in Python, since an expression looks at every element of a page.
        hidden = (element for element in root.iter(*_MAY_BE_PANELS) if element.keys() and _may_be_hidden(element))
        shown = [element for element in hidden if _is_panel(element, opened)]
        for element in shown:
            show(element)


def _may_be_hidden(element: _Element) -> bool:
    style = element.get("style") or ""
    return (
        "none" in style or "visibility" in style
        or element.get("hidden") is not None or element.get("aria-hidden") == "true"
    )  # fmt: skip


def asked_around(element: _Element) -> _Element | None:
    """The outermost element around another that names itself one of questions and their answers."""
    found = None
    for around in (element, *element.iterancestors()):
        if around.tag in _ASKED_IN and _is_asked(hint(around)):
            found = around
    return found


@lru_cache(maxsize=4096)
def _is_asked(words: str) -> bool:
    return _ASKED.search(words) is not None


def holds_answers(element: _Element, title: str) -> bool:
    """Whether an element holds questions and answers about what a title says."""
    text = text_of(element)
    subject = {word for word in words_in(title) if len(word) >= _TELLING}
    if len(subject.intersection(words_in(text))) < _COMMON * len(subject):
        return False
    questions = sum(text.count(sign) for sign in _ASKING)
    if questions < _LEAST_QUESTIONS or len(words_in(text)) < _LEAST_ANSWERED or link_share(element) > _LINKED:
        return False
    return not any(around.tag in _NEVER_AROUND or noise(around) not in _BORNE for around in element.iterancestors())


def show(element: _Element) -> None:
    """Take away what hides an element."""
    forget_hidden()
    for name in ("hidden", "aria-hidden"):
        element.attrib.pop(name, "")
    style = element.get("style")
    if style:
        element.set("style", _STYLE.sub("", style))


def _put_in_place(root: _Element) -> None:
    """Put what React sent behind the page where it belongs, as its script does: `S:1` goes to the place `B:1`."""
    places = {place.get("id") or "": place for place in root.iter("template") if _is_place(place)}
    if not places:
        return
    for streamed in cast("list[_Element]", _STREAMED(root))[:_MOST_STREAMED]:
        number = (streamed.get("id") or "")[2:]
        place = next((places[name + number] for name in _PLACES if name + number in places), None)
        if place is None or streamed in place.iterancestors():
            continue
        around = place.getparent()
        if around is not None:
            take_out(streamed)
            place.addnext(streamed)
            show(streamed)


def _is_place(element: _Element) -> bool:
    return (element.get("id") or "").startswith(_PLACES)


def _said(element: _Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def _opens(button: _Element) -> bool:
    """Whether a button is what stands over an answer, or another part of the text that it opens."""
    text = _said(button)
    if not _LEAST <= len(text.split()) <= _LONGEST:
        return False
    around = button.getparent()
    if around is not None and around.tag in _IN_LINE:
        return len(around) <= _MOST_IN_LINE and len(_said(around)) == len(text)
    if any(True for _ in button.iter(*HEADINGS)):
        return True
    # Not by `hint`, which would be remembered when the classes are gone.
    folding = _is_folding(" ".join(("", *_SPLIT.split((button.get("class") or "").lower()), "")))
    return folding or (text.endswith(_ASKING) and _is_said_to_open(button))


def _is_said_to_open(element: _Element) -> bool:
    return element.get("aria-expanded") is not None or element.get("aria-controls") is not None


def _is_folding(words: str) -> bool:
    """Whether words in a class or id say that an element folds parts of the text, or questions, away."""
    return _FOLDING.search(words) is not None


def _make_text(button: _Element) -> None:
    around = button.getparent()
    is_in_line = around is not None and around.tag in _IN_LINE
    for sign in button.iter("i", "span"):
        if "icon" in (sign.get("class") or ""):
            sign.text = ""  # its name, which a font draws
    button.attrib.clear()
    button.tag = "span" if is_in_line else "div"
    if not is_in_line:
        button.set("class", _HEADING)


def _is_panel(element: _Element, opened: set[_Element]) -> bool:
    """Whether a hidden element is what the line before it opens."""
    if hint_reason(hint(element)) or not is_hidden(element):
        return False
    before = next(_before(element), None)
    if before is None or any(True for _ in element.iter("input", "form", "nav")):
        return False
    title = _said(before)
    if not title or len(title.split()) > _LONGEST or not _has_words(element, _LEAST_PANEL):
        return False
    if before.tag == "summary" or title.endswith(_ASKING) or _is_said_to_open(before):
        return True
    return not opened.isdisjoint(before.iter("div", "span")) or _is_folding(hint(element))


def _has_words(element: _Element, least: int) -> bool:
    found = 0
    for text in element.itertext():
        found += len(str(text).split())
        if found >= least:
            return True
    return False


def _before(element: _Element) -> Iterator[_Element]:
    return (found for found in element.itersiblings(preceding=True) if found.tag not in INVISIBLE)
