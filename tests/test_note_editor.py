"""The note editor: nothing typed is lost, two writers keep both their words, the person's own editor can be used."""

import re
import stat
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from textual.widgets import TextArea

from library.anchor import make_anchor
from library.document import Range
from library.merging import merged
from library.store import Store
from reader.config import Home
from reader.editor import clean, edit, editor_command
from reader.screens.note_editor import NoteEditor
from tests.driving import Driven, add_article, driven
from tests.terminal import APP_READY, COMMAND, SLOW_COMMAND, Terminal

texts = st.text(st.sampled_from("ab \n"), max_size=8)


# Two writers


@given(texts, texts)
def test_one_writer_alone_is_taken_as_he_wrote(base: str, text: str) -> None:
    assert merged(base, text, base) == text
    assert merged(base, base, text) == text
    assert merged(base, text, text) == text


@given(texts, st.text("xy", min_size=1, max_size=4), st.text("vw", min_size=1, max_size=4), st.data())
@example("", "x", "v", None)
def test_what_two_writers_put_in_is_all_there(base: str, one: str, other: str, data: st.DataObject | None) -> None:
    at, there = (data.draw(st.integers(0, len(base))) for _ in range(2)) if data else (0, 0)
    both = merged(base, base[:at] + one + base[at:], base[:there] + other + base[there:])
    assert one in both
    assert other in both
    assert both.replace(one, "", 1).replace(other, "", 1).split() == base.split() or len(both) > len(base)


def test_changes_in_different_places_are_both_made_and_in_the_same_place_stand_below_each_other() -> None:
    assert merged("a tide came", "a high tide came", "a tide came in") == "a high tide came in"
    assert merged("a tide came", "a tide came in", "a high tide came") == "a high tide came in"
    assert merged("tide", "tide at two", "tide at nine") == "tide at two\n\nat nine"
    assert merged("mine", "mines", "theirs") == "mines\n\ntheirs"
    assert merged("", "mine", "theirs") == "mine\n\ntheirs"


# The box


def marked(store: Store, now: datetime) -> tuple[int, int]:
    article = add_article(store, "Gamma", now)
    document = store.document(article)
    start = document.text.index("Paragraph 0")
    return article, store.add_highlight(article, make_anchor(document, Range(start, start + 24)), now=now)


def rows(on: Driven) -> int:
    return on.app.screen.query_one("#note-text").size.height


async def test_every_letter_is_on_disk_before_the_next(home: Home, store: Store, now: datetime) -> None:
    article, number = marked(store, now)
    with Store(home.library) as other:
        async with driven(home, store, now, article=article) as on:
            await on.press(".", "a")
            assert isinstance(on.app.screen, NoteEditor)
            written = ""
            for letter in "low":
                await on.pilot.press(letter)
                written += letter
                assert other.highlight(number).note == written
            await on.press("ctrl+z")
            assert other.highlight(number).note == on.app.screen.query_one("#note-text", TextArea).text
            await on.press("enter", "t", "escape")
            assert on.shows("Note kept")
            await on.press("u")
            assert other.highlight(number).note == ""


