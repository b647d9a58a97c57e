"""Copying: a passage goes with its source, in the form that was chosen, to whatever clipboard there is."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reader import clipboard
from reader.config import FIELDS, FORM, parse_settings
from reader.copying import Origin, copied

WHOLE = Origin(
    "The Tide Gates", ("Ana Reyes", "Bo Lind"), "The Harbour Post", "https://example.org/gates",
    datetime(2026, 3, 1, tzinfo=UTC),
)  # fmt: skip


def test_a_passage_is_copied_with_its_source_line() -> None:
    assert copied(FORM, "It held.", WHOLE) == (
        "“It held.”\n— Ana Reyes and Bo Lind, The Tide Gates, The Harbour Post, 1 Mar 2026\nhttps://example.org/gates"
    )


def test_a_note_stands_below_its_quote() -> None:
    assert copied(FORM, "It held.", WHOLE, "Did it?\nReally?").splitlines()[1:3] == ["Did it?", "Really?"]


def test_what_is_not_known_is_left_out() -> None:
    assert copied(FORM, "It held.", Origin("Gates")) == "“It held.”\n— Gates"


def test_a_form_of_ones_own() -> None:
    form = "> {quote}\n\n[{title}]({url}) {tags}\nby {author} in {site}, {date}"
    assert copied(form, "It held.", WHOLE, tags=("sea", "gates")) == (
        "> It held.\n\n[The Tide Gates](https://example.org/gates) #sea #gates\n"
        "by Ana Reyes and Bo Lind in The Harbour Post, 1 Mar 2026"
    )


def test_braces_in_what_is_copied_are_no_fields() -> None:
    assert copied("{quote}", "{url} and {x}", WHOLE) == "{url} and {x}"


def test_every_field_has_a_value() -> None:
    for field in FIELDS:
        assert copied(f"{{{field}}}", "quote", WHOLE, "note", ("tag",)), field


def test_a_form_with_an_unknown_field_is_told_with_its_line() -> None:
    settings, problems = parse_settings('theme: paper\ncopy: "{quote} {autor}"\n')
    assert [str(problem) for problem in problems] == ["line 2: copy has no field 'autor'; did you mean 'author'?"]
    assert settings.copy == FORM


@pytest.mark.parametrize(
    ("chosen", "environ", "platform", "there", "expected"),
    [
        ("", {}, "linux", {"wl-copy", "xclip"}, []),
        ("", {"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}, "linux", {"wl-copy", "xclip"}, ["wl-copy"]),
        ("", {"DISPLAY": ":0"}, "linux", {"xsel"}, ["xsel", "--clipboard", "--input"]),
        ("", {"TMUX": "x", "DISPLAY": ":0"}, "linux", {"tmux", "xclip"}, ["tmux", "load-buffer", "-w", "-"]),
        ("", {}, "darwin", {"pbcopy"}, ["pbcopy"]),
        ("mine --to 'the board'", {}, "linux", set(), ["mine", "--to", "the board"]),
        ("off", {"DISPLAY": ":0"}, "linux", {"xclip"}, []),
    ],
)
def test_the_program_of_the_clipboard(
    chosen: str, environ: dict[str, str], platform: str, there: set[str], expected: list[str]
) -> None:
    found = clipboard.program(
        chosen, environ, platform=platform, find=lambda name: f"/bin/{name}" if name in there else None
    )
    assert found == expected


def test_a_program_gets_the_text_and_its_failure_is_told(tmp_path: Path) -> None:
    board = tmp_path / "board"
    program = tmp_path / "copy"
    program.write_text(f'#!/bin/sh\ncat > "{board}"\n')
    program.chmod(0o700)
    assert clipboard.hand_over([os.fspath(program)], "灯台 “quoted”\n") == ""
    assert board.read_text(encoding="utf-8") == "灯台 “quoted”\n"
    program.write_text("#!/bin/sh\ncat > /dev/null\nexit 3\n")
    assert clipboard.hand_over([os.fspath(program)], "text") == f"{program} ended with 3"
    assert "can't be run" in clipboard.hand_over([os.fspath(tmp_path / "absent")], "text")
