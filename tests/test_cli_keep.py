"""The commands that put articles in order: what they change, print, refuse and take back."""

import io
import json
import shlex
import sys
from collections.abc import Callable
from typing import Any

import pytest

from library.changes import Action
from library.store import Store
from reader.arguments import COMMANDS, HIDDEN, parsed
from reader.arguments_keep import PARTS
from reader.config import Home
from reader.examples import EXAMPLES
from tests.library_sample import NOW, some_articles
from tests.test_cli_notes import Run, run
from tests.test_documentation import README

__all__ = ["run"]  # a fixture


@pytest.fixture
def ids(home: Home) -> list[int]:
    """Four articles in the library."""
    with Store(home.library) as store:
        return some_articles(store, 4, site="Tern")


def states(home: Home) -> list[tuple[bool, str, tuple[str, ...]]]:
    with Store(home.library) as store:
        return [(one.starred, one.state, one.tags) for one in reversed(store.articles(store.ids()))]


# Star, archive, trash


def test_stars_are_given_and_taken(run: Run, home: Home, ids: list[int]) -> None:
    assert run("star", "1", "3") == (0, "starred 1: Title 1\nstarred 3: Title 3\n", "")
    assert run("star", "1", "2") == (0, "unchanged 1: Title 1\nstarred 2: Title 2\n", "")
    assert run("star", "--off", "1", "4")[1] == "unstarred 1: Title 1\nunchanged 4: Title 4\n"
    assert [starred for starred, _, _ in states(home)] == [False, True, True, False]
    assert len(ids) == 4


def test_ids_that_are_not_there_are_told_and_the_others_are_one_step(run: Run, home: Home, ids: list[int]) -> None:
    code, out, error = run("archive", "1", "99", "2", "1", str(2**70), "--json")
    assert code == 1
    assert json.loads(out) == [
        {"id": 1, "status": "archived"},
        {"id": 99, "status": "failed", "reason": "There is no article 99."},
        {"id": 2, "status": "archived"},
        {"id": 2**70, "status": "failed", "reason": f"There is no article {2**70}."},
    ]
    assert error.count("There is no article") == 2
    assert run("undo")[1] == "Taken back: Archived 2 articles\n"
    assert {state for _, state, _ in states(home)} == {"inbox"}
    assert run("archive", "99")[0] == 1
    assert run("archive", "--back", str(ids[0]))[1] == "unchanged 1: Title 1\n"


