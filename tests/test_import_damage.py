"""What is damaged in an export costs itself alone, and is told; nothing that can be read is lost beside it."""

import io
import json
import zipfile

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from library.arrival import Arrival
from library.errors import UnreadableSourceError
from library.importers.arrivals import Kind, Left
from library.importers.fields import published_of
from library.importers.formats import read as read_notes
from library.importers.given import Given
from library.importers.services import opened
from library.importers.tables import Table
from library.note_import import import_notes
from library.store import Store
from tests.commands import Shell
from tests.service_files import read, shown
from tests.test_note_import import LATER, save

READWISE = "Highlight,Book Title,Book Author,Note,Color,Tags,Highlighted at,Document tags\n"
MARK = {
    "id": "a1",
    "uri": "https://example.org/moss",
    "text": "why?",
    "target": [{"source": "https://example.org/moss"}],
}
BOOK = {"title": "Moss", "source_url": "https://example.org/moss", "book_tags": [], "highlights": [{"text": "Rain."}]}
PAGE = {"url": "https://example.org/moss", "highlights": [{"text": "Rain.", "timestamp": "2026-01-02T03:04:05Z"}]}
NOTE = {
    "@context": "http://www.w3.org/ns/anno.jsonld", "type": "Annotation", "id": "urn:x:1",
    "body": {"type": "TextualBody", "value": "why?"}, "target": "https://example.org/moss",
}  # fmt: skip


def told(content: bytes, kind: Kind) -> list[tuple[int, str]]:
    return [(one.row, one.reason) for one in read(Given("x", content=content))[1]
            if isinstance(one, Left) and one.kind is kind]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("hypothesis", json.dumps({"export_userid": "acct:a@b", "annotations": [MARK, {**MARK, "id": "a2"}]})[:-20]),
        ("hypothesis", json.dumps({"annotations": [MARK, MARK]}).replace('"a1"', "a1", 1)),
        ("readwise", json.dumps([BOOK, BOOK])[:-20]),
        ("readwise", json.dumps({"count": 2, "results": [BOOK, BOOK]})[:-20]),
        ("clipper", json.dumps([PAGE, PAGE])[:-20]),
        ("webannotation", json.dumps([NOTE, NOTE])[:-20]),
        ("webannotation", json.dumps({"type": "AnnotationPage", "items": [NOTE, NOTE]})[:-9]),
    ],
)  # fmt: skip
def test_of_notes_in_damaged_json_those_are_kept_that_can_be_read(name: str, text: str) -> None:
    found, reading = read_notes(text.encode())
    assert (found.name, len(reading.incoming), len(reading.problems)) == (name, 1, 1)
    assert "JSON" in reading.problems[0].reason or "breaks off" in reading.problems[0].reason


def test_a_quotation_mark_that_is_never_closed_costs_one_highlight() -> None:
    _, reading = read_notes(f'{READWISE}"Open,Moss,,,,,,\nSecond,Moss,,,,,,\nThird,Moss,,,,,,\n'.encode())
    assert [one.row for one in reading.incoming] == [3, 4]
    assert reading.problems == ((2, "a quotation mark in it is never closed"),)


def test_the_tags_of_a_document_go_to_its_article_now_or_when_it_comes(store: Store) -> None:
    article = save(store, "Moss")
    text = f'{READWISE}Moss waits,Moss,,,,a,,"wet, Green"\nGone,Stone,,,,b,,grey\nElse,Stone,,,,,,grey\n'
    for added in (3, 0):
        found, reading = read_notes(text.encode())
        report = import_notes(store, reading, LATER, found.name)
        assert (report.added, len(report.known)) == (added, 3 - added)
        assert (report.articles, report.remarks) == (int(added > 0), ())
    assert store.article(article).tags == ("Green", "wet")
    assert [one.tags for one in store.highlights(article)] == [("a",)]
    (stood_in,) = (one for one in store.articles(store.ids()) if one.title == "Stone")
    assert (stood_in.tags, [one.tags for one in store.highlights(stood_in.id)]) == (("grey",), [("b",), ()])
    stone = save(store, "Stone")
    assert (store.article(stone).tags, len(store.highlights(stone))) == (("grey",), 2)


def test_the_tags_of_an_article_that_has_an_address_wait_for_it(store: Store) -> None:
    head = "Highlight,Title,Author,URL,Document tags"
    for added in (1, 0):
        found, reading = read_notes(f"{head}\nGone,Stone,,https://example.org/stone,grey\n".encode())
        report = import_notes(store, reading, LATER, found.name)
        assert report.added == added
        assert report.remarks == ((2, "its article is not in the library: the tags of it wait with the highlight"),)
    stone = save(store, "Stone")
    assert (store.article(stone).tags, store.waiting()) == (("grey",), [])


