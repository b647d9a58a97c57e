"""The title of an HTML page's article: what is declared and what its headings show, without the site's name."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from urllib.parse import urlsplit

from lxml.etree import _Element

from library.builder import clean_text
from library.extract.html_declared import Declared
from library.extract.html_markup import (
    HEADINGS,
    INVISIBLE,
    hint,
    is_hidden,
    likeness,
    noise,
    text_of,
    words_in,
)

_TITLE_KEYS = (
    "og:title", "citation_title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title", "twitter:title",
)  # fmt: skip
_BREAK = re.compile(r"\s+[|│–—·•»«:›/-]+\s+|\s*[|│»｜]\s*|\s+::\s+|_(?=[\u3040-\u9fff])")
_ANY_BREAK = re.compile(rf"{_BREAK.pattern}|[,:]\s+|\s*／\s*|[-－—_](?=[\u3040-\u9fff])|\s+//\s+")
"""As `_BREAK`, with signs that stand within titles as well."""
_KICKER_SIGN = re.compile(r"\S(?:: | [|/·•–—-] )\S")
"""What parts a kicker from the rest of a title."""
_ANCHORS = " ¶§#"
"""What stands behind a heading to link to it."""
_ENDS = " |│–—·•»«:›/-_"
_KICKER = re.compile(
    r" (?:kickers?|overlines?|topline|eyebrow|super ?title|sur ?titre|dachzeile|spitzmarke|rubrik|label|category"
    r"|section"
    r"|antetitulo|volanta|pretitle|pre title|topic|flag|badge|prefix|hat|occhiello|chapeau|date|time) "
)
_BEHIND = re.compile(
    r" (?:sub ?titles?|sub ?lines?|sub ?heads?|sub ?headlines?|sub ?headings?|standfirst|dec?k|lead|teaser|byline"
    r"|count) "
)
_TITLED = re.compile(r" (?:headline|(?:entry|post|article|story|page|node|news) ?(?:title|headline)|p name|titel?) ")
_NEVER_ASIDE = frozenset(("comments", "other articles", "a cookie box"))
_ASIDE = _NEVER_ASIDE | {"navigation", "a page footer", "sharing", "beside the article"}
_SHARE, _MOST = 0.3, 0.6
"""Of the longest declared title, the least that a heading has that is a part of it; or that is its end."""
_ALIKE, _FEW, _SAME_LINE = 0.5, 3, 0.9
"""How much of a declared title a heading has that is it in other words; words that hardly make a headline; the likeness
from which two lines are one."""
_TITLE_LINES = ("b", "strong", "font", "big", "span", "p", "div", "td", "center")
_LINE_ELEMENTS = 60
_FRONT_PAGE = re.compile(
    r"\s*(?:(?:https?://web\.archive\.org)?/web/\d+\w*/)?(?:https?://[^/?#\s\\]+/?|/)(?:index\.\w{3,4})?\s*",
    re.IGNORECASE,
)
"""An address without a path, be it in the archive of the web."""
_LOWER_HEADINGS = tuple(HEADINGS)[1:]
_TITLED_LINES = ("div", "p", "span")
_GREAT_HEADINGS = ("h1", "h2")
_FIRST_LINKS = 40
"""Links of the page among which one to its front page is looked for."""
_MAX_HEADINGS = 200
_MAX_LINES, _FEW_CHILDREN, _MOST_PARTS = 1500, 4, 8
_LONGEST = 300


def find_title(root: _Element, declared: Declared, sites: Sequence[str]) -> tuple[str, _Element | None]:
    """The article's title, and the element that shows it.

    `sites` are names of the site, which are no title and are taken off one.
    """
    named = [declared.first(_TITLE_KEYS[:1]), declared.text("headline"), declared.first(_TITLE_KEYS[1:])]
    named += [window_title(root), declared.text("name")]
    titles = [
        title for title in (without_site(title, *sites) for title in named if len(title) <= 4 * _LONGEST) if title
    ]
    titles = [title for title in dict.fromkeys(titles) if not _is_site(title, sites)]
    headings = [one for one in _headings(root.iter("h1")) if not _is_site(one[1], sites)]
    title = _of_first(titles, headings)
    if not title:
        lines = (
            one for one in root.iter(*_LOWER_HEADINGS, *_TITLED_LINES) if one.tag in HEADINGS or _say_title(hint(one))
        )
        lower = [one for one in _headings(lines) if not _is_site(one[1], sites)]
        title = _of_any(titles, headings, lower)
        if _shown_by(title, (*headings, *lower)) is None:
            title = _shown_part(root, title) or title
        headings += lower
    else:
        title = _as_declared(title, [without_site(name, *sites) for name in named[:2]])
    if not title:  # a front page has its site's name for a title
        title = next((name for name in named if 0 < len(name) <= _LONGEST), "")
    heading = _shown_by(title, headings)
    title = _as_parted(title, named)
    return title, heading if heading is not None else headline(root, title)


def _as_declared(shown: str, declared: Sequence[str]) -> str:
    """A heading with the kicker that the page declares twice as its beginning, or without one that it declares not."""
    spelt = _letters(shown)
    preview, headline = map(_letters, declared)
    if preview == headline and preview.endswith(spelt) and len(preview) > len(spelt):
        return shown if _front(declared[0], spelt)[-1:].isalnum() else declared[0]
    if len(preview) > len(spelt) * _MOST and spelt.endswith(preview) and len(preview) < len(spelt):
        return shown if _front(shown, preview).rstrip().endswith((".", "!", "?")) else declared[0]
    return shown


def _as_parted(shown: str, declared: Sequence[str]) -> str:
    """A title as the page declares it, where a sign parts its kicker that only style parts in the heading."""
    spelt, signs = _letters(shown), len(_KICKER_SIGN.findall(shown))
    same = (name for name in declared if len(name) <= 2 * _LONGEST and _letters(name) == spelt)
    return next((name for name in same if len(_KICKER_SIGN.findall(name)) > signs), shown)


def shows_title(text: str, title: str) -> bool:
    """Whether a line is a title, be it with a kicker before it, or most of one that has a kicker."""
    if likeness(text, title) > _SAME_LINE:
        return True
    shorter, longer = sorted((_letters(text), _letters(title)), key=len)
    few = len(words_in(text)) <= _FEW or len(words_in(title)) <= _FEW
    return not few and longer.endswith(shorter) and len(shorter) >= len(longer) * _ALIKE


def _front(title: str, spelt: str) -> str:
    """What stands in a title before the letters with which it ends."""
    at, left = len(title), len(spelt)
    while left > 0:
        at -= 1
        left -= len(_letters(title[at]))
    return title[:at].rstrip("„“”«»'\"‚‘’([")


def _shown_by(title: str, headings: Sequence[tuple[_Element, str]]) -> _Element | None:
    """The first heading that is the title, or else has it in it."""
    spelt = _letters(title)
    shown = [(element, _letters(text)) for element, text in headings] if spelt else []
    for tags in (("h1",), HEADINGS):
        of_these = [(element, text) for element, text in shown if element.tag in tags]
        same = [element for element, text in of_these if text == spelt]
        for element in same or (element for element, text in of_these if spelt in text):
            return element
    return None


def _of_first(titles: Sequence[str], first: Sequence[tuple[_Element, str]]) -> str:
    """The heading of the highest level that is a declared title, or near one; empty where there is none."""
    spelt = {_letters(title) for title in titles}
    if len(first) > 1 and (same := [text for _, text in first if _letters(text) in spelt]):
        return same[0]
    if first and spelt.isdisjoint(_letters(text) for _, text in first):
        second = (text for _, text in _headings(first[0][0].getroottree().iter("h2")) if len(words_in(text)) > _FEW)
        if same := [text for text in second if _letters(text) in spelt]:
            return same[0]
    for element, text in first:
        if part := _declared_part(element, titles):
            return part
        if any(likeness(text, title) >= _ALIKE for title in titles):
            return _without_marked_parts(element)
    return ""


def _of_any(titles: Sequence[str], first: Sequence[tuple[_Element, str]], lower: Sequence[tuple[_Element, str]]) -> str:
    """A heading that is part of a declared title; else the only one of the highest level, or what is declared."""
    if shown := _declared_heading([text for _, text in (*first, *lower)], titles):
        return shown
    spelt = _letters(titles[0]) if titles and len(words_in(titles[0])) > _FEW else ""
    longer = (text for _, text in lower if _letters(text).startswith(spelt))
    if first and spelt and (begun := next(longer, "")):
        return begun
    if len(first) == 1 and len(words_in(first[0][1])) > _FEW:
        return _without_marked_parts(first[0][0])
    return titles[0] if titles else first[0][1] if len(first) == 1 else ""


def _shown_part(root: _Element, title: str) -> str:
    """The longest beginning or end of a title, of several parts, that a line of the page shows; else empty."""
    wanted: dict[str, str] = {}
    for sign in islice(_ANY_BREAK.finditer(title), _MOST_PARTS):
        begin, end = title[: sign.start()].strip(_ENDS), title[sign.end() :].strip(_ENDS)
        behind = _ANY_BREAK.split(title[sign.end() :])
        # A site's name may stand first: what is behind a headline is a section or a site, shorter than the headline.
        if sign[0][0] != ":" and len(begin) >= len(title) * _SHARE and all(len(part) < len(begin) for part in behind):
            wanted[_letters(begin)] = begin
        if len(end) >= len(title) * _MOST:
            wanted[_letters(end)] = end
    wanted.pop("", None)
    if not wanted:
        return ""
    lines = (one for one in islice(root.iter(*_TITLE_LINES), _MAX_LINES) if len(one) < _FEW_CHILDREN)
    starts = tuple({part[:2] for part in wanted.values()})
    same = (one for one in lines if _starts(one).startswith(starts))  # the whole text costs more
    texts = [_letters(brief(one)) for one in same]
    return max((wanted[text] for text in texts if text in wanted), key=len, default="")


def _starts(element: _Element) -> str:
    """What is first written in an element."""
    return "".join(str(text) for text in islice(element.itertext(), _FEW_CHILDREN)).lstrip()


def _declared_heading(headings: Sequence[str], titles: Sequence[str]) -> str:
    """The longest heading that is a part, or several, of a declared title; the first of those, or empty."""
    spelt = {_letters(sequence) for title in titles for sequence in _sequences(title)}
    least = max(map(len, titles), default=0) * _SHARE
    known = [text for text in headings if _letters(text) in spelt]
    # A title of many parts may be a short heading with sections and sites behind it.
    begins = [text for text in known if any(title.startswith(f"{text} ") for title in titles)]
    return max((text for text in known if len(text) >= least), key=len, default="") or next(iter(begins), "")


def without_site(title: str, *sites: str) -> str:
    """A page's title without any of the site's names before or behind it."""
    # A site that gives no name of its own is named by its host.
    names = {_letters(name) for site in sites for name in (site, site.rsplit(".", 1)[0] if " " not in site else site)}
    names -= {""}
    for site in sites:  # "The bell：Read" as Japanese and Chinese sites have it
        head = title[: -len(site)].rstrip() if site and title.endswith(site) else ""
        if head[-1:] in ("：", ":", "｜", "－", "＿") and head[:-1].strip():
            title = head[:-1].strip(_ENDS)
    while names:
        parts = [part for part in _BREAK.split(title) if part]
        start, end = 0, len(title)
        if len(parts) > 1 and _same(parts[-1], names):
            end = title.rindex(parts[-1])
        elif len(parts) > 1 and _same(parts[0], names):
            start = title.index(parts[0]) + len(parts[0])
        if (start, end) == (0, len(title)):
            break
        title = title[start:end].strip(_ENDS)
    return title


def window_title(root: _Element) -> str:
    """What the page has written over its window."""
    return clean_text(root.findtext(".//title") or "")


def site_behind(root: _Element, title: str) -> str:
    """What stands behind the title in the window's title, where it is short enough for a name."""
    whole = window_title(root)
    at = whole.rfind(title) if title else -1
    rest = whole[at + len(title) :].strip() if at >= 0 else ""
    separator = _BREAK.match(f" {rest}")
    name = rest.lstrip(_ENDS)
    return name if separator and name and len(name.split()) <= 5 and not _BREAK.search(name) else ""


