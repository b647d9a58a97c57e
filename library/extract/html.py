"""The extractor for HTML: reads a page, has its article looked for and walked, and puts it together."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import lxml.html
from lxml import etree
from lxml.etree import _Element
from lxml.html import HtmlElement

from library.builder import DocumentBuilder
from library.document import BlockKind, Document
from library.extract import Dropped, Extraction, Metadata
from library.extract.front_page import FRONT_PAGE, is_front_page
from library.extract.furniture import Rules, load_rules
from library.extract.html_blocks import Walker
from library.extract.html_ends import A_WALL, Page, without_loose_ends
from library.extract.html_finder import Finder
from library.extract.html_folded import unfold
from library.extract.html_head import HeadReader
from library.extract.html_headings import with_shown_headings
from library.extract.html_judge import Plan
from library.extract.html_lead import headline_of, lead_pictures
from library.extract.html_lists import with_typed_lists
from library.extract.html_markup import one_page, text_of, web_address, words_in
from library.extract.html_media import framed
from library.extract.html_metadata import read_metadata
from library.extract.html_notes import find_notes
from library.extract.html_pieces import Links
from library.extract.html_repair import reveal, stated_text
from library.extract.html_said import stated_captions, with_said
from library.extract.html_survey import Kept, Survey, VisibleLines, largest_part, survey_page
from library.extract.refusals import NO_TEXT, WALLED, WALLS, asks_to_subscribe, no_article, refusal, said_by
from library.source import Decoded, Source

FROM_DATA = "The page shows no text without its scripts; it was taken from the data that it carries."

_CONTROLS = bytes((*range(9), 11, 12, *range(14, 32)))
_NESTING = re.compile(
    r"</?(?:a|abbr|b|big|blink|em|font|i|label|o:p|s|small|span|strong|tt|u)\b[^>]{0,10000}>", re.IGNORECASE
)
_NESTING_BLOCKS = re.compile(
    r"</?(?:article|aside|blockquote|center|dd|details|div|dl|dt|fieldset|figure|footer|form|header|li|main|nav|ol|section"
    r"|table|tbody|td|tfoot|th|thead|tr|ul|[\w:]+-[\w:-]+)\b[^>]{0,10000}>",
    re.IGNORECASE,
)
_LONG_TAG = re.compile(r"<([a-zA-Z][\w:-]*+)([^<>]{100000,}+)>")
_PART_OF_TAG = 50_000
_QUOTED = re.compile(r""""[^"]*+"|'[^']*+'""")
_MOST_ATTRIBUTES = 5000
"""Of an element: the parser compares each with all before it."""
_OF_THE_HEAD = frozenset(("base", "link", "meta", "noscript", "object", "script", "style", "template", "title"))
_NEEDS_SCRIPTS = "a page that needs scripts"
_ARTICLE_WORDS = 40
_MANY_TIMES = 3
"""How many times the words that a page shows must stand in its data, for these to be its article."""
_BEGINNING, _SHORT, _RATHER_SHORT = 40, 250, 400
"""Words from which a text may be the beginning that a page shows to everyone; below which it is, where the page says
that it isn't free; and below which it is where the page asks to subscribe to read on."""
_LOOKED_AT = 100_000
"""Code points of all that a page shows in which such a request is looked for."""


def extract(source: Source, decoded: Decoded, own_rules: Path | None) -> Extraction:
    """The article of an HTML page; when the page shows none, an empty document and a warning."""
    with one_page():
        return _extract(source, decoded, own_rules)


def _extract(source: Source, decoded: Decoded, own_rules: Path | None) -> Extraction:
    root, warnings = _parsed(decoded.text)
    elements = list(root.iter())  # lxml makes an element anew each time it is met, unless somebody holds it
    metadata, locked = read_metadata(root, source.url, source.taken)
    _drop_what_is_never_read(root)
    unfold(root)
    reveal(root)
    finder = Finder(root, len(elements))
    rules = load_rules(own_rules)
    body = next(root.iter("body"), root)
    base = _base(root, metadata, source)
    found = _structured(body, metadata, finder, stated_text(root), rules, base)
    document, text = found.document, found.text
    warnings += finder.trouble
    stated = _stated(decoded.text, metadata, document, rules, base)
    # A shorter text is no article: "Please enable JavaScript", which stands in for the page.
    if stated is not None:
        found.dropped += [Dropped(line[:200], "shown in place of the article") for line in _lines(document)]
        document, title = stated
        metadata = metadata._replace(title=title or metadata.title)
        warnings.append(FROM_DATA)
    elif not _has_words(document) and len(words_in(text)) >= _ARTICLE_WORDS:
        document = _plain_document(text, metadata.language)
        warnings.append("The text was taken from the page's data; it has no structure.")
    if not document.text.strip():
        document = Document("", language=metadata.language)
    warnings += _reservations(body, metadata, document, found.dropped, locked=locked)
    if document.blocks and is_front_page(source.url, body, document):
        warnings.append(FRONT_PAGE)
    metadata = metadata._replace(stated_minutes=found.minutes)
    return Extraction(metadata, document, tuple(found.dropped), tuple(warnings))


