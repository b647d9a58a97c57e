"""Teasers: lines between the paragraphs of an article that only lead to other articles of the same site."""

import re
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from library.builder import clean_text
from library.document import BlockKind, Span, SpanKind
from library.extract.html_markup import words_in
from library.extract.html_pieces import Piece

_REASON = "a teaser of another article"
_LIST = "a list of other articles"
_LINES = frozenset((BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.ITEM))
_BESIDE = frozenset((BlockKind.IMAGE, BlockKind.CAPTION))
_PROSE, _MOSTLY_PROSE, _MOST = 12, 0.5, 0.25
"""Words of a paragraph of prose; the share of a page's words that it must be; the share that teasers are at most."""
_LEAST, _LEAST_LISTED, _LONGEST = 4, 5, 40
"""Words of a title; how many those of a list have on average; the longest line that is a teaser."""
_LINKED, _LINKED_AT_END = 0.9, 0.8
_LABEL_WORDS, _INTRODUCES = 5, 6
_LABEL = re.compile(r"(?:[^\w\s]|\s)*+(?:[\w'’.&-]+\s+){0,5}[\w'’.&-]+\s*[:：»>→–—|-]+[\s(\[]*", re.IGNORECASE)
"""Words before the link of a teaser, such as Read also."""
_WRAPPING = " \t\n\r()[]{}<>«»‹›→>•·*–—-:|.…\"'“”„’‘"
_ENDED = re.compile(r"[.;,。][\"'”’»)\]]*$")
_FILE = re.compile(r"\.(?:pdf|zip|docx?|xlsx?|pptx?|csv|mp3|mp4|jpe?g|png|gif|epub|exe|dmg)$", re.IGNORECASE)
_SLUG = re.compile(r"\w+(?:[-_]\w+){2,}|\d{5,}")
_ALIKE = 0.3
_IDEOGRAPH = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def find_teasers(pieces: Sequence[Piece], words: Sequence[int], base: str, gone: dict[int, str]) -> None:
    """Add to `gone` the numbers of the pieces that are teasers, with the reason.

    `words` are how many each piece has, `base` is the page's own address.
    """
    site = site_of(base)
    if not site:
        return
    sizes = [
        count - len(_IDEOGRAPH.findall(piece.text)) // 2 if piece.kind in _LINES else 0
        for piece, count in zip(pieces, words, strict=True)
    ]
    whole = sum(sizes)
    is_prose = [
        piece.kind is BlockKind.PARAGRAPH and size >= _PROSE and _linked(piece) < 0.5 * len(piece.text)
        for piece, size in zip(pieces, sizes, strict=True)
    ]
    if sum(size for size, prose in zip(sizes, is_prose, strict=True) if prose) < _MOSTLY_PROSE * whole:
        return
    found: dict[int, str] = {}
    at = 0
    while at < len(pieces):
        end = at + 1
        if pieces[at].kind is BlockKind.ITEM:
            while end < len(pieces) and pieces[end].kind is BlockKind.ITEM:
                end += 1
            if _is_list(pieces, sizes, at, end, site, base):
                found |= dict.fromkeys(range(at, end), _LIST)
        elif _is_teaser(pieces[at], sizes[at], site, base) and not _heads_text(pieces, at):
            found[at] = _REASON
        at = end
    if sum(sizes[at] for at in found) <= _MOST * whole:
        gone |= found | _labels_over(pieces, found)


def leads_away(piece: Piece, base: str) -> bool:
    """Whether a line is nothing but a link to another article of the site, though it may be a whole sentence."""
    site = site_of(base)
    if not site or piece.kind not in _LINES or piece.embedded or _size(piece.text) > _LONGEST:
        return False
    links = [span for span in piece.spans if span.kind is SpanKind.LINK]
    return (
        _linked(piece) >= _LINKED_AT_END * len(piece.text.strip(_WRAPPING))
        and bool(links)
        and all(_is_article(span.target, piece.text[span.start : span.end], site, base) for span in links)
    )