def test_each_highlight_that_is_there_already_is_told_with_its_row(shell: Shell) -> None:
    with open("twice.csv", "w", encoding="utf-8") as stream:  # noqa: PTH123
        stream.write(f"{READWISE}Rain,Moss,,,,,,\nRain,Moss,,,,,,\n")
    known = shell("import", "twice.csv", "--json", "--report", "report.csv").json["known"]
    assert [(one["row"], one["reason"]) for one in known] == [(3, "the file has it before")]
    assert [one["row"] for one in shell("import", "twice.csv", "--json").json["known"]] == [2, 3]


@pytest.mark.parametrize(("tail", "failed"), [("", 0), ("\n\n", 0), (" oops", 1), ("\n<!-- made by -->", 1)])
def test_what_stands_behind_a_list_is_told(tail: str, failed: int) -> None:
    pins = json.dumps([{"href": "https://example.org/a", "description": "A", "tags": ""}])
    assert len(told((pins + tail).encode(), Kind.FAILED)) == failed


def test_lists_behind_each_other_are_all_read() -> None:
    lists = [json.dumps([{"href": f"https://example.org/{name}", "description": name, "tags": ""}]) for name in "ab"]
    assert [one.get("url") for one in shown(read(Given("x", content="\n".join(lists).encode()))[1])] == [
        "https://example.org/a", "https://example.org/b"
    ]  # fmt: skip


@pytest.mark.parametrize("content", ["{}", "[]", '{"a": 1}'])
def test_json_with_nothing_in_it_is_no_export(shell: Shell, content: str) -> None:
    with open("empty.json", "w", encoding="utf-8") as stream:  # noqa: PTH123
        stream.write(content)
    assert shell("import", "empty.json").code == 1


@pytest.mark.parametrize(
    ("value", "year"),
    [("1955-02-03", 1955), ("1851-10-18T00:00:00Z", 1851), ("0001-01-01T00:00:00Z", 0), ("9999-12-31", 0), (-5, 0)],
)
def test_what_was_published_before_there_were_computers_keeps_its_date(value: object, year: int) -> None:
    moment = published_of(value)
    assert (0 if moment is None else moment.year) == year


@pytest.mark.parametrize("address", ["mailto:a@example.org", "tel:+4912", "ftp://example.org/x", "javascript:void(0)"])
def test_what_leads_to_no_page_is_skipped_and_named(address: str) -> None:
    pins = json.dumps([{"href": address, "description": "A", "tags": ""}])
    ((row, reason),) = told(pins.encode(), Kind.SKIPPED)
    assert (row, reason) == (1, f"its href begins with {address.partition(':')[0]}:, which is no page of the web")


def test_of_a_damaged_collection_its_links_are_kept() -> None:
    whole = {"id": 1, "name": "One", "links": [{"id": 5, "url": "https://example.org/a", "name": "A", "tags": []}]}
    names = ("b", "c", "d")
    cut = {"id": 2, "links": [{"id": name, "url": f"https://example.org/{name}", "tags": []} for name in names]}
    text = json.dumps({"collections": [whole, cut], "pinnedLinks": []})
    items = list(shown(read(Given("x", content=text[: text.index('"d"') + 9].encode()))[1]))
    assert [one["url"] for one in items if "url" in one] == [f"https://example.org/{name}" for name in "abc"]
    assert [one["failed"] for one in items if "failed" in one] == ["the file breaks off within it"]


def test_of_a_damaged_tree_of_bookmarks_each_is_kept_that_can_be_read() -> None:
    page = {"title": "A", "type": "text/x-moz-place", "uri": "https://example.org/a", "dateAdded": 1600000000000000}
    folder = {"title": "menu", "type": "text/x-moz-place-container", "children": [page, {**page, "title": "B"}]}
    items = list(shown(read(Given("x", content=json.dumps({"children": [folder]})[:-40].encode()))[1]))
    assert [one.get("title") for one in items] == ["A", None]
    assert "breaks off" in str(items[1]["failed"])
    with pytest.raises(UnreadableSourceError, match="breaks off"):
        read(Given("x", content=json.dumps({"children": [folder]})[:110].encode()))


def test_clippings_that_break_off_say_so() -> None:
    text = "Moss (B. Fern)\n- Your Highlight on page 7 | Added on Monday, 3 June 2024 10:11:12\n\nMoss wai"
    _, reading = read_notes(text.encode(), "x.bin")
    assert [one.highlight.anchor.quote for one in reading.incoming if one.highlight.anchor] == ["Moss wai"]
    assert reading.remarks == ((1, "the file breaks off within it: its words may not be complete"),)


