"""Keys that arrive all at once, as from a fast hand on a slow line: each reaches what the one before has opened."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.events import Key

from library.article import Draft, Metadata
from library.builder import DocumentBuilder
from library.document import BlockKind, Span, SpanKind
from library.highlight import Colour, Highlight
from library.source import Source
from library.store import Store
from reader.config import Home
from tests.driving import add_article, driven, mark
from tests.terminal import APP_READY, Terminal

ENTER, KEEP = "\r", "\x13"
NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=40)


class Program:
    """A library of two articles, of which the second leads to the first, and the program on it in a terminal."""

    def __init__(self, home: Home) -> None:
        self.home = home
        with Store(home.library) as store:
            self.gamma = add_article(store, "Gamma", NOW)
            builder = DocumentBuilder("en")
            builder.add(BlockKind.PARAGRAPH, "The keeper slept. The bell of the harbour rang at noon.")
            link = Span(SpanKind.LINK, 15, 20, "https://example.org/gamma")
            builder.add(BlockKind.PARAGRAPH, "Read on at the gates.", [link])
            builder.add(BlockKind.PARAGRAPH, "Nobody woke him.")
            draft = Draft(Metadata("Tides"), builder.build(), Source(b"tides", LONG_AGO), LONG_AGO)
            self.tides = store.add(draft)
            mark(store, self.tides, "The keeper", LONG_AGO)
            mark(store, self.tides, "Nobody", LONG_AGO)

    def typed(self, keys: str, *arguments: str) -> str:
        """What the program writes after all these keys at once."""
        terminal = Terminal(self.home.data, *arguments)
        try:
            terminal.read_until(APP_READY)
            return terminal.press(keys).decode(errors="replace")
        finally:
            terminal.close()

    def read(self, keys: str) -> str:
        """As `typed`, while the second article is read."""
        return self.typed(keys, "read", str(self.tides))

    @property
    def highlights(self) -> list[Highlight]:
        """Those of the second article, in the order of its text."""
        with Store(self.home.library) as store:
            marks = store.highlights(self.tides)
        return sorted(marks, key=lambda mark: mark.anchor.start if mark.anchor is not None else -1)


@pytest.fixture
def program(home: Home) -> Program:
    return Program(home)


def test_the_colour_box_after_a_selection(program: Program) -> None:
    program.read("}Vc3")
    assert [(mark.quote, mark.colour) for mark in program.highlights][1] == ("Read on at the gates.", Colour.BLUE)


def test_counts_before_and_after_a_box(program: Program) -> None:
    program.read("v3ec4}v2ec3")
    passages = {mark.quote: mark.colour for mark in program.highlights}
    assert passages["The keeper slept"] is Colour.RED
    assert passages["Read on"] is Colour.BLUE


def test_the_colour_box_and_the_tag_box_on_a_highlight(program: Program) -> None:
    program.read(f".c4#law sea/salt{ENTER}.#noon{ENTER}c2")
    first, second = program.highlights
    assert (first.colour, first.tags) == (Colour.RED, ("law", "sea/salt"))
    assert (second.colour, second.tags) == (Colour.GREEN, ("noon",))


def test_the_note_editor_and_what_comes_after_it(program: Program) -> None:
    program.read(f".aWho?{ENTER}When?{KEEP}.aq{KEEP}d")
    (first,) = program.highlights
    assert first.note == "Who?\nWhen?"


def test_a_note_on_a_selection(program: Program) -> None:
    program.read(f"}}vjaNear{KEEP}c5")
    (noted,) = (mark for mark in program.highlights if mark.note)
    assert (noted.note, noted.colour) == ("Near", Colour.PURPLE)


def test_the_find_box(program: Program) -> None:
    program.read(f"/bell{ENTER}v/harbour{ENTER}a4{KEEP}")
    (noted,) = (mark for mark in program.highlights if mark.note)
    assert (noted.quote.startswith("The keeper"), noted.note) == (True, "4")


def test_hints_on_links_and_the_article_behind(program: Program) -> None:
    program.read("ff]h")
    with Store(program.home.library) as store:
        assert [mark.quote for mark in store.highlights(program.gamma)] == ["Section 0"]


def test_the_outline(program: Program) -> None:
    program.typed(f"Ojj{ENTER}h", "read", str(program.gamma))
    with Store(program.home.library) as store:
        assert [mark.quote for mark in store.highlights(program.gamma)] == ["Section 1"]


def test_the_notes_the_filter_and_a_passage_that_is_chosen_anew(program: Program) -> None:
    program.typed(f"6/nobody{ENTER}c3r0v${ENTER}q#left{ENTER}")
    first, second = program.highlights
    assert (first.colour, first.tags) == (Colour.YELLOW, ())
    assert (second.colour, second.tags, second.quote) == (Colour.BLUE, ("left",), "Nobody woke him.")


def test_deleting_in_the_notes_and_taking_back(program: Program) -> None:
    program.typed("6ddu")
    assert len(program.highlights) == 1


def test_the_recalled_notes(program: Program) -> None:
    program.typed(f"6Rc3 c4aLate{KEEP}")
    assert sorted(mark.colour for mark in program.highlights) == [Colour.BLUE, Colour.RED]
    assert sorted(mark.note for mark in program.highlights) == ["", "Late"]


def test_the_export_box(program: Program, tmp_path: Path) -> None:
    program.read(f"X\x1b[B\x1b[A\x05\x15{tmp_path}/out{ENTER}")
    assert list((tmp_path / "out").glob("*")), "a folder of files, as the first format writes"


def test_keys_that_were_typed_before_the_app_was_there(program: Program) -> None:
    terminal = Terminal(program.home.data, "read", str(program.tides))
    terminal.read_to(b"100% ")
    terminal.write("}Vc3")
    terminal.read_until(APP_READY)
    terminal.close()
    assert program.highlights[1].colour is Colour.BLUE


@pytest.mark.parametrize("arguments", [(), ("read", "2"), ("recall",)])
def test_keys_that_come_after_the_one_that_leaves_are_lost_without_a_word(
    program: Program, arguments: tuple[str, ...]
) -> None:
    terminal = Terminal(program.home.data, *arguments)
    terminal.read_until(APP_READY)
    out = terminal.press("jkq" + "jq/x" * 40).decode(errors="replace")
    assert "had to stop" not in out
    assert terminal.attributes() == terminal.begun
    terminal.close()
    assert not program.home.log_file.exists()


async def test_keys_on_their_way_when_the_program_is_ended_do_no_harm(home: Home, store: Store, now: datetime) -> None:
    add_article(store, "Gamma", now)
    async with driven(home, store, now) as on:
        for _ in range(100):
            on.app.post_message(Key("j", "j"))
        on.app.exit()
    assert on.app.return_code == 0
    assert not home.log_file.exists()
