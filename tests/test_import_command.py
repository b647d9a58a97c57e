"""`broadsheet import`: words and JSON, exit codes, and what our own exports bring back."""

import io
import json
import re
import sys
from pathlib import Path

import pytest

from library.anchor import make_anchor
from library.article import Draft, Metadata
from library.builder import DocumentBuilder
from library.document import BlockKind, Range
from library.highlight import Colour
from library.source import Source
from library.store import Store
from reader.config import Home
from tests.commands import Shell

CSV = """Highlight,Title,Author,URL,Note,Location,Date
Moss waits,On Moss,B. Fern,https://example.org/moss,.green why?,1,2026-01-02 03:04:05
gone from here altogether by now,On Moss,B. Fern,https://example.org/moss,,2,
Stone forgets,On Stone,B. Fern,https://example.org/stone,,3,
nowhere,,,,,4,
,On Moss,,,,,
"""


@pytest.fixture(autouse=True)
def _highlights(tmp_path: Path) -> None:
    (tmp_path / "highlights.csv").write_text(CSV, encoding="utf-8")


@pytest.fixture
def moss(store: Store) -> int:
    """An article in the library."""
    from datetime import UTC, datetime

    builder = DocumentBuilder("en")
    for words in (
        "Moss waits on the wall 👍🏽 of the old road.",
        "Regen kommt: “Ein Moos wartet” — zweimal.",
        "苔在等待。",
    ):
        builder.add(BlockKind.PARAGRAPH, words)
    now = datetime(2026, 3, 14, tzinfo=UTC)
    metadata = Metadata(title="On Moss", url="https://example.org/moss", authors=("B. Fern",))
    return store.add(Draft(metadata, builder.build(), Source(b"moss", now), now))


def test_a_file_is_taken_in_and_told_in_words(shell: Shell, store: Store, moss: int) -> None:
    ran = shell("import", "highlights.csv")
    assert ran.code == 1
    assert ran.out == (
        "highlights.csv (Readwise): 5 read, 3 added, 1 skipped, 1 failed. Of those added: 1 at their passage; "
        "1 lost: their words are not in the article; 1 waiting for an article that is not in the library yet "
        "(broadsheet notes state:waiting lists them)\n"
    )
    assert ran.error.splitlines() == [
        "broadsheet: highlights.csv, record 5: it does not say which article it is on",
        "highlights.csv, record 6: skipped: it is empty",
    ]
    assert [highlight.tags for highlight in store.highlights(moss)] == [("green",), ()]


def test_the_json_is_a_contract(shell: Shell, moss: int) -> None:
    ran = shell("import", "highlights.csv", "--json", "--tag", "old")
    assert ran.code == 1
    assert ran.json == {
        "read": 5, "added": 3, "merged": 0, "skipped": 1, "failed": 1, "held": 1, "uncertain": 0, "lost": 1,
        "problems": [{"row": 5, "file": "highlights.csv", "reason": "it does not say which article it is on"}],
        "waiting_highlights": 1,
        "left_out": [{"row": 6, "file": "highlights.csv", "reason": "it is empty"}],
        "remarks": [], "known": [],
    }  # fmt: skip
    again = shell("import", "highlights.csv", "--json").json
    assert (again["added"], again["merged"]) == (0, 3)


