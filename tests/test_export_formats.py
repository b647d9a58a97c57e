"""Each format against its golden file, and against what the program that it is for asks of it."""

import csv
import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.anchor import Anchor, AnchorState
from library.document import Document, Range
from library.exporters import FORMATS
from library.exporters.annotated import to_annotated_html
from library.exporters.everything import to_json
from library.exporters.hypothesis import to_hypothesis, utf16_length
from library.exporters.noted import Noted
from library.exporters.org import to_org
from library.exporters.safe import cell, json_text, plain_lines, raw_cell
from library.exporters.tables import COLUMNS, READWISE_COLUMNS, to_csv, to_readwise
from library.exporters.webannotation import to_webannotation
from library.highlight import Colour, Highlight
from library.store import Store
from tests.export_sample import NOON, articles, library, noted, the, uid
from tests.texts import documents

GOLDEN = Path(__file__).parent / "data" / "exports"


@pytest.fixture
def sample(store: Store) -> list[Noted]:
    """The sample by its highlights."""
    library(store)
    return noted(store)


def whole(store: Store) -> list[Noted]:
    """The sample by its articles, and what waits."""
    return [*articles(store), *(one for one in noted(store) if one.article is None)]


WRITERS: dict[str, Callable[[list[Noted]], Iterator[str]]] = {
    "annotations.jsonld": lambda found: to_webannotation(found, sum(len(one.highlights) for one in found), NOON),
    "hypothesis.json": lambda found: to_hypothesis(found, NOON),
    "readwise.csv": to_readwise,
    "highlights.csv": to_csv,
    "broadsheet.org": to_org,
    "broadsheet.json": lambda found: to_json(found, NOON),
}


@pytest.mark.parametrize("name", WRITERS)
def test_the_sample_in_every_format(store: Store, sample: list[Noted], name: str) -> None:
    found = "".join(WRITERS[name](whole(store) if name == "broadsheet.json" else sample))
    assert found == (GOLDEN / name).read_text(encoding="utf-8")
    (form,) = (form for form in FORMATS if form.file == name)
    assert found.startswith(form.opening)


@pytest.mark.parametrize("name", WRITERS)
def test_nothing_is_a_file_too(name: str) -> None:
    text = "".join(WRITERS[name]([]))
    assert text.endswith("\n")
    if "json" in name:
        assert isinstance(json.loads(text), dict)


# W3C: https://www.w3.org/TR/annotation-model/ and the terms of https://www.w3.org/ns/anno.jsonld

_TERMS = frozenset((
    "id", "type", "label", "total", "first", "items", "startIndex", "generated", "generator", "name", "motivation",
    "created", "modified", "body", "target", "stylesheet", "styleClass", "source", "selector", "value", "format",
    "purpose", "exact", "prefix", "suffix", "start", "end", "dcterms:title",
))  # fmt: skip
_TYPES = frozenset((
    "AnnotationCollection", "AnnotationPage", "Annotation", "Software", "TextualBody", "SpecificResource",
    "TextQuoteSelector", "TextPositionSelector", "CssStylesheet",
))  # fmt: skip
_MOTIVES = frozenset(("highlighting", "commenting", "bookmarking", "tagging"))
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_IRI = re.compile(r"(https?://|urn:uuid:)\S+")


