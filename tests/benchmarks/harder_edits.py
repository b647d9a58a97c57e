"""Changes harder than a day's work: passages copied, begun alike, rewritten in place or extracted otherwise."""

import random
import re
from collections import Counter

from tests.benchmarks.edits import Change, Text, Writer, joined, new, sentences

_RETYPED = {
    "fi": "ﬁ", "fl": "ﬂ", "...": "…", "…": "...", "“": '"', "”": '"', "’": "'", "—": " - ", "–": "-", "\u00a0": " ",
}  # fmt: skip


def _space(writer: Writer) -> str:
    return "" if writer.script == "han" else " "


def _words(text: str, writer: Writer) -> list[re.Match[str]]:
    return list(re.finditer(r"\w{2}" if writer.script == "han" else r"\b\w+\b", text))


def lawful(text: Text) -> Text:
    """A text without the spaces and empty lines that a change can leave."""
    text = text.spliced((one.start(), one.end(), "") for one in re.finditer(r"(?m:^ +| +$)| (?= )", text.text))
    return joined(text.pieces())


def _one_word_changed(text: Text, chance: random.Random, writer: Writer) -> Text:
    found = _words(text.text, writer)
    if not found:
        return text
    one = chance.choice(found)
    return text.spliced([(one.start(), one.end(), writer.words(1)[0])])


def sentences_joined(text: Text, chance: random.Random, writer: Writer) -> Text:
    found = [one for one in re.finditer(r"\. (\w)|。(\w)", text.text) if chance.random() < 0.3]
    return text.spliced(
        (one.start(), one.end(), f", and {one[1].lower()}" if one[1] else f"，{one[2]}") for one in found
    )


def sentences_split(text: Text, chance: random.Random, writer: Writer) -> Text:
    found = [one for one in re.finditer(r", (\w)|，(\w)", text.text) if chance.random() < 0.3]
    return text.spliced((one.start(), one.end(), f". {one[1].upper()}" if one[1] else f"。{one[2]}") for one in found)