def _is_list(pieces: Sequence[Piece], sizes: Sequence[int], start: int, end: int, site: str, base: str) -> bool:
    """Whether all items of a list are titles of other articles, and no sentence before it says what they are for."""
    if not all(_is_teaser(pieces[at], max(sizes[at], _LEAST), site, base) for at in range(start, end)):
        return False
    if sum(sizes[start:end]) < _LEAST_LISTED * (end - start):
        return False
    before = pieces[start - 1] if start else Piece(BlockKind.RULE)
    return before.kind is not BlockKind.PARAGRAPH or not introduces(before.text)


def introduces(text: str) -> bool:
    """Whether a line says what the list below it is, in more words than a label has."""
    return text.rstrip().endswith((":", "：")) and _size(text) > _INTRODUCES


def _heads_text(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a piece is a heading with something of its own below it."""
    if pieces[at].kind is not BlockKind.HEADING:
        return False
    below = next((piece for piece in pieces[at + 1 :] if piece.kind not in _BESIDE), None)
    return below is not None and not (below.kind is BlockKind.HEADING and below.level <= pieces[at].level)


def _is_teaser(piece: Piece, size: int, site: str, base: str) -> bool:
    if piece.kind not in _LINES or piece.embedded or not _LEAST <= size <= _LONGEST:
        return False
    links = [span for span in piece.spans if span.kind is SpanKind.LINK]
    if not links or _ENDED.search(piece.text.strip().rstrip(")]")):
        return False
    if _linked(piece) < _LINKED * len(piece.text.strip(_WRAPPING)) and not _is_labelled(piece, links):
        return False
    return all(_is_article(span.target, piece.text[span.start : span.end], site, base) for span in links)


def _is_labelled(piece: Piece, links: Sequence[Span]) -> bool:
    """Whether a line is a label, such as Read also, and a title that is a link."""
    start, end = min(span.start for span in links), max(span.end for span in links)
    if end - start > _linked(piece) + 2 * len(links) or piece.text[end:].strip(_WRAPPING):
        return False
    label = piece.text[:start]
    led = len(words_in(label)) <= _LABEL_WORDS and _LABEL.fullmatch(label) is not None
    return led and _size(piece.text[start:end]) >= _LEAST


def _labels_over(pieces: Sequence[Piece], found: dict[int, str]) -> dict[int, str]:
    """The labels that stand right over teasers."""
    labels: dict[int, str] = {}
    for at in found:
        over = at - 1
        while over >= 0 and pieces[over].kind in _BESIDE:
            over -= 1
        if over < 0 or over in found or pieces[over].kind is not BlockKind.PARAGRAPH:
            continue
        text = clean_text(pieces[over].text)
        if text.endswith((":", "：")) and len(words_in(text)) <= _INTRODUCES:
            labels[over] = _LIST
    return labels


def _linked(piece: Piece) -> int:
    return sum(span.end - span.start for span in piece.spans if span.kind is SpanKind.LINK)


def _size(text: str) -> int:
    """Words of a text; two ideographs are counted as one."""
    return len(words_in(text)) - len(_IDEOGRAPH.findall(text)) // 2


def _is_article(target: str, said: str, site: str, base: str) -> bool:
    """Whether a link leads to another article of the site, as far as its address tells."""
    if site_of(target) != site:
        return False
    path = unquote(urlsplit(target).path).casefold()
    if path.rstrip("/") in ("", urlsplit(base).path.casefold().rstrip("/")) or _FILE.search(path):
        return False
    words = set(words_in(said))
    return _SLUG.search(path) is not None or len(words & set(words_in(path))) >= _ALIKE * len(words)


def site_of(address: str) -> str:
    """The registered name in an address, as far as one can tell without a list of them: bbc.co.uk, example.org.

    Of a page in an archive it is that of the page itself.
    """
    archived = address.rfind("/http", 8)
    address = address[archived + 1 :] if archived > 0 else address
    try:
        labels = (urlsplit(address).hostname or "").split(".")
    except ValueError:
        return ""
    return ".".join(labels[-3:] if len(labels) > 2 and len(labels[-2]) <= 3 and len(labels[-1]) == 2 else labels[-2:])
