"""Learns how sure it is that a line of a copied page is the article's: `python tests/benchmarks/learn_lines.py PAGES`.

PAGES is a folder of `NAME.json`, each the copy of a whole page beside what is right for it:

    {"publisher", "url", "copy": the text, "article": [its paragraphs and headings], "beside": [headline, captions, …]}

The model is a sum of small decision trees (gradient boosting, Friedman 2001; a tree sees lines that are told wrongly
more often than others, Ibragimov and Gusev 2019), every page counting the same. Prints how well pages are told whose
publishers were not learned from; `--write` keeps what was learned from all in `library/extract/line_trees.json`.
"""

import json
import math
import random
import sys
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import library.extract
from library.extract.furniture import load_rules
from library.extract.html_survey import Kept
from library.extract.text_lines import length, paragraphs, read_lines
from library.extract.text_page import place_of
from library.extract.text_traits import columns
from library.extract.text_worth import Node, best_run, chance_of, worth_of

_TREES, _DEPTH, _STEP = 120, 4, 0.12
_SHRINK, _LEAST = 5.0, 20.0
"""What holds a leaf back, and the lines (as pages count them) that a leaf must have."""
_LOOKED_AT, _TRAITS = 12000, 0.3
"""The lines that a tree is learned from, about, and the share of the traits that it may ask for."""
_CLASSES, _SAMPLE = 48, 20000
_NEAR, _ONE_IN = 15, 4.0
"""Lines around an edge that are all learned from, and what one of the others stands for."""
_FOLDS = 4
_SEED = 11
_WHOLE_PAGE = 100.0
"""What the lines of a page count together."""
_RUN, _HEAD = 4, 12
"""Words from which a line can be looked for in an article, and how far above it a headline may stand."""
_QUOTED_ELSEWHERE, _TOO_SHORT = 0.2, 0.3


@dataclass(frozen=True)
class Page:
    """The lines of a copy: their traits, whether they are the article's, what they count, how many words they have."""

    publisher: str
    traits: dict[str, Sequence[float]]
    wanted: list[bool]
    counts: list[float]
    words: list[int]


def read_page(path: Path) -> Page:
    """A copy and what is right for it."""
    known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    rules = load_rules(None)
    lines = paragraphs(read_lines(known["copy"]))
    article, beside = Kept("\n".join(known["article"])), Kept("\n".join(known["beside"]))
    words = [max(1, length(line.text)) for line in lines]
    said = [article.holds(line.text) if count >= _RUN else None for line, count in zip(lines, words, strict=True)]
    start, end = _heaviest(said, words)
    wanted, counts = [], []
    for at, line in enumerate(lines):
        is_in, count = start <= at < end, math.sqrt(words[at])
        is_beside = said[at] is not True and words[at] >= _RUN - 1 and beside.holds(line.text)
        holds = said[at] if said[at] is not None else _is_between(said, at)
        wanted.append((start - _HEAD <= at < end) if is_beside else is_in and bool(holds))
        counts.append(count * (_QUOTED_ELSEWHERE if holds and not is_in else _TOO_SHORT if said[at] is None else 1.0))
    share = _WHOLE_PAGE / max(sum(counts), 1.0)
    traits = columns(lines, rules, place_of(lines, rules, known["url"]))
    return Page(
        known["publisher"],
        {name: array("f", numbers) for name, numbers in traits.items()},
        wanted,
        [share * count for count in counts],
        words,
    )


def _heaviest(said: Sequence[bool | None], words: Sequence[int]) -> tuple[int, int]:
    """The run of lines that holds most of the article and least besides."""
    best, found, weight, start = 0, (0, 0), 0, 0
    for at, (holds, count) in enumerate(zip(said, words, strict=True)):
        if weight <= 0:
            weight, start = 0, at
        weight += 0 if holds is None else count if holds else -count
        if weight > best:
            best, found = weight, (start, at + 1)
    return found


