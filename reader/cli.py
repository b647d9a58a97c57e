"""The command line: from its words to an exit code; imports the app only to open it.

Exit codes: 0 done, 1 some input failed (each with its reason on stderr), 2 wrong usage.
"""

from __future__ import annotations

import gc
import os
import sys
from io import TextIOWrapper
from types import SimpleNamespace
from typing import TYPE_CHECKING

from library.article import Shelf
from library.article_lists import ArticleLists
from library.article_shelves import ArticleOrder, ArticleQuery
from library.errors import LibraryError
from library.stumbles import keep_with
from reader.config import Home
from reader.records import DONE, FAILED, USAGE, article_record, fail, print_articles, print_json

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence
    from typing import NoReturn

    Namespace = argparse.Namespace | SimpleNamespace


def main(arguments: Sequence[str] | None = None, ready: Callable[[], object] = bool) -> int:
    """Run one command and return its exit code; `ready` is called before anything is done."""
    options = _options(sys.argv[1:] if arguments is None else arguments)
    home = Home.find(options.home)
    keep_with(lambda details: _log(home, details))
    try:
        ready()
        code = _run(options, home)
        sys.stdout.flush()
    except LibraryError as error:
        return fail(str(error))
    except BrokenPipeError:
        # The reader of our output went away, as `head` does; Python would complain once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return fail("interrupted")
    except Exception as error:  # noqa: BLE001  the last net: no traceback reaches a user
        from reader.log import log_error

        log_error(home.log_file, error)
        return fail(f"unexpected {type(error).__name__}: {error}; details are in {home.log_file}")
    return code


def _log(home: Home, details: str) -> None:
    from reader.log import log_line

    log_line(home.log_file, details)


def run_and_leave(ready: Callable[[], object] = bool) -> NoReturn:
    """The console command, which calls `ready` as `main` does.

    Ends the process at once: taking the interpreter down would cost 0.2 s.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that is not UTF-8 shows a mark for what it lacks
    gc.disable()  # until the first page is drawn, or another command begins: 3 ms of the 40 it takes
    code = main(ready=ready)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _options(arguments: Sequence[str]) -> Namespace:
    """The options of one call. The shelf, one article, most lists and searches need no parser: it costs 10 ms."""
    match list(arguments):
        case []:
            return SimpleNamespace(home=None, command=None)
        case ["--home", home] if home[:1] not in ("-", ""):
            return SimpleNamespace(home=home, command=None)
        case ["read", number] if number.isdecimal() and number.isascii():
            return SimpleNamespace(home=None, command="read", id=int(number))
        case ["--home", home, "read", number] if number.isdecimal() and number.isascii() and home[:1] not in ("-", ""):
            return SimpleNamespace(home=home, command="read", id=int(number))
        case [("list" | "search") as command, *rest] if (asked := _listing(command, None, rest)) is not None:
            return asked
        case ["--home", home, ("list" | "search") as command, *rest] if (
            home[:1] not in ("-", "") and (asked := _listing(command, home, rest)) is not None
        ):
            return asked
        case _:
            from reader.arguments import parsed

            return parsed(arguments)


def _listing(command: str, home: str | None, arguments: Sequence[str]) -> SimpleNamespace | None:
    """The options of `list` or `search` when there are words, --json and --limit N alone, else None."""
    words: list[str] = []
    as_json, limit = False, None
    given = iter(arguments)
    for one in given:
        if one == "--json":
            as_json = True
        elif one == "--limit":
            count = next(given, "")
            if not (count.isascii() and count.isdecimal() and len(count) < 10 and int(count)):
                return None  # the parser says what is wrong
            limit = int(count)
        elif one[:1] == "-":
            return None
        else:
            words.append(one)
    if command == "list":
        return SimpleNamespace(
            home=home, command=command, query=words, json=as_json, limit=limit, shelf=Shelf.ALL.value, sort=None
        )
    if not words:
        return None
    return SimpleNamespace(home=home, command=command, query=words, json=as_json, limit=limit, best=False)


def _run(options: Namespace, home: Home) -> int:
    if options.command not in (None, "read", "list", "search"):
        gc.enable()
    if options.command == "list":
        return _list(options, home)
    if options.command == "search":
        from reader.verbs_search import search

        return search(options, home)
    if options.command is None:
        from reader.opening import shelf

        return shelf(home)
    from reader.verbs import VERBS

    return VERBS[options.command](options, home)


def _list(options: Namespace, home: Home) -> int:
    order = ArticleOrder(options.sort.removeprefix("-")) if options.sort else None
    with ArticleLists(home.library_file) as store:  # the whole store would take as long to import as the list to make
        query = _query(options)
        if order is ArticleOrder.RELEVANCE and not query.searches:
            return fail("--sort relevance needs words to look for", USAGE)
        random = None
        if ArticleOrder.RANDOM in (order, query.order):
            from random import SystemRandom

            random = SystemRandom()
        found = store.article_list(
            query, shelf=Shelf(options.shelf), order=order, backwards=(options.sort or "")[:1] == "-",
            most=options.limit, random=random,
        )  # fmt: skip
        articles = store.articles(found.ids)
    if options.json:
        print_json([article_record(article) for article in articles])
    else:
        print_articles(articles)
    return DONE


def _query(options: Namespace) -> ArticleQuery:
    """The query on the command line. Raises QueryError."""
    words = " ".join(options.query)
    if not words:
        return ArticleQuery()
    from datetime import UTC, datetime

    from library.article_query import parse_articles

    return parse_articles(words, datetime.now(UTC))