def host_of(url: str) -> str:
    """The host of an address, without `www.`."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def brief(element: _Element, *, apart: bool = False) -> str:
    """The text of an element, as `text_of`, where it holds too few elements to be more than a line; else empty."""
    return "" if next(islice(element.iter(), _LINE_ELEMENTS, None), None) is not None else text_of(element, apart=apart)


def headline(root: _Element, title: str) -> _Element | None:
    """The first heading of the highest level on the page; where there are none, what else shows the title."""
    for tags in (("h1",), ("h2",)):
        if (found := next(root.iter(*tags), None)) is not None:
            return found
    spelt = _letters(title)
    lines = (element for element in islice(root.iter(*_TITLE_LINES), _MAX_HEADINGS) if len(element) < 4 and spelt)
    return next((element for element in lines if _letters(brief(element)) == spelt), None)


def home_names(root: _Element, address: str) -> list[str]:
    """What the page calls the site where it leads to its front page, if its own title has that name too."""
    parts = {_letters(part) for part in _BREAK.split(window_title(root))}
    names = []
    host = urlsplit(address).hostname if address else None
    for link in islice(root.iter("a"), _FIRST_LINKS):
        reference = link.get("href") or ""
        if not _FRONT_PAGE.fullmatch(reference) or (host and "://" in reference and host not in reference):
            continue
        pictures = (picture.get("alt") or "" for picture in link.iter("img"))
        names += [clean_text(name) for name in (text_of(link), link.get("title") or "", *pictures)]
    return [name for name in dict.fromkeys(names) if len(name) > 3 and _letters(name) in parts]


class Within:
    """The elements that hold the headline, which are the article's whatever they are called."""

    def __init__(self, heading: _Element | None) -> None:
        self._elements = frozenset((heading, *heading.iterancestors())) if heading is not None else frozenset()
        self._known: dict[tuple[_Element, bool], bool] = {}
        """What was found of others."""

    def __contains__(self, element: object) -> bool:
        """Whether it is one of them."""
        return element in self._elements

    def is_aside(self, element: _Element, *, marked: bool = False) -> bool:
        """Whether an element is in another part of the page than the article: a comment, a list of other articles.

        What is `marked` as the article's own may stand beside it and at its foot.
        """
        reasons = _NEVER_ASIDE if marked else _ASIDE
        way: list[tuple[_Element, bool]] = []
        around: _Element | None = element
        found = False
        while not found and around is not None and around not in self._elements:
            if (known := self._known.get((around, marked))) is not None:
                found = known
                break
            way.append((around, marked))
            found = is_hidden(around) or noise(around) in reasons
            around = around.getparent()
        self._known.update(dict.fromkeys(way, found))
        return found


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _same(part: str, names: Iterable[str]) -> bool:
    """Whether a part of a title names the site, with or without its article."""
    part = _letters(part)
    return bool(part) and any(part == name or part.removeprefix("the") == name.removeprefix("the") for name in names)


