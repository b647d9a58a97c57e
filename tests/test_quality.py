"""The quality gate: pages of our own, what is right for each, and the least that every kind of them must reach."""

import json
from pathlib import Path

import pytest

from library.builder import DocumentBuilder, add_caption
from library.document import BlockKind
from library.extract import Extraction, Metadata
from tests.benchmarks.quality import changes
from tests.quality import FLOORS, PAGES, Pinned, Scores, below, load_pinned, of_kinds, pages, pin, read, score

LEAST = 60
"""Pages of the gate."""
KINDS = sorted({page.kind for page in pages()})


@pytest.mark.parametrize("kind", KINDS)
def test_the_pages_of_a_kind_reach_their_floors(kind: str) -> None:
    scores = {page.title: score(page.right, read(page)) for page in pages() if page.kind == kind}
    # `python tests/benchmarks/quality.py` says which page it is.
    assert below(of_kinds(scores), load_pinned().kinds) == []


def test_there_are_pages_of_many_kinds() -> None:
    assert len(pages()) >= LEAST
    assert len(KINDS) >= 10


def test_every_page_has_its_record_and_every_record_its_page() -> None:
    names = {page.path.with_suffix(".json") for page in pages()}
    assert names == set(PAGES.glob("*/*.json"))


def test_every_floor_has_its_pages() -> None:
    pinned = load_pinned()
    assert sorted(pinned.kinds) == KINDS
    assert sorted(pinned.pages) == sorted(page.title for page in pages())


def test_a_record_asks_only_for_what_is_measured() -> None:
    known = {
        "title", "authors", "published", "updated", "site", "url", "language", "description", "key_points",
        "standfirst", "body", "headings", "items", "quotes", "code", "rows", "captions", "absent", "warnings",
        "from", "charset",
    }  # fmt: skip
    assert {page.title: set(page.right) - known for page in pages() if set(page.right) - known} == {}


# The measures themselves


FIRST = "The bell of the harbour was rung at noon by nobody whom the keeper knew."
SECOND = "It was heard as far as the mill, where the flour shook from the beams."


def extraction() -> Extraction:
    builder = DocumentBuilder("en")
    builder.add(BlockKind.KEY_POINT, "Nobody rang it")
    builder.add(BlockKind.PARAGRAPH, FIRST)
    builder.add(BlockKind.HEADING, "At the mill", level=2)
    builder.add(BlockKind.CODE, "if bell:\n    ring()")
    add_caption(builder, "The bell at noon.", "Ada Crane")
    builder.add(BlockKind.PARAGRAPH, SECOND)
    return Extraction(Metadata(title="The bell", authors=("Ada Crane",)), builder.build(), (), ("It was guessed.",))


RIGHT = {
    "title": "The bell",
    "authors": ["Ada Crane"],
    "published": None,
    "key_points": ["Nobody rang it"],
    "standfirst": "",
    "body": [FIRST, SECOND],
    "headings": [{"text": "At the mill", "level": 2}],
    "code": ["if bell:\n    ring()"],
    "captions": [{"text": "The bell at noon.", "credit": "Ada Crane"}],
    "absent": ["Subscribe now"],
    "warnings": ["guessed"],
}


def imperfect(**changed: object) -> Scores:
    return {name: value for name, value in score(RIGHT | changed, extraction()).items() if value < 1}


def test_a_page_that_is_read_as_it_should_be_is_whole() -> None:
    assert imperfect() == {}


@pytest.mark.parametrize(
    ("changed", "measure", "value"),
    [
        ({"title": "The Bell"}, "title", 0),
        ({"authors": ["Ada Crane", "Tom Ferrant"]}, "authors", 0),
        ({"published": "2025-01-01"}, "published", 0),
        ({"updated": "2025-01-01"}, "updated", 0),
        ({"key_points": ["Nobody rang it", "The mill shook"]}, "key_points as such", 0.5),
        ({"key_points": ["Nobody rang it", "The mill shook"]}, "key_points kept", 0.5),
        ({"key_points": []}, "key_points precision", 0),
        ({"standfirst": FIRST}, "standfirst as such", 0),
        ({"headings": [{"text": "At the mill", "level": 3}]}, "headings as such", 0),
        ({"code": ["if bell: ring()"]}, "code as such", 0),
        ({"captions": [{"text": "The bell at noon.", "credit": "Ada"}]}, "credits", 0),
        ({"captions": []}, "captions precision", 0),
        ({"absent": ["at noon by nobody whom the keeper knew", "Subscribe now"]}, "absent", 0.5),
        ({"warnings": []}, "warnings", 0),
        ({"warnings": ["guessed", "truncated"]}, "warnings", 0.5),
        ({"body": [FIRST]}, "body", 0.7),
        ({"body": [FIRST, SECOND, FIRST.upper()]}, "body", 0.8),
    ],
)
def test_what_is_wrong_is_measured(changed: dict[str, object], measure: str, value: float) -> None:
    assert imperfect(**changed)[measure] == pytest.approx(value, abs=0.1)


def test_what_is_not_asked_for_is_not_measured() -> None:
    assert score({"body": [FIRST, SECOND]}, extraction()) == {"body": 1.0}


def test_a_file_that_is_refused_reaches_nothing() -> None:
    assert score({"title": "", "body": [FIRST]}, None) == {"title": 0, "body": 0}


def test_a_floor_that_is_missing_fails() -> None:
    assert below({"news": {"body": 1.0}}, {}) == ["news: no floor is pinned for body"]
    assert below({"news": {"body": 0.9}}, {"news": {"body": 0.95}}) == ["news: body is 0.9000, its floor 0.9500"]
    assert below({"news": {"body": 0.95}}, {"news": {"body": 0.95}}) == []


def test_what_is_pinned_is_reached(tmp_path: Path) -> None:
    scores = {"news/bell": {"body": 2 / 3, "title": 1.0}, "news/mill": {"body": 1.0}}
    pin(scores, tmp_path / "floors.json")
    pinned = load_pinned(tmp_path / "floors.json")
    assert below(of_kinds(scores), pinned.kinds) == []
    assert pinned.pages == {"news/bell": {"body": 0.6666}, "news/mill": {}}
    assert json.loads((tmp_path / "floors.json").read_text(encoding="utf-8"))["kinds"]["news"]["body"] == 0.8333


def test_the_report_says_what_changed_page_by_page() -> None:
    pinned = Pinned({"news": {"body": 0.8}}, {"news/bell": {"body": 0.8}, "news/mill": {}, "news/gone": {}})
    scores = {"news/bell": {"body": 0.9, "title": 1.0}, "news/mill": {"body": 0.5}, "news/new": {"body": 1.0}}
    assert changes(scores, pinned) == [
        "news/bell: body 0.800 -> 0.900",
        "news/mill: body 1.000 -> 0.500 (worse)",
        "news/new: new",
        "news/gone: no longer there",
    ]


def test_the_floors_are_written_as_the_report_writes_them(tmp_path: Path) -> None:
    assert FLOORS.read_text(encoding="utf-8").startswith('{\n "kinds": {\n')
