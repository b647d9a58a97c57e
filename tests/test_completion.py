"""Completion in shells: what can stand at the cursor, and the scripts that ask for it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from library.changes import Action
from library.store import Store
from reader.completion import SCRIPTS
from reader.config import Home
from tests.library_sample import NOW, some_articles
from tests.test_cli_notes import Run, run

__all__ = ["run"]  # a fixture


@pytest.fixture
def full(home: Home) -> Home:
    """A home with tags and articles, one of them in the trash."""
    with Store(home.library) as store:
        ids = some_articles(store, 4, tags=("law", "law/sea"))
        store.tag([1], ["Léman", "two words"])
        store.act(Action.DELETE, ids[3:], NOW)
    return home


def offered(run: Run, line: str) -> list[str]:
    code, out, error = run("complete", line)
    assert (code, error) == (0, "")
    return [found.split("\t")[0] for found in out.splitlines()]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("st", ["star", "stats"]),
        ("tag ", ["add", "remove", "list", "rename", "merge", "delete"]),
        ("tag r", ["remove", "rename"]),
        ("tag add la", ["law", "law/sea"]),
        ("tag add LAW/", ["law/sea"]),
        ("tag add tide,la", ["tide,law", "tide,law/sea"]),
        ("tag add lé", ["Léman"]),
        ("tag add tw", ["two\\ words"]),
        ("tag add law ", ["3", "2", "1"]),
        ("tag add law 2 ", ["3", "1"]),
        ("tag rename law ", ["law", "law/sea", "Léman", "two\\ words"][:0]),
        ("tag merge law --into le", []),
        ("tag merge law --into la", ["law", "law/sea"]),
        ("star ", ["3", "2", "1"]),
        ("star 1 --o", ["--off"]),
        ("star --query tag:law/", ["tag:law/sea"]),
        ("undelete ", ["4"]),
        ("queue m", ["move"]),
        ("queue move 3 --", ["--to", "--up", "--down", "--json", "--help"]),
        ("list ta", ["tag:"]),
        ("list -(s", ["-\\(site:", "-\\(saved:", "-\\(sort:"]),
        ("search is:un", ["is:unread", "is:untagged", "is:uncertain"]),
        ("list tide -has:n", ["-has:notes"]),
        ("star --query sort:r", ["sort:read", "sort:relevance", "sort:random"]),
        ("notes quo", ["quote:"]),
        ("notes is:un", []),
        ("notes tag:law/", ["tag:law/sea"]),
        ("list ", []),
        ("list tag:la", ["tag:law", "tag:law/sea"]),
        ("list -tag:law/", ["-tag:law/sea"]),
        ("list (tag:law/", ["\\(tag:law/sea"]),
        ("list tide tag:law/", ["tag:law/sea"]),
        ("list --shelf ", ["inbox", "reading", "starred", "archive", "queue", "all", "trash"]),
        ("show 3 --format m", ["markdown"]),
        ("show 3 ", []),
        ("add ", ["/files/"]),
        ("add --tag law/", ["law/sea"]),
        ("add a.md --tag=", []),
        ("backup ", ["/files/"]),
        ("--home ", ["/files/"]),
        ("completion z", ["zsh"]),
        ("nope ", []),
        ("star 'unfinished", []),
        ("export ma", ["markdown"]),
    ],
)
def test_what_can_stand_at_the_cursor(run: Run, full: Home, typed: str, expected: list[str]) -> None:
    assert offered(run, f"broadsheet {typed}") == expected
    assert full.library.exists()


def test_every_command_is_offered_with_a_word_about_it(run: Run, full: Home) -> None:
    lines = run("complete", "broadsheet ")[1].splitlines()
    assert "star\tgive articles the star, or take it away" in lines
    assert not any(line.startswith("complete\t") for line in lines)
    assert "3\tTitle 3" in run("complete", f"broadsheet --home {full.data} read ")[1].splitlines()


def test_without_a_library_nothing_is_offered_and_none_is_made(run: Run, home: Home) -> None:
    assert offered(run, "broadsheet tag add ") == []
    assert offered(run, "broadsheet star ") == []
    assert not home.library.exists()
    home.data.mkdir(parents=True)
    home.library.write_bytes(b"not a library at all")
    assert offered(run, "broadsheet star ") == []


# The scripts

ASK = """
eval "$(broadsheet completion bash)"
compopt() { echo "compopt $*" >> "$ASKED"; }
COMP_LINE=$1 COMP_POINT=${#1}
shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_broadsheet
printf '%s\\n' "${COMPREPLY[@]}"
"""


def environment(home: Home, tmp_path: Path) -> dict[str, str]:
    """Where `broadsheet` is this program and its library that of the test."""
    folder = tmp_path / "bin"
    folder.mkdir()
    command = folder / "broadsheet"
    command.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -c "from reader.cli import run_and_leave; run_and_leave()" "$@"\n',
        encoding="utf-8",
    )
    command.chmod(0o755)
    root = str(Path(__file__).parent.parent)
    return os.environ | {
        "PATH": f"{folder}:{os.environ['PATH']}", "BROADSHEET_HOME": str(home.data), "PYTHONPATH": root,
        "ASKED": str(tmp_path / "asked"), "LC_ALL": "C.UTF-8",
    }  # fmt: skip


def shell_of(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


@pytest.mark.parametrize(
    ("line", "words", "expected"),
    [
        ("broadsheet st", ["broadsheet", "st"], ["star", "stats"]),
        ("broadsheet tag add la", ["broadsheet", "tag", "add", "la"], ["law", "law/sea"]),
        ("broadsheet star ", ["broadsheet", "star", ""], ["3", "2", "1"]),
        ("broadsheet list tag:la", ["broadsheet", "list", "tag", ":", "la"], ["law", "law/sea"]),
        ("broadsheet list -tag:la", ["broadsheet", "list", "-tag", ":", "la"], ["law", "law/sea"]),
        ("broadsheet list ta", ["broadsheet", "list", "ta"], ["tag:"]),
        ("broadsheet tag add tw", ["broadsheet", "tag", "add", "tw"], ["two\\ words"]),
        ("broadsheet add ", ["broadsheet", "add", ""], [""]),
    ],
)
def test_bash_completes(full: Home, tmp_path: Path, line: str, words: list[str], expected: list[str]) -> None:
    command = [shell_of("bash"), "--norc", "-c", ASK, "bash", line, *words]
    ran = subprocess.run(command, capture_output=True, text=True, env=environment(full, tmp_path), check=True)
    assert ran.stdout.splitlines() == expected
    asked = tmp_path / "asked"
    if expected == [""]:
        assert asked.read_text(encoding="utf-8") == "compopt -o default\n"
    if expected == ["tag:"]:
        assert asked.read_text(encoding="utf-8") == "compopt -o nospace\n"


def test_fish_completes(full: Home, tmp_path: Path) -> None:
    ask = 'broadsheet completion fish | source; complete -C "broadsheet tag add la"; complete -C "broadsheet star "'
    command = [shell_of("fish"), "--no-config", "-c", ask]
    ran = subprocess.run(
        command, capture_output=True, text=True, env=environment(full, tmp_path) | {"HOME": str(tmp_path)}, check=True
    )  # fmt: skip
    assert ran.stdout.splitlines() == ["law\t3", "law/sea\t3", "1\tTitle 1", "2\tTitle 2", "3\tTitle 3"]


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_every_script_is_understood_by_its_shell(run: Run, tmp_path: Path, name: str) -> None:
    code, out, error = run("completion", name)
    assert (code, out, error) == (0, SCRIPTS[name], "")
    (tmp_path / "script").write_text(out, encoding="utf-8")
    subprocess.run([shell_of(name), "-n", str(tmp_path / "script")], check=True, capture_output=True)
