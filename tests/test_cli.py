"""The command line is a contract: words, exit codes, JSON shapes, and no surprise in the output."""

import io
import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from library.article import ArticleState, Progress
from library.store import Store
from reader import cli
from reader.arguments import parsed
from reader.config import Home
from tests.commands import ARTICLE, Shell, mark_quote

# add


def test_adding_a_file_tells_its_id(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "bell.md").write_text(ARTICLE, encoding="utf-8")
    ran = shell("add", "bell.md", "--tag", "sea", "--tag", "night")
    assert (ran.code, ran.out, ran.error) == (0, "added 1: The Bell\n", "")
    again = shell("add", "bell.md", "--json")
    assert again.json == {"input": "bell.md", "id": 1, "status": "unchanged", "title": "The Bell", "warnings": []}
    assert shell("list", "--json").json[0]["tags"] == ["night", "sea"]


def test_of_several_files_the_good_ones_are_added_and_each_bad_one_has_its_reason(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "bell.md").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n")
    (tmp_path / "empty.txt").touch()
    names = ["missing.md", "a.pdf", "empty.txt", "/dev/null", "bell.md", "http://127.0.0.1:9/x"]
    ran = shell("add", *names)
    assert ran.code == 1
    assert ran.out == "added 1: The Bell\n"
    errors = ran.error.splitlines()
    assert [line.split(": ")[1] for line in errors] == [name for name in names if name != "bell.md"]
    for line, reason in zip(
        errors, ("no such file", "a PDF file", "it is empty", "no regular file", "can't be reached"), strict=True
    ):
        assert reason in line
    records = [json.loads(line) for line in shell("add", "--json", *names).out.splitlines()]
    assert [record["input"] for record in records] == names
    assert [record["status"] for record in records] == ["failed"] * 4 + ["unchanged", "waiting"]
    assert all(record["reason"] for record in records if record["status"] in ("failed", "waiting"))


def test_options_may_stand_between_inputs(shell: Shell, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.md").write_text(f"# {name}\n\nText of {name}.\n", encoding="utf-8")
    assert shell("add", "one.md", "--tag", "x", "two.md").code == 0
    assert [article["tags"] for article in shell("list", "--json").json] == [["x"], ["x"]]


def test_standard_input_can_be_added_with_its_address(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    page = b"<html><head><title>Page</title></head><body><article><h1>Page</h1><p>" + b"Some words. " * 60 + b"</p>"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(page), encoding="utf-8"))
    ran = shell("add", "-", "--url", "https://example.org/page", "--json")
    assert ran.code == 0
    assert (ran.json["input"], ran.json["status"], ran.json["title"]) == ("-", "added", "Page")
    assert shell("list", "--json").json[0]["url"] == "https://example.org/page"


def test_one_address_for_several_inputs_is_refused_before_anything_is_stored(shell: Shell, bell: int) -> None:
    ran = shell("add", "bell.md", "other.md", "--url", "https://example.org/x")
    assert ran.code == 2
    assert "--url" in ran.error
    assert shell("list", "--json").json[0]["url"] == "https://example.org/bell"
    assert bell == 1


# extract, list, show


SHAPE = [
    "title", "authors", "site", "url", "published", "updated", "language", "words", "key_points", "blocks", "warnings",
]  # fmt: skip


def test_extract_prints_one_shape_and_stores_nothing(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "bell.md").write_text(ARTICLE, encoding="utf-8")
    record = shell("extract", "bell.md", "--json").json
    assert list(record) == [*SHAPE, "dropped"]
    assert record == {
        "title": "The Bell",
        "authors": ["Ann Lee", "Bo"],
        "site": "Example",
        "url": "https://example.org/bell",
        "published": "2026-03-12T00:00:00Z",
        "updated": None,
        "language": "en",
        "words": record["words"],
        "key_points": ["It rang.", "Twice."],
        "blocks": [
            {"kind": "key_point", "text": "It rang."},
            {"kind": "key_point", "text": "Twice."},
            {"kind": "paragraph", "text": "The harbour lay quiet."},
            {"kind": "heading", "text": "At two", "level": 2},
            {"kind": "image", "text": "A bell", "href": "https://example.org/bell.jpg"},
            {"kind": "caption", "text": "The bell itself.", "credit": "Photo: Jo Roe"},
            {"kind": "item", "text": "one", "level": 1},
            {"kind": "item", "text": "two", "level": 1},
            {"kind": "code", "text": "ring()", "info": "python"},
        ],
        "warnings": [],
        "dropped": [],
    }
    assert not shell.home.library.exists()


