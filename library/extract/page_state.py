"""Articles that stand only in the data of a page's scripts: JSON-LD first, then the state that its program starts from.

Looked at only where a page shows no text. What is taken for the article must be the one with the page's title, or by
far the most that the data tells; comments, other articles, and the words of the program itself are passed over.
"""

from __future__ import annotations

import json
import re
from html import escape, unescape
from typing import TYPE_CHECKING, NamedTuple

from library.builder import clean_text
from library.document import count_words

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCRIPT = re.compile(r"<script\b([^>]{0,2000})>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
_DATA_TYPE = re.compile(r"""\btype\s*=\s*["']?application/(?:ld\+)?json""", re.IGNORECASE)
_LINKED = "ld+json"
_ASSIGNED = re.compile(r"""=\s*(?:JSON\.parse\(\s*(?=["'])|(?=[{\[]))|\]\.push\(\s*(?=\{)""")
"""What stands before values: a sign, or the call that hands them to the program piece by piece."""
_LARGEST, _MOST_SCRIPTS, _MOST_NODES, _MOST_STARTS = 16_000_000, 200, 200_000, 50
_DEEPEST = 40
_SHORT = 7
"""Letters of a title that says nothing."""
_LEAST = 80
"""Words of an article that is taken from data."""
_BY_FAR = 0.6
"""The share of all the words that might be articles that one without the page's title must have."""
_BODY = re.compile(
    r"^(?:\w*(?:body|content|html|markdown|story|rich_?text|paragraphs|blocks|elements|sections)\w*|text|rendered|value"
    r"|document|article_?text)$", re.IGNORECASE,
)  # fmt: skip
_NOT_IT = re.compile(
    r"comment|related|recommend|similar|popular|trending|footer|header|nav|menu|legal|cookie|consent|privacy|terms|i18n"
    r"|locale|messages|translation|sidebar|newsletter|advert|promo|schema|config|style|css|script|teaser|author|bio$"
    r"|also|more_?from", re.IGNORECASE,
)  # fmt: skip
_TITLES = ("headline", "title", "name", "heading")
_KINDS = ("type", "nodeType", "_type", "style", "tagName", "tag", "kind", "__typename", "__component", "blockType")
_WORDS = (
    "html",
    "text",
    "content",
    "children",
    "value",
    "body",
    "items",
    "paragraphs",
    "blocks",
    "data",
    "fields",
    "nodes",
)
_HEADING = re.compile(r"^(?:h|heading|header|subheading|subhead|subtitle)[-_ ]?([1-6]|one|two|three|four)?$")
_LEVELS = {"one": 1, "two": 2, "three": 3, "four": 4}
_TAG = re.compile(r"<(?:/?[a-z][a-z0-9-]*)\b[^<>]*>", re.IGNORECASE)
_BLOCK_TAG = re.compile(r"<(?:p|div|h[1-6]|ul|ol|blockquote|figure|section|br)\b", re.IGNORECASE)
_INLINE = frozenset(
    ("text", "span", "link", "a", "hyperlink", "strong", "b", "em", "i", "bold", "italic", "leaf", "mark")
)


class Stated(NamedTuple):
    """An article in the data of a page."""

    markup: str
    """As HTML."""
    words: int
    title: str
    """What the data calls it, where that is the page's title or a part of it; else empty."""


class _Candidate(NamedTuple):
    markup: str
    words: int
    titles: tuple[str, ...]
    """Those of what it stands in, the nearest first."""
    declared: bool
    """Whether it is what JSON-LD calls the body of an article."""


def stated_article(page: str, title: str) -> Stated | None:
    """The article in the data of a page's markup; None where there is none, or it can't be told which is it."""
    if "<script" not in page[:_LARGEST].lower():
        return None
    found: dict[str, _Candidate] = {}
    for value, linked in _data(page[:_LARGEST]):
        for candidate in _candidates(value, linked=linked):
            known = found.get(candidate.markup)
            if known is None or candidate.declared:
                found[candidate.markup] = candidate
    candidates = sorted(found.values(), key=lambda one: (one.declared, one.words), reverse=True)
    wanted = _letters(title)
    titled = [one for one in candidates if wanted and any(_is_alike(wanted, _letters(name)) for name in one.titles)]
    declared = [one for one in candidates if one.declared]
    best = next(iter(titled or (declared if len(declared) == 1 else [])), None)
    if best is None and candidates and not declared:
        first = max(candidates, key=lambda one: one.words)
        if first.words >= _BY_FAR * sum(one.words for one in candidates):
            best = first
    if best is None:
        return None
    told = next((name for name in best.titles if len(name) > _SHORT and clean_text(name) in title), "")
    return Stated(best.markup, best.words, clean_text(told))


def _is_alike(wanted: str, title: str) -> bool:
    """Whether a title is the page's, which may have its site's name behind it."""
    short, long = sorted((wanted, title), key=len)
    return len(short) > _SHORT and short in long


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, unescape(text).casefold()))


