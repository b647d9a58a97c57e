"""What shows itself as no part of an article only when the whole is seen: loose ends, refrains, link lists."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from library.builder import clean_text
from library.document import BlockKind, SpanKind
from library.extract import Dropped
from library.extract.furniture import Rules
from library.extract.html_markup import words_in
from library.extract.html_pieces import Piece
from library.extract.html_teasers import find_teasers, leads_away
from library.extract.refusals import asks_to_subscribe

A_WALL = "a request to subscribe or log in to read on"
A_HOLLOW = "a heading with nothing under it"
_LONGEST_WALL = 300
_TITLES = frozenset((BlockKind.ITEM, BlockKind.PARAGRAPH, BlockKind.HEADING))
_BESIDE = frozenset((BlockKind.IMAGE, BlockKind.RULE))
_LINKED = 0.7
"""The share of a title that is a link."""
_OFTEN, _SHORTEST_REFRAIN, _LONGEST_REFRAIN, _CALL = 3, 4, 14, 6
"""How often a line stands on a page of prose that its machinery repeats, the words of such a line, and of one that is
no link."""
_LEAST_PULLED, _NEAR = 5, 4
"""Words of a quotation that is looked for among those before it, and how many blocks before it."""
_PROSE = 12
_LONG_HEADING = 25
"""Words; a paragraph was put into the wrong element."""
_BIO = re.compile(r"(?:about (?:the )?authors?:? )?(?:dr\.?|prof\.?|professor)? ?$", re.IGNORECASE)
_ROLE = re.compile(r"(?:[^\W\d_][\w-]{1,30} ){1,3}")
_TELLS = re.compile(
    r" (?:is|was|has|covers|writes|teaches|works|lives|ist|war|hat|arbeitet|schreibt|leitet|berichtet|lebt|lehrt|est"
    r"|écrit|es|escribe|trabaja|é|escreve|è|scrive|är|er|jest) ",
    re.IGNORECASE,
)
"""What stands before the name of an author, as what he is, and behind it, where a paragraph tells of him."""
_CARDS, _CARDS_WITH_TEXT, _LONGEST_EXCERPT = 2, 3, 50
"""How many cards there are at least, without and with text; and the words of what a card says of its article."""
_COMMENT = re.compile(
    r"#\d+\b|(?:comment |kommentar |posted |commentaire )?(?:by|von|de|par)\b.{2,60}"
    r"|.{2,60}\b(?:says|said|wrote|schrieb|sagt|dit|dice)\s?:?$",
    re.IGNORECASE,
)
"""What stands over a comment."""
_MAIL = re.compile(r"\w@\w+\.\w")
_LABEL, _LITTLE, _SHORT_LINE = 14, 0.25, 8
_LOOKED_PAST = frozenset((BlockKind.IMAGE, BlockKind.CAPTION, BlockKind.RULE))
_LEAST_BEFORE, _LEAST_ABOVE, _TIMES_ABOVE = 2, 60, 2
"""How much of an article stands at least above what is no part of it: pieces, words, and how often its own words."""
_LONGEST_BIO, _LONGEST_LABEL = 90, 8
_OVER_NOTES = re.compile(
    r"(?:foot|end)?notes?|references|bibliography|sources|(?:fuß|end)noten|einzelnachweise|anmerkungen|quellen"
    r"|notes et références|références|notas|referencias|referências|note|riferimenti|noten|referenties"
    r"|脚注|出典|参考文献|参考资料|註釋|注释",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Page:
    """What is known of the page that pieces are from."""

    authors: Sequence[str] = ()
    rules: Rules = field(default_factory=Rules)
    base: str = ""
    """Its address."""
    cuts: Collection[int] = ()
    """Where labels of lists of other articles were left out, as numbers of the pieces behind them."""
    replies: Collection[int] = ()
    """Where the label of comments was left out, likewise."""
    gaps: Collection[int] = ()
    """Where other articles, advertising or the like were left out, likewise."""


def without_loose_ends(pieces: Iterable[Piece], page: Page, dropped: list[Dropped]) -> list[Piece]:
    """The pieces that are of the article; what is left out is added to `dropped`."""
    found = list(pieces)
    gone: dict[int, str] = {}
    sizes = [len(words_in(piece.text)) for piece in found]
    _refrains(found, sizes, gone)
    _pulled(found, gone)
    _listed(found, page.cuts, gone)
    find_teasers(found, sizes, page.base, gone)
    _cards(found, gone)
    _comments(found, sizes, page, gone)
    _hollow(found, page.gaps, gone)
    rest = [piece for at, piece in enumerate(found) if at not in gone and piece.kind is not BlockKind.FOOTNOTE]
    dropped += [Dropped(clean_text(found[at].text)[:200], reason) for at, reason in sorted(gone.items())]
    _tail(rest, page, dropped)
    notes = [piece for piece in found if piece.kind is BlockKind.FOOTNOTE]
    while rest and _is_no_end(rest, over_notes=bool(notes)):
        last = rest.pop()
        if last.kind is not BlockKind.RULE:
            reason = A_WALL if _is_wall(last) else A_HOLLOW
            dropped.append(Dropped(clean_text(last.text)[:200], reason))
        _tail(rest, page, dropped)
    return [*rest, *notes]


def _is_no_end(rest: Sequence[Piece], *, over_notes: bool) -> bool:
    """Whether no article ends with the last piece; `over_notes` says that footnotes stand below it."""
    last = rest[-1]
    if over_notes and _OVER_NOTES.fullmatch(clean_text(last.text)):
        return False
    return _is_loose(last) or (len(rest) > 1 and _is_wall(last))


def _is_loose(piece: Piece) -> bool:
    if piece.kind is BlockKind.HEADING:
        return len(words_in(piece.text)) <= _LONG_HEADING
    return piece.kind is BlockKind.RULE


def _is_wall(piece: Piece) -> bool:
    text = piece.text if piece.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING) else ""
    return 0 < len(text) <= _LONGEST_WALL and asks_to_subscribe(text)


def _refrains(pieces: list[Piece], sizes: Sequence[int], gone: dict[int, str]) -> None:
    """What the page says between the paragraphs again and again: links and calls, where most of the text is prose.

    Labels and what they say of one thing after the other are of the article.
    """
    if sum(size for size in sizes if size >= _PROSE) < 0.7 * sum(sizes):
        return
    texts = {
        at: clean_text(piece.text) + _led_to(piece)
        for at, piece in enumerate(pieces)
        if piece.kind in (BlockKind.ITEM, BlockKind.PARAGRAPH)
        and _SHORTEST_REFRAIN <= sizes[at] <= _LONGEST_REFRAIN
        and _is_of_the_page(piece, sizes[at])
    }
    counts = Counter(texts.values())
    gone |= {at: "said again and again" for at, text in texts.items() if counts[text] >= _OFTEN}


def _led_to(piece: Piece) -> str:
    """Where an embed leads to, by which those of one name are told apart."""
    return " ".join(span.target for span in piece.spans) if piece.embedded else ""


def _is_of_the_page(piece: Piece, size: int) -> bool:
    """Whether a line that is said again and again may be the page's own: a link, or some words that are no label."""
    if piece.embedded or is_linked(piece):
        return True
    return piece.kind is BlockKind.PARAGRAPH and size >= _CALL and ":" not in piece.text