def test_extract_of_several_inputs_is_one_document_a_line(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "bell.md").write_text(ARTICLE, encoding="utf-8")
    ran = shell("extract", "bell.md", "missing.md", "bell.md", "--json", "--url", "https://example.org/u")
    records = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.code == 1
    assert [record["input"] for record in records] == ["bell.md", "missing.md", "bell.md"]
    assert list(records[0]) == ["input", *SHAPE, "dropped"]
    assert "no such file" in records[1]["error"]


def test_what_extract_left_out_is_told_on_stderr(shell: Shell) -> None:
    sample = Path(cli.__file__).parent.parent / "library" / "samples" / "harbour-tide-gates.txt"
    ran = shell("extract", str(sample))
    assert ran.code == 0
    assert "tide gates" in ran.out
    record = shell("extract", str(sample), "--json").json
    assert record["dropped"]
    assert all(list(piece) == ["text", "reason", "line"] for piece in record["dropped"])
    assert ran.error.count("left out") == len(record["dropped"])


LISTED = [
    "id", "title", "authors", "site", "url", "published", "saved", "state", "starred", "tags", "words", "minutes",
    "language", "percent", "finished", "read", "highlights", "notes", "deleted",
]  # fmt: skip
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def test_the_listing_has_stable_names_and_times_in_utc(shell: Shell, bell: int) -> None:
    mark_quote(shell.home, bell, "harbour", "Which one?")
    with Store(shell.home.library) as store:
        store.save_progress(Progress(bell, 20, 30, 2, store.article(bell).saved))
        store.move([bell], ArticleState.ARCHIVED)
    (record,) = shell("list", "--json").json
    assert list(record) == LISTED
    assert TIME.fullmatch(record["saved"])
    assert TIME.fullmatch(record["read"])
    assert (record["id"], record["state"], record["published"]) == (bell, "archived", "2026-03-12T00:00:00Z")
    assert (record["highlights"], record["notes"], record["deleted"], record["finished"]) == (1, 1, None, None)
    assert 0 < record["percent"] < 100


def test_the_listing_takes_a_query_and_a_shelf(shell: Shell, tmp_path: Path) -> None:
    for name in ("tide gates", "salt road"):
        (tmp_path / f"{name}.md").write_text(f"# The {name}\n\nText.\n", encoding="utf-8")
    assert shell("add", "tide gates.md", "salt road.md").code == 0
    assert shell("list").out == "2   The salt road  (1 min · 0%)\n1   The tide gates  (1 min · 0%)\n"
    assert [record["id"] for record in shell("list", "tide", "gates", "--json").json] == [1]
    assert [record["id"] for record in shell("list", "tide", "--json", "gates").json] == [1]
    assert [record["id"] for record in shell("list", '"gates tide"', "--json").json] == []
    assert shell("list", "--json", "--shelf", "trash").json == []
    assert shell("list", "--shelf", "starred").out == ""
    wrong = shell("list", '"tide')
    assert wrong.code == 1
    assert "Character 1: this quotation mark is never closed" in wrong.error


def test_the_listing_can_be_sorted_and_cut_short(shell: Shell, tmp_path: Path) -> None:
    for name in ("salt road", "tide gates", "ash"):
        (tmp_path / f"{name}.md").write_text(f"# {name}\n\nText of {name}.\n", encoding="utf-8")
        assert shell("add", f"{name}.md").code == 0

    def listed(*arguments: str) -> list[int]:
        ran = shell("list", "--json", *arguments)
        assert ran.code == 0, ran.error
        return [record["id"] for record in ran.json]

    assert listed() == [3, 2, 1]
    assert listed("--limit", "2") == [3, 2]
    assert listed("--sort", "title") == listed("sort:title") == [3, 1, 2]
    assert listed("--sort=-title", "--limit", "1") == [2]
    assert listed("-salt", "text") == [3, 2]
    assert listed("is:unread", "minutes:1", "title:tide", "or", "title:ash") == [3, 2]
    assert listed("gates text", "--sort", "relevance") == [2]
    assert sorted(listed("--sort", "random")) == [1, 2, 3]
    assert shell("list", "--sort", "size").code == shell("list", "--limit", "0").code == 2
    assert shell("list", "--sort", "relevance").code == 2
    wrong = shell("list", "words:many")
    assert (wrong.code, wrong.out) == (1, "")
    assert wrong.error.startswith("broadsheet: Character 7: “many” is no whole number")
    for command in ("list", "search"):
        told = shell(command, "--help").out
        assert "progress:   as words:; percent that have been read" in told
        assert "2024-01..2024-03" in told


