"""Who wrote an HTML page's article: what is declared, what the markup calls the author, what a byline says."""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import islice, pairwise

from lxml.etree import _Element

from library.builder import clean_text
from library.extract.html_declared import Declared, item_value
from library.extract.html_markup import BLOCKS, HEADINGS, INVISIBLE, NO_HINT, hint, is_hidden
from library.extract.html_names import BEFORE_NAMES, DATED, Named, Sure, is_agency, letters, named
from library.extract.html_signatures import bylines, signatures
from library.extract.html_title import Within, brief

_KEYS = (
    "author", "article:author", "og:article:author", "article:author_name", "citation_author", "citation_authors",
    "bepress_citation_author", "parsely-author", "sailthru.author", "sailthru.byline_name", "cxenseparse:author",
    "dc.creator", "dcterms.creator", "byl", "authors", "og:author", "twitter:author", "analyticsattributes.author",
    "shareaholic:article_author_name", "article_author", "article-author", "article.author", "byline", "news_author",
    "twitter:creator",
)  # fmt: skip
_FAMILY_FIRST_KEYS = ("citation_author", "bepress_citation_author", "dc.creator", "dcterms.creator")
_FAMILY_FIRST = re.compile(r"^([^,;\s]{2,30}|[^,;]{2,40}(?=,\s*\S+$)),\s*([^,;]{1,40})$")
"""A family name, which may have several words where the name behind it has one."""
_WRITTEN_BY = re.compile(
    r"written by|author|verfasst von|geschrieben von|écrit par|rédigé par|escrito por|scritto da"
    r"|geschreven door|skrevet av|skriven av|написано|napisane przez|yazan",
    re.IGNORECASE,
)
_MARKED = re.compile(
    r" (?:by ?lines?|authors?|autor(?:en|es|a|e|in)?|auteurs?|writers?|verfasser(?:in)?|redakteur(?:in)?|posted by"
    r"|written by|journalists?|reporters?|skribent|forfatter|autori|unauteur|lesauteurs|yazar"
    r"|vcard|p author|h card|article by|name author|creator|user ?name) "
)
_NOT_MARKED = re.compile(
    r" (?:comments?|reply|replies|avatar|image|photo|picture|bio|about|description|box|related|teasers?|share|follow"
    r"|other"
    r"|similar|posts|thumb\w*|unauth|auth|oauth|logo|form|twitter|facebook|email|prefix|title|role|position|job) "
)
_OF_A_PICTURE = re.compile(
    r" (?:captions?|credits?|photo\w*|image credit|copyright|quote|blockquote|attribution|licen[cs]e\w*) "
)
_BOX = re.compile(
    r" (?:author|autor|auteur) (?:bio|box|info|card|profile|about) | (?:about|meet) the author | abh box "
)
_AUTHOR_LINK = re.compile(
    r"/(?:authors?|autor(?:en|es|a)?|auteurs?|people|profile?s?|contributors?|by|writers?|staff|users?"
    r"|team)/",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"(?:posted|written|published|submitted|geschrieben|verfasst|veröffentlicht|erstellt|écrit|rédigé|publié|escrito"
    r"|publicado|scritto|pubblicato|geschreven|geplaatst|skrevet|skriven|postet|gepostet)\s+"
    r"(?:by|von|par|por|da|door|av|af)\s",
    re.IGNORECASE,
)
"""Words before a name that leave no doubt that it is one."""
_BEFORE_BY = re.compile(
    rf"^(?:(?:{DATED}|gespeichert|written|erstellt|on|am)\b|\d).{{0,45}}?(?=\b(?:by|von|par|por|door|av|af|redaktion)\b)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:(?:text|words|story)(?: (?:und|and|&) (?:fotos?|photos?|bilder|pictures))?|autor(?:in|en|es|a|e|i)?|authors?"
    r"|auteure?s?|(?:written|posted|published) by"
    r"|redaktion|verfasser(?:in)?|von|by|par|por|tekst|texte|texto|testo|interview|написал|автор|szerző|yazar"
    r"|forfatter|författare|skribent|作者|记者|記者|著者|文|글)(?:/in|\*in|:in|\(s\)|\(en\)|\(in\))?",
    re.IGNORECASE,
)
_LABELLED = re.compile(rf"(?:{_LABEL.pattern})\s*[:：]\s*(?-i:(?=[^\W\d_a-z]))[^:：!?]{{2,90}}", re.IGNORECASE)
_LABEL_ALONE = re.compile(rf"(?:{_LABEL.pattern})\s*[:：]?", re.IGNORECASE)
_AROUND = " \t\n\r\xa0-–—|•·"
_MOST_OF_A_HOLDER = 3000
_PICTURES_TOO = re.compile(
    r"[,;|/·–-]?\s*(?:fotos?|photos?|bild(?:er)?|pictures?|grafik|illustration(?:en)?|redaktion)\s*:.*$", re.IGNORECASE
)
_A_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\b(?:19|20)\d\d\b|\d{1,2}:\d\d")
_EASTERN = re.compile(r"[\u3400-\u9fff\uac00-\ud7a3]")
_REPORTED = re.compile(
    r"[（(](?:本报|本報|本社|新华社|中新社|本台)?(?:记者|記者)\s*[:：]?\s*([\u3400-\u9fff·]{2,4}(?:[、，\s]+[\u3400-\u9fff·]{2,4}){0,4})[)）]"
    r"|[(（][^()（）=]{1,20}=[^()（）=]{2,12}[)）]\s*([\uac00-\ud7a3]{2,4}(?:[\s·,]+[\uac00-\ud7a3]{2,4}){0,3})\s*기자\b"
)
_REPORTER = re.compile(
    r"(?:\[[^\[\]]{2,20}\]\s*)?([\uac00-\ud7a3]{2,4}(?:[\s·,]+[\uac00-\ud7a3]{2,4}){0,2})\s*(?:선임|수석)?(?:기자|특파원)(?:\s*[\w.@()=-]*)?"
)
_MOST_PARAGRAPHS, _BEGINNING = 600, 160
_LINE_TAGS = (
    "span", "address", "p", "div", "li", "cite", "b", "strong", "em", "i", "small", "td", "dd", "h5", "h6", "a",
)  # fmt: skip
_LONGEST = 140
_MOST_CANDIDATES = 200
_NEAR = 80
"""Elements with text behind the headline among which a byline is looked for."""
_ABOVE = 15
"""Elements above the headline where it may stand as well."""
_SHOUTED = re.compile(r"\b[A-Z]{2,4}\b")
_RIGHT_BEHIND, _BARE = 8, 30
"""Lines behind the headline of which one may be a name alone, and code points that such a name has."""
_MOST_LABELS = 20