def _is_site(text: str, sites: Iterable[str]) -> bool:
    return _same(text, [_letters(site) for site in sites if site])


def _headings(lines: Iterable[_Element]) -> Iterator[tuple[_Element, str]]:
    """Those of the lines that are seen as a heading outside page furniture, in reading order."""
    known: dict[_Element, bool] = {}
    for element in islice(lines, _MAX_HEADINGS):
        text = brief(element).rstrip(_ANCHORS)
        if 0 < len(text) <= _LONGEST and not _is_in_furniture(element, known) and not _leads_home(element):
            yield element, text


def _leads_home(element: _Element) -> bool:
    """Whether a heading is a link to the front page, as the name of the site is."""
    link = next(element.iter("a"), None) if element.tag in _GREAT_HEADINGS else None
    return link is not None and _FRONT_PAGE.fullmatch(link.get("href") or "") is not None


@lru_cache(maxsize=4096)
def _say_title(words: str) -> bool:
    return _TITLED.search(words) is not None


def _is_in_furniture(element: _Element, known: dict[_Element, bool]) -> bool:
    """Whether an element, or one around it, is page furniture; `known` is what was found before."""
    for part in (element, *element.iterancestors()):
        if part not in known:
            known[part] = _is_furniture(part)
        if known[part]:
            return True
    return False


