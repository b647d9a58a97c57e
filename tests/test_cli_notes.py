"""`broadsheet notes` and `broadsheet recall`: what they find, print and refuse."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from library.anchor import Anchor
from library.highlight import Colour, NewHighlight, Wanted
from library.store import Store
from reader import cli
from reader.config import Home
from tests.driving import three_articles
from tests.test_notes_screen import mark

NOW = datetime.now(UTC)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(home: Home, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command; its exit code, and what it printed on both streams."""

    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = cli.main(arguments)
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def marks(home: Home) -> list[int]:
    """Six highlights in two articles, and one that waits."""
    with Store(home.library) as store:
        gamma, beta, _ = three_articles(store, NOW)
        made = [
            mark(store, gamma, 1, NOW - timedelta(days=40), note="why\nso", tags=("law/sea",), colour=Colour.RED),
            *(mark(store, beta, number, NOW - timedelta(days=20)) for number in (1, 2, 3, 4)),
            mark(store, gamma, 2, NOW),
        ]
        wanted = Wanted("https://example.org/sluice", "The Sluice", ("M. Teal",), "Harbour Post")
        anchor = Anchor(-1, -1, "The sluice was opened.", "", "", "")
        made.append(store.keep_highlight(NewHighlight(None, anchor, created=NOW, wanted=wanted), NOW))
    return made


def found(run: Run, *arguments: str) -> list[dict[str, Any]]:
    code, out, error = run("notes", "--json", *arguments)
    assert (code, error) == (0, "")
    records: list[dict[str, Any]] = json.loads(out)
    return records


def test_the_query_language_finds_them(run: Run, marks: list[int]) -> None:
    for words, expected in (
        ("why", [marks[0]]),
        ("tag:law", [marks[0]]),
        ("title:beta quote:paragraph", marks[1:5]),
        ("state:waiting", [marks[6]]),
        ("created:today", [marks[5], marks[6]]),
        ("article:2 or article:1 sort:-created", [marks[0], *marks[1:5], marks[5]]),
        ("nothing at all", []),
        ("-state:waiting -title:beta", [marks[0], marks[5]]),
    ):
        assert [record["id"] for record in found(run, words)] == expected, words
        assert [record["id"] for record in found(run, *words.split())] == expected, words


def test_a_record_has_everything(run: Run, marks: list[int]) -> None:
    [record] = found(run, "colour:red")
    assert list(record) == [
        "id", "uid", "kind", "article", "title", "authors", "site", "url", "quote", "note", "colour", "tags", "state",
        "reason", "score", "start", "end", "created", "changed",
    ]  # fmt: skip
    assert re.fullmatch("[0-9a-f]{32}", record["uid"])
    assert (record["kind"], record["site"], record["authors"]) == ("passage", "The Harbour Post", ["Odile Marrack"])
    assert (record["tags"], record["score"], record["url"]) == (["law/sea"], 1.0, "https://example.org/gamma")
    [late] = found(run, "is:waiting")
    assert (late["article"], late["title"], late["url"], late["start"]) == (
        None, "The Sluice", "https://example.org/sluice", None
    )  # fmt: skip


@pytest.mark.parametrize("words", ["colour:mauve", '"open', "created:never", "(a"])
def test_a_wrong_query_is_refused_with_its_place(run: Run, marks: list[int], words: str) -> None:
    code, out, error = run("notes", words)
    assert (code, out) == (1, "")
    assert re.match(r"broadsheet: Character \d+: ", error)


def test_a_colour_has_the_name_of_the_settings(run: Run, marks: list[int], home: Home) -> None:
    home.settings.write_text("colours:\n  red: doubt\n", encoding="utf-8")
    assert [record["id"] for record in found(run, "colour:doubt")] == [marks[0]]


def test_they_are_printed_under_their_articles_or_days(run: Run, marks: list[int]) -> None:
    _, out, _ = run("notes", "--group", "article", "is:passage")
    headings = [line for line in out.splitlines() if line and not line.startswith(" ") and not line[0].isdigit()]
    assert headings == ["Gamma · The Harbour Post", "Beta · The Harbour Post", "The Sluice · Harbour Post"]
    assert "\n\nBeta" in out
    assert "    why\n    so\n    #law/sea\n" in out
    _, out, _ = run("notes", "--group", "date", "--limit", "6")
    days = [line for line in out.splitlines() if re.fullmatch(r"\d+ \w{3} \d{4}", line)]
    assert len(days) == 2
    _, out, _ = run("notes", "is:waiting")
    assert out.startswith(f"{marks[6]}  The Sluice (waiting) [waiting]\n")


def test_some_are_dealt_at_random(run: Run, marks: list[int]) -> None:
    deals = [[record["id"] for record in found(run, "--random", "3", "--seed", seed)] for seed in "112"]
    assert deals[0] == deals[1]
    assert len(set(deals[0])) == 3
    seen = {record["id"] for seed in range(30) for record in found(run, "--random", "2", "--seed", str(seed))}
    assert seen == set(marks)
    assert {record["id"] for record in found(run, "--random", "99")} == set(marks)
    only = {record["id"] for record in found(run, "--random", "2", "title:beta")}
    assert len(only) == 2
    assert only <= set(marks[1:5])
    grouped = [record["article"] for record in found(run, "--random", "6", "--group", "article")]
    assert grouped == sorted(grouped, key=[1, 2, None].index)


@pytest.mark.parametrize("wrong", [("--random", "0"), ("--limit", "-1"), ("--group", "site"), ("--seed", "x")])
def test_wrong_usage(run: Run, wrong: tuple[str, ...]) -> None:
    assert run("notes", *wrong)[0] == 2


def test_help_lists_the_fields(run: Run) -> None:
    code, out, _ = run("notes", "--help")
    assert code == 0
    assert "colour:   a colour, or the name you gave it" in out


def test_recall_prints_a_few_and_remembers_them(run: Run, marks: list[int]) -> None:
    first = json.loads(run("recall", "--json")[1])
    assert {record["id"] for record in first} == set(marks[:5])
    code, out, error = run("recall")
    assert (code, error) == (0, "")
    assert all(f"{record['id']}  " in out for record in first)


def test_recall_prints_as_many_as_are_set(run: Run, home: Home, marks: list[int]) -> None:
    home.settings.write_text("recall: 2\n")
    assert len(json.loads(run("recall", "--json")[1])) == 2


def test_recall_says_when_something_comes(run: Run, home: Home) -> None:
    code, out, error = run("recall")
    assert (code, out) == (0, "")
    assert "highlights come back after a week" in error
    with Store(home.library) as store:
        mark(store, three_articles(store, NOW)[0], 1, NOW)
    assert f"the next ones come on {(NOW + timedelta(days=8)).date().isoformat()}" in run("recall")[2]
