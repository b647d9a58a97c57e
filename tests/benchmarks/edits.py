"""Invented articles, and the changes that newspapers make to theirs; where each character went is kept."""

import random
import re
from collections.abc import Callable, Iterable
from itertools import accumulate, pairwise
from pathlib import Path
from typing import NamedTuple

from library.document import Range

SAMPLES = Path(__file__).parents[2] / "library" / "samples"
_COMMON = (
    "the of and to in a is that for it was on with as be by at this had not are but from or have an they "
    "which one you were all her she there would their we him been has when who will no more if out so up "
    "said what its about than into them can only other time new some could these two may first then do "
    "any like my now over such our"
)
_SYLLABLES = {
    "latin": [
        "ba",
        "ce",
        "di",
        "fo",
        "gu",
        "har",
        "len",
        "mi",
        "nor",
        "pe",
        "qua",
        "ri",
        "sto",
        "ter",
        "un",
        "ver",
        "wil",
        "ya",
        "zo",
        "ly",
        "ing",
        "ed",
        "tion",
        "ment",
        "al",
        "er",
    ],
    "cyrillic": [
        "ба",
        "ве",
        "го",
        "ди",
        "ен",
        "жи",
        "за",
        "ик",
        "ко",
        "лов",
        "ми",
        "на",
        "ост",
        "пре",
        "ри",
        "ска",
        "то",
        "уме",
        "хо",
        "цен",
        "чи",
        "шу",
        "ый",
        "ого",
        "ение",
    ],
    "greek": [
        "α",
        "βε",
        "γι",
        "δο",
        "ει",
        "ζω",
        "θα",
        "κο",
        "λα",
        "με",
        "νο",
        "ξε",
        "πα",
        "ρι",
        "στο",
        "τη",
        "φω",
        "χα",
        "ψη",
        "ων",
        "ος",
    ],
    "hangul": list("가나다라마바사아자차카타하고노도로모보소오조은는이을를에서한국사람정부회의"),
}
_MARKS = dict.fromkeys(_SYLLABLES, (",", ".")) | {"han": ("，", "。")}


class Text(NamedTuple):
    """A text, and for each character where it was in the text before; -1 for one that is new."""

    text: str
    origins: list[int]

    @classmethod
    def of(cls, text: str) -> "Text":
        return cls(text, list(range(len(text))))

    def spliced(self, edits: Iterable[tuple[int, int, str]], *, kept: bool = False) -> "Text":
        """With each start to end replaced; `kept`: by the same characters, only written otherwise."""
        parts: list[str] = []
        origins: list[int] = []
        at = 0
        for start, end, words in sorted(edits):
            if start < at:
                continue
            parts += (self.text[at:start], words)
            origins += self.origins[at:start]
            origins += (self.origins[start:end] + [-1] * len(words))[: len(words)] if kept else [-1] * len(words)
            at = end
        parts.append(self.text[at:])
        origins += self.origins[at:]
        return Text("".join(parts), origins)

    def pieces(self) -> list["Text"]:
        """Its paragraphs, without the line feeds."""
        return [self.part(found.start(), found.end()) for found in re.finditer(r"[^\n]+", self.text)]

    def part(self, start: int, end: int) -> "Text":
        return Text(self.text[start:end], self.origins[start:end])


def new(text: str) -> Text:
    """Text that was not there."""
    return Text(text, [-1] * len(text))


def joined(pieces: Iterable[Text], by: str = "\n") -> Text:
    """Paragraphs made one text."""
    texts: list[str] = []
    origins: list[int] = []
    for piece in pieces:
        if texts:
            texts.append(by)
            origins += [-1] * len(by)
        texts.append(piece.text)
        origins += piece.origins
    return Text("".join(texts), origins)