def every(value: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401  what JSON holds
    """All objects of a JSON value."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from every(inner)


def test_web_annotations_have_what_the_model_requires(sample: list[Noted]) -> None:
    collection = json.loads("".join(to_webannotation(sample, 11, NOON)))
    assert collection.pop("@context") == "http://www.w3.org/ns/anno.jsonld"
    for found in every(collection):
        assert set(found) <= _TERMS
        assert found.get("type", "Annotation") in _TYPES
        assert _IRI.fullmatch(found.get("id", "urn:uuid:0"))
        assert {found.get("motivation", "commenting"), found.get("purpose", "commenting")} <= _MOTIVES
    page = collection["first"]
    assert (collection["type"], page["type"], page["startIndex"]) == ("AnnotationCollection", "AnnotationPage", 0)
    assert collection["total"] == len(page["items"]) == 11
    assert len({one["id"] for one in page["items"]}) == 11
    for one in page["items"]:
        assert _TIME.fullmatch(one["created"])
        assert _TIME.fullmatch(one["modified"])
        assert _IRI.fullmatch(one["target"]["source"])
        assert f".{one['target']['styleClass']} {{" in one["stylesheet"]["value"]
        for body in one.get("body", []):
            assert {"type", "value", "purpose"} <= set(body)


def test_positions_count_code_points_and_agree_with_the_quotes(sample: list[Noted]) -> None:
    texts = {one.source: one.document.text for one in sample if one.document is not None}
    collection = json.loads("".join(to_webannotation(sample, 11, NOON)))
    checked = 0
    for one in collection["first"]["items"]:
        selectors = {selector["type"]: selector for selector in one["target"].get("selector", [])}
        if "TextPositionSelector" in selectors:
            place, quote = selectors["TextPositionSelector"], selectors["TextQuoteSelector"]
            text = texts[one["target"]["source"]]
            assert text[place["start"] : place["end"]] == quote["exact"]
            assert text[: place["start"]].endswith(quote["prefix"])
            assert text[place["end"] :].startswith(quote["suffix"])
            checked += 1
    assert checked == 7
    by_id = {one["id"]: one for one in collection["first"]["items"]}
    for lost in (8, 10, 11):  # lost, uncertain, waiting: no guess leaves as a fact
        target = by_id[UUID(hex=uid(lost)).urn]["target"]
        assert [selector["type"] for selector in target["selector"]] == ["TextQuoteSelector"]
    assert "selector" not in by_id[UUID(hex=uid(1)).urn]["target"]
    assert by_id[UUID(hex=uid(5)).urn]["motivation"] == "bookmarking"


# Hypothes.is: what the client's import takes, as its source tells


def test_the_hypothesis_client_finds_what_it_imports(sample: list[Noted]) -> None:
    data = json.loads("".join(to_hypothesis(sample, NOON)))
    assert isinstance(data["annotations"], list)
    assert len(data["annotations"]) == 11
    for one in data["annotations"]:
        assert one["user"].startswith("acct:")
        assert one["uri"] == one["target"][0]["source"]
        assert isinstance(one["text"], str)
        assert all(isinstance(tag, str) for tag in one["tags"])
        assert isinstance(one["document"]["title"], str)
        for selector in one["target"][0].get("selector", []):
            if selector["type"] == "TextQuoteSelector":
                assert selector["exact"]


def test_positions_for_hypothesis_count_utf16_units(sample: list[Noted]) -> None:
    texts = {one.source: one.document.text for one in sample if one.document is not None}
    data = json.loads("".join(to_hypothesis(sample, NOON)))
    checked = 0
    for one in data["annotations"]:
        selectors = {selector["type"]: selector for selector in one["target"][0].get("selector", [])}
        if "TextPositionSelector" in selectors:
            place = selectors["TextPositionSelector"]
            units = texts[one["uri"]].encode("utf-16-le")
            words = units[2 * place["start"] : 2 * place["end"]].decode("utf-16-le")
            assert words.startswith(selectors["TextQuoteSelector"]["exact"])
            checked += 1
    assert checked == 7
    assert utf16_length("a🔔𠀀") == 5


# Tables


def test_readwise_columns_are_those_of_its_importer(sample: list[Noted]) -> None:
    text = "".join(to_readwise(sample))
    rows = list(csv.DictReader(StringIO(text)))
    assert tuple(rows[0]) == READWISE_COLUMNS
    assert len(rows) == 11
    assert all(row["Highlight"].strip() and row["Title"] for row in rows)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", row["Date"]) for row in rows)
    noted_row = next(row for row in rows if row["Highlight"].startswith("the boats"))
    assert noted_row["Note"].startswith("._2024 .sea .long_read .海 First")
    assert next(row for row in rows if row["Highlight"].startswith("sure"))["Note"] == "\u200b.5 litres"


def test_no_cell_acts_as_a_formula_and_every_cell_comes_back(sample: list[Noted]) -> None:
    for text in ("".join(to_csv(sample)), "".join(to_readwise(sample))):
        for row in csv.reader(StringIO(text)):
            assert not any(re.match("[=+\\-@\t\r]", value) for value in row)
    rows = list(csv.DictReader(StringIO("".join(to_csv(sample)))))
    assert tuple(rows[0]) == COLUMNS
    by_uid = {row["uid"]: row for row in rows}
    assert raw_cell(by_uid[uid(8)]["quote"]) == the(sample, 8).quote
    assert raw_cell(by_uid[uid(6)]["note"]) == "=1+1"
    assert by_uid[uid(8)]["start"] == ""


@given(st.text(st.sampled_from("=+-@\t'\"a ＝“\n"), max_size=8))
def test_cells_are_reversible(text: str) -> None:
    assert raw_cell(cell(text)) == plain_lines(text)
    assert not re.match(r"[\s\"'“]*[=+\-@]", cell(text)) or cell(text).startswith("'")


@given(st.text(st.characters(exclude_categories=())))
def test_json_is_safe_to_print_and_loses_nothing(text: str) -> None:
    written = json_text({"note": text})
    assert json.loads(written) == {"note": text}
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", written)


# Org


def test_org_has_one_heading_an_article_and_one_a_highlight(sample: list[Noted]) -> None:
    text = "".join(to_org(sample))
    headings = re.findall(r"(?m)^(\*+) .*$", text)
    assert headings.count("*") == 3
    assert headings.count("**") == 11
    assert len(headings) == 14
    drawers = re.findall(r"(?m)^:PROPERTIES:\n((?::[A-Z]+: .*\n)+):END:$", text)
    assert len(drawers) == 14
    assert len(re.findall(r"(?m)^:END:$", text)) == 14
    assert text.count("#+begin_quote") == text.count("#+end_quote") == 9
    assert "[[" not in text
    for heading in re.findall(r"(?m)^\*+ .*$", text):
        tags = re.search(r" :([^ ]*):$", heading)
        assert tags is None or re.fullmatch(r"[\w@#%:]+", tags[1])


# Pages


class _Page(HTMLParser):
    """Gathers what a page shows and how it is marked; checks that elements nest."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.marked: dict[str, str] = {}
        self._ids: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("meta", "img", "hr", "br"):
            return
        self.open.append(tag)
        self._ids.append((dict(attrs).get("data-ids") or "").split() if tag == "mark" else [])

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self._ids.pop()

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            return
        if "aside" not in self.open:
            self.text += data
        for one in (one for ids in self._ids for one in ids):
            self.marked[one] = self.marked.get(one, "") + data


def page_of(text: str) -> _Page:
    found = _Page()
    found.feed(text)
    found.close()
    assert found.open == []
    return found


def test_the_sample_as_pages(store: Store, sample: list[Noted]) -> None:
    assert len(sample) == 3
    for one, name in zip(articles(store), ("harbour.html", "bell.html"), strict=True):
        assert one.article is not None
        assert one.document is not None
        text = to_annotated_html(one.article, one.document, one.highlights, lambda _: "")
        assert text == (GOLDEN / name).read_text(encoding="utf-8")
        page = page_of(text)
        for tag, attributes in page.tags:
            assert tag not in ("script", "iframe", "link", "object", "form")
            assert not any(name.startswith("on") for name in attributes)
            assert tag != "img" or (attributes["src"] or "").startswith("data:")
        for mark in one.highlights:
            if mark.place is not None and mark.place.start < mark.place.end:
                assert squeezed(page.marked[mark.uid]) == squeezed(one.document.slice(mark.place))
            for line in mark.note.split("\n"):
                assert not line.strip() or line.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;") in text


def squeezed(text: str) -> str:
    return "".join(text.split())


@given(documents(), st.lists(st.tuples(st.integers(0, 400), st.integers(0, 60)), max_size=6))
def test_marks_of_any_overlap_hold_their_words_in_any_document(
    document: Document, places: list[tuple[int, int]]
) -> None:
    end = len(document.text)
    ranges = [Range(min(start, end), min(start + length, end)) for start, length in places]
    marks = [
        Highlight(
            number, uid(number), 1, Anchor(*place, "x", "", "", ""), place, AnchorState.HELD, "", 1.0, Colour.RED,
            "note", (), NOON, NOON,
        )
        for number, place in enumerate(ranges, 1)
    ]  # fmt: skip
    page = page_of(to_annotated_html(ARTICLE, document, marks, lambda _: ""))
    for mark in marks:
        words = document.text[mark.place.start : mark.place.end] if mark.place else ""
        assert set(squeezed(page.marked.get(mark.uid, ""))) <= set(squeezed(words)) | set("[]:0123456789PhotoPicture—")


def _article() -> Any:  # noqa: ANN401  Article has many fields, of which one matters
    from library.article import Article, ArticleState

    return Article(
        id=1, url="", title="T", authors=(), site="", published=None, saved=NOON, state=ArticleState.INBOX,
        starred=False, tags=(), words=1, ideographs=0, language="", stated_minutes=None, fingerprint="", deleted=None,
        highlights=0, notes=0, progress=None,
    )  # fmt: skip


ARTICLE = _article()
