"""Commands, help, the palette, messages about settings, and errors that a person sees."""

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
from reader.screens.recall import RecallScreen
from reader.screens.shelf import ShelfScreen
from tests.driving import driven, three_articles

SCREENS: dict[Where, type[CommandScreen]] = {
    Where.SHELF: ShelfScreen,
    Where.READING: ReadingScreen,
    Where.NOTES: NotesScreen,
    Where.RECALL: RecallScreen,
}


@pytest.mark.parametrize("where", [Where.NOTES, Where.RECALL])
def test_every_command_of_a_list_can_be_carried_out(where: Where) -> None:
    for command in commands_at(where):
        assert callable(getattr(SCREENS[where], command.method, None)), command.id


async def test_every_command_of_the_shelf_can_be_carried_out(home: Home, store: Store, now: datetime) -> None:
    async with driven(home, store, now) as on:
        screen = on.app.screen
        assert isinstance(screen, ShelfScreen)
        for command in commands_at(Where.SHELF):
            assert any(callable(getattr(part, command.method, None)) for part in screen.parts), command.id


async def test_every_command_of_the_page_can_be_carried_out(home: Home, store: Store, now: datetime) -> None:
    number, *_ = three_articles(store, now)
    async with driven(home, store, now, article=number) as on:
        for command in commands_at(Where.READING):
            assert any(callable(getattr(part, command.method, None)) for part in on.reading.parts), command.id


def test_no_key_has_two_meanings_on_one_screen() -> None:
    assert clashes({}) == []
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)


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
            broken.setattr(store, "act", failing)
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
            broken.setattr(store, "write_note", failing)
            await on.press(*"dear", "escape")
            await on.until(lambda: on.shows("The note is not kept yet"))
            assert isinstance(on.app.screen, NoteEditor)
        await on.press("escape")
        assert store.highlights(ids[0])[0].note == "dear"