async def test_the_box_tells_what_the_note_is_on_and_grows_with_it(home: Home, store: Store, now: datetime) -> None:
    article, _ = marked(store, now)
    async with driven(home, store, now, article=article) as on:
        await on.press(".", "a")
        assert on.shows("Note on “Paragraph 0 tells of tide”") or on.shows("Note on “Paragraph 0 tells of ti")
        assert on.shows("esc keeps · ctrl+o in $EDITOR · ctrl+z undo")
        before = rows(on)
        await on.press(*["x", "enter"] * 5)
        await on.until(lambda: rows(on) == 6)
        assert before == 3
        await on.press(*["x", "enter"] * 20)
        await on.until(lambda: rows(on) == 24 // 2 - 4)


async def test_what_another_process_wrote_meanwhile_is_kept_too(home: Home, store: Store, now: datetime) -> None:
    article, number = marked(store, now)
    with Store(home.library) as other:
        async with driven(home, store, now, article=article) as on:
            await on.press(".", "a", *"mine")
            other.change_highlight(number, now, note="theirs")
            await on.press("s")
            assert other.highlight(number).note == "mines\n\ntheirs"
            assert on.shows("This note was changed elsewhere too: both are kept.")
            await on.press("x")
            kept = other.highlight(number).note
            assert "minesx" in kept
            assert "theirs" in kept
            await on.press("escape")
            assert other.highlight(number).note == kept


async def test_two_open_boxes_do_not_multiply_words(home: Home, store: Store, now: datetime) -> None:
    article, number = marked(store, now)
    with Store(home.library) as other:
        async with driven(home, store, now, article=article) as one, driven(home, other, now, article=article) as two:
            await one.press(".", "a")
            await two.press(".", "a")
            for letter in "abc":
                await one.press(letter)
                await two.press(letter.upper())
            note = store.highlight(number).note
            assert sorted(note.replace("\n", "")) == sorted("abcABC")


async def test_a_highlight_that_was_deleted_elsewhere_comes_back_with_what_is_typed(
    home: Home, store: Store, now: datetime
) -> None:
    article, number = marked(store, now)
    async with driven(home, store, now, article=article) as on:
        await on.press(".", "a", "m")
        store.delete_highlights([number], now)
        await on.press("y", "escape")
        assert store.highlight(number).note == "my"


# The person's own editor


def script(folder: Path, code: str, exit_code: int = 0) -> list[str]:
    """An editor that is a program of ours: it does `code` with `path`."""
    file = folder / "editor.py"
    file.write_text(
        f"import sys, pathlib, os\npath = pathlib.Path(sys.argv[-1])\n{code}\nsys.exit({exit_code})\n", encoding="utf-8"
    )
    return [sys.executable, str(file), "-w"]


def test_the_editors_command_is_read_as_a_shell_would() -> None:
    assert editor_command({"VISUAL": "code --wait", "EDITOR": "vi"}) == ["code", "--wait"]
    assert editor_command({"VISUAL": " ", "EDITOR": "'my editor' -n"}) == ["my editor", "-n"]
    assert editor_command({}) == editor_command({"EDITOR": "'open"}) == []


def test_a_note_goes_to_the_editor_in_a_private_file_and_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    seen = tmp_path / "seen"
    look = f"""
pathlib.Path({str(seen)!r}).write_text(f"{{path.suffix}} {{oct(path.parent.stat().st_mode)}} {{path.read_text()}}")
path.write_text(path.read_text() + "and *more*\\r\\n\\x1b[31m")
"""
    assert edit(script(tmp_path, look), "words") == ("words\nand *more*\n[31m", "")
    assert seen.read_text() == f".md {oct(stat.S_IFDIR | 0o700)} words\n"
    assert not list(tmp_path.glob("broadsheet-*")), "nothing is left"


@pytest.mark.parametrize(
    ("code", "note", "problem"),
    [
        ("path.write_text('new')", "new", r"The editor python\S* failed \(3\)\."),
        ("", "old", r"The editor python\S* failed \(3\)\."),
        ("path.unlink()", "old", "failed"),
        ("path.write_bytes(b'\\xff ok')", "\ufffd ok", "failed"),
    ],
)
def test_an_editor_that_fails_is_told_and_what_it_changed_is_taken(
    tmp_path: Path, code: str, note: str, problem: str
) -> None:
    edited = edit(script(tmp_path, code, 3), "old")
    assert edited.note == note
    assert re.search(problem, edited.problem)


def test_an_editor_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert edit([str(tmp_path / "none")], "old") == (
        "old",
        "The editor none can't be started: no such file or directory.",
    )


def test_an_editor_that_ends_at_once_and_changes_nothing_is_told(tmp_path: Path) -> None:
    note, problem = edit(script(tmp_path, ""), "old")
    assert note == "old"
    assert "--wait" in problem


def test_what_is_too_large_is_left_where_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    edited = edit(script(tmp_path, "path.write_text('x' * 2_000_000)"), "old")
    assert edited.note == "old"
    left = Path(edited.problem.rpartition("lies in ")[2].removesuffix("."))
    assert left.stat().st_size == 2_000_000


def test_control_characters_do_not_come_back() -> None:
    assert clean("\ufeffa\rb\x1b]0;x\x07\u202ec\td \n") == "a\nb]0;xc\td"


async def test_without_an_editor_the_box_says_so(
    home: Home, store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    article, _ = marked(store, now)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    async with driven(home, store, now, article=article) as on:
        await on.press(".", "a", "ctrl+o")
        assert on.shows("Neither $VISUAL nor $EDITOR names an editor.")
        monkeypatch.setenv("EDITOR", "vi")
        await on.press("ctrl+o")
        assert on.shows("An editor can't be opened from here."), "there is no terminal"


# In a terminal


def test_a_kill_right_after_a_letter_keeps_it(tmp_path: Path) -> None:
    home = Home.find(tmp_path / "home")
    with Store(home.library) as store:
        article, number = marked(store, datetime.now(UTC))
    terminal = Terminal(home.data, "read", str(article))
    with suppress(ProcessLookupError):
        terminal.read_until(APP_READY)
        for keys in (".", "a", "low ti"):
            terminal.press(keys)
        terminal.write("∂")
        terminal.read_to("∂".encode())  # the letter is on the screen: at this very moment
    terminal.close()  # kill -9
    with Store(home.library) as store:
        assert store.highlight(number).note == "low ti∂"


@pytest.mark.parametrize("command", [COMMAND, SLOW_COMMAND], ids=["", "on a slow machine"])
def test_the_editor_gets_the_terminal_and_gives_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    home = Home.find(tmp_path / "home")
    with Store(home.library) as store:
        article, number = marked(store, datetime.now(UTC))
    code = "print('EDITING', sys.stdin.isatty()); said = input()\npath.write_text(path.read_text() + said)"
    monkeypatch.setenv("VISUAL", " ".join(script(tmp_path, code)))
    terminal = Terminal(home.data, "read", str(article), command=command)
    terminal.read_until(APP_READY)
    raw = terminal.attributes()
    assert raw != terminal.begun
    for keys in (".", "a", "low"):
        terminal.press(keys)
    terminal.write("\x0f")
    out = terminal.read_until(b"EDITING True")
    assert b"\x1b[?1049l" in out
    assert terminal.attributes() == terminal.begun
    terminal.write("and high\n")
    back = terminal.read_until(APP_READY)
    assert b"\x1b[?1049h" in back
    assert b"and high" in back.partition(b"\x1b[?1049h")[2]
    terminal.write("\x0f")
    terminal.read_until(b"EDITING True")
    terminal.write("\x03")
    assert "The editor python" in terminal.read_until(APP_READY).decode(), "it was interrupted, not the program"
    assert terminal.attributes() == raw
    terminal.press("!")
    terminal.press("\x13")
    with Store(home.library) as store:
        assert store.highlight(number).note == "low\nand high!"
    terminal.press("q")  # no highlight is chosen any more
    terminal.press("q")
    assert terminal.attributes() == terminal.begun
    terminal.close()
