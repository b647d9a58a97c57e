"""Reading aloud, with keys: through an honest small program that writes down what it is to speak."""

import os
import sys
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.article import Draft, Metadata
from library.builder import DocumentBuilder, add_row
from library.document import BlockKind, Document, Span, SpanKind
from library.sentences import sentences
from library.source import Source
from library.store import Store
from reader import speech
from reader.config import Home, Settings
from reader.passages import passage_back, passage_on
from tests.driving import Driven, driven

SPEAKS = """
import os, pathlib, sys, time
said = sys.stdin.read()
with open(HEARD, "a") as heard:
    heard.write(f"{os.getpid()} {said.strip()}\\n")
count = len(open(HEARD).readlines())
while int(open(LEAVE).read() or 0) < count:
    time.sleep(0.005)
"""
"""Speaks for as long as it has not been given leave to end."""
FAILS = "import sys; sys.stdin.read(); open(HEARD, 'a').write('0 tried\\n'); sys.exit('no sound card')"


class Voice:
    """The program, what it was given, and how many of its utterances may end."""

    def __init__(self, folder: Path, code: str = SPEAKS) -> None:
        self._heard, self._leave = folder / "heard", folder / "leave"
        self._heard.touch()
        self.leave(0)
        program = folder / "speaks"
        program.write_text(f"#!{sys.executable}\nHEARD, LEAVE = {str(self._heard)!r}, {str(self._leave)!r}\n{code}")
        program.chmod(0o755)
        self.settings = Settings(speak=str(program))

    def leave(self, count: int) -> None:
        """Let the first `count` utterances end."""
        written = self._leave.with_name("leave.new")
        written.write_text(str(count))
        written.replace(self._leave)

    @property
    def said(self) -> list[str]:
        """What was spoken, or begun to be."""
        return [line.partition(" ")[2] for line in self._heard.read_text().splitlines()]

    def speaking(self) -> bool:
        """Whether any of its processes is alive."""
        return any(_alive(int(line.split()[0])) for line in self._heard.read_text().splitlines())


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def voice(tmp_path: Path) -> Voice:
    return Voice(tmp_path)


SAID = ["Ebb came.", "Then the flood rose.", "No gate held it.", "Salt stayed."]


@pytest.fixture
def article(store: Store, now: datetime) -> int:
    return add(store, now, [(BlockKind.PARAGRAPH, "Ebb came. Then the flood rose."),
                            (BlockKind.PARAGRAPH, "No gate held it. Salt stayed.")])  # fmt: skip


def add(store: Store, now: datetime, blocks: list[tuple[BlockKind, str]]) -> int:
    builder = DocumentBuilder("en")
    for kind, words in blocks:
        builder.add(kind, words)
    return store.add(Draft(Metadata("Tides"), builder.build(), Source(b"Tides", now), now))


def marked(on: Driven) -> str:
    """The sentence that is marked on the page."""
    place = on.reading.page._over.spoken
    return on.reading.document.slice(place) if place else ""


def plain(on: Driven) -> str:
    """All words on the screen in one line, also those of a box beside the text."""
    return " ".join(" ".join(on.lines).replace("▌", " ").split())


async def test_it_reads_sentence_by_sentence_to_the_end(
    home: Home, store: Store, now: datetime, article: int, voice: Voice
) -> None:
    async with driven(home, store, now, article=article, settings=voice.settings) as on:
        await on.press("r")
        for number, words in enumerate(SAID):
            await on.until(lambda count=number + 1: len(voice.said) == count)  # type: ignore[misc]  # mypy has no type for a default of a lambda
            assert marked(on) == words
            assert on.shows("reading aloud · r pauses · esc ends")
            voice.leave(number + 1)
        await on.until(lambda: on.shows("Read aloud to the end."))
        assert voice.said == SAID
        assert marked(on) == ""


async def test_the_key_pauses_and_reads_the_sentence_anew(
    home: Home, store: Store, now: datetime, article: int, voice: Voice
) -> None:
    voice.leave(1)
    async with driven(home, store, now, article=article, settings=voice.settings) as on:
        await on.press("r")
        await on.until(lambda: len(voice.said) == 2)
        await on.press("r")
        assert on.shows("paused · r reads on · esc ends")
        assert marked(on) == SAID[1]
        await on.until(lambda: not voice.speaking())
        await on.press("r")
        await on.until(lambda: len(voice.said) == 3)
        assert voice.said == [SAID[0], SAID[1], SAID[1]]


