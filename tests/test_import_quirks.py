"""Files of adversaries and odd programs: nothing crashes, the sums add up, and once in, nothing comes twice."""

import csv
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest

from library.errors import UnreadableSourceError
from library.exporters import BY_ID, FORMATS
from library.exporters.leaving import Manner, chosen_by, printed, write_folder
from library.highlight import HighlightKind
from library.importers.formats import read
from library.importers.kindle_dates import moment_in
from library.note_import import ImportReport, import_notes
from library.store import Store
from tests.test_note_import import save

NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
ADDRESS = "https://example.org/moss"
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
WORDS = (
    '=cmd|"/C calc"!A0', "../../x", "CON", "A" * 300, "moss", "MOSS", "a [[link]] b", "x ^abc123def456", "---",
    "%% c %%", "<!-- c --> <script>alert(1)</script>", "\u202eevil\u2066", "\ud800 lone", "\x1b[31mred\x07\x00",
    "```\nopen", "# h", "> q", "| a | b |", "{{x}}", "\u200b", "𝕏" * 50, "#+begin_src sh", "* head",
    ":PROPERTIES:\n:ID: x\n:END:", "@SUM(1)", "-1+1", "\t=1", "a\r\nb\rc\u2028d\x85e", "~~~\nx",
    "[a](javascript:alert(1))", '"', ".tag .h1 x", "e\u0301", "ﷺ" * 100,
)  # fmt: skip
"""Titles, quotes, notes, tags and names that could act somewhere."""
JUNK: tuple[object, ...] = (
    None, True, 0, -1, 1e400, float("nan"), 10**30, "", [], {}, [[]], [{}], "x" * 300_000, {"a": {"b": [1]}},
    ["\ud800"], "\ud83d", [None, 1, "a"], {"@value": "v", "@language": "en"}, {"@list": ["a", "b"]},
)  # fmt: skip
"""Values that no field should have."""


def as_json(value: object) -> bytes:
    return json.dumps(value).encode()


def w3c(**fields: object) -> dict[str, object]:
    quote = {"type": "TextQuoteSelector", "exact": "Moss waits", "prefix": "", "suffix": " on"}
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld", "id": "urn:uuid:6d2f0c1e-1111-4111-8111-1234567890ab",
        "type": "Annotation", "created": "2026-01-02T03:04:05Z", "motivation": "commenting",
        "body": [{"type": "TextualBody", "value": "why?", "purpose": "commenting"}],
        "target": {"source": ADDRESS, "selector": [quote]},
    } | fields  # fmt: skip


def hypothesis(**fields: object) -> dict[str, object]:
    quote = {"type": "TextQuoteSelector", "exact": "Rain", "prefix": "", "suffix": " comes"}
    return {
        "id": "Zz1", "created": "2026-01-01T00:00:00.000000+00:00", "user": "acct:ana@hypothes.is", "uri": ADDRESS,
        "text": "why?", "tags": ["green"], "target": [{"source": ADDRESS, "selector": [quote]}],
        "document": {"title": ["Moss"]},
    } | fields  # fmt: skip


def clipper(**fields: object) -> dict[str, object]:
    piece = {
        "id": "1760000000000", "type": "text", "xpath": "/p", "content": "<p>Moss <b>waits</b></p>", "notes": ["why?"],
        "startOffset": 0, "endOffset": 10, "textQuote": {"prefix": "", "suffix": " on"},
    }  # fmt: skip
    text = {"text": "Moss waits", "timestamp": "2026-01-02T03:04:05Z", "notes": ["why?"]}
    return {"url": ADDRESS, "title": "Moss", "highlights": [text], "data": [piece]} | fields


def own(**fields: object) -> dict[str, object]:
    anchor = {"start": 0, "end": 5, "quote": "Moss ", "before": "", "after": "", "fingerprint": ""}
    mark = {
        "uid": "0" * 31 + "1", "kind": "passage", "anchor": anchor, "note": "", "tags": [], "colour": "yellow",
        "created": "2026-01-02T03:04:05Z", "changed": "2026-01-02T03:04:05Z", "origin": "",
    } | fields  # fmt: skip
    article = {"url": ADDRESS, "title": "On Moss", "authors": [], "highlights": [mark]}
    return {"format": "broadsheet", "version": 1, "articles": [article], "waiting": []}


