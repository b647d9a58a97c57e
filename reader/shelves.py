"""The shelves of the list screen, in the order of their keys."""

from __future__ import annotations

from library.article import Shelf

SHELVES: tuple[tuple[str, str, Shelf | None], ...] = (
    ("1", "Inbox", Shelf.INBOX),
    ("2", "Reading", Shelf.READING),
    ("3", "Starred", Shelf.STARRED),
    ("4", "Archive", Shelf.ARCHIVE),
    ("5", "All", Shelf.ALL),
    ("6", "Notes", None),
    ("7", "Trash", Shelf.TRASH),
    ("8", "Queue", Shelf.QUEUE),
)
"""Key, name, shelf; None for the notes, which have a screen of their own."""
