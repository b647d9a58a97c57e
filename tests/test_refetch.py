"""Fetching again: notes, place and marks stay with the article; what is not the article is refused; texts come back."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from library.anchor import make_anchor
from library.article import ArticleState, Draft, Metadata, Progress
from library.document import Document, Range
from library.errors import NotFoundError, TextRefusedError
from library.extract.refusals import WALLED
from library.ingest import Done, save
from library.judge import Ground
from library.refetch import Fate, Outcome, Refetched, drafted, extract_anew, refetch, restore
from library.source import Source
from library.store import VERSIONS_KEPT, Store
from reader.refetched import lines, sentence
from tests.serving import page
from tests.test_judge import REFUSALS, paragraph
from tests.texts import documents

URL = "https://example.org/post/bell"
TITLE = "The harbour loses its bell"
BODY = [f"Paragraph {number} tells of tide {number}, and then {paragraph(number)}" for number in range(8)]
LATER = timedelta(hours=3)


def web(now: datetime, *paragraphs: str, title: str = TITLE, url: str = URL) -> Source:
    return Source(page(title, *paragraphs).encode(), now, "", url, "text/html")


@pytest.fixture
def article(store: Store, now: datetime) -> int:
    return save(store, web(now, *BODY), now, ["sea"]).article


def mark(store: Store, article: int, quote: str, now: datetime) -> int:
    document = store.document(article)
    start = document.text.index(quote)
    return store.add_highlight(article, make_anchor(document, Range(start, start + len(quote))), now=now, note="mine")


def quoted(store: Store, highlight: int) -> str | None:
    found = store.highlight(highlight)
    return None if found.place is None or found.article is None else store.document(found.article).slice(found.place)


def fates(done: Refetched) -> list[Fate]:
    return [noted.fate for noted in done.notes]


def test_a_new_text_takes_everything_with_it(store: Store, article: int, now: datetime) -> None:
    tide, gate = mark(store, article, "tells of tide 3", now), mark(store, article, BODY[6][40:90], now)
    store.star([article], starred=True)
    store.move([article], ArticleState.ARCHIVED)
    place = store.document(article).text.index("Paragraph 5")
    store.save_progress(Progress(article, place, place + 20, 100, now))
    before = store.article(article)
    done = refetch(store, article, web(now, "A tide came in before all others, and nobody saw it.", *BODY), now + LATER)
    after = store.article(article)
    assert (done.outcome, done.former_words, done.words) == (Outcome.UPDATED, before.words, after.words)
    assert (after.saved, after.state, after.starred, after.tags, after.url) == (
        before.saved, before.state, before.starred, before.tags, before.url,
    )  # fmt: skip
    assert after.progress is not None
    assert store.document(article).text[after.progress.offset :].startswith("Paragraph 5")
    assert (quoted(store, tide), quoted(store, gate)) == ("tells of tide 3", BODY[6][40:90])
    assert fates(done) == [Fate.HELD, Fate.HELD]
    assert not done.worth_telling
    assert sentence(done).endswith("All 2 highlights are where they were.")


def test_a_page_that_says_the_same_changes_nothing(store: Store, article: int, now: datetime) -> None:
    before = store.article(article), store.source(article)
    done = refetch(store, article, web(now + LATER, *BODY), now + LATER)
    assert done.outcome is Outcome.UNCHANGED
    assert (store.article(article), store.source(article)) == before
    assert store.versions(article) == []


def test_each_highlight_is_told_what_became_of_it(store: Store, article: int, now: datetime) -> None:
    for quote in ("tells of tide 1,", BODY[2], BODY[5][30:80], BODY[7][20:80]):
        mark(store, article, quote, now)
    done = refetch(store, article, web(now, *BODY[:2], *BODY[3:5], BODY[7], *BODY[5:7]), now)
    assert fates(done) == [Fate.HELD, Fate.LOST, Fate.HELD, Fate.HELD]
    assert done.worth_telling
    label, words = lines(done)[0]
    assert (label, words.split(" tells")[0]) == ("lost", "“Paragraph 2")
    again = refetch(store, article, web(now, *BODY), now)
    assert fates(again)[1] is Fate.FOUND


@pytest.mark.parametrize(
    ("source", "ground"),
    [
        (page(TITLE, *BODY[:3]), Ground.SHRUNK),
        (page("Page not found", "The page you are looking for can't be found."), Ground.REFUSAL),
        (page("Ferry fares", *(f"{line[::-1]} {line[:9][::-1]}" for line in BODY)), Ground.OTHER),
        ("<html><head><title>Just a moment...</title></head><body><noscript>Enable JavaScript</noscript></body></html>",
         Ground.EMPTY),
    ],
)  # fmt: skip
def test_what_is_not_the_article_is_refused(
    store: Store, article: int, now: datetime, source: str, ground: Ground
) -> None:
    one = mark(store, article, "tells of tide 1,", now)
    before = store.article(article), store.document(article), store.highlight(one)
    came = Source(source.encode(), now, "", URL, "text/html")
    done = refetch(store, article, came, now)
    assert (done.outcome, done.objection and done.objection.ground) == (Outcome.REFUSED, ground)
    assert (store.article(article), store.document(article), store.highlight(one)) == before
    forced = refetch(store, article, came, now, anyway=True)
    assert forced.outcome is (Outcome.REFUSED if ground is Ground.EMPTY else Outcome.UPDATED)
    assert len(store.versions(article)) == (0 if ground is Ground.EMPTY else 1)


@pytest.mark.parametrize(("what", "title", "said"), REFUSALS)
def test_a_page_in_place_of_the_article_is_refused_by_its_name(
    store: Store, article: int, now: datetime, what: str, title: str, said: str
) -> None:
    done = refetch(store, article, web(now, said, title=title), now)
    assert done.outcome is Outcome.REFUSED
    assert done.objection is not None
    assert done.objection.words == f"what came is {what}, not the article"


@pytest.mark.parametrize(
    "end",
    [
        "<p>Subscribe to continue reading this story.</p>",
        "<div class=paywall>Cet article est réservé aux abonnés.</div>",
    ],
)
def test_the_beginning_that_is_shown_to_everyone_does_not_replace_the_whole(
    store: Store, article: int, now: datetime, end: str
) -> None:
    before = store.article(article), store.document(article)
    walled = page(TITLE, *BODY[:6]).replace("</body>", f"{end}</body>")
    done = refetch(store, article, Source(walled.encode(), now, "", URL, "text/html"), now)
    assert (done.outcome, done.warnings) == (Outcome.REFUSED, (WALLED,))
    assert done.objection is not None
    assert done.objection.ground is Ground.SHRUNK
    assert (store.article(article), store.document(article)) == before


def test_the_beginning_of_a_new_article_is_kept_with_a_warning(store: Store, now: datetime) -> None:
    walled = page("The ferry", *BODY[:2], "Subscribe to continue reading this story.")
    done = save(store, Source(walled.encode(), now, "", "https://example.org/ferry", "text/html"), now)
    assert done.warnings == (WALLED,)
    assert BODY[0] in store.document(done.article).text


def test_an_empty_page_is_told_by_what_it_is(store: Store, article: int, now: datetime) -> None:
    shell = "<html><head><title>Post</title></head><body><div></div><noscript>Please enable JavaScript.</noscript>"
    done = refetch(store, article, Source(shell.encode(), now, "", URL, "text/html"), now)
    assert sentence(done) == "Not taken: what came is a page that needs scripts, not the article."


def test_a_text_that_would_lose_most_highlights_is_refused(store: Store, article: int, now: datetime) -> None:
    for quote in (BODY[0], BODY[1], "tells of tide 7,"):
        mark(store, article, quote, now)
    done = refetch(store, article, web(now, *BODY[2:]), now)
    assert sentence(done) == "Not taken: 2 of 3 highlights would be lost."
    forced = refetch(store, article, web(now, *BODY[2:]), now, anyway=True)
    assert fates(forced) == [Fate.LOST, Fate.LOST, Fate.HELD]
    assert forced.objection is not None


def test_adding_what_is_known_is_judged_in_the_same_way(store: Store, article: int, now: datetime) -> None:
    wall = web(now, "Verify you are human before you go on to the site, please.", title="Just a moment...")
    with pytest.raises(TextRefusedError, match=f"a bot check, not the article; the stored text .article {article}."):
        save(store, wall, now)
    assert save(store, wall, now, anyway=True).done is Done.UPDATED


def test_adding_an_error_page_for_the_first_time_warns(store: Store, now: datetime) -> None:
    wall = web(now, "Verify you are human before you go on to the site, please.", title="Just a moment...")
    assert save(store, wall, now).warnings[-1] == "It looks like a bot check, not like an article."


def test_what_a_page_no_longer_says_is_kept(store: Store, now: datetime) -> None:
    metadata = "---\ntitle: The Bell\nauthors: [Ann]\nsite: Post\nurl: https://example.org/b\n---\n\n"
    number = save(store, Source((metadata + "\n\n".join(BODY)).encode(), now, "b.md"), now).article
    refetch(store, number, Source("\n\n".join(("# The Bell", *BODY[1:])).encode(), now, "x.md"), now)
    after = store.article(number)
    assert (after.authors, after.site, after.url) == (("Ann",), "Post", "https://example.org/b")
    body = "".join(f"<p>{line}</p>" for line in BODY)
    refetch(store, number, Source(f"<html><body>{body}</body></html>".encode(), now, "saved-as.html"), now)
    assert store.document(number).text == "\n".join(BODY)
    assert store.article(number).title == "The Bell"


def test_the_stored_page_is_extracted_anew(store: Store, now: datetime) -> None:
    source = web(now, *BODY)
    made = drafted(source, now).draft
    former = Document(made.document.text[: made.document.blocks[-2].end], made.document.blocks[:-1])
    number = store.add(made._replace(document=former))
    done = extract_anew(store, number, now)
    assert (done.outcome, store.document(number)) == (Outcome.UPDATED, made.document)
    assert store.source(number) == source


def test_a_former_text_comes_back_and_the_present_one_can_follow(store: Store, article: int, now: datetime) -> None:
    one = mark(store, article, BODY[2], now)
    former = store.document(article)
    first = refetch(store, article, web(now, *BODY[:2], *BODY[3:]), now, anyway=True)
    present, late = store.document(article), mark(store, article, "tells of tide 3", now)
    assert first.version is not None
    back = restore(store, article, first.version, now)
    assert store.document(article) == former
    assert quoted(store, one) == BODY[2]
    assert quoted(store, late) == "tells of tide 3"
    assert fates(back)[0] is Fate.FOUND
    assert back.version is not None
    restore(store, article, back.version, now)
    assert store.document(article) == present
    with pytest.raises(NotFoundError, match=f"Article {article} has no former text 99"):
        restore(store, article, 99, now)


def test_putting_a_text_back_pushes_none_out(store: Store, article: int, now: datetime) -> None:
    texts = []
    for number in range(VERSIONS_KEPT):
        texts.append(store.document(article).text)
        refetch(store, article, web(now, *BODY, f"Addition {number} was made in the night of the storm."), now)
    texts.append(store.document(article).text)
    oldest = store.versions(article)[-1].id
    restore(store, article, oldest, now)
    kept = [store.version(version.id).document.text for version in store.versions(article)]
    assert sorted([*kept, store.document(article).text]) == sorted(texts)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.data(), documents(), documents())
def test_a_restored_text_is_exactly_what_it_was(
    store: Store, now: datetime, data: st.DataObject, former: Document, other: Document
) -> None:
    metadata = Metadata("A", ("B",), "C", "", now, "en", "", 3)
    number = store.add(Draft(metadata, former, Source(b"first", now, "first.md"), now))
    ends = st.integers(0, len(former.text))
    for start, end in data.draw(st.lists(st.tuples(ends, ends), max_size=4)):
        anchor = make_anchor(former, Range(min(start, end), max(start, end)))
        store.add_highlight(number, anchor, now=now)
    before = store.article(number), store.document(number), store.source(number)
    places = [(mark.id, mark.place, mark.state) for mark in store.highlights(number)]
    store.replace(number, Draft(Metadata("D"), other, Source(b"second", now), now), 0, now)
    versions = store.versions(number)
    if versions:
        restore(store, number, versions[0].id, now)
        assert (store.article(number), store.document(number), store.source(number)) == before
    assert store.document(number).blocks == former.blocks or other[:3] == former[:3]
    assert [(mark.id, mark.place, mark.state) for mark in store.highlights(number)] == places
