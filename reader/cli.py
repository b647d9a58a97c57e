"""The command line: its words, exit codes and JSON; imports the app only to open it.

Exit codes: 0 done, 1 some input failed (each with its reason on stderr), 2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from library.article import Shelf
from library.errors import LibraryError
from library.query import parse
from library.store import Store
from reader.config import Home, read_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import NoReturn

    from library.article import Article, NotedPassage
    from library.source import Source

    Run = Callable[[argparse.Namespace, Home], int]
    AddArguments = Callable[[argparse.ArgumentParser], None]

DONE, FAILED, USAGE = 0, 1, 2
_NEEDS_TERMINAL = "needs a terminal to draw on"
_EXAMPLES = """\
examples:
  broadsheet add article.txt page.html --tag history
  broadsheet list "tide gates" --json
  broadsheet read 3
  broadsheet show 3 --format markdown
  broadsheet export markdown --out notes/
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parsed(arguments)
    home = Home.find(options.home)
    try:
        run: Run = options.run
        code = run(options, home)
        sys.stdout.flush()
    except LibraryError as error:
        return _fail(str(error))
    except BrokenPipeError:
        # The reader of our output went away, as `head` does; Python would complain once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return _fail("interrupted")
    except Exception as error:  # noqa: BLE001  the last net: no traceback reaches a user
        from reader.log import log_error

        log_error(home.log_file, error)
        return _fail(f"unexpected {type(error).__name__}: {error}; details are in {home.log_file}")
    return code


def run_and_leave() -> NoReturn:
    """The console command. Ends the process at once: taking the interpreter down would cost 0.2 s."""
    code = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _fail(message: str, code: int = FAILED) -> int:
    print(f"broadsheet: {_plain(message)}", file=sys.stderr)
    return code


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options of one call; only the parser of the command that is called is made, which saves 5 ms."""
    table = {name: (run, words, add_arguments) for name, run, words, add_arguments in _COMMANDS}
    listed = "\n".join(f"  {name:<10}{words}" for name, (_, words, _) in table.items())
    parser = argparse.ArgumentParser(
        prog="broadsheet",
        usage="broadsheet [--home DIR] [COMMAND ...]",
        description="A reader for saved articles in the terminal. Without a command it opens the shelf.",
        epilog=f"commands, each with its own --help:\n{listed}\n\n{_EXAMPLES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--home", type=Path, metavar="DIR", help="keep library, settings and log in DIR")
    parser.add_argument("--version", action=_PrintVersion, nargs=0, help="print the version")
    parser.add_argument("command", nargs="?", choices=table, metavar="COMMAND", help="what to do; see below")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.command is None:
        options.run = _shelf
        return options
    run, words, add_arguments = table[options.command]
    command = argparse.ArgumentParser(
        prog=f"broadsheet {options.command}", description=f"{words[0].upper()}{words[1:]}."
    )
    add_arguments(command)
    return command.parse_args(options.arguments, argparse.Namespace(home=options.home, run=run))


class _PrintVersion(argparse.Action):
    """The version, looked up only when it is printed: importlib.metadata costs 15 ms."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version

        print(f"broadsheet {version('broadsheet')}")
        parser.exit()


# Commands that open the app


def _shelf(options: argparse.Namespace, home: Home) -> int:
    if not _has_terminal():
        return _fail(f"the shelf {_NEEDS_TERMINAL}; `broadsheet list` prints it", USAGE)
    with _opened(home) as store:
        from library.ingest import welcome

        welcome(store, _now())
        return _open_app(home, store)


def _read(options: argparse.Namespace, home: Home) -> int:
    with _opened(home) as store:
        article = store.article(options.id)
        if not _has_terminal():
            return _fail(f"reading {_NEEDS_TERMINAL}; `broadsheet show {article.id}` prints the article", USAGE)
        return _open_app(home, store, article.id)


def _demo(options: argparse.Namespace, home: Home) -> int:
    """All samples in a home that is thrown away."""
    from tempfile import TemporaryDirectory

    from library.ingest import add_sample, sample_names

    with TemporaryDirectory(prefix="broadsheet-demo-") as folder:
        demo = Home.find(Path(folder))
        with _opened(demo) as store:
            now = _now()
            for name in sample_names():
                add_sample(store, name, now)
            if _has_terminal():
                return _open_app(demo, store)
            print("The samples, as the shelf would show them on a terminal:\n")
            _print_articles(store.articles(store.ids()))
            return DONE


