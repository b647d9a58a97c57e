"""`broadsheet fetch`: the text that articles wait for."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from library.errors import LibraryError
from library.store import Store
from reader.progress import Progress
from reader.records import DONE, USAGE, fail, plain, print_json
from reader.tasks import cookies_of

if TYPE_CHECKING:
    from argparse import Namespace as Parsed
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
    with Store(home.library) as store:
        wanted, code = _waiting(store, options)
        with (
            Progress("Fetching", len(wanted), shown=not options.json) as progress,
            closing(fetch_many(wanted, _now, cookies=cookies_of(home, fail))) as pages,
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
                    if done.outcome is Outcome.REFUSED:
                        code = fail(f"{number}: {result['reason']}")
                    elif not options.json:
                        print(plain(f"{result['status']} {done.article}: {done.title}"))
                if options.json:
                    print_json(result, line=True)
                progress.step(failed=result["status"] == "waiting")
    return code


def _waiting(store: Store, options: Namespace) -> tuple[list[Wanted], int]:
    """What is to be fetched, and the exit code so far."""
    from library.entering import near_of
    from library.fetching import Wanted

    if options.pending:
        waiting = store.all_pending(-1 if options.limit is None else options.limit, hopeless=options.hopeless)
        return [Wanted(one.url, near_of(store, one.url), article=one.article) for one in waiting], DONE
    code, wanted = DONE, []
    for number in options.ids[: options.limit]:
        one = store.pending(number)
        if one is not None:
            wanted.append(Wanted(one.url, near_of(store, one.url), article=number))
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