# The data


def _data(page: str) -> Iterator[tuple[object, bool]]:
    """The values of JSON in the scripts of a page, and whether they are JSON-LD."""
    for number, script in enumerate(_SCRIPT.finditer(page)):
        if number >= _MOST_SCRIPTS:
            return
        attributes, text = script[1], script[2].strip()
        if _DATA_TYPE.search(attributes):
            value = _value(text.removeprefix("<!--").removesuffix("-->").strip(), 0)
            if value is not None:
                yield value, _LINKED in attributes.lower()
        elif len(text) > _LEAST * 5 and "src=" not in attributes.lower():
            yield from ((value, False) for value in _assigned(text))


def _assigned(text: str) -> Iterator[object]:
    """The values that a program gives to names, where they are JSON."""
    at = 0
    for _ in range(_MOST_STARTS):
        start = _ASSIGNED.search(text, at)
        if start is None:
            return
        at = start.end()
        try:
            value, end = json.JSONDecoder(strict=False).raw_decode(text, at)
        except (ValueError, RecursionError):
            continue
        at = end
        if isinstance(value, str):
            value = _value(value, 0)
        if isinstance(value, dict | list):
            yield value


def _value(text: str, at: int) -> object:
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, at)[0]
    except (ValueError, RecursionError):
        return None


# What may be the article


def _candidates(value: object, *, linked: bool) -> Iterator[_Candidate]:
    waiting: list[tuple[object, str, tuple[str, ...]]] = [(value, "", ())]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node, key, titles = waiting.pop()
        if isinstance(node, dict):
            own = next((node[name] for name in _TITLES if isinstance(node.get(name), str) and node[name].strip()), "")
            within = (own, *titles[:5]) if own else titles
            for name, inner in node.items():
                if _NOT_IT.search(str(name)):
                    continue
                candidate = _candidate(str(name), inner, within, linked=linked)
                if candidate is not None:
                    yield candidate
                elif isinstance(inner, dict | list):
                    waiting.append((inner, str(name), within))
        elif isinstance(node, list):
            waiting += [(inner, key, titles) for inner in node if isinstance(inner, dict | list)]


def _candidate(name: str, value: object, titles: tuple[str, ...], *, linked: bool) -> _Candidate | None:
    declared = linked and name in ("articleBody", "text")
    if (linked and not declared) or not (declared or _BODY.match(name)) or not _is_text(value):
        return None
    markup = _markup(value, 0)
    words = count_words(clean_text(_TAG.sub(" ", unescape(markup))))[0]
    return _Candidate(markup, words, titles, declared) if words >= _LEAST else None


def _is_text(value: object) -> bool:
    """Whether a value is a text, or the blocks of one, and no list of other things."""
    if isinstance(value, str):
        return len(value) > _LEAST * 2 and (" " in value or not value.isascii())
    if isinstance(value, dict):
        return any(_kind(value) == kind for kind in ("doc", "document", "root")) or isinstance(
            value.get("blocks"), list
        )
    if not isinstance(value, list) or not value:
        return False
    if all(isinstance(one, str) for one in value):
        return sum(map(len, value)) > _LEAST * 2
    blocks = [one for one in value if isinstance(one, dict)]
    listed = [
        one
        for one in blocks
        if any(name in one for name in _TITLES[:2]) and {"url", "href", "slug", "link"} & one.keys()
    ]
    return len(blocks) * 2 > len(value) and len(listed) * 2 < len(blocks) and any(_kind(one) for one in blocks)


def _kind(block: dict[str, object]) -> str:
    """What a block is called, in small letters and without the names of the system that made it."""
    for name in _KINDS:
        kind = block.get(name)
        if isinstance(kind, str) and kind:
            kind = kind.lower().rpartition(".")[2].removesuffix("block").removesuffix("node").strip("-_ ")
            if kind not in ("", "normal", "unstyled"):
                return kind
    return "block" if any(isinstance(block.get(name), str) for name in _KINDS) else ""


# As markup


def _markup(value: object, depth: int, *, inline: bool = False) -> str:
    """A value as HTML."""
    if depth > _DEEPEST:
        return ""
    if isinstance(value, str):
        if _BLOCK_TAG.search(value) and not inline:
            return value
        text = value if _TAG.search(value) else escape(value, quote=False)
        return text if inline else "".join(f"<p>{line}</p>" for line in re.split(r"\s*\n\s*", text) if line)
    if isinstance(value, list):
        return _of_blocks(value, depth, inline=inline)
    return _of_block(value, depth, inline=inline) if isinstance(value, dict) else ""