def taken_in(store: Store, content: bytes, name: str = "") -> ImportReport | None:
    """Import a file twice; None when it is refused as a whole."""
    try:
        found, reading = read(content, name)
    except UnreadableSourceError:
        return None
    first, again = (import_notes(store, reading, NOW + timedelta(days=day), found.name) for day in range(2))
    for report in (first, again):
        assert report.read == report.added + report.merged + report.skipped + report.failed
        assert all(problem.reason for problem in (*report.problems, *report.left_out, *report.remarks))
    assert again.added == 0
    return first


@pytest.mark.parametrize("junk", range(len(JUNK)))
def test_any_field_may_hold_anything(store: Store, junk: int) -> None:
    save(store, "On Moss", ADDRESS)
    value = JUNK[junk]
    target = {"source": ADDRESS}
    contents = [
        *(w3c(**{name: value}) for name in w3c()),
        w3c(target=target | {"selector": value}), w3c(target={"source": value, "selector": value}),
        w3c(bodyValue=value),
        w3c(target=target | {"selector": {"type": "TextQuoteSelector", "exact": value, "prefix": value}}),
        w3c(body={"type": "TextualBody", "value": value, "purpose": "tagging"}),
        {"@context": "x", "@graph": [w3c(), value]},
        {"@context": "x", "type": "AnnotationCollection", "first": {"type": "AnnotationPage", "items": value}},
        *({"annotations": [hypothesis(**{name: value})]} for name in (*hypothesis(), "references", "user_info")),
        {"rows": value}, {"export_userid": value, "annotations": [hypothesis()]},
        {"rows": [hypothesis(target=[{"source": ADDRESS, "selector": value}])]},
        *([clipper(**{name: value})] for name in clipper()),
        *(
            [clipper(data=[{"id": "1", "content": "Moss", name: value}])]
            for name in ("id", "type", "content", "notes", "groupId", "textQuote", "startOffset", "color")
        ),
        *(own(**{name: value}) for name in ("uid", "kind", "anchor", "note", "tags", "colour", "created", "origin")),
        *(own() | {name: value} for name in own()),
    ]  # fmt: skip
    for content in contents:
        taken_in(store, as_json(content))


def evil_files(words: str) -> list[tuple[bytes, str]]:
    quote = {"type": "TextQuoteSelector", "exact": words, "prefix": words, "suffix": words}
    table = StringIO()
    rows = csv.writer(table)
    rows.writerow(["Highlight", "Title", "Author", "URL", "Note", "Location", "Date"])
    rows.writerow([words, words, words, words, words, words, words])
    anchor = {"start": 0, "end": 5, "quote": words, "before": words, "after": words, "fingerprint": words}
    data = {"id": words, "content": words, "notes": [words], "textQuote": {"prefix": words, "suffix": words}}
    meta = "- Your Highlight on page 7 | Location 105-107 | Added on x"
    kindle = f"{words} (Fern, B.)\r\n{meta}\r\n\r\n{words}\r\n==========\r\n"
    return [
        (as_json(w3c(id=words, body=[words], target={"source": words, "selector": quote})), ""),
        (as_json({"rows": [hypothesis(id=words, text=words, tags=[words], uri=words, document={"title": words})]}), ""),
        (as_json([clipper(url=f"https://example.org/{words}", title=words, data=[data])]), ""),
        (as_json(own(anchor=anchor, note=words, tags=[words], colour=words, origin=words)), ""),
        (table.getvalue().encode(errors="surrogatepass"), "x.csv"),
        (kindle.encode(errors="surrogatepass"), "My Clippings.txt"),
    ]


