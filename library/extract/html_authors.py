"""Who wrote an HTML page's article: what is declared, what the markup calls the author, what a byline says."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from lxml.etree import _Element

from library.builder import clean_text
from library.extract.html_declared import Declared, item_value
from library.extract.html_markup import BLOCKS, HEADINGS, hint
from library.extract.html_title import brief, headline, is_aside

_KEYS = (
    "author", "article:author", "og:article:author", "article:author_name", "citation_author", "citation_authors",
    "bepress_citation_author", "parsely-author", "sailthru.author", "sailthru.byline_name", "cxenseparse:author",
    "dc.creator", "dcterms.creator", "byl", "authors", "og:author", "twitter:author", "analyticsattributes.author",
    "shareaholic:article_author_name",
)  # fmt: skip
_FAMILY_FIRST_KEYS = ("citation_author", "bepress_citation_author", "dc.creator", "dcterms.creator")
_FAMILY_FIRST = re.compile(r"^([^,;]{2,40}),\s*([^,;]{1,40})$")
_WRITTEN_BY = re.compile(
    r"written by|author|verfasst von|geschrieben von|écrit par|rédigé par|escrito por|scritto da"
    r"|geschreven door",
    re.IGNORECASE,
)
# Words before a name, in the languages of the pages seen; a name itself never starts with them.
_BEFORE_NAMES = re.compile(
    r"^(?:(?:written|words|text|story|report(?:ed|ing)?|posted|published|created|photographs?|interview|article"
    r"|review|analysis"
    r"|opinion|more|(?:view )?all posts|posts|guest post|zum profil|beitrag|eine? \w+"
    r"|verfasst|geschrieben|erstellt|veröffentlicht|propos recueillis|écrit|rédigé|publié|escrito|publicado|scritto"
    r"|geschreven)"
    r"[\s:]+)?(?:by|von|par|por|door|av|af|da|di)\b\s*:?\s+"
    r"|^(?:authors?|autor(?:in|en|es|a|e|i)?|auteure?s?|words|text|texte|texto|testo|tekst|interview|reporter"
    r"|verfasser(?:in)?"
    r"|redakteur(?:in)?|written|name|about|über|作者|文|撰文|記者|记者|著者|글)(?:/in)?\s*[:：/]\s*"
    r"|^(?:auteur|autor|author|autore)\s+(?-i:(?=[^\W\d_a-z]))",
    re.IGNORECASE,
)
_NAMES_BREAK = re.compile(
    r"\s*(?:;|\||/|&|•|·|\n)\s*|,?\s+(?:im Gespräch mit|and|And|AND|und|et|y|och|with|mit)\s+(?=[^\W\d_a-z])"
)
# A part of a byline with one of these words is somebody's work, or nobody in particular.
_ROLE = re.compile(
    r"\b(?:editors?|reporters?|correspondents?|writers?|staff|columnists?|producers?|photographers?|contributors?"
    r"|journalists?"
    r"|analysts?|professors?|lecturers?|directors?|chief|bureau|desk|team|newsroom|redaktion|redaction|rédaction"
    r"|redacción"
    r"|redazione|redactie|redaktør|editorial|admin|administrator|webmaster|guest|unknown|anonymous|university"
    r"|institute|author at"
    r"|autore?n?|auteurs?|authors?|gastautor|magazine|gmbh|ltd|inc|llc|verlag|verband|ministerium)\b|e\.\s?V\.",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(
    r"https?:|www\.|@|\.(?:com|org|net|co|de|at|ch|fr|it|nl)\b|\d{2}|[<>{}=#*]|[!?]$", re.IGNORECASE
)
_HANDLE = re.compile(r"\(?\s*(?:[\w.+-]+@[\w-]+(?:\.[\w-]+)+|@\w+)\s*\)?")
_NOT_A_PERSON = re.compile(
    r"\b(?:updated|posted|published|follow|profile|profil|user ?name|subscribe|comments?|read|minutes?|share"
    r"|agenc(?:y|e|ia)|wire"
    r"|services?|says|sagt|more|mehr|articles?|posts?|email|facebook|twitter|instagram|uhr|image|photo|foto|credits?"
    r"|view|see|bio|all|alle|fellow|for)\b"
    r"|^(?-i:[A-Z]{2,5})$",  # an agency or a degree
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"(?:the |die |la |le |el |our |unsere? )?(?:admin(?:istrator)?|webmaster|web|editors?|editorial"
    r"|redaktion(?:steam)?|redaction"
    r"|rédaction|redacción|redazione|redactie|staff|staff (?:writer|reporter|report)|team|guest|gast|gastautor"
    r"|unknown|anonymous|user"
    r"|author|autor|por|par|door|news ?desk|newsroom|news|wp[_-]?admin|root|none|null|undefined|default|test|by|von"
    r"|name|contributor|blog|site"
    r"|online|website|imported|super user|system|marketing|presse|press|press release|pressemitteilung|profile?|home"
    r"|image"
    r"|share|follow|twitter|facebook|post|article|category|tags?|comments?|date|reply|reply to|unassigned)",
    re.IGNORECASE,
)
_MONTHS = (
    r"jan(?:uar[yi]?|vier)?|feb(?:ruar[yi]?)?|février|mar(?:ch|s|zo)?|märz|apr(?:il)?|avril|may|mai|mayo|june?|juni"
    r"|juin|july?|juli"
    r"|juillet|aug(?:ust)?|août|sept?(?:ember)?|o[ck]t(?:ober)?|octobre|nov(?:embe?re?)?|de[cz](?:embe?re?)?|décembre"
)
_BEHIND_NAMES = re.compile(
    rf"(?:[,|·•–-]\s*)?(?:\s(?:am|on|at|vom|le|el|il|op|um|vor|in|ago|hace|il y a))?\s+(?:(?:{_MONTHS})\b\.?(?=\s\d|$"
    rf"|\s*,)|\d)"
    r".*$"
    r"|\s+(?:(?:last )?updated|published|posted|veröffentlicht|aktualisiert|publié|mis à jour|publicado|actualizado"
    r"|pubblicato"
    r"|gepubliceerd|says|writes|schreibt|sagt|vor|ago)\b.*$"
    r"|,?\s+(?:for|für|pour|para)\s+(?:the\s+)?(?-i:[A-Z]).*$",
    re.IGNORECASE,
)
_GENERATIONS = frozenset(("jr", "sr", "ii", "iii", "iv", "phd", "md"))
_MARKED = re.compile(
    r" (?:by ?lines?|authors?|autor(?:en|es|a|e|in)?|auteurs?|writers?|verfasser(?:in)?|redakteur(?:in)?|posted by"
    r"|written by"
    r"|vcard|p author|h card|article by|name author|creator|user ?name) "
)
_NOT_MARKED = re.compile(
    r" (?:comments?|reply|replies|avatar|image|photo|picture|bio|about|description|box|related|teasers?|share|follow"
    r"|other"
    r"|similar|posts|thumb\w*|unauth|auth|oauth|logo|form|twitter|facebook|email|prefix|title|role|position|job) "
)
_FULL_NAME = re.compile(r"[^\W\d_][\w.’'-]*(?: [\w.’'-]+){1,3}")
_BOX = re.compile(
    r" (?:author|autor|auteur) (?:bio|box|info|card|profile|about) | (?:about|meet) the author | abh box "
)
_AUTHOR_LINK = re.compile(
    r"/(?:authors?|autor(?:en|es|a)?|auteurs?|people|profile?s?|contributors?|by|writers?|staff|users?"
    r"|team)/",
    re.IGNORECASE,
)
_LINE = re.compile(
    r"(?:(?:(?:written|words|text|story|reported|posted|interview|review|article|ein \w+|propos recueillis) )?"
    r"(?:by|von|par|por|door|av|af|di)\b:?|(?:author|autor(?:in)?|auteur|autore|text|texte|texto|interview|words"
    r"|reporter"
    r"|verfasser(?:in)?|redaktion)\s*:|(?:作者|文|撰文|記者|记者|著者)\s*[:：/／]"
    r"|(?:posted|published|veröffentlicht|erstellt|publié|publicado|written|gespeichert)\b[^!?]{0,40}?\b(?:by|von"
    r"|par|por|door)\b)"
    r"\s*(?-i:(?=[^\W\d_a-z]))[^!?]{2,90}",
    re.IGNORECASE,
)
_UP_TO_NAME = re.compile(
    r"^(?:posted|published|veröffentlicht|erstellt|publié|publicado|written|gespeichert)\b.*?\b(?=(?:by|von|par|por"
    r"|door)\b)",
    re.IGNORECASE,
)
_LINE_TAGS = ("span", "address", "p", "div", "li", "cite", "b", "strong", "em", "i", "small", "td", "dd")
_LONGEST = 120
_LONGEST_LINE = 1000
_MOST_CANDIDATES = 200
_NEAR = 60
"""Elements with text behind the headline among which a byline is looked for."""


def find_authors(root: _Element, declared: Declared, title: str, sites: Sequence[str]) -> tuple[str, ...]:
    """The article's authors in the page's order; an agency or a nickname only where no person is named."""
    structured = declared.names("author") or declared.names("creator")
    heading = headline(root, title)
    within = frozenset((heading, *heading.iterancestors())) if heading is not None else frozenset()
    marked = list(_marked(root, declared, within))
    byline = _lines(root, heading, within)
    ranks = (
        [name for kind, name in structured if "organi" not in kind.lower() or "Person" in kind],
        _declared_names(declared),
        marked,
        byline,
    )
    for names in (*ranks, _boxes(root)):
        if found := _people(names, sites):
            return tuple(_completed(found, _people(marked, sites), _people(byline, sites)))
    for names in ([name for _, name in structured], *ranks[1:3]):
        if found := _people(names, sites, somebody):
            return tuple(found)
    # A site of one person's own has that person's name.
    named = [name for kind, name in structured if "Person" in kind] + ranks[1]
    return tuple(name for name in _people(named, ()) if " " in name)


def persons(line: str, *sites: str) -> list[str]:
    """The persons that a byline names, without "By", roles, handles and the site itself."""
    return _named(line, sites, _is_name)


def somebody(line: str, *sites: str) -> list[str]:
    """As `persons`, with agencies, nicknames and single words, but nobody who is the site or no one in particular."""
    return _named(line, sites, _is_somebody)


def _named(line: str, sites: Iterable[str], accepted: Callable[[str], bool]) -> list[str]:
    if "://" in line or len(line) > _LONGEST_LINE:
        return []
    line = _without_words_before(_HANDLE.sub(" ", clean_text(line)))
    line = _BEHIND_NAMES.sub("", line)
    own = {_letters(site) for site in sites} - {""}
    found = []
    for part in _NAMES_BREAK.split(re.sub(r"\([^()]*\)", " ", line)):
        names: list[str] = []
        for piece in re.split(r"\s*[,，、]\s*|\s+[–—-]\s+", part):
            if names and piece.rstrip(".").lower() in _GENERATIONS:
                names[-1] = f"{names[-1]}, {piece}"
                continue
            name = _without_words_before(clean_text(piece)).strip(' .:-–—*"“”') + ("." if piece.endswith("Jr.") else "")
            name = _once(name)
            if accepted(name) and _letters(name) not in own:
                names.append(name)
        found += names
    return list(dict.fromkeys(found))


def _without_words_before(text: str) -> str:
    before = ""
    while text != before:
        before, text = text, _BEFORE_NAMES.sub("", text).lstrip(" :|·•-–—")
    return text


def _once(name: str) -> str:
    """A name that the markup says twice, once."""
    words = name.split()
    half = len(words) // 2
    return " ".join(words[:half]) if half and words[:half] == words[half:] else name


def _is_name(name: str) -> bool:
    if not 1 < len(name) <= 60 or any(rule.search(name) for rule in (_NOT_A_NAME, _ROLE, _NOT_A_PERSON)):
        return False
    if _NOBODY.fullmatch(name) or re.fullmatch(rf"(?:{_MONTHS})\.?", name, re.IGNORECASE):
        return False
    return len(name.split()) <= 6 and (not name[0].isascii() or name[0].isupper() or " " in name)


def _is_somebody(name: str) -> bool:
    if not 1 < len(name) <= 60 or _NOBODY.fullmatch(name) or re.search(r"https?:|www\.|[<>{}=#*@\[\]]|^\d+$", name):
        return False
    if re.fullmatch(r"[A-Z]{2,5}", name):  # an agency
        return True
    words = name.split()
    if _NOT_A_PERSON.search(name) or re.fullmatch(rf"(?:{_MONTHS})\.?", name, re.IGNORECASE) or len(words) > 5:
        return False
    return bool(re.search(r"[^\W\d_]", name)) and (len(words) == 1 or name[0].isupper() or not name[0].isascii())


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _people(names: Iterable[str], sites: Sequence[str], persons: Callable[..., list[str]] = persons) -> list[str]:
    found: dict[str, str] = {}
    for person in (person for name in names for person in persons(name, *sites)):
        found.setdefault(person.casefold(), person)
    return list(found.values())


def _completed(found: list[str], *others: list[str]) -> list[str]:
    """The names, or those of a visible byline that has all of them and one or two more."""
    have = {_letters(name) for name in found}
    for names in others:
        there = {_letters(name) for name in names}
        if have < there and len(there) <= len(have) + 2 and all(_FULL_NAME.fullmatch(name) for name in names):
            return names
    return found


def _declared_names(declared: Declared) -> list[str]:
    names = [
        _FAMILY_FIRST.sub(r"\2 \1", value) if key in _FAMILY_FIRST_KEYS else value
        for key in _KEYS
        for value in declared.meta.get(key, ())
    ]
    for number in ("1", "2", "3"):
        if _WRITTEN_BY.fullmatch(declared.first((f"twitter:label{number}",))):
            names += declared.meta.get(f"twitter:data{number}", ())
    return names


def _boxes(root: _Element) -> Iterator[str]:
    """The headings of boxes about the author."""
    for element in root.iter("div", "section", "aside"):
        if "a" in (words := hint(element)) and _BOX.search(words):
            yield from (text for text in map(brief, element.iter(*list(HEADINGS)[1:])) if 0 < len(text) <= 60)
            return


def _marked(root: _Element, declared: Declared, within: frozenset[_Element]) -> Iterator[str]:
    """The texts of the first elements that the markup calls the author, and of those beside them."""
    for name in ("author", "creator"):
        values = [
            item_value(element)
            for element in declared.items.get(name, ())
            if not is_aside(element, within, marked=True)
        ]
        values = [value for value in values if 0 < len(value) <= _LONGEST]
        if values:
            yield from dict.fromkeys(values)
            return
    near: _Element | None = None
    lines = root.iter("a", *_LINE_TAGS, "h3", "h4", "h5", "h6", "section", "footer")
    for element in islice((line for line in lines if _says_author(line)), _MOST_CANDIDATES):
        if is_aside(element, within, marked=_is_marked(element)):
            continue
        if near is not None and near not in element.iterancestors():
            break
        values = _names_within(element)
        yield from values
        parent = element.getparent()
        if values and near is None and parent is not None:
            near = parent.getparent()


def _is_marked(element: _Element) -> bool:
    return _mark(element.get("rel"), element.get("class"))


@lru_cache(maxsize=4096)
def _mark(relation: str | None, classes: str | None) -> bool:
    return bool(relation and "author" in relation.split()) or bool(classes and "author" in classes.lower().split())


def _says_author(element: _Element) -> bool:
    if not element.keys():
        return False
    if _is_marked(element):
        return True
    if element.tag == "a" and _is_marked_around(element) and _AUTHOR_LINK.search(element.get("href") or ""):
        return True
    return _say_author(hint(element))


@lru_cache(maxsize=4096)
def _say_author(words: str) -> bool:
    return _MARKED.search(words) is not None and not _NOT_MARKED.search(words)


def _is_marked_around(element: _Element) -> bool:
    parent = element.getparent()
    return _say_marked(hint(element)) or (parent is not None and _say_marked(hint(parent)))


@lru_cache(maxsize=4096)
def _say_marked(words: str) -> bool:
    return _MARKED.search(words) is not None


def _names_within(element: _Element) -> list[str]:
    links = [
        link
        for link in element.iter("a")
        if link is not element
        and ("author" in (link.get("rel") or "").split() or _AUTHOR_LINK.search(link.get("href") or ""))
    ]
    texts = [text for text in map(brief, links) if 0 < len(text) <= _LONGEST]
    if texts:
        return texts
    text = brief(element, apart=True)
    return [text] if 0 < len(text) <= _LONGEST else []


def _lines(root: _Element, heading: _Element | None, within: frozenset[_Element]) -> list[str]:
    """The first line near the headline that names somebody as a byline does."""
    if heading is None:
        return []
    elements = iter(root.iter(str(heading.tag), *_LINE_TAGS))
    for element in elements:
        if element is heading:
            break
    for _, element in zip(range(_NEAR), (one for one in elements if one.tag in _LINE_TAGS), strict=False):
        if len(element) > 6 or any(child.tag in BLOCKS for child in element):
            continue
        text = brief(element)
        if not 0 < len(text) <= _LONGEST:
            continue
        for part in re.split(r"\s*[|•·]\s*|\s+[–-]\s+", text):
            if _LINE.fullmatch(part):
                if is_aside(element, within):
                    break
                return [_UP_TO_NAME.sub("", part)]
    return []