def _open_app(home: Home, store: Store, article: int | None = None) -> int:
    settings, problems = read_settings(home.settings)
    from reader.app import ReaderApp  # 0.2 s: Textual

    app = ReaderApp(home, store, settings, problems, article=article)
    app.run()
    return app.return_code or DONE


def _has_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


# Commands that print


def _add(options: argparse.Namespace, home: Home) -> int:
    from library import ingest

    code = DONE
    with _opened(home) as store:
        for name in options.inputs:
            result: dict[str, object] = {"input": name}
            try:
                source = _source(name, options.url or "")
                saved = ingest.save(store, source, _now(), options.tag, home.rules)
            except LibraryError as error:
                code = FAILED
                result |= {"status": "failed", "reason": str(error)}
                _fail(f"{name}: {error}")
            else:
                result |= {
                    "id": saved.article,
                    "status": saved.done,
                    "title": saved.title,
                    "warnings": list(saved.warnings),
                }
                if not options.json:
                    print(_plain(f"{saved.done} {saved.article}: {saved.title}"))
                for warning in saved.warnings:
                    _fail(f"{name}: {warning}")
            if options.json:
                _print_json(result, lines=True)
    return code


def _extract(options: argparse.Namespace, home: Home) -> int:
    from library.exporters.record import record
    from library.exporters.text import to_text
    from library.extract import extract

    code = DONE
    for name in options.inputs:
        try:
            source = _source(name, options.url or "")
            found = extract(source, home.rules)
        except LibraryError as error:
            code = _fail(f"{name}: {error}")
            if options.json:
                _print_json({"input": name, "error": str(error)}, lines=True)
            continue
        dropped = [{"text": piece.text, "reason": piece.reason, "line": piece.line} for piece in found.dropped]
        if options.json:
            shape = record(found.metadata, found.document, found.warnings)
            if len(options.inputs) > 1:
                shape = {"input": name, **shape}
            _print_json({**shape, "dropped": dropped}, lines=True)
            continue
        print(_plain(to_text(found.metadata, found.document), keep_lines=True))
        for warning in found.warnings:
            _fail(f"{name}: {warning}")
        for piece in found.dropped:
            where = f", line {piece.line}" if piece.line else ""
            print(_plain(f"left out{where}: {piece.text}  ({piece.reason})"), file=sys.stderr)
    return code


def _source(name: str, url: str) -> Source:
    """The input that a name on the command line means. Raises UnreadableSourceError."""
    from library.errors import UnreadableSourceError
    from library.fetch import read_file, read_stream

    if name == "-":
        return read_stream(sys.stdin.buffer, _now(), url)
    if name.lower().startswith(("http://", "https://")):
        raise UnreadableSourceError(
            "pages can't be fetched by their address yet; save the page in the browser and add the file with "
            f"--url {name}"
        )
    return read_file(Path(name), _now(), url)


def _list(options: argparse.Namespace, home: Home) -> int:
    with _opened(home) as store:
        articles = store.articles(store.ids(Shelf(options.shelf), parse(" ".join(options.query))))
    if options.json:
        _print_json([_article_record(article) for article in articles])
    else:
        _print_articles(articles)
    return DONE


def _show(options: argparse.Namespace, home: Home) -> int:
    with _opened(home) as store:
        article, document = store.article(options.id), store.document(options.id)
        highlights = store.highlights(options.id)
    kind = "json" if options.json else options.format
    if kind == "json":
        from library.exporters.record import record

        _print_json({"id": article.id, **record(article.metadata, document)})
        return DONE
    from library.exporters import QuotedNote

    notes = [QuotedNote.of(highlight) for highlight in highlights]
    if kind == "text":
        from library.exporters.text import to_text

        text = to_text(article.metadata, document)
    elif kind == "markdown":
        from library.exporters.markdown import to_markdown

        text = to_markdown(article.metadata, document, notes)
    else:
        from library.exporters.html import to_html

        text = to_html(article.metadata, document, notes)
    print(_plain(text, keep_lines=True))
    return DONE