def _is_between(said: Sequence[bool | None], at: int) -> bool:
    """Whether lines of the article stand closely above and below one that is too short to be looked for."""
    return True in said[max(0, at - 3) : at] and True in said[at + 1 : at + 4]


class _Lines:
    """The lines of all pages that are learned from, every trait in classes."""

    def __init__(self, pages: Sequence[Page], chance: random.Random) -> None:
        self.names = list(pages[0].traits)
        picked = [_telling(page, chance) for page in pages]
        pairs = list(zip(pages, picked, strict=True))
        self.wanted = [page.wanted[at] for page, those in pairs for at in those]
        self.counts = [page.counts[at] * times for page, those in pairs for at, times in those.items()]
        self.edges: list[list[float]] = []
        self.classes: list[bytes] = []
        for name in self.names:
            numbers = [page.traits[name][at] for page, those in pairs for at in those]
            seen = sorted(chance.sample(numbers, min(_SAMPLE, len(numbers))))
            edges = sorted({seen[len(seen) * part // _CLASSES] for part in range(1, _CLASSES)})
            self.edges.append(edges)
            self.classes.append(bytes(bisect_left(edges, number) for number in numbers))


def _telling(page: Page, chance: random.Random) -> dict[int, float]:
    """The lines of a page to learn from: all around the edges of its article, of the others some, which count more."""
    edges = [at for at, (one, other) in enumerate(pairwise(page.wanted)) if one != other]
    near = {at for edge in edges for at in range(edge - _NEAR, edge + _NEAR)}
    return {
        at: 1.0 if at in near else _ONE_IN
        for at in range(len(page.wanted))
        if at in near or chance.random() * _ONE_IN < 1
    }


def learn(pages: Sequence[Page], chance: random.Random) -> dict[str, Any]:
    """The trees, and the names of the traits that they ask for."""
    lines = _Lines(pages, chance)
    odds = [0.0] * len(lines.wanted)
    trees: list[Node] = []
    for _ in range(_TREES):
        slopes = [
            (chance_of(odd) - wanted) * count
            for odd, wanted, count in zip(odds, lines.wanted, lines.counts, strict=True)
        ]
        picked, scale = _picked(slopes, chance)
        traits = chance.sample(range(len(lines.names)), max(1, int(_TRAITS * len(lines.names))))
        bends = {at: max(1e-6, (p := chance_of(odds[at])) * (1 - p)) * lines.counts[at] for at in picked}
        tree = _grown(
            lines, picked, {at: slopes[at] * scale[at] for at in picked},
            {at: bends[at] * scale[at] for at in picked}, traits, _DEPTH,
        )  # fmt: skip
        trees.append(tree)
        for at, added in _leaves(lines, tree, range(len(odds))):
            odds[at] += added
    return _named(lines, trees)


def _picked(slopes: Sequence[float], chance: random.Random) -> tuple[list[int], dict[int, float]]:
    """Lines to learn a tree from, the more likely the more is wrong with them, and what each then stands for."""
    least = sum(map(abs, slopes)) / len(slopes) * 0.1
    sizes = [abs(slope) + least for slope in slopes]
    share = _LOOKED_AT / sum(sizes)
    picked, scale = [], {}
    for at, size in enumerate(sizes):
        likely = min(1.0, share * size)
        if chance.random() < likely:
            picked.append(at)
            scale[at] = 1 / likely
    return picked, scale


def _grown(
    lines: _Lines, picked: list[int], slopes: dict[int, float], bends: dict[int, float], traits: list[int], depth: int
) -> Node:
    slope, bend = sum(slopes[at] for at in picked), sum(bends[at] for at in picked)
    leaf = -_STEP * slope / (bend + _SHRINK)
    if not depth or bend < 2 * _LEAST:
        return leaf
    best, found = 1e-6, (-1, 0)
    for trait in traits:
        gain, edge = _best_edge(lines.classes[trait], picked, slopes, bends)
        if gain > best and edge < len(lines.edges[trait]):
            best, found = gain, (trait, edge)
    trait, edge = found
    if trait < 0:
        return leaf
    classes = lines.classes[trait]
    low = [at for at in picked if classes[at] <= edge]
    high = [at for at in picked if classes[at] > edge]
    return [
        trait, edge, _grown(lines, low, slopes, bends, traits, depth - 1),
        _grown(lines, high, slopes, bends, traits, depth - 1),
    ]  # fmt: skip


def _best_edge(
    classes: bytes, picked: list[int], slopes: dict[int, float], bends: dict[int, float]
) -> tuple[float, int]:
    """What parting the lines by a trait gains at most, and the class behind which they part."""
    slope_of, bend_of = [0.0] * (_CLASSES + 1), [0.0] * (_CLASSES + 1)
    for at in picked:
        slope_of[classes[at]] += slopes[at]
        bend_of[classes[at]] += bends[at]
    slope, bend = sum(slope_of), sum(bend_of)
    whole = slope * slope / (bend + _SHRINK)
    best, found, low_slope, low_bend = 0.0, 0, 0.0, 0.0
    for edge in range(_CLASSES):
        low_slope += slope_of[edge]
        low_bend += bend_of[edge]
        if low_bend < _LEAST or bend - low_bend < _LEAST:
            continue
        high_slope = slope - low_slope
        gain = low_slope**2 / (low_bend + _SHRINK) + high_slope**2 / (bend - low_bend + _SHRINK) - whole
        if gain > best:
            best, found = gain, edge
    return best, found


def _leaves(lines: _Lines, node: Node, indices: Sequence[int]) -> list[tuple[int, float]]:
    if not isinstance(node, list):
        return [(at, node) for at in indices]
    classes, edge = lines.classes[node[0]], node[1]
    low = [at for at in indices if classes[at] <= edge]
    high = [at for at in indices if classes[at] > edge]
    return [*_leaves(lines, node[2], low), *_leaves(lines, node[3], high)]


def _named(lines: _Lines, trees: Sequence[Node]) -> dict[str, Any]:
    """What is kept: traits by their place in a list of those that are asked for, numbers instead of classes."""
    asked: list[int] = []

    def told(node: Node) -> Node:
        if not isinstance(node, list):
            return round(node, 4)
        if node[0] not in asked:
            asked.append(node[0])
        return [asked.index(node[0]), float(f"{lines.edges[node[0]][int(node[1])]:.4g}"), told(node[2]), told(node[3])]

    kept = [told(tree) for tree in trees]
    return {"traits": [lines.names[at] for at in asked], "trees": kept}


def tell(page: Page, model: dict[str, Any]) -> tuple[float, float]:
    """The share of an article's words within the lines that are chosen, and of the words there that are its."""
    start, end = best_run(worth_of(page.traits, model), page.words)
    of = sum(words for words, wanted in zip(page.words, page.wanted, strict=True) if wanted)
    held = sum(words for words, wanted in zip(page.words[start:end], page.wanted[start:end], strict=True) if wanted)
    return held / max(1, of), held / max(1, sum(page.words[start:end]))


def main(arguments: Sequence[str]) -> None:
    """Learn from the folder that is named first."""
    pages = [read_page(path) for path in sorted(Path(arguments[0]).glob("*.json"))]
    chance = random.Random(_SEED)
    publishers = sorted({page.publisher for page in pages})
    chance.shuffle(publishers)
    for fold in range(_FOLDS):
        told = set(publishers[fold::_FOLDS])
        model = learn([page for page in pages if page.publisher not in told], chance)
        shares = [tell(page, model) for page in pages if page.publisher in told]
        of, right = (sum(part) / len(shares) for part in zip(*shares, strict=True))
        print(f"{len(shares)} pages: {of:.3f} of the articles held, {right:.3f} of what is held is theirs", flush=True)
    if "--write" in arguments[1:]:
        target = Path(library.extract.__file__).with_name("line_trees.json")
        target.write_text(json.dumps(learn(pages, chance), separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