def test_a_query_that_finds_more_than_one_needs_a_yes(
    run: Run, home: Home, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    code, out, error = run("archive", "--query", "title")
    assert (code, out) == (2, "")
    assert error == "broadsheet: Archive 4 articles? --yes does it without asking; nothing was done\n"
    assert {state for _, state, _ in states(home)} == {"inbox"}
    assert run("archive", "--query", "title", "--yes") == (0, "Archived 4 articles\n", "")
    assert {state for _, state, _ in states(home)} == {"archived"}
    assert run("star", "--query", '"title 2"') == (0, "Star given to “Title 2”\n", "")
    assert run("star", "--query", "nothing") == (0, "Nothing to do: the query finds nothing\n", "")
    assert json.loads(run("star", "--query", '"title 2"', "--json")[1]) == [{"id": 2, "status": "unchanged"}]
    assert len(ids) == 4


@pytest.mark.parametrize(("answer", "code", "deleted"), [("y\n", 0, 4), ("YES\n", 0, 4), ("\n", 1, 0), ("no\n", 1, 0)])
def test_somebody_at_a_terminal_is_asked(
    run: Run, home: Home, ids: list[int], monkeypatch: pytest.MonkeyPatch, answer: str, code: int, deleted: int
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
    monkeypatch.setattr("reader.verbs_keep.can_ask", lambda: True)
    ran = run("delete", "--query", "title")
    assert ran[0] == code
    assert ran[2].startswith("Put into the trash 4 articles? [y/N] ")
    with Store(home.library) as store:
        assert len(ids) - len(store.ids()) == deleted


def test_what_is_in_the_trash_is_found_by_undelete(run: Run, home: Home, ids: list[int]) -> None:
    run("delete", "2", "3")
    assert run("undelete", "--query", "title", "--yes")[1] == "Out of the trash: 2 articles\n"
    with Store(home.library) as store:
        assert len(store.ids()) == len(ids)


@pytest.mark.parametrize(
    "arguments",
    [
        ("star",), ("star", "1", "--query", "x"), ("archive", "--query", " "), ("star", "one"), ("tag",),
        ("tag", "nope"),
        ("tag", "add", "law"), ("tag", "add"), ("tag", "rename", "law"), ("tag", "merge", "a"), ("queue", "nope"),
        ("queue", "move", "1"), ("queue", "move", "1", "--to", "0"), ("queue", "move", "1", "--up", "1", "--to", "2"),
        ("completion", "csh"), ("completion",), ("undo", "1"), ("stats", "--since"), ("doctor", "--fix"),
    ],
)  # fmt: skip
def test_wrong_usage_changes_nothing(run: Run, home: Home, ids: list[int], arguments: tuple[str, ...]) -> None:
    before = states(home)
    code, out, error = run(*arguments)
    assert (code, out) == (2, "")
    assert "usage" in error
    assert (states(home), len(ids)) == (before, 4)


# Tags


def test_tags_are_given_taken_and_listed_as_a_tree(run: Run, home: Home, ids: list[int]) -> None:
    assert run("tag", "add", "law/sea,#tide", "1", "2")[1] == "tagged 1: Title 1\ntagged 2: Title 2\n"
    assert run("tag", "add", "Law", "3")[0] == 0
    assert run("tag", "list")[1] == "3  Law\n2    sea\n2  tide\n"
    assert json.loads(run("tag", "list", "--json")[1])[0] == {
        "name": "Law", "articles": 1, "total": 3, "highlights": 0,
    }  # fmt: skip
    assert run("tag", "remove", "TIDE", "--query", "title", "--yes")[1] == "Took #tide from 2 articles\n"
    assert [tags for _, _, tags in states(home)] == [("law/sea",), ("law/sea",), ("Law",), ()]
    code, _, error = run("tag", "add", "#", "1")
    assert (code, error) == (1, "broadsheet: A tag has at least one character.\n")
    assert len(ids) == 4


def test_tags_are_renamed_merged_and_deleted(run: Run, ids: list[int]) -> None:
    run("tag", "add", "law,law/sea", "1")
    run("tag", "add", "ocean", "2")
    assert run("tag", "rename", "law", "recht")[1] == "Renamed #law to #recht on 1 article\n"
    code, _, error = run("tag", "rename", "recht", "ocean")
    assert (code, error) == (1, "broadsheet: There is a tag #ocean already; the two can be merged.\n")
    assert run("tag", "merge", "ocean", "--into", "recht/sea")[1] == "Merged #ocean into #recht/sea on 1 article\n"
    record = json.loads(run("tag", "delete", "recht", "--json")[1])
    assert list(record) == ["done", "way", "ids", "skipped", "change", "problems"]
    assert (record["done"], record["ids"]) == ("Deleted the tag #recht on 2 articles", [1, 2])
    assert run("tag", "list") == (0, "", "")
    assert run("tag", "delete", "nothing")[0] == 1
    assert len(ids) == 4


# The queue


def test_the_queue_is_kept_in_order(run: Run, ids: list[int]) -> None:
    assert run("queue", "add", "3", "1")[1] == "queued 3: Title 3\nqueued 1: Title 1\n"
    run("queue", "add", "4", "--front")
    assert [line.split()[0] for line in run("queue")[1].splitlines()] == ["4", "3", "1"]
    assert run("queue", "move", "1", "--to", "1")[1] == "Moved “Title 1” within the queue\n"
    assert run("queue", "move", "1", "--down", "1")[0] == 0
    assert [record["id"] for record in json.loads(run("queue", "--json")[1])] == [4, 1, 3]
    assert run("queue", "move", "3", "--up", "9")[0] == 0
    assert [record["id"] for record in json.loads(run("queue", "list", "--json")[1])] == [3, 4, 1]
    assert run("queue", "remove", "4", "2")[1] == "unqueued 4: Title 4\nunchanged 2: Title 2\n"
    code, _, error = run("queue", "move", "2", "--to", "1")
    assert (code, error) == (1, "broadsheet: Article 2 is not in the queue.\n")
    assert len(ids) == 4


# Back and forth


def test_changes_are_taken_back_and_done_again(run: Run, home: Home, ids: list[int]) -> None:
    assert run("undo") == (1, "", "broadsheet: There is nothing to take back.\n")
    assert run("redo") == (1, "", "broadsheet: There is nothing to do again.\n")
    run("star", "1", "2")
    with Store(home.library) as store:
        store.star([1], starred=False)
    assert run("undo")[1] == "Taken back: Star given to 2 articles; 1 was changed since and left alone\n"
    record = json.loads(run("redo", "--json")[1])
    assert record == {
        "done": "Star given to 2 articles", "way": "redone", "ids": [1, 2], "skipped": 0, "change": 1, "problems": [],
    }  # fmt: skip
    with Store(home.library) as store:
        store._run("UPDATE change SET content = 'x'")
    code, out, error = run("undo", "--json")
    assert (code, json.loads(out)["change"]) == (1, None)
    assert "can't be read and was passed over" in error
    assert len(ids) == 4


def test_titles_from_outside_steer_no_terminal(run: Run, home: Home) -> None:
    with Store(home.library) as store:
        some_articles(store, 1, tags=("a\x1b[31m",))
        store._run("UPDATE article SET title = ?", "x\x1b]0;owned\x07\u202egnp")
    runs = [run("star", "1"), run("undo"), run("tag", "list"), run("queue", "add", "1"), run("queue"), run("stats")]
    runs += [run("complete", "broadsheet star "), run("complete", "broadsheet tag add a")]
    for code, out, error in runs:
        assert (code, error) == (0, "")
        assert all(character.isprintable() or character in "\n\t" for character in out)


# Help and README


COMMANDS_OF_COMMANDS = [(name, part) for name, parts in PARTS.items() for part, _, _ in parts]


def test_every_command_has_examples_and_its_help_shows_them(run: Run) -> None:
    assert set(EXAMPLES) == {name for name, _, _ in COMMANDS}
    for name, lines in EXAMPLES.items():
        code, out, _ = run(name, "--help")
        assert code == 0
        for line in lines:
            assert line in out, name
    for name, part in COMMANDS_OF_COMMANDS:
        code, out, _ = run(name, part, "--help")
        assert code == 0
        assert f"usage: broadsheet {name} {part}" in out


def test_every_example_is_understood() -> None:
    for name, lines in EXAMPLES.items():
        for line in lines:
            words = shlex.split(line, comments=True)
            for at in [at for at, word in enumerate(words) if word == "broadsheet"]:
                after = words[at + 1 :]
                end = next((n for n, word in enumerate(after) if word in ("|", "&&", ">")), len(after))
                options = parsed(after[:end])
                assert options.command in EXAMPLES, line
            assert f"broadsheet {name}" in line or name in line


def test_readme_tells_every_command_of_a_command_and_every_option() -> None:
    table = README.split("## On the command line")[1].split("\n## ")[0]
    for name, part in COMMANDS_OF_COMMANDS:
        assert f"`broadsheet {name} {part}" in table or f"`{name} {part}" in table or part == "list", (name, part)
    for option in ("--query", "--yes", "--off", "--back", "--into", "--front", "--to", "--up", "--down", "--since",
                   "--watch", "--force", "--repair"):  # fmt: skip
        assert option in table, option
    for name, _, _ in HIDDEN:
        assert f"broadsheet {name}`" not in table


@pytest.mark.parametrize(
    ("row", "arguments"),
    [
        ("`list`, `queue`", ("queue",)),
        ("`star`", ("star", "1", "99")),
        ("`undo`", ("undo",)),
        ("`tag list`", ("tag", "list")),
        ("`stats`", ("stats",)),
        ("`backup`", ("backup",)),
        ("`doctor`", ("doctor",)),
    ],
)
def test_readme_names_what_json_holds(run: Run, home: Home, row: str, arguments: tuple[str, ...]) -> None:
    with Store(home.library) as store:
        ids = some_articles(store, 2, tags=("law",))
        store.queue_add(ids, NOW)
        store.act(Action.ARCHIVE, ids, NOW)
    printed: Any = json.loads(run(*arguments, "--json")[1])
    line = next(line for line in README.split("\n") if line.startswith(f"| {row}"))
    every: Callable[[Any], set[str]] = lambda value: (  # noqa: E731  it calls itself
        set(value) | {name for one in value.values() for name in every(one)} if isinstance(value, dict)
        else {name for one in value for name in every(one)} if isinstance(value, list) else set()
    )  # fmt: skip
    names = every(printed)
    assert names
    for name in names:
        assert f"`{name}`" in line, name