def _notes(options: argparse.Namespace, home: Home) -> int:
    with _opened(home) as store:
        passages = store.noted_passages(parse(" ".join(options.query)))
    if options.json:
        _print_json([_note_record(passage) for passage in passages])
        return DONE
    for passage in passages:
        highlight = passage.highlight
        state = "" if highlight.state == "held" else f" [{highlight.state}]"
        print(_plain(f"{highlight.id}  {passage.title} ({highlight.article}){state}"))
        print(_plain(f"    “{' '.join(highlight.anchor.quote.split())}”"))
        for line in highlight.note.splitlines():
            print(_plain(f"    {line}"))
    return DONE


def _delete(options: argparse.Namespace, home: Home) -> int:
    return _each(options, home, "deleted", lambda store, number: store.delete([number], _now()))


def _undelete(options: argparse.Namespace, home: Home) -> int:
    return _each(options, home, "restored", lambda store, number: store.undelete([number]))


def _each(options: argparse.Namespace, home: Home, done: str, act: Callable[[Store, int], None]) -> int:
    code = DONE
    results: list[dict[str, object]] = []
    with _opened(home) as store:
        for number in options.ids:
            try:
                act(store, number)
            except LibraryError as error:
                code = _fail(str(error))
                results.append({"id": number, "status": "failed", "reason": str(error)})
            else:
                results.append({"id": number, "status": done})
                if not options.json:
                    print(_plain(f"{done} {number}: {store.article(number).title}"))
    if options.json:
        _print_json(results)
    return code


def _export(options: argparse.Namespace, home: Home) -> int:
    from library.exporters.files import write_files

    from library.exporters import QuotedNote
    from library.exporters.markdown import to_markdown

    with _opened(home) as store:
        articles = store.articles(store.ids(Shelf.ALL, parse(" ".join(options.query))))

        def texts() -> Iterator[tuple[Article, str]]:
            for article in articles:
                notes = [QuotedNote.of(highlight) for highlight in store.highlights(article.id)]
                yield article, to_markdown(article.metadata, store.document(article.id), notes)

        if options.out is None:
            for _, text in texts():
                print(_plain(text, keep_lines=True))
            return DONE
        written = write_files(options.out, texts(), ".md")
    if options.json:
        _print_json([{"id": number, "path": str(path)} for number, path in written])
    else:
        print(f"{len(written)} written to {options.out}")
    return DONE


def _config(options: argparse.Namespace, home: Home) -> int:
    settings, problems = read_settings(home.settings)
    keymap = {name: list(keys) for name, keys in settings.keymap.items()}
    shown: dict[str, object] = {"theme": settings.theme, "measure": settings.measure, "keymap": keymap}
    if options.json:
        _print_json({
            "path": str(home.settings), "exists": home.settings.exists(), "library": str(home.library),
            "rules": str(home.rules), "log": str(home.log_file), "settings": shown,
            "problems": [{"line": problem.line, "reason": problem.text} for problem in problems],
        })  # fmt: skip
    else:
        absent = "" if home.settings.exists() else " (absent: these are the defaults)"
        print(f"settings  {home.settings}{absent}")
        print(f"library   {home.library}\nrules     {home.rules}\nlog       {home.log_file}\n")
        print(f"theme: {settings.theme}\nmeasure: {settings.measure}")
        print("keymap:" if keymap else "keymap: {}")
        for name, keys in keymap.items():
            print(f"  {name}: {json.dumps(keys, ensure_ascii=False)}")
    for problem in problems:
        _fail(f"{home.settings}, {problem}")
    return FAILED if problems else DONE


# Printing


def _print_articles(articles: Sequence[Article]) -> None:
    width = max((len(str(article.id)) for article in articles), default=1)
    for article in articles:
        marks = "★" if article.starred else " "
        done = "read" if article.finished else f"{int(article.fraction * 100)}%"
        site = article.site or ", ".join(article.authors)
        details = " · ".join(filter(None, (site, f"{max(1, round(article.minutes))} min", done)))
        print(_plain(f"{article.id:>{width}} {marks} {article.title}  ({details})"))


