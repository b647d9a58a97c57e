"""What `search` prints: articles that have words, each with the place where they stand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from library.article_lists import ArticleLists
from library.article_query import parse_articles
from library.article_shelves import ArticleOrder
from reader.records import DONE, USAGE, article_record, fail, plain, print_articles, print_json

if TYPE_CHECKING:
    from argparse import Namespace as Parsed
    from types import SimpleNamespace

    from library.snippets import Snippet
    from reader.config import Home

    Namespace = Parsed | SimpleNamespace


def search(options: Namespace, home: Home) -> int:
    """Print what a query finds, the newest first, or the best; with some text around the words. Raises QueryError."""
    query = parse_articles(" ".join(options.query), datetime.now(UTC))
    if query.node is None:
        return fail("search needs something to look for; `broadsheet list` prints everything", USAGE)
    if options.best and not query.searches:
        return fail("--best needs words to look for", USAGE)
    order = ArticleOrder.RELEVANCE if options.best else query.order or ArticleOrder.SAVED
    backwards = query.backwards and not options.best
    with ArticleLists(home.library_file) as store:
        articles = store.articles(store.article_list(query, order=order, backwards=backwards, most=options.limit).ids)
        snippets = store.snippets([article.id for article in articles], query.terms)
    if options.json:
        print_json([{**article_record(article), **_record(snippets.get(article.id))} for article in articles])
        return DONE
    width = max((len(str(article.id)) for article in articles), default=1)
    for article in articles:
        print_articles([article], width)
        if article.id in snippets:
            print(plain(f"{'':>{width}}   {snippets[article.id].text}"))
    return DONE


def _record(found: Snippet | None) -> dict[str, object]:
    """A snippet as `search --json` prints it; its names are a contract."""
    if found is None:
        return {"snippet": None, "hits": [], "offset": None}
    return {"snippet": plain(found.text), "hits": [list(hit) for hit in found.hits], "offset": found.offset}
