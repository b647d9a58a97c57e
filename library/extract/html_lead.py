"""What stands over the text of an article: its headline, and the pictures between headline and text."""

import re
from typing import NamedTuple

from lxml.etree import _Element

from library.extract.html_boxes import is_captioned_picture, is_headed, is_plain_box
from library.extract.html_captions import (
    CAPTION,
    captions_in,
    is_marked_caption,
    is_small,
    leads_away,
)
from library.extract.html_markup import (
    BLOCKS,
    INVISIBLE,
    Names,
    hint,
    holds,
    is_hidden,
    is_said_to_be_else,
    likeness,
    link_share,
    noise,
    text_of,
    words_in,
)

_HEADLINES = ("h1", "h2", "h3")
_HEADLINE_NAME = Names(r" (?:head ?line|(?:article|entry|post|story|page) ?(?:title|head ?line)) ")
_HERO = Names(
    r" (?:hero|lead (?:image|media|photo|art)|featured|(?:main|article|header|top|cover|opening) (?:image|photo|media)"
    r"|post thumbnail|(?:image|media) lede?|aufmacher\w*|titelbild) "
)
_ARTICLE = re.compile(r" (?:article|hentry|h entry|post|story) ")
_MAX_HEAD = 3000
"""How many elements are looked at for pictures."""
_MAX_LEAD = 40
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CAPTIONS, _LEAST_SAID, _SENTENCE = frozenset(("p", "div", "span", "figcaption", "small")), 3, 15
"""What a caption without its picture is, how many words it has, and from how many it is no date."""
_BY_CLASS = frozenset(("beside the article", "tags", "page furniture", "a player"))
"""Reasons that yield to a picture with its caption: a page builder calls every part of a page a widget."""

_NEVER_LEAD = frozenset(("advertising", "navigation", "comments", "newsletter", "hidden text"))
"""Reasons that do not even yield to one picture with its caption and without a link, below the headline."""


def headline_of(body: _Element, title: str) -> _Element | None:
    """The element that says the title: a heading, else one whose class says so; None when there is no such."""
    best, found = 0.5, None
    headings = list(body.iter(*_HEADLINES))
    for heading in headings:
        alike = likeness(text_of(heading), title) + (0.1 if heading.tag == "h1" else 0)
        if alike > best and (heading.tag == "h1" or alike >= 0.6):
            best, found = alike, heading
    if found is not None:
        return found
    only = [heading for heading in headings if heading.tag == "h1" and len(text_of(heading)) > 20]
    if len(only) == 1 and not any(noise(up) == "navigation" for up in only[0].iterancestors()):
        return only[0]
    near = max(headings, key=lambda heading: likeness(text_of(heading), title), default=None)
    if near is not None and near.tag != "h3" and likeness(text_of(near), title) >= 0.3:
        return near
    named = (element for element in body.iter(*BLOCKS) if _HEADLINE_NAME.search(hint(element)))
    return next((element for element in named if likeness(text_of(element), title) >= 0.6), None)


class Leads(NamedTuple):
    """What stands over the text of an article."""

    pictures: list[_Element]
    """The elements that hold a picture of the article, in order; none within the container of the text."""
    left_out: list[tuple[str, str]]
    """What is said of other pictures there, and why these are none of the article."""


def lead_pictures(body: _Element, container: _Element, headline: _Element | None) -> Leads:
    """The pictures over the text.

    Where the container holds the headline, only a picture that is named the lead stands over it.
    """
    way = {container, *container.iterancestors()}
    if headline is not None:
        way |= {headline, *headline.iterancestors()}
    inside = headline is container or (headline is not None and container in headline.iterancestors())
    over = None if inside else _article_around(headline, container)
    found = Leads([], [])
    waiting, seen, passed = [body], 0, False
    within = False
    while waiting and seen < _MAX_HEAD and len(found.pictures) < _MAX_LEAD:
        element = waiting.pop()
        if element is container:
            break
        if element is headline:
            passed = True
            continue
        within = within or element is over
        seen += passed or within
        if element.tag in INVISIBLE:
            continue
        if element not in way:
            reason = "hidden text" if is_hidden(element) else _no_part(element, passed=passed, within=within)
            if reason:
                if (passed or within) and is_small(element) and is_captioned_picture(element):
                    found.left_out.append((text_of(element), reason))
                continue
            pictures = _leads_at(element, way, passed=passed, within=within)
            if pictures:
                found.pictures.extend(pictures)
                continue
        waiting.extend(reversed(element))
    return found


