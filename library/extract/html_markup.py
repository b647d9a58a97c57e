"""What the markup of a page says of its elements: what is a block, unseen or page furniture, its text, its links."""

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import local
from urllib.parse import urljoin, urlsplit

from lxml.etree import _Element

from library.builder import clean_text

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
        r"ads?|advert\w*|adslot|adunit|dfp|gpt|sponsor\w*|promos?|promoted|promobox"
        r"|banner ad|adsby\w*"
    ),
    "advertising by others": (
        r"outbrain|taboola|trc \w+|ob (?:widget|rec|dynamic|smartfeed)\w*|zergnet|revcontent|mgid|nativo|dianomi"
    ),
    "a cookie box": (
        r"cookie\w*|consent\w*|gdpr|onetrust"
        r"|cmp(?= (?:$|app|banner|box|button|container|layer|modal|overlay|root|wrapper))"
        r"|privacy (?:notice|banner)|o?embed (?:placeholder|blocker)"
    ),
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
    "comments": r"comments?(?! on )|disqus|respond|replies|comment list|discussion",
    "navigation": (
        r"nav|navbar|navigation|breadcrumbs?|menu|toc|skip link|skip to|site header|masthead|topbar|sitemap"
    ),
    "beside the article": r"sidebar|side bar|widgets?|rail",
    "about the author": r"author (?:bio|box|info|card|profile)|about (?:the )?author|bio box",
    "a player": (
        r"(?:video|audio|media|podcast) ?(?:player(?! hidden )|js|controls?|embed controls)"
        r"|player (?:controls?|chrome)|jw ?player"
    ),
    "tags": r"tags?|tag (?:list|links|cloud)|post tags|entry tags|categories|cat links|topics?|topic list|keywords",
    "links of the encyclopaedia": r"navbox",
    "a page footer": r"site footer|page footer|global footer|colophon",
    "page furniture": (
        r"mw editsection|noprint|no print|print only|hidden print|printonly|toolbar|tools|buttons?|modal|popup"
        r"|popover|tooltip|overlay|lightbox|carousel (?:nav|control\w*)|feedback|rating|poll|quiz result"
        r"|metadata plainlinks"
    ),
    "hidden text": (
        r"sr only|screen ?reader(?: text)?|visually ?hidden|assistive text|a11y hidden|offscreen"
        r"|material (?:icons?|symbols)"
    ),
}
WEAK_REASONS = frozenset(("advertising", "beside the article", "page furniture", "navigation", "a player"))
"""Reasons by class that yield to the extractor: a page builder calls every part of a page a widget."""
_HINT_REASONS = tuple((re.compile(f" (?:{pattern}) "), reason) for reason, pattern in _HINTS.items())
_KEEP = re.compile(
    r" (?:pull ?quotes?|footnotes?|endnotes?|sidenotes?|references|reflist|callout|admonition|highlighter?"
    r"|(?:article|story|post|entry) masthead) "
)
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CLIPPED = re.compile(r"clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?[\s,]", re.IGNORECASE)
"""How a label for screen readers is cut away in an attribute."""
_SHOWN_THOUGH_HIDDEN = frozenset(("img", "picture", "figure", "figcaption", "span", "a"))
"""Elements that are seen though screen readers skip them; others of that kind are off the page as well."""
_PAID_FOR = frozenset(("p", "ul", "ol", "li", "blockquote", "table", *HEADINGS))
_SAID_TWICE = re.compile(r"\b(?:katex-html|MathJax_Preview|MJX_Assistive_MathML)\b")
"""Classes of the second form of a formula, which stands beside the first for those who see, or do not."""
_SPLIT = re.compile(r"(?<=[a-z])(?=[A-Z])|[^A-Za-z0-9]+")
NO_HINT = "  "
"""What `hint` says of an element that has no names."""
_WEB = ("http", "https")
_WHOLE = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[\w%-]+)*(?:\.\w+)?/?", re.ASCII)
_FROM_ROOT = re.compile(r"(?:/[\w%-]+)+(?:\.\w+)?/?", re.ASCII)
_ORIGIN = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?=/|$)")
"""Addresses that nothing is to be done to, and such as only need the place that they start from."""
_WORD = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")
_LATIN_LETTERS = bytes(code if chr(code).isalnum() else 0x20 for code in range(256))
_SIGNS = "’“”‘–—…"
"""Signs that part words in texts that are of Latin-1 otherwise."""

Closer = Callable[[], None]


def nothing() -> None:
    """Close an element that opened nothing."""


