"""Pages that a server gives in place of an article: errors, log-ins, consent, bot checks; data in `refusals.yaml`.

Such a page is short, and says what it is in its title or in one of a few phrases; an article that tells of such pages
is longer, or is like the one that was there before, which `library.judge` looks at first.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from library.document import count_words
from library.extract.needles import Phrases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from library.document import Document
    from library.source import Source

NO_TEXT = "The page holds no article text; it may need scripts to show it."
WALLED = "The page is for subscribers: its text may end early."
"""What is said of a page that shows only the beginning of its article."""
_HARDLY_ANY, _FEW = 40, 150
"""Words of a page below which all that it shows is looked at, and below which what was left out is as well."""
_MOST_WORDS = 600
"""Words of the longest page of this kind; a list of what cookies are for can be long."""
_FEW_WORDS = 150
"""Words of a page that needs to say it once; a longer one must say it in two ways."""
_LONGEST, _LOOKED_AT = 20_000, 6_000
"""Characters of a page that may be one of these, and how many of them are looked at."""
WALLS = ("a page that asks to subscribe", "a page that asks to log in")
"""What may stand behind the beginning of an article."""
_MARKUP = 400_000
"""Characters of a page's markup that are looked at."""
_TITLE_PARTS = re.compile(r"\s+[|·•»«:/\\-]+\s+|\s*[|｜]\s*|\s+::\s+")
_TYPED = str.maketrans("’‘‛′“”„″–—‑−\u00a0\u3000", "''''\"\"\"\"----  ")


_QUOTATION = 300
"""Characters within which a quotation begins and ends."""
_QUOTES = (("«", "»"), ("»", "«"), ("「", "」"), ("『", "』"))
_PARAGRAPH, _TOLD = 12, 40
"""Words of a paragraph, and of all that speak of other things, from which a page tells something."""
_ENDS = (".", "!", "?", "…", "。", "！", "？", '"', "”", "’", "»", "」")


class _Rule(NamedTuple):
    reason: str
    words: re.Pattern[str]
    """What such pages speak of."""
    title: re.Pattern[str]
    phrases: Phrases


def refusal(title: str, text: str) -> str:
    """What a page is when it is not the article that was asked for, such as "a bot check"; empty when it may be one.

    `text` is all that the page shows, without its title.
    """
    return _refusal(title, text) if len(text) <= _LONGEST else ""


@lru_cache(maxsize=2)  # the extractor asks, and then who makes an article of what it gives
def _refusal(title: str, text: str) -> str:
    words = count_words(text)[0]
    if words > _MOST_WORDS:
        return ""
    folded = _folded(title)
    parts = list(_parts(folded))
    shown = f"{folded}\n{_folded(text[:_LOOKED_AT])}"
    found: dict[str, tuple[bool, int]] = {}
    for rule in _rules():
        said = len({match.group() for match in rule.phrases.finditer(shown) if not _is_quoted(shown, match)})
        titled = any(rule.title.fullmatch(part) for part in parts)
        if said or titled:
            found[rule.reason] = (titled, said + titled)
    if sum(said for _, said in found.values()) < (1 if words <= _FEW_WORDS else 2):
        return ""
    if not any(titled for titled, _ in found.values()) and _tells(text[:_LOOKED_AT]):
        return ""
    return max(found, key=lambda reason: found[reason])


def no_article(what: str) -> str:
    """The sentence of a warning that a page is something else than an article, such as "a bot check"."""
    return f"It looks like {what}, not like an article."


def asks_to_subscribe(text: str) -> bool:
    """Whether a text says that there is more for those who subscribe or log in."""
    folded = _folded(text)
    walls = [rule.phrases for rule in _rules() if rule.reason in WALLS]
    return any(not _is_quoted(folded, match) for phrases in walls for match in phrases.finditer(folded))


def _is_quoted(text: str, match: re.Match[str]) -> bool:
    """Whether somebody is quoted as saying it, as an article on such pages does, and no such page itself."""
    before = text[max(0, match.start() - _QUOTATION) : match.start()].rpartition("\n")[2]
    after = text[match.end() : match.end() + _QUOTATION].partition("\n")[0]
    return (before.count('"') % 2 == 1 and '"' in after) or any(
        before.rfind(opens) > before.rfind(closes) and closes in after for opens, closes in _QUOTES
    )


def _tells(text: str) -> bool:
    """Whether most of a text are paragraphs that speak of other things, as those of an article do."""
    told = all_words = 0
    for line in text.split("\n"):
        words = count_words(line)[0]
        all_words += words
        is_prose = words >= _PARAGRAPH and line.rstrip().endswith(_ENDS)
        if is_prose and not any(rule.words.search(line) for rule in _rules()):
            told += words
    return told >= _TOLD and told * 2 >= all_words


def said_by(document: Document, dropped: Iterable[str], everything: Callable[[], str]) -> str:
    """What a page says, by which `refusal` knows it: its text, and of a short one also what was left out of it.

    `everything` gives all that the page shows; it is asked for only where there is hardly any text.
    """
    parts = [document.text]
    if document.words < _FEW:
        parts += dropped
    if document.words < _HARDLY_ANY:
        parts.append(everything())
    return "\n".join(parts)


def _folded(text: str) -> str:
    return re.sub(r"[^\S\n]+", " ", text.translate(_TYPED).lower()).strip()


def _parts(title: str) -> Iterator[str]:
    """A title, and what stands before and after the name of its site."""
    yield title
    for part in _TITLE_PARTS.split(title[:300]):
        if part.strip():
            yield part.strip()


@cache
def _rules() -> tuple[_Rule, ...]:
    import yaml  # 12 ms; reading an article that is stored needs no rules

    text = files("library.extract").joinpath("refusals.yaml").read_text(encoding="utf-8")
    content: list[dict[str, Any]] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  both loaders are the safe ones
    return tuple(
        _Rule(rule["reason"], _any([rule["words"]]), _any(rule["titles"]), Phrases(rule["phrases"])) for rule in content
    )


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def shown(source: Source) -> str:
    """All the words that a page shows, whether or not they are an article's; scripts may be what it waits for."""
    from library.kinds import kind_of
    from library.source import HTML, decode

    if kind_of(source):
        return ""
    decoded = decode(source)
    if decoded.media_type != HTML:
        return decoded.text[:_LONGEST]
    from lxml import etree, html

    try:
        root = html.document_fromstring(decoded.text[:_MARKUP].replace("\0", "").encode(errors="replace"))
    except (etree.LxmlError, ValueError, AssertionError):
        return ""
    etree.strip_elements(root, "script", "style", "template", etree.Comment, with_tail=False)
    return " ".join(" ".join(map(str, root.itertext())).split())[:_LONGEST]