def _of_blocks(blocks: list[object], depth: int, *, inline: bool) -> str:
    parts: list[str] = []
    for block in blocks:
        part = _markup(block, depth + 1, inline=inline)
        if part.startswith("<li>"):
            if parts and parts[-1] == "</ul>":
                parts.pop()
            else:
                parts.append("<ul>")
            parts += [part, "</ul>"]
        elif part:
            parts.append(part)
    return "".join(parts)


def _of_block(block: dict[str, object], depth: int, *, inline: bool) -> str:
    kind = _kind(block)
    picture = next((block[name] for name in ("src", "url", "image_url") if isinstance(block.get(name), str)), "")
    if re.search(r"image|picture|photo|figure|^img$", kind):
        caption = _inner(block, ("caption", "subtitle", "description"), depth)
        alt = block.get("alt") or block.get("alt_text") or ""
        image = f'<img src="{escape(str(picture))}" alt="{escape(str(alt))}">' if picture else ""
        return f"<figure>{image}<figcaption>{caption}</figcaption></figure>" if image or caption else ""
    if re.search(r"video|audio|embed|iframe|advert|^ad$|promo|newsletter|related|script|gallery|hr$|divider", kind):
        return ""
    if inline or (kind in _INLINE and depth > 1):
        return _of_inline(block, kind, depth)
    if re.search(r"^(?:ul|ol|.*\blist|(?:un)?ordered[-_]list|bullet(?:ed)?[-_]?list|ordered-?list)$", kind):
        rows = next((block[name] for name in _WORDS if isinstance(block.get(name), list)), [])
        items = "".join(_item(row, depth) for row in (rows if isinstance(rows, list) else []))
        tag = "ol" if kind in ("ol", "ordered-list", "orderedlist", "ordered_list") else "ul"
        return f"<{tag}>{items}</{tag}>" if items else ""
    if block.get("listItem") or kind in ("li", "list-item", "listitem", "list_item") or kind.endswith("list-item"):
        return f"<li>{_inner(block, _WORDS, depth)}</li>"
    inner = _inner(block, _WORDS, depth)
    if not inner.strip():
        return ""
    heading = _HEADING.match(kind)
    if heading is not None:
        told = heading[1] or str(block.get("level") or "2")
        level = _LEVELS.get(told, int(told) if told.isdecimal() else 2)
        return f"<h{min(6, max(2, level))}>{inner}</h{min(6, max(2, level))}>"
    if "quote" in kind:
        return f"<blockquote>{inner}</blockquote>"
    if re.search(r"^(?:code|pre|code-?)$", kind):
        return f"<pre>{inner}</pre>"
    return inner if _BLOCK_TAG.search(inner) else f"<p>{inner}</p>"


def _item(row: object, depth: int) -> str:
    inner = _inner(row, _WORDS, depth) if isinstance(row, dict) else _markup(row, depth + 1, inline=True)
    return f"<li>{inner}</li>" if inner.strip() else ""


def _inner(block: dict[str, object], names: tuple[str, ...], depth: int) -> str:
    """What a block says: the first of its values that has words; of a list of parts these one after the other."""
    for name in names:
        value = block.get(name)
        inline = isinstance(value, str) or _is_inline(value)
        if isinstance(value, str | list | dict) and value:
            made = _markup(value, depth + 1, inline=inline)
            if made.strip():
                return made
    return ""


def _is_inline(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, str) or (isinstance(one, dict) and (_kind(one) in _INLINE or not _kind(one))) for one in value
    )


def _of_inline(block: dict[str, object], kind: str, depth: int) -> str:
    inner = _inner(block, _WORDS, depth)
    address = next((block[name] for name in ("href", "url", "uri") if isinstance(block.get(name), str)), "")
    data = block.get("data")
    if not address and isinstance(data, dict):
        address = next((data[name] for name in ("href", "uri", "url") if isinstance(data.get(name), str)), "")
    if address and kind in ("link", "a", "hyperlink"):
        return f'<a href="{escape(str(address))}">{inner}</a>'
    marks = {mark.get("type") if isinstance(mark, dict) else mark for mark in _listed(block.get("marks"))}
    if marks & {"bold", "strong"} or kind in ("strong", "b", "bold") or block.get("bold") is True:
        inner = f"<strong>{inner}</strong>"
    if marks & {"italic", "em"} or kind in ("em", "i", "italic") or block.get("italic") is True:
        inner = f"<em>{inner}</em>"
    return inner


def _listed(value: object) -> list[object]:
    return [one for one in value if isinstance(one, dict | str)] if isinstance(value, list) else []
