"""The notes screen: every highlight of the library, with a way to its passage."""

from collections.abc import Sequence

from library.article import NotedPassage
from reader.commands import Where
from reader.screens.base import bindings
from reader.screens.listing import ListScreen
from reader.widgets.note_rows import NoteRows
from reader.widgets.status import StatusLine, Words

_EMPTY = (
    "There are no highlights yet.\n\nWhile reading, `h` highlights the paragraph under the ruler and `a` writes a note."
)


class NotesScreen(ListScreen[NotedPassage]):
    """The list of highlights."""

    WHERE = Where.NOTES
    BINDINGS = bindings(Where.NOTES)
    AUTO_FOCUS = "NoteRows"

    def __init__(self) -> None:
        super().__init__()
        self._passages: dict[int, NotedPassage] = {}

    def on_mount(self) -> None:
        """Show all."""
        self.reload()

    def make_rows(self) -> NoteRows:
        """Highlights, from those that the last reload found."""
        return NoteRows(self.styles_of_theme, self._fetch)

    def _fetch(self, ids: Sequence[int]) -> list[NotedPassage]:
        return [self._passages[number] for number in ids if number in self._passages]

    def reload(self) -> None:
        """Show what the store holds, the same highlight chosen."""
        store = self.host.store
        found = store.noted_passages(store.note_ids(self._query))
        self._passages = {passage.highlight.id: passage for passage in found}
        self.show_ids(list(self._passages), _EMPTY)

    def show_heading(self) -> None:
        """How many there are."""
        styles = self.styles_of_theme
        articles = len({passage.highlight.article for passage in self._passages.values()})
        notes = sum(bool(passage.highlight.note) for passage in self._passages.values())
        counts = (
            f"  {_count(len(self._passages), 'highlight')} in {_count(articles, 'article')}, {_count(notes, 'note')}"
        )
        words: Words = [("Notes", styles.bar_accent), (counts, styles.bar_faint)]
        self.query_one("#heading", StatusLine).set_words(words, [], styles.bar)

    def action_open(self) -> None:
        """Go to the passage."""
        passage = self.rows.chosen
        if passage is None or passage.highlight.article is None:
            return
        place = passage.highlight.place
        articles = (other.highlight.article for other in self._passages.values())
        siblings = list(dict.fromkeys(article for article in articles if article is not None))
        self.host.read(passage.highlight.article, siblings, place.start if place else None)

    def action_note(self) -> None:
        """Write or edit the note of the chosen highlight."""
        if self.rows.chosen is not None:
            self.edit_note(self.rows.chosen.highlight)

    def action_delete_highlight(self) -> None:
        """Delete the chosen highlight."""
        if self.rows.chosen is not None:
            self.delete_highlight(self.rows.chosen.highlight)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
