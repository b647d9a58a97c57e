"""Plain-text copies: sixty invented articles with the expectation beside each, then odd bytes and arbitrary text."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from library.builder import broken_laws
from library.document import BlockKind, caption_parts, row_cells
from library.errors import UnreadableSourceError
from library.extract import Extraction, extract
from library.source import Source

ARTICLES = Path(__file__).parent / "data" / "text"
NAMES = sorted(path.stem for path in ARTICLES.glob("*.txt"))
ABOVE = "A headline for the test of a single line\n\nBy Ada Crane\n\n"
FIRST = "The first paragraph of this invented article is long enough to be taken for prose by anyone who reads it."
SECOND = "The second paragraph, which follows it at some distance, is prose as well and ends with a full stop."


def read(text: str | bytes, name: str = "copy.txt", own_rules: Path | None = None) -> Extraction:
    content = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return extract(Source(content, datetime.now(UTC), name), own_rules)


def blocks(found: Extraction) -> list[list[str]]:
    document = found.document
    return [
        [block.kind.value, *caption_parts(document, block)[:2]]
        if block.kind is BlockKind.CAPTION
        else [block.kind.value, document.slice(block)]
        for block in document.blocks
    ]


def expected(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((ARTICLES / f"{name}.json").read_text(encoding="utf-8"))
    return content


def test_there_are_articles_in_many_shapes() -> None:
    assert len(NAMES) >= 25


@pytest.mark.parametrize("name", NAMES)
def test_an_article_is_read_as_a_person_reads_it(name: str) -> None:
    wanted = expected(name)
    found = read((ARTICLES / f"{name}.txt").read_bytes())
    assert blocks(found) == wanted["blocks"]
    key_points = [text for kind, text, *_ in blocks(found) if kind == "key_point"]
    assert key_points == wanted["key_points"]
    assert broken_laws(found.document) == []
    assert found.warnings == ()


@pytest.mark.parametrize("name", NAMES)
def test_the_head_says_who_wrote_what_when_and_where(name: str) -> None:
    wanted, metadata = expected(name), read((ARTICLES / f"{name}.txt").read_bytes()).metadata
    if wanted["title"] != "*":
        assert metadata.title == wanted["title"]
    assert list(metadata.authors) == wanted["authors"]
    assert metadata.site == wanted.get("site", "")
    assert metadata.url == wanted.get("url", "")
    assert metadata.stated_minutes == wanted.get("minutes")
    published = wanted.get("published")
    assert metadata.published == (datetime.fromisoformat(published).replace(tzinfo=UTC) if published else None)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_left_out_is_reported_with_its_reason(name: str) -> None:
    wanted, found = expected(name), read((ARTICLES / f"{name}.txt").read_bytes())
    dropped = [piece.text for piece in found.dropped]
    assert [text for text in wanted["dropped"] if text not in dropped] == []
    assert [text for text in dropped if text not in wanted["dropped"] + wanted["metadata_lines"]] == []
    assert all(piece.reason and piece.line for piece in found.dropped)
    assert all(one.line <= other.line for one, other in pairwise(found.dropped) if one.line and other.line)


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\u2028"])
def test_line_ends_of_every_system(newline: str) -> None:
    text = (ARTICLES / "hong-kong-daily.txt").read_text(encoding="utf-8")
    assert blocks(read(text.replace("\n", newline))) == expected("hong-kong-daily")["blocks"]


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_an_english_copy_in_every_encoding(charset: str) -> None:
    text = (ARTICLES / "hong-kong-daily.txt").read_text(encoding="utf-8")
    assert blocks(read(text.encode(charset))) == expected("hong-kong-daily")["blocks"]


@pytest.mark.parametrize(
    ("name", "charset"),
    [("french-daily", "latin-1"), ("portuguese-daily", "cp1252"), ("japanese-daily", "shift_jis"),
     ("chinese-portal", "gb18030"), ("japanese-daily", "euc_jp")],
)  # fmt: skip
def test_a_copy_in_an_encoding_that_nobody_declared(name: str, charset: str) -> None:
    text = (ARTICLES / f"{name}.txt").read_text(encoding="utf-8").replace("’", "'")
    plain = [[part.replace("’", "'") for part in block] for block in expected(name)["blocks"]]
    found = read(text.encode(charset))
    assert blocks(found) == plain
    assert len(found.warnings) == 1


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("page-")])
def test_the_language_of_a_copy_is_told_by_its_words(name: str) -> None:
    languages = {
        "german": "de", "french": "fr", "spanish": "es", "portuguese": "pt", "italian": "it", "dutch": "nl",
        "chinese": "zh", "japanese": "ja",
    }  # fmt: skip
    wanted = languages.get(name.split("-")[1], "en")
    assert read((ARTICLES / f"{name}.txt").read_bytes()).metadata.language == wanted


@pytest.mark.parametrize(
    "line",
    ["Share prices fell.", "Read more books, she said, and be kind.", "Related to this is the matter of the chapel.",
     "Food", "X", "Report", "More", "Line", "Live", "By the river", "Save", "Print", "Listen", "Politics", "Sport",
     "Home", "News", "Next", "Image", "Play", "Continue", "Comments", "Opinion", "Pocket", "Threads", "Loading", "Link",
     "Most read books are forgotten.", "Watch it happen", "Listen: it was never the wind.", "See: the rule held.",
     "More on this later.", "More from the archive, he said.", "Sign up for nothing.", "Sign up to fight",
     "Get our boys home, the poster said.", "Subscribe to no creed", "One source: Reuters.",
     "He had one photo: his mother", "Map: where the floods will come", "Copyright is theft, he said.", "Tags", "12",
     "“More”", "Topics of the day", "About us", "Terms", "Weather", "3 hours ago", "10:32", "Don’t miss the boat",
     "Around the world in a boat", "Share with care", "1 of 3", "Correspondent", "Home / away", "Speichern", "Imprimer",
     "Guardar", "Stampa", "Entrar", "推荐", "Lesen Sie auch Bücher, sagte sie.", "Leia mais livros, disse ela."],
)  # fmt: skip
def test_no_rule_eats_a_line_of_the_body(line: str) -> None:
    found = read(f"{ABOVE}{FIRST}\n\n{line}\n\n{SECOND}\n")
    kinds, texts = zip(*blocks(found), strict=True)
    assert texts == (FIRST, line, SECOND)
    assert kinds[1] in ("paragraph", "heading")


def test_a_label_of_a_list_takes_the_titles_and_leaves_the_heading_below_them() -> None:
    box = "Related articles\nWhy the last of the wooden ferries will not sail\nThe island that sold its road\n\n"
    found = read(f"{ABOVE}{FIRST}\n\n{box}A gate is a dam\n\n{SECOND}\n")
    assert [text for _, text in blocks(found)] == [FIRST, "A gate is a dam", SECOND]


def test_code_and_logs_keep_every_line_and_its_indent() -> None:
    code = (
        "import os\n\ndef gate(height):\n    if height > 3:\n        return True\n    return False\n\nprint(gate(4))\n"
    )
    found = read(code, "gate.txt")
    assert found.document.text == code.strip()
    assert found.document.blocks[0].kind is BlockKind.CODE
    log = "".join(f"2026-03-12 10:{minute}:00 INFO gate {minute} closed\n" for minute in range(10, 40))
    assert read(log, "gate.log").document.text == log.strip()


@pytest.mark.parametrize("text", ["One line only", "Sign up to our newsletter", "•", "***\n---", "Food", "\u202eabc"])
def test_a_text_of_nearly_nothing_is_no_error(text: str) -> None:
    found = read(text)
    assert broken_laws(found.document) == []
    assert len(found.document.blocks) + len(found.dropped) > 0


@pytest.mark.parametrize(
    ("text", "count"),
    [("\n" * 300_000 + FIRST, 1), ("A headline\n" + "• a point of some kind\n" * 5_000, 5_000), ("word " * 400_000, 1)],
)
def test_sizes_that_nobody_means(text: str, count: int) -> None:
    assert len(read(text).document.blocks) == count


def test_a_broken_rule_of_ones_own_is_a_warning_and_a_good_one_works(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        "furniture:\n  - pattern: tide box.*\n    reason: tide table of the Harbour Post\n"
        "  - pattern: '(['\n    reason: x\n",
        encoding="utf-8",
    )
    (tmp_path / "broken.yaml").write_text("furniture: [", encoding="utf-8")
    found = read(f"{ABOVE}{FIRST}\n\nTide box: 4.05am, 4.4m\n\n{SECOND}\n", own_rules=tmp_path)
    assert [text for _, text in blocks(found)] == [FIRST, SECOND]
    assert "tide table of the Harbour Post" in [piece.reason for piece in found.dropped]
    assert ["broken.yaml" in warning for warning in found.warnings] == [True, False]
    assert ["own.yaml" in warning for warning in found.warnings] == [False, True]


def everything_kept(found: Extraction) -> set[str]:
    metadata = found.metadata
    kept = [found.document.text, metadata.title, *metadata.authors, metadata.site, metadata.url, *metadata.tags]
    kept += [f"{span.target}: {span.target}" for span in found.document.spans]
    kept += [block.info for block in found.document.blocks] + [piece.text for piece in found.dropped]
    return set(" ".join(kept).split())


def words_of(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        yield from line.split()


WORDS = st.sampled_from(
    ["the", "harbour", "River", "share", "Advertisement", "more", "Related", "Photo:", "Reuters", "by", "Ada", "said",
     "food", "Food", "and", "it", "12", "3", "Read", "gate"]
)  # fmt: skip
ENDS = st.sampled_from(["", ".", "?", "!", ",", "…", "”"])
LINES = st.tuples(st.lists(WORDS, min_size=1, max_size=20).map(" ".join), ENDS).map("".join)
TEXTS = st.lists(st.tuples(LINES, st.sampled_from(["\n", "\n\n"])).map("".join), min_size=1, max_size=25).map("".join)
QUIET = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUIET
@given(TEXTS)
def test_no_word_is_lost_without_being_reported(text: str) -> None:
    found = read(text)
    kept = everything_kept(found)
    assert [word for word in words_of(text) if word not in kept and word.rstrip(".,") not in kept] == []


@QUIET
@given(TEXTS)
def test_lines_leave_in_the_order_in_which_they_came(text: str) -> None:
    numbers = [piece.line for piece in read(text).dropped]
    assert numbers == sorted(number for number in numbers if number is not None)


@QUIET
@given(st.text(max_size=400))
def test_any_text_gives_a_lawful_document(text: str) -> None:
    try:
        found = read(text)
    except UnreadableSourceError:
        return
    assert broken_laws(found.document) == []
    assert "\n" not in found.metadata.title


@QUIET
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        found = read(content)
    except UnreadableSourceError:
        return
    assert broken_laws(found.document) == []


def test_lines_with_tabs_are_the_rows_of_a_table() -> None:
    found = read(f"{ABOVE}{FIRST}\n\nBoat\tBuilt\tMasts\nPearl Heron\t1988\t2\nTern\t\t1\n\n{SECOND}\n")
    document = found.document
    rows = [[document.slice(cell) for cell in row_cells(document, block)] for block in document.blocks[1:4]]
    assert rows == [["Boat", "Built", "Masts"], ["Pearl Heron", "1988", "2"], ["Tern", "", "1"]]
    assert [kind for kind, *_ in blocks(found)] == ["paragraph", "row", "row", "row", "paragraph"]
    assert [block.info for block in document.blocks[1:4]] == ["header", "", ""]


def test_the_copy_of_a_whole_page_is_the_article_and_an_account_of_the_rest() -> None:
    menu = [f"Section {word}" for word in ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")]
    body = [f"{FIRST} {SECOND} It is paragraph {number} of this one." for number in range(1, 8)]
    comments = ["12 Comments", "Wim Corder says:", "March 13, 2026 at 10:20", f"I was there. {FIRST}", "Reply"]
    page = [*menu, "The bridge that nobody would paint", "By Ada Crane", "March 12, 2026", *body, *comments, *menu]
    found = read("\n\n".join(page))
    assert found.metadata.title == "The bridge that nobody would paint"
    assert blocks(found) == [["paragraph", text] for text in body]
    dropped = {piece.text: piece.reason for piece in found.dropped}
    assert [text for text in (*menu, *comments) if text not in dropped] == []


def test_the_last_word_of_a_menu_is_not_the_headline() -> None:
    text = (
        "Home\nNews\nSport\nWeather\nPlayer\n\nBridge closed after crack found in main support\n\n18 minutes ago\n"
        "Jane Fernsby\nHarbour News, Northmark\n\nGetty Images\nThe bridge carries 20,000 vehicles a day\n"
        f"{FIRST}\n\n{SECOND}\n"
    )
    found = read(text)
    assert found.metadata.title == "Bridge closed after crack found in main support"
    assert found.metadata.authors == ("Jane Fernsby",)
    assert blocks(found) == [
        ["caption", "The bridge carries 20,000 vehicles a day", "Getty Images"],
        ["paragraph", FIRST],
        ["paragraph", SECOND],
    ]
