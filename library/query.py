"""Term: a word or a phrase that is looked for, and how the index is asked for it."""

from typing import NamedTuple

from library.indexing import searchable


class Term(NamedTuple):
    """A word or a phrase; accents and case do not matter."""

    words: str
    prefix: bool = False
    """Whether the last word may go on."""

    @property
    def match(self) -> str:
        """The term as an FTS5 expression (https://www.sqlite.org/fts5.html#full_text_query_syntax)."""
        star = "*" if self.prefix and self.may_go_on else ""
        return '"' + searchable(self.words).replace('"', '""') + '"' + star

    @property
    def may_go_on(self) -> bool:
        """Whether its last word can be the beginning of a longer one, as no ideograph is."""
        last = next((character for character in reversed(self.words) if character.isalnum()), "")
        return " " not in searchable(last)
