"""Exporting in a thread: it opens its own Store, writes, and gives one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.errors import LibraryError
from library.store import Store
from reader.log import log_error

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from library.exporters import Format
    from library.exporters.leaving import Choice
    from reader.config import Home


def export_notes(
    home: Home, form_id: str, out: Path, now: datetime, highlights: Sequence[int], article: int | None = None
) -> str:
    """Write highlights, or a whole article with its own, in a format; the answer is what to tell the reader.

    A format with a file for each article takes the articles of the highlights, each with all of its own.
    """
    from library.exporters import BY_ID
    from library.exporters.leaving import Choice

    form = BY_ID[form_id]
    whole = article is not None and (form.per_article or form.id == "json")
    choice = Choice((article,), ()) if whole and article is not None else Choice(None, tuple(highlights))
    return _written(home, form, out, now, lambda _: choice)


def export_articles(home: Home, form_id: str, out: Path, now: datetime, articles: Sequence[int]) -> str:
    """Write articles, or where a format knows only highlights those of them; the answer is what to tell the reader."""
    from library.exporters import BY_ID
    from library.exporters.leaving import Choice

    form = BY_ID[form_id]

    def choice(store: Store) -> Choice:
        if form.per_article or form.id == "json":
            return Choice(tuple(articles), ())
        return Choice(None, tuple(mark.id for number in articles for mark in store.highlights(number)))

    return _written(home, form, out, now, choice)


def _written(home: Home, form: Format, out: Path, now: datetime, chosen: Callable[[Store], Choice]) -> str:
    from library.exporters.leaving import Manner, write_file, write_folder

    try:
        with Store(home.library) as store:
            choice = chosen(store)
            if form.per_article:
                outcomes = list(write_folder(store, form, choice, out, Manner()))
                left = [outcome for outcome in outcomes if outcome.reason]
                if left:
                    return f"{len(left)} left alone: {left[0].path.name}: {left[0].reason}"
                done = [outcome for outcome in outcomes if outcome.done != "unchanged"]
                if len(outcomes) == 1:
                    return f"{'Written' if done else 'Unchanged'}: {outcomes[0].path}"
                return f"{len(done)} of {len(outcomes)} files written to {out}, the others unchanged"
            written = write_file(store, form, choice, out, now, Manner())
            return f"{written.highlights} {'highlight' if written.highlights == 1 else 'highlights'} in {written.path}"
    except LibraryError as error:
        return f"Not exported: {error}"
    except Exception as error:  # noqa: BLE001  a thread must not end the program
        log_error(home.log_file, error)
        return f"Not exported: unexpected {type(error).__name__}; details are in {home.log_file}"
