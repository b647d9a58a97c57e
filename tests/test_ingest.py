"""Saving: the same article is one article, its notes and place survive a new text, nothing is lost unasked."""

from datetime import datetime
from importlib.resources import files

import pytest

from library.anchor import AnchorState, make_anchor
from library.article import Progress, Shelf
from library.builder import broken_laws
from library.document import Range
from library.errors import TextRefusedError, UnreadableSourceError
from library.ingest import Done, Saved, add_sample, sample_names, save, welcome
from library.source import Source
from library.store import Store
from reader.config import Home

URL = "https://example.org/bell"
FIRST = "The harbour lay quiet under the stars, and nobody was awake but the cat."
BELL = "At two the bell rang twice and stopped, which it had not done for eleven years."
LAST = "In the morning the keeper said he had heard nothing at all, and went to bed."
MORE = "The council has since confirmed that the bell was rung by hand, and by whom."


def source(*paragraphs: str, now: datetime, url: str = "", title: str = "The Bell") -> Source:
    return Source("\n\n".join((f"# {title}", *paragraphs)).encode(), now, "bell.md", url)


def mark(store: Store, article: int, quote: str) -> int:
    document = store.document(article)
    start = document.text.index(quote)
    anchor = make_anchor(document, Range(start, start + len(quote)))
    return store.add_highlight(article, anchor, now=store.article(article).saved, note="mine")


def quoted(store: Store, highlight: int) -> str | None:
    found = store.highlight(highlight)
    return None if found.place is None or found.article is None else store.document(found.article).slice(found.place)


def test_the_same_file_twice_is_one_article(store: Store, now: datetime) -> None:
    first = save(store, source(FIRST, BELL, now=now), now, ["sea"])
    again = save(store, source(FIRST, BELL, now=now), now, ["night", " sea ", ""])
    assert first == Saved(1, Done.ADDED, "The Bell")
    assert again == Saved(1, Done.UNCHANGED, "The Bell")
    assert store.ids() == [1]
    assert store.article(1).tags == ("night", "sea")


def test_two_articles_with_the_same_few_words_are_two(store: Store, now: datetime) -> None:
    for title in ("The Bell", "The Tide"):
        saved = save(store, source("Subscribe to go on reading.", now=now, title=title), now)
        assert (saved.done, saved.title) == (Done.ADDED, title)
    assert len(store.ids()) == 2


def test_a_changed_text_takes_notes_and_place_with_it(store: Store, now: datetime) -> None:
    number = save(store, source(FIRST, BELL, LAST, now=now, url=URL), now).article
    rang, cat = mark(store, number, "rang twice"), mark(store, number, "nobody was awake but the cat")
    former = store.document(number)
    place = former.text.index("At two")
    store.save_progress(Progress(number, place, place + 9, former.words_before(place), now))
    saved = save(store, source(MORE, MORE[::-1], BELL, LAST, now=now, url=URL), now)
    assert (saved.article, saved.done) == (number, Done.UPDATED)
    document = store.document(number)
    assert document.text.count("confirmed") == 1
    assert quoted(store, rang) == "rang twice"
    assert store.highlight(rang).state is AnchorState.HELD
    lost = store.highlight(cat)
    assert (lost.state, lost.place, lost.quote, lost.note) == (
        "lost",
        None,
        "nobody was awake but the cat",
        "mine",
    )
    progress = store.article(number).progress
    assert progress is not None
    assert document.text[progress.offset :].startswith("At two")
    assert progress.words_read == document.words_before(progress.offset)


def test_a_place_whose_passage_is_gone_stays_as_far_on(store: Store, now: datetime) -> None:
    number = save(store, source(FIRST, BELL, LAST, now=now, url=URL), now).article
    former = store.document(number)
    half = len(former.text) // 2
    store.save_progress(Progress(number, half, half, former.words_before(half), now))
    with pytest.raises(TextRefusedError, match="another article"):
        save(store, source(MORE, MORE[::-1], now=now, url=URL), now)
    save(store, source(MORE, MORE[::-1], now=now, url=URL), now, anyway=True)
    progress = store.article(number).progress
    assert progress is not None
    assert progress.offset == pytest.approx(len(store.document(number).text) / 2, abs=2)


