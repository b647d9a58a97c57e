import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from library.builder import broken_laws
from library.document import BlockKind, Document, SpanKind, caption_parts, row_cells
from library.errors import UnreadableSourceError
from library.extract import Extraction, extract, html
from library.extract.furniture import Rule, Rules
from library.extract.html_names import persons
from library.extract.html_title import without_site
from library.source import HTML, Source

PAGES = Path(__file__).parent / "data" / "html"
ADDRESS = "https://read.example/x/page.html"
LINE = "The tide came in over the flats and the boats rose one after the other until the bell rang out twice. "
BODY = f"<p>{LINE * 2}</p><p>Nobody had rung it. {LINE}</p>"


@pytest.fixture(autouse=True)
def rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule files are tested on their own; here none apply but those that a test gives."""
    use_rules(monkeypatch, Rules())


def use_rules(monkeypatch: pytest.MonkeyPatch, found: Rules) -> None:
    def load(_: Path | None) -> Rules:
        return found

    monkeypatch.setattr(html, "load_rules", load)


def read(page: str | bytes, url: str = ADDRESS) -> Extraction:
    content = page.encode() if isinstance(page, str) else page
    found = extract(Source(content, datetime(2025, 1, 1, tzinfo=UTC), url=url, media_type=HTML))
    assert broken_laws(found.document) == []
    return found


def read_body(body: str, head: str = "<title>The bell</title>") -> Extraction:
    return read(f"<!doctype html><html><head>{head}</head><body><article>{body}</article></body></html>")


def texts(document: Document, *kinds: BlockKind) -> list[str]:
    return [document.slice(block) for block in document.blocks if not kinds or block.kind in kinds]


def parts(document: Document) -> Iterator[list[str]]:
    for block in document.blocks:
        shown = caption_parts(document, block) if block.kind is BlockKind.CAPTION else (document.slice(block),)
        yield [block.kind.value, *shown]


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.html")), ids=lambda path: path.stem)
def test_a_page_becomes_what_its_record_says(path: Path) -> None:
    found = read(path.read_bytes())
    metadata, document = found.metadata, found.document
    assert json.loads(path.with_suffix(".json").read_text(encoding="utf-8")) == {
        "title": metadata.title,
        "authors": list(metadata.authors),
        "site": metadata.site,
        "published": metadata.published.isoformat() if metadata.published else None,
        "language": metadata.language,
        "key_points": texts(document, BlockKind.KEY_POINT),
        "blocks": list(parts(document)),
        "dropped": [piece.reason for piece in found.dropped],
        "warnings": list(found.warnings),
    }


def test_the_address_is_the_canonical_one_and_else_the_one_it_was_read_from() -> None:
    news = (PAGES / "news.html").read_bytes()
    assert read(news).metadata.url == "https://courier.example/news/2024/03/night-boat?ref=home"
    assert read_body(BODY).metadata.url == ADDRESS
    assert read_body(BODY, '<link rel="canonical" href="https://read.example/">').metadata.url == ADDRESS
    assert read_body(BODY, '<link rel="canonical" href="javascript:alert(1)">').metadata.url == ADDRESS


def test_spans_links_and_numbers_of_a_blog() -> None:
    document = read((PAGES / "blog.html").read_bytes()).document
    spans = [
        (span.kind, document.slice(span), span.target) for span in document.spans if span.kind is not SpanKind.CELL
    ]
    assert spans == [
        (SpanKind.LINK, "1", "#fn:1"),
        (SpanKind.SUP, "1", ""),
        (SpanKind.CODE, "python3", ""),
        (SpanKind.STRONG, "schneller", ""),
        (SpanKind.SUB, "2", ""),
        (SpanKind.STRIKE, "zwei", ""),
        (SpanKind.LINK, "Handbuch", "https://read.example/hand"),
        (SpanKind.STRONG, "15", ""),
        (SpanKind.STRONG, "Sprosse", ""),
    ]
    shown = {BlockKind.HEADING, BlockKind.CODE, BlockKind.ITEM, BlockKind.ROW, BlockKind.FOOTNOTE}
    blocks = [block for block in document.blocks if block.kind in shown]
    assert [(block.kind.value, block.level, block.info) for block in blocks] == [
        ("heading", 2, ""), ("code", 0, "python"), ("code", 0, "sh"), ("heading", 2, ""),
        ("row", 1, "header"), ("row", 1, ""), ("row", 1, ""), ("row", 1, ""),
        ("item", 1, "3"), ("item", 2, ""), ("item", 3, ""), ("item", 2, ""), ("item", 1, "4"),
        ("item", 1, ""), ("footnote", 0, "1"),
    ]  # fmt: skip


def test_a_cell_covered_from_above_is_empty() -> None:
    document = read((PAGES / "blog.html").read_bytes()).document
    rows = [block for block in document.blocks if block.kind is BlockKind.ROW]
    assert [[document.slice(cell) for cell in row_cells(document, row)] for row in rows] == [
        ["Feld", "Sprossen"], ["links", "14"], ["", "15"], ["rechts", ""],
    ]  # fmt: skip


def test_images_give_their_largest_address_once() -> None:
    document = read_body(
        f"""<p>{LINE}</p><img src="/small.jpg" srcset="/s.jpg 400w, /l.jpg 1200w, /m.jpg 800w" alt="a">
        <img data-original="//cdn.example/lazy.jpg" src="/img/placeholder.gif" alt="b">
        <img src="https://cdn.example/lazy.jpg" alt="again"><img src="/pixel" width="1" height="1">
        <img src="data:image/png;base64,xx" alt="no address"><amp-img src="/amp.jpg" alt="c"></amp-img>
        <p>{LINE}</p>"""
    ).document
    images = [(document.slice(block), block.info) for block in document.blocks if block.kind is BlockKind.IMAGE]
    assert images == [
        ("a", "https://read.example/l.jpg"),
        ("b", "https://cdn.example/lazy.jpg"),
        ("c", "https://read.example/amp.jpg"),
    ]


def test_an_image_within_a_paragraph_stands_behind_it() -> None:
    document = read_body(f'<p>Before <img src="/i.jpg" alt="in between"> behind. {LINE}</p>{BODY}').document
    assert [block.kind for block in document.blocks[:2]] == [BlockKind.PARAGRAPH, BlockKind.IMAGE]
    assert texts(document)[0].startswith("Before behind. The tide")


def test_credits_come_from_markup_labels_and_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = Rule(re.compile(r"(?P<caption>.*?)\s*\((?P<label>Foto): (?P<credit>.+)\)"))
    use_rules(monkeypatch, Rules(credits=(rule,)))
    figure = '<figure><img src="/{}.jpg" alt=""><figcaption>{}</figcaption></figure>'
    document = read_body(
        f"<p>{LINE}</p>"
        + figure.format(1, "Boats at noon. <cite class='credit'>Jo Weir/Agency</cite>")
        + figure.format(2, "Boats at night. (Foto: Jo Weir)")
        + figure.format(3, "<span class=image__credit>Picture: Jo Weir</span>")
        + "<div><img src='/4.jpg'><p class='wp-caption-text'>Boats, again.</p>"
        + "<p class='photo-credit'>Jo Weir</p></div>"
        + BODY
    ).document
    captions = [caption_parts(document, block) for block in document.blocks if block.kind is BlockKind.CAPTION]
    assert captions == [
        ("Boats at noon.", "Jo Weir/Agency", ""),
        ("Boats at night.", "Jo Weir", "Foto"),
        ("", "Jo Weir", "Picture"),
        ("Boats, again.", "Jo Weir", ""),
    ]


def test_a_label_line_makes_the_list_below_it_key_points(monkeypatch: pytest.MonkeyPatch) -> None:
    use_rules(monkeypatch, Rules(key_points=(Rule(re.compile("the short of it")),)))
    points = "<ul><li>The bell rang</li><li>No one did it</li></ul>"
    document = read_body(f"<h1>The bell</h1><p>the short of it</p>{points}{BODY}").document
    assert [block.kind.value for block in document.blocks[:3]] == ["key_point", "key_point", "paragraph"]
    assert "the short of it" not in document.text
    assert texts(document).count("The bell rang") == 1


def test_a_list_under_the_headline_is_key_points_only_outside_the_text() -> None:
    points = "<ul><li>The bell rang out over the flats</li><li>No one had touched the rope at all</li></ul>"
    head = f"<html><body><article><header><h1>The bell</h1>{points}</header>"
    assert len(texts(read(f"{head}<div>{BODY}</div>").document, BlockKind.KEY_POINT)) == 2
    inside = read(f"<html><body><h1>The bell</h1>{points}").document
    assert [block.kind for block in inside.blocks] == [BlockKind.ITEM] * 2


def test_furniture_rules_drop_lines_and_keep_the_stated_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Rules(
        furniture=(
            Rule(re.compile(r"(?P<minutes>\d+) min"), "reading time", keep="minutes"),
            Rule(re.compile("listen to this article"), "player", frozenset(("body",))),
        )
    )
    use_rules(monkeypatch, found)
    extraction = read_body(f"<h1>The bell</h1><p>7 min</p><p>{LINE * 2}</p><p>listen to this article</p>{BODY}")
    assert extraction.metadata.stated_minutes == 7
    assert [(piece.text, piece.reason) for piece in extraction.dropped] == [
        ("7 min", "reading time"), ("listen to this article", "player"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("caption", "words", "credit"),
    [
        ("The bell tower at noon. (Lucy Akins)", "The bell tower at noon.", "Lucy Akins"),
        ("The bell tower at noon (Jan van der Meer)", "The bell tower at noon", "Jan van der Meer"),
        ("The bell tower at noon (left, in red)", "The bell tower at noon (left, in red)", ""),
        ("The bell tower (Pharos)", "The bell tower (Pharos)", ""),
        ("The bell tower (The Big One)", "The bell tower (The Big One)", ""),
    ],
)
def test_a_name_in_brackets_behind_a_caption_is_its_credit(caption: str, words: str, credit: str) -> None:
    document = read_body(f"{BODY}<figure><img src=/1.jpg><figcaption>{caption}</figcaption></figure>").document
    found = [caption_parts(document, block) for block in document.blocks if block.kind is BlockKind.CAPTION]
    assert found == [(words, credit, "")]


def test_lines_of_verse_stay_apart_and_wrapped_prose_does_not() -> None:
    verse = "<p>The bell is <em>cold,<br>the rope</em> is old,<br>And no one rings it.</p>"
    wrapped = "<p>It had hung in the tower since the second year of<br>the war, and nobody knew who had hung it.</p>"
    document = read_body(f"{BODY}{verse}{wrapped}").document
    assert texts(document)[2:] == [
        "The bell is cold,",
        "the rope is old,",
        "And no one rings it.",
        "It had hung in the tower since the second year of the war, and nobody knew who had hung it.",
    ]
    assert [document.slice(span) for span in document.spans] == ["cold,", "the rope"]


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("<math alttext='{x}'><semantics><mi>x</mi><annotation>\\alpha</annotation></semantics></math>", "x"),
        ("<math alttext='x'></math>", "x"),
        (
            "<span class=katex-mathml><math><mi>x</mi></math></span><span class=katex-html aria-hidden=true>x</span>",
            "x",
        ),
        (
            "<math style='display:none'><mi>x</mi></math><img class=mwe-math src=/x.svg alt='{\\displaystyle y}'>",
            "y",
        ),
        (
            "<math><mi>x</mi></math><img class=mwe-math src=/x.svg alt='{\\displaystyle y}'>",
            "x",
        ),
    ],
)
def test_a_formula_is_said_once(formula: str, said: str) -> None:
    document = read_body(f"<p>Call it {formula} here. {LINE}</p>{BODY}").document
    assert texts(document)[0].startswith(f"Call it {said} here. The tide")


def test_the_words_for_an_image_are_of_a_cell_only_when_it_holds_no_others() -> None:
    flag = "<img src=/f.png alt='The flag of the harbour'>"
    rows = f"<tr><th>Port</th><th>Flag</th></tr><tr><td>{flag} Orrin</td><td>{flag}</td></tr>"
    document = read_body(f"{BODY}<table>{rows}</table>").document
    assert [document.slice(cell) for cell in row_cells(document, document.blocks[-1])] == [
        "Orrin", "The flag of the harbour",
    ]  # fmt: skip


@pytest.mark.parametrize(("first", "kind"), [("", BlockKind.STANDFIRST), ("It began at night.", BlockKind.PARAGRAPH)])
def test_a_standfirst_stands_before_the_text(first: str, kind: BlockKind) -> None:
    intro = "A bell that nobody rang has kept the island awake."
    document = read(f"<html><body><h1>The bell</h1><p>{first}</p><h2 class=intro>{intro}</h2>{BODY}").document
    assert document.blocks[0].kind is kind
    assert document.text.count(intro) == 1


def test_layout_tables_are_walked_as_text() -> None:
    document = read_body(f"<table><tr><td><p>{LINE * 2}</p><p>Second. {LINE}</p></td></tr></table>").document
    assert {block.kind for block in document.blocks} == {BlockKind.PARAGRAPH}


def test_what_is_hidden_or_scripted_is_never_text() -> None:
    document = read_body(
        f"{BODY}<p hidden>secret one</p><p style='display: none'>secret two</p>"
        f"<p aria-hidden=true>secret three</p><script>secret()</script><template>secret four</template>"
        f"<p>The end came late. {LINE}</p>"
    ).document
    assert "secret" not in document.text


def test_marks_go_on_where_a_paragraph_is_split() -> None:
    document = read_body(f"{BODY}<p><em>One and two.<br><br>Three and <b>four.</b></em> {LINE}</p>").document
    spans = [(span.kind, document.slice(span)) for span in document.spans]
    assert spans == [
        (SpanKind.EMPHASIS, "One and two."),
        (SpanKind.EMPHASIS, "Three and four."),
        (SpanKind.STRONG, "four."),
    ]


def test_words_around_void_elements_stay() -> None:
    document = read_body(f"<p>Un<wbr>broken. <source>Still here. {LINE}</p>{BODY}").document
    assert texts(document)[0].startswith("Unbroken. Still here. The tide")


@pytest.mark.parametrize("opening", ["<div>", "<blockquote>", "<ul><li>", "<span><b>", "<table><tr><td>", "<x-y>"])
@pytest.mark.parametrize("depth", [300, 4000])
def test_deep_nesting_loses_no_text(opening: str, depth: int) -> None:
    found = read(f"<html><body><h1>T</h1>{opening * (depth // (opening.count('<')))}{BODY}")
    assert found.document.text.count("bell rang out twice") == 3


def test_an_element_with_more_attributes_than_any_page_has_loses_them_and_no_text() -> None:
    flood = " ".join(f"a{number}=1" for number in range(200_000))  # compared each with all before it: minutes
    assert read_body(f"<div {flood}>{BODY}</div>").document.text.count("bell rang out twice") == 3


def test_a_failing_library_costs_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr("library.extract.html_finder._main_text", fail)
    monkeypatch.setattr("library.extract.html_finder._compared_text", fail)
    found = read_body(f"<h1>The bell</h1><nav><a href=/>Home</a></nav>{BODY}")
    assert found.metadata.title == "The bell"
    assert len(found.warnings) == 1
    assert [block.kind for block in found.document.blocks] == [BlockKind.PARAGRAPH] * 2


def test_a_short_page_is_kept_whole() -> None:
    assert read("<html><title>Hi</title><body><p>All is well.</body></html>").document.text == "All is well."


def test_text_in_the_data_of_a_page_is_better_than_none() -> None:
    data = json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", "articleBody": LINE * 4})
    found = read(
        f'<html><head><script type="application/ld+json">{data}</script></head><body><div id=app></div></body>'
    )
    assert "the boats rose" in found.document.text
    assert len(found.warnings) == 1


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Jane Doe", ["Jane Doe"]),
        ("By Jane Doe and Ravi Sen, Science Editor", ["Jane Doe", "Ravi Sen"]),
        ("Jane Doe, Ravi Sen & Li Wei", ["Jane Doe", "Ravi Sen", "Li Wei"]),
        ("Martin Hale, Jr.", ["Martin Hale, Jr."]),
        ("Jane Doe (@janedoe)", ["Jane Doe"]),
        ("Von Anna Müller und Jörg Stein", ["Anna Müller", "Jörg Stein"]),
        ("J. K. Rowan", ["J. K. Rowan"]),
        ("肖春芳", ["肖春芳"]),
        ("https://example.org/people/jane", []),
        ("The Courier Staff", []),
        ("admin", []),
    ],
)
def test_authors_are_persons(line: str, names: list[str]) -> None:
    assert persons(line, "The Courier") == names


@pytest.mark.parametrize(
    ("title", "site", "clean"),
    [
        ("Night boat - The Courier", "The Courier", "Night boat"),
        ("The Courier | Night boat", "The Courier", "Night boat"),
        ("Night boat | News | Courier", "The Courier", "Night boat | News"),
        ("Night boat – a story", "The Courier", "Night boat – a story"),
        ("Night boat | Courier", "courier.example", "Night boat"),
        ("The Courier", "The Courier", "The Courier"),
    ],
)
def test_titles_lose_the_name_of_the_site(title: str, site: str, clean: str) -> None:
    assert without_site(title, site) == clean


def test_the_sample_article_is_complete() -> None:
    sample = Path(html.__file__).parents[1] / "samples" / "glass-lighthouse.html"
    document = read(sample.read_bytes(), "").document
    kinds = [block.kind for block in document.blocks]
    assert kinds[:6] == [
        BlockKind.STANDFIRST, *[BlockKind.KEY_POINT] * 3, BlockKind.IMAGE, BlockKind.CAPTION,
    ]  # fmt: skip
    counted = {"heading": 4, "code": 1, "row": 6, "item": 11, "quote": 2, "image": 2, "caption": 2}
    assert {kind: kinds.count(BlockKind(kind)) for kind in counted} == counted
    assert not re.search(r"cookie|Share|Subscribe|newsletter|min read", document.text)


_TAGS = (
    "p", "div", "span", "a", "b", "em", "h1", "h2", "ul", "ol", "li", "table", "tr", "td", "th", "thead", "caption",
    "pre", "code", "blockquote", "figure", "figcaption", "img", "br", "hr", "q", "sup", "dl", "dt", "dd", "article",
    "main", "nav", "aside", "section", "noscript", "picture", "source", "script", "svg", "math", "select", "form",
)  # fmt: skip
_ATTRIBUTES = (
    "class",
    "id",
    "href",
    "src",
    "srcset",
    "alt",
    "rowspan",
    "colspan",
    "start",
    "value",
    "style",
    "itemprop",
    "rel",
)
_VALUES = st.sampled_from(
    [
        "",
        "caption",
        "credit",
        "standfirst",
        "key-points",
        "fn1",
        "#fn1",
        "http://[",
        "//",
        "99999999",
        "-1",
        "a 1w, b 2w,, 3x",
    ]
) | st.text(max_size=8)
_OPEN = st.builds(
    lambda tag, name, value: f'<{tag} {name}="{value}">',
    st.sampled_from(_TAGS),
    st.sampled_from(_ATTRIBUTES),
    _VALUES,
)
_MARKUP = st.lists(
    st.one_of(_OPEN, _OPEN, st.sampled_from(_TAGS).map("</{}>".format), st.text(max_size=20), st.just(LINE)),
    max_size=40,
).map("".join)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_MARKUP)
def test_any_markup_gives_a_lawful_document(markup: str) -> None:
    with suppress(UnreadableSourceError):
        read(f"<html><body><h1>Title</h1>{markup}")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_any_bytes_give_a_lawful_document_or_the_one_error(content: bytes) -> None:
    for page in (content, b"<html><body><p>" + content + LINE.encode() * 3):
        with suppress(UnreadableSourceError):
            read(page)


@pytest.mark.parametrize("below", [BODY, "<ul><li>A lamp</li><li>A rope</li></ul>" + BODY])
def test_a_bold_line_over_text_or_a_list_is_a_heading(below: str) -> None:
    found = read_body(f"<h1>The bell</h1>{BODY}<p><strong>What the keeper needs</strong></p>{below}").document
    assert texts(found, BlockKind.HEADING) == ["What the keeper needs"]


@pytest.mark.parametrize(
    "lines",
    [
        ["<p><strong>This is said of the whole matter,</strong></p>"],
        ["<dl><dt>A single term</dt><dd>What it means, at some length and in more than a dozen words.</dd></dl>"],
        ["<p><strong>Who built it?</strong></p>", "<p><strong>And who paid?</strong></p>"],
        ["<p><strong>It was built twice.</strong></p>", "<p><strong>It fell once.</strong></p>"],
        ["<p><strong>Harbour</strong> and mill</p>", "<p>Mill and <strong>harbour</strong></p>"],
        ["<p><strong><a href=/a>Another tale</a></strong></p>", "<p><strong><a href=/b>A third</a></strong></p>"],
    ],
)
def test_bold_lines_that_are_no_headings_stay_paragraphs(lines: list[str]) -> None:
    found = read_body("<h1>The bell</h1>" + BODY + "".join(line + BODY for line in lines)).document
    assert texts(found, BlockKind.HEADING) == []
