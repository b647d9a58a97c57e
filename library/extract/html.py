"""The extractor for HTML: which part of a page is the article, and what stands at its head."""

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

import lxml.html
import trafilatura
from lxml import etree
from lxml.etree import _Element

from library.document import BlockKind, Document, DocumentBuilder, clean_text
from library.extract import Dropped, Extraction, Metadata
from library.extract.furniture import Rules, load_rules
from library.extract.html_blocks import (
    BLOCKS,
    CAPTION,
    HEADINGS,
    INVISIBLE,
    Piece,
    Plan,
    Walker,
    hint,
    is_hidden,
    link_share,
    noise,
    text_of,
    words_in,
)
from library.extract.html_metadata import likeness, read_metadata, web_address
from library.source import Decoded, Source

NO_TEXT = "The page holds no article text; it may need scripts to show it."

# Names of the line below a headline, as classes and itemprops have them in several languages.
_STANDFIRST = re.compile(
    r" (?:stand ?first|dek|deck|sub ?(?:title|head|heading|headline|hed)|strap ?line|chapeau|chapo|ingress"
    r"|vorspann|anleser|entradilla|bajada|sottotitolo|sommario|catenaccio"
    r"|article (?:summary|intro|description|lead|excerpt)) "
)
# The same names are given to a first paragraph, so that they count only outside the text.
_MAYBE_STANDFIRST = re.compile(
    r" (?:lede|lead|intro|introduction|summary|description|excerpt|abstract|teaser|blurb|tagline|preamble) "
)
_NOT_STANDFIRST = re.compile(
    r" (?:images?|photos?|pictures?|videos?|media|captions?|authors?|bio|site|seo|cards?|nav|meta|related|ads?"
    r"|share|figure|button) "
)
_KEY_POINTS = re.compile(
    r" (?:key ?(?:points?|takeaways?|facts|findings|highlights)|takeaways?|tl ?dr|at a glance|in ?brief"
    r"|story highlights?|article (?:highlights|bullets)|summary (?:list|box|points|bullets)|bullet ?points?"
    r"|kernpunkte|quick read) "
)
_MAYBE_KEY_POINTS = re.compile(r" (?:highlights?|summary|bullets?|bullet list|essentials?|overview) ")
_HERO = re.compile(r" (?:hero|lead (?:image|media|photo)|featured|(?:main|article|header|top) image|post thumbnail) ")
_DESCRIBED = frozenset(("p", "div", "h2", "h3", "h4"))
_NEVER_IN_STANDFIRST = ("h1", "img", "ul", "ol", "time", "address", "button", "table", "pre")
_BULLET = re.compile(r"^[•·▪◦‣■*–—-]\s+")
_SOUND = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]+")
_NESTING = re.compile(
    r"</?(?:a|abbr|b|big|blink|em|font|i|label|o:p|s|small|span|strong|tt|u)\b[^>]{0,10000}>", re.IGNORECASE
)
_NESTING_BLOCKS = re.compile(
    r"</?(?:article|aside|blockquote|center|dd|details|div|dl|dt|fieldset|figure|footer|form|header|li|main|nav|ol|section"
    r"|table|tbody|td|tfoot|th|thead|tr|ul|[\w:]+-[\w:-]+)\b[^>]{0,10000}>",
    re.IGNORECASE,
)
_NOTE_ID = re.compile(
    r"_?(?:fn|ftn|footnote|note|endnote|en|cite_?note|sdfootnote)[-:_.]?[\w.:-]*\d[\w.:-]*", re.IGNORECASE
)
_NOTE_LABEL = re.compile(r"[\[(]?\s*(\d{1,4}|[a-z]{1,2}|[ivx]{1,6}|[*†‡§¶]{1,3})\s*[\])]?", re.IGNORECASE)
_NOT_A_CONTAINER = frozenset(("p", "li", "ul", "ol", "dl", "blockquote", "pre", "figure", "tr", "dd", *HEADINGS))
_LEAVES = _NOT_A_CONTAINER | {"dt", "td", "th", "tbody", "thead", "tfoot", "table", "figcaption", "caption"}
_SHINGLE, _ALIKE, _PARAGRAPH, _LOOK_AHEAD, _MAX_HEAD = 4, 0.5, 12, 4, 1000
_ARTICLE_WORDS = 40
_MAX_BLOCKS = 50_000
_MOST = 0.99
"""The share of the article's words that its container must hold."""


