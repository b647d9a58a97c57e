"""Libraries to measure with, invented: `python tests/benchmarks/make_library.py HOME COUNT [SEED]`.

All is drawn from SEED: articles of about 800 words in several scripts, whose words are as unevenly common as those
of real ones; with tags, sites, authors, highlights, notes, progress, sessions, stars, archive, trash and queue. HOME
is left as it is when it holds a library already; `broadsheet --home HOME` opens it.
"""

import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from library.anchor import make_anchor
from library.article import Draft, Metadata, utc_text
from library.document import Block, BlockKind, Document, Range, Span, SpanKind
from library.highlight import Colour, NewHighlight
from library.source import Source
from library.store import Store
from reader.config import Home

NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
WORDS = 800
BATCH = 1000
YEARS = 6
"""Over which the articles were saved."""
SCRIPTS = {"latin": 55, "accented": 17, "cyrillic": 10, "han": 8, "kana": 5, "hangul": 5}
"""How many of a hundred articles are written in each."""
LANGUAGES = {"latin": "en", "accented": "fr", "cyrillic": "ru", "han": "zh", "kana": "ja", "hangul": "ko"}
RARE = "quellbrand"
"""Stands in one article of a thousand, in one place."""
PHRASE = "the amber vessel"
"""Stands in one article of a hundred."""
HAN = "潮門"
"""Stands in one of fifty Chinese articles, within longer runs."""

_ONSETS = ["b", "br", "c", "ch", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "pl", "qu", "r",
           "s", "sh", "st", "t", "th", "tr", "v", "w", "y", "z"]  # fmt: skip
_NUCLEI = ["a", "e", "i", "o", "u", "ai", "ea", "ie", "oa", "ou"]
_CODAS = ["", "", "", "n", "r", "l", "s", "t", "m", "nd", "st", "ck"]
_ACCENTED = ["é", "è", "à", "ù", "ô", "ê", "ä", "ö", "ü", "î", "ç", "ñ", "å", "a", "e", "i", "o"]
_SMALL = ["the", "of", "and", "to", "in", "a", "is", "that", "for", "it", "was", "on", "with", "as", "be", "by", "at"]


class Voice(NamedTuple):
    """How one script is written."""

    words: list[str]
    weights: list[float]
    """Summed up from the first word on."""
    space: str
    comma: str
    stop: str


def _zipf(count: int) -> list[float]:
    return list(accumulate(1 / (rank + 2.7) for rank in range(count)))


def _latin(chance: random.Random, nuclei: list[str], count: int, small: list[str]) -> list[str]:
    words = dict.fromkeys(small)
    while len(words) < count:
        syllables = chance.choice((1, 2, 2, 2, 3, 3, 4))
        made = "".join(chance.choice(_ONSETS) + chance.choice(nuclei) for _ in range(syllables)) + chance.choice(_CODAS)
        words[made] = None
    return list(words)


def _from_letters(chance: random.Random, parts: list[str], count: int, lengths: tuple[int, ...]) -> list[str]:
    words: dict[str, None] = {}
    weights = _zipf(len(parts))
    while len(words) < count:
        words["".join(chance.choices(parts, cum_weights=weights, k=chance.choice(lengths)))] = None
    return list(words)


def voices(chance: random.Random) -> dict[str, Voice]:
    """The scripts, each with its words, the commonest first."""
    cyrillic = [one + other for one in "бвгдзклмнпрст" for other in "аеиоуыя"]
    chance.shuffle(cyrillic)
    han = [chr(code) for code in chance.sample(range(0x4E00, 0x9F00), 2500) if chr(code) not in HAN]
    kana = [chr(code) for code in range(0x3042, 0x3094)] + han[:300]
    hangul = [chr(code) for code in chance.sample(range(0xAC00, 0xD7A0), 900)]
    lexicons = {
        "latin": (_latin(chance, _NUCLEI, 40_000, _SMALL), " ", ", ", ". "),
        "accented": (_latin(chance, _ACCENTED, 30_000, ["le", "de", "à", "et", "été"]), " ", ", ", ". "),
        "cyrillic": (_from_letters(chance, cyrillic, 25_000, (1, 2, 2, 3, 3, 4)), " ", ", ", ". "),
        "han": (_from_letters(chance, han, 20_000, (1, 1, 2, 2, 2, 3)), "", "，", "。"),
        "kana": (_from_letters(chance, kana, 15_000, (1, 2, 2, 3, 4)), "", "、", "。"),
        "hangul": (_from_letters(chance, hangul, 20_000, (1, 2, 2, 3, 3)), " ", ", ", ". "),
    }
    return {name: Voice(words, _zipf(len(words)), *marks) for name, (words, *marks) in lexicons.items()}