@pytest.mark.parametrize(
    ("first", "service"),
    [
        ("url,title", "table"), ("Title;Web site;Link", "table"), ("title\turl", "table"), ("name,count", ""),
        ("Highlight,Title,URL", ""), ("url,title,note,folder,created", "raindrop"), ("title,url,time_added", "pocket"),
    ],
)  # fmt: skip
def test_a_table_of_nobody_is_one_that_no_service_writes(first: str, service: str) -> None:
    with opened(Given("x", content=f"{first}\n".encode())) as found:
        assert (found.service.name if found else "") == service


@pytest.mark.parametrize(
    "content",
    [
        "title,url,time_added,tags,status\n{},https://example.org/a,1711111111,,unread\n",
        "id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite\n1,{},,,https://example.org/a,,,,,,\n",
        '[{{"href": "https://example.org/a", "description": "{}", "tags": ""}}]',
        '<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n<DT><A HREF="https://example.org/a">{}</A>\n</DL>',
    ],
)
@pytest.mark.parametrize("length", [1000, 1500, 300_000])
def test_a_title_that_is_cut_is_told(content: str, length: int) -> None:
    title = ("wall " * length)[: length - 1] + "x"
    made = read(Given("x", content=content.format(title).encode()))[1]
    (item,) = [one for one in shown(made) if "title" in one]
    assert len(str(item["title"])) == min(length, 1000)
    reasons = [one.reason for one in made if isinstance(one, Left)]
    assert reasons == ([] if length <= 1000 else [f"its title has {length:,} characters, and was cut to 1,000"])


def test_a_highlight_without_words_costs_none_of_the_others_on_its_page() -> None:
    marks = [{"quote": "one"}, {"quote": ""}, 5, {"quote": "two"}]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "part_000000.csv", "title,url,time_added,tags,status\nA,https://example.org/a,1711111111,,unread\n"
        )
        page = {"url": "https://example.org/a", "title": "A", "highlights": marks}
        archive.writestr("annotations/part_000000.json", json.dumps([page]))
    made = read(Given("x", content=packed.getvalue()))[1]
    (item,) = [one for one in made if isinstance(one, Arrival)]
    assert [one.anchor.quote for one in item.highlights if one.anchor] == ["one", "two"]
    assert [one.kind for one in made if isinstance(one, Left)] == [Kind.LOST, Kind.LOST]


@pytest.mark.parametrize("preface", ["sep=,\n", "\ufeffsep=,\r\n", '"sep=,"\n', "\n", ""])
def test_what_a_spreadsheet_writes_before_the_names_is_no_name(preface: str) -> None:
    text = f"{preface}title,url,time_added,tags,status\nA,https://example.org/a,1711111111,,unread\n"
    name, items = read(Given("x", content=text.encode()))
    assert (name, [one.get("title") for one in shown(items)]) == ("pocket", ["A"])


def test_the_names_of_the_columns_once_more_are_no_record() -> None:
    part = "title,url,time_added,tags,status\nA,https://example.org/{},1711111111,,unread\n"
    items = list(shown(read(Given("x", content=(part.format("a") + part.format("b")).encode()))[1]))
    assert [one.get("url", one.get("skipped")) for one in items] == [
        "https://example.org/a", "it names the columns once more", "https://example.org/b"
    ]  # fmt: skip


def test_what_lies_unknown_in_an_archive_is_told() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mine.csv", "title,url,time_added,tags,status\nA,https://example.org/a,1711111111,,unread\n")
        archive.writestr("other.json", '{"a": 1}')
    items = list(shown(read(Given("x", content=packed.getvalue()))[1]))
    assert [(one["file"], "remark" in one) for one in items] == [("mine.csv", False), ("other.json", True)]


table_parts = st.sampled_from(
    ["a", ",", ",", "\n", "\n", "\r\n", "\r", '"', '""', '"x"', "\0", '"a\nb"', " ", "x,y\n", "x,y\n"]
)


@drawn(st.lists(table_parts, max_size=30).map("".join), st.integers(1, 4))
def test_records_that_are_read_together_are_those_that_are_read_one_by_one(text: str, lines: int) -> None:
    def records() -> list[object]:
        table = Table(io.StringIO(f"h,i\n{text}", newline=""))
        return [(record, table.ahead) for record in table.records()]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("library.importers.tables._PIECE", lines)
        together = records()
        patch.setattr("library.importers.tables._each_alone", lambda *_: None)
        assert together == records()
