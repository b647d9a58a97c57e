"""The overview of notes: what it shows, its shelves, filter and groups, and what can be done with the chosen one."""

from datetime import datetime, timedelta

import pytest

from library.anchor import Anchor, make_anchor
from library.document import Range
from library.highlight import Colour, NewHighlight, Wanted
from library.note_query import parse_notes
from library.note_shelves import NoteShelf
from library.store import Store
from reader.config import Home, Settings
from reader.screens import notes as notes_screen
from reader.screens.note_editor import NoteEditor
from reader.screens.notes import NotesScreen
from reader.screens.recall import RecallScreen
from reader.screens.shelf import ShelfScreen
from reader.widgets.note_rows import NoteRows
from tests.driving import Driven, driven, sentence, three_articles


def mark(store: Store, article: int, paragraph: int, now: datetime, *, note: str = "", tags: tuple[str, ...] = (),
         colour: Colour = Colour.YELLOW) -> int:  # fmt: skip
    """Highlight the beginning of a paragraph."""
    document = store.document(article)
    start = document.text.index(sentence(paragraph)[:30])
    anchor = make_anchor(document, Range(start, start + 30))
    return store.keep_highlight(NewHighlight(article, anchor, colour, note, tags, now), now)


def unsure(store: Store, article: int, now: datetime, *, note: str = "") -> int:
    """A highlight of another text, that may be a paragraph of this one."""
    words = "Paragraph 7 tells of tide 7 and of the sleeper who wrote it down by lamplight"
    anchor = Anchor(9, 9 + len(words), words, "", "", "other")
    return store.keep_highlight(NewHighlight(article, anchor, note=note, created=now), now)


def lost(store: Store, article: int, now: datetime) -> int:
    """A highlight of words that are nowhere."""
    anchor = Anchor(3, 60, "Nobody ever wrote anything like this about barometers.", "", "", "other")
    return store.keep_highlight(NewHighlight(article, anchor, note="gone?", created=now), now)


def waiting(store: Store, now: datetime) -> int:
    """A highlight of an article that is not there."""
    wanted = Wanted("https://example.org/sluice", "The Sluice", ("M. Teal",), "Harbour Post")
    anchor = Anchor(-1, -1, "The sluice was opened.", "", "", "")
    return store.keep_highlight(NewHighlight(None, anchor, created=now, wanted=wanted), now)


def rows(on: Driven) -> NoteRows:
    """The list."""
    found = on.shelf.rows
    assert isinstance(found, NoteRows)
    return found


async def test_notes_are_listed_and_lead_to_their_passage(home: Home, store: Store, now: datetime) -> None:
    three_articles(store, now)
    async with driven(home, store, now) as on:
        await on.press("enter", "2", "0", "}", "a", *"ask", "escape", "q")
        await on.press("6")
        assert on.shows("✎ ask")
        assert on.shows("Gamma  The Harbour Post")
        assert on.shows("14 Mar 2026")
        await on.press("enter")
        page = on.reading.page
        assert page.ruler == 20
        assert len(on.rows_of(20)) == len(page.view.layout.block_rows(20))
        for expected in (NotesScreen, ShelfScreen):
            await on.press("q")
            assert isinstance(on.app.screen, expected)