class Writer:
    """Writes articles, each from the seed and its number alone, in the order of their saving."""

    def __init__(self, count: int, seed: int = 1) -> None:
        chance = random.Random(f"{seed} words")
        self._count, self._seed = count, seed
        self._voices = voices(chance)
        names = [word for word in self._voices["latin"].words[500:3000] if len(word) > 3]
        persons = [word.title() for word in chance.sample(names, 900)]
        self._authors = [f"{chance.choice(persons)} {chance.choice(persons)}" for _ in range(2000)]
        self._sites = [(f"The {word.title()} {chance.choice(('Post', 'Review', 'Journal', 'Notes'))}",
                        f"{'www.' * (number % 3 == 0)}{word}.example") for number, word in
                       enumerate(chance.sample(names, 160))]  # fmt: skip
        roots = chance.sample(names, 40)
        self._tags = [*roots, *(f"{chance.choice(roots)}/{word}" for word in chance.sample(names, 160))]
        chance.shuffle(self._tags)
        self._site_weights, self._tag_weights = _zipf(len(self._sites)), _zipf(len(self._tags))
        self._scripts, self._shares = list(SCRIPTS), list(accumulate(SCRIPTS.values()))

    def drafts(self) -> Iterator[Draft]:
        """All of them, the oldest first."""
        for number in range(self._count):
            yield self.draft(number)

    def draft(self, number: int) -> Draft:
        """One article."""
        chance = random.Random(f"{self._seed} article {number}")
        [script] = chance.choices(self._scripts, cum_weights=self._shares)
        voice = self._voices[script]
        [(site, host)] = chance.choices(self._sites, cum_weights=self._site_weights)
        title = self._sentence(voice, chance.choices(voice.words, cum_weights=voice.weights, k=chance.randint(4, 9)))
        document = self._document(chance, script, voice, number)
        saved = (
            NOW - timedelta(days=365 * YEARS) * (1 - number / self._count) - timedelta(seconds=chance.randint(0, 999))
        )
        authors = tuple(dict.fromkeys(chance.choices(self._authors, k=chance.choice((0, 1, 1, 1, 1, 2)))))
        tags = chance.choices(self._tags, cum_weights=self._tag_weights, k=chance.choice((0, 1, 2, 2, 3, 4)))
        named = chance.random() < 0.95
        metadata = Metadata(
            title=title.rstrip(".。 "), authors=authors, site=site if named else "",
            url=f"https://{host}/{number}" if named else "",
            published=saved - timedelta(hours=chance.randint(1, 3000)) if chance.random() < 0.8 else None,
            language=LANGUAGES[script], tags=tuple(tags),
        )  # fmt: skip
        source = Source(document.text.encode(), saved, f"{number}.txt", metadata.url, "text/plain", "utf-8")
        return Draft(metadata, document, source, saved)

    def _sentence(self, voice: Voice, words: list[str]) -> str:
        middle = len(words) // 2
        text = voice.space.join(words)
        if len(words) > 9:
            text = voice.space.join(words[:middle]) + voice.comma + voice.space.join(words[middle:])
        return text[:1].upper() + text[1:] + voice.stop

    def _document(self, chance: random.Random, script: str, voice: Voice, number: int) -> Document:
        words = chance.choices(voice.words, cum_weights=voice.weights, k=WORDS if voice.space else WORDS * 5 // 9)
        if number % 1000 == 500:
            words[chance.randrange(len(words))] = RARE
        if number % 100 == 50:
            words[chance.randrange(len(words))] = PHRASE
        if script == "han" and number % 50 < 1:
            words[chance.randrange(len(words))] = HAN
        parts: list[tuple[BlockKind, int, str, int]] = []
        at = 0
        for _ in range(chance.choice((0, 0, 0, 2, 3))):
            parts.append((BlockKind.KEY_POINT, 0, self._sentence(voice, words[at : at + 9]), 0))
            at += 9
        pictured = chance.random() < 0.3
        while at < len(words):
            sentences = []
            for size in chance.choices((6, 9, 12, 14, 17, 21), k=chance.randint(3, 6)):
                sentences.append(self._sentence(voice, words[at : at + size]) if words[at : at + size] else "")
                at += size
            kind = BlockKind.QUOTE if chance.random() < 0.05 else BlockKind.PARAGRAPH
            parts.append((kind, int(kind is BlockKind.QUOTE), "".join(sentences), 0))
            if chance.random() < 0.15:
                parts.append((BlockKind.HEADING, 2, self._sentence(voice, words[at : at + 4]) or "Notes", 0))
                at += 4
            if pictured and chance.random() < 0.3:
                parts.append((BlockKind.IMAGE, 0, "", 0))
                caption = self._sentence(voice, words[at : at + 8])
                parts.append((BlockKind.CAPTION, 0, f"{caption}Tern Pictures", 13))
                at += 8
        return _built(parts, LANGUAGES[script], number)


def _built(parts: list[tuple[BlockKind, int, str, int]], language: str, number: int) -> Document:
    """Blocks of texts that are lawful already, each with its level and the length of the credit at its end."""
    blocks, spans, texts, at = [], [], [], 0
    for kind, level, text, credit in parts:
        text = text.strip()  # noqa: PLW2901  the same text
        end = at + len(text)
        info = f"https://pictures.example/{number}/{at}.jpg" if kind is BlockKind.IMAGE else ""
        blocks.append(Block(kind, at, end, level, info))
        if credit:
            spans.append(Span(SpanKind.CREDIT, end - credit, end, ""))
        texts.append(text)
        at = end + 1
    return Document("\n".join(texts), tuple(blocks), tuple(spans), language)


def fill(store: Store, count: int, seed: int = 1, *, told: bool = False) -> None:
    """Put a library of `count` articles into an empty store."""
    writer = Writer(count, seed)
    started = time.perf_counter()
    for first in range(0, count, BATCH):
        drafts = [writer.draft(number) for number in range(first, min(first + BATCH, count))]
        _act(store, drafts, store.add_many(drafts), random.Random(f"{seed} acts {first}"))
        if told:
            done = first + len(drafts)
            print(
                f"\r{done} of {count}, {done / (time.perf_counter() - started):.0f} a second", end="", file=sys.stderr
            )
    if told:
        print(file=sys.stderr)


def _act(store: Store, drafts: list[Draft], ids: list[int], chance: random.Random) -> None:
    """Read, mark, star, archive, delete and queue some of them."""
    highlights: list[NewHighlight] = []
    progress, sessions, states, trash, queue = [], [], [], [], []
    for number, draft in zip(ids, drafts, strict=True):
        text, words = draft.document.text, draft.document.words
        after = draft.saved + (NOW - draft.saved) * chance.random()
        luck = chance.random()
        if luck < 0.4:
            share = 1.0 if luck < 0.28 else chance.random()
            offset = int(len(text) * share)
            done = after if share == 1.0 else None
            read = words if share == 1.0 else int(words * share)
            progress.append((number, offset, offset, read, utc_text(after), utc_text(done)))
            sessions.append((number, utc_text(after), max(5.0, read / 4 * chance.uniform(0.8, 1.3)), read))
        if chance.random() < 0.1:
            highlights += [_highlight(chance, number, draft, after) for _ in range(chance.randint(1, 5))]
        states.append(("archived" if chance.random() < 0.5 else "inbox", chance.random() < 0.06, number))
        if chance.random() < 0.03:
            trash.append((utc_text(after), number))
        elif chance.random() < 0.01:
            queue.append((number, float(number)))
    store.keep_highlights(highlights, NOW)
    with store._transaction():
        store._many("INSERT INTO progress VALUES (?, ?, ?, ?, ?, ?)", progress)
        store._many(
            "INSERT INTO session (article, started, seconds, words, ideographs) VALUES (?, ?, ?, ?, 0)", sessions
        )
        store._many("UPDATE article SET state = ?, starred = ? WHERE id = ?", states)
        store._many("UPDATE article SET deleted = ? WHERE id = ?", trash)
        store._many("INSERT INTO queue VALUES (?, ?)", queue)


def _highlight(chance: random.Random, number: int, draft: Draft, after: datetime) -> NewHighlight:
    document = draft.document
    block = chance.choice([block for block in document.blocks if block.end - block.start > 40])
    start = chance.randrange(block.start, block.end - 30)
    end = min(block.end, start + chance.randint(20, 160))
    note = ""
    if chance.random() < 0.4:
        words = document.text[start:end].split()
        note = f"{chance.choice(('Compare', 'Doubtful', 'Ask about', 'Quote this:'))} {' '.join(words[:6])}"
    tags = ("check",) if chance.random() < 0.1 else ()
    return NewHighlight(
        number, make_anchor(document, Range(start, end)), chance.choice(list(Colour)), note, tags, after
    )


def library(folder: Path, count: int, seed: int = 1, *, told: bool = False) -> Home:
    """The home with such a library, made unless it is there."""
    home = Home.find(folder)
    with Store(home.library) as store:
        if not store.counts().articles["all"]:  # type: ignore[index]  # a StrEnum is its text
            fill(store, count, seed, told=told)
    return home


if __name__ == "__main__":
    library(Path(sys.argv[1]), int(sys.argv[2]), *map(int, sys.argv[3:4]), told=True)
