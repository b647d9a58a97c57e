"""The walk from HTML elements to blocks: what each is in print, and which are page furniture."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urldefrag

from lxml.etree import _Element

from library.document import BlockKind, DocumentBuilder, Span, SpanKind, add_caption, add_row, clean_text
from library.extract import Dropped
from library.extract.furniture import Rules
from library.extract.html_metadata import likeness, web_address

HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
        "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", *HEADINGS, "header", "hgroup", "hr",
        "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "search", "section", "summary", "table",
        "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    )
)  # fmt: skip
# Their text is never for reading: code for the machine, controls, players, and what stands in for them.
INVISIBLE = frozenset(
    (
        "annotation", "annotation-xml", "applet", "area", "audio", "base", "button", "canvas", "datalist", "embed",
        "frame", "frameset", "head", "iframe", "input", "label", "link", "map", "meta", "meter", "noframes",
        "object", "optgroup", "option", "progress", "rp", "script", "select", "style", "svg", "template",
        "textarea", "title", "video",
    )
)  # fmt: skip
_MARKS = {
    "strong": SpanKind.STRONG, "b": SpanKind.STRONG, "em": SpanKind.EMPHASIS, "i": SpanKind.EMPHASIS,
    "cite": SpanKind.EMPHASIS, "dfn": SpanKind.EMPHASIS, "var": SpanKind.EMPHASIS, "code": SpanKind.CODE,
    "kbd": SpanKind.CODE, "samp": SpanKind.CODE, "tt": SpanKind.CODE, "sub": SpanKind.SUB,
    "sup": SpanKind.SUP, "s": SpanKind.STRIKE, "strike": SpanKind.STRIKE, "del": SpanKind.STRIKE,
}  # fmt: skip
_TAG_REASONS = {
    "nav": "navigation", "aside": "beside the article", "footer": "a page footer", "form": "a form",
    "dialog": "a dialogue", "menu": "a menu", "search": "a search form",
}  # fmt: skip
_ROLE_REASONS = {
    "navigation": "navigation", "search": "a search form", "banner": "a page header", "contentinfo": "a page footer",
    "complementary": "beside the article", "dialog": "a dialogue", "alertdialog": "a dialogue",
    "menu": "a menu", "toolbar": "buttons", "tablist": "buttons", "form": "a form",
}  # fmt: skip
# What class and id names say an element is. Their words stand in lower case with a space on either side.
_HINTS = {
    "advertising": (
        r"ads?|advert\w*|adslot|adunit|dfp|gpt|sponsor\w*|promos?|promoted|promobox|outbrain|taboola|banner ad"
    ),
    "a cookie box": r"cookies?|consent|gdpr|onetrust|cmp",
    "a newsletter or subscription box": (
        r"newsletters?|subscribe|subscription|signup|sign up|opt ?in|paywall|regwall|donat\w+|membership"
        r"|mailing list|cta"
    ),
    "sharing": r"share|sharing|sharedaddy|shares|social\w*|addthis|addtoany|sociable|follow us",
    "other articles": (
        r"related\w*|recirc\w*|recommend\w*|trending|popular|most read|read (?:more|next|also)|see also|onward|teasers?"
        r"|more (?:on|from|stories|articles|news|like|posts)|up next|next up|you may|also like|jp relatedposts"
        r"|article list|post list|latest (?:news|posts|stories)|(?:prev|previous|next) (?:post|article)"
        r"|pagination|pager|postnav"
    ),
    "comments": r"comments?|disqus|respond|replies|comment list|discussion",
    "navigation": (
        r"nav|navbar|navigation|breadcrumbs?|menu|toc|skip link|skip to|site header|masthead|topbar|sitemap"
    ),
    "beside the article": r"sidebar|side bar|widgets?|rail",
    "about the author": r"author (?:bio|box|info|card|profile)|about (?:the )?author|bio box",
    "a player": (
        r"(?:video|audio|media|podcast) ?(?:player|js|controls?|embed controls)|player (?:controls?|chrome)|jw ?player"
    ),
    "tags": r"tags?|tag (?:list|links|cloud)|post tags|entry tags|categories|cat links|topics?|topic list|keywords",
    "links of the encyclopaedia": r"navbox",
    "a page footer": r"site footer|page footer|global footer|colophon",
    "page furniture": (
        r"mw editsection|noprint|no print|print only|hidden print|printonly|toolbar|tools|buttons?|modal|popup"
        r"|popover|tooltip|overlay|lightbox|carousel (?:nav|control\w*)|feedback|rating|poll|quiz result"
        r"|metadata plainlinks"
    ),
    "hidden text": r"sr only|screen ?reader(?: text)?|visually ?hidden|assistive text|a11y hidden|offscreen",
}
_HINT_REASONS = tuple((re.compile(f" (?:{pattern}) "), reason) for reason, pattern in _HINTS.items())
_KEEP = re.compile(
    r" (?:pull ?quotes?|footnotes?|endnotes?|sidenotes?|references|reflist|callout|admonition|highlighter?) "
)
_BYLINE = re.compile(
    r" (?:by ?lines?|authors?|author name|date ?lines?|dates?|date ?time|time ?stamp|published|pub ?date|posted"
    r"|meta|post meta|entry meta|article meta|reading time|read time|updated|last modified|kicker"
    r"|eyebrow|rubric|section name|category) "
)
CAPTION = re.compile(
    r" (?:figcaption|wp caption text|(?:\w+ )?captions?(?: text)?|cutline|image description|img desc) "
)
_CREDIT = re.compile(
    r" (?:\w*credits?|copyright(?: ?holder| ?notice)?|photographers?|photo by"
    r"|image source|img source|courtesy) "
)
# These name a credit only within a figure or a caption.
_CREDIT_WITHIN = re.compile(r" (?:attribution|source|by ?line|author|creator|rights) ")
_PULL_QUOTE = re.compile(r" pull ?quotes? ")
_LINE_NUMBERS = re.compile(
    r" (?:linenos?|line numbers?|linenumbers?|lineno|gutter|rouge gutter|ln num|hljs ln numbers) "
)
_NOTES_AREA = re.compile(r" (?:footnotes?|endnotes?|references|reflist|doc endnotes) ")
_NOTE_ID = re.compile(
    r"^#?_?(?:fn|ftn|footnote|note|endnote|en|cite_?note|sdfootnote)[-:_.]?[\w.:-]*\d[\w.:-]*$", re.IGNORECASE
)
_BACK_LINK = re.compile(r" (?:\w*backrefs?|reversefootnote|back ?links?|footnote (?:back|return)) ")
_BACK_TEXT = re.compile(r"[\s\u21a9\ufe0e\ufe0f\u2191^¶§#\U0001f517]*")
_LANGUAGE = re.compile(r"(?:^|\s)(?:language|lang|highlight-source|highlight|brush:)[-_ ]?([\w+#.-]+)", re.IGNORECASE)
_NO_LANGUAGE = frozenset(("", "text", "plain", "plaintext", "none", "default", "nohighlight", "wrapper", "notranslate"))
_LAZY_SOURCES = (
    "data-src", "data-original", "data-lazy-src", "data-lazy", "data-full-src", "data-hi-res-src", "data-url",
    "data-image-src", "data-img-src", "data-orig-file", "data-large-file",
)  # fmt: skip
_SRCSET = re.compile(r"\s*([^\s,]\S*[^\s,])(?:\s+([\d.]+)[wx])?\s*(?:,|$)")
_PLACEHOLDER = re.compile(
    r"^data:|^about:|(?:placeholder|spacer|blank|transparent|pixel|1x1|loading)[\w-]*\.(?:gif|png|svg)",
    re.IGNORECASE,
)
_SMALL_PICTURE = re.compile(
    r" (?:emoji|wp smiley|smiley|icons?|avatar|gravatar|logo|sprite|mwe math\w*|tex|latex|math) "
)
_MATHS = re.compile(r" (?:mwe math\w*|tex|latex|math) ")
_FORMULA = re.compile(r"\{\\(?:display|text)style (.*)\}")
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LABELLED = re.compile(r"([^\W\d_][\w’'./ -]{1,24}?)\s*[:：]\s*(\S.*)", re.DOTALL)
_SPLIT = re.compile(r"(?<=[a-z])(?=[A-Z])|[^A-Za-z0-9]+")
_WORD = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")

_WHOLES = frozenset(("li", "dd", "blockquote", "td", "th", "figure", "details"))
_SAID_BEFORE = "said before"
_HEAVY = 0.3
"""An element with more than this share of the article's words is part of it, whatever its class says."""
_LINK_REASONS = frozenset(("other articles", "tags"))
"""Reasons that hold only where much of the text is links: an ordinary list may be of class post-list."""
_WEAK_REASONS = frozenset(("advertising", "beside the article", "page furniture", "navigation", "a player"))
"""Reasons by class that yield to the extractor: a page builder calls every part of a page a widget."""
_LONG_CAPTION, _LONG_SPAN, _MAX_DROPPED, _MAX_SPAN_CELLS, _MAX_COLUMNS, _MAX_LEVEL, _SHORT_LINE = (
    1500,
    300,
    200,
    40,
    100,
    32,
    8,
)


