"""What the markup of a page says of its elements: what is a block, unseen or page furniture, its text, its links."""

import re
from collections.abc import Callable, Collection, Container, Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import local
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import urljoin, urlsplit

from lxml.etree import XPath, _Element

from library.builder import clean_text

if TYPE_CHECKING:
    from lxml.etree import _PyElementUnicodeResult

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
_HIDING_ATTRIBUTES = XPath("//*/@style | //*/@hidden | //*/@aria-hidden")
_NAMING = frozenset(("id", "itemprop", "data-testid", "data-component"))
"""Attributes that name an element beside its class."""
_SHOWN_THOUGH_HIDDEN = frozenset(("img", "picture", "figure", "figcaption", "span", "a"))
"""Elements that are seen though screen readers skip them; others of that kind are off the page as well."""
_PAID_FOR = frozenset(("p", "ul", "ol", "li", "blockquote", "table", *HEADINGS))
_FORMULAS = ("katex-html", "MathJax_Preview", "MJX_Assistive_MathML")
_SAID_TWICE = re.compile(rf"\b(?:{'|'.join(_FORMULAS)})\b")
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

Key = TypeVar("Key")
Value = TypeVar("Value")
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


class _Memo(dict[Key, Value]):
    """What is found out of things, each once."""

    def __init__(self, find: Callable[[Key], Value]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, key: Key) -> Value:
        value = self[key] = self._find(key)
        return value


class _Nothing(_Memo[Key, Value]):
    """Remembers nothing."""

    def __missing__(self, key: Key) -> Value:
        return self._find(key)


class _Page:
    """What is known of the page that is being read, whose elements and lines are asked for it many times."""

    def __init__(self, memo: type[_Memo[Any, Any]], *, has_formulas: bool = True) -> None:
        self._memo = memo
        self.has_formulas = has_formulas
        self.is_remembered = memo is _Memo
        self.hints: _Memo[_Element, str] = memo(_hint)
        self.words: _Memo[str, list[str]] = memo(_words_in)
        self.forget_hidden()

    def forget_hidden(self) -> None:
        self.hidden: Container[_Element] | None = None
        """The elements that the markup keeps from sight; None until it is asked for."""
        self.texts: _Memo[_Element, str] = self._memo(_text_of)
        self.texts_apart: _Memo[_Element, str] = self._memo(_text_apart)


@contextmanager
def one_page(text: str | None = None) -> Iterator[None]:
    """Remember what is found out of the elements of one page until the end; till then these stay as they are.

    In the `text` of the page it shows whether some of its elements are forms of formulas.
    """
    before, has_formulas = _now.page, text is None or any(name in text for name in _FORMULAS)
    _now.page = _Page(_Memo, has_formulas=has_formulas)
    try:
        yield
    finally:
        _now.page = before


def forget_hidden() -> None:
    """To be said when elements were shown or hidden."""
    _now.page.forget_hidden()


def hint(element: _Element) -> str:
    """The words of an element's class, id, itemprop and such, lower case, with a space around each."""
    return _now.page.hints[element]


def _hint(element: _Element) -> str:
    names = element.keys()
    if not names:
        return NO_HINT
    get = element.get
    if _NAMING.isdisjoint(names):
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


class _Asked:
    """The elements that are hidden, of which each is looked at when it is asked for."""

    def __contains__(self, element: object) -> bool:
        return _is_hidden(cast("_Element", element))


def is_hidden(element: _Element) -> bool:
    """Whether the markup itself keeps an element from sight."""
    hidden = _now.page.hidden
    return element in (hidden_on_page(element) if hidden is None else hidden)


def hidden_on_page(of: _Element) -> Container[_Element]:
    """All on the page of an element that `is_hidden`, for one who asks it of many in a row."""
    page = _now.page
    hidden = page.hidden
    if hidden is None:
        hidden = page.hidden = _hidden_on_page(of, page) if page.is_remembered else _Asked()
    return hidden


def _hidden_on_page(of: _Element, page: _Page) -> Container[_Element]:
    root = of.getroottree().getroot()
    attributes = cast("list[_PyElementUnicodeResult]", _HIDING_ATTRIBUTES(root))
    asked = {element for said in attributes if (element := said.getparent()) is not None}
    if page.has_formulas:
        asked.update(root.iter("span"))
    return frozenset(element for element in asked if _is_hidden(element))


def _is_hidden(element: _Element) -> bool:
    get = element.get
    if element.tag == "span" and _is_said_twice(get("class") or ""):
        return True
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


class Names:
    """A pattern of the words of names, as `hint` gives them; what they say is found out once for all pages."""

    def __init__(self, pattern: str) -> None:
        self._pattern = re.compile(pattern)
        self.search = lru_cache(maxsize=4096)(self._pattern.search)
        self.finditer = self._pattern.finditer


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
    hidden = hidden_on_page(element)
    while waiting:
        found = waiting.pop()
        yield found
        if len(found):
            waiting += [child for child in reversed(found) if child.tag not in INVISIBLE and child not in hidden]


def text_of(element: _Element, without: Collection[_Element] = (), *, apart: bool = False) -> str:
    """The visible text of an element in one clean line, without that of some elements below it.

    With `apart` there is a space between any two elements: a label and a name may be told apart by style alone.
    """
    if not len(element):
        return clean_text(element.text or "")
    if without:
        return _gathered_text(element, frozenset(without), apart=apart)
    return _now.page.texts_apart[element] if apart else _now.page.texts[element]


def _text_of(element: _Element) -> str:
    return _gathered_text(element, frozenset(), apart=False)


def _text_apart(element: _Element) -> str:
    return _gathered_text(element, frozenset(), apart=True)


def _gathered_text(element: _Element, skipped: frozenset[_Element], *, apart: bool) -> str:
    outer = " " if apart or element.tag in BLOCKS or element.tag == "br" else ""
    parts = [outer, element.text or ""]
    hidden = hidden_on_page(element)
    open_: list[tuple[_Element | None, Iterator[_Element], str]] = [(None, iter(element), outer)]
    while open_:
        found, children, gap = open_[-1]
        for child in children:
            tag = child.tag
            if tag in INVISIBLE or child in hidden or (skipped and child in skipped):
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
    return _now.page.words[text]


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


def take_out(element: _Element) -> None:
    """Take an element out of what holds it; the text behind it stays there."""
    around, before = element.getparent(), element.getprevious()
    if around is None:
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        around.text = (around.text or "") + element.tail
    around.remove(element)
    element.tail = None


class _Now(local):
    page = _Page(_Nothing)


_now = _Now()
