"""The notes screen, help, the palette, messages about settings, and errors that a person sees."""

from datetime import datetime

import pytest
from textual.command import CommandPalette

from library.errors import StoreError
from library.store import Store
from reader.commands import COMMANDS, Where, clashes, commands_at, spelled
from reader.config import Home, Problem, Settings
from reader.screens.base import CommandScreen
from reader.screens.help import HelpScreen
from reader.screens.note_editor import NoteEditor
from reader.screens.notes import NotesScreen
from reader.screens.reading import ReadingScreen
from reader.screens.shelf import ShelfScreen
from tests.driving import driven, three_articles

SCREENS: dict[Where, type[CommandScreen]] = {
    Where.SHELF: ShelfScreen,
    Where.READING: ReadingScreen,
    Where.NOTES: NotesScreen,
}


@pytest.mark.parametrize("where", [Where.SHELF, Where.NOTES])
def test_every_command_of_a_list_can_be_carried_out(where: Where) -> None:
    for command in commands_at(where):
        assert callable(getattr(SCREENS[where], command.method, None)), command.id


async def test_every_command_of_the_page_can_be_carried_out(home: Home, store: Store, now: datetime) -> None:
    number, *_ = three_articles(store, now)
    async with driven(home, store, now, article=number) as on:
        for command in commands_at(Where.READING):
            assert any(callable(getattr(part, command.method, None)) for part in on.reading.parts), command.id


def test_no_key_has_two_meanings_on_one_screen() -> None:
    assert clashes({}) == []
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)


async def test_notes_are_listed_and_lead_to_their_passage(home: Home, store: Store, now: datetime) -> None:
    three_articles(store, now)
    async with driven(home, store, now) as on:
        await on.press("enter", "2", "0", "}", "a", *"ask", "escape", "q")
        await on.press("6")
        assert on.shows("1 highlight in 1 article, 1 note")
        assert on.shows("✎ ask")
        assert on.shows("Gamma · 14 Mar 2026")
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
    async with driven(home, store, now) as on:
        await on.press("enter", "a", *"one", "escape", "}", "a", *"two", "escape", "q", "6")
        await on.press("/", *"tw", "enter")
        assert on.shelf.rows.count == 1
        await on.press("a", *"!", "escape")
        assert {mark.note for mark in store.highlights(ids[0])} == {"one", "two!"}
        await on.press("d")
        assert [mark.note for mark in store.highlights(ids[0])] == ["one"]
        await on.press("u", "escape")
        assert on.shelf.rows.count == 2


async def test_an_empty_list_of_notes_says_how_to_make_one(home: Home, store: Store, now: datetime) -> None:
    async with driven(home, store, now) as on:
        await on.press("6", "enter", "a", "d")
        assert on.shows("There are no highlights yet.")


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 45)])
async def test_help_shows_every_key_of_its_screen(
    home: Home, store: Store, now: datetime, size: tuple[int, int]
) -> None:
    three_articles(store, now)
    settings = Settings(keymap={"highlight": ("H",)})
    async with driven(home, store, now, settings=settings, size=size) as on:
        for keys, where in ((["?"], Where.SHELF), (["escape", "enter", "?"], Where.READING)):
            await on.press(*keys)
            assert isinstance(on.app.screen, HelpScreen)
            seen = set(on.lines)
            former: list[str] = []
            while on.lines != former:
                former = on.lines
                seen |= set(former)
                await on.press("space")
            for command in commands_at(where):
                key = "H" if command.id == "highlight" else spelled(command.keys[0])
                assert any(key in line and command.help.split()[0] in line for line in seen), command.id


async def test_the_palette_runs_a_command_by_its_name(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    async with driven(home, store, now) as on:
        for key in (":", "ctrl+p"):
            await on.press(key)
            assert isinstance(on.app.screen, CommandPalette)
            await on.press("escape")
        await on.press(":", *"star")
        await on.until(lambda: on.shows("Star  (s)"))
        await on.press("enter")
        await on.until(lambda: store.article(ids[0]).starred)


async def test_what_is_wrong_in_the_settings_is_told(home: Home, store: Store, now: datetime) -> None:
    problem = Problem(3, "there is no theme 'papr'; did you mean 'paper'?")
    async with driven(home, store, now, problems=[problem], size=(140, 45)) as on:
        await on.until(lambda: on.shows("config.yaml, line 3"))


async def test_a_library_that_fails_is_told_and_the_program_goes_on(
    home: Home, store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    three_articles(store, now)

    def failing(*_: object, **__: object) -> None:
        raise StoreError("The library is locked by another program.")

    async with driven(home, store, now) as on:
        with monkeypatch.context() as broken:
            broken.setattr(store, "star", failing)
            await on.press("s")
            await on.until(lambda: on.shows("The library is locked"))
        await on.press("s")
        assert on.shows("★ Gamma")


async def test_a_hostile_title_can_do_nothing(home: Home, store: Store, now: datetime) -> None:
    from library.ingest import save
    from library.source import Source

    text = "Title: \x1b[31mRed\x1b]0;owned\x07 [bold]x[/bold] \u202etxet\n\n" + "Some words that make a paragraph. " * 9
    save(store, Source(text.encode(), now, "a.txt"), now)
    async with driven(home, store, now) as on:
        assert on.shows("[bold]x[/bold]")
        await on.press("enter")
        screen = "\n".join(on.lines)
        assert not any(character in screen for character in "\x1b\x07\u202e")


async def test_a_note_that_cannot_be_kept_is_not_lost(
    home: Home, store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = three_articles(store, now)

    def failing(*_: object, **__: object) -> None:
        raise StoreError("The disk is full.")

    async with driven(home, store, now) as on:
        await on.press("enter", "a")
        with monkeypatch.context() as broken:
            broken.setattr(store, "change_highlight", failing)
            await on.press(*"dear", "escape")
            await on.until(lambda: on.shows("The note is not kept yet"))
            assert isinstance(on.app.screen, NoteEditor)
        await on.press("escape")
        assert store.highlights(ids[0])[0].note == "dear"