@lru_cache(maxsize=4096)
def _hint_words(classes: str, name: str) -> str:
    words = _SPLIT.sub(" ", f"{classes} {name}").lower().split()
    return f" {' '.join(words)} "


def hint(element: _Element) -> str:
    """The words of an element's class, id, itemprop and such, lower case, with a space around each."""
    more = " ".join(element.get(name) or "" for name in ("itemprop", "data-testid", "data-component"))
    identity = element.get("id") or ""
    if element.tag in HEADINGS or len(_SPLIT.sub(" ", identity).split()) > 3:
        identity = ""  # words of the text, made into the target of a link
    return _hint_words(element.get("class") or "", f"{identity} {more}")


def is_hidden(element: _Element) -> bool:
    """Whether the markup itself keeps an element from sight."""
    if element.get("hidden") is not None or _HIDING.search(element.get("style") or ""):
        return True
    return element.get("aria-hidden") == "true" and element.tag not in (
        "img",
        "picture",
        "figure",
        "span",
        "a",
    )


@lru_cache(maxsize=4096)
def _hint_reason(words: str) -> str:
    if _KEEP.search(words):
        return ""
    return next((reason for pattern, reason in _HINT_REASONS if pattern.search(words)), "")


def noise(element: _Element) -> str:
    """Why an element is page furniture by its tag, role, class or id; empty when nothing says so."""
    words = hint(element)
    if _KEEP.search(words):
        return ""
    if element.tag == "footer" and any(parent.tag == "blockquote" for parent in element.iterancestors()):
        return ""
    role = (element.get("role") or "").lower()
    return _TAG_REASONS.get(element.tag) or _ROLE_REASONS.get(role) or _hint_reason(words)