async def test_sentences_are_skipped_on_and_back(
    home: Home, store: Store, now: datetime, article: int, voice: Voice
) -> None:
    async with driven(home, store, now, article=article, settings=voice.settings) as on:
        await on.press("r")
        for keys, number in ((">", 1), ("2>", 3), ("<", 2), ("9<", 0), ("<", 0), ("7>", 3), (">", 3)):
            await on.press(*keys)
            assert marked(on) == SAID[number]
            await on.until(lambda words=SAID[number]: voice.said[-1:] == [words])  # type: ignore[misc]  # mypy has no type for a default of a lambda
        assert on.shows("This is the last sentence.")
        await on.until(voice.speaking)


async def test_while_paused_skipping_only_marks(
    home: Home, store: Store, now: datetime, article: int, voice: Voice
) -> None:
    async with driven(home, store, now, article=article, settings=voice.settings) as on:
        await on.press("r")
        await on.until(lambda: len(voice.said) == 1)
        await on.press("r", ">", ">")
        assert marked(on) == SAID[2]
        assert on.shows("paused · r reads on · esc ends")
        await on.until(lambda: not voice.speaking())
        assert voice.said == SAID[:1]
        await on.press("r")
        await on.until(lambda: voice.said == [SAID[0], SAID[2]])


@pytest.mark.parametrize("key", ["escape", "q"])
async def test_it_ends_before_the_page_is_left(
    home: Home, store: Store, now: datetime, article: int, voice: Voice, key: str
) -> None:
    async with driven(home, store, now, article=article, settings=voice.settings) as on:
        await on.press("r")
        await on.until(lambda: len(voice.said) == 1)
        await on.press(key)
        assert marked(on) == ""
        assert not on.shows("reading aloud")
        await on.until(lambda: not voice.speaking())
        await on.press(">")
        assert on.shows("Nothing is read aloud: r begins.")


async def test_it_begins_anew_after_it_was_ended(
    home: Home, store: Store, now: datetime, article: int, voice: Voice
) -> None:
    async with driven(home, store, now, article=article, settings=voice.settings) as on:
        await on.press("r", "escape", "}", "r")
        await on.until(lambda: voice.said[-1:] == [SAID[2]])


async def test_leaving_the_program_stops_the_voice(
    home: Home, store: Store, now: datetime, article: int, voice: Voice
) -> None:
    async with driven(home, store, now, article=article, settings=voice.settings) as on:
        await on.press("r")
        await on.until(lambda: len(voice.said) == 1)
        on.app.exit()
    assert not voice.speaking()


async def test_another_article_is_not_read_on(
    home: Home, store: Store, now: datetime, article: int, voice: Voice
) -> None:
    add(store, now, [(BlockKind.PARAGRAPH, "Another one.")])
    async with driven(home, store, now, settings=voice.settings) as on:
        await on.press("j", "enter", "r")
        await on.until(lambda: len(voice.said) == 1)
        await on.press("K")
        assert not voice.speaking()
        assert marked(on) == ""
        assert not on.shows("reading aloud")
        await on.press("r")
        await on.until(lambda: len(voice.said) == 2)
        assert voice.said[0] != voice.said[1]


async def test_the_page_follows_the_voice_and_may_be_moved_meanwhile(
    home: Home, store: Store, now: datetime, voice: Voice
) -> None:
    article = add(store, now, [(BlockKind.PARAGRAPH, f"Tide {number} rose and fell.") for number in range(60)])
    async with driven(home, store, now, article=article, settings=voice.settings) as on:
        await on.press("r", "3", "0", ">")
        await on.until(lambda: voice.said[-1:] == ["Tide 30 rose and fell."])
        page = on.reading.page
        assert page.ruler == 30
        assert on.rows_of(30)
        await on.press("g")
        assert on.row == 0
        voice.leave(len(voice.said))
        await on.until(lambda: voice.said[-1:] == ["Tide 31 rose and fell."])
        assert page.ruler == 31
        assert on.rows_of(31)
        top = on.row
        voice.leave(len(voice.said))
        await on.until(lambda: voice.said[-1:] == ["Tide 32 rose and fell."])
        assert on.row == top, "what is in sight does not move"


async def test_it_begins_with_the_ruler_s_paragraph(
    home: Home, store: Store, now: datetime, article: int, voice: Voice
) -> None:
    async with driven(home, store, now, article=article, settings=voice.settings) as on:
        await on.press("}", "r")
        await on.until(lambda: voice.said == [SAID[2]])


async def test_of_a_paragraph_that_began_above_what_is_in_sight_is_read(
    home: Home, store: Store, now: datetime, voice: Voice
) -> None:
    words = " ".join(f"Tide {number} rose and fell." for number in range(300))
    article = add(store, now, [(BlockKind.PARAGRAPH, words)])
    async with driven(home, store, now, article=article, settings=voice.settings) as on:
        await on.press("space", "space", "r")
        await on.until(lambda: len(voice.said) == 1)
        page = on.reading.page
        spoken = page._over.spoken
        assert spoken is not None
        assert page.view.seen.start <= spoken.start < page.view.seen.start + 30