def _stated(page: str, metadata: Metadata, shown: Document, rules: Rules, base: str) -> tuple[Document, str] | None:
    """The article that stands in the page's data alone, and its title there; None where that is not so."""
    if shown.words >= _ARTICLE_WORDS:
        return None
    from library.extract.page_state import stated_article

    found = stated_article(page, metadata.title)
    if found is None or found.words < _MANY_TIMES * shown.words:
        return None
    from library.extract.whole import document_of, tree, walk

    root = tree(found.markup)
    walked = walk(next(root.iter("body"), root), found.title or metadata.title, base, rules)
    document = document_of(walked.pieces, metadata.language)
    return (document, found.title) if document.words >= _ARTICLE_WORDS else None


def _lines(document: Document) -> Iterator[str]:
    return (document.text[block.start : block.end] for block in document.blocks if block.start < block.end)


def _reservations(
    body: _Element, metadata: Metadata, document: Document, dropped: Sequence[Dropped], *, locked: bool
) -> list[str]:
    """What has to be said of a page that is no article, or not the whole of one; `locked` when it says so itself."""
    pieces = [piece.text for piece in dropped]
    what = refusal(metadata.title, said_by(document, pieces, lambda: text_of(body)))
    known = "title and description are" if metadata.description else "title is"
    rest = [f"Only its {known} known."] if metadata.title and not document.blocks else []
    if what == _NEEDS_SCRIPTS and not document.blocks:
        return [NO_TEXT, *rest]
    if what and not (what in WALLS and document.words >= _BEGINNING):
        return [no_article(what)]
    if not document.blocks:
        return [NO_TEXT, *rest]
    walled = bool(what) or (locked and document.words < _SHORT) or any(piece.reason == A_WALL for piece in dropped)
    if not walled and document.words < _RATHER_SHORT:
        walled = asks_to_subscribe(text_of(body)[:_LOOKED_AT].replace(metadata.title, ""))
    return [WALLED] if walled else []


# Reading the page ---------------------------------------------------------------------------------------


def _parsed(text: str) -> tuple[_Element, list[str]]:
    """The root of a page, and a warning when it had to be simplified first."""
    text = _LONG_TAG.sub(_without_flood, text) if _may_hold_long_tag(text) else text
    root, complete = _tree(text, huge=False)
    if not complete:  # nested deeper than 256 elements, or a single text of 10 MB
        root, complete = _tree(text, huge=True)
    if complete:
        return root, []
    flat = _NESTING_BLOCKS.sub("<p>", _NESTING.sub("", text))
    return _tree(flat, huge=True)[0], ["The page is nested too deep to be read as it is; it was simplified."]


def _may_hold_long_tag(text: str) -> bool:
    """Whether there is no sign of a tag in one of the equal parts of a text of which a long tag holds one."""
    return any(
        text.find("<", at, at + _PART_OF_TAG) < 0 and text.find(">", at, at + _PART_OF_TAG) < 0
        for at in range(0, len(text) - _PART_OF_TAG, _PART_OF_TAG)
    )


def _without_flood(tag: re.Match[str]) -> str:
    """A tag without its attributes where these are more than any page has."""
    return f"<{tag[1]}>" if len(_QUOTED.sub("", tag[2]).split()) > _MOST_ATTRIBUTES else tag[0]


def _tree(text: str, *, huge: bool) -> tuple[_Element, bool]:
    parser = lxml.html.HTMLParser(
        huge_tree=huge, remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8"
    )
    # lxml.html asks Python for the class of an element, each time one is met; here all have the same.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    try:
        content = text.encode(errors="replace").translate(None, _CONTROLS)
        root = lxml.html.document_fromstring(content, parser=parser, ensure_head_body=True)
    except (etree.LxmlError, ValueError, AssertionError):
        return lxml.html.document_fromstring("<html><head></head><body></body></html>"), True
    _part_head_and_body(root)
    return root, not any(
        "depth" in entry.message or "HUGE" in entry.message for entry in parser.error_log.filter_from_fatals()
    )