@pytest.mark.parametrize("number", range(len(WORDS)))
def test_words_that_act_somewhere_come_in_and_leave_harmless(store: Store, tmp_path: Path, number: int) -> None:
    for content, name in evil_files(WORDS[number]):
        taken_in(store, content, name)
    for form in FORMATS:
        choice = chosen_by(store, form, "", NOW)
        text = "".join(printed(store, form, choice, NOW, Manner()))
        assert not STEERING.search(text)
        if form.suffix.startswith(".json"):
            json.loads(text)
        if form.suffix == ".csv":
            cells = [cell for row in csv.reader(StringIO(text)) for cell in row]
            assert not [cell for cell in cells if re.match(r"[\s\"'“”‘’]*[=+\-@]", cell) and not cell.startswith("'")]
        if form.per_article:
            folder = tmp_path / "out" / form.id
            list(write_folder(store, BY_ID[form.id], choice, folder, Manner()))
            assert {one.done for one in write_folder(store, BY_ID[form.id], choice, folder, Manner())} == {"unchanged"}
            assert [path for path in tmp_path.rglob(f"*{form.suffix}") if path.parent != folder] == []


@pytest.mark.parametrize("form", ["w3c", "hypothesis", "clipper", "own"])
def test_encodings_and_damage(store: Store, form: str) -> None:
    values: dict[str, object] = {
        "w3c": w3c(), "hypothesis": {"annotations": [hypothesis()]}, "clipper": [clipper()], "own": own()
    }  # fmt: skip
    text = json.dumps(values[form], indent=1)
    for content in (
        b"\xef\xbb\xbf" + text.encode(), text.encode("utf-16"), b"\xfe\xff" + text.encode("utf-16-be"),
        text.encode("utf-32"), text.replace("\n", "\r\n").encode(),
    ):  # fmt: skip
        report = taken_in(store, content)
        assert report is not None
        assert (report.read, report.failed) == (1, 0)
    for length in range(1, len(text), 7):
        report = taken_in(store, text[:length].encode())
        assert report is None or report.failed == 1
    for deep in ("[", '{"a":', '{"@graph": [', '{"annotations": ['):
        assert taken_in(store, (deep * 50_000).encode()) is None


def graph(*nodes: Mapping[str, object]) -> dict[str, object]:
    return {"@context": "http://www.w3.org/ns/anno.jsonld", "@graph": list(nodes)}


RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
OA = "http://www.w3.org/ns/oa#"
NAME = "urn:uuid:11111111-1111-4111-8111-1234567890ab"


@pytest.mark.parametrize(
    "content",
    [
        graph(
            {"id": NAME, "type": "Annotation", "body": "_:b", "target": {"@id": "_:t"}},
            {"id": "_:b", "type": "TextualBody", "value": "hello"},
            {"id": "_:t", "source": ADDRESS, "selector": ["_:s"]},
            {"id": "_:s", "type": "TextQuoteSelector", "exact": "Moss waits"},
        ),
        [
            {
                "@id": NAME, "@type": [f"{OA}Annotation"],
                f"{OA}hasBody": [
                    {f"{RDF}value": [{"@value": "hello"}]},
                    {f"{RDF}value": [{"@value": "green"}], f"{OA}hasPurpose": [{"@id": f"{OA}tagging"}]},
                ],
                f"{OA}hasTarget": [{
                    f"{OA}hasSource": [{"@id": ADDRESS}],
                    f"{OA}hasSelector": [{
                        "@type": [f"{OA}TextQuoteSelector"], f"{OA}exact": [{"@value": "Moss waits"}]
                    }],
                }],
            }
        ],
        w3c(body="hello", target={"source": ADDRESS, "selector": [
            {"type": "XPathSelector", "value": "/p"}, {"type": "TextPositionSelector", "start": 3, "end": 9},
            {"type": "TextQuoteSelector", "exact": "Moss waits"},
        ]}),
        w3c(body="hello", target={"source": ADDRESS, "selector": {
            "type": "RangeSelector", "startSelector": {"type": "XPathSelector", "value": "/p"},
            "refinedBy": {"type": "TextQuoteSelector", "exact": "Moss waits"},
        }}),
    ],
    ids=["flat", "expanded", "alternatives", "refined"],
)  # fmt: skip
def test_the_forms_of_json_ld(store: Store, content: object) -> None:
    number = save(store, "On Moss", ADDRESS)
    report = taken_in(store, as_json(content))
    assert report is not None
    assert report[:5] == (1, 1, 0, 0, 0)
    (mark,) = store.highlights(number)
    assert (mark.quote, mark.note, mark.state) == ("Moss waits", "hello", "held")