def visible(element: _Element) -> Iterator[_Element]:
    """An element and all below it that can be seen, in order; never deeper into what can't."""
    waiting = [element]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(child for child in reversed(found) if child.tag not in INVISIBLE and not is_hidden(child))


def text_of(element: _Element, without: Iterable[_Element] = (), *, apart: bool = False) -> str:
    """The visible text of an element in one clean line, without that of some elements below it.

    With `apart` there is a space between any two elements: a label and a name may be told apart by style alone.
    """
    skipped = set(without)
    parts: list[str] = []
    waiting: list[_Element | str | None] = [element]
    while waiting:
        found = waiting.pop()
        if found is None or isinstance(found, str):
            parts.append(found or "")
            continue
        gap = " " if apart or found.tag in BLOCKS or found.tag == "br" else ""
        parts += (gap, found.text or "")
        waiting.append(gap)
        for child in reversed(found):
            waiting.append(child.tail)
            if child.tag not in INVISIBLE and child not in skipped and not is_hidden(child):
                waiting.append(child)
    return clean_text("".join(parts))


def words_in(text: str) -> list[str]:
    """The words of a text, case folded; an ideograph or kana is one."""
    return _WORD.findall(text.casefold())


def picture_address(image: _Element, base: str) -> str:
    """The best address that an image gives: largest of its sets, else lazily loaded, else its source."""
    sets = [image.get("srcset"), image.get("data-srcset"), image.get("data-lazy-srcset")]
    parent = image.getparent()
    while parent is not None and parent.tag == "source":  # libxml2 does not know that it is empty
        parent = parent.getparent()
    if parent is not None and parent.tag == "picture":
        sets += [
            found for source in parent.iter("source") for found in (source.get("srcset"), source.get("data-srcset"))
        ]
    sizes = [(float(size or 1), url) for value in sets if value for url, size in _sizes(value[:20_000])]
    largest = max(sizes, key=lambda found: found[0], default=(0.0, ""))[1]
    plain = [image.get("src"), *(image.get(name) for name in _LAZY_SOURCES)]
    for reference in (largest, *reversed(plain[1:]), plain[0]):
        if reference and not _PLACEHOLDER.search(reference[:300]):
            found = web_address(reference, base)
            if found:
                return found
    return ""


def _sizes(value: str) -> Iterator[tuple[str, str]]:
    for url, size in _SRCSET.findall(value):
        if size.count(".") <= 1 and size != ".":
            yield url, size


@dataclass
class Piece:
    """One block to be; a caption keeps its credit apart, a row its cells."""

    kind: BlockKind
    text: str = ""
    spans: list[Span] = field(default_factory=list)
    level: int = 0
    info: str = ""
    credit: str = ""
    label: str = ""
    cells: list[tuple[str, list[Span]]] | None = None

    def add_to(self, builder: DocumentBuilder) -> bool:
        """Append the block to a document; False when nothing of it remained."""
        if self.kind is BlockKind.CAPTION:
            return add_caption(builder, self.text, self.credit, self.label)
        if self.cells is not None:
            return add_row(builder, self.cells, self.level, header=bool(self.info))
        return builder.add(self.kind, self.text, self.spans, level=self.level, info=self.info)


@dataclass(frozen=True)
class Plan:
    """What is known of the page before its article is walked."""

    title: str
    base: str
    rules: Rules
    is_kept: Callable[[str], bool]
    """Whether the extractor took a line for part of the article."""
    weights: Mapping[_Element, int]
    """Words of the article below an element; elements that hold none are missing."""
    total: int
    """Words of the whole article."""
    core: frozenset[_Element]
    """Elements that directly hold blocks of the article; empty when nothing tells what is."""
    last: frozenset[_Element]
    """The element that holds the last line of the article, and all that hold it in turn."""
    taken: frozenset[_Element]
    """Elements that became standfirst or key points already."""
    taken_texts: frozenset[str]
    notes: Mapping[str, str]
    """Footnotes: the id that links name -> the label."""
    note_places: Mapping[_Element, str]
    """Footnotes: the element that holds one -> its id."""