@pytest.mark.parametrize(
    "arguments",
    [[], ["tide", "--json"], ["is:unread", "--limit", "20", "or", "x"], ["--limit", "2", "--limit", "3"], ["(a", "b)"]],
)
def test_a_list_that_needs_no_parser_is_asked_as_with_one(tmp_path: Path, arguments: list[str]) -> None:
    for home in ([], ["--home", str(tmp_path)]):
        assert vars(cli._options([*home, "list", *arguments])) == vars(parsed([*home, "list", *arguments]))


@pytest.mark.parametrize(
    "arguments", [["tide"], ["tide", "--json", "-gate"], ["--limit", "3", "a", "or", "b"], ["--best", "x"]]
)
def test_a_search_that_needs_no_parser_is_asked_as_with_one(tmp_path: Path, arguments: list[str]) -> None:
    for home in ([], ["--home", str(tmp_path)]):
        assert vars(cli._options([*home, "search", *arguments])) == vars(parsed([*home, "search", *arguments]))


@pytest.mark.parametrize("arguments", [["--limit", "0"], ["--limit"], ["--limit", "x"], ["--sort", "size"], ["--nope"]])
def test_a_list_that_is_asked_wrongly_is_told_by_the_parser(shell: Shell, arguments: list[str]) -> None:
    ran = shell("list", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "usage: broadsheet list" in ran.error


def test_a_search_prints_where_the_words_stand(shell: Shell, tmp_path: Path) -> None:
    filler = "And so on it went. " * 30
    (tmp_path / "one.md").write_text(f"# One\n\n{filler}\n\nThe tide gates. {filler}", encoding="utf-8")
    (tmp_path / "two.md").write_text("# Two tides\n\nNothing of the tide, nor of gates.\n", encoding="utf-8")
    (tmp_path / "three.md").write_text("# Three\n\nWords.\n", encoding="utf-8")
    assert shell("add", "one.md", "two.md", "three.md").code == 0
    mark_quote(shell.home, 3, "Words", "A tide, with gates")
    found = shell("search", "tide", "gates", "--json").json
    assert [record["id"] for record in found] == [3, 2, 1]
    with Store(shell.home.library) as store:
        assert found[2]["offset"] == store.document(1).text.index("tide gates")
    assert [found[2]["snippet"][start:end] for start, end in found[2]["hits"]] == ["tide", "gates"]
    assert (found[0]["snippet"], found[0]["offset"]) == ("A tide, with gates", None)
    assert shell("search", "tide gates", "--limit", "1").out == ("3   Three  (1 min · 0%)\n    A tide, with gates\n")
    assert shell("search", "tides", "or", "tide", "--best", "--json", "--limit", "1").json[0]["id"] == 2
    assert shell("search", "title:tides", "--json").json[0]["snippet"] is None
    for wrong in ((), ("--best", "tag:x"), ("sort:title",)):
        assert shell("search", *wrong).code == 2
    assert shell("search", "(tide").error == "broadsheet: Character 1: this parenthesis is never closed\n"


def test_an_empty_library_lists_nothing(shell: Shell) -> None:
    assert shell("list").out == ""
    assert shell("list", "--json").json == []
    assert shell("notes", "--json").json == []


def test_an_article_is_shown_in_four_formats(shell: Shell, bell: int) -> None:
    mark_quote(shell.home, bell, "harbour", "Which one?")
    text, markdown, page, record = (
        shell("show", "1", "--format", form) for form in ("text", "markdown", "html", "json")
    )
    assert [ran.code for ran in (text, markdown, page, record)] == [0] * 4
    assert shell("show", "1").out == text.out
    assert text.out.split("\n")[:4] == ["The Bell", "", "Ann Lee and Bo", "Example · 12 Mar 2026 · 1 min"]
    assert "The harbour lay quiet." in text.out
    assert markdown.out.startswith("---\ntitle: The Bell\n")
    assert "Which one?" in markdown.out
    assert page.out.startswith("<!doctype html>")
    assert "Which one?" in page.out
    assert list(record.json) == ["id", *SHAPE]
    assert shell("show", "--json", "1").json == record.json


@pytest.mark.parametrize("number", ["7", "0", "99999999999999999999999"])
def test_an_id_that_is_not_there_is_told_in_one_line(shell: Shell, bell: int, number: str) -> None:
    for command in ("show", "read", "delete", "undelete"):
        ran = shell(command, number)
        assert ran.code == 1
        assert re.fullmatch(r"broadsheet: There is no .+\n", ran.error)
    assert bell == 1


# notes, trash, export


def test_notes_are_listed_with_their_state(shell: Shell, bell: int) -> None:
    one = mark_quote(shell.home, bell, "harbour", "Which one?\nThe north one.")
    mark_quote(shell.home, bell, "quiet")
    assert shell("notes", "which").out == (f"{one}  The Bell (1)\n    “harbour”\n    Which one?\n    The north one.\n")
    records = shell("notes", "--json").json
    assert [record["quote"] for record in records] == ["harbour", "quiet"]
    assert list(records[0]) == [
        "id", "uid", "kind", "article", "title", "authors", "site", "url", "quote", "note", "colour", "tags", "state",
        "reason", "score", "start", "end", "created", "changed",
    ]  # fmt: skip
    assert records[0]["state"] == "held"
    assert TIME.fullmatch(records[0]["created"])


def test_deleting_can_be_taken_back(shell: Shell, bell: int) -> None:
    ran = shell("delete", "1", "9")
    assert (ran.code, ran.out) == (1, "deleted 1: The Bell\n")
    assert "no article 9" in ran.error
    assert shell("list", "--json").json == []
    (trashed,) = shell("list", "--shelf", "trash", "--json").json
    assert TIME.fullmatch(trashed["deleted"])
    assert shell("undelete", "1", "9", "--json").json == [
        {"id": 1, "status": "restored"},
        {"id": 9, "status": "failed", "reason": "There is no article 9."},
    ]
    assert [record["id"] for record in shell("list", "--json").json] == [bell]


def test_export_prints_or_writes_one_file_an_article(shell: Shell, tmp_path: Path, bell: int) -> None:
    mark_quote(shell.home, bell, "harbour", "Which one?")
    (tmp_path / "salt.md").write_text("# Salt\n\nText.\n", encoding="utf-8")
    shell("add", "salt.md")
    printed = shell("export", "markdown", "bell")
    assert printed.out.startswith("---\ntitle: The Bell\n")
    assert "Salt" not in printed.out
    out = tmp_path / "a" / "notes"
    assert shell("export", "markdown", "--out", str(out)).out == f"2 written to {out}\n"
    assert sorted(path.name for path in out.glob("*.md")) == ["Salt.md", "The Bell.md"]
    assert (out / "The Bell.md").read_text(encoding="utf-8").rstrip("\n") == printed.out.rstrip("\n")
    ran = shell("export", "markdown", "--out", str(out), "bell", "--json")
    assert ran.json == [{"id": 1, "path": str(out / "The Bell.md"), "status": "unchanged"}]
    assert "Which one?" in (out / "The Bell.md").read_text(encoding="utf-8")


def test_an_export_can_be_added_again(shell: Shell, tmp_path: Path, bell: int) -> None:
    shell("export", "markdown", "--out", "out")
    former = shell("show", "1", "--json").json
    assert shell("--home", str(tmp_path / "other"), "add", "out/The Bell.md").code == 0
    assert shell("--home", str(tmp_path / "other"), "show", "1", "--json").json == former
    assert bell == 1


def test_a_folder_that_cannot_be_written_is_told(shell: Shell, tmp_path: Path, bell: int) -> None:
    (tmp_path / "file").touch()
    ran = shell("export", "markdown", "--out", "file")
    assert ran.code == 1
    assert re.fullmatch(r"broadsheet: file can't be written: File exists\n", ran.error)
    assert bell == 1


def test_an_interruption_while_the_program_is_read_leaves_no_traceback(home: Home) -> None:
    script = (
        "import os, signal, sys\n"
        "from reader.start import run\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'reader.cli': os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "run()\n"
    )
    command = [sys.executable, "-c", script, "--home", str(home.library.parent), "list"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (-signal.SIGINT, "", "")


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no alarm on this system")
def test_an_interruption_where_python_lets_no_error_through_ends_the_program_all_the_same(home: Home) -> None:
    script = (
        "import os, signal, sys, weakref\n"
        "from reader.start import run\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'reader.verbs_add':\n"
        "            gone = Interrupting()\n"
        "            ref = weakref.ref(gone, lambda _: os.kill(os.getpid(), signal.SIGINT))\n"
        "            del gone\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "run()\n"
    )
    command = [sys.executable, "-c", script, "--home", str(home.library.parent), "add", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        assert running.wait(20) == 1, "it waits for its input no longer"
        assert "interrupted" in running.stderr.read()