def extract(source: Source, decoded: Decoded, own_rules: Path | None) -> Extraction:
    """The article of an HTML page; when the page shows none, an empty document and a warning."""
    root, warnings = _parsed(decoded.text)
    metadata, more = read_metadata(root, source.url)
    text, trouble = _article_text(root)
    rules = load_rules(own_rules)
    body = next(root.iter("body"), root)
    base = _base(root, metadata, source)
    found = _structured(body, metadata, text, rules, base)
    document = found.document
    warnings += more + trouble
    # A shorter text is no article: "Please enable JavaScript", which stands in for the page.
    if not _has_words(document) and len(words_in(text)) >= _ARTICLE_WORDS:
        document = _plain_document(text, metadata.language)
        warnings.append("The text was taken from the page's data; it has no structure.")
    if not document.text.strip():
        document = Document("", language=metadata.language)
        warnings.append(NO_TEXT)
    metadata = metadata._replace(stated_minutes=found.minutes)
    return Extraction(metadata, document, tuple(found.dropped), tuple(warnings))


# Reading the page ---------------------------------------------------------------------------------------


def _parsed(text: str) -> tuple[_Element, list[str]]:
    """The root of a page, and a warning when it had to be simplified first."""
    text = _SOUND.sub("", text)
    root, complete = _tree(text, huge=False)
    if not complete:  # nested deeper than 256 elements, or a single text of 10 MB
        root, complete = _tree(text, huge=True)
    if complete:
        return root, []
    flat = _NESTING_BLOCKS.sub("<p>", _NESTING.sub("", text))
    return _tree(flat, huge=True)[0], ["The page is nested too deep to be read as it is; it was simplified."]


def _tree(text: str, *, huge: bool) -> tuple[_Element, bool]:
    parser = lxml.html.HTMLParser(
        huge_tree=huge, remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8"
    )
    try:
        root = lxml.html.document_fromstring(text.encode(errors="replace"), parser=parser, ensure_head_body=True)
    except (etree.LxmlError, ValueError, AssertionError):
        return lxml.html.document_fromstring("<html><head></head><body></body></html>"), True
    return root, not any("depth" in entry.message or "HUGE" in entry.message for entry in parser.error_log)


def _article_text(root: _Element) -> tuple[str, list[str]]:
    """What trafilatura takes for the article, as plain text, and a warning when it failed."""
    # Its main loop compares each paragraph with all before it: 40,000 take 8 s, 200,000 minutes.
    if sum(1 for _ in root.iter(*BLOCKS)) > _MAX_BLOCKS:
        return "", ["The page is very large; its article was looked for in a simpler way."]
    try:
        found = trafilatura.bare_extraction(
            deepcopy(root),
            include_comments=False,
            include_tables=True,
            include_formatting=False,
            with_metadata=False,
        )
    except Exception as error:  # noqa: BLE001  a library's bug on odd markup must not cost the article
        return "", [f"The article had to be looked for in a simpler way ({type(error).__name__})."]
    return str(getattr(found, "text", "") or ""), []


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


# Where the article is -----------------------------------------------------------------------------------


class _Kept:
    """The extractor's text, to be asked whether a line of the page is in it."""

    def __init__(self, text: str) -> None:
        words = words_in(text)
        self._runs = set(_runs(words))
        lines = (words_in(line) for line in text.splitlines())
        self._short = {tuple(line) for line in lines if 0 < len(line) < _SHINGLE}

    def holds(self, line: str) -> bool:
        return self.holds_words(words_in(line))

    def holds_words(self, words: list[str]) -> bool:
        """Whether a line is kept: half of its runs of four words are, or, when shorter, all of it."""
        if len(words) < _SHINGLE:
            return tuple(words) in self._short
        runs = list(_runs(words))
        return sum(run in self._runs for run in runs) >= _ALIKE * len(runs)


def _runs(words: list[str]) -> Iterator[int]:
    return (hash(run) for run in zip(*(words[shift:] for shift in range(_SHINGLE)), strict=False))


@dataclass
class _Survey:
    """Where on the page the extractor's text stands."""

    weights: dict[_Element, int] = field(default_factory=dict)
    core: set[_Element] = field(default_factory=set)
    paragraphs: set[_Element] = field(default_factory=set)
    """Elements that directly hold a line of twelve words or more of the article."""
    last: _Element | None = None