class _Inline:
    """Text that is being gathered, with its marks."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._open: list[tuple[SpanKind, str, int]] = []
        self._spans: list[Span] = []
        self.broken = -1
        """Where the last line break stands."""

    def add(self, text: str | None) -> None:
        if text:
            self._parts.append(text)
            self._length += len(text)
            if self.broken >= 0 and not text.isspace():
                self.broken = -1

    def line_break(self) -> None:
        self.add("\n")
        self.broken = self._length

    def open(self, kind: SpanKind, target: str = "") -> None:
        self._open.append((kind, target, self._length))

    def close(self) -> None:
        kind, target, start = self._open.pop()
        if start < self._length:
            self._spans.append(Span(kind, start, self._length, target))

    @property
    def blank(self) -> bool:
        return all(part.isspace() for part in self._parts)

    def take(self) -> tuple[str, list[Span]]:
        """The text so far and its marks; open marks go on in what follows."""
        text, spans = "".join(self._parts), self._spans
        spans += [Span(kind, start, self._length, target) for kind, target, start in self._open if start < self._length]
        self._parts, self._spans, self._length, self.broken = [], [], 0, -1
        self._open = [(kind, target, 0) for kind, target, _ in self._open]
        return text, spans


@dataclass
class _List:
    ordered: bool
    next: int = 1
    step: int = 1


@dataclass
class _Item:
    level: int
    info: str
    started: bool = False


_Closer = Callable[[], None]


def _nothing() -> None:
    """Close an element that opened nothing."""


class Walker:
    """Walks one part of a page after the other and gathers its pieces and what was left out."""

    def __init__(self, plan: Plan) -> None:
        self.pieces: list[Piece] = []
        self.dropped: list[Dropped] = []
        self.minutes: int | None = None
        self.noted: set[str] = set()
        """Ids of the footnotes that were written."""
        self._plan = plan
        self._inline = _Inline()
        self._pictures: list[Piece] = []
        self._shown: set[str] = set()
        self._lists: list[_List] = []
        self._items: list[_Item] = []
        self._quotes = 0
        self._heading = 0
        self._trusted = 0
        self._tables = 0
        self._started = False
        self._ended = False
        self._last_reason = ""
        """Why the line before was left out; empty when it was not."""
        self._handlers: dict[str, Callable[[_Element], _Closer | None]] = {
            "blockquote": self._quote, "ul": self._list, "ol": self._list, "dir": self._list,
            "li": self._item, "dd": self._item, "dt": self._term, "pre": self._code, "table": self._table,
            "figure": self._figure, "figcaption": self._caption, "img": self._image, "amp-img": self._image,
            "br": self._break, "hr": self._rule, "a": self._link, "q": self._quotation, "noscript": self._noscript,
            **dict.fromkeys(HEADINGS, self._head), **dict.fromkeys(_MARKS, self._mark),
        }  # fmt: skip

    def walk(self, root: _Element) -> None:
        """Gather the pieces of an element and all below it."""
        closer = self._enter(root)
        self._inline.add(root.text if closer else "")
        stack: list[tuple[_Element, Iterator[_Element], _Closer]] = [(root, iter(root), closer)] if closer else []
        while stack:
            element, children, closer = stack[-1]
            child = next(children, None)
            if child is None:
                closer()
                stack.pop()
                self._leave(element, tail=bool(stack))
                continue
            opened = self._enter(child)
            if opened:
                self._inline.add(child.text)
                stack.append((child, iter(child), opened))
            else:
                self._leave(child, tail=True)
        self._flush()

    def _leave(self, element: _Element, *, tail: bool) -> None:
        if element in self._plan.last:
            self._ended = True
        if tail:
            self._inline.add(element.tail)

    def note(self, element: _Element) -> None:
        """Write the footnote that an element holds."""
        identity = self._plan.note_places[element]
        if identity in self.noted:
            return
        self._flush()
        self.noted.add(identity)
        label = self._plan.notes.get(identity, "")
        text, spans = self._gathered(element)
        lead = re.match(rf"\s*[\[(]?{re.escape(label)}[\])]?[.:]?\s+", text) if label else None
        cut = lead.end() if lead else 0
        spans = [Span(span.kind, max(0, span.start - cut), max(0, span.end - cut), span.target) for span in spans]
        self.pieces.append(Piece(BlockKind.FOOTNOTE, text[cut:], spans, info=label))

    # What is left out ---------------------------------------------------------------------------------------

    def _drop(self, text: str, reason: str) -> None:
        text = clean_text(text)
        if text:
            self.dropped.append(Dropped(text[:_MAX_DROPPED], reason))

    def _left_out(self, element: _Element) -> str:
        """Why a block element is not walked; empty when it is."""
        plan = self._plan
        weight = plan.weights.get(element, 0)
        if weight > plan.total * _HEAVY:
            return ""
        reason = noise(element)
        if reason in _LINK_REASONS and link_share(element) < 0.3:
            reason = ""
        if reason and weight and self._is_trusted_by_extractor(element, reason, weight):
            reason = ""
        if not reason and not self._started and self._is_byline(element):
            reason = "byline or date"
        if reason or not plan.core or weight or self._trusted:
            return reason
        if _NOTES_AREA.search(hint(element)):
            return ""
        return self._beside(element)

    def _is_trusted_by_extractor(self, element: _Element, reason: str, weight: int) -> bool:
        if reason in _WEAK_REASONS:
            return True
        return weight >= 100 and weight >= 0.8 * len(words_in(text_of(element)))

    def _beside(self, element: _Element) -> str:
        """Why an element without a word that the extractor kept is no part of the article."""
        parent = element.getparent()
        beside_text = parent is not None and (parent in self._plan.core or parent.tag in _WHOLES)
        special = element.tag in (
            "figure",
            "pre",
            "table",
            "blockquote",
            "hr",
            "figcaption",
        ) or _holds_picture(element)
        if self._ended and not (beside_text and (special or element.tag == "p")):
            return "after the article"
        if not beside_text and not special and not self._heading:
            return "before the article" if not self._started else "beside the article"
        if link_share(element) > 0.7 and not special:
            return "only links"
        return ""

    # Elements -----------------------------------------------------------------------------------------------

    def _enter(self, element: _Element) -> _Closer | None:
        """Open an element: what closes it, or None when what is below it is not walked."""
        tag = element.tag
        if tag in INVISIBLE or element in self._plan.taken or is_hidden(element):
            return None
        if _LINE_NUMBERS.search(hint(element)) and element not in self._plan.weights:
            return None
        if element in self._plan.note_places:
            return self.note(element)
        if tag in BLOCKS:
            return self._enter_block(element)
        if tag == "span" and self._takes_span(element):
            return None
        handler = self._handlers.get(tag)
        return handler(element) if handler else _nothing

    def _takes_span(self, element: _Element) -> bool:
        """Whether a span was furniture or a caption, which is dealt with."""
        reason = _hint_reason(hint(element)) if self._inline.blank else ""
        text = text_of(element) if reason else ""
        if reason and len(text) < _LONG_SPAN:
            self._drop(text, reason)
            return True
        if _is_marked_caption(element) and self._after_picture():
            self._caption(element)
            return True
        return False

    def _enter_block(self, element: _Element) -> _Closer | None:
        reason = self._left_out(element)
        if reason:
            self._flush()
            self._drop(text_of(element), reason)
            return None
        if element.tag not in HEADINGS or not self._inline.blank:
            self._flush()
        if _is_marked_caption(element) and element.tag not in HEADINGS and self._after_picture():
            return self._caption(element)
        pulled = _PULL_QUOTE.search(hint(element)) and element.tag != "figure" and not self._quotes
        handler = self._quote if pulled else self._handlers.get(element.tag)
        closer = handler(element) if handler else self._flush
        trusted = self._plan.core and element not in self._plan.weights
        return self._trusting(closer) if closer and trusted else closer

    def _trusting(self, closer: _Closer) -> _Closer:
        self._trusted += 1

        def close() -> None:
            self._trusted -= 1
            closer()

        return close

    def _is_byline(self, element: _Element) -> bool:
        if element.tag in ("body", "main", "article", "figure", *HEADINGS):
            return False
        if element in self._plan.weights or not (_BYLINE.search(hint(element)) or element.tag == "address"):
            return False
        return len(text_of(element)) < 300 and next(element.iter("img", "h1"), None) is None

    def _mark(self, element: _Element) -> _Closer:
        self._inline.open(_MARKS[element.tag])
        return self._inline.close

    def _link(self, element: _Element) -> _Closer | None:
        target = self._target(element)
        if not target and (element.get("href") or "").startswith("#") and _BACK_TEXT.fullmatch(text_of(element)):
            return None
        if _BACK_LINK.search(hint(element)) or element.get("role") == "doc-backlink":
            return None
        if target:
            self._inline.open(SpanKind.LINK, target)
        return self._inline.close if target else _nothing

    def _target(self, element: _Element) -> str:
        reference = (element.get("href") or "").strip()
        page, fragment = urldefrag(reference) if "#" in reference else (reference, "")
        if fragment and (not page or page == urldefrag(self._plan.base)[0]):
            label = self._plan.notes.get(fragment)
            return f"#fn:{label}" if label else ""
        return web_address(reference, self._plan.base, ("http", "https", "mailto")) if reference else ""

    def _quotation(self, _: _Element) -> _Closer:
        self._inline.add("“")
        return lambda: self._inline.add("”")

    def _break(self, _: _Element) -> None:
        if self._inline.broken >= 0:
            self._flush()
        elif not self._inline.blank:
            self._inline.line_break()

    def _head(self, element: _Element) -> _Closer | None:
        text = text_of(element)
        if self._is_title(element.tag, text):
            return None
        before, self._heading = self._heading, HEADINGS[element.tag]

        def close() -> None:
            self._flush()
            self._heading = before

        return close

    def _is_title(self, tag: str, text: str) -> bool:
        title = self._plan.title
        return (
            bool(title) and not self._has_text() and (text == title or (tag == "h1" and likeness(text, title) >= 0.8))
        )

    def _has_text(self) -> bool:
        return any(piece.kind is BlockKind.PARAGRAPH for piece in self.pieces)

    def _quote(self, _: _Element) -> _Closer:
        self._quotes += 1

        def close() -> None:
            self._flush()
            self._quotes -= 1

        return close

    def _list(self, element: _Element) -> _Closer | None:
        backwards = element.get("reversed") is not None
        first = _number(element.get("start"), sum(child.tag == "li" for child in element) if backwards else 1)
        self._lists.append(_List(element.tag == "ol", first, -1 if backwards else 1))

        def close() -> None:
            self._flush()
            self._lists.pop()

        return close

    def _item(self, element: _Element) -> _Closer:
        info = ""
        if self._lists and self._lists[-1].ordered and element.tag == "li":
            counter = self._lists[-1]
            number = _number(element.get("value"), counter.next)
            counter.next = number + counter.step
            info = str(number)
        self._items.append(_Item(max(1, min(len(self._lists), _MAX_LEVEL)), info))

        def close() -> None:
            self._flush()
            self._items.pop()

        return close

    def _term(self, _: _Element) -> _Closer:
        self._inline.open(SpanKind.STRONG)

        def close() -> None:
            self._inline.close()
            self._flush()

        return close

    def _code(self, element: _Element) -> None:
        lines = _code_text(element)
        if lines.strip():
            self._started = True
            self.pieces.append(Piece(BlockKind.CODE, lines, info=_language_of(element)))

    def _rule(self, _: _Element) -> None:
        self._flush()
        if self.pieces and self.pieces[-1].kind is not BlockKind.RULE:
            self.pieces.append(Piece(BlockKind.RULE))

    def _noscript(self, element: _Element) -> _Closer | None:
        parent = element.getparent()
        inner = set(element.iter("img"))
        others = set(parent.iter("img")) - inner if parent is not None else set()
        shown = any(picture_address(image, self._plan.base) for image in others)
        return _nothing if inner and not shown else None

    # Pictures and captions ----------------------------------------------------------------------------------

    def _after_picture(self) -> bool:
        return bool(self._pictures) or bool(
            self.pieces and self.pieces[-1].kind in (BlockKind.IMAGE, BlockKind.CAPTION)
        )

    def _picture(self, element: _Element) -> Piece | None:
        alt = clean_text(element.get("alt") or "")
        address = picture_address(element, self._plan.base)
        tiny = any(0 <= _number(element.get(name), 1000) <= 2 for name in ("width", "height"))
        if tiny or not address or address in self._shown:
            return None
        self._shown.add(address)
        return Piece(BlockKind.IMAGE, alt, info=address)

    def _image(self, element: _Element) -> None:
        small = _number(element.get("width"), 1000) <= 32 or _number(element.get("height"), 1000) <= 32
        if small or _SMALL_PICTURE.search(hint(element)):
            if not self._inline.blank or _SMALL_PICTURE.search(hint(element)):
                alt = element.get("alt") or ""
                formula = _FORMULA.fullmatch(alt)
                self._inline.add(
                    formula[1] if formula else alt if len(alt) <= 4 or _MATHS.search(hint(element)) else ""
                )
            return
        piece = self._picture(element)
        if piece is None:
            return
        # A picture within a paragraph stands behind it: the sentence stays whole.
        self._pictures.append(piece)
        if self._inline.blank:
            self._flush()

    def _figure(self, element: _Element) -> _Closer | None:
        captions = [found for found in visible(element) if found.tag == "figcaption" or _is_marked_caption(found)]
        texts = next(element.iter("pre", "table", "blockquote", "ul", "ol", *HEADINGS), None) is not None
        nested = sum(found.tag == "figure" for found in element.iter("figure")) > 1
        images = list(element.iter("img", "amp-img"))
        if nested or texts or len(text_of(element)) > _LONG_CAPTION or not (images or captions):
            return self._flush
        self.pieces += [piece for image in images if (piece := self._picture(image))]
        if images or captions or next(element.iter("video", "audio", "iframe"), None) is not None:
            self._write_caption(element)
        return None

    def _caption(self, element: _Element) -> None:
        self._flush()
        self._write_caption(element)

    def _write_caption(self, element: _Element) -> None:
        """Write the words and the credit of a figure or caption; furniture in it is left out."""
        furniture = [found for found in visible(element) if found is not element and self._is_caption_noise(found)]
        credits_found = [found for found in visible(element) if found is not element and _is_credit(found, within=True)]
        credits_found = [
            found for found in credits_found if not any(up in credits_found for up in found.iterancestors())
        ]
        whole = text_of(element, furniture)
        if _is_credit(element) and not CAPTION.search(hint(element)):
            words, credit = "", whole
        else:
            words = text_of(element, [*furniture, *credits_found])
            credit = " / ".join(dict.fromkeys(text for found in credits_found if (text := text_of(found, apart=True))))
        label = ""
        if not credit and (known := self._plan.rules.credit_in(words)):
            words, credit, label = known.words, known.credit, known.label
        elif credit:
            credit, label = self._credit_and_label(credit)
        self._put_caption(Piece(BlockKind.CAPTION, words, credit=credit, label=label))

    def _is_caption_noise(self, element: _Element) -> bool:
        looked_at = element.tag == "span" or (element.tag in BLOCKS and element.tag != "figcaption")
        reason = noise(element) if looked_at else ""
        return bool(reason) and reason != "tags"

    def _credit_and_label(self, line: str) -> tuple[str, str]:
        line = line.strip(" ()[]|•·–—-")
        known = self._plan.rules.credit_in(line)
        if known and not known.words:
            return known.credit, known.label
        labelled = _LABELLED.fullmatch(line)
        if labelled and len(labelled[1].split()) <= 3:
            return labelled[2], labelled[1].strip()
        return line, ""

    def _put_caption(self, piece: Piece) -> None:
        if not piece.text and not piece.credit:
            return
        last = self.pieces[-1] if self.pieces else None
        if last is not None and last.kind is BlockKind.CAPTION:
            if piece.text in ("", last.text):
                last.credit, last.label = last.credit or piece.credit, last.label or piece.label
                return
            if not last.text:
                piece.credit, piece.label = piece.credit or last.credit, piece.label or last.label
                self.pieces.pop()
        if piece.text and (
            self._plan.rules.furniture_at(piece.text, "body") or clean_text(piece.text) in self._plan.taken_texts
        ):
            return
        self.pieces.append(piece)

    # Tables -------------------------------------------------------------------------------------------------

    def _table(self, element: _Element) -> _Closer | None:
        rows = _rows(element)
        if not _is_data(element, rows):
            return self._flush
        self._started = True
        for caption in element:
            if caption.tag == "caption":
                self._write_caption(caption)
        self._tables += 1
        carried: dict[int, int] = {}
        for number, row in enumerate(rows):
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            header = bool(cells) and all(cell.tag == "th" for cell in cells)
            parent = row.getparent()
            header = header or (parent is not None and parent.tag == "thead" and number == 0)
            made = self._cells(cells, carried)
            if any(text.strip() for text, _ in made):
                info = "header" if header else ""
                self.pieces.append(Piece(BlockKind.ROW, cells=made, level=self._tables, info=info))
        return None

    def _cells(self, cells: list[_Element], carried: dict[int, int]) -> list[tuple[str, list[Span]]]:
        """The cells of one row; those that a cell above or beside covers are empty."""
        made: list[tuple[str, list[Span]]] = []

        def covered() -> None:
            while carried.get(len(made), 0) > 0 and len(made) < _MAX_COLUMNS:
                carried[len(made)] -= 1
                made.append(("", []))

        for cell in cells:
            covered()
            down = min(_number(cell.get("rowspan"), 1), 10_000) - 1
            across = max(1, min(_number(cell.get("colspan"), 1), _MAX_SPAN_CELLS))
            content = self._gathered(cell)
            for column in range(across if len(made) < _MAX_COLUMNS else 1):
                carried[len(made)] = max(0, down)
                made.append(content if column == 0 else ("", []))
        covered()
        return made

    def _gathered(self, root: _Element) -> tuple[str, list[Span]]:
        """All visible text below an element as one line with its marks."""
        outer, self._inline = self._inline, _Inline()
        inline = self._inline
        stack: list[tuple[_Element, Iterator[_Element], _Closer]] = [(root, iter(root), _nothing)]
        inline.add(root.text)
        while stack:
            element, children, closer = stack[-1]
            child = next(children, None)
            if child is None:
                closer()
                stack.pop()
                if stack:
                    inline.add(element.tail)
                continue
            opened = self._gather(child)
            if opened:
                inline.add(child.text)
                stack.append((child, iter(child), opened))
            else:
                inline.add(child.tail)
        self._inline = outer
        return inline.take()

    def _gather(self, element: _Element) -> _Closer | None:
        """Open an element within a line; text is added for those that have no other way in."""
        tag = element.tag
        if tag in INVISIBLE or is_hidden(element):
            return None
        if tag in _MARKS:
            return self._mark(element)
        if tag == "a":
            return self._link(element)
        if tag == "img":
            self._inline.add(f" {clean_text(element.get('alt') or '')} ")
            return None
        gap = " " if tag in BLOCKS or tag == "br" else ""
        self._inline.add(gap)
        return lambda: self._inline.add(gap)

    # Lines --------------------------------------------------------------------------------------------------

    def _flush(self) -> None:
        """End the block that is being gathered and write it, then the pictures that stood in it."""
        text, spans = self._inline.take()
        line = clean_text(text)
        if line:
            self._write_line(text, spans, line)
        if self._pictures:
            self.pieces += self._pictures
            self._pictures = []

    def _write_line(self, text: str, spans: list[Span], line: str) -> None:
        plan = self._plan
        kept = not plan.core or plan.is_kept(line)
        where = "head" if not self._started else "tail" if self._ended else "body"
        reason = self._last_reason = self._line_reason(line, spans, text, where, kept=kept)
        if kept and not self._heading and len(words_in(line)) >= _SHORT_LINE:
            self._started = True
        if reason:
            if reason != _SAID_BEFORE:
                self._drop(line, reason)
            return
        self._append_line(text, spans)

    def _line_reason(self, line: str, spans: list[Span], text: str, where: str, *, kept: bool) -> str:
        """Why a line is no part of the article; empty when it is."""
        plan = self._plan
        if line in plan.taken_texts or (line == plan.title and not self._has_text()):
            return _SAID_BEFORE
        reason = self._ruled_out(line, where)
        if reason or kept or not plan.core:
            return reason
        if where == "head" and not self._heading and not self._quotes and not self._items:
            return "before the article" if len(words_in(line)) < _SHORT_LINE else ""
        linked = sum(span.end - span.start for span in spans if span.kind is SpanKind.LINK)
        return "only links" if not self._items and linked > 0.9 * len(text.strip()) else ""

    def _ruled_out(self, line: str, where: str) -> str:
        """The reason of the rule that a line falls under, noting what it says of the article."""
        plan = self._plan
        beside = [self._last_reason, "caption"] if self._after_picture() else [self._last_reason]
        found = plan.rules.furniture_at(line, where, beside)
        if found:
            rule, match = found
            minutes = match.groupdict().get("minutes") or ""
            if rule.keep == "minutes" and minutes.isdecimal():
                self.minutes = self.minutes or int(minutes)
            return rule.reason
        if where == "head" and not self._heading and (plan.rules.byline_in(line) or plan.rules.date_in(line)):
            return "byline or date"
        return ""

    def _append_line(self, text: str, spans: list[Span]) -> None:
        item = self._items[-1] if self._items else None
        if self._heading and not self._quotes:
            piece = Piece(BlockKind.HEADING, text, spans, level=self._heading)
        elif item is not None and not item.started:
            item.started = True
            piece = Piece(BlockKind.ITEM, text, spans, level=item.level, info=item.info)
        elif self._quotes:
            piece = Piece(BlockKind.QUOTE, text, spans, level=min(self._quotes, _MAX_LEVEL))
        else:
            piece = Piece(BlockKind.PARAGRAPH, text, spans)
        self.pieces.append(piece)


def _number(text: str | None, default: int) -> int:
    text = (text or "").strip().removesuffix("px")
    return int(text) if re.fullmatch(r"-?[0-9]{1,6}", text) else default


def _holds_picture(element: _Element) -> bool:
    return element.tag not in HEADINGS and next(element.iter("figure", "picture"), None) is not None


def link_share(element: _Element) -> float:
    """How much of the visible text of an element is links, from 0 to 1."""
    letters = len(text_of(element))
    return sum(len(text_of(link)) for link in visible(element) if link.tag == "a") / letters if letters else 0.0


def _is_marked_caption(element: _Element) -> bool:
    words = hint(element)
    if not CAPTION.search(words) and not (_is_credit(element) and element.tag in ("p", "div", "span")):
        return False
    return (
        next(element.iter("img", "video", "iframe", "figure", "table"), None) is None
        and len(text_of(element)) < _LONG_CAPTION
    )


def _is_credit(element: _Element, *, within: bool = False) -> bool:
    if element.tag in ("img", "figure", "figcaption", "body", "article"):
        return False
    words = hint(element)
    return bool(_CREDIT.search(words) or (within and _CREDIT_WITHIN.search(words)))


def _language_of(pre: _Element) -> str:
    nearby = [pre, *pre.iter("code")]
    parent = pre.getparent()
    for _ in range(2):
        if parent is not None:
            nearby.append(parent)
            parent = parent.getparent()
    for element in nearby:
        for name in ("class", "data-lang", "data-language", "lang"):
            value = element.get(name) or ""
            found = _LANGUAGE.search(value) if name == "class" else re.fullmatch(r"[\w+#.-]+", value)
            language = (found[found.lastindex or 0] if found else "").lower().removeprefix("source-")
            if language not in _NO_LANGUAGE and not (name == "lang" and element is not pre):
                return language
    return ""


def _code_text(pre: _Element) -> str:
    """The text of code with its lines; line numbers beside it are left out."""
    parts: list[str] = []
    waiting: list[_Element | str | None] = [pre]
    while waiting:
        found = waiting.pop()
        if isinstance(found, str):
            parts.append(found)
        elif found is None:  # the end of an element that stands on lines of its own
            if parts and not parts[-1].endswith("\n"):
                parts.append("\n")
        elif found.tag == "br":
            parts.append("\n")
        elif found.tag not in INVISIBLE and not _LINE_NUMBERS.search(hint(found)):
            if found.tag in ("div", "p", "li", "tr") and found is not pre:
                waiting.append(None)
            for child in reversed(found):
                waiting += ([child.tail] if child.tail else []) + [child]
            parts.append(found.text or "")
    return "".join(parts)


def _rows(table: _Element) -> list[_Element]:
    """The rows of a table, without those of tables in it."""
    rows: list[_Element] = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            rows += [row for row in child if row.tag == "tr"]
    return rows


def _is_data(table: _Element, rows: list[_Element]) -> bool:
    """Whether a table holds data; other tables only arrange text on the page."""
    if (
        table.get("role") in ("presentation", "none")
        or next(table.iterdescendants("table", "pre", "form"), None) is not None
    ):
        return False
    widths = [sum(cell.tag in ("td", "th") for cell in row) for row in rows]
    if max(widths, default=0) < 2 or len(rows) < 2:
        return False
    if next(table.iter("th", "thead", "caption"), None) is not None:
        return True
    cells = [cell for row in rows for cell in row]
    long_cells = sum(len(text_of(cell)) > 300 for cell in cells)
    blocks = sum(next(cell.iter("div", "ul", "ol", "figure", *HEADINGS), None) is not None for cell in cells)
    pictures = sum(next(cell.iter("img"), None) is not None for cell in cells)
    return long_cells == 0 and (blocks + pictures) * 3 <= len(cells)
