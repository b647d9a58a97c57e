"""`broadsheet fetch`: the text that articles wait for."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from library.errors import LibraryError
from library.store import Store
from reader.config import read_settings
from reader.progress import Progress
from reader.records import DONE, USAGE, fail, plain, print_json
from reader.tasks import cookies_of, manners_of

if TYPE_CHECKING:
    from argparse import Namespace as Parsed
    from collections.abc import Sequence
    from types import SimpleNamespace

    from library.fetching import Wanted
    from library.refetch import Refetched
    from reader.config import Home

    Namespace = Parsed | SimpleNamespace


def fetch(options: Namespace, home: Home) -> int:
    """Fetch the text of articles that wait for it."""
    from library.entering import renewed
    from library.fetching import fetch_many
    from library.refetch import Outcome

    if options.pending and options.ids:
        return fail("--pending means all that wait; leave the ids out", USAGE)
    if not options.pending and not options.ids:
        return fail("say which articles by their ids, or --pending", USAGE)
    came: list[int] = []
    with Store(home.library) as store:
        wanted, code = _waiting(store, options)
        with (
            Progress("Fetching", len(wanted), shown=not options.json) as progress,
            closing(fetch_many(wanted, _now, manners_of(home), cookies_of(home, fail))) as pages,
        ):
            for fetched in pages:
                number = fetched.wanted.article or 0
                result: dict[str, object] = {"id": number}
                progress.clear()
                try:
                    done = renewed(store, fetched, _now(), home.rules, anyway=options.anyway)
                except LibraryError as error:
                    code = fail(f"{number}: {error}")
                    result |= {"status": "waiting", "title": _title(store, number), "reason": str(error)}
                else:
                    result |= _of(done, number)
                    came += [done.article] if done.outcome is Outcome.UPDATED else []
                    if done.outcome is Outcome.REFUSED:
                        code = fail(f"{number}: {result['reason']}")
                    elif not options.json:
                        print(plain(f"{result['status']} {done.article}: {done.title}"))
                if options.json:
                    print_json(result, line=True)
                progress.step(failed=result["status"] == "waiting")
    keep_pictures(home, came)
    return code


def keep_pictures(home: Home, articles: Sequence[int]) -> None:
    """Fetch the pictures of articles whose text has come, unless the settings say not to; problems go to the log."""
    if not articles or not read_settings(home.settings)[0].keep_pictures:
        return
    from library.illustrating import Illustrator
    from library.illustrations import PictureLimits
    from reader.log import log_line

    with (
        Illustrator(lambda: Store(home.library), PictureLimits()) as illustrator,
        Progress("Pictures", len(set(articles))) as progress,
    ):
        for article in dict.fromkeys(articles):
            illustrator.begin(article)
        while illustrator.left:
            for _, fetched in illustrator.done(1):
                progress.step()
                for problem in fetched.problems:
                    log_line(home.log_file, f"picture not kept: {problem}")


def _waiting(store: Store, options: Namespace) -> tuple[list[Wanted], int]:
    """What is to be fetched, and the exit code so far."""
    from library.entering import near_of, typed_hosts
    from library.fetching import Wanted

    typed = typed_hosts(store)
    if options.pending:
        waiting = store.all_pending(-1 if options.limit is None else options.limit, hopeless=options.hopeless)
        return [Wanted(one.url, near_of(one.url, typed), article=one.article) for one in waiting], DONE
    code, wanted = DONE, []
    for number in options.ids[: options.limit]:
        one = store.pending(number)
        if one is not None:
            wanted.append(Wanted(one.url, near_of(one.url, typed), article=number))
            continue
        try:
            article = store.article(number)
            why = "it has its text; `broadsheet refetch` fetches it again" if article.words else "it has no address"
        except LibraryError as error:
            why = str(error)
        code = fail(f"{number}: {why}")
        if options.json:
            print_json({"id": number, "status": "failed", "reason": why}, line=True)
    return wanted, code


def _of(done: Refetched, number: int) -> dict[str, object]:
    """What became of an entry, for `fetch --json`; its names are a contract."""
    from library.refetch import Outcome

    if done.outcome is Outcome.REFUSED:
        reason = done.objection.words if done.objection else ""
        return {"status": "waiting", "title": done.former_title, "reason": reason}
    status = "fetched" if done.article == number else "merged"
    return {"article": done.article, "status": status, "title": done.title, "words": done.words,
            "warnings": list(done.warnings)}  # fmt: skip


def _title(store: Store, number: int) -> str:
    return next((article.title for article in store.articles([number])), "")


def _now() -> datetime:
    return datetime.now(UTC)