class Writer:
    """Invents prose of one script: few words are common, most are rare."""

    def __init__(self, chance: random.Random, script: str) -> None:
        self.chance = chance
        self.script = script
        if script == "han":
            signs = [chr(code) for code in chance.sample(range(0x4E00, 0x4E00 + 6000), 1500)]
            self.stock = ["的", "了", "是", "在", "和"] + [
                "".join(chance.choices(signs, weights=_zipf(1500), k=chance.choice((1, 2, 2, 2, 3))))
                for _ in range(3000)
            ]
        else:
            syllables = _SYLLABLES[script]
            invented = ["".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(3000)]
            self.stock = [*(_COMMON.split() if script == "latin" else invented[:60]), *invented]
        self.weights = _zipf(len(self.stock))

    def words(self, count: int) -> list[str]:
        return self.chance.choices(self.stock, cum_weights=self.weights, k=count)

    def sentence(self) -> str:
        comma, stop = _MARKS[self.script]
        words = self.words(self.chance.randint(5, 28))
        if self.script == "latin":
            at = self.chance.randrange(len(words))
            if self.chance.random() < 0.25:
                words[at] = f"“{words[at]}”"
            elif self.chance.random() < 0.2:
                words[at] += " —"
            elif self.chance.random() < 0.2:
                words[at] = f"{self.chance.randint(2, 99)} %"
            elif self.chance.random() < 0.3:
                words[at] = f"{words[at]}’s"
            words[0] = words[0].capitalize()
        if len(words) > 9:
            words[len(words) // 2] += comma
        if self.script == "han":
            return "".join(words) + stop
        return " ".join(words).rstrip(" —") + stop

    def paragraph(self) -> str:
        return ("" if self.script == "han" else " ").join(self.sentence() for _ in range(self.chance.randint(1, 6)))

    def heading(self) -> str:
        words = self.words(self.chance.randint(2, 6))
        return ("" if self.script == "han" else " ").join(words).capitalize()

    def article(self, words: int) -> str:
        paragraphs: list[str] = []
        count = 0
        while count < words:
            paragraphs.append(self.heading() if self.chance.random() < 0.1 else self.paragraph())
            count += len(paragraphs[-1]) // 2 if self.script == "han" else len(paragraphs[-1].split())
        return "\n".join(paragraphs)


def _zipf(count: int) -> list[float]:
    return list(accumulate(1 / (rank + 3) for rank in range(count)))


def sentences(piece: Text) -> list[Text]:
    """The sentences of a paragraph, each with the space after it."""
    ends = [found.end() for found in re.finditer(r"[.!?。](?:[”’\"')]*)(?:\s+|(?<=。))|$", piece.text)]
    starts = [0, *ends[:-1]]
    return [piece.part(start, end) for start, end in zip(starts, ends, strict=True) if start < end]


# The changes. Each takes a text, chance and a writer of the same script.
Change = Callable[[Text, random.Random, Writer], Text]


def paragraphs_before(text: Text, chance: random.Random, writer: Writer) -> Text:
    return joined([*(new(writer.paragraph()) for _ in range(chance.randint(1, 4))), *text.pieces()])


def paragraphs_after(text: Text, chance: random.Random, writer: Writer) -> Text:
    return joined([*text.pieces(), *(new(writer.paragraph()) for _ in range(chance.randint(1, 4)))])


def paragraphs_between(text: Text, chance: random.Random, writer: Writer) -> Text:
    return _inserted(text, chance, [writer.paragraph() for _ in range(3)])


def paragraphs_removed(text: Text, chance: random.Random, writer: Writer) -> Text:
    pieces = text.pieces()
    gone = set(chance.sample(range(len(pieces)), max(1, len(pieces) // 6)))
    return joined(piece for number, piece in enumerate(pieces) if number not in gone)


def _inserted(text: Text, chance: random.Random, lines: list[str]) -> Text:
    pieces = text.pieces()
    for line in lines:
        pieces.insert(chance.randint(0, len(pieces)), new(line))
    return joined(pieces)


def typos_mended(text: Text, chance: random.Random, writer: Writer) -> Text:
    letters = [at for at, letter in enumerate(text.text) if letter.isalpha()]
    edits = []
    for at in chance.sample(letters, max(1, len(letters) // 300)):
        letter = chance.choice(writer.stock)[0]
        edits.append(chance.choice([(at, at + 1, letter), (at, at, letter), (at, at + 1, "")]))
    return text.spliced(edits)


def marks_retyped(text: Text, chance: random.Random, writer: Writer) -> Text:
    table = {"“": '"', "”": '"', "’": "'", "‘": "'", "，": ",", "「": "“", "」": "”", "\u00a0": " "}
    text = text.spliced(((at, at + 1, table[mark]) for at, mark in enumerate(text.text) if mark in table), kept=True)
    dash = chance.choice([" – ", "—", " -- "])
    return text.spliced(
        ((found.start(), found.end(), dash) for found in re.finditer(r"\s?[—–]\s?", text.text)), kept=True
    )


def advertisements(text: Text, chance: random.Random, writer: Writer) -> Text:
    lines = ["Advertisement", f"{writer.heading()} Photograph: {writer.heading()}", f"Read more: {writer.sentence()}"]
    text = _inserted(text, chance, lines * 2)
    places = chance.sample(list(re.finditer(r"[.。] ?", text.text)), 2)
    return text.spliced([(found.end(), found.end(), f"\n{chance.choice(lines)}\n") for found in places])


def paragraphs_reordered(text: Text, chance: random.Random, writer: Writer) -> Text:
    pieces = text.pieces()
    for _ in range(max(1, len(pieces) // 10)):
        pieces.insert(chance.randrange(len(pieces)), pieces.pop(chance.randrange(len(pieces))))
    return joined(pieces)


def sentences_reordered(text: Text, chance: random.Random, writer: Writer) -> Text:
    pieces = text.pieces()
    for at in chance.sample(range(len(pieces)), max(1, len(pieces) // 5)):
        parts = sentences(pieces[at])
        if len(parts) > 2:
            one = chance.randrange(len(parts) - 2)
            parts[one], parts[one + 1] = parts[one + 1], parts[one]
            pieces[at] = joined(parts, by="")
    return joined(pieces)


def sentences_removed(text: Text, chance: random.Random, writer: Writer) -> Text:
    pieces = text.pieces()
    for at in chance.sample(range(len(pieces)), max(1, len(pieces) // 4)):
        parts = sentences(pieces[at])
        if len(parts) > 1:
            parts.pop(chance.randrange(len(parts)))
            pieces[at] = joined(parts, by="")
    return joined(pieces)


def twin_removed(text: Text, chance: random.Random, writer: Writer) -> Text:
    """Of every second sentence that stands twice one is removed."""
    seen: dict[str, list[tuple[int, int]]] = {}
    at = 0
    for piece in text.pieces():
        inner = at
        for part in sentences(piece):
            seen.setdefault(part.text.strip(), []).append((inner, inner + len(part.text)))
            inner += len(part.text)
        at += len(piece.text) + 1
    twins = [places for places in seen.values() if len(places) > 1]
    return text.spliced((*chance.choice(places), "") for places in twins[: max(1, len(twins) // 2)])


def replaced(text: Text, chance: random.Random, writer: Writer) -> Text:
    return new(writer.article(max(60, len(text.text) // 6)))


def translated(text: Text, chance: random.Random, writer: Writer) -> Text:
    other = Writer(chance, "latin" if writer.script != "latin" else chance.choice(["cyrillic", "greek", "han"]))
    figures = re.findall(r"\d+", text.text)
    article = other.article(max(60, len(text.text) // 6))
    some = chance.sample(figures, min(20, len(figures)))
    return new(f"{article}\n{' '.join(some)}".strip())


def lead_rewritten(text: Text, chance: random.Random, writer: Writer) -> Text:
    pieces = text.pieces()
    return joined([*(new(writer.paragraph()) for _ in range(2)), *pieces[2:]])


def updated(text: Text, chance: random.Random, writer: Writer) -> Text:
    lines = [f"UPDATED {chance.randint(10, 23)}:{chance.randint(10, 59)}", writer.sentence()]
    tail = f"Correction: an earlier version of this article said {writer.sentence()}"
    return joined([new(lines[0]), new(lines[1]), *text.pieces(), new(tail)])


def split_and_merged(text: Text, chance: random.Random, writer: Writer) -> Text:
    edits = [
        (found.start(), found.end(), "\n" if found.group() != "\n" else "" if writer.script == "han" else " ")
        for found in re.finditer(r"(?<=\.) |\n", text.text)
        if chance.random() < 0.15
    ]
    return text.spliced(edits, kept=True)


def capitalised(text: Text, chance: random.Random, writer: Writer) -> Text:
    edits = []
    at = 0
    for piece in text.pieces():
        if len(piece.text) < 60 or chance.random() < 0.05:
            edits.append((at, at + len(piece.text), piece.text.upper()))
        at += len(piece.text) + 1
    return text.spliced((edit for edit in edits if len(edit[2]) == edit[1] - edit[0]), kept=True)


def figures_changed(text: Text, chance: random.Random, writer: Writer) -> Text:
    found = list(re.finditer(r"\d+", text.text))
    some = chance.sample(found, len(found) // 4)
    return text.spliced((one.start(), one.end(), str(chance.randint(2, 990))) for one in some)


def words_changed(text: Text, chance: random.Random, writer: Writer) -> Text:
    if writer.script == "han":
        found = list(re.finditer(r"\w{2}", text.text))
    else:
        found = list(re.finditer(r"\b\w+\b", text.text))
    some = chance.sample(found, max(1, len(found) // 60))
    return text.spliced((one.start(), one.end(), writer.words(1)[0]) for one in some)


def hyphens_changed(text: Text, chance: random.Random, writer: Writer) -> Text:
    edits = []
    for found in re.finditer(r"\w{8,}", text.text):
        if chance.random() < 0.1:
            at = found.start() + chance.randint(3, 5)
            edits.append((at, at, "-"))
    return text.spliced(edits)


def cut_off(text: Text, chance: random.Random, writer: Writer) -> Text:
    pieces = text.pieces()
    return joined([*pieces[: len(pieces) // 2], new("Subscribe to read the rest of this article.")])


def entry_removed(text: Text, chance: random.Random, writer: Writer) -> Text:
    """From a list whose lines are all alike."""
    pieces = text.pieces()
    gone = set(chance.sample(range(len(pieces)), max(1, len(pieces) // 5)))
    return joined(piece for number, piece in enumerate(pieces) if number not in gone)


def many_at_once(text: Text, chance: random.Random, writer: Writer) -> Text:
    """A day's work on one article."""
    for change in (
        updated, advertisements, typos_mended, figures_changed, words_changed, marks_retyped, split_and_merged,
        sentences_removed, paragraphs_between,
    ):  # fmt: skip
        text = change(text, chance, writer)
    return text


CHANGES: tuple[Change, ...] = (
    paragraphs_before, paragraphs_between, paragraphs_after, paragraphs_removed, typos_mended, marks_retyped,
    advertisements, paragraphs_reordered, sentences_reordered, sentences_removed, twin_removed, lead_rewritten, updated,
    split_and_merged, capitalised, figures_changed, words_changed, hyphens_changed, many_at_once, cut_off,
    entry_removed, replaced, translated,
)  # fmt: skip


class Truth(NamedTuple):
    """What became of a passage."""

    share: float
    """How much of it is still there."""
    place: Range | None
    untouched: bool
    """Whether it is there letter for letter, in one piece."""


def truth(text: Text, where: dict[int, int], before: str, place: Range) -> Truth:
    """What became of a passage of the text `before`; `where` holds the new place of each of its offsets."""
    if place.start == place.end:
        return _truth_of_bookmark(where, before, place.start)
    letters = [at for at in range(place.start, place.end) if not before[at].isspace()]
    kept = [where[at] for at in letters if at in where]
    if not kept:
        return Truth(0.0, None, untouched=False)
    found = Range(min(kept), max(kept) + 1)
    in_order = all(one < other for one, other in pairwise(kept))
    quote = before[place.start : place.end].strip()
    share = len(kept) / len(letters)
    if not in_order or found.end - found.start > 1200 + 1.5 * len(quote):
        share = min(share, 0.5)  # its parts have changed places or were torn apart: no one range is right
    return Truth(share, found, untouched=text.text[found.start : found.end] == quote)


def _truth_of_bookmark(where: dict[int, int], before: str, at: int) -> Truth:
    """A bookmark stands before what follows it; where that is gone, it is partly there, after what preceded it."""
    follows = [where.get(offset) for offset in range(at, min(at + 24, len(before))) if not before[offset].isspace()]
    precedes = [where.get(offset) for offset in range(max(0, at - 24), at) if not before[offset].isspace()]
    kept = sum(one is not None for one in follows)
    if follows and follows[0] is not None and 2 * kept > len(follows):
        return Truth(1.0, Range(follows[0], follows[0]), untouched=True)
    if precedes and precedes[-1] is not None:
        after = Range(precedes[-1] + 1, precedes[-1] + 1)
        return Truth(0.5 if follows else 1.0, after, untouched=True)
    known = [one for one in (*follows, *precedes) if one is not None]
    return Truth(0.5 if known else 0.0, Range(known[0], known[0]) if known else None, untouched=False)
