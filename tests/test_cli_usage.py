"""Settings, demo, usage and errors on the command line, and that no output steers a terminal."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from library.article_lists import ArticleLists
from library.ingest import sample_names
from reader.config import FORM
from tests.commands import Shell, mark_quote

UNSAFE = '---\ntitle: "Red \\e[31m\\e]0;owned\\a alert \\u202egnp.exe"\nsite: "Ev\\x9bil"\n---\n\nText \x1b[2J here.\n'
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


# config, demo, usage


def test_config_tells_where_everything_is(shell: Shell) -> None:
    ran = shell("config")
    assert ran.code == 0
    assert str(shell.home.settings) in ran.out
    assert "absent" in ran.out
    record = shell("config", "--json").json
    assert record["settings"] == {
        "theme": "night", "measure": 70, "leading": 1, "justify": False, "hyphenate": False, "column": "centre",
        "dim": False, "pictures": "auto", "speak": "", "cursor": False, "notes": "auto", "colour": "yellow",
        "colours": {}, "copy": FORM, "clipboard": "", "keep_pictures": True, "inbox": "", "cookies": "", "fetch": {},
            "recall": 5,
        "density": "comfortable",
        "sidebar": "auto", "preview": "auto", "keymap": {},
    }  # fmt: skip
    assert (record["exists"], record["problems"], record["library"]) == (False, [], str(shell.home.library))


def test_config_names_each_problem_with_its_line_and_what_was_meant(shell: Shell) -> None:
    shell.home.config.mkdir(parents=True)
    shell.home.settings.write_text("theme: papre\nmeasure: 60\nkeymap:\n  strar: x\n", encoding="utf-8")
    ran = shell("config")
    assert ran.code == 1
    assert ran.error.splitlines() == [
        f"broadsheet: {shell.home.settings}, line 1: there is no theme 'papre'; did you mean 'paper'?",
        f"broadsheet: {shell.home.settings}, line 4: there is no command 'strar'; did you mean 'star'?",
    ]
    assert "measure: 60" in ran.out
    assert [problem["line"] for problem in shell("config", "--json").json["problems"]] == [1, 4]


def test_demo_without_a_terminal_lists_the_samples_and_leaves_nothing_behind(shell: Shell) -> None:
    ran = shell("demo")
    assert ran.code == 0
    assert "Start here" in ran.out
    assert len([line for line in ran.out.splitlines() if re.match(r"\d ", line)]) == len(sample_names())
    assert not shell.home.data.exists()


def test_what_needs_a_terminal_says_what_does_not(shell: Shell, bell: int) -> None:
    shelf, read = shell(), shell("read", "1")
    assert (shelf.code, read.code) == (2, 2)
    assert "broadsheet list" in shelf.error
    assert "broadsheet show 1" in read.error
    assert bell == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("nope",), ("add",), ("show",), ("show", "one"), ("show", "1", "--format", "pdf"),
        ("show", "1", "--width", "5"), ("show", "1", "--width", "wide"), ("show", "1", "--style", "red"),
        ("list", "--shelf", "x"),
        ("export",), ("export", "docx"), ("add", "a", "--url", "ftp://x"), ("--nope",), ("list", "--nope"), ("delete",),
    ],
)  # fmt: skip
def test_wrong_usage_is_told_with_exit_code_2(shell: Shell, arguments: tuple[str, ...]) -> None:
    ran = shell(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert "usage: broadsheet" in ran.error
    assert not shell.home.data.exists()


def test_help_names_every_command_and_each_has_its_own(shell: Shell) -> None:
    ran = shell("--help")
    assert ran.code == 0
    names = re.findall(r"^  ([a-z]+) {2,}\w", ran.out, re.MULTILINE)
    assert {"add", "extract", "list", "read", "show", "notes", "export", "config", "demo"} <= set(names)
    for name in names:
        own = shell(name, "--help")
        assert own.code == 0
        assert f"usage: broadsheet {name}" in own.out
    assert re.fullmatch(r"broadsheet \d+\.\d+\.\d+\S*\n", shell("--version").out)


def test_a_home_before_the_command_comes_before_the_environment(shell: Shell, tmp_path: Path, bell: int) -> None:
    assert shell("--home", str(tmp_path / "other"), "list", "--json").json == []
    assert (tmp_path / "other" / "library.sqlite").exists()
    assert [record["id"] for record in shell("list", "--json").json] == [bell]


def test_a_home_that_is_a_file_is_told(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ran = shell("--home", str(tmp_path / "file"), "list")
    assert ran.code == 1
    assert "can't be opened" in ran.error
    assert ran.error.count("\n") == 1


# No surprise in the output


def test_no_output_holds_control_characters_whoever_wrote_the_title(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "un\x1b[31msafe.md").write_text(UNSAFE, encoding="utf-8")
    runs = [shell("add", "un\x1b[31msafe.md"), shell("add", "--json", "un\x1b[31msafe.md", "no\x9b\x1b[2Jfile")]
    mark_quote(shell.home, 1, "Text", "a \x1b[31mred\x9b note\twith\ttabs\u202e")
    runs += [shell("list"), shell("list", "--json"), shell("notes"), shell("notes", "--json"), shell("list", "\x1b[x")]
    runs += [shell("show", "1", "--format", form) for form in ("text", "markdown", "html", "json")]
    runs += [shell("extract", "un\x1b[31msafe.md"), shell("extract", "--json", "un\x1b[31msafe.md")]
    runs += [shell("export", "markdown"), shell("delete", "1"), shell("undelete", "1", "--json")]
    for ran in runs:
        steering = CONTROL if not ran.out.startswith(("{", "[")) else re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
        assert not steering.search(ran.out)
        assert not CONTROL.search(ran.error)
    assert shell("notes", "--json").json[0]["note"] == "a [31mred note\twith\ttabs"


def test_joiners_that_languages_need_are_printed(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# می\u200cخواهم 👩\u200d👧\n\nText.\n", encoding="utf-8")
    shell("add", "a.md")
    assert "می\u200cخواهم 👩\u200d👧" in shell("list").out


def test_an_unexpected_error_is_one_line_and_a_log_entry(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, bell: int
) -> None:
    def broken(*_: object, **__: object) -> Iterator[int]:
        message = "something\nodd"
        raise RuntimeError(message)

    monkeypatch.setattr(ArticleLists, "article_list", broken)
    ran = shell("list")
    assert (ran.code, ran.out) == (1, "")
    assert ran.error == f"broadsheet: unexpected RuntimeError: something odd; details are in {shell.home.log_file}\n"
    log = shell.home.log_file.read_text(encoding="utf-8")
    assert "Traceback" in log
    assert "something\nodd" in log
    assert bell == 1


def test_an_interrupt_is_one_line(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> list[int]:
        raise KeyboardInterrupt

    monkeypatch.setattr(ArticleLists, "article_list", interrupted)
    ran = shell("list")
    assert (ran.code, ran.error) == (1, "broadsheet: interrupted\n")


def test_a_damaged_library_is_told_in_one_line(shell: Shell) -> None:
    shell.home.data.mkdir()
    shell.home.library.write_bytes(b"not a library at all")
    ran = shell("list")
    assert ran.code == 1
    assert ran.error == f"broadsheet: {shell.home.library} is no Broadsheet library: it is not an SQLite database\n"
