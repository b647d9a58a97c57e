"""Opening the app: the shelf with its first page on the screen before Textual is imported, and what all ways share."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from library.article_lists import ArticleLists
from reader.config import read_settings
from reader.records import DONE, USAGE, fail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from library.store import Store
    from reader.config import Home, Problem, Settings
    from reader.firstshelf import FirstShelf
    from reader.takeover import Terminal

_FRAMES = "120"
"""Frames a second at most: what is found comes soon after the letter that was typed, and has not to wait for long."""
_SWITCH = 0.001
"""Seconds after which a thread that looks something up may go on while another one draws, in place of 0.005."""
NEEDS_TERMINAL = "needs a terminal to draw on"


def shelf(home: Home) -> int:
    """Open the shelf; its first page is on the screen before the whole store and Textual are imported."""
    if not has_terminal():
        return fail(f"the shelf {NEEDS_TERMINAL}; `broadsheet list` prints it", USAGE)
    from reader.firstshelf import draw, opened
    from reader.preferences import chosen

    settings, problems = read_settings(home.settings_file)
    size = os.get_terminal_size(sys.stdout.fileno())
    with ArticleLists(home.library_file) as lists:
        shown = chosen(lists, settings)
        first = opened(lists, shown, datetime.now(UTC), size.columns, size.lines)
    terminal = draw(first, shown)
    with given_back(terminal):
        from library.store import Store

        with Store(home.library) as store:
            if not first.articles:
                from library.ingest import welcome

                if welcome(store, datetime.now(UTC)):
                    first = opened(store, shown, datetime.now(UTC), size.columns, size.lines)
            return open_app(home, store, shelf=first, settings=(settings, problems), terminal=terminal)


def open_app(
    home: Home,
    store: Store,
    article: int | None = None,
    *,
    first: str = "shelf",
    shelf: FirstShelf | None = None,
    settings: tuple[Settings, list[Problem]] | None = None,
    terminal: Terminal | None = None,
    at_once: bool = True,
) -> int:
    """Run the app; with `at_once` the process ends with it, and nothing after it is carried out."""
    configured, problems = settings or read_settings(home.settings)
    os.environ.setdefault("TEXTUAL_FPS", _FRAMES)
    sys.setswitchinterval(_SWITCH)
    from reader.app import ReaderApp  # 0.2 s: Textual

    try:
        from reader.terminal import driver_for
    except ImportError:  # another system than Unix
        driver = None
    else:
        driver = driver_for(terminal.attributes if terminal else None, cursor=configured.cursor)
    app = ReaderApp(
        home, store, configured, problems, article=article, first=first, shelf=shelf, driver_class=driver,
        at_once=at_once,
    )  # fmt: skip
    app.run()
    return app.return_code or DONE


def has_terminal() -> bool:
    """Whether there is a terminal to draw on and to be typed at."""
    return sys.stdin.isatty() and sys.stdout.isatty()


@contextmanager
def given_back(terminal: Terminal | None) -> Iterator[None]:
    """Give a terminal back when the app does not come to take it over."""
    try:
        yield
    except BaseException:
        if terminal is not None:
            terminal.give_back()
        raise