def _survey(body: _Element, kept: _Kept) -> _Survey:
    survey = _Survey()
    parts: list[str] = []
    stack: list[tuple[_Element, Iterator[_Element]]] = [(body, iter(body))]
    owners = [body]

    def flush() -> None:
        words = words_in("".join(parts))
        parts.clear()
        if words and kept.holds_words(words):
            _count(survey, owners[-1], len(words))

    parts.append(body.text or "")
    while stack:
        element, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if element.tag in BLOCKS:
                flush()
                owners.pop()
                _pass_on(survey, element)
            if stack:
                parts.append(element.tail or "")
            continue
        if child.tag in INVISIBLE or is_hidden(child):
            parts.append(child.tail or "")
            continue
        if child.tag in BLOCKS:
            flush()
            owners.append(child)
        parts.append(" " if child.tag == "br" else child.text or "")
        stack.append((child, iter(child)))
    return survey


def _count(survey: _Survey, owner: _Element, words: int) -> None:
    survey.weights[owner] = survey.weights.get(owner, 0) + words
    if words >= _SHINGLE:
        survey.last = owner
    if words >= _PARAGRAPH:
        survey.paragraphs.add(owner)
    while owner.tag in _LEAVES:
        parent = owner.getparent()
        if parent is None:
            return
        owner = parent
        survey.core.add(owner)
    survey.core.add(owner)


def _pass_on(survey: _Survey, element: _Element) -> None:
    """Add what an element holds to its parent; one with several parts of the article is of its core."""
    weight = survey.weights.get(element, 0)
    parent = element.getparent()
    while parent is not None and parent.tag not in BLOCKS:
        parent = parent.getparent()
    if weight and parent is not None:
        survey.weights[parent] = survey.weights.get(parent, 0) + weight
    shares = [survey.weights[child] for child in element if child in survey.weights] if weight else []
    if len(shares) >= 3 and max(shares) < 0.6 * weight:
        survey.core.add(element)


def _container(body: _Element, weights: dict[_Element, int]) -> _Element:
    """The innermost element that holds nearly all of the article's words."""
    total = weights.get(body, 0)
    found = body
    while True:
        inner = max(_inner_blocks(found), key=lambda child: weights.get(child, 0), default=None)
        if inner is None or weights.get(inner, 0) < _MOST * total or inner.tag in _NOT_A_CONTAINER:
            return found
        found = inner


def _inner_blocks(element: _Element) -> Iterator[_Element]:
    """The outermost block elements below an element; custom elements are looked through."""
    waiting = list(element)
    while waiting:
        found = waiting.pop()
        if found.tag in BLOCKS:
            yield found
        elif found.tag not in INVISIBLE:
            waiting.extend(found)


def _largest(body: _Element) -> _Element:
    """What the markup calls the article or main part, where it holds much of the page's text."""
    marked = [
        found for found in body.iter("article", "main") if not any(up.tag == "article" for up in found.iterancestors())
    ]
    best = max(marked, key=lambda found: len(text_of(found)), default=body)
    return best if len(text_of(best)) >= 0.4 * len(text_of(body)) else body


# The head of the article --------------------------------------------------------------------------------


@dataclass
class _Head:
    """What stands between headline and text."""

    standfirst: str = ""
    key_points: list[str] = field(default_factory=list)
    figures: list[_Element] = field(default_factory=list)
    taken: set[_Element] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)