def _drop_what_is_never_read(root: _Element) -> None:
    """Take scripts, styles and drawings out once the page's data is known: they are copied and passed over otherwise.

    Data in JSON-LD stays, in which the text may be.
    """
    for element in list(root.iter("script", "style", "svg")):
        if not isinstance(element, HtmlElement) or "ld+json" in (element.get("type") or "").lower():
            continue
        if element.tag != "script" or not element.get("src") or not framed(element):
            element.drop_tree()


def _part_head_and_body(root: _Element) -> None:
    """Move what is no head element, and all behind it, into the body.

    The parser knows no HTML 5: where a page leaves out its `body`, `main` and the like end up in the head.
    """
    head, body = root.find("head"), root.find("body")
    first = None if head is None else next((child for child in head if child.tag not in _OF_THE_HEAD), None)
    if head is not None and body is not None and first is not None:
        for place, child in enumerate(list(head)[head.index(first) :]):
            body.insert(place, child)


def _base(root: _Element, metadata: Metadata, source: Source) -> str:
    address = source.url or metadata.url
    declared = next((element.get("href") or "" for element in root.iter("base") if element.get("href")), "")
    return web_address(declared, address) or web_address(address, "")


def _plain_document(text: str, language: str) -> Document:
    builder = DocumentBuilder(language)
    for line in text.splitlines():
        builder.add(BlockKind.PARAGRAPH, line)
    return builder.build()


def _has_words(document: Document) -> bool:
    return any(block.kind is not BlockKind.IMAGE and block.start < block.end for block in document.blocks)


# Putting it together ------------------------------------------------------------------------------------


@dataclass
class _Found:
    document: Document
    dropped: list[Dropped]
    minutes: int | None
    text: str = ""
    """What others take for the article."""


def _structured(body: _Element, metadata: Metadata, finder: Finder, stated: str, rules: Rules, base: str) -> _Found:
    """The article as blocks, found by what others take for its text and by what the page states, else by markup."""
    page = VisibleLines(body)
    text = finder.in_haste()
    kept = Kept(f"{text}\n{stated}")
    lines = page.kept_by(kept)
    if not lines.are_mostly_kept:
        text = finder.thoroughly()
        kept = Kept(f"{text}\n{stated}")
        lines = page.kept_by(kept)
    survey = survey_page(lines, metadata.title)
    if survey.core and survey.container is not None:
        found = _written(body, survey.container, metadata, survey, kept, rules, base)
        if _has_words(found.document):
            found.text = text
            return found
    found = _written(body, largest_part(body), metadata, Survey(), kept, rules, base)
    found.text = text
    return found


def _written(
    body: _Element,
    container: _Element,
    metadata: Metadata,
    survey: Survey,
    kept: Kept,
    rules: Rules,
    base: str,
) -> _Found:
    headline = headline_of(body, metadata.title)
    head = HeadReader(body, metadata, survey, rules, headline).read()
    notes = find_notes(body, survey.weights)
    links, stated = Links(base, notes.labels), stated_captions(body.getroottree().getroot())
    walker = Walker(Plan(metadata.title, rules, kept, survey, head, notes, links, headline, stated, metadata.authors))
    leads = lead_pictures(body, container, headline)
    for picture in leads.pictures:
        walker.show(picture)
    for text, reason in (*head.left_out, *leads.left_out):
        walker.judge.drop(text, reason)
    walker.walk(container)
    for place in notes.places:
        walker.note(place)
    dropped = walker.judge.dropped
    builder = DocumentBuilder(metadata.language)
    for standfirst in head.standfirsts:
        builder.add(BlockKind.STANDFIRST, standfirst)
    for point in head.key_points:
        builder.add(BlockKind.KEY_POINT, point)
    page = Page(metadata.authors, rules, base, walker.cuts, walker.replies, walker.gaps)
    pieces = with_said(without_loose_ends(walker.pieces, page, dropped), rules)
    for piece in with_typed_lists(with_shown_headings(pieces)):
        piece.add_to(builder)
    return _Found(builder.build(), dropped, walker.judge.minutes)