def descend(
    root: _Element,
    enter: Callable[[_Element], Closer | None],
    add: Callable[[str | None], None],
    leave: Callable[[_Element], None] = lambda _: None,
) -> None:
    """Go through all below an element in reading order, however deep; the element itself is not entered.

    `enter` gives what closes an element, or None to pass over what it holds; `leave` is called behind either; `add`
    gets the text between.
    """
    add(root.text)
    stack: list[tuple[_Element, Iterator[_Element], Closer]] = [(root, iter(root), nothing)]
    while stack:
        element, children, closer = stack[-1]
        child = next(children, None)
        if child is None:
            closer()
            stack.pop()
            if not stack:
                return
            child = element
        elif closer_below := enter(child):
            add(child.text)
            stack.append((child, iter(child), closer_below))
            continue
        leave(child)
        add(child.tail)


@lru_cache(maxsize=16384)
def _hint_words(classes: str | None, identity: str | None, *others: str | None) -> str:
    if identity and len(_SPLIT.sub(" ", identity).split()) > 3:
        identity = ""  # words of the text, made into the target of a link
    names = (name for name in (classes, identity, *others) if name)
    words = _SPLIT.sub(" ", " ".join(names)).lower().split()
    return f" {' '.join(words)} "


class _Page(local):
    """What is known of the elements of the page that is being read, each of which is asked for it many times."""

    hints: dict[_Element, str] | None = None
    hidden: dict[_Element, bool] | None = None
    texts: dict[tuple[_Element, bool], str] | None = None
    words: dict[str, list[str]] | None = None


_page = _Page()


@contextmanager
def one_page() -> Iterator[None]:
    """Remember what is found out of elements until the end; till then these stay as they are."""
    _page.hints, _page.hidden, _page.texts, _page.words = {}, {}, {}, {}
    try:
        yield
    finally:
        _page.hints = _page.hidden = _page.texts = _page.words = None


def forget_hidden() -> None:
    """To be said when elements were shown or hidden."""
    if _page.hidden is not None:
        _page.hidden, _page.texts = {}, {}


def hint(element: _Element) -> str:
    """The words of an element's class, id, itemprop and such, lower case, with a space around each."""
    known = _page.hints
    if known is None:
        return _hint(element)
    words = known.get(element)
    if words is None:
        words = known[element] = _hint(element)
    return words


def _hint(element: _Element) -> str:
    get = element.get
    if not (names := element.keys()):
        return NO_HINT
    if len(names) == 1 and names[0] == "class":
        return _hint_words(get("class"), None)
    identity = get("id")
    if identity:
        parent = element.getparent()
        if element.tag in HEADINGS or (parent is not None and parent.tag in HEADINGS):
            identity = None
    return _hint_words(get("class"), identity, get("itemprop"), get("data-testid"), get("data-component"))


@lru_cache(maxsize=4096)
def _is_said_twice(classes: str) -> bool:
    return _SAID_TWICE.search(classes) is not None


def is_hidden(element: _Element) -> bool:
    """Whether the markup itself keeps an element from sight."""
    known = _page.hidden
    if known is None:
        return _is_hidden(element)
    hidden = known.get(element)
    if hidden is None:
        hidden = known[element] = _is_hidden(element)
    return hidden


def _is_hidden(element: _Element) -> bool:
    names = element.keys()
    if not names:
        return False
    get = element.get
    classes = get("class")
    if classes and _is_said_twice(classes):
        return True
    if len(names) == 1 and classes is not None:
        return False
    style = get("style")
    if get("hidden") is not None or (style and _HIDING.search(style)):
        return True
    if style and element.tag == "span" and _CLIPPED.search(style):
        return True
    if get("aria-hidden") != "true":
        return False
    if element.tag in _SHOWN_THOUGH_HIDDEN:
        return _is_explanation(element)
    if _is_paid_for(element):
        return False
    return " caption " not in hint(element)  # said by the alternative text of the picture as well


def _is_paid_for(element: _Element) -> bool:
    """Whether a block has the class by which search engines are told what of the text only subscribers see."""
    return element.tag in _PAID_FOR and "paywall" in (element.get("class") or "").split()


def _is_explanation(element: _Element) -> bool:
    """Whether an element within an abbreviation says what that means, as it is shown when somebody points at it."""
    around = element.getparent()
    return around is not None and around.tag == "abbr" and around.get("title") == "".join(map(str, element.itertext()))


@lru_cache(maxsize=4096)
def is_kept(words: str) -> bool:
    """Whether words in a class or id say that an element is of the article, whatever else they say."""
    return _KEEP.search(words) is not None


@lru_cache(maxsize=4096)
def hint_reason(words: str) -> str:
    """Why an element with these words in its class or id is page furniture; empty when they do not say so."""
    if _KEEP.search(words):
        return ""
    return next((reason for pattern, reason in _HINT_REASONS if pattern.search(words)), "")


