"""What fetching again did, in words: a sentence for the status line, a line for each highlight that has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.article import utc_text
from library.highlight import HighlightKind
from library.refetch import Fate, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from library.highlight import Highlight
    from library.refetch import Noted, Refetched

_FATES = {
    Fate.HELD: ("is where it was", "are where they were"),
    Fate.FOUND: ("is found again", "are found again"),
    Fate.MOVED: ("has moved", "have moved"),
    Fate.UNCERTAIN: ("is uncertain", "are uncertain"),
    Fate.STILL_UNCERTAIN: ("is as uncertain as before", "are as uncertain as before"),
    Fate.LOST: ("is lost", "are lost"),
    Fate.STILL_LOST: ("is lost as before", "are lost as before"),
}
_LABELS = {
    Fate.HELD: "held",
    Fate.FOUND: "found again",
    Fate.MOVED: "moved",
    Fate.UNCERTAIN: "uncertain",
    Fate.STILL_UNCERTAIN: "uncertain as before",
    Fate.LOST: "lost",
    Fate.STILL_LOST: "lost as before",
}
_LONGEST_QUOTE = 200


def sentence(done: Refetched) -> str:
    """All that happened to an article, in a sentence or two."""
    if done.outcome is Outcome.REFUSED:
        return f"Not taken: {done.objection.words if done.objection else ''}."
    if done.outcome is Outcome.UNCHANGED:
        return "The article is as it was."
    told = f"New text: {done.words:,} words, {done.former_words:,} before."
    if done.words == done.former_words:
        told = f"New text, of {done.words:,} words as before."
    if done.title != done.former_title:
        told += f" Its title is “{done.title}” now."
    return " ".join(filter(None, (told, of_notes(done.notes))))


def of_notes(notes: Sequence[Noted]) -> str:
    """How many highlights met which fate; empty when there are none."""
    counts = {fate: sum(noted.fate is fate for noted in notes) for fate in _FATES}
    counts = {fate: count for fate, count in counts.items() if count}
    total = len(notes)
    if not total:
        return ""
    if len(counts) == 1:
        ((fate, count),) = counts.items()
        return f"{'The highlight' if total == 1 else f'All {total} highlights'} {_FATES[fate][count > 1]}."
    (first, count), *rest = counts.items()
    parts = [f"{count} of {total} highlights {_FATES[first][count > 1]}"]
    parts += [f"{number} {_FATES[fate][number > 1]}" for fate, number in rest]
    return f"{', '.join(parts)}."


def lines(done: Refetched) -> list[tuple[str, str]]:
    """A label and words for each highlight that is not where it was, the worst first."""
    order = list(_LABELS)
    ranked = sorted(done.notes, key=lambda noted: -order.index(noted.fate))
    return [
        (_LABELS[noted.fate], f"{passage(noted.moved.after)}  ({noted.moved.after.reason})")
        for noted in ranked
        if noted.fate is not Fate.HELD
    ]


def passage(mark: Highlight) -> str:
    """A highlight by its quote, or by what it is."""
    if mark.kind is HighlightKind.PASSAGE:
        words = " ".join(mark.quote.split())
        return f"“{words[:_LONGEST_QUOTE]}{'…' if len(words) > _LONGEST_QUOTE else ''}”"
    return "a bookmark" if mark.kind is HighlightKind.BOOKMARK else "the note on the whole article"


def record(done: Refetched) -> dict[str, object]:
    """What `refetch --json` prints of an article; its names are a contract."""
    return {
        "id": done.article,
        "status": done.outcome,
        "title": done.title,
        "former_title": done.former_title,
        "words": done.words,
        "former_words": done.former_words,
        "reason": done.objection.words if done.objection else "",
        "version": done.version,
        "highlights": [
            {
                "id": after.id, "fate": fate, "state": after.state, "reason": after.reason, "quote": after.quote,
                "note": after.note, "start": after.place.start if after.place else None,
                "end": after.place.end if after.place else None, "changed": utc_text(after.changed),
            }
            for fate, (_, after) in done.notes
        ],
        "warnings": list(done.warnings),
    }  # fmt: skip
