"""What a person types to find articles: words and "phrases", all of which must be there."""

import re
from dataclasses import dataclass

from library.document import clean_text
from library.errors import QueryError

_IDEOGRAPHS = re.compile("([\u3041-\u3096\u30a1-\u30fa\u30fc\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f])")
_TERM = re.compile(r'"([^"]*)"(\*?)|(\S+)')


@dataclass(frozen=True)
class Term:
    """A word or a phrase; accents and case do not matter."""

    words: str
    prefix: bool = False
    """Whether the last word may go on."""

    @property
    def match(self) -> str:
        """The term as an FTS5 expression (https://www.sqlite.org/fts5.html#full_text_query_syntax)."""
        return '"' + searchable(self.words).replace('"', '""') + '"' + ("*" if self.prefix else "")


@dataclass(frozen=True)
class Query:
    """Terms that must all be found; none finds everything."""

    terms: tuple[Term, ...] = ()


def searchable(text: str) -> str:
    """The form in which text is indexed and asked for: ideographs and kana are words of their own."""
    return _IDEOGRAPHS.sub(r" \1 ", text) if not text.isascii() else text


def parse(text: str, *, typing: bool = False) -> Query:
    """The query in `text`; while `typing`, the last word may be unfinished and its quotation mark open.

    Raises QueryError for a quotation mark that is never closed.
    """
    text = clean_text(text)
    if text.count('"') % 2:
        if not typing:
            raise QueryError(f'The quotation mark at character {text.rindex(chr(34)) + 1} is never closed: {text}')
        text += '"'
    terms = []
    for found in _TERM.finditer(text):
        phrase, star, word = found.groups()
        words = phrase if word is None else word.rstrip("*")
        last = typing and found.end() == len(text)
        if any(character.isalnum() for character in words):
            prefix = bool(star) if word is None else word.endswith("*") or last
            terms.append(Term(words, prefix))
    return Query(tuple(terms))