class _HeadReader:
    """Reads the page in order until the text has begun, and a few paragraphs on for key points."""

    def __init__(self, metadata: Metadata, survey: _Survey, rules: Rules) -> None:
        self.head = _Head()
        self._metadata = metadata
        self._survey = survey
        self._rules = rules
        self._total = max(survey.weights.values(), default=0)
        self._titled = False
        self._label: _Element | None = None
        self._paragraphs = 0

    def read(self, body: _Element) -> _Head:
        """Everything at the head of the article below `body`."""
        waiting = [body]
        seen = 0
        while waiting and self._paragraphs < _LOOK_AHEAD and seen < _MAX_HEAD:
            element = waiting.pop()
            seen += self._titled
            if element.tag in INVISIBLE or is_hidden(element) or self._take(element):
                continue
            if element in self._survey.paragraphs:
                self._paragraphs += 1
            light = self._survey.weights.get(element, 0) <= 0.3 * self._total
            if not (light and element is not body and noise(element)):
                waiting.extend(reversed(element))
        return self.head

    def _take(self, element: _Element) -> bool:
        """Take an element for what it is at the head of an article; False when it has to be looked into."""
        if element.tag == "h1":
            self._titled = self._titled or likeness(text_of(element), self._metadata.title) >= 0.5
            return True
        words = hint(element)
        if element.tag in BLOCKS and not self.head.key_points and self._is_key_points(element, words):
            return True
        if self._paragraphs or not (element.tag in BLOCKS or element.tag in ("span", "strong", "b")):
            return False
        if not self.head.standfirst and self._titled and self._is_standfirst(element, words):
            self.head.standfirst = text_of(element)
            self.head.taken.add(element)
            self.head.texts |= {self.head.standfirst, *(text_of(inner) for inner in element.iter("p"))}
            return True
        if self._is_label(element):
            self._label = element
        return self._take_figure(element, words)

    def _take_figure(self, element: _Element, words: str) -> bool:
        marked = element.tag == "figure" or _HERO.search(words)
        if not (self._titled and marked) or element in self._survey.weights or noise(element):
            return False
        if next(element.iter("img"), None) is None:
            return False
        self.head.figures.append(element)
        return True

    def _is_standfirst(self, element: _Element, words: str) -> bool:
        strong = _STANDFIRST.search(words)
        outside = element.tag in HEADINGS or self._is_outside(element)
        named = strong or (_MAYBE_STANDFIRST.search(words) and outside)
        described = outside and element.tag in _DESCRIBED and bool(self._metadata.description)
        if not (named or described) or _NOT_STANDFIRST.search(words) or CAPTION.search(words):
            return False
        if next(element.iter(*_NEVER_IN_STANDFIRST), None) is not None:
            return False
        if not strong and sum(1 for _ in element.iter("p")) > 1:
            return False
        text = text_of(element)
        fits = 4 <= len(words_in(text)) <= (120 if strong else 80)
        alike = named or likeness(text, self._metadata.description) >= 0.85
        return bool(fits and alike and likeness(text, self._metadata.title) <= 0.9)

    def _is_outside(self, element: _Element) -> bool:
        """Whether an element stands apart from the text: where none of it is, or with the headline alone."""
        parent = element.getparent()
        if parent is None or parent not in self._survey.core:
            return True
        titled = any(child.tag == "h1" for child in parent)
        return titled and not any(child is not element and child in self._survey.paragraphs for child in parent)

    def _is_label(self, element: _Element) -> bool:
        text = text_of(element) if len(element) < 4 and element.tag not in ("body", "main", "article") else ""
        return 0 < len(words_in(text)) <= 8 and self._rules.is_key_points_label(text)

    def _is_key_points(self, element: _Element, words: str) -> bool:
        listed, early = element.tag in ("ul", "ol"), not self._paragraphs
        light = self._survey.weights.get(element, 0) <= 0.3 * self._total
        named = _KEY_POINTS.search(words) or (early and _MAYBE_KEY_POINTS.search(words))
        labelled = listed and early and self._label is not None
        bare = listed and early and self._titled and light and self._total > 0 and self._is_outside(element)
        if not (labelled or bare or (named and (listed or light))):
            return False
        points = _points(element)
        # Nothing but the place speaks for a bare list, so that it has to look like statements.
        shortest, most_links = (1, 0.6) if named or labelled else (5, 0.3)
        if min((_letter_words(point) for point in points), default=0) < shortest or link_share(element) > most_links:
            return False
        self.head.key_points = points
        self.head.taken |= {element} | ({self._label} if labelled and self._label is not None else set())
        self.head.texts |= set(points)
        return True


def _letter_words(text: str) -> int:
    """Words of a text that are no numbers."""
    return sum(word.isalpha() for word in words_in(text))


