"""Pages that come by their address become articles, each once; one that does not come leaves an entry with why."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from library.answers import Validators
from library.article import Article, Draft, Metadata
from library.beside import as_saved
from library.builder import DocumentBuilder
from library.entering import enter, failed, near_of, read, renew_from, typed_hosts
from library.errors import (
    BusyError,
    DeniedError,
    FetchError,
    TextRefusedError,
    UnreachableError,
)
from library.fetch import Page
from library.fetching import Fetched, Wanted
from library.ingest import Done, Saved, save
from library.refetch import Outcome
from library.source import Source
from library.store import Store
from tests.serving import page
from tests.test_judge import paragraph

NOTHING = Validators()
TYPED, MOVED = "https://short.example/7", "https://post.example/2026/bell"
BODY = [paragraph(number) for number in range(12)]
WALL = page("Just a moment...", "Verify you are human before you go on to the site, please.")


def with_canonical(text: str, address: str) -> str:
    return text.replace("<head>", f'<head><link rel="canonical" href="{address}">')


def came(
    text: str, now: datetime, addresses: Sequence[str] = (TYPED, MOVED), *, private: bool = False,
    validators: Validators = NOTHING, article: int | None = None, near: str | None = None,
) -> Fetched:  # fmt: skip
    source = Source(text.encode(), now, "", addresses[-1], "text/html")
    wanted = Wanted(addresses[0], article=article, near=near)
    return Fetched(wanted, Page(source, tuple(addresses), validators, private=private), None)


def near(store: Store, url: str) -> str:
    return near_of(url, typed_hosts(store))


def lost(error: FetchError, address: str = TYPED) -> Fetched:
    return Fetched(Wanted(address), None, error)


def renewed(store: Store, number: int, fetched: Fetched, now: datetime, *, anyway: bool = False) -> Outcome:
    assert fetched.page is not None
    made = read(fetched.page, now)
    return renew_from(store, store.article(number), fetched.page, made, now, anyway=anyway).outcome


def entry_of(store: Store, address: str, now: datetime) -> int:
    """An entry as an import makes it: nobody typed its address."""
    draft = Draft(Metadata(address, url=address), DocumentBuilder().build(), Source(b"", now, "", address), now)
    number = store.add(draft)
    store.expect_text(number)
    return number


def all_of(store: Store) -> list[Article]:
    return store.articles(store.ids())


# What comes


def test_a_page_is_known_by_all_addresses_that_led_there(store: Store, now: datetime) -> None:
    saved = enter(store, came(page("The bell", *BODY), now), now, ["harbour"])
    assert (saved.done, saved.title, store.article(saved.article).tags) == (Done.ADDED, "The bell", ("harbour",))
    assert store.known_as([TYPED]) == store.known_as([MOVED]) == [saved.article]
    again = enter(store, came(page("The bell", *BODY), now, [MOVED]), now)
    assert (again.done, again.article) == (Done.UNCHANGED, saved.article)


def test_a_page_that_says_which_article_it_is_brings_it_up_to_date(store: Store, now: datetime) -> None:
    canonical = "https://post.example/bell"
    first = enter(store, came(with_canonical(page("The bell", *BODY), canonical), now, [canonical]), now)
    text = with_canonical(page("The bell", *BODY, paragraph(40)), canonical)
    again = enter(store, came(text, now, ["https://post.example/bell?page=all"]), now)
    assert (again.done, again.article) == (Done.UPDATED, first.article)
    assert len(all_of(store)) == 1


def test_pages_that_all_give_the_same_address_are_each_an_article(store: Store, now: datetime) -> None:
    start = "https://post.example/start"
    one, other = "https://post.example/bell", "https://post.example/tide"
    bell = enter(store, came(with_canonical(page("The bell", *BODY), start), now, [one]), now)
    text = with_canonical(page("The tide", *map(paragraph, range(50, 56))), start)
    tide = enter(store, came(text, now, [other]), now)
    assert (bell.done, tide.done) == (Done.ADDED, Done.ADDED)
    assert store.article(tide.article).url == other
    assert tide.warnings == (f"The page gives an address as its own that is another article's ({bell.article}).",)
    again = enter(store, came(text, now, [other]), now)
    assert (again.done, again.article) == (Done.UNCHANGED, tide.article)


def test_an_address_that_leads_elsewhere_today_is_another_article(store: Store, now: datetime) -> None:
    daily = "https://post.example/today"
    monday = enter(store, came(page("Monday", *BODY), now, [daily, "https://post.example/monday"]), now)
    tuesday_text = page("Tuesday", *map(paragraph, range(50, 62)))
    tuesday = enter(store, came(tuesday_text, now, [daily, "https://post.example/tuesday"]), now)
    assert (monday.done, tuesday.done) == (Done.ADDED, Done.ADDED)
    assert {article.title for article in all_of(store)} == {"Monday", "Tuesday"}


def test_an_article_that_moved_is_the_same_one(store: Store, now: datetime) -> None:
    first = enter(store, came(page("The bell", *BODY), now, [TYPED]), now)
    again = enter(store, came(page("The bell", *BODY, paragraph(40)), now, [TYPED, MOVED]), now)
    assert (again.done, again.article) == (Done.UPDATED, first.article)
    assert store.known_as([MOVED]) == [first.article]


def test_half_a_text_does_not_take_the_place_of_the_whole_one(store: Store, now: datetime) -> None:
    enter(store, came(page("The bell", *BODY), now), now)
    half = came(page("The bell", *BODY[:3]), now)
    with pytest.raises(TextRefusedError):
        enter(store, half, now)
    assert enter(store, half, now, anyway=True).done is Done.UPDATED


def test_a_page_can_t_send_us_into_the_person_s_network(store: Store, now: datetime) -> None:
    text = with_canonical(page("The bell", *BODY), "http://192.168.0.1/reboot")
    saved = enter(store, came(text, now), now)
    assert store.article(saved.article).url == MOVED
    inside = "http://192.168.0.1:8080/bell"
    own = with_canonical(page("Own", *map(paragraph, range(50, 62))), "http://192.168.0.1:8080/own")
    assert store.article(enter(store, came(own, now, [inside]), now).article).url == "http://192.168.0.1:8080/own"


# What does not come


@pytest.mark.parametrize(
    ("error", "tried_again"),
    [
        (UnreachableError("The server was not found."), [1]), (BusyError("Busy.", 60), [1]),
        (DeniedError("The server answered 403."), [1]), (FetchError("The server answered 404."), []),
    ],
)  # fmt: skip
def test_what_does_not_come_leaves_an_entry(
    store: Store, now: datetime, error: FetchError, tried_again: list[int]
) -> None:
    saved = enter(store, lost(error), now, ["later"])
    assert saved == Saved(saved.article, Done.WAITING, TYPED, reason=str(error))
    entry, waiting = store.article(saved.article), store.pending(saved.article)
    assert (entry.title, entry.url, entry.words, entry.tags) == (TYPED, TYPED, 0, ("later",))
    assert waiting is not None
    assert (waiting.tries, waiting.reason, waiting.hopeless) == (1, str(error), not tried_again)
    assert [one.article for one in store.all_pending()] == tried_again


def test_another_try_counts_and_does_not_double_the_entry(store: Store, now: datetime) -> None:
    first = enter(store, lost(UnreachableError("One.")), now)
    second = enter(store, lost(UnreachableError("Two."), f"{TYPED}#top"), now)
    waiting = store.pending(first.article)
    assert first.article == second.article
    assert waiting is not None
    assert (waiting.tries, waiting.reason) == (2, "Two.")


@pytest.mark.parametrize("address", ["http://me:secret@a.example/", "http://[half", f"http://{'a' * 70}.example/"])
def test_what_is_no_address_leaves_nothing(store: Store, now: datetime, address: str) -> None:
    with pytest.raises(FetchError, match="Why"):
        enter(store, lost(FetchError("Why."), address), now)
    assert all_of(store) == []


def test_an_article_with_a_text_keeps_it_when_its_page_does_not_come(store: Store, now: datetime) -> None:
    saved = enter(store, came(page("The bell", *BODY), now), now)
    with pytest.raises(FetchError, match=rf"^Gone\. The article is in the library already \({saved.article}\)"):
        enter(store, lost(FetchError("Gone.")), now)
    assert store.pending(saved.article) is None


@pytest.mark.parametrize(
    ("text", "reason", "title"),
    [
        ("<html><head><title>App - Post</title></head><body><div id=root></div><script>1</script></body></html>",
         "The page holds no article text; it may need scripts to show it.", "App"),
        (WALL, "What came is a bot check, not the article.", TYPED),
        ("%PDF-1.7 broken", "What came can't be read: ", TYPED),
    ],
)  # fmt: skip
def test_a_page_without_an_article_leaves_an_entry_with_what_it_said(
    store: Store, now: datetime, text: str, reason: str, title: str
) -> None:
    saved = enter(store, came(text, now), now)
    assert saved.done is Done.WAITING
    assert saved.reason.startswith(reason)
    assert store.article(saved.article).title.startswith(title)


SHELL = "<html><head><title>The bell is back</title></head><body><div id=root></div></body></html>"


def test_an_entry_is_called_by_its_title_once_that_is_known(store: Store, now: datetime) -> None:
    first = enter(store, lost(UnreachableError("Later.")), now, ["harbour"])
    enter(store, came(SHELL, now), now)
    entry, waiting = store.article(first.article), store.pending(first.article)
    assert (entry.title, entry.url, entry.tags, entry.words) == ("The bell is back", TYPED, ("harbour",), 0)
    assert waiting is not None
    assert (waiting.tries, waiting.reason[:17]) == (2, "The page holds no")
    other = enter(store, lost(UnreachableError("Later."), "https://other.example/"), now)
    page_ = came(SHELL.replace("bell", "tide"), now, ["https://other.example/"])
    assert renewed(store, other.article, page_, now) is Outcome.REFUSED
    assert store.article(other.article).title == "The tide is back"
    assert {one.article for one in store.all_pending()} == {first.article, other.article}


def test_a_bot_check_is_taken_when_asked_for(store: Store, now: datetime) -> None:
    assert enter(store, came(WALL, now), now, anyway=True).done is Done.ADDED


# An entry gets its text


def test_an_entry_gets_its_text_title_and_address(store: Store, now: datetime) -> None:
    entry = enter(store, lost(UnreachableError("Later.")), now, ["harbour"])
    saved = enter(store, came(with_canonical(page("The bell", *BODY), MOVED), now), now)
    article = store.article(entry.article)
    assert (saved.article, saved.done) == (entry.article, Done.UPDATED)
    assert (article.title, article.url, article.tags) == ("The bell", MOVED, ("harbour",))
    assert store.pending(entry.article) is None
    assert store.versions(entry.article) == []
    assert len(all_of(store)) == 1


def test_an_entry_whose_page_is_an_article_already_becomes_that(store: Store, now: datetime) -> None:
    article = enter(store, came(page("The bell", *BODY), now, [MOVED]), now)
    entry = enter(store, lost(UnreachableError("Later.")), now, ["harbour"])
    store.star([entry.article], starred=True)
    saved = enter(store, came(page("The bell", *BODY), now, [TYPED, MOVED]), now)
    known = store.article(article.article)
    assert saved.article == article.article
    assert (known.tags, known.starred) == (("harbour",), True)
    assert store.article(entry.article).deleted == now
    assert store.all_pending() == []


def test_that_an_entry_became_part_of_an_article_can_be_taken_back(store: Store, now: datetime) -> None:
    article = enter(store, came(page("The bell", *BODY), now, [MOVED]), now, ["Harbour"])
    entry = enter(store, lost(UnreachableError("Later.")), now, ["harbour", "later"])
    store.star([entry.article], starred=True)
    store.queue_add([entry.article], now)
    enter(store, came(page("The bell", *BODY), now, [TYPED, MOVED]), now)
    assert store.article(article.article).tags == ("Harbour", "later")
    assert store.queue() == [article.article]
    done = store.undo(now)
    assert done is not None
    assert done.title == f"“{TYPED}” became part of “The bell”"
    known, again = store.article(article.article), store.article(entry.article)
    assert (known.tags, known.starred) == (("Harbour",), False)
    assert (again.tags, again.starred, again.deleted) == (("harbour", "later"), True, None)
    assert store.queue() == [entry.article]
    assert store.redo(now) is not None
    assert store.article(entry.article).deleted is not None
    assert store.article(article.article).starred


def test_an_entry_in_the_trash_comes_back(store: Store, now: datetime) -> None:
    entry = enter(store, lost(UnreachableError("Later.")), now)
    store.delete([entry.article], now)
    assert enter(store, lost(UnreachableError("Later.")), now).article == entry.article
    assert store.article(entry.article).deleted is None
    store.delete([entry.article], now)
    assert enter(store, came(page("The bell", *BODY), now), now).done is Done.RESTORED


def test_an_imported_entry_keeps_its_title_where_the_page_has_none(store: Store, now: datetime) -> None:
    entry = enter(store, lost(UnreachableError("Later.")), now)
    fetched = came("".join(f"<p>{text}</p>" for text in BODY), now, article=entry.article)
    assert renewed(store, entry.article, fetched, now) is Outcome.UPDATED
    assert store.article(entry.article).title not in ("", TYPED)


def test_a_bot_check_is_not_the_text_that_was_waited_for(store: Store, now: datetime) -> None:
    entry = enter(store, lost(UnreachableError("Later.")), now)
    assert renewed(store, entry.article, came(WALL, now), now) is Outcome.REFUSED
    waiting = store.pending(entry.article)
    assert waiting is not None
    assert waiting.reason == "What came is a bot check, not the article."
    assert renewed(store, entry.article, came(WALL, now), now, anyway=True) is Outcome.UPDATED


def test_a_failure_is_noted_of_entries_alone(store: Store, now: datetime) -> None:
    entry = enter(store, lost(UnreachableError("Later.")), now)
    article = enter(store, came(page("The bell", *BODY), now, [MOVED]), now)
    for number in (entry.article, article.article):
        failed(store, store.article(number), FetchError("Gone."), now)
    assert [(one.article, one.reason) for one in store.all_pending(hopeless=True)] == [(entry.article, "Gone.")]


# What servers say of pages


def test_what_tells_whether_a_page_changed_goes_with_its_text(store: Store, now: datetime) -> None:
    first, second = Validators('"1"', ""), Validators('"2"', "")
    saved = enter(store, came(page("The bell", *BODY), now, validators=first), now)
    assert store.validators(saved.article) == first
    longer = came(page("The bell", *BODY, paragraph(40)), now, validators=second)
    assert renewed(store, saved.article, longer, now) is Outcome.UPDATED
    assert store.validators(saved.article) == second
    store.restore_version(saved.article, store.versions(saved.article)[0].id, 0, now)
    assert store.validators(saved.article) == Validators(), "the server speaks of another text"


def test_a_page_that_was_refused_is_asked_for_whole_again(store: Store, now: datetime) -> None:
    first = Validators('"1"', "")
    saved = enter(store, came(page("The bell", *BODY), now, validators=first), now)
    assert renewed(store, saved.article, came(WALL, now, validators=Validators('"2"', "")), now) is Outcome.REFUSED
    assert store.validators(saved.article) == first


def test_an_unchanged_page_changes_nothing(store: Store, now: datetime) -> None:
    saved = enter(store, came(page("The bell", *BODY), now, validators=Validators('"1"', "")), now)
    unchanged = Fetched(Wanted(MOVED), Page(Source(b"", now), (MOVED,), Validators('"1"', ""), unchanged=True), None)
    assert renewed(store, saved.article, unchanged, now) is Outcome.UNCHANGED


def test_what_was_saved_from_a_file_has_no_such_answer(store: Store, now: datetime) -> None:
    saved = enter(store, came(page("The bell", *BODY), now, validators=Validators('"1"', "")), now)
    save(store, Source(page("The bell", *BODY, paragraph(40)).encode(), now, "bell.html", MOVED), now)
    assert store.validators(saved.article) == Validators()


# Private hosts


def test_a_private_host_may_be_asked_again_once_its_address_was_typed(store: Store, now: datetime) -> None:
    inside, named = "http://192.168.0.7:8080/a", "https://wiki.example/a"
    assert near(store, inside) == near(store, named) == ""
    enter(store, lost(UnreachableError("Later."), inside), now)
    enter(store, came(page("The wiki", *BODY), now, [named], private=True), now)
    enter(store, came(page("Other", *map(paragraph, range(50, 62))), now, ["http://10.0.0.7/"], near=""), now)
    assert near(store, inside) == inside
    assert near(store, "https://wiki.example/b") == "https://wiki.example/b"
    for other in ("http://192.168.0.7/", "http://192.168.0.8:8080/", "https://example.org/", "http://10.0.0.7/"):
        assert near(store, other) == ""
    store.set_fact("private-hosts", "{broken")
    assert near(store, inside) == ""


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="canonical" href="https://ann:s3cret@example.org/bell">',
        "<!-- saved from url=(0044)https://ann:s3cret@example.org/bell -->",
        '<meta property="og:url" content="https://ann:s3cret@example.org/bell">',
    ],
)
def test_a_name_and_password_in_an_address_are_not_kept(store: Store, now: datetime, head: str) -> None:
    html = page("The bell", *BODY).replace("<html>", f"<html>{head}", 1)
    source = as_saved(Source(html.encode(), now, "bell.html"), lambda _: b"")
    article = store.article(save(store, source, now).article)
    assert article.url == "https://example.org/bell"
    other = save(
        store, Source(page("The gong", *BODY[1:]).encode(), now, "", "https://ann:s3cret@example.org/gong"), now
    )
    assert store.article(other.article).url == "https://example.org/gong"
    assert store.source(other.article).url == "https://example.org/gong"
    assert store.known_as(["https://ann:s3cret@example.org/gong"]) == [other.article]
