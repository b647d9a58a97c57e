"""Painting: every row is exactly as wide as the page, and what lies over the text has its ink."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library.builder import DocumentBuilder, add_caption, add_row
from library.document import BlockKind, Document, Range, Span, SpanKind
from library.highlight import Colour
from reader.breaking import cells
from reader.decorations import Decorations, Page
from reader.ink import Ink, Run
from reader.lines import LineKind, Spot
from reader.marks import Mark
from reader.overlay import Overlay
from reader.paint import paint
from reader.row import Hint, cropped
from reader.sheet import layout_of
from reader.themes import COLOURLESS, NIGHT, PALETTES, Palette, styles_of
from reader.typeset import Front, Layout, Setting
from tests.texts import MIXED, documents

FRONT = Front("The headline of the day", "By Odile Marrack", "3 min")
STYLES = styles_of(NIGHT)
LINK = "https://example.org/gates"


def page_of(document: Document, width: int = 60, **given: object) -> Page:
    layout = layout_of(document, FRONT, (), Setting(70), width)
    return Page(document, layout, STYLES, width)._replace(**given)  # type: ignore[arg-type]  # fields by name


def rows_of(page: Page, decorations: Decorations = Decorations()) -> list[tuple[Run, ...]]:  # noqa: B008  immutable
    return [paint(page, spot, decorations) for spot, _ in page.layout.rows(page.layout.first, 10_000)]


def text_of(runs: tuple[Run, ...]) -> str:
    return "".join(text for text, _ in runs)


def texts(page: Page, decorations: Decorations = Decorations()) -> list[str]:  # noqa: B008  immutable
    return [text_of(runs).rstrip() for runs in rows_of(page, decorations)]


def ink_of(runs: tuple[Run, ...], words: str) -> Ink:
    """The ink of a run that has these words."""
    return next(ink for text, ink in runs if words in text)


def one(kind: BlockKind, text: str, *spans: Span, level: int = 0, info: str = "") -> Document:
    builder = DocumentBuilder("en")
    builder.add(kind, text, spans, level=level, info=info)
    return builder.build()


def mark(start: int, end: int, colour: Colour = Colour.YELLOW, number: int = 1, **given: bool) -> Mark:
    return Mark(start, end, number, colour, **given)


def row(page: Page, decorations: Decorations = Decorations(), line: int = -1) -> tuple[Run, ...]:  # noqa: B008  immutable
    """A painted row of the first block, the last one unless told."""
    return paint(page, Spot(0, len(page.layout.lines_of(0)) + line if line < 0 else line), decorations)


# Widths


@given(documents(), st.integers(1, 110), st.data())
@settings(max_examples=200)
def test_every_row_is_exactly_as_wide_as_the_page(document: Document, width: int, data: st.DataObject) -> None:
    setting = Setting(data.draw(st.integers(8, 90)), data.draw(st.sampled_from([0, 1])),
                      data.draw(st.booleans()), data.draw(st.booleans()))  # fmt: skip
    layout = layout_of(document, FRONT, (), setting, width)
    page = Page(document, layout, STYLES, width, data.draw(st.booleans()), ornaments=data.draw(st.booleans()))
    offsets = st.integers(0, len(document.text))
    ranges = st.tuples(offsets, offsets).map(lambda ends: Range(min(ends), max(ends)))
    colours, doubts = st.sampled_from(list(Colour)), st.booleans()
    marks = [
        Mark(*place, number, data.draw(colours), data.draw(doubts), data.draw(doubts), data.draw(doubts))
        for number, place in enumerate(data.draw(st.lists(ranges, max_size=4)), 1)
    ]
    decorations = Decorations(
        data.draw(st.booleans()),
        tuple(marks),
        data.draw(st.sampled_from([None, 1, 2])),
        tuple(data.draw(st.lists(ranges, max_size=2))),
        data.draw(st.none() | ranges),
        data.draw(st.none() | ranges),
        data.draw(st.none() | ranges),
        data.draw(st.none() | ranges),
        data.draw(st.none() | ranges),
        tuple(Hint(offset, "as") for offset in sorted(data.draw(st.sets(offsets, max_size=3)))),
        data.draw(st.booleans()),
        data.draw(st.integers(0, 60)),
    )
    for runs in rows_of(page, decorations):
        assert sum(cells(text) for text, _ in runs) == width, runs
        assert not any("\n" in text for text, _ in runs)


@given(st.lists(st.lists(st.sampled_from(MIXED), max_size=12).map("".join), max_size=5), st.integers(0, 40))
def test_runs_are_cut_or_filled_to_any_width(texts: list[str], width: int) -> None:
    runs = [Run(text, Ink(bold=number % 2 == 0)) for number, text in enumerate(texts)]
    assert sum(cells(text) for text, _ in cropped(runs, width, Ink())) == width


@given(documents())
def test_what_is_painted_is_the_text(document: Document) -> None:
    """Without ornaments a row shows the characters of its line and nothing else."""
    page = page_of(document, 90, ornaments=False)
    for spot, line in page.layout.rows(page.layout.first, 10_000):
        if line.kind is LineKind.TEXT and document.blocks[line.block].kind is BlockKind.PARAGRAPH:
            assert text_of(paint(page, spot)).strip(" ") == document.text[line.start : line.end].strip(" ")


# Links and their hints


def test_hints_stand_where_their_links_begin() -> None:
    text = "See the gates and the keeper at night."
    document = one(BlockKind.PARAGRAPH, text, Span(SpanKind.LINK, 8, 13, LINK), Span(SpanKind.LINK, 22, 28, LINK))
    runs = row(page_of(document), Decorations(hints=(Hint(8, "a"), Hint(22, "sd"))))
    assert text_of(runs).strip() == "See the aates and the sdeper at night."
    assert ink_of(runs, "sd") == STYLES.hint


@pytest.mark.parametrize(
    ("letters", "expected"), [("a", "见a 闸门"), ("as", "见as闸门"), ("asd", "见asd 门"), ("asdf", "见asdf门")]
)
def test_a_wide_character_half_under_a_hint_becomes_a_space(letters: str, expected: str) -> None:
    document = one(BlockKind.PARAGRAPH, "见那闸门", Span(SpanKind.LINK, 1, 4, LINK))
    runs = row(page_of(document), Decorations(hints=(Hint(1, letters),)))
    assert text_of(runs).strip() == expected


def test_a_hint_at_the_edge_is_cut_and_the_row_stays_as_wide_as_the_page() -> None:
    document = one(BlockKind.PARAGRAPH, "x" * 12 + " yy", Span(SpanKind.LINK, 14, 15, LINK))
    layout = Layout(document, Setting(15))
    runs = row(Page(document, layout, STYLES, 20), Decorations(hints=(Hint(14, "as"),)))
    assert text_of(runs) == "     " + "x" * 12 + " ya"


def test_links_tell_the_terminal_their_address_but_only_a_safe_one() -> None:
    text = "Safe words, other words."
    document = one(
        BlockKind.PARAGRAPH, text,
        Span(SpanKind.LINK, 0, 4, LINK), Span(SpanKind.LINK, 12, 17, "javascript:alert(1)"),
    )  # fmt: skip
    runs = row(page_of(document))
    assert ink_of(runs, "Safe").link == LINK
    assert ink_of(runs, "other").link == ""
    assert ink_of(runs, "other").underline


def test_the_chosen_link_stands_out() -> None:
    document = one(BlockKind.PARAGRAPH, "See the gates.", Span(SpanKind.LINK, 8, 13, LINK))
    ink = ink_of(row(page_of(document), Decorations(chosen_link=Range(8, 13))), "gates")
    assert (ink.colour, ink.ground) == (NIGHT.hit_ink, NIGHT.link)


# Highlights, hits, the sentence read aloud


def test_what_lies_over_the_text_has_its_ink_and_the_rest_keeps_its_own() -> None:
    document = one(BlockKind.PARAGRAPH, "one two three four five", Span(SpanKind.STRONG, 4, 13))
    marks = Decorations(
        marks=(mark(0, 13),), hits=(Range(8, 13), Range(14, 18)), chosen_hit=Range(14, 18), spoken=Range(19, 23)
    )
    runs = row(page_of(document), marks)
    assert ink_of(runs, "one").ground == NIGHT.highlights[0]
    assert not ink_of(runs, "one").bold
    assert ink_of(runs, "two").bold
    assert ink_of(runs, "two").ground == NIGHT.highlights[0]
    assert ink_of(runs, "three").ground == NIGHT.hit
    assert (ink_of(runs, "four").colour, ink_of(runs, "four").ground) == (NIGHT.hit_ink, NIGHT.accent)
    assert ink_of(runs, "five").ground == NIGHT.chosen


@pytest.mark.parametrize("palette", [*PALETTES.values(), COLOURLESS], ids=lambda palette: palette.name)
def test_in_every_theme_whatever_lies_over_the_text_can_be_told_from_it(palette: Palette) -> None:
    styles = styles_of(palette)
    document = one(BlockKind.PARAGRAPH, "one two")
    inks = [
        ink_of(row(page_of(document, styles=styles), decorations), "one")
        for decorations in (
            Decorations(),
            *(Decorations(marks=(mark(0, 3, colour),)) for colour in Colour),
            Decorations(marks=(mark(0, 3, uncertain=True),)),
            Decorations(marks=(mark(0, 3), mark(0, 7, Colour.RED))),
            Decorations(marks=(mark(0, 3),), chosen_mark=1),
            Decorations(selected=Range(0, 3)),
            Decorations(caret=Range(0, 3)),
            Decorations(hits=(Range(0, 3),)),
            Decorations(chosen_hit=Range(0, 3)),
            Decorations(receded=True),
        )
    ]
    assert len(set(inks)) == len(inks)


def test_the_gutter_shows_the_ruler_the_highlight_and_its_note() -> None:
    document = one(BlockKind.PARAGRAPH, "Some words.")
    page = page_of(document, 40)
    assert text_of(row(page)).strip() == "Some words."
    assert text_of(row(page, Decorations(ruler=True))).startswith("   ▎ Some")
    assert text_of(row(page, Decorations(marks=(mark(0, 4),)))).startswith("  ▮  Some")
    noted = mark(0, 4, noted=True)
    assert text_of(row(page, Decorations(ruler=True, marks=(noted,)))).startswith("✎ ▮▎ Some")


def test_every_colour_has_its_own_mark_and_so_have_bookmarks_and_uncertain_highlights() -> None:
    page = page_of(one(BlockKind.PARAGRAPH, "Some words."), 40)
    marks = [
        *(mark(0, 4, colour) for colour in Colour), mark(0, 1, bookmark=True), mark(0, 4, uncertain=True)
    ]  # fmt: skip
    assert "".join(text_of(row(page, Decorations(marks=(one,))))[2] for one in marks) == "▮▸◉✚◊⚑?"
    letters = page._replace(ornaments=False)
    shown = [text_of(row(letters, Decorations(marks=(one,))))[2] for one in marks]
    assert "".join(shown) == "ygbrpm?", "for a braille line or a voice"
    assert text_of(row(letters, Decorations(marks=(mark(0, 4, noted=True),)))).startswith("n y")


def test_of_two_highlights_in_one_line_both_can_be_seen() -> None:
    page = page_of(one(BlockKind.PARAGRAPH, "one two three four"), 40)
    both = (mark(0, 13), mark(4, 18, Colour.BLUE, number=2))
    runs = row(page, Decorations(marks=both))
    assert text_of(runs).startswith(" ◉▮  one two")
    grounds = [ink_of(runs, words).ground for words in ("one", "two three", "four")]
    assert grounds == [
        NIGHT.highlights[0],
        STYLES.highlight_of((Colour.BLUE, Colour.YELLOW)).ground,
        NIGHT.highlights[2],
    ]
    assert [ink_of(runs, words).underline for words in ("one", "two three", "four")] == [False, True, False]


def test_of_more_than_two_highlights_in_one_line_their_number_is_told() -> None:
    page = page_of(one(BlockKind.PARAGRAPH, "one two three four"), 40)
    three = (mark(0, 3), mark(4, 7, Colour.BLUE, number=2), mark(8, 13, Colour.RED, number=3, noted=True))
    assert text_of(row(page, Decorations(marks=three))).startswith("✎3▮  one")
    assert text_of(row(page, Decorations(marks=three, chosen_mark=3))).startswith("✎3✚  one")
    assert text_of(row(page._replace(ornaments=False), Decorations(marks=three))).startswith("n3y  one")
    alike = (mark(0, 3), mark(4, 7, number=2), mark(8, 13, number=3))
    assert text_of(row(page, Decorations(marks=alike))).startswith("  ▮  one"), "one mark is that of all"
    many = tuple(mark(0, 9, list(Colour)[number % 5], number=number) for number in range(12))
    assert text_of(row(page, Decorations(marks=many))).startswith(" +▮  one")


def test_one_highlight_within_another_of_its_colour_can_be_seen() -> None:
    page = page_of(one(BlockKind.PARAGRAPH, "one two three"), 40)
    runs = row(page, Decorations(marks=(mark(0, 13), mark(4, 7, number=2))))
    assert [ink_of(runs, words).underline for words in ("one", "two", "three")] == [False, True, False]


def test_the_chosen_highlight_is_shown_to_its_ends_and_its_mark_comes_first() -> None:
    page = page_of(one(BlockKind.PARAGRAPH, "one two three four"), 40)
    both = (mark(0, 13), mark(4, 18, Colour.BLUE, number=2))
    runs = row(page, Decorations(marks=both, chosen_mark=2))
    assert text_of(runs).startswith(" ▮◉  one")
    assert ink_of(runs, "◉").reverse
    assert ink_of(runs, "two three four") == STYLES.highlight_of((Colour.BLUE,), chosen=True).over(STYLES.text)


def test_a_bookmark_has_no_ground() -> None:
    page = page_of(one(BlockKind.PARAGRAPH, "one two"), 40)
    assert ink_of(row(page, Decorations(marks=(mark(0, 1, bookmark=True),))), "one two") == STYLES.text


# What is being selected


@pytest.mark.parametrize("palette", [*PALETTES.values(), COLOURLESS], ids=lambda palette: palette.name)
def test_what_is_selected_looks_the_same_whatever_lies_below(palette: Palette) -> None:
    styles = styles_of(palette)
    page = page_of(one(BlockKind.PARAGRAPH, "one two three four five"), styles=styles)
    below = Decorations(
        marks=(mark(0, 7), mark(4, 13, Colour.RED, number=2)), hits=(Range(14, 18),), selected=Range(0, 23)
    )
    for words, ink in row(page, below):
        if words.strip() in ("one", "two", "three", "four", "five"):
            assert (ink.colour, ink.ground, ink.reverse) == (palette.ink, palette.selected, palette.own), words


@pytest.mark.parametrize("palette", [*PALETTES.values(), COLOURLESS], ids=lambda palette: palette.name)
def test_the_caret_can_be_told_from_the_selection_it_is_in(palette: Palette) -> None:
    page = page_of(one(BlockKind.PARAGRAPH, "one two"), styles=styles_of(palette))
    selected = Decorations(selected=Range(0, 7), caret=Range(4, 5))
    runs = row(page, selected)
    assert ink_of(runs, "t") != ink_of(runs, "one")
    assert ink_of(runs, "wo") == ink_of(runs, "one ")


def test_the_caret_after_the_last_character_takes_a_cell_of_its_own() -> None:
    page = page_of(one(BlockKind.PARAGRAPH, "x" * 33), 40)
    shown = row(page, Decorations(caret=Range(33, 33)))
    plain = row(page)
    assert text_of(shown) == text_of(plain)
    at = next(number for number, (_, ink) in enumerate(shown) if ink == STYLES.caret)
    assert "".join(words for words, _ in shown[:at]).endswith("x" * 33), "after the last of a full line"
    assert shown[at].text == " "


def test_a_wide_character_is_under_the_caret_as_a_whole() -> None:
    runs = row(page_of(one(BlockKind.PARAGRAPH, "见那闸门")), Decorations(caret=Range(1, 2)))
    assert [words for words, ink in runs if ink.ground == STYLES.caret.ground] == ["那"]


@given(documents(), st.integers(20, 90), st.data())
def test_the_caret_is_seen_wherever_it_stands(document: Document, width: int, data: st.DataObject) -> None:
    from library.units import character_end
    from reader.pointing import text_spot

    layout = layout_of(document, FRONT, (), Setting(70), width)
    page = Page(document, layout, STYLES, width)
    at = data.draw(st.integers(0, len(document.text)))
    spot = text_spot(layout, at)
    line = layout.line(spot)
    overlay = Overlay(document)
    overlay.caret_spot = spot
    overlay.caret = Range(at, character_end(document, at) if line.holds(at) else at)
    runs = paint(page, spot, overlay.on(spot, line, ruler=False))
    if document.blocks and document.blocks[line.block].kind is not BlockKind.CODE:
        assert any(ink.ground == STYLES.caret.ground for _, ink in runs), (line, at)


def test_receded_text_keeps_no_colour_of_its_own() -> None:
    document = one(BlockKind.PARAGRAPH, "one two")
    assert ink_of(row(page_of(document), Decorations(receded=True)), "one").colour == NIGHT.soft


# Code


CODE = "short\n" + "".join(f"{number:02}" for number in range(40))


def test_code_that_is_too_long_is_cut_with_a_mark_and_scrolled_sideways() -> None:
    page = page_of(one(BlockKind.CODE, CODE), 40)
    room = 33 - 2 - 1
    cut = text_of(row(page))
    assert cut.strip() == "".join(f"{number:02}" for number in range(40))[:room] + "›"
    scrolled = text_of(row(page, Decorations(shift=8)))
    assert scrolled.strip() == "‹" + "".join(f"{number:02}" for number in range(40))[8 : 8 + room] + "›"
    to_its_end = text_of(row(page, Decorations(shift=80 - room)))
    assert to_its_end.strip() == "‹" + CODE[-room:]
    assert "›" not in to_its_end


def test_short_lines_beside_long_ones_are_scrolled_away_without_an_error() -> None:
    page = page_of(one(BlockKind.CODE, CODE), 40)
    assert "short" in text_of(row(page, line=-2))
    assert "short" not in text_of(row(page, Decorations(shift=30), line=-2))


def test_the_ground_of_code_is_a_box() -> None:
    page = page_of(one(BlockKind.CODE, "a\nlong line here\nb"), 40)
    boxes = set()
    for number in (-3, -2, -1):
        grounds = "".join("#" * cells(text) if ink.ground == NIGHT.raised else "." * cells(text)
                          for text, ink in row(page, line=number))  # fmt: skip
        boxes.add(grounds)
    assert len(boxes) == 1
    assert boxes.pop().strip(".").strip("#") == ""


def test_code_has_the_colours_of_its_tokens() -> None:
    document = one(BlockKind.CODE, "if gate:\n    open()")
    blue = Ink("#0000ff")
    runs = row(page_of(document, tokens={0: [(0, 2, blue)]}), line=-2)
    assert ink_of(runs, "if").colour == "#0000ff"
    assert ink_of(runs, "if").ground == NIGHT.raised
    assert ink_of(runs, "gate").colour == NIGHT.ink


def test_in_a_pipe_code_runs_on() -> None:
    document = one(BlockKind.CODE, CODE)
    layout = Layout(document, Setting(30))
    page = Page(document, layout, STYLES, 30, centred=False, clipped=False, gutter=0)
    assert texts(page)[-1].endswith(CODE[-10:])


# Ornaments


def everything() -> Document:
    builder = DocumentBuilder("en")
    builder.add(BlockKind.KEY_POINT, "A point.")
    builder.add(BlockKind.QUOTE, "A quotation.", level=1)
    builder.add(BlockKind.ITEM, "An item.", level=1)
    builder.add(BlockKind.ITEM, "A second.", level=1, info="2")
    builder.add(BlockKind.RULE)
    builder.add(BlockKind.IMAGE, "A gate", info="https://example.org/g.png")
    add_caption(builder, "The gate.", "Tern Pictures", "Photo")
    add_row(builder, [("Ring", []), ("Height", [])], 1, header=True)
    add_row(builder, [("1", []), ("100 mm", [])], 1, header=False)
    builder.add(BlockKind.PARAGRAPH, "Text.")
    builder.add(BlockKind.FOOTNOTE, "A footnote.", info="1")
    return builder.build()


def test_ornaments_tell_what_a_block_is() -> None:
    found = [line.strip() for line in texts(page_of(everything()))]
    for expected in (
        "▪ A point.",
        "│ A quotation.",
        "• An item.",
        "2. A second.",
        "* * *",
        "▨ A gate",
        "1  A footnote.",
    ):
        assert any(line.startswith(expected) for line in found), expected
    assert any(line.startswith("────") for line in found)


def test_without_ornaments_only_the_text_is_left() -> None:
    page = page_of(everything(), ornaments=False)
    found = texts(page, Decorations(ruler=True))
    drawn = "▪│•◦*▨─┆▎"
    assert not any(character in line for line in found for character in drawn)
    for words in (
        "A point.",
        "A quotation.",
        "An item.",
        "A gate",
        "The gate.",
        "Tern Pictures",
        "100 mm",
        "A footnote.",
    ):
        assert any(words in line for line in found), words


@pytest.mark.parametrize(
    ("kind", "info", "ornament"),
    [
        (BlockKind.ITEM, "", "•"), (BlockKind.ITEM, "3", "3"), (BlockKind.KEY_POINT, "", "▪"),
        (BlockKind.QUOTE, "", "│"), (BlockKind.FOOTNOTE, "7", "7"),
    ],
)  # fmt: skip
def test_the_ornaments_of_text_read_from_the_right_stand_on_its_right(
    kind: BlockKind, info: str, ornament: str
) -> None:
    document = one(kind, "שומר המגדלור כתב את גובה המים", level=1, info=info)
    page = page_of(document, 60)
    shown = text_of(row(page))
    assert shown.index(ornament) > shown.index("המים")
    assert shown.index(ornament) < page.margin + page.layout.measure
    assert "שומר המגדלור כתב את גובה המים" in shown
    assert shown[: shown.index("שומר")].strip() == ""


def test_a_picture_is_drawn_in_the_middle_and_its_room_stays_without_it() -> None:
    document = one(BlockKind.IMAGE, "A gate", info="https://example.org/g.png")
    layout = Layout(document, Setting(40), pictures={0: (20, 2)})
    rows = [[Run("▀" * 10, Ink("#aabbcc"))], [Run("▄" * 10, Ink("#aabbcc"))]]
    page = Page(document, layout, STYLES, 50, pictures={0: rows})
    assert texts(page) == [" " * 20 + "▀" * 10, " " * 20 + "▄" * 10]
    assert texts(page._replace(pictures={})) == ["", ""]


def test_a_justified_line_reaches_the_edge_in_one_ink() -> None:
    text = "The keeper wrote it down by the light of a lamp and went back to sleep " * 3
    document = one(BlockKind.PARAGRAPH, text, Span(SpanKind.LINK, 0, 60, LINK))
    layout = Layout(document, Setting(40, justified=True))
    page = Page(document, layout, STYLES, 46)
    runs = row(page, line=0)
    assert cells(text_of(runs).strip()) == 40
    assert ink_of(runs, "keeper").link == LINK
