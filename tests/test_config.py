"""Settings: whatever stands in the file, the program starts, and what is wrong is told with its line."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from platformdirs import PlatformDirs

from library.fetching import Manners
from reader.commands import COMMANDS, clashes
from reader.config import FETCHED, MEASURES, THEMES, Home, Problem, Settings, parse_settings, read_settings
from reader.tasks import manners_of

BOMB = "".join(
    f"{name}: &{name} [{', '.join(['*' + former] * 9 if former else ['lol'] * 9)}]\n"
    for former, name in zip(["", *"abcdefghi"], "abcdefghij", strict=True)
)
WORDS = [
    "theme",
    "measure",
    "keymap",
    "star",
    "archive",
    "down",
    "paper",
    "70",
    "&a ",
    "*a",
    "!!python/object:x ",
    "---",
]
SIGNS = [":", ": ", "\n", "\n  ", "- ", "[", "]", "{", "}", "? ", "|", '"', "'", "#", "<<: ", "\t", "~", ", "]
HARD = ['"\\UFFFFFFFF"', '"\\ud800"', "%YAML 9.9"]
PIECES = st.lists(st.sampled_from([*WORDS, *SIGNS, *HARD]), max_size=24).map("".join)


@given(st.one_of(st.text(max_size=60), PIECES))
@example(BOMB)
@example(BOMB + "theme: *j\nmeasure: *j\nkeymap: *j\n")
@example(BOMB + "? *j\n: 1\n")
@example(BOMB + "keymap:\n  ? *j\n  : *j\n  star: *j\n  down: [*j, *j]\n")
@example("keymap: &a {star: *a, *a : *a}")
@example("keymap: &a [*a]\ntheme: *a")
@example("[" * 2000)
@example("{a: " * 2000)
@example('theme: "\\UFFFFFFFF"')
@example("theme: " + "night" * 100_000)
def test_any_text_gives_settings_and_problems(text: str) -> None:
    settings, problems = parse_settings(text)
    assert settings.theme in THEMES
    assert settings.measure in MEASURES
    assert clashes(settings.keymap) == []
    assert set(settings.keymap) <= {command.id for command in COMMANDS}
    lines = max(1, len(text.splitlines()) + 1)
    assert all(1 <= problem.line <= lines and 0 < len(problem.text) < 1000 for problem in problems)


@given(st.binary(max_size=40))
def test_any_bytes_give_settings(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("settings") / "config.yaml"
    path.write_bytes(content)
    assert read_settings(path)[0].theme in THEMES


def test_the_defaults_have_no_clashes() -> None:
    assert clashes({}) == []


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "---\n", "\ufeff"])
def test_an_empty_file_means_the_defaults(text: str) -> None:
    assert parse_settings(text) == (Settings(), [])


def test_a_file_that_is_not_there_means_the_defaults(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "config.yaml") == (Settings(), [])


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    settings, problems = read_settings(tmp_path)
    assert settings == Settings()
    assert [problem.line for problem in problems] == [1]
    assert "can't be read" in problems[0].text


def test_what_is_right_is_taken() -> None:
    text = (
        "theme: sepia\nmeasure: 60\nleading: 0\njustify: yes\nhyphenate: true\ncolumn: left\ndim: on\n"
        "pictures: blocks\nspeak: say {text}\ncursor: no\nnotes: below\ncolour: red\nrecall: 12\n"
        "colours: {yellow: fact, red: hard to believe}\n"
        "keymap:\n  star: '%'\n  down: [j, ctrl+y, ctrl+x]\n  top: [home]\n"
    )
    keymap = {"star": ("%",), "down": ("j", "ctrl+y", "ctrl+x"), "top": ("home",)}
    expected = Settings(
        "sepia", 60, 0, justify=True, hyphenate=True, column="left", dim=True, pictures="blocks", speak="say {text}",
        keymap=keymap, notes="below", colour="red", colours={"yellow": "fact", "red": "hard to believe"}, recall=12,
    )  # fmt: skip
    assert parse_settings(text) == (expected, [])


@pytest.mark.parametrize("word", ["off", "no", "false", "Off"])
def test_pictures_are_put_off_by_whatever_means_no(word: str) -> None:
    assert parse_settings(f"pictures: {word}") == (Settings(pictures="off"), [])


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_can_be_set(theme: str) -> None:
    assert parse_settings(f"theme: {theme}") == (Settings(theme), [])


def test_every_setting_can_be_set_and_says_what_it_takes() -> None:
    """A value that none of them can take is refused by each in a sentence of its own."""
    for name in Settings._fields:
        value = "'\"'" if name in ("speak", "clipboard") else "[{}]"
        _, problems = parse_settings(f"{name}: {value}")
        assert len(problems) == 1, name


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("theme: paper\nmesure: 60", 2, "there is no setting 'mesure'; did you mean 'measure'?"),
        ("colur: red", 1, "there is no setting 'colur'; did you mean 'colour'?"),
        ("colour: pink", 1, "there is no colour 'pink'; there are blue, green, purple, red, yellow"),
        ("notes: besides", 1, "there is no place for notes 'besides'; did you mean 'beside'?"),
        ("colours: fact", 1, "colours holds lines of `yellow: its name`, indented"),
        ("colours:\n  pink: fact", 2, "there is no colour 'pink'; there are blue, green, purple, red, yellow"),
        ("colours:\n  red: fact\n  blue: Fact", 3, "'Fact' is the name of another colour"),
        ("colours:\n  red: Blue", 2, "'Blue' is the name of another colour"),
        ("colours:\n  red:", 2, "the name of red is a word of at most 20 characters"),
        (f"colours:\n  red: {'x' * 21}", 2, "the name of red is a word of at most 20 characters"),
        ('colours:\n  red: "a\\u202eb"', 2, "the name of red is a word of at most 20 characters"),
        ("fetch: fast", 1, "fetch holds lines such as `at_once: 8`, indented"),
        ("fetch:\n  at_onec: 3", 2, "fetch has no 'at_onec'; did you mean 'at_once'?"),
        ("fetch:\n  at_once: 2.5", 2, "at_once is a number of pages from 1 to 32, not '2.5'"),
        ("fetch:\n  pause: -1", 2, "pause is a number of seconds from 0 to 600, not '-1'"),
        ("fetch:\n  size: 65", 2, "size is a number of megabytes from 0.1 to 64, not '65'"),
        ("\n\ntheme: papre", 3, "there is no theme 'papre'; did you mean 'paper'?"),
        ("measure: 12", 1, "measure is a number of cells from 30 to 160, not '12'"),
        ("recall: 0", 1, "recall is a number of highlights from 1 to 100, not '0'"),
        ("measure: wide", 1, "measure is a number of cells from 30 to 160, not 'wide'"),
        ("measure: -40", 1, "from 30 to 160, not '-40'"),
        ("measure: [60]", 1, "measure is a number"),
        ("leading: 2", 1, "leading is a number of white lines from 0 to 1, not '2'"),
        ("justify: perhaps", 1, "justify is yes or no, not 'perhaps'"),
        ("column: middle", 1, "there is no column 'middle'; there are centre, left"),
        ("pictures: kity", 1, "there is no way to show pictures 'kity'; did you mean 'kitty'?"),
        ("speak: say 'text", 1, "speak is a command, and this is none: No closing quotation"),
        ("dim: [yes]", 1, "dim is yes or no"),
        ("keymap:\n  down: ctrl+y\n  strar: x", 3, "there is no command 'strar'; did you mean 'star'?"),
        ("keymap:\n  star: ctrl+alt+nope", 2, "'ctrl+alt+nope' is no key"),
        ("keymap:\n  star: hyper+x", 2, "the modifiers are ctrl, shift and alt"),
        ("keymap:\n  star:", 2, "star needs a key, or a list of keys"),
        ("keymap:\n  star: []", 2, "star needs a key"),
        ("keymap:\n  star: [x, [y]]", 2, "star needs a key"),
        ("keymap:\n  star: {x: y}", 2, "star needs a key"),
        ("keymap: vim", 1, "keymap holds lines of `command: key`"),
        ("keymap:\n  delete: e", 2, "'e' is given to both archive and delete (shelf screen)"),
        ("- theme", 1, "must be a list of `name: value` lines"),
        ("theme: paper\nmeasure: [60", 2, "not valid YAML"),
        ("theme: paper\n\n\x07", 3, "not valid YAML: the character '\\x07'"),
        ("theme: night\n---\ntheme: paper", 2, "not valid YAML"),
    ],
)
def test_a_problem_names_its_line_and_what_would_be_right(text: str, line: int, words: str) -> None:
    _, problems = parse_settings(text)
    assert [problem.line for problem in problems] == [line]
    assert words in problems[0].text
    assert str(problems[0]).startswith(f"line {line}: ")


def test_all_problems_are_told_and_the_rest_is_taken() -> None:
    settings, problems = parse_settings(
        "theme: nihgt\nmeasure: 80\nkeymap:\n  delete: e\n  down: ctrl+y\n  nope: x\nx: y\n"
    )
    assert [problem.line for problem in problems] == [1, 4, 6, 7]
    assert settings == Settings(measure=80, keymap={"down": ("ctrl+y",)})


def test_two_commands_can_change_their_keys() -> None:
    assert parse_settings("keymap:\n  star: e\n  archive: s\n") == (
        Settings(keymap={"star": ("e",), "archive": ("s",)}),
        [],
    )


def test_of_two_commands_with_one_new_key_the_first_has_it() -> None:
    settings, problems = parse_settings("keymap:\n  filter: w\n  delete: w\n")
    assert settings.keymap == {"filter": ("w",)}
    assert problems == [Problem(3, "'w' is given to both filter and delete (shelf screen)")]


def test_a_key_that_clashes_on_two_screens_is_told_for_each() -> None:
    settings, problems = parse_settings("keymap:\n  star: e\n")
    assert settings.keymap == {}
    assert [str(problem) for problem in problems] == [
        f"line 2: 'e' is given to both star and archive ({screen} screen)" for screen in ("reading", "shelf")
    ]


# Folders


def test_a_home_that_is_named_holds_everything(tmp_path: Path) -> None:
    home = Home.find(None, {"BROADSHEET_HOME": str(tmp_path)})
    assert home == Home.find(tmp_path, {"BROADSHEET_HOME": "/elsewhere"})
    assert {home.library.parent, home.settings.parent, home.rules.parent, home.log_file.parent.parent} == {tmp_path}


def test_without_a_name_the_folders_are_the_platforms(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("DATA", "CONFIG", "CACHE", "STATE"):
        monkeypatch.delenv(f"XDG_{name}_HOME", raising=False)
    home = Home.find(None, {"BROADSHEET_HOME": ""})
    assert all(tmp_path in Path(folder).parents for folder in home)
    assert {"broadsheet"} <= set(home.data.parts)


def test_a_home_may_start_with_a_tilde(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Home.find(Path("~/articles"), {}).data == tmp_path / "articles"
    assert Home.find(Path("~nobody-of-this-name/a"), {}).data == Path.cwd() / "~nobody-of-this-name" / "a"


@pytest.mark.skipif(sys.platform != "linux", reason="the shortcut is for Linux")
@pytest.mark.parametrize("person", ["/home/odile", "/root", "/home/with space/ünïcode"])
def test_the_usual_folders_are_those_that_platformdirs_names(monkeypatch: pytest.MonkeyPatch, person: str) -> None:
    for name in list(os.environ):
        if name.startswith(("XDG_", "ANDROID_", "BROADSHEET_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", person)
    folders = PlatformDirs("broadsheet", appauthor=False)
    expected = Home(
        folders.user_data_dir, folders.user_config_dir, folders.user_cache_dir, folders.user_log_dir
    )  # fmt: skip
    assert Home.find() == expected
    monkeypatch.setenv("XDG_DATA_HOME", f"{person}/elsewhere")
    assert Home.find().data == PlatformDirs("broadsheet", appauthor=False).user_data_path


def test_how_pages_are_fetched_can_be_set(home: Home) -> None:
    assert manners_of(home) == Manners()
    home.settings.parent.mkdir(parents=True, exist_ok=True)
    home.settings.write_text("fetch:\n  at_once: 3\n  pause: 1.5\n  silence: 4\n  size: 0.5\n", encoding="utf-8")
    assert read_settings(home.settings)[1] == []
    assert manners_of(home) == Manners(at_once=3, pause=1.5, silence=4, size=0.5)
    assert manners_of(home).limit == 512 * 1024
    assert set(FETCHED) == set(Manners._fields)
