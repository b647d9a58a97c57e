"""Pages that show nothing without scripts: their article is taken from the data that they carry, and that is said."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.document import BlockKind
from library.extract import Extraction, extract
from library.extract.html import FROM_DATA
from library.extract.page_state import stated_article
from library.source import Source

Json = object
TITLE = "The ferry that waits for nobody"
LINES = (
    "At six in the morning the ferry leaves the pier whether or not there is anybody on it, and has done so for years.",
    "The captain says that a timetable which waits is no timetable, and nobody on the island has ever argued with her.",
    "In winter she sails with the mail alone, a sack of bread and the newspapers, which are a day old by then anyway.",
    "When the bridge comes, she will go on sailing, she says, because somebody has to know how deep the water is.",
    "Until then the lamp at the end of the pier is lit at five, and the children know by it when to get up for school.",
)
HTML = (
    f"<p>{LINES[0]}</p><h2>In winter</h2><p>{LINES[1]}</p><blockquote><p>{LINES[2]}</p></blockquote>"
    f"<ul><li>{LINES[3]}</li><li>{LINES[4]}</li></ul>"
)
OTHERS = [{"title": f"Another story {n}", "url": f"/other/{n}", "body": " ".join(LINES)} for n in range(5)]


def read(scripts: str, body: str = '<div id="root"></div><noscript>Please enable JavaScript.</noscript>') -> Extraction:
    page = f"<html><head><title>{TITLE} | Island Post</title></head><body>{body}{scripts}</body></html>"
    return extract(
        Source(page.encode(), datetime(2026, 1, 1, tzinfo=UTC), "", "https://island.example.org/ferry"), None
    )


def kinds(extraction: Extraction) -> list[tuple[BlockKind, str]]:
    text = extraction.document.text
    return [(block.kind, text[block.start : block.end]) for block in extraction.document.blocks]


def next_data(props: object) -> str:
    return f'<script id="__NEXT_DATA__" type="application/json">{json.dumps({"props": {"pageProps": props}})}</script>'


WHOLE = [
    (BlockKind.PARAGRAPH, LINES[0]),
    (BlockKind.HEADING, "In winter"),
    (BlockKind.PARAGRAPH, LINES[1]),
    (BlockKind.QUOTE, LINES[2]),
    (BlockKind.ITEM, LINES[3]),
    (BlockKind.ITEM, LINES[4]),
]


def portable(style: str, *texts: str, **more: str) -> Json:
    return {
        "_type": "block", "style": style, "children": [{"_type": "span", "text": text} for text in texts], **more,
    }  # fmt: skip


def node(kind: str, *content: Json | str, **more: Json) -> Json:
    inner = [{"type": "text", "text": one} if isinstance(one, str) else one for one in content]
    return {"type": kind, "content": inner, **more}


def rich(kind: str, *content: Json | str, **more: Json) -> Json:
    inner = [{"nodeType": "text", "value": one} if isinstance(one, str) else one for one in content]
    return {"nodeType": kind, "content": inner, "data": {}, **more}


PORTABLE = [
    portable("normal", LINES[0][:20], LINES[0][20:]), portable("h2", "In winter"), portable("normal", LINES[1]),
    portable("blockquote", LINES[2]), *(portable("normal", line, listItem="bullet") for line in LINES[3:]),
]  # fmt: skip
TREE = node(
    "doc",
    node("paragraph", {"type": "text", "text": LINES[0], "marks": [{"type": "bold"}]}),
    node("heading", "In winter", attrs={"level": 2}),
    node("paragraph", LINES[1]),
    node("blockquote", node("paragraph", LINES[2])),
    node("bulletList", *(node("listItem", node("paragraph", line)) for line in LINES[3:])),
)
RICH = rich(
    "document",
    rich("paragraph", LINES[0]),
    rich("heading-2", "In winter"),
    rich("paragraph", LINES[1][:10], rich("hyperlink", LINES[1][10:], data={"uri": "https://a.example/"})),
    rich("blockquote", rich("paragraph", LINES[2])),
    rich("unordered-list", *(rich("list-item", rich("paragraph", line)) for line in LINES[3:])),
)
ELEMENTS = [
    {"type": "text", "content": LINES[0]},
    {"type": "header", "level": 2, "content": "In winter"},
    {"type": "text", "content": LINES[1]},
    {"type": "quote", "content_elements": [], "text": LINES[2]},
    {"type": "list", "items": [{"type": "text", "content": line} for line in LINES[3:]]},
    {"type": "video", "url": "https://v.example/1", "content": "Watch"},
]


@pytest.mark.parametrize(
    "body",
    [
        HTML,
        PORTABLE,
        TREE,
        RICH,
        ELEMENTS,
        {
            "blocks": [
                {"type": "unstyled", "text": LINES[0]},
                {"type": "header-two", "text": "In winter"},
                {"type": "unstyled", "text": LINES[1]},
                {"type": "blockquote", "text": LINES[2]},
                *({"type": "unordered-list-item", "text": line} for line in LINES[3:]),
            ]
        },
    ],
    ids=["html", "portable", "tree", "rich", "elements", "draft"],
)
def test_the_state_of_a_program_holds_the_article_in_whatever_form(body: object) -> None:
    found = read(
        next_data({"post": {"title": TITLE, "body": body}, "related": OTHERS, "messages": {"text": "word " * 900}})
    )
    assert kinds(found) == WHOLE
    assert FROM_DATA in found.warnings
    assert found.metadata.title == TITLE


@pytest.mark.parametrize(
    "script",
    [
        "window.__INITIAL_STATE__ = {};",
        "window.__STATE__={}",
        "var a = 1;window['x'] = JSON.parse({});",
        "window['q'] = window['q'] || [];window['q'].push({});",
    ],
)
def test_a_program_may_be_given_its_state_by_a_statement(script: str) -> None:
    state = json.dumps({"articles": {"71": {"headline": TITLE, "contentHtml": HTML}}, "popular": OTHERS})
    state = json.dumps(state) if "parse" in script else state
    assert kinds(read(f"<script>{script.replace('{}', state)}</script>")) == WHOLE


def test_the_body_that_is_declared_comes_before_all_other_data() -> None:
    linked = {"@type": "NewsArticle", "headline": TITLE, "articleBody": "\n\n".join(LINES)}
    found = read(
        next_data({"post": {"title": TITLE, "body": HTML.replace("ferry", "boat")}})
        + f'<script type="application/ld+json">{json.dumps(linked)}</script>'
    )
    assert kinds(found) == [(BlockKind.PARAGRAPH, line) for line in LINES]
    assert FROM_DATA in found.warnings


def test_what_the_page_shows_in_place_of_the_article_is_told() -> None:
    found = read(next_data({"title": TITLE, "content": HTML}), "<main><p>This page needs scripts, sorry.</p></main>")
    assert kinds(found) == WHOLE
    assert "This page needs scripts, sorry." in [piece.text for piece in found.dropped]


def test_data_that_may_be_any_of_several_articles_is_none() -> None:
    assert (
        read(
            next_data(
                {"stories": [{"name": one["title"], "body": one["body"] + str(n)} for n, one in enumerate(OTHERS)]}
            )
        ).document.text
        == ""
    )
    assert (
        read(next_data({"comments": [{"type": "c", "body": HTML}], "i18n": {"text": "word " * 500}})).document.text
        == ""
    )


def test_a_page_that_shows_its_article_is_not_looked_into() -> None:
    found = read(
        next_data({"title": TITLE, "content": HTML.replace("ferry", "boat")}),
        f"<article><h1>{TITLE}</h1>{HTML}</article>",
    )
    assert "boat" not in found.document.text
    assert FROM_DATA not in found.warnings


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just(HTML) | st.sampled_from(LINES),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "type",
                    "content",
                    "children",
                    "text",
                    "body",
                    "title",
                    "marks",
                    "data",
                    "level",
                    "items",
                    "url",
                    "blocks",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=30,
)


@given(JSON)
def test_any_data_is_read_or_passed_over(value: object) -> None:
    found = stated_article(f'<script type="application/json">{json.dumps({"content": value})}</script>', TITLE)
    assert found is None or found.words >= 80


@pytest.mark.parametrize("depth", [100, 5000])
def test_data_that_is_nested_without_end_is_passed_over(depth: int) -> None:
    nested = '{"content":[' * depth + json.dumps(HTML) + "]}" * depth
    assert isinstance(read(f'<script type="application/json">{nested}</script>').document.text, str)
    assert stated_article("<script>a={" * 10_000, TITLE) is None
    assert stated_article("<script>" + 'a={"b":' * 10_000 + "</script>", TITLE) is None