def _is_furniture(element: _Element) -> bool:
    if is_hidden(element):
        return True
    if element.tag == "nav" or (element.get("role") or "").lower() == "navigation":
        return True
    # Of the names of classes those that tell of navigation are the least to be trusted: a page's whole body has them.
    reason = noise(element) if element.tag not in ("html", "body", "main", "article", "form") else ""
    return reason in ("a page footer", "comments", "other articles", "a cookie box", "hidden text")


def _sequences(title: str) -> Iterator[str]:
    """A title and all runs of its parts."""
    parts = [part for part in _BREAK.split(title) if part][:8]
    yield title
    for length in range(len(parts) - 1, 0, -1):
        for start in range(len(parts) - length + 1):
            yield "".join(parts[start : start + length])


def _declared_part(heading: _Element, titles: Sequence[str]) -> str:
    """The parts of a heading that are together what is declared, when it has a kicker above or a line below them."""
    pieces = _pieces(heading)
    spelt = {_letters(sequence) for title in titles for sequence in _sequences(title)} if len(pieces) > 1 else set()
    if not spelt or _letters("".join(text for _, text in pieces)) in spelt:
        return ""
    for start in range(len(pieces)):
        for end in range(len(pieces), start, -1):
            joined = " ".join(text for _, text in pieces[start:end])
            if _letters(joined) in spelt and len(joined.split()) > 1:
                return clean_text(joined)
    return ""


