"""What each command does, but for `list`, which is in cli.py to start faster."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from library.errors import LibraryError
from library.store import Store
from reader.config import Home, read_settings
from reader.opening import NEEDS_TERMINAL, given_back, has_terminal, open_app
from reader.records import DONE, FAILED, USAGE, fail, plain, print_articles, print_json

if TYPE_CHECKING:
    from argparse import Namespace as Parsed
    from collections.abc import Callable, Mapping, Sequence

    from library.exporters.notes import QuotedNote
    from library.highlight import Highlight
    from reader.config import Settings

    Namespace = Parsed | SimpleNamespace

# Commands that open the app


def read(options: Namespace, home: Home) -> int:
    """Open one article; its first page is on the screen before Textual is imported."""
    with Store(home.library) as store:
        article = store.article(options.id)
        if not has_terminal():
            return fail(f"reading {NEEDS_TERMINAL}; `broadsheet show {article.id}` prints the article", USAGE)
        from library.pace import Pace
        from reader import firstpage
        from reader.awaiting import waiting_of
        from reader.preferences import chosen

        settings, problems = read_settings(home.settings)
        document, marks = store.document(article.id), store.highlights(article.id)
        waiting = waiting_of(store, article.id, document)
        opened = firstpage.Opened(article, document, marks, Pace.from_json(store.fact("pace")), waiting)
        terminal = firstpage.draw(opened, chosen(store, settings))
        with given_back(terminal):
            return open_app(home, store, article.id, settings=(settings, problems), terminal=terminal)


def demo(_options: Namespace, _home: Home) -> int:
    """Open all samples in a home that is thrown away."""
    from tempfile import TemporaryDirectory

    from library.ingest import add_sample, sample_names

    with TemporaryDirectory(prefix="broadsheet-demo-") as folder:
        demo = Home.find(Path(folder))
        with Store(demo.library) as store:
            now = _now()
            for name in sample_names():
                add_sample(store, name, now)
            if has_terminal():
                return open_app(demo, store, at_once=False)
            print("The samples, as the shelf would show them on a terminal:\n")
            print_articles(store.articles(store.ids()))
            return DONE


# Commands that print


def add(options: Namespace, home: Home) -> int:
    """Save articles from files and addresses."""
    from reader.verbs_add import add

    return add(options, home)


def extract(options: Namespace, home: Home) -> int:
    """Print what would be kept of a file."""
    from library.exporters.record import record
    from library.exporters.text import to_text
    from library.extract import extract
    from library.stumbles import heeded
    from reader.verbs_add import source_of

    code = DONE
    for name in options.inputs:
        try:
            source = source_of(name, options.url or "", home)
            with heeded(name):
                found = extract(source, home.rules)
        except LibraryError as error:
            code = fail(f"{name}: {error}")
            if options.json:
                print_json({"input": name, "error": str(error)}, line=True)
            continue
        dropped = [{"text": piece.text, "reason": piece.reason, "line": piece.line} for piece in found.dropped]
        if options.json:
            shape = record(found.metadata, found.document, found.warnings)
            if len(options.inputs) > 1:
                shape = {"input": name, **shape}
            print_json({**shape, "dropped": dropped}, line=True)
            continue
        print(plain(to_text(found.metadata, found.document), keep_lines=True))
        for warning in found.warnings:
            fail(f"{name}: {warning}")
        for piece in found.dropped:
            where = f", line {piece.line}" if piece.line else ""
            print(plain(f"left out{where}: {piece.text}  ({piece.reason})"), file=sys.stderr)
    return code


def show(options: Namespace, home: Home) -> int:
    """Print one article."""
    with Store(home.library) as store:
        article, document = store.article(options.id), store.document(options.id)
        highlights = store.highlights(options.id)
        kind = "json" if options.json else options.format
        waiting = None if document.blocks else store.pending(options.id)
        settings = _settings_of(store, home) if kind == "text" else None
    if not document.blocks:
        why = f": {waiting.reason}" if waiting is not None and waiting.reason else "."
        fail(f"{article.id}: it has no text{why} `broadsheet fetch {article.id}` fetches it")
    if kind == "json":
        from library.exporters.record import record

        print_json({"id": article.id, **record(article.metadata, document)})
        return DONE
    if settings is not None:
        from reader.printing import print_article

        dressed = options.style == "always" or (options.style == "auto" and sys.stdout.isatty() and _has_styles())
        return print_article(article, document, highlights, settings, options.width, dressed=dressed)
    if kind == "markdown":
        from library.exporters.markdown import to_markdown

        text = to_markdown(article.metadata, document, _quoted(highlights))
    else:
        from library.exporters.html import to_html

        text = to_html(article.metadata, document, _quoted(highlights))
    print(plain(text, keep_lines=True))
    return DONE


def _has_styles() -> bool:
    from reader import ansi

    return ansi.depth_of(os.environ) > ansi.NONE


def _settings_of(store: Store, home: Home) -> Settings:
    """The settings that the program would be drawn with; what is wrong in the file is told elsewhere."""
    from reader.preferences import chosen

    return chosen(store, read_settings(home.settings)[0])


def _quoted(highlights: Sequence[Highlight]) -> list[QuotedNote]:
    from library.exporters.notes import QuotedNote

    return [QuotedNote.of(highlight) for highlight in highlights]


def notes(options: Namespace, home: Home) -> int:
    """Print highlights and notes."""
    from reader.verbs_notes import notes

    return notes(options, home)


def recall(options: Namespace, home: Home) -> int:
    """A few past highlights: on the screen, or printed where there is none."""
    if has_terminal() and not options.json:
        with Store(home.library) as store:
            return open_app(home, store, first="recall")
    from reader.verbs_notes import recall

    return recall(options, home)


def search(options: Namespace, home: Home) -> int:
    """Print the articles that have words, with the place where they stand."""
    from reader.verbs_search import search

    return search(options, home)


def _keeping(options: Namespace, home: Home) -> int:
    """Put articles in order."""
    from reader import verbs_keep

    doing = {
        "tag": verbs_keep.tag, "star": verbs_keep.star, "archive": verbs_keep.archive, "delete": verbs_keep.delete,
        "undelete": verbs_keep.undelete, "queue": verbs_keep.queue, "undo": verbs_keep.undo, "redo": verbs_keep.redo,
    }  # fmt: skip
    return doing[options.command](options, home)


def shelves(options: Namespace, home: Home) -> int:
    """List shelves and saved searches, or change these."""
    from reader.verbs_shelves import shelves

    return shelves(options, home)


def _upkeep(options: Namespace, home: Home) -> int:
    """Look after the library."""
    from reader import verbs_upkeep

    doing = {
        "stats": verbs_upkeep.stats, "backup": verbs_upkeep.backup, "doctor": verbs_upkeep.doctor,
        "inbox": verbs_upkeep.inbox,
    }  # fmt: skip
    return doing[options.command](options, home)


def _completing(options: Namespace, home: Home) -> int:
    """Let a shell complete what is typed."""
    from reader import completion

    return completion.script(options) if options.command == "completion" else completion.complete(options, home)


def export(options: Namespace, home: Home) -> int:
    """Write articles with their notes."""
    from reader.verbs_export import export

    return export(options, home)


def import_(options: Namespace, home: Home) -> int:
    """Take in highlights and notes."""
    from reader.verbs_import import import_

    return import_(options, home)


def fetch(options: Namespace, home: Home) -> int:
    """Fetch the text of articles that wait for it."""
    from reader.verbs_fetch import fetch

    return fetch(options, home)


def refetch(options: Namespace, home: Home) -> int:
    """Fetch articles again."""
    from reader.verbs_refetch import refetch

    return refetch(options, home)


def versions(options: Namespace, home: Home) -> int:
    """List former texts, print one, or put one back."""
    from reader.verbs_refetch import versions

    return versions(options, home)


def config(options: Namespace, home: Home) -> int:
    """Print where everything is, the settings, and what is wrong in them."""
    settings, problems = read_settings(home.settings)
    keymap = {name: list(keys) for name, keys in settings.keymap.items()}
    shown: dict[str, object] = {**settings._asdict(), "keymap": keymap}
    if options.json:
        print_json({
            "path": str(home.settings), "exists": home.settings.exists(), "library": str(home.library),
            "rules": str(home.rules), "log": str(home.log_file), "settings": shown,
            "problems": [{"line": problem.line, "reason": problem.text} for problem in problems],
        })  # fmt: skip
    else:
        absent = "" if home.settings.exists() else " (absent: these are the defaults)"
        print(f"settings  {home.settings}{absent}")
        print(f"library   {home.library}\nrules     {home.rules}\nlog       {home.log_file}\n")
        for name, value in shown.items():
            if name != "keymap":
                print(f"{name}: {({True: 'yes', False: 'no'}[value]) if isinstance(value, bool) else value}".rstrip())
        print("keymap:" if keymap else "keymap: {}")
        for name, keys in keymap.items():
            print(f"  {name}: {json.dumps(keys, ensure_ascii=False)}")
    for problem in problems:
        fail(f"{home.settings}, {problem}")
    return FAILED if problems else DONE


def _now() -> datetime:
    return datetime.now(UTC)


VERBS: Mapping[str, Callable[[Namespace, Home], int]] = {
    "add": add,
    "extract": extract,
    "read": read,
    "show": show,
    "notes": notes,
    "recall": recall,
    "search": search,
    "fetch": fetch,
    "refetch": refetch,
    "versions": versions,
    **dict.fromkeys(("tag", "star", "archive", "delete", "undelete", "queue", "undo", "redo"), _keeping),
    "shelves": shelves,
    **dict.fromkeys(("stats", "backup", "doctor", "inbox"), _upkeep),
    **dict.fromkeys(("completion", "complete"), _completing),
    "import": import_,
    "export": export,
    "config": config,
    "demo": demo,
}
"""By the name of the command."""