def _pulled(pieces: list[Piece], gone: dict[int, str]) -> None:
    """Quotations that were quoted just before: pages set them once for a wide window and once for a narrow one."""
    seen: dict[str, int] = {}
    for at, piece in enumerate(pieces):
        if piece.kind is not BlockKind.QUOTE:
            continue
        said = " ".join(words_in(piece.text))
        if at - seen.get(said, at) in range(1, _NEAR) and len(said.split()) >= _LEAST_PULLED:
            gone[at] = "a quotation that stands on the page twice"
        seen[said] = at


def _listed(pieces: list[Piece], cuts: Collection[int], gone: dict[int, str]) -> None:
    """The titles below the label of a list of other articles."""
    for cut in cuts:
        beside: list[int] = []
        for at in range(cut, len(pieces)):
            if pieces[at].kind in _BESIDE:
                beside.append(at)
            elif pieces[at].kind in _TITLES and is_linked(pieces[at]):
                gone |= dict.fromkeys([*beside, at], "a list of other articles")
                beside.clear()
            else:
                break


def _cards(pieces: list[Piece], gone: dict[int, str]) -> None:
    """Headings at the end, each a link, with pictures and a few words between them: the cards of other articles."""
    run: list[int] = []
    below: list[int] = []
    headings = words = 0
    told = False
    for at in range(len(pieces) - 1, -1, -1):
        piece = pieces[at]
        if piece.kind is BlockKind.FOOTNOTE or at in gone:
            continue
        if piece.kind is BlockKind.HEADING and is_linked(piece):
            run += [*below, at]
            told = told or words > 0
            headings, words = headings + 1, 0
            below.clear()
            continue
        if piece.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM):
            words += len(words_in(piece.text))
        elif piece.kind not in _BESIDE:
            break
        if words > _LONGEST_EXCERPT:
            break
        below.append(at)
    if headings >= (_CARDS_WITH_TEXT if told else _CARDS):
        over = [] if words else below  # the picture of the first card
        gone |= dict.fromkeys([*run, *over], "a list of other articles")


