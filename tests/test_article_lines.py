"""The lines of an article in a list: exactly as wide as asked for, and what gives way first."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library.article import Article, ArticleState, Progress
from library.article_shelves import Grouping
from library.pace import Pace
from library.snippets import Snippet
from reader.article_lines import Aside, Look, article_lines, group_words, heading_lines
from reader.breaking import cells
from reader.themes import PALETTES, styles_of

NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
STYLES = styles_of(PALETTES["night"])
TITLE = "The keeper of the harbour lights"


def article(**changes: object) -> Article:
    base = Article(
        1, "https://example.org/a", TITLE, ("Odile Marrack",), "The Harbour Post", None, NOW - timedelta(days=3),
        ArticleState.INBOX, False, ("sea", "sea/lights"), 2300, 0, "en", None, "f", None, 2, 1, None,  # noqa: FBT003  a record by position
    )  # fmt: skip
    return base._replace(**changes)  # type: ignore[arg-type]  # fields by name


def text(one: Article, width: int, look: Look | None = None, aside: Aside = Aside()) -> list[str]:  # noqa: B008  immutable
    lines = article_lines(one, look or Look(NOW), aside, STYLES, width, STYLES.text)
    return ["".join(part for part, _ in line) for line in lines]


@settings(max_examples=200)
@given(
    title=st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs", "So")), max_size=80),
    site=st.text(st.sampled_from("The Post 新聞社ёЖ"), max_size=30),
    width=st.integers(20, 200), compact=st.booleans(), searching=st.booleans(), read=st.integers(0, 2300),
    picked=st.booleans(),
)  # fmt: skip
def test_lines_are_exactly_as_wide_as_the_list(
    title: str, site: str, width: int, read: int, *, compact: bool, searching: bool, picked: bool
) -> None:
    progress = Progress(1, 10, 10, read, NOW) if read else None
    one = article(title=title, site=site, progress=progress, starred=picked)
    look = Look(NOW, Pace(), compact=compact, searching=searching)
    aside = Aside(picked, picked, Snippet("…a line of 灯台守 words", ((11, 14),), 0) if searching else None)
    lines = text(one, width, look, aside)
    assert len(lines) == look.lines
    assert [cells(line) for line in lines] == [width] * look.lines


def test_two_lines_tell_title_site_author_minutes_tags_notes_and_age() -> None:
    head, details = text(article(starred=True), 100)
    assert head.rstrip() == f" ★ {TITLE}"
    assert details.startswith("   The Harbour Post · Odile Marrack · 10 min · #sea #sea/lights ")
    assert details.endswith("✎ 1  3 d ")


def test_what_matters_least_gives_way_first() -> None:
    widths = {width: text(article(), width)[1] for width in (40, 50, 60, 80)}
    assert all(line.endswith("3 d ") for line in widths.values())
    assert "The Harbour Post" in widths[40]
    assert "Odile" not in widths[40]
    assert "10 min" in widths[50]
    assert "#sea" in widths[80]


def test_one_line_has_its_columns_in_the_same_place_for_all() -> None:
    look = Look(NOW, compact=True)
    for width in (40, 60, 80, 120, 200):
        one, other = text(article(), width, look)[0], text(article(title="灯台守" * 30, site="新聞"), width, look)[0]
        assert one.endswith("3 d ")
        assert other.endswith("3 d ")
        assert "…" in other
    wide = text(article(), 200, look)[0]
    assert [wide.index(part) for part in ("The Harbour", "Odile", "#sea", "✎ 1", "10 min", "3 d")] == sorted(
        wide.index(part) for part in ("The Harbour", "Odile", "#sea", "✎ 1", "10 min", "3 d")
    )


def test_on_one_line_a_missing_text_stands_where_progress_does_at_any_width() -> None:
    look = Look(NOW, compact=True)
    for width in (40, 60, 80, 120, 200):
        line = text(article(words=0), width, look)[0]
        assert line.count("no text") == 1
        assert line.endswith("no text       3 d ")


def test_what_is_begun_tells_what_is_left_at_the_readers_pace() -> None:
    begun = article(progress=Progress(1, 10, 10, 1150, NOW))
    assert "5 min left" in text(begun, 80)[1]
    assert "50%" in text(begun, 80)[0]
    assert "━━" in text(begun, 80)[0]
    assert "━" not in text(begun, 50)[0]
    fast = Look(NOW, Pace(100_000, 100_000 / 460 * 60))
    assert "2 min left" in text(begun, 80, fast)[1]
    done = article(progress=Progress(1, 10, 10, 2300, NOW, NOW))
    assert "✓ read" in text(done, 80)[0]


def test_a_snippet_stands_below_with_its_hits_marked() -> None:
    look = Look(NOW, searching=True)
    lines = article_lines(
        article(), look, Aside(snippet=Snippet("…of the lantern room…", ((8, 15),), 400)), STYLES, 60, STYLES.text
    )
    assert [run.text for run in lines[2] if run.ink.ground == STYLES.hit.ground] == ["lantern"]


@pytest.mark.parametrize(
    ("days", "words"), [(0, "Today"), (1, "Yesterday"), (3, "Wednesday"), (30, "12 Feb 2026")]
)  # fmt: skip
def test_headings_of_days(days: int, words: str) -> None:
    assert group_words(article(saved=NOW - timedelta(days=days)), Grouping.DAY, NOW) == words


@given(st.integers(20, 120), st.integers(0, 10**6))
def test_headings_are_as_wide_as_the_list(width: int, count: int) -> None:
    for line in heading_lines("The Harbour Post", count, STYLES, width):
        assert sum(cells(part) for part, _ in line) == width