def _leads_at(element: _Element, way: set[_Element], *, passed: bool, within: bool) -> list[_Element]:
    """The picture of the article that an element is, or its caption with the picture before it."""
    if not (passed or within):
        return [element] if _HERO.search(hint(element)) and _is_one_picture(element) else []
    if _is_lead(element, passed=passed):
        return [element]
    pictured = element.getprevious()
    if pictured is not None and pictured not in way and _is_said_of(element, pictured):
        return [pictured, element]
    return [element] if passed and _is_lone_caption(element) else []


def _is_lone_caption(element: _Element) -> bool:
    """Whether an element is marked as a caption, though what it is said of is drawn by a script."""
    if element.tag not in _CAPTIONS or not CAPTION.search(hint(element)) or not is_small(element):
        return False
    if not is_marked_caption(element) or leads_away(element) or holds(element, "a", "time"):
        return False
    text = text_of(element)
    size = len(words_in(text))
    return size >= _SENTENCE or (size >= _LEAST_SAID and not _YEAR.search(text))


def _article_around(headline: _Element | None, container: _Element) -> _Element | None:
    """The innermost element that the markup calls an article and that holds headline and text, or the text alone."""
    holding = [up for up in container.iterancestors() if up.tag == "article"]
    if headline is None:
        return holding[0] if holding else None
    return next((up for up in headline.iterancestors() if up in holding), None)


def _no_part(element: _Element, *, passed: bool, within: bool) -> str:
    """Why an element is no part of the article by its markup; empty when it is, or is a picture with its caption."""
    reason = noise(element)
    if not reason or (reason == "tags" and link_share(element) < 0.3):
        return ""
    if element.tag == "aside":
        return "" if passed and within and not is_said_to_be_else(element) and _is_all_captions(element) else reason
    if passed and reason not in _NEVER_LEAD and _is_one_picture(element):
        return ""
    yields = reason in _BY_CLASS or (reason == "advertising" and element.tag == "figure")
    return "" if yields and is_captioned_picture(element) else reason


def _is_all_captions(element: _Element) -> bool:
    """Whether nothing is said in a small element but of the one picture that it holds."""
    if not _is_one_picture(element):
        return False
    captions = captions_in(element)
    return bool(captions) and not text_of(element, captions)


def _is_said_of(element: _Element, pictured: _Element) -> bool:
    """Whether an element is the caption of the picture that stands before it and is all that stands there."""
    if not is_small(element) or not CAPTION.search(hint(element)) or not is_marked_caption(element):
        return False
    return is_small(pictured) and holds(pictured, "img", "amp-img") and not text_of(pictured)


def _is_one_picture(element: _Element) -> bool:
    """Whether an element is one picture with a caption and leads nowhere."""
    if not is_small(element) or holds(element, "a", *_HEADLINES):
        return False
    return sum(1 for _ in element.iter("img", "amp-img")) <= 1 and is_captioned_picture(element)


def _is_lead(element: _Element, *, passed: bool) -> bool:
    """Whether an element is a picture of the article: a figure, a hero, or the least part with picture and caption."""
    if not is_small(element) or leads_away(element) or is_headed(element, _HEADLINES):
        return False
    pictured = holds(element, "img", "amp-img")
    if element.tag == "figure":
        captioned = any(text_of(found) for found in captions_in(element))
        inner = any(captions_in(figure) for figure in element.iterdescendants("figure"))
        return (captioned or (passed and pictured)) and not inner
    captioned = is_captioned_picture(element) or (passed and is_plain_box(element))
    if captioned and any(is_captioned_picture(child) or is_plain_box(child) for child in element):
        return False
    return captioned or (passed and pictured and _HERO.search(hint(element)) is not None)