def test_a_flat_graph_that_names_itself_over_and_over_ends() -> None:
    nodes = [{"id": f"_:{n}", "type": "Choice", "items": [f"_:{n + 1}"] * 100} for n in range(8)]
    _, reading = read(as_json(graph({"id": NAME, "type": "Annotation", "body": "_:0", "target": ADDRESS}, *nodes)))
    assert len(reading.incoming) + len(reading.problems) == 1
    loop = {"id": "_:a", "source": "_:a", "selector": "_:a"}
    read(as_json(graph({"id": NAME, "type": "Annotation", "body": "x", "target": "_:a"}, loop)))


def test_a_position_alone_is_told_and_its_note_is_kept(store: Store) -> None:
    number = save(store, "On Moss", ADDRESS)
    target = {"source": ADDRESS, "selector": {"type": "TextPositionSelector", "start": 3, "end": 9}}
    report = taken_in(store, as_json([w3c(target=target), w3c(id="urn:uuid:x", body=[], target=target)]))
    assert report is not None
    assert (report.read, report.added, report.failed) == (2, 1, 1)
    assert "TextPositionSelector" in report.remarks[0].reason
    assert [(mark.kind, mark.note) for mark in store.highlights(number)] == [(HighlightKind.ARTICLE, "why?")]


def test_annotations_a_line(store: Store) -> None:
    lines = b"\n".join(as_json(w3c(id=f"urn:uuid:{n:08d}-1111-4111-8111-1234567890ab")) for n in range(3))
    report = taken_in(store, lines)
    assert report is not None
    assert report.added == 3


@pytest.mark.parametrize(
    "content",
    [
        {ADDRESS: clipper(highlights=[{"id": "1", "xpath": "/p", "content": "Moss <i>waits</i>"}], data=[])},
        [clipper(highlights=["Moss waits"], data=[])],
        clipper(),
    ],
)
def test_the_forms_of_the_clipper(store: Store, content: object) -> None:
    number = save(store, "On Moss", ADDRESS)
    report = taken_in(store, as_json(content))
    assert report is not None
    assert report[:5] == (1, 1, 0, 0, 0)
    assert store.highlights(number)[0].quote == "Moss waits"