def noise(element: _Element) -> str:
    """Why an element is page furniture by its tag, role, class or id; empty when nothing says so."""
    words = hint(element)
    if words != NO_HINT and is_kept(words):
        return ""
    if element.tag == "footer" and any(parent.tag == "blockquote" for parent in element.iterancestors()):
        return ""
    if element.tag in _TAG_REASONS:
        return _TAG_REASONS[element.tag]
    role = element.get("role")
    reason = (_ROLE_REASONS.get(role.lower(), "") if role else "") or hint_reason(words)
    return "" if reason and _is_paid_for(element) else reason


def is_said_to_be_else(element: _Element) -> bool:
    """Whether the names of an element, whatever its tag, say that it is something else than beside the article."""
    return hint_reason(hint(element)) not in ("", "beside the article")


def visible(element: _Element) -> Iterator[_Element]:
    """An element and all below it that can be seen, in order; never deeper into what can't."""
    waiting = [element]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(child for child in reversed(found) if child.tag not in INVISIBLE and not is_hidden(child))


def text_of(element: _Element, without: Collection[_Element] = (), *, apart: bool = False) -> str:
    """The visible text of an element in one clean line, without that of some elements below it.

    With `apart` there is a space between any two elements: a label and a name may be told apart by style alone.
    """
    if not len(element):
        return clean_text(element.text or "")
    known, key = _page.texts, (element, apart)
    if without or known is None:
        return _text_of(element, frozenset(without), apart=apart)
    text = known.get(key)
    if text is None:
        text = known[key] = _text_of(element, frozenset(), apart=apart)
    return text


def _text_of(element: _Element, skipped: frozenset[_Element], *, apart: bool) -> str:
    outer = " " if apart or element.tag in BLOCKS or element.tag == "br" else ""
    parts = [outer, element.text or ""]
    open_: list[tuple[_Element | None, Iterator[_Element], str]] = [(None, iter(element), outer)]
    while open_:
        found, children, gap = open_[-1]
        for child in children:
            tag = child.tag
            if tag in INVISIBLE or is_hidden(child) or (skipped and child in skipped):
                parts.append(child.tail or "")
                continue
            inner = " " if apart or tag in BLOCKS or tag == "br" else ""
            parts += (inner, child.text or "")
            if len(child):
                open_.append((child, iter(child), inner))
                break
            parts += (inner, child.tail or "")
        else:
            open_.pop()
            parts += (gap, "" if found is None else found.tail or "")
    return clean_text("".join(parts))


def words_in(text: str) -> list[str]:
    """The words of a text, case folded; an ideograph or kana is one. The list is not to be changed."""
    known = _page.words
    if known is None:
        return _words_in(text)
    words = known.get(text)
    if words is None:
        words = known[text] = _words_in(text)
    return words


def _words_in(text: str) -> list[str]:
    folded = text.casefold()
    latin = _latin(folded)  # most are, and read in a fifth of the time
    if latin is None:
        for sign in _SIGNS:
            folded = folded.replace(sign, " ")
        latin = _latin(folded)
    return _WORD.findall(folded) if latin is None else latin.translate(_LATIN_LETTERS).decode("latin-1").split()


def _latin(text: str) -> bytes | None:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return None


def link_share(element: _Element) -> float:
    """How much of the visible text of an element is links, from 0 to 1."""
    letters = len(text_of(element))
    return sum(len(text_of(link)) for link in visible(element) if link.tag == "a") / letters if letters else 0.0


def holds(element: _Element, *tags: str) -> bool:
    """Whether an element is, or has anywhere below it, one of these."""
    return next(element.iter(*tags), None) is not None


def number(text: str | None, default: int) -> int:
    """The whole number that an attribute gives."""
    text = (text or "").strip().removesuffix("px")
    return int(text) if re.fullmatch(r"-?[0-9]{1,6}", text) else default


def likeness(one: str, other: str) -> float:
    """How much two titles share, from 0 to 1: common words over all words."""
    words, others = set(words_in(one)), set(words_in(other))
    return len(words & others) / len(words | others) if words and others else 0.0


def web_address(reference: str, base: str, schemes: tuple[str, ...] = _WEB) -> str:
    """The absolute form of a reference, or empty when it is none or has another scheme."""
    if _WHOLE.fullmatch(reference) and schemes[:2] == _WEB:
        return reference
    if _FROM_ROOT.fullmatch(reference) and (origin := _ORIGIN.match(base)) and schemes[:2] == _WEB:
        return origin.group() + reference
    try:
        joined = urljoin(base, reference.strip()) if base else reference.strip()
        parts = urlsplit(joined)
    except ValueError:
        return ""
    if parts.scheme.lower() not in schemes or not (parts.netloc or parts.scheme.lower() == "mailto"):
        return ""
    return clean_text(joined).replace(" ", "%20")