def test_several_files_and_standard_input_are_one_report(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.json").write_text('{"annotations": [', encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CSV.encode()), encoding="utf-8"))
    ran = shell("import", "broken.json", "-", "missing.csv", "--json")
    assert ran.code == 1
    assert (ran.json["read"], ran.json["added"]) == (5, 3)
    problems = ran.json["problems"]
    assert isinstance(problems, list)
    assert [(problem["file"], problem["row"]) for problem in problems] == [
        ("broken.json", 0),
        ("-", 5),
        ("missing.csv", 0),
    ]
    assert len(ran.error.splitlines()) == 3


@pytest.mark.parametrize("arguments", [["import"], ["import", "a.csv", "--from", "scroll"], ["import", "-", "-"]])
def test_wrong_usage_is_2(shell: Shell, arguments: list[str]) -> None:
    assert shell(*arguments).code == 2


def test_the_form_can_be_named(shell: Shell) -> None:
    assert shell("import", "highlights.csv", "--from", "readwise", "--json").json["added"] == 3
    ran = shell("import", "highlights.csv", "--from", "hypothesis")
    assert (ran.code, "JSON" in ran.error) == (1, True)


def test_nothing_that_is_printed_steers_the_terminal(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "evil\x1b[31m.csv").write_text("Highlight,Title\n\x1b[2Jx,\x1b]0;owned\x07\u202e\n", encoding="utf-8")
    for arguments in (["evil\x1b[31m.csv"], ["evil\x1b[31m.csv", "--json"]):
        ran = shell("import", *arguments)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", ran.out + ran.error)


def test_a_forged_export_brings_no_control_characters_in(shell: Shell, store: Store, moss: int, tmp_path: Path) -> None:
    store.add_highlight(moss, None, now=store.article(moss).saved, note="NOTE", tags=("TAG",))
    assert shell("export", "json", "--out", str(tmp_path / "out.json")).code == 0
    text = (tmp_path / "out.json").read_text(encoding="utf-8")
    uid = store.highlights(moss)[0].uid
    for old, new in (("NOTE", r"no\u001b]0;x\u0007te\nline"), ("TAG", r"\u202et"), (uid, "f" * 32)):
        text = text.replace(old, new)
    (tmp_path / "out.json").write_text(text, encoding="utf-8")
    assert shell("import", "out.json", "--json").json["added"] == 1
    forged = store.highlights(moss)[-1]
    assert (forged.note, forged.tags) == ("no]0;xte\nline", ("t",))


def test_what_waits_is_listed_among_the_notes(shell: Shell) -> None:
    shell("import", "highlights.csv")
    ran = shell("notes", "state:waiting", "--json")
    listed = json.loads(ran.out)
    assert [(note["quote"], note["title"], note["article"]) for note in listed][-1] == (
        "Stone forgets",
        "On Stone",
        None,
    )


@pytest.mark.parametrize("form", ["json", "webannotation", "hypothesis"])
def test_what_our_exports_hold_comes_back_into_another_library(
    shell: Shell, store: Store, moss: int, tmp_path: Path, form: str
) -> None:
    document = store.document(moss)
    now = store.article(moss).saved
    for quote, note, tags, colour in (
        ("wall 👍🏽 of", "why?\n\n- two\n- lines", ("green", "wet stone"), Colour.BLUE),
        ("“Ein Moos wartet” — zweimal.\n苔在", "", (), Colour.RED),
    ):
        start = document.text.index(quote)
        anchor = make_anchor(document, Range(start, start + len(quote)))
        store.add_highlight(moss, anchor, now=now, note=note, tags=tags, colour=colour)
    store.add_highlight(moss, None, now=now, note="On all of it.")
    store.add_highlight(moss, make_anchor(document, Range(5, 5)), now=now)
    ran = shell("export", form, "--out", str(tmp_path / "out.json"))
    assert ran.code == 0, ran.error
    ran = shell("import", str(tmp_path / "out.json"), "--json")
    assert (ran.code, ran.json["read"], ran.json["added"], ran.json["merged"]) == (0, 4, 0, 4)

    other = tmp_path / "other"
    with Store(Home.find(other).library) as fresh:
        source = store.source(moss)
        fresh.add(Draft(store.article(moss).metadata, document, source, now))
    ran = shell("--home", str(other), "import", str(tmp_path / "out.json"), "--json")
    assert (ran.code, ran.json["added"], ran.json["held"]) == (0, 4, 4)
    with Store(Home.find(other).library) as fresh:
        for mine, theirs in zip(store.highlights(moss), fresh.highlights(1), strict=True):
            assert (theirs.uid, theirs.place, theirs.note, theirs.tags) == (mine.uid, mine.place, mine.note, mine.tags)
            assert (theirs.created, theirs.kind) == (mine.created, mine.kind)
            assert theirs.colour == mine.colour or form == "hypothesis"  # which has none


def test_a_readwise_file_of_ours_comes_back(shell: Shell, store: Store, moss: int, tmp_path: Path) -> None:
    document = store.document(moss)
    anchor = make_anchor(document, Range(0, 10))
    store.add_highlight(moss, anchor, now=store.article(moss).saved, note="=why?\n.so", tags=("green",))
    assert shell("export", "readwise", "--out", str(tmp_path / "out.csv")).code == 0
    ran = shell("import", str(tmp_path / "out.csv"), "--json")
    assert (ran.json["added"], ran.json["merged"]) == (0, 1), store.highlights(moss)