Names = list[Named]


def find_authors(root: _Element, declared: Declared, heading: _Element | None, sites: Sequence[str]) -> tuple[str, ...]:
    """The article's authors in the page's order; an agency or a nickname only where no person is named.

    The site's staff, or the site itself, only where nobody else is. `heading` shows the title.
    """
    page = _Page(root, declared, heading, sites)
    ranks: list[Names] = []
    for rank in (
        page.structured, page.marked, page.byline, page.labelled, page.stated, page.boxes, page.beside_date,
        page.reporters, page.somewhere,
    ):  # fmt: skip
        names = rank()
        if found := _of(names, Sure.PERSON):
            return page.narrowed(found) if rank == page.marked else found
        ranks.append(names)
    structured, marked, byline, _, stated, *_ = ranks
    for sure in (Sure.SOMEBODY, Sure.DESK):
        for names in (structured, stated, marked, byline):
            if found := _of(names, sure):
                return found
    if found := _of(page.bare(), Sure.PERSON):
        return found
    signed = page.signed()
    return _of(signed, Sure.PERSON) or _of(signed, Sure.SOMEBODY)


def _of(names: Iterable[Named], sure: Sure) -> tuple[str, ...]:
    """The names that are as sure as that, each once."""
    found: dict[str, str] = {}
    for one in names:
        if one.sure is sure:
            found.setdefault(letters(one.name), one.name)
    return tuple(found.values())