def _comments(pieces: list[Piece], sizes: Sequence[int], page: Page, gone: dict[int, str]) -> None:
    """What stands below the label of comments, where it is little or looks like comments."""
    above = 0
    for at, piece in enumerate(pieces):
        if above >= _LEAST_ABOVE and (
            at in page.replies or (sizes[at] <= _LABEL and _is_over_comments(piece, page.rules))
        ):
            below = [clean_text(found.text) for found in pieces[at:]]
            alike = any(page.rules.is_reply(text) or _COMMENT.match(text) for text in below)
            if alike or sum(sizes[at:]) <= _LITTLE * above:
                rest = (below for below in range(at, len(pieces)) if pieces[below].kind is not BlockKind.FOOTNOTE)
                gone |= dict.fromkeys(rest, "comments")
                return
        above += sizes[at]


def _is_over_comments(piece: Piece, rules: Rules) -> bool:
    return piece.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH) and heads_comments(clean_text(piece.text), rules)


def heads_comments(text: str, rules: Rules) -> bool:
    """Whether a line is the label of comments."""
    rule = rules.end_at(text)
    return rule is not None and rule.sure and rule.reason.startswith("comments")


def _hollow(pieces: list[Piece], gaps: Collection[int], gone: dict[int, str]) -> None:
    """Headings that have lost all that stood below them."""
    lost = set(gaps)
    heading: int | None = None
    emptied = False
    for at, piece in enumerate(pieces):
        emptied = emptied or at in lost
        if at in gone:
            emptied = True
        elif piece.kind is BlockKind.HEADING:
            if heading is not None and emptied and piece.level <= pieces[heading].level and _is_label(pieces[heading]):
                gone[heading] = A_HOLLOW
            heading, emptied = at, False
        elif piece.kind is not BlockKind.RULE:
            heading = None


def _is_label(piece: Piece) -> bool:
    return len(words_in(piece.text)) <= _LONGEST_LABEL


def _tail(pieces: list[Piece], page: Page, dropped: list[Dropped]) -> None:
    """Take away what stands below the last paragraph of the article: its author's life, what the site asks for."""
    while True:
        at = len(pieces) - 1
        while at >= 0 and (pieces[at].kind in _LOOKED_PAST or pieces[at].embedded):
            at -= 1
        reason = _reason_at_end(pieces[at], page) if at >= _LEAST_BEFORE else ""
        above = sum(len(words_in(piece.text)) for piece in pieces[:at]) if reason else 0
        if not reason or above < max(_LEAST_ABOVE, _TIMES_ABOVE * len(words_in(pieces[at].text))):
            return
        dropped.append(Dropped(clean_text(pieces[at].text)[:200], reason))
        del pieces[at]
        while pieces[at - 1].kind is BlockKind.RULE and at == len(pieces):
            at -= 1
            del pieces[at]


def _reason_at_end(last: Piece, page: Page) -> str:
    if last.kind not in _TITLES or last.embedded:
        return ""
    text = clean_text(last.text)
    if len(words_in(text)) > _LONGEST_BIO:
        return ""
    if last.kind is BlockKind.PARAGRAPH and any(_tells_of(author, text) for author in page.authors):
        return "about the author"
    if not words_in(text):
        return "signs without a word"
    found = page.rules.furniture_at(text, "end")
    if found:
        return found[0].reason
    if leads_away(last, page.base):
        return "a teaser of another article"
    short = len(words_in(text)) <= _SHORT_LINE
    signed = short and (_MAIL.search(text) or page.rules.date_in(text) or page.rules.byline_in(text))
    return "byline or date" if signed else ""


def _tells_of(author: str, text: str) -> bool:
    """Whether a paragraph begins with the name of an author and says who that is."""
    before, name, after = text[:120].partition(author)
    if not name or after[:1] != " ":
        return False
    return _BIO.fullmatch(before) is not None or bool(_ROLE.fullmatch(before) and _TELLS.match(after))


def is_linked(piece: Piece) -> bool:
    """Whether nearly all of a piece is links."""
    letters = len(piece.text.strip())
    linked = sum(span.end - span.start for span in piece.spans if span.kind is SpanKind.LINK)
    return letters > 0 and linked >= _LINKED * letters
