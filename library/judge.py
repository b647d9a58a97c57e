"""The judge: whether a page that was fetched again is still the article that is stored, and worth its place.

Two texts are compared by their shingles, the runs of three words (four signs in Chinese and Japanese) of each: how
many of the stored text's are in the new one (A. Broder, "On the resemblance and containment of documents", 1997).
That takes time linear in the texts, and a typo costs three of them.
"""

from __future__ import annotations

import re
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from library.document import Document
    from library.highlight import Moved

_SHRUNK = 0.5
"""A new text below this share of the stored words does not replace it unasked."""
_CUT = 0.95
"""The same for a page that says itself that it shows only a part."""
_STILL_THE_SAME = 0.5
"""The share of the stored text from which a page is the article, whatever else it says."""
_UNDER_ANOTHER_TITLE, _UNDER_ITS_TITLE = 0.25, 0.05
"""The share of the stored text that must be there still: a news item is told anew under a new headline; of a live blog,
which keeps its title, hardly anything may stay. What all pages of a site have in common is less than a quarter."""
_LIKE_TITLES = 0.5
_LOST = 0.5
"""When more than this share of the highlights would be lost, the page is not taken unasked."""
_TOKEN = re.compile("[\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]|[^\\W_]+")
_SIGNS = re.compile("[\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_WORDS_RUN, _SIGNS_RUN = 3, 4


class Ground(StrEnum):
    """Why a page is not taken unasked."""

    REFUSAL = "refusal"
    """It is an error page, a log-in, a bot check."""
    SHRUNK = "shrunk"
    OTHER = "other"
    """It is another article."""
    LOSES_NOTES = "loses-notes"
    EMPTY = "empty"
    """It holds no article text at all: it can't be taken even when asked for."""


class Objection(NamedTuple):
    """A ground with its words: what follows "The stored text was kept: "."""

    ground: Ground
    words: str


class Text(NamedTuple):
    """An article as far as it is compared."""

    title: str
    document: Document
    site: str = ""


def objection(former: Text, new: Text, said: str, *, cut: bool = False) -> Objection | None:
    """What speaks against putting a new text in place of a former one; None when nothing does.

    `said` is what the new page shows beside its title, furniture as well, by which error pages are known; `cut` says
    that the page shows only the beginning to those who don't subscribe.
    """
    share = likeness(former.document.text, new.document.text)
    if share < _STILL_THE_SAME and (what := refused(new.title, said)) and not refused_text(former):
        return Objection(Ground.REFUSAL, f"what came is {what}, not the article")
    before, after = former.document.words, new.document.words
    if after < before * (_CUT if cut else _SHRUNK):
        words = f"the new text has {_words(after)}, the stored one {before:,}"
        return Objection(Ground.SHRUNK, words)
    if refused_text(former):
        return None
    if _is_another(share, former, new):
        named = f" under the title “{new.title}”" if new.title not in ("", former.title) else ""
        words = f"it seems to be another article{named}: {_percent(share)} of the stored text is in it"
        return Objection(Ground.OTHER, words)
    return None


def is_another(former: Text, new: Text) -> bool:
    """Whether a text is that of another article, whatever their lengths."""
    return _is_another(likeness(former.document.text, new.document.text), former, new)


def _is_another(share: float, former: Text, new: Text) -> bool:
    return share < (_UNDER_ITS_TITLE if same_title(former, new) else _UNDER_ANOTHER_TITLE)


def notes_objection(moved: Sequence[Moved]) -> Objection | None:
    """Whether a new text would lose too many of the highlights; None when it would not.

    `moved` says where each is, and where it would be; those that are lost already don't count.
    """
    there = [one for one in moved if one.before.place is not None]
    lost = sum(one.after.place is None for one in there)
    if lost <= len(there) * _LOST:
        return None
    return Objection(Ground.LOSES_NOTES, f"{lost} of {len(there)} highlights would be lost")


def refused(title: str, said: str) -> str:
    """What a page is that is no article, such as "a bot check"; empty when it may be one."""
    from library.extract.refusals import refusal

    return refusal(title, said)


def refused_text(text: Text) -> bool:
    """Whether a stored text was never an article: then anything is better."""
    return bool(refused(text.title, text.document.text))


def likeness(former: str, new: str) -> float:
    """The share of the former text's shingles that are in the new one, 0 to 1; in time linear in both."""
    size = _SIGNS_RUN if len(_SIGNS.findall(former[:10_000])) > len(former[:10_000]) / 3 else _WORDS_RUN
    sought = _shingles(former, size)
    return len(sought & _shingles(new, size)) / len(sought) if sought else float(not new.strip())


def _shingles(text: str, size: int) -> set[tuple[str, ...]]:
    tokens = _TOKEN.findall(text.casefold())
    if len(tokens) < size:
        return {tuple(tokens)} if tokens else set()
    return set(zip(*(tokens[at:] for at in range(size)), strict=False))


def same_title(former: Text, new: Text) -> bool:
    """Whether two titles have most of their words in common; the name of the site says nothing of the article."""
    one, other = (_title_words(text.title) - _title_words(former.site or new.site) for text in (former, new))
    if not one or not other:
        return False
    return len(one & other) / min(len(one), len(other)) > _LIKE_TITLES


def _title_words(title: str) -> set[str]:
    tokens = _TOKEN.findall(title.casefold())
    signs = [f"{one}{two}" for one, two in pairwise(tokens) if _SIGNS.match(one + two)]
    return set(signs) | {token for token in tokens if not _SIGNS.match(token)}


def _words(count: int) -> str:
    return f"{count:,} word" if count == 1 else f"{count:,} words"


def _percent(share: float) -> str:
    return "nothing" if share == 0 else "less than 1 %" if share < 0.01 else f"only {round(share * 100)} %"