class _Page:
    """Where a page may name its authors, best places first."""

    def __init__(self, root: _Element, declared: Declared, heading: _Element | None, sites: Sequence[str]) -> None:
        self._root = root
        self._declared = declared
        self._sites = sites
        self._heading = heading
        self._within = Within(heading)

    def structured(self) -> Names:
        """Whom JSON-LD names."""
        found: Names = []
        for kind, name in self._declared.names("author") or self._declared.names("creator"):
            person = "organi" not in kind.lower() or "Person" in kind
            names = named(name, self._sites, own_too=person)
            found += (one if person else one._replace(sure=min(one.sure, Sure.SOMEBODY)) for one in names)
        return found

    def stated(self) -> Names:
        """Whom the meta elements name: those of the first key that names a person."""
        all_names: Names = []
        for values in _stated_values(self._declared):
            names = [one for value in values for one in named(value, self._sites, own_too=True)]
            if _of(names, Sure.PERSON):
                return names
            all_names += names
        return all_names

    def narrowed(self, persons: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the persons whom the byline names, where it names some of them and nobody else."""
        spelt = set(map(letters, persons))
        shown = _of(self.byline(), Sure.PERSON) if len(spelt) > 1 else ()
        return shown if shown and set(map(letters, shown)) < spelt else persons

    def marked(self) -> Names:
        """Whom the first element names that the markup calls the author, and those beside it."""
        items = self._of_items()
        if _of(items, Sure.PERSON):
            return items
        classes = self._of_classes()
        return classes if _of(classes, Sure.PERSON) else items + classes

    def _of_items(self) -> Names:
        for name in ("author", "creator"):
            values = [
                item_value(element)
                for element in self._declared.items.get(name, ())
                if not self._within.is_aside(element, marked=True)
            ]
            names = [one for value in dict.fromkeys(values) if len(value) <= _LONGEST for one in self._named(value)]
            if names:
                return names
        return []

    def _of_classes(self) -> Names:
        found: Names = []
        near: _Element | None = None
        lines = self._root.iter(*_LINE_TAGS, "h3", "h4", "section", "footer")
        for element in islice((line for line in lines if _says_author(line)), _MOST_CANDIDATES):
            if self._within.is_aside(element, marked=_is_marked(element)) or _is_of_a_picture(element):
                continue
            if near is not None and near not in element.iterancestors():
                break
            names = self._within_element(element)
            if found and not _of(names, Sure.PERSON):
                continue
            if not found and element in self._around and len(names) == 1 and names[0].nickname:
                return [names[0]._replace(sure=Sure.PERSON)]
            found += names
            parent = element.getparent()
            if near is None and parent is not None and _of(names, Sure.PERSON):
                near = parent.getparent()
        return found

    def _within_element(self, element: _Element) -> Names:
        links = [
            link
            for link in element.iter("a")
            if link is not element
            and ("author" in (link.get("rel") or "").split() or _AUTHOR_LINK.search(link.get("href") or ""))
        ]
        if names := [one for link in links for one in self._shown_in(link)]:
            return names
        return self._shown_in(element)

    def _shown_in(self, element: _Element) -> Names:
        """Whom an element names, of which each part is a name or something else."""
        flat = brief(element, apart=True)
        if not 0 < len(flat) <= _LONGEST:
            return []
        if len(element):
            apart = self._named("\n".join(_parts(element)))
            if _of(apart, Sure.PERSON):
                return apart
        return self._named(flat)

    def byline(self) -> Names:
        """Whom the first line behind the headline names that begins as a byline does."""
        return next(self._bylines(), [])

    def _bylines(self) -> Iterator[Names]:
        weak: Names = []
        for element, text in self._near_headline:
            for part in re.split(r"\s*[|•·]\s*|\s+[–-]\s+", text):
                line = _BEFORE_BY.sub("", part)
                before, told = BEFORE_NAMES.match(line), _TOLD.match(part) is not None
                if before and line[before.end() :][:1] and (told or not line[before.end()].islower()):
                    names = self._shown_in(element) if part == text else self._named(line)
                    if not names or self._within.is_aside(element, marked=True) or _is_of_a_picture(element):
                        break
                    if _of(names, Sure.PERSON):
                        yield names
                    elif not weak:
                        weak = [one for one in names if one.sure is Sure.DESK or is_agency(one.name) or told]
        yield weak

    def beside_date(self) -> Names:
        """The one person named in a line near the headline that is a date otherwise."""
        for element, text in self._near_headline:
            if _A_DATE.search(text):
                parts = re.split(r"\s*[|•·]\s*|\s+[–-]\s+", text)
                others = [part for part in parts if not _A_DATE.search(part)]
                if len(parts) == 2 and len(others) == 1 and not self._within.is_aside(element):
                    names = self._named(others[0])
                    if len(names) == 1 and names[0].sure is Sure.PERSON:
                        return names
        return []

    def reporters(self) -> Names:
        """Whom a Chinese or Korean report names where it begins or ends, as agencies write them."""
        heading = brief(self._heading) if self._heading is not None else ""
        if not _EASTERN.search(heading):
            return []
        for element in islice(self._root.iter("p", "div", "span"), _MOST_PARAGRAPHS):
            text = brief(element)
            found = _REPORTED.search(text[:_BEGINNING]) or (_REPORTER.fullmatch(text) if text else None)
            if found and not self._within.is_aside(element) and not _is_of_a_picture(element):
                words = re.split(r"[\s、，,·]+", next(filter(None, found.groups())))
                return self._named("、".join(filter(None, words)))
        return []

    def bare(self) -> Names:
        """The person whose name is all that a line right behind the headline says, with a date next to it."""
        lines = self._near_headline[:_RIGHT_BEHIND]
        dated = {parent for one, text in lines if _A_DATE.search(text) for parent in islice(one.iterancestors(), 2)}
        for element, text in lines:
            if len(text) > _BARE or _SHOUTED.search(text) or dated.isdisjoint(islice(element.iterancestors(), 2)):
                continue
            link = element if element.tag == "a" else next(element.iter("a"), None)
            if link is not None and not _AUTHOR_LINK.search(link.get("href") or ""):
                continue
            names = self._named(text)
            if len(names) == 1 and names[0].sure is Sure.PERSON and letters(names[0].name) == letters(text):
                return [] if self._within.is_aside(element) else names
        return []

    @cached_property
    def _around(self) -> list[_Element]:
        """Elements that may hold a line, near the headline: those behind it, then those above."""
        heading = self._heading
        if heading is None:
            return []
        elements = iter(self._root.iter(str(heading.tag), *_LINE_TAGS))
        above: deque[_Element] = deque(maxlen=_ABOVE)
        for element in elements:
            if element is heading:
                break
            above.append(element)
        return [*islice((one for one in elements if one.tag in _LINE_TAGS), _NEAR), *reversed(above)]

    @cached_property
    def _near_headline(self) -> list[tuple[_Element, str]]:
        """Elements that hold one line near the headline, and the line."""
        short = (one for one in self._around if len(one) <= 6 and not any(child.tag in BLOCKS for child in one))
        return [(one, text) for one in short if 0 < len(text := brief(one)) <= _LONGEST]

    def labelled(self) -> Names:
        """Whom the first line of the page names that says "Author:" or the like before the name."""
        for element in islice(filter(_begins_with_label, self._root.iter(*_LINE_TAGS, "br")), _MOST_LABELS):
            for row in _labelled_rows(element):
                text = _PICTURES_TOO.sub("", row)
                names = self._named(text) if _LABELLED.fullmatch(text) else []
                if _of(names, Sure.PERSON) and not self._within.is_aside(element) and not _is_of_a_picture(element):
                    return names
        return []

    def boxes(self) -> Names:
        """Whom the headings of a box about the author name."""
        for element in self._root.iter("div", "section", "aside"):
            if "a" in (words := hint(element)) and _BOX.search(words):
                texts = map(brief, element.iter(*list(HEADINGS)[1:]))
                return [one for text in texts if 0 < len(text) <= 60 for one in self._named(text)]
        return []

    def somewhere(self) -> Names:
        """Whom a byline names that is not near the headline."""
        return bylines(self._root, self._within, self._sites)

    def signed(self) -> Names:
        """Who or what signed the text itself."""
        return signatures(self._root, self._within, self._sites)

    def _named(self, line: str) -> Names:
        return named(line, self._sites)


def _stated_values(declared: Declared) -> Iterator[list[str]]:
    for key in _KEYS:
        if values := declared.meta.get(key):
            family_first = key in _FAMILY_FIRST_KEYS
            yield [_FAMILY_FIRST.sub(r"\2 \1", value) if family_first else value for value in values]
    for number in ("1", "2", "3"):
        if _WRITTEN_BY.fullmatch(declared.first((f"twitter:label{number}",))):
            yield declared.meta.get(f"twitter:data{number}", [])


def _parts(element: _Element) -> Iterator[str]:
    """The visible texts of an element and those below it, each apart."""
    yield clean_text(element.text or "")
    for child in element:
        if child.tag not in INVISIBLE and not is_hidden(child):
            yield from _parts(child)
        yield clean_text(child.tail or "")


def _begins_with_label(element: _Element) -> bool:
    start = ((element.tail if element.tag == "br" else element.text) or "")[:40].strip(_AROUND)
    label = _LABEL.match(start) if start else None
    return label is not None and start[label.end() :].strip()[:1] in (":", "：", "")


def _labelled_rows(element: _Element) -> Iterator[str]:
    """The lines around an element that begin with a label; with the line behind one that is a label alone."""
    holder = element
    while holder.tag not in BLOCKS and (parent := holder.getparent()) is not None:
        holder = parent
    rows = _rows(holder)
    if (beside := holder.getnext()) is not None:
        rows.append(brief(beside, apart=True))
    for row, behind in pairwise([*rows, ""]):
        if _LABEL_ALONE.fullmatch(row):
            yield f"{row.rstrip(' :：')}: {behind}"
        elif _LABELLED.match(row):
            yield row


def _rows(holder: _Element) -> list[str]:
    """The visible text of an element, apart where there is a line break or a block."""
    rows = [holder.text or ""]
    skipped: _Element | None = None
    for element in islice(holder.iter(), 1, _MOST_OF_A_HOLDER):
        if skipped is not None and skipped in element.iterancestors():
            continue
        if element.tag == "br" or element.tag in BLOCKS:
            rows.append("")
        if element.tag in INVISIBLE or is_hidden(element):
            skipped = element
        else:
            rows[-1] += element.text or ""
        if not len(element) or skipped is element:
            rows[-1] += _behind(element, holder)
    return [row for row in (clean_text(row).strip(_AROUND) for row in rows) if row]


def _behind(element: _Element, holder: _Element) -> str:
    """The text behind an element that holds none, and behind those that it is the last of."""
    text = element.tail or ""
    while element.getnext() is None and (parent := element.getparent()) is not None and parent is not holder:
        text += parent.tail or ""
        element = parent
    return text


def _is_of_a_picture(element: _Element) -> bool:
    return any(
        parent.tag in ("figure", "figcaption", "blockquote") or _say_picture(hint(parent))
        for parent in (element, *islice(element.iterancestors(), 3))
    )


@lru_cache(maxsize=4096)
def _say_picture(words: str) -> bool:
    return _OF_A_PICTURE.search(words) is not None


def _is_marked(element: _Element) -> bool:
    return _mark(element.get("rel"), element.get("class"))


@lru_cache(maxsize=4096)
def _mark(relation: str | None, classes: str | None) -> bool:
    return bool(relation and "author" in relation.split()) or bool(classes and "author" in classes.lower().split())


def _says_author(element: _Element) -> bool:
    if not element.keys():
        return False
    words = hint(element)
    if words == NO_HINT and element.tag != "a":
        return False
    if _say_author(words) or (" author " in words and _is_marked(element)):
        return True
    if element.tag != "a":
        return False
    if (relation := element.get("rel")) and "author" in relation.split():
        return True
    return _AUTHOR_LINK.search(element.get("href") or "") is not None and _is_marked_around(element, words)


@lru_cache(maxsize=4096)
def _say_author(words: str) -> bool:
    return _MARKED.search(words) is not None and not _NOT_MARKED.search(words)


def _is_marked_around(element: _Element, words: str) -> bool:
    parent = element.getparent()
    return _say_marked(words) or (parent is not None and _say_marked(hint(parent)))


@lru_cache(maxsize=4096)
def _say_marked(words: str) -> bool:
    return _MARKED.search(words) is not None