def test_a_text_that_lost_most_of_its_words_is_refused_and_nothing_changes(store: Store, now: datetime) -> None:
    number = save(store, source(FIRST, BELL, LAST, now=now, url=URL), now).article
    one = mark(store, number, "rang twice")
    before = store.article(number), store.document(number), store.highlight(one)
    with pytest.raises(
        TextRefusedError, match=r"the new text has 5 words, the stored one \d+; the stored text \(article 1\)"
    ):
        save(store, source("Subscribe to go on reading.", now=now, url=URL, title=""), now, ["new"])
    assert (store.article(number), store.document(number), store.highlight(one)) == before


@pytest.mark.parametrize("changed", [False, True])
def test_saving_what_is_in_the_trash_takes_it_out_with_its_notes(store: Store, now: datetime, *, changed: bool) -> None:
    number = save(store, source(FIRST, BELL, LAST, now=now, url=URL), now).article
    one = mark(store, number, "rang twice")
    store.delete([number], now)
    paragraphs = (MORE, FIRST, BELL, LAST) if changed else (FIRST, BELL, LAST)
    saved = save(store, source(*paragraphs, now=now, url=URL), now)
    assert (saved.article, saved.done) == (number, Done.RESTORED)
    assert store.ids(Shelf.TRASH) == []
    assert quoted(store, one) == "rang twice"
    assert store.highlight(one).state is AnchorState.HELD


def test_an_address_that_becomes_known_later_is_kept(store: Store, now: datetime) -> None:
    number = save(store, source(FIRST, BELL, now=now), now).article
    one = mark(store, number, "rang twice")
    saved = save(store, source(FIRST, BELL, now=now, url=URL), now)
    assert (saved.article, saved.done) == (number, Done.UPDATED)
    assert store.article(number).url == URL
    assert quoted(store, one) == "rang twice"


@pytest.mark.parametrize(
    "content", [b"", b"  \n\n ", b"---\ntitle: Only front matter\n---\n", b"<html><body></body></html>"]
)
def test_a_source_without_an_article_is_refused(store: Store, now: datetime, content: bytes) -> None:
    with pytest.raises(UnreadableSourceError):
        save(store, Source(content, now, "a.md"), now)
    assert store.ids() == []


def test_names_that_hold_control_characters_are_cleaned(store: Store, now: datetime) -> None:
    content = b'---\ntitle: "A \\e[31mred\\a title"\nauthors: ["Ann\\e]0;x\\a Lee", "\\a"]\n---\n\nText.\n'
    number = save(store, Source(content, now, "a.md"), now, ["t\x1bag"]).article
    article = store.article(number)
    assert all(text.isprintable() for text in (article.title, *article.authors, *article.tags))
    assert article.authors[0].endswith("Lee")
    assert article.tags == ("tag",)


def test_an_article_without_a_title_is_named_after_its_file(store: Store, now: datetime) -> None:
    saved = save(store, Source(b"just a line of text without much of a form, it goes on", now, "night-bell.txt"), now)
    assert saved.title


# The starter library


def test_the_samples_are_added_without_a_warning(store: Store, now: datetime) -> None:
    names = sample_names()
    assert len(names) == 6
    assert {name.rpartition(".")[2] for name in names} == {"html", "md", "txt"}
    assert set(names) <= {found.name for found in files("library").joinpath("samples").iterdir()}
    for name in names:
        saved = add_sample(store, name, now)
        assert (saved.done, saved.warnings) == (Done.ADDED, ())
        article = store.article(saved.article)
        assert article.words > 100
        assert broken_laws(store.document(saved.article)) == []
    assert store.articles(store.ids())[0].title == "Start here"


def test_a_new_library_welcomes_once_ever(store: Store, home: Home, now: datetime) -> None:
    assert welcome(store, now)
    assert [article.title for article in store.articles(store.ids())] == ["Start here"]
    store.delete(store.ids(), now)
    assert not welcome(store, now)
    with Store(home.library) as again:
        assert not welcome(again, now)
    assert store.ids() == []


@pytest.mark.parametrize("in_trash", [False, True])
def test_a_library_with_articles_is_not_welcomed(store: Store, now: datetime, *, in_trash: bool) -> None:
    number = save(store, source(FIRST, now=now), now).article
    if in_trash:
        store.delete([number], now)
    assert not welcome(store, now)
    store.undelete([number])
    assert store.ids() == [number]