async def test_looking_a_note_up_does_not_move_the_reading_place(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    async with driven(home, store, now) as on:
        await on.press("enter", "2", "0", "}", "h", "g", "space", "q")
        before = store.article(ids[0]).progress
        await on.press("6", "enter")
        assert on.reading.page.ruler == 20
        await on.press("q")
        assert store.article(ids[0]).progress == before
        await on.press("enter", "j", "q")
        after = store.article(ids[0]).progress
        assert before is not None
        assert after is not None
        assert after.offset > before.offset


async def test_notes_are_filtered_edited_and_deleted(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    mark(store, ids[0], 1, now, note="one")
    second = mark(store, ids[0], 2, now, note="two")
    async with driven(home, store, now) as on:
        await on.press("6", "/", *"tw", "enter")
        assert rows(on).count == 1
        await on.press("escape", "/", *"two", "enter", "a", *"!", "escape")
        assert {highlight.note for highlight in store.highlights(ids[0])} == {"one", "two!"}
        assert rows(on).chosen_id == second
        await on.press("d")
        assert [highlight.note for highlight in store.highlights(ids[0])] == ["one"]
        assert on.shows("Nothing here has “two”.")
        await on.press("u")
        assert rows(on).chosen_id == second
        await on.press("escape")
        assert (rows(on).count, rows(on).chosen_id) == (2, second)


async def test_an_unfinished_query_uses_what_is_there_and_a_wrong_one_says_where(
    home: Home, store: Store, now: datetime
) -> None:
    ids = three_articles(store, now)
    one = mark(store, ids[0], 1, now, tags=("law/sea",), colour=Colour.RED)
    mark(store, ids[1], 2, now, colour=Colour.GREEN)
    settings = Settings(pictures="off", colours={"red": "doubt"})
    async with driven(home, store, now, settings=settings, size=(120, 30)) as on:
        await on.press("6", "/", *"tag:law colour:dou")
        assert list(rows(on).ids) == [one]
        assert not on.shows("Character")
        await on.press(*"bt")
        assert list(rows(on).ids) == [one]
        await on.press(*"x", "space")
        await on.until(lambda: on.shows("Character 16: “doubtx” is none of yellow, green"))
        await on.press("backspace", "backspace")
        assert not on.shows("Character")
        await on.press(*" (", "enter")
        assert on.shows("Character 22: this parenthesis is never closed")
        assert list(rows(on).ids) == [one]
        await on.press("escape")
        assert rows(on).count == 2


async def test_what_is_wrong_in_a_filter_is_told_in_full(home: Home, store: Store, now: datetime) -> None:
    three_articles(store, now)
    async with driven(home, store, now) as on:
        await on.press("6", "/", *"after:2020-13-40", "enter")
        assert on.shows("Character 1: there is no field after: here; did you mean")
        assert not on.shows("“after:2020-13-40”"), "the words give way to what is told"
        await on.press("j")
        assert on.shows("“after:2020-13-40”")


async def test_they_stand_under_their_article_or_their_day(home: Home, store: Store, now: datetime) -> None:
    gamma, beta, _ = three_articles(store, now)
    week = now - timedelta(days=7)
    marks = [mark(store, beta, 1, now), mark(store, gamma, 3, week), mark(store, gamma, 1, now)]
    async with driven(home, store, now) as on:
        await on.press("6")
        assert list(rows(on).ids) == [marks[2], marks[1], marks[0]]
        assert on.lines[2].split() == ["Gamma", "The", "Harbour", "Post", "2"]
        assert on.lines[10].split() == ["Beta", "The", "Harbour", "Post", "1"]
        await on.press("j", "S")
        assert rows(on).chosen_id == marks[1]
        assert [line.split() for line in on.lines if " 2026" in line and "Paragraph" not in line] == [
            ["14", "Mar", "2026", "2"], ["7", "Mar", "2026", "1"]
        ]  # fmt: skip
        await on.press("S", "/", *"sort:-article", "enter")
        assert list(rows(on).ids) == [marks[0], marks[2], marks[1]]
        await on.press("S")
        assert on.shows("The filter has sort:article")


async def test_headings_are_passed_over_and_stay_in_sight(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    for article in ids:
        for paragraph in (1, 2, 3, 4):
            mark(store, article, paragraph, now)
    async with driven(home, store, now, size=(80, 20)) as on:
        await on.press("6")
        seen = []
        for _ in range(12):
            chosen = rows(on).chosen_id
            top = rows(on).cursor.y
            seen.append(chosen)
            assert 1 <= top <= 16
            assert "Paragraph" in on.lines[top]
            assert any(title in line for line in on.lines[1:top] for title in ("Gamma", "Beta", "Alpha"))
            await on.press("j")
        assert seen == list(rows(on).ids)
        assert on.shows("12 of 12")
        await on.press("home")
        assert "Gamma" in on.lines[2]
        await on.press("end", "k", "k", "k")
        assert rows(on).chosen_id == rows(on).ids[8]
        assert any("Alpha" in line for line in on.lines)


async def test_a_click_chooses_and_opens_and_a_heading_is_not_chosen(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    marks = [mark(store, ids[0], paragraph, now) for paragraph in (1, 2)]
    async with driven(home, store, now) as on:
        await on.press("6")
        await on.pilot.click(NoteRows, offset=(5, 6))
        assert rows(on).chosen_id == marks[1]
        await on.pilot.click(NoteRows, offset=(5, 1))
        await on.pilot.pause()
        assert rows(on).chosen_id == marks[1]
        await on.pilot.click(NoteRows, offset=(5, 6))
        await on.until(lambda: not isinstance(on.app.screen, NotesScreen))
        assert on.reading.page is not None


async def test_every_shelf_holds_its_own_and_says_why(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    document = store.document(ids[1])
    held = mark(store, ids[0], 1, now, note="sure")
    guess, gone, late = unsure(store, ids[0], now), lost(store, ids[0], now), waiting(store, now)
    place = store.add_highlight(ids[1], make_anchor(document, Range(40, 40)), now=now)
    async with driven(home, store, now, size=(140, 45)) as on:
        await on.press("6")
        assert "1 All 5  2 Notes 2  3 Uncertain 1  4 Lost 1  5 Waiting 1  6 Bookmarks 1" in on.lines[0]
        for key, shelf, expected, words in (
            ("2", NoteShelf.NOTES, [held, gone], "sure"),
            ("3", NoteShelf.UNCERTAIN, [guess], "% alike)"),
            ("4", NoteShelf.LOST, [gone], "Lost: "),
            ("5", NoteShelf.WAITING, [late], "Waiting: “The Sluice” is not in the library yet"),
            ("6", NoteShelf.BOOKMARKS, [place], "Bookmark before “"),
            ("1", NoteShelf.ALL, [held, guess, gone, place, late], "The Sluice"),
        ):
            await on.press(key)
            assert sorted(rows(on).ids) == sorted(expected), shelf
            assert on.shows(words), shelf
        assert on.shows("⚑ Bookmark before")


async def test_an_accepted_place_is_held_and_can_be_taken_back(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    mark(store, ids[0], 1, now)
    guess = unsure(store, ids[0], now, note="look")
    before = store.highlight(guess)
    async with driven(home, store, now) as on:
        await on.press("6", "=")
        assert on.shows("Only an uncertain highlight")
        await on.press("3", "=")
        assert on.shows("Place accepted")
        assert on.shows("Nothing is uncertain.")
        after = store.highlight(guess)
        assert before.place is not None
        assert after.anchor is not None
        assert (after.state, after.reason, after.score) == ("held", "confirmed by you", 1.0)
        assert after.place == before.place == Range(after.anchor.start, after.anchor.end)
        assert after.quote == store.document(ids[0]).slice(before.place)
        assert after.note == "look"
        assert store.note_ids(parse_notes("quote:keeper", now)) != []
        assert store.note_ids(parse_notes("quote:sleeper", now)) == []
        await on.press("u")
        assert store.highlight(guess) == before
        assert rows(on).chosen_id == guess
        assert store.note_ids(parse_notes("quote:sleeper", now)) == [guess]


async def test_another_passage_is_chosen_on_the_page(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    gone = lost(store, ids[0], now)
    async with driven(home, store, now) as on:
        await on.press("6", "4", "r")
        assert on.reading.selecting.on
        await on.press("v", "V", "enter")
        await on.until(lambda: store.highlight(gone).state == "held")
        assert store.highlight(gone).note == "gone?"
        await on.press("q")
        await on.until(lambda: isinstance(on.app.screen, NotesScreen))
        assert on.shows("Nothing is lost.")


async def test_enter_on_a_lost_one_opens_its_article_and_tells_the_note(
    home: Home, store: Store, now: datetime
) -> None:
    ids = three_articles(store, now)
    lost(store, ids[1], now)
    async with driven(home, store, now, size=(100, 30)) as on:
        await on.press("6", "4", "enter")
        assert on.reading.page is not None
        await on.until(lambda: on.shows("gone?"))


async def test_a_waiting_one_says_what_it_waits_for(home: Home, store: Store, now: datetime) -> None:
    waiting(store, now)
    async with driven(home, store, now) as on:
        for key in ("enter", "r"):
            await on.press("6", "5", key)
            assert isinstance(on.app.screen, NotesScreen)
            assert on.lines[-1].strip().startswith("Waiting: “The Sluice”")
            await on.press("q")


async def test_the_chosen_one_is_shown_whole(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    mark(store, ids[0], 1, now, note="first line\n\nlast line", tags=("a tag",))
    mark(store, ids[0], 2, now, note="another")
    async with driven(home, store, now, size=(80, 24)) as on:
        await on.press("6")
        assert not on.shows("last line") or not on.shows("Odile Marrack")
        await on.press("p")
        assert on.shows("last line")
        assert on.shows("Gamma · Odile Marrack · The Harbour Post · 14\u00a0Mar\u00a02026")
        await on.press("j")
        await on.until(lambda: sum("another" in line for line in on.lines) == 2)
        await on.press("p")
        assert not on.shows("Odile Marrack")


@pytest.mark.parametrize("size", [(40, 12), (60, 20), (80, 24), (140, 45)])
async def test_no_size_is_too_small_for_long_words_and_wide_letters(
    home: Home, store: Store, now: datetime, size: tuple[int, int]
) -> None:
    ids = three_articles(store, now)
    note = "塩" * 90 + " " + "x" * 300 + "\x1b[31m\u202e"
    mark(store, ids[0], 1, now, note=note, tags=("a" * 60, "塩の門" * 9))
    async with driven(home, store, now, size=size) as on:
        await on.press("6", "p", "S")
        assert all(len(line) <= size[0] for line in on.lines)
        assert not any(character in "".join(on.lines) for character in "\x1b\u202e")
        assert on.shows("Paragraph 1 tells")


async def test_a_large_library_is_listed_in_a_thread(
    home: Home, store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = three_articles(store, now)
    marks = [mark(store, ids[0], paragraph, now, note=f"note {paragraph}") for paragraph in (1, 2, 3)]
    monkeypatch.setattr(notes_screen, "_AT_ONCE", 0)
    async with driven(home, store, now) as on:
        await on.press("6", "j")
        await on.press("a", *"!", "escape")
        await on.until(lambda: on.shows("note 2!"))
        await on.press("/", *"3", "enter")
        await on.until(lambda: list(rows(on).ids) == [marks[2]])
        await on.press("escape")
        await on.until(lambda: list(rows(on).ids) == marks)
        await on.press("d")
        await on.until(lambda: list(rows(on).ids) == marks[:2])
        await on.press("u")
        await on.until(lambda: rows(on).chosen_id == marks[2])
        await on.press("4")
        await on.until(lambda: on.shows("Nothing is lost."))


async def test_what_another_program_adds_is_there_on_coming_back(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    one = mark(store, ids[1], 1, now)
    async with driven(home, store, now) as on:
        await on.press("6", "enter")
        mark(store, ids[0], 1, now)
        await on.press("q")
        assert (rows(on).count, rows(on).chosen_id) == (2, one)


async def test_an_empty_list_says_what_to_press(home: Home, store: Store, now: datetime) -> None:
    async with driven(home, store, now) as on:
        await on.press("6", "enter", "a", "d", "y", "c", "#", "=", "r")
        assert on.shows("There are no highlights yet.")
        assert on.shows("There is no highlight to do that with.")
        for key, words in (("2", "`a` writes a note"), ("3", "`=`"), ("4", "`r`"), ("5", "Imported"), ("6", "`m`")):
            await on.press(key)
            assert on.shows(words)


async def test_r_begins_recalling(home: Home, store: Store, now: datetime) -> None:
    async with driven(home, store, now) as on:
        for key, expected in (("6", NotesScreen), ("R", RecallScreen), ("q", NotesScreen)):
            await on.press(key)
            assert isinstance(on.app.screen, expected)


async def test_colour_tags_and_note_can_be_changed(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    one = mark(store, ids[0], 1, now)
    async with driven(home, store, now) as on:
        await on.press("6", "a")
        assert isinstance(on.app.screen, NoteEditor)
        await on.press(*"why", "escape")
        assert store.highlight(one).note == "why"
        await on.press("c", "2")
        await on.until(lambda: store.highlight(one).colour is Colour.GREEN)
        await on.press("#", *"law", "enter")
        await on.until(lambda: store.highlight(one).tags == ("law",))
        assert on.shows("#law")
        await on.press("u", "u", "u")
        after = store.highlight(one)
        assert (after.colour, after.tags, after.note) == (Colour.YELLOW, (), "")
        assert rows(on).chosen_id == one


async def test_the_chosen_one_is_copied_with_its_source(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    mark(store, ids[0], 1, now, note="why")
    async with driven(home, store, now) as on:
        await on.press("6", "y")
        await on.until(lambda: "Paragraph 1 tells of tide 1" in on.app.clipboard)
        assert "Gamma" in on.app.clipboard
