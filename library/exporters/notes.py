"""Notes as exporters take them: the passage as it was marked, and what was said of it."""

from dataclasses import dataclass
from datetime import datetime

from library.highlight import Highlight


@dataclass(frozen=True)
class QuotedNote:
    """A highlight as exporters need it."""

    quote: str
    note: str
    tags: tuple[str, ...]
    created: datetime
    """Aware UTC."""

    @classmethod
    def of(cls, highlight: Highlight) -> "QuotedNote":
        """Take from a highlight the passage as it was when it was marked, with its note."""
        return cls(highlight.quote, highlight.note, highlight.tags, highlight.created)
