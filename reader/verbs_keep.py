"""What the commands do that put articles in order: star, archive, delete, tag, queue, and back again by undo."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from library.article import Shelf
from library.changes import Action, TagCount, counted, told
from library.errors import LibraryError
from library.store import Store
from reader.chosen import agreed, can_ask, found, parted
from reader.records import DONE, FAILED, USAGE, article_record, fail, plain, print_articles, print_json

if TYPE_CHECKING:
    from argparse import Namespace as Parsed
    from collections.abc import Callable, Mapping, Sequence
    from types import SimpleNamespace

    from library.changes import Done
    from reader.config import Home

    Namespace = Parsed | SimpleNamespace
    Act = Callable[[Store, Sequence[int], datetime], Done]


class _Deed(NamedTuple):
    """What is done with the articles of a command."""

    act: Act
    done: str
    """The word for an article that was changed: `starred`."""
    verb: str
    """The question: `Give the star to`."""
    shelf: Shelf = Shelf.ALL
    """Where a query looks."""


def _now() -> datetime:
    return datetime.now(UTC)


# Acting


def star(options: Namespace, home: Home) -> int:
    """Give the star, or take it."""
    if options.off:
        return _do(_of(Action.UNSTAR, "unstarred", "Take the star from"), options, home)
    return _do(_of(Action.STAR, "starred", "Give the star to"), options, home)


def archive(options: Namespace, home: Home) -> int:
    """Put articles into the archive, or back into the inbox."""
    if options.back:
        return _do(_of(Action.INBOX, "back", "Put back into the inbox"), options, home)
    return _do(_of(Action.ARCHIVE, "archived", "Archive"), options, home)


def delete(options: Namespace, home: Home) -> int:
    """Put articles into the trash."""
    return _do(_of(Action.DELETE, "deleted", "Put into the trash"), options, home)


def undelete(options: Namespace, home: Home) -> int:
    """Take articles out of the trash."""
    return _do(_of(Action.UNDELETE, "restored", "Take out of the trash", Shelf.TRASH), options, home)


def _of(action: Action, done: str, verb: str, shelf: Shelf = Shelf.ALL) -> _Deed:
    return _Deed(lambda store, ids, now: store.act(action, ids, now), done, verb, shelf)


def _do(deed: _Deed, options: Namespace, home: Home) -> int:
    """Act on the articles of a command as one step; those that are not there are told, the others changed."""
    now = _now()
    with Store(home.library) as store:
        if options.query is not None:
            ids = found(store, options.query, now, deed.shelf)
            missing: list[int] = []
            if len(ids) > 1 and not options.yes:
                question = f"{deed.verb} {counted(len(ids))}?"
                if not can_ask():
                    return fail(f"{question} --yes does it without asking; nothing was done", USAGE)
                if not agreed(question):
                    return fail("nothing was done")
        else:
            ids, missing = parted(store, options.ids)
        done = deed.act(store, ids, now) if ids else None
        changed = set(done.ids) if done else set()
        statuses = {number: deed.done if number in changed else "unchanged" for number in ids}
        if not options.json:
            _tell(store, statuses, done, named=options.query is None)
    reasons = {number: f"There is no article {number}." for number in missing}
    for reason in reasons.values():
        fail(reason)
    if options.json:
        print_json([
            {"id": number, "status": statuses[number]} if number in statuses
            else {"id": number, "status": "failed", "reason": reasons[number]}
            for number in (dict.fromkeys(options.ids) if options.query is None else ids)
        ])  # fmt: skip
    return FAILED if missing else DONE


def _tell(store: Store, statuses: Mapping[int, str], done: Done | None, *, named: bool) -> None:
    """Print what was done: a line an article that was named, one line for all that a query found."""
    if not named:
        print(plain(done.sentence if done else "Nothing to do: the query finds nothing"))
        return
    for article in store.articles(list(statuses)):
        print(plain(f"{statuses[article.id]} {article.id}: {article.title}"))


# Tags


def tag(options: Namespace, home: Home) -> int:
    """Put tags in order."""
    return _TAGS[options.what](options, home)


def _tag_add(options: Namespace, home: Home) -> int:
    names = _names(options.tags)
    deed = _Deed(
        lambda store, ids, now: store.tag_articles(ids, now, add=names), "tagged", f"Tag with {told(names)}"
    )  # fmt: skip
    return _do(deed, options, home)


def _tag_remove(options: Namespace, home: Home) -> int:
    names = _names(options.tags)
    deed = _Deed(
        lambda store, ids, now: store.tag_articles(ids, now, remove=names), "untagged", f"Take {told(names)} from"
    )  # fmt: skip
    return _do(deed, options, home)


def _names(text: str) -> list[str]:
    """The tags of an argument, between commas. Raises RefusedNameError."""
    from library.changes import tag_name

    return [tag_name(name) for name in text.split(",") if name.strip()] or [tag_name(text)]


def _tag_rename(options: Namespace, home: Home) -> int:
    with Store(home.library) as store:
        return print_done(store.rename_tag(options.old, options.new, _now()), options)


def _tag_merge(options: Namespace, home: Home) -> int:
    with Store(home.library) as store:
        return print_done(store.merge_tags(options.names, options.into, _now()), options)


def _tag_delete(options: Namespace, home: Home) -> int:
    with Store(home.library) as store:
        return print_done(store.delete_tag(options.name, _now()), options)


def _tag_list(options: Namespace, home: Home) -> int:
    with Store(home.library) as store:
        tags = store.tags()
    if options.json:
        print_json([tag_record(tag) for tag in tags])
        return DONE
    width = max((len(f"{tag.total:,}") for tag in tags), default=1)
    for one in tags:
        marked = f"  ({counted(one.highlights, 'highlight')})" if one.highlights else ""
        print(plain(f"{one.total:>{width},}  {'  ' * one.depth}{one.leaf if one.depth else one.name}{marked}"))
    return DONE


def tag_record(tag: TagCount) -> dict[str, object]:
    """A tag as `tag list --json` prints it; its names are a contract."""
    return {"name": tag.name, "articles": tag.articles, "total": tag.total, "highlights": tag.highlights}


_TAGS = {
    "add": _tag_add, "remove": _tag_remove, "rename": _tag_rename, "merge": _tag_merge, "delete": _tag_delete,
    "list": _tag_list,
}  # fmt: skip


# The queue


def queue(options: Namespace, home: Home) -> int:
    """What is to be read next."""
    match options.what:
        case "add":
            return _do(
                _Deed(
                    lambda store, ids, now: store.queue_add(ids, now, front=options.front), "queued",
                    "Put into the queue",
                ),
                options, home,
            )  # fmt: skip
        case "remove":
            deed = _Deed(lambda store, ids, now: store.queue_remove(ids, now), "unqueued", "Take out of the queue")
            return _do(deed, options, home)
        case "move":
            to = None if options.to is None else options.to - 1
            with Store(home.library) as store:
                by = (options.down or 0) - (options.up or 0)
                return print_done(store.queue_move(options.ids, _now(), by=by, to=to), options)
    with Store(home.library) as store:
        articles = store.articles(store.queue())
    if options.json:
        print_json([article_record(article) for article in articles])
    else:
        print_articles(articles)
    return DONE


# Back and forth


def undo(options: Namespace, home: Home) -> int:
    """Take the last change back."""
    return _step(options, home, Store.undo, "There is nothing to take back.")


def redo(options: Namespace, home: Home) -> int:
    """Do again what was taken back."""
    return _step(options, home, Store.redo, "There is nothing to do again.")


def _step(options: Namespace, home: Home, step: Callable[[Store, datetime], Done | None], nothing: str) -> int:
    with Store(home.library) as store:
        done = step(store, _now())
    if done is None:
        raise LibraryError(nothing)
    return print_done(done, options)


def print_done(done: Done, options: Namespace) -> int:
    """Print what one step came to, and give the exit code."""
    for problem in done.problems:
        fail(problem)
    if options.json:
        print_json({
            "done": done.title, "way": done.way, "ids": list(done.ids), "skipped": done.skipped,
            "change": done.change or None, "problems": list(done.problems),
        })  # fmt: skip
    else:
        print(plain(done._replace(problems=()).sentence))
    return FAILED if done.problems else DONE