async def test_code_is_left_out_with_a_word(home: Home, store: Store, now: datetime, voice: Voice) -> None:
    voice.leave(1)
    article = add(store, now, [
        (BlockKind.PARAGRAPH, "Ebb came."), (BlockKind.CODE, "ebb()\nflood()"), (BlockKind.RULE, ""),
        (BlockKind.PARAGRAPH, "Flood rose."),
    ])  # fmt: skip
    async with driven(home, store, now, article=article, settings=voice.settings) as on:
        await on.press("r")
        await on.until(lambda: voice.said == ["Ebb came.", "Flood rose."])
        assert on.shows("code left out · r pauses · esc ends")


async def test_a_failing_program_is_told_once_and_ends_it(
    home: Home, store: Store, now: datetime, article: int, tmp_path: Path
) -> None:
    voice = Voice(tmp_path, FAILS)
    async with driven(home, store, now, article=article, settings=voice.settings) as on:
        await on.press("r")
        await on.until(lambda: "no sound card" in " ".join(on.lines))
        assert marked(on) == ""
        assert not on.shows("reading aloud ·")
        assert voice.said == ["tried"]


async def test_without_a_program_that_speaks_it_is_told_what_to_install(
    home: Home, store: Store, now: datetime, article: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    async with driven(home, store, now, article=article) as on:
        await on.press("r")
        told = plain(on)
        assert speech.what_to_install().split(":")[0] in told
        assert not on.shows("reading aloud ·")


async def test_a_program_that_is_not_there_is_told(
    home: Home, store: Store, now: datetime, article: int, voice: Voice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "espeak").symlink_to(voice.settings.speak)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    async with driven(home, store, now, article=article, settings=Settings(speak="nightingale")) as on:
        await on.press("r")
        await on.until(lambda: len(voice.said) == 1)
        assert "“nightingale”, is not there. espeak speaks instead." in plain(on)


async def test_an_article_without_words_says_so(home: Home, store: Store, now: datetime, voice: Voice) -> None:
    article = add(store, now, [])
    async with driven(home, store, now, article=article, settings=voice.settings) as on:
        await on.press("r", ">", "<")
        await on.press("r")
        assert on.shows("There is nothing to read aloud here.")


# Passages


def built(*blocks: tuple[BlockKind, str]) -> Document:
    builder = DocumentBuilder("en")
    for kind, words in blocks:
        builder.add(kind, words)
    return builder.build()


def forward(document: Document) -> list[str]:
    found, at = [], 0
    while passage := passage_on(document, at):
        found.append(passage.spoken)
        at = passage.place.end
    return found


def backward(document: Document) -> list[str]:
    found, at = [], len(document.text) + 1
    while passage := passage_back(document, at):
        found.append(passage.spoken)
        at = passage.place.start
    return found[::-1]


def test_a_row_of_a_table_is_spoken_cell_by_cell() -> None:
    builder = DocumentBuilder("en")
    add_row(builder, [("Port", ()), ("Tides", ()), ("", ())], 1, header=True)
    add_row(builder, [("Ansel. North", ()), ("61", ())], 1, header=False)
    assert forward(builder.build()) == ["Port, Tides", "Ansel. North, 61"]


def test_the_marks_of_footnotes_are_not_spoken() -> None:
    builder = DocumentBuilder("en")
    words = "Ebb came.1 Then the flood2 rose."
    spans = [Span(SpanKind.LINK, words.index(mark), words.index(mark) + 1, f"#fn:{mark}") for mark in "12"]
    builder.add(BlockKind.PARAGRAPH, words, spans)
    assert " ".join(forward(builder.build())) == "Ebb came. Then the flood rose."


@given(
    st.lists(
        st.tuples(
            st.sampled_from([BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.CODE, BlockKind.IMAGE, BlockKind.RULE]),
            st.sampled_from(["Ebb came. Flood rose.", "One", "", "潮が来た。門は閉じた。", "tide and gull " * 700]),
        ),
        max_size=8,
    )
)
def test_on_and_back_find_the_same_passages(blocks: list[tuple[BlockKind, str]]) -> None:
    document = built(*blocks)
    read = [block for block in document.blocks if block.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING)]
    assert forward(document) == backward(document)
    whole = "".join("".join(document.slice(block).split()) for block in read)
    assert "".join("".join(words.split()) for words in forward(document)) == whole
    short = [block for block in read if block.end - block.start < 8000]
    if short == read:
        expected = [document.slice(one) for block in read for one in sentences(document.text, block.start, block.end)]
        assert forward(document) == expected
