"""Each format is read as its documentation has it; what is wrong with a record is told, and the others are read."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.article import utc_text
from library.errors import UnreadableSourceError
from library.highlight import Colour
from library.importers import fields, markup
from library.importers.formats import FORMATS, detect, read, text_of
from library.importers.incoming import Incoming, Reading
from library.importers.kindle_dates import moment_in

FILES = Path(__file__).parent / "data" / "imports"
SAMPLES = sorted(path for path in FILES.iterdir() if not path.name.endswith(".expected.json"))


def shape(incoming: Incoming) -> dict[str, object]:
    """An annotation as the expected files have it: without what is empty."""
    new = incoming.highlight
    anchor, wanted = new.anchor, new.wanted
    quoted = {"quote": anchor.quote, "before": anchor.before, "after": anchor.after} if anchor else {}
    article = {"url": wanted.url, "title": wanted.title, "authors": list(wanted.authors)}
    made = {
        "row": incoming.row, **quoted, "note": new.note, "tags": list(new.tags), "colour": new.colour.value,
        "created": utc_text(new.created), "changed": utc_text(new.changed) if new.changed != new.created else None,
        "uid": new.uid, "article_tags": list(incoming.article_tags),
        "article": {name: value for name, value in article.items() if value},
    }  # fmt: skip
    return {name: value for name, value in made.items() if value or name in quoted}


def one(content: str | bytes, name: str = "") -> Incoming:
    """The only annotation of a file without problems."""
    _, reading = read(content.encode() if isinstance(content, str) else content, name)
    assert (reading.problems, len(reading.incoming)) == ((), 1)
    return reading.incoming[0]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_sample_is_read_as_expected(path: Path) -> None:
    expected = json.loads(path.with_name(f"{path.name}.expected.json").read_text(encoding="utf-8"))
    found, reading = read(path.read_bytes(), path.name)
    assert found.name == expected["format"]
    assert [shape(incoming) for incoming in reading.incoming] == expected["incoming"]
    for kind in ("problems", "skipped", "remarks"):
        assert [list(problem) for problem in getattr(reading, kind)] == expected[kind]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_the_name_of_a_file_does_not_decide_its_format(path: Path) -> None:
    expected = detect(text_of(path.read_bytes()), path.name)
    assert detect(text_of(path.read_bytes()), "x.bin") == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_file_is_read_in_any_encoding(encoding: str) -> None:
    text = (FILES / "readwise-import.csv").read_text(encoding="utf-8")
    assert read(text.encode(encoding)) == read(text.encode())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "PDF"),
        (b"Dear diary, nothing happened.", "My Clippings.txt"),
        (b'{"a": 1}', "W3C Web Annotation"),
        (b"[]", "forms that can be imported"),
        (b'{"annotations": [{"id": "x", "te', "breaks off at line 1"),
        (b'{"annotations": [}', "damaged at line 1, column 18"),
        (b"[" * 200_000, "nested"),
        (b"[" + b"9" * 5000 + b"]", "JSON"),
    ],
)
def test_a_file_that_can_not_be_read_says_why(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableSourceError, match=re.escape(words)):
        read(content, "notes.json")


def test_a_format_that_is_not_known_is_told() -> None:
    with pytest.raises(UnreadableSourceError, match="known are broadsheet"):
        read(b"x", format_name="scroll")


def test_the_format_can_be_named() -> None:
    _, reading = read(b"Text;Title\nA word;A title\n", format_name="readwise")
    assert [incoming.highlight.wanted.title for incoming in reading.incoming] == ["A title"]


def test_control_characters_are_taken_out_and_the_lines_of_a_note_stay() -> None:
    record = {
        "uri": "https://example.org/\u202ea",
        "target": [{"selector": [{"type": "TextQuoteSelector", "exact": "red\x1b[31m \ud800", "prefix": "\x00"}]}],
        "text": "one\r\n\r\ttwo\x07\x1b]0;x\x07", "tags": ["a\nb", "#a b", " "], "document": {"title": "T\u2028t"},
    }  # fmt: skip
    new = one(json.dumps({"annotations": [record]})).highlight
    assert new.anchor is not None
    assert (new.anchor.quote, new.anchor.before) == ("red[31m \ufffd", "")
    assert (new.note, new.tags) == ("one\n\n    two]0;x", ("a b",))
    assert new.wanted[:2] == ("https://example.org/a", "T t")


def test_what_is_absurdly_long_is_told_and_the_rest_is_read() -> None:
    rows = f"Highlight,Title\n{'x' * 300_000},A\nshort,{'t' * 5000}\ngood,B\n"
    _, reading = read(rows.encode())
    assert [incoming.highlight.wanted.title for incoming in reading.incoming] == ["B"]
    assert [problem.row for problem in reading.problems] == [2, 3]
    assert "300,000 characters" in reading.problems[0].reason


def nested(depth: int, inner: dict[str, object], name: str) -> dict[str, object]:
    for _ in range(depth):
        inner = {"type": "FragmentSelector", "items" if name == "items" else "refinedBy": inner}
    return inner


def test_selectors_and_bodies_that_are_nested_too_deeply_are_a_problem_of_their_record_alone() -> None:
    quote: dict[str, object] = {"type": "TextQuoteSelector", "exact": "found"}
    deep = {
        "type": "Annotation",
        "target": {"source": "https://a.example/", "selector": nested(200, quote, "refinedBy")},
    }
    bodies = {"type": "Annotation", "target": "https://a.example/", "body": nested(200, {"value": "x"}, "items")}
    fine = {"type": "Annotation", "target": {"source": "https://a.example/", "selector": nested(3, quote, "refinedBy")}}
    _, reading = read(json.dumps([deep, bodies, fine]).encode())
    assert [(problem.row, "nested too deeply" in problem.reason) for problem in reading.problems] == [
        (1, True),
        (2, True),
    ]
    assert [incoming.row for incoming in reading.incoming] == [3]


@pytest.mark.parametrize(
    "holder",
    [
        "{0}",
        "[{0}]",
        '{{"type": "AnnotationPage", "items": [{0}]}}',
        '{{"type": ["AnnotationCollection", "Basic"], "first": {{"type": "AnnotationPage", "items": [{0}]}}}}',
        '{{"@context": "x", "@graph": [{0}]}}',
        '{{"type": "AnnotationPage", "items": [], "next": {{"type": "AnnotationPage", "items": [{0}]}}}}',
    ],
)
def test_annotations_are_found_in_whatever_holds_them(holder: str) -> None:
    annotation = {"type": "Annotation", "target": {"source": "https://a.example/", "selector": {"exact": "moss"}}}
    assert one(holder.format(json.dumps(annotation))).highlight.anchor is not None


def test_a_collection_that_only_points_to_its_pages_says_so() -> None:
    _, reading = read(b'{"@context": "x", "type": "AnnotationCollection", "first": "https://a.example/page1"}')
    assert [problem.reason for problem in reading.problems] == [
        "its annotations lie at https://a.example/page1, which is not fetched"
    ]


def test_a_reply_that_is_damaged_does_not_take_its_annotation_with_it() -> None:
    good = {"id": "a", "uri": "https://a.example/", "text": "kept"}
    bad = {"id": "b", "uri": "https://a.example/", "text": 7, "references": ["a"]}
    circle = {"id": "c", "uri": "https://a.example/", "text": "round", "references": ["d"]}
    again = {"id": "d", "uri": "https://a.example/", "text": "and round", "references": ["c"]}
    _, reading = read(json.dumps({"rows": [good, bad, circle, again]}).encode())
    assert [problem.row for problem in reading.problems] == [2]
    words = " ".join(incoming.highlight.note for incoming in reading.incoming)
    assert all(word in words for word in ("kept", "round", "and round"))


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        ("- Your Highlight on Location 1-2 | Added on Friday, October 13, 2023 04:15:54 PM", "2023-10-13T16:15:54Z"),
        ("- Your Highlight | Added on Friday, October 13, 2023 12:15:54 AM", "2023-10-13T00:15:54Z"),
        ("- Ihre Markierung | Hinzugefügt am Dienstag, 5. März 2024 21:12:45", "2024-03-05T21:12:45Z"),
        ("- Tu subrayado | Añadido el sábado, 17 de diciembre de 2022 2:30:30 p. m.", "2022-12-17T14:30:30Z"),
        ("- Votre note | Ajouté le samedi 16 juin 2012 à 22:40:52", "2012-06-16T22:40:52Z"),
        ("- 您在第 57 页的笔记 | 添加于 2022年3月25日星期五 上午7:20:52", "2022-03-25T07:20:52Z"),
        ("- ハイライト | 作成日: 2024年3月4日月曜日 22:18:00", "2024-03-04T22:18:00Z"),
        ("- Twoja notatka | Dodano: sobota, 2 lutego 2019 10:00:00", "2019-02-02T10:00:00Z"),
        ("- Your Note | Added on Monday, 31 February 2024 10:00:00", None),
        ("- Your Note | Added on", None),
        ("", None),
    ],
)
def test_the_date_of_a_kindle_record_in_its_language(meta: str, expected: str | None) -> None:
    assert utc_text(moment_in(meta)) == expected


@pytest.mark.parametrize(
    "value",
    [
        1767323045, 1767323045000, "1767323045000", 1767323045000000, "2026-01-02 03:04:05+00:00",
        "2026-01-02T04:04:05.678+01:00", "2026-01-02 03:04:05 UTC", "2026-01-02T03:04:05Z", " 2026-01-02 03:04:05 ",
    ],
)  # fmt: skip
def test_one_time_in_every_form(value: object) -> None:
    assert fields.moment_of(value) == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "value", ["0001-01-01T00:00:00+23:00", 10**400, float("nan"), float("inf"), True, [], None, "soon", "", -5, 0]
)
def test_what_is_no_time_is_none(value: object) -> None:
    assert fields.moment_of(value) is None


@pytest.mark.parametrize(
    ("value", "colour"),
    [
        ("Pink", "red"), ("#ffee00", "yellow"), ("#1A2B9C", "blue"), ("#3c3", "green"), ("dark purple", "purple"),
        ("#888888", "yellow"), ("#ff1493", "red"), ("chartreuse-ish", "yellow"), (None, "yellow"), (7, "yellow"),
        ("bg-green-200", "green"),
    ],
)  # fmt: skip
def test_colours_are_the_nearest_of_ours(value: object, colour: str) -> None:
    assert fields.colour_of(value) is Colour(colour)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("**Moss** _waits_ for `rain`", "Moss waits for rain"),
        ("see [the stone](https://example.org/a_(b)) here", "see the stone here"),
        ("![pic](https://example.org/x.png) after", " after"),
        ("> quoted\n- item\n# head", "quoted\nitem\nhead"),
        ("2 * 3 * 4 and snake_case_name, a[1](2)", "2 * 3 * 4 and snake_case_name, a[1](2)"),
    ],
)
def test_markdown_around_words_is_taken_off_and_other_signs_stay(text: str, words: str) -> None:
    assert markup.without_markdown(text) == words


def test_long_html_is_read_too() -> None:
    html = "<p>One &amp; <b>two</b></p>" * 1000
    assert markup.without_html(html).split() == ["One", "&", "two"] * 1000


SEEDS = [path.read_bytes() for path in SAMPLES]


@given(st.data())
def test_a_mangled_file_is_read_or_refused_and_every_record_is_told_of(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(SEEDS)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(at, min(len(content), at + 400)))
        content[at:end] = data.draw(st.one_of(st.binary(max_size=6), st.sampled_from([
            b"", b"null", b"[]", b"{}", b'"', b"==========\n", b"\xff", b"\\ud800", b"1e999", b",", b"\r\n", b'"id"',
        ])))  # fmt: skip
    for format_name in ("", *(format_.name for format_ in FORMATS)):
        try:
            _, reading = read(bytes(content), format_name=format_name)
        except UnreadableSourceError as error:
            assert str(error)  # noqa: PT017  it may also be read
        else:
            assert_lawful(reading)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from([
            "id", "type", "target", "body", "selector", "exact", "source", "items", "annotations", "references",
            "uri", "text", "tags", "document", "title", "highlights", "data", "url", "content", "notes", "groupId",
            "refinedBy",
        ]), inner, max_size=6,
    ),
    max_leaves=30,
)  # fmt: skip


@given(json_values, st.sampled_from(["webannotation", "hypothesis", "clipper"]))
def test_any_json_is_read_or_refused(value: object, format_name: str) -> None:
    _, reading = read(json.dumps([value]).encode(), format_name=format_name)
    assert_lawful(reading)


def assert_lawful(reading: Reading) -> None:
    """Every record says where it is and where it belongs, and its texts are clean."""
    for incoming in reading.incoming:
        new = incoming.highlight
        assert incoming.row > 0
        assert new.origin or new.uid
        assert new.anchor is not None or new.note or new.tags or new.uid
        assert new.created is None or datetime(1, 1, 2, tzinfo=UTC) < new.created
        texts = [new.note, *new.tags, *new.wanted[:2], *(new.anchor[2:5] if new.anchor else ())]
        assert not any(re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", text) for text in texts)
    for problem in (*reading.problems, *reading.skipped, *reading.remarks):
        assert problem.row > 0
        assert problem.reason