@pytest.mark.parametrize(
    ("highlight", "note"),
    [
        ("- Ihre Markierung bei Position 105-107 | Hinzugefügt am Montag, 3. Juni 2024 um 10:11:12 Uhr",
         "- Ihre Notiz bei Position 107 | Hinzugefügt am Montag, 3. Juni 2024 um 10:11:12 Uhr"),
        ("- La subrayado en la página 7 | Ubicación 105-107 | Añadido el lunes 3 de junio de 2024, 10:11:12",
         "- Tu nota en la posición 107 | Añadido el lunes, 3 de junio de 2024 10:11:12"),
        ("- Votre surlignement sur la page 7 | emplacement 105-107 | Ajouté le lundi 3 juin 2024 10:11:12",
         "- Votre note à l’emplacement 107 | Ajouté le lundi 3 juin 2024 10:11:12"),
        ("- La tua evidenziazione a pagina 7 | posizione 105-107 | Aggiunto in data lunedì 3 giugno 2024 10:11:12",
         "- La tua nota alla posizione 107 | Aggiunto in data lunedì 3 giugno 2024 10:11:12"),
        ("- Seu destaque na página 7 | posição 105-107 | Adicionado: segunda-feira, 3 de junho de 2024 10:11:12",
         "- Sua nota ou posição 107 | Adicionado: segunda-feira, 3 de junho de 2024 10:11:12"),
        ("- Uw markering op pagina 7 | Locatie 105-107 | Toegevoegd op maandag 3 juni 2024 10:11:12",
         "- Uw notitie op locatie 107 | Toegevoegd op maandag 3 juni 2024 10:11:12"),
        ("- Ваш выделенный отрывок в месте 105–107 | Добавлено: понедельник, 3 июня 2024 г. в 10:11:12",
         "- Ваша заметка в месте 107 | Добавлено: понедельник, 3 июня 2024 г. в 10:11:12"),
        ("- Twoje zaznaczenie na stronie 7 | miejsce 105-107 | Dodano: poniedziałek, 3 czerwca 2024 10:11:12",
         "- Twoja notatka na stronie 7 | miejsce 107 | Dodano: poniedziałek, 3 czerwca 2024 10:11:12"),
        ("- Vurgunuz, sayfa 7 | konum 105-107 | Eklenme tarihi: 3 Haziran 2024 Pazartesi 10:11:12",
         "- Notunuz, sayfa 7 | konum 107 | Eklenme tarihi: 3 Haziran 2024 Pazartesi 10:11:12"),
        ("- Din markering på sidan 7 | plats 105-107 | Tillagd måndag 3 juni 2024 10:11:12",
         "- Din anteckning på sidan 7 | plats 107 | Tillagd måndag 3 juni 2024 10:11:12"),
        ("- 您在第 7 页(位置 #105-107)的标注 | 添加于 2024年6月3日星期一 上午10:11:12",
         "- 您在位置 #107 的笔记 | 添加于 2024年6月3日星期一 上午10:11:12"),
        ("- 7ページ|位置No. 105-107のハイライト |作成日: 2024年6月3日月曜日 10:11:12",
         "- 7ページ|位置No. 107のメモ |作成日: 2024年6月3日月曜日 10:11:12"),
        ("- 7페이지 | 위치 105-107의 하이라이트 | 추가된 날짜: 2024년 6월 3일 월요일 오전 10:11:12",
         "- 위치 107의 메모 | 추가된 날짜: 2024년 6월 3일 월요일 오전 10:11:12"),
    ],
)  # fmt: skip
def test_the_languages_of_the_kindle(store: Store, highlight: str, note: str) -> None:
    records = (f"Moos (Fern, B.)\r\n{meta}\r\n\r\n{text}\r\n==========\r\n" for meta, text in (
        (highlight, "Moss waits"), (note, "why?")
    ))  # fmt: skip
    report = taken_in(store, ("\ufeff" + "\ufeff".join(records)).encode())
    assert report is not None
    assert (report.read, report.added, report.skipped, report.remarks) == (2, 1, 1, ())
    (passage,) = store.highlights(1)
    assert (passage.quote, passage.note) == ("Moss waits", "why?")
    assert moment_in(highlight) == datetime(2024, 6, 3, 10, 11, 12, tzinfo=UTC)


def test_a_kindle_bookmark_stands_where_a_highlight_has_its_location_and_else_is_told(store: Store) -> None:
    number = save(store, "On Moss", ADDRESS)
    added = "Added on Monday, 3 June 2024 10:11:12"
    text = (
        f"On Moss\n- Your Bookmark on page 7 | Location 105 | {added}\n\n\n==========\n"
        f"On Moss\n- Your Highlight on page 7 | Location 105-107 | {added}\n\nRain comes from the sea\n==========\n"
        f"On Moss\n- Your Bookmark on page 9 | Location 300 | {added}\n\n\n==========\n"
    )
    report = taken_in(store, text.encode())
    assert report is not None
    assert (report.read, report.added, report.skipped) == (3, 2, 1)
    assert [problem.row for problem in report.left_out] == [11]
    assert "line 6" in report.remarks[0].reason
    passage, bookmark = sorted(store.highlights(number), key=lambda mark: mark.kind is HighlightKind.BOOKMARK)
    assert (bookmark.kind, bookmark.state) == (HighlightKind.BOOKMARK, "held")
    assert bookmark.place is not None
    assert passage.place is not None
    assert bookmark.place.start == passage.place.start


@pytest.mark.parametrize("year", [1, 1979, 2200, 9999])
def test_a_clipping_is_not_of_an_absurd_year(year: int) -> None:
    assert moment_in(f"- Your Highlight on page 7 | Added on Monday, 3 June {year:04} 10:11:12") is None
