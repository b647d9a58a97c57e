"""Counting: what the library knows of reading becomes the figures that are shown, in a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.figures import Figures

if TYPE_CHECKING:
    from datetime import datetime

    from library.store import Store


def counted(store: Store, now: datetime) -> Figures:
    """The figures of a library. Raises StoreError."""
    del store
    return Figures(now.date())