def _without_marked_parts(heading: _Element) -> str:
    """A heading without what its classes call a kicker before it or a line below it."""
    pieces = _pieces(heading)
    marked = [
        element
        for number, (element, _) in enumerate(pieces)
        if element is not None
        and ((number < len(pieces) - 1 and _KICKER.search(hint(element))) or (number and _BEHIND.search(hint(element))))
    ]
    unseen = [element for element in heading.iter() if element is not heading and noise(element) == "hidden text"]
    rest = text_of(heading, (*marked, *unseen)).strip(f" :|–—{_ANCHORS}")
    return rest if len(rest.split()) > 1 else text_of(heading).rstrip(_ANCHORS)


def _pieces(heading: _Element) -> list[tuple[_Element | None, str]]:
    """What a heading is put together from: its elements, and the text between them."""
    outer = heading
    while len(outer) == 1 and not (outer.text or "").strip() and not (outer[0].tail or "").strip() and len(outer[0]):
        outer = outer[0]
    found: list[tuple[_Element | None, str]] = [(None, clean_text(outer.text or ""))]
    for child in outer:
        if child.tag not in INVISIBLE and not is_hidden(child):
            found.append((child, text_of(child)))
        found.append((None, clean_text(child.tail or "")))
    return [(element, text) for element, text in found if text.strip(" :|–—")]
