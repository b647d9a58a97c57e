"""Printing: an article as on the page, for a pipe that gets no control characters and for a pager that wants them."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest

from library.anchor import make_anchor
from library.builder import DocumentBuilder
from library.document import BlockKind, Range
from library.ingest import save
from library.source import Source
from library.store import Store
from reader import cli
from reader.config import Home

BELL = (
    "---\ntitle: The Bell\nkey_points: [It rang.]\n---\n\nThe harbour lay quiet, and [a link](https://example.org/).\n"
)
LONG = "# Long\n\n" + "Some words that make a paragraph long enough. " * 12
UNSAFE = '---\ntitle: "Red \\e[31m\\e]0;owned\\a alert \\u202egnp.exe"\n---\n\nText \x1b[2J here, [x](https://e.org/\x1b]0;x).\n'
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
SEQUENCE = re.compile("\x1b\\[[0-9;]*m|\x1b]8;;[!-~]*\x1b\\\\")

Show = Callable[..., str]


@pytest.fixture
def show(home: Home, store: Store, now: datetime, capsys: pytest.CaptureFixture[str]) -> Show:
    """Saves a text and prints it."""

    def shown(text: str, *options: str) -> str:
        saved = save(store, Source(text.encode(), now, "a.md"), now)
        capsys.readouterr()
        assert cli.main(["--home", str(home.data), "show", str(saved.article), *options]) == 0
        return capsys.readouterr().out

    return shown


@pytest.mark.parametrize("width", [20, 33, 120])
def test_the_text_is_as_wide_as_asked(show: Show, width: int) -> None:
    lines = show(LONG, "--width", str(width)).splitlines()
    assert width - 12 < max(map(len, lines)) <= width


@pytest.mark.parametrize(("columns", "expected"), [("200", 70), ("40", 40), ("", 70), ("wide", 70)])
def test_else_it_is_the_settings_measure_or_what_the_terminal_has(
    show: Show, monkeypatch: pytest.MonkeyPatch, columns: str, expected: int
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert expected - 12 < max(map(len, show(LONG).splitlines())) <= expected


def test_bold_and_italic_are_printed_only_when_they_shall_be(show: Show) -> None:
    plain, never, always = show(BELL), show(BELL, "--style", "never"), show(BELL, "--style", "always")
    assert plain == never
    assert not CONTROL.search(never)
    assert "\x1b[1mThe Bell\x1b[0m" in always
    assert "\x1b]8;;https://example.org/\x1b\\" in always
    assert SEQUENCE.sub("", always) == never
    assert not re.search("[34]8;[25];", always), "on which ground it will stand is not known"


def test_what_is_printed_in_style_holds_no_sequences_of_the_articles_own(show: Show) -> None:
    assert not CONTROL.search(SEQUENCE.sub("", show(UNSAFE, "--style", "always")))
    assert not CONTROL.search(show(UNSAFE))


def test_highlights_and_notes_are_printed_with_the_text(home: Home, store: Store, now: datetime, show: Show) -> None:
    show(BELL)
    document = store.document(1)
    start = document.text.index("harbour lay")
    anchor = make_anchor(document, Range(start, start + len("harbour lay")))
    store.add_highlight(1, anchor, now=now, note="Which one?")
    assert "┆ Which one?" in show(BELL)
    assert re.search("\x1b\\[[0-9;]+mharbour lay\x1b", show(BELL, "--style", "always"))


def test_code_is_not_cut_in_a_pipe(show: Show) -> None:
    assert "x" * 200 in show(f"# Code\n\n```\n{'x' * 200}\n```\n", "--width", "40")


def test_a_screen_reader_gets_text_without_ornaments(home: Home, show: Show) -> None:
    home.settings.write_text("cursor: yes\n", encoding="utf-8")
    out = show(BELL)
    assert "It rang." in out
    assert not re.search("[▪•▨┆│─]", out)


@pytest.mark.parametrize("author", ["The Courier", "Ada Crane"])
def test_a_site_that_is_its_own_author_is_named_once(show: Show, author: str) -> None:
    page = show(f"---\ntitle: The Bell\nauthor: {author}\nsite: The Courier\n---\n\nThe harbour lay quiet.\n")
    assert page.count("The Courier") == 1
    assert page.count("Ada Crane") == (author == "Ada Crane")


def test_nothing_stands_above_the_headline_or_below_the_last_line(show: Show) -> None:
    out = show(BELL)
    assert out.startswith("The Bell\n")
    assert out == out.rstrip() + "\n"


def test_an_article_that_is_only_a_headline_is_printed(
    home: Home, store: Store, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    from library.article import Draft, Metadata

    builder = DocumentBuilder()
    builder.add(BlockKind.RULE)
    store.add(Draft(Metadata("Nothing more"), builder.build(), Source(b"x", now), now))
    assert cli.main(["--home", str(home.data), "show", "1"]) == 0
    assert "Nothing more" in capsys.readouterr().out