def words_put_in(text: Text, chance: random.Random, writer: Writer) -> Text:
    found, space = _words(text.text, writer), _space(writer)
    return text.spliced(
        (one.end(), one.end(), space + space.join(writer.words(chance.randint(1, 4))))
        for one in chance.sample(found, max(1, len(found) // 15))
    )


def paragraphs_moved_and_mended(text: Text, chance: random.Random, writer: Writer) -> Text:
    pieces = text.pieces()
    for _ in range(max(1, len(pieces) // 6)):
        piece = _one_word_changed(pieces.pop(chance.randrange(len(pieces))), chance, writer)
        pieces.insert(chance.randrange(len(pieces) + 1), piece)
    return joined(pieces)


def pull_quotes(text: Text, chance: random.Random, writer: Writer) -> Text:
    """Sentences set once more nearby, and some of them changed where they stood."""
    pieces = text.pieces()
    for _ in range(max(2, len(pieces) // 4)):
        at = chance.randrange(len(pieces))
        parts = sentences(pieces[at])
        number = chance.randrange(len(parts)) if parts else 0
        if not parts or not parts[number].text.strip():
            continue
        copy = new(parts[number].text.strip())
        if chance.random() < 0.4:
            parts[number] = _one_word_changed(parts[number], chance, writer)
        pieces[at] = joined(parts, by="")
        pieces.insert(max(0, at + chance.randint(-3, 3)), copy)
    return joined(pieces)


def teasers(text: Text, chance: random.Random, writer: Writer) -> Text:
    """Lines that begin as the paragraph after them does."""
    pieces = []
    for piece in text.pieces():
        if chance.random() < 0.3 and len(piece.text) > 40:
            opening = piece.text[: chance.choice([8, 14, 20, 28])].strip()
            pieces.append(new(f"{opening}{_space(writer)}{writer.sentence()}"))
        pieces.append(piece)
    return joined(pieces)


def ends_to_twins(text: Text, chance: random.Random, writer: Writer) -> Text:
    """Ends of sentences that are gone there, and stand soon after in another sentence."""
    pieces: list[Text] = []
    for piece in text.pieces():
        parts, twins = sentences(piece), []
        for number, part in enumerate(parts):
            found = _words(part.text, writer)
            if len(found) > 8 and chance.random() < 0.15:
                first = found[chance.randint(len(found) // 2, len(found) - 2)].start()
                twins.append(part.text[first : found[-1].end()])
                parts[number] = part.spliced([(first, found[-1].end(), writer.words(1)[0])])
        space = _space(writer)
        pieces += [
            joined(parts, by=""),
            *(new(f"{writer.sentence()}{space}{twin}{space}{writer.sentence()}") for twin in twins),
        ]
    return joined(pieces)


def halves_rewritten(text: Text, chance: random.Random, writer: Writer) -> Text:
    pieces, space = text.pieces(), _space(writer)
    for at, piece in enumerate(pieces):
        parts = sentences(piece)
        for number, part in enumerate(parts):
            found = _words(part.text, writer)
            if len(found) > 5 and chance.random() < 0.33:
                half = len(found) // 2
                other = space.join(writer.words(half))
                first = (found[0].start(), found[half].start(), other + space)
                parts[number] = part.spliced([chance.choice([first, (found[half].start(), found[-1].end(), other)])])
        pieces[at] = joined(parts, by="")
    return joined(pieces)


def names_respelled(text: Text, chance: random.Random, writer: Writer) -> Text:
    names = [name for name, _ in Counter(re.findall(r"\b[A-Z][a-z]{3,}\b", text.text)).most_common(12)]
    some = set(chance.sample(names, min(4, len(names))))
    found = [one for one in re.finditer(r"\b[A-Z][a-z]{3,}\b", text.text) if one.group() in some]
    return text.spliced((one.start() + 2, one.start() + 3, chance.choice("aeiou")) for one in found)


def extracted_otherwise(text: Text, chance: random.Random, writer: Writer) -> Text:
    """As another program extracts it: ligatures, footnote marks, list marks, soft hyphens, paragraphs joined."""
    ends = [one.end() for one in re.finditer(r"[.。](?=[\s\w]|$)", text.text) if chance.random() < 0.1]
    text = text.spliced((at, at, f"[{chance.randint(1, 40)}]") for at in ends)
    found = re.finditer("|".join(map(re.escape, _RETYPED)), text.text)
    text = text.spliced(((one.start(), one.end(), _RETYPED[one.group()]) for one in found), kept=True)
    joints = [one.start() for one in re.finditer(r"\n", text.text) if chance.random() < 0.3]
    text = text.spliced(((at, at + 1, _space(writer)) for at in joints), kept=True)
    words = [one.start() + 4 for one in re.finditer(r"\w{9,}", text.text) if chance.random() < 0.1]
    text = text.spliced((at, at, "\u00ad") for at in words)
    marks = ["• ", "- ", "1. ", "* "]
    return joined(
        joined([new(chance.choice(marks)), piece], by="") if chance.random() < 0.1 else piece for piece in text.pieces()
    )


def same_subject(text: Text, chance: random.Random, writer: Writer) -> Text:
    """Another article, in which some of the same phrases stand in another order."""
    phrases: list[str] = []
    for piece in text.pieces():
        found = _words(piece.text, writer)
        while found:
            size = min(len(found), chance.randint(2, 5))
            phrases.append(piece.text[found[0].start() : found[size - 1].end()])
            found = found[size:]
    chance.shuffle(phrases)
    space, stop = _space(writer), "。" if writer.script == "han" else "."
    size = chance.randint(4, 8)
    lines = [space.join(phrases[at : at + size]) + stop for at in range(0, len(phrases), size)]
    return new("\n".join(space.join(lines[at : at + 4]) for at in range(0, len(lines), 4)))


HARDER: tuple[Change, ...] = (
    sentences_joined, sentences_split, words_put_in, paragraphs_moved_and_mended, pull_quotes, teasers, ends_to_twins,
    halves_rewritten, names_respelled, extracted_otherwise, same_subject,
)  # fmt: skip