def _article_record(article: Article) -> dict[str, object]:
    progress = article.progress
    return {
        "id": article.id,
        "title": article.title,
        "authors": list(article.authors),
        "site": article.site,
        "url": article.url,
        "published": _iso(article.published),
        "saved": _iso(article.saved),
        "state": article.state,
        "starred": article.starred,
        "tags": list(article.tags),
        "words": article.words,
        "minutes": round(article.minutes, 1),
        "language": article.language,
        "percent": 100 if article.finished else int(article.fraction * 100),
        "finished": _iso(progress.finished) if progress else None,
        "read": _iso(progress.changed) if progress else None,
        "highlights": article.highlights,
        "notes": article.notes,
        "deleted": _iso(article.deleted),
    }


def _note_record(passage: NotedPassage) -> dict[str, object]:
    highlight = passage.highlight
    return {
        "id": highlight.id,
        "article": highlight.article,
        "title": passage.title,
        "quote": highlight.anchor.quote,
        "note": highlight.note,
        "colour": highlight.colour,
        "tags": list(highlight.tags),
        "state": highlight.state,
        "start": highlight.place.start if highlight.place else None,
        "end": highlight.place.end if highlight.place else None,
        "created": _iso(highlight.created),
        "changed": _iso(highlight.changed),
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _print_json(value: object, *, lines: bool = False) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=None if lines else 2))


def _plain(text: str, *, keep_lines: bool = False) -> str:
    """No control characters, whoever wrote the text; lines only where they are meant."""
    if text.isprintable():
        return text
    kept = " \u00a0\u202f\u3000\n" if keep_lines else " \u00a0\u202f\u3000"
    return "".join(character for character in text if character.isprintable() or character in kept)


def _now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def _opened(home: Home) -> Iterator[Store]:
    with Store(home.library) as store:
        yield store


# The table of commands


def _query_and_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("query", nargs="*", metavar="QUERY", help='words and "phrases" that must be there')
    _json(command)


def _json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print JSON")


def _inputs(command: argparse.ArgumentParser) -> None:
    command.add_argument("inputs", nargs="+", metavar="FILE", help="a file, or - for standard input")
    command.add_argument("--url", type=_url, help="the address the page was saved from")
    _json(command)


def _url(text: str) -> str:
    if not text.lower().startswith(("http://", "https://")):
        raise argparse.ArgumentTypeError(f"{text!r} is no http or https address")
    return text


def _add_arguments(command: argparse.ArgumentParser) -> None:
    _inputs(command)
    command.add_argument("--tag", action="append", default=[], help="a tag for what is added; may be repeated")


def _list_arguments(command: argparse.ArgumentParser) -> None:
    _query_and_json(command)
    command.add_argument("--shelf", choices=[shelf.value for shelf in Shelf], default=Shelf.ALL.value)


def _id(command: argparse.ArgumentParser) -> None:
    command.add_argument("id", type=int, metavar="ID")


def _show_arguments(command: argparse.ArgumentParser) -> None:
    _id(command)
    command.add_argument("--format", choices=("text", "markdown", "json", "html"), default="text")
    _json(command)


def _ids(command: argparse.ArgumentParser) -> None:
    command.add_argument("ids", type=int, nargs="+", metavar="ID")
    _json(command)


def _export_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("format", choices=("markdown",))
    command.add_argument("--out", type=Path, metavar="DIR", help="a folder for one file an article")
    _query_and_json(command)


def _nothing(command: argparse.ArgumentParser) -> None:
    del command


_COMMANDS: tuple[tuple[str, Run, str, AddArguments], ...] = (
    ("add", _add, "save articles from files", _add_arguments),
    ("extract", _extract, "print what would be kept of a file, and store nothing", _inputs),
    ("list", _list, "print the articles of the library", _list_arguments),
    ("read", _read, "open one article", _id),
    ("show", _show, "print one article", _show_arguments),
    ("notes", _notes, "print highlights and notes", _query_and_json),
    ("delete", _delete, "put articles into the trash", _ids),
    ("undelete", _undelete, "take articles out of the trash", _ids),
    ("export", _export, "write articles with their notes in an open format", _export_arguments),
    ("config", _config, "print where everything is, the settings, and what is wrong in them", _json),
    ("demo", _demo, "open the sample articles in a home that is thrown away", _nothing),
)
