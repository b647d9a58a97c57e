"""What a person types to find articles: words and "phrases", all of which must be there."""

import re
from typing import NamedTuple

from library.errors import QueryError
from library.indexing import searchable

_TERM = r'"([^"]*)"(\*?)|(\S+)'


class Term(NamedTuple):
    """A word or a phrase; accents and case do not matter."""

    words: str
    prefix: bool = False
    """Whether the last word may go on."""

    @property
    def match(self) -> str:
        """The term as an FTS5 expression (https://www.sqlite.org/fts5.html#full_text_query_syntax)."""
        return '"' + searchable(self.words).replace('"', '""') + '"' + ("*" if self.prefix else "")


class Query(NamedTuple):
    """Terms that must all be found; none finds everything."""

    terms: tuple[Term, ...] = ()


def parse(text: str, *, typing: bool = False) -> Query:
    """The query in `text`; while `typing`, the last word may be unfinished and its quotation mark open.

    Raises QueryError for a quotation mark that is never closed.
    """
    if not text:
        return Query()
    from library.builder import clean_text  # 8 ms, which a plain listing need not pay

    text = clean_text(text)
    still_open = text.count('"') % 2 == 1
    if still_open:
        if not typing:
            raise QueryError(f"The quotation mark at character {text.rindex(chr(34)) + 1} is never closed: {text}")
        text += '"'
    terms = []
    for found in re.finditer(_TERM, text):
        phrase, star, word = found.groups()
        words = phrase if word is None else word.rstrip("*")
        last = typing and found.end() == len(text)
        if any(character.isalnum() for character in words):
            prefix = bool(star) or (still_open and last) if word is None else word.endswith("*") or last
            terms.append(Term(words, prefix))
    return Query(tuple(terms))