def _points(element: _Element) -> list[str]:
    """The texts of a short list of statements; empty when the element is none."""
    if next(element.iter("pre", "table", "h1", "form", "figure"), None) is not None:
        return []
    entries = list(element.iter("li"))
    if any(next(entry.iterdescendants("li"), None) is not None for entry in entries):
        return []
    if not entries:
        entries = [entry for entry in element.iter("p") if _BULLET.match(text_of(entry))]
    points = [_BULLET.sub("", text_of(entry)) for entry in entries]
    points = [point for point in dict.fromkeys(points) if point]
    lengths = [len(words_in(point)) for point in points]
    return points if len(points) >= 2 and min(lengths) >= 2 and max(lengths) <= 70 and sum(lengths) <= 300 else []


# Footnotes ----------------------------------------------------------------------------------------------


def _footnotes(body: _Element, weights: dict[_Element, int]) -> tuple[dict[str, str], dict[_Element, str]]:
    """The labels of footnotes by id, and their ids by the element that holds them."""
    named = {identity: element for element in body.iter() if (identity := element.get("id") or element.get("name"))}
    total = weights.get(body, 0)
    labels: dict[str, str] = {}
    places: dict[_Element, str] = {}
    for link in body.iter("a"):
        identity = (link.get("href") or "").partition("#")[2]
        if not _NOTE_ID.fullmatch(identity) or identity in labels or re.search(r"ref|back|anchor", identity):
            continue
        label = _NOTE_LABEL.fullmatch(text_of(link))
        place = _block_of(named.get(identity))
        if label is None or place is None or place in places or place in link.iterancestors():
            continue
        if len(text_of(place)) < 5000 and weights.get(place, 0) <= 0.3 * total:
            labels[identity] = label[1]
            places[place] = identity
    return labels, places


def _block_of(element: _Element | None) -> _Element | None:
    while element is not None and element.tag not in BLOCKS:
        element = element.getparent()
    return (
        element if element is not None and element.tag in ("p", "li", "div", "dd", "td", "aside", "section") else None
    )


# Putting it together ------------------------------------------------------------------------------------


@dataclass
class _Found:
    document: Document
    dropped: list[Dropped]
    minutes: int | None


def _structured(body: _Element, metadata: Metadata, text: str, rules: Rules, base: str) -> _Found:
    """The article as blocks, found by the extractor's text, else by the page's markup."""
    kept = _Kept(text)
    survey = _survey(body, kept)
    if survey.core:
        found = _written(body, _container(body, survey.weights), metadata, survey, kept, rules, base)
        if _has_words(found.document):
            return found
    return _written(body, _largest(body), metadata, _Survey(), kept, rules, base)


def _written(
    body: _Element,
    container: _Element,
    metadata: Metadata,
    survey: _Survey,
    kept: _Kept,
    rules: Rules,
    base: str,
) -> _Found:
    head = _HeadReader(metadata, survey, rules).read(body)
    labels, places = _footnotes(body, survey.weights)
    last = survey.last
    plan = Plan(
        title=metadata.title,
        base=base,
        rules=rules,
        is_kept=kept.holds,
        weights=survey.weights,
        total=max(survey.weights.values(), default=0),
        core=frozenset(survey.core),
        last=frozenset() if last is None else frozenset((last, *last.iterancestors())),
        taken=frozenset(head.taken),
        taken_texts=frozenset(head.texts),
        notes=labels,
        note_places=places,
    )
    walker = Walker(plan)
    for figure in head.figures[:3]:
        if container not in figure.iterancestors():
            walker.walk(figure)
    walker.walk(container)
    for place in places:
        walker.note(place)
    builder = DocumentBuilder(metadata.language)
    builder.add(BlockKind.STANDFIRST, head.standfirst)
    for point in head.key_points:
        builder.add(BlockKind.KEY_POINT, point)
    for piece in _without_loose_ends(walker.pieces, walker.dropped):
        piece.add_to(builder)
    return _Found(builder.build(), walker.dropped, walker.minutes)


def _without_loose_ends(pieces: list[Piece], dropped: list[Dropped]) -> Iterable[Piece]:
    """The pieces without rules and headings at the end that have nothing under them."""
    notes = [piece for piece in pieces if piece.kind is BlockKind.FOOTNOTE]
    rest = [piece for piece in pieces if piece.kind is not BlockKind.FOOTNOTE]
    while rest and rest[-1].kind in (BlockKind.HEADING, BlockKind.RULE):
        last = rest.pop()
        if last.kind is BlockKind.HEADING:
            dropped.append(Dropped(clean_text(last.text)[:200], "a heading with nothing under it"))
    return [*rest, *notes]
