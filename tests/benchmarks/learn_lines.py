"""Learns how sure it is that a line of a copied page is the article's: `python tests/benchmarks/learn_lines.py PAIRS`.

PAIRS is a folder with copies of whole pages, `NAME.copy.txt`, each beside the article on it, `NAME.article.txt`.
Logistic regression, by stochastic gradient descent with AdaGrad's steps (Duchi, Hazan, Singer 2011); every page counts
the same. Prints how well pages are told that were not learned from, a fifth at a time; `--write` keeps what was learned
from all of them in `library/extract/line_weights.json`.
"""

import json
import math
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import library.extract
from library.extract.furniture import load_rules
from library.extract.html_survey import Kept
from library.extract.text_lines import length, paragraphs, read_lines
from library.extract.text_worth import Worth, chance_of

_ROUNDS, _STEP, _SHRINK = 12, 0.15, 2e-5
"""How often all lines are gone through, the first step of a weight, and what it loses each time."""
_FOLDS = 5
_SEED = 11
_WHOLE_PAGE = 100.0
"""What the lines of a page count together."""
_RUN = 4


@dataclass(frozen=True)
class Page:
    """The lines of a copy: what is so of each, whether it is the article's, how many words it has."""

    traits: tuple[tuple[str, ...], ...]
    wanted: tuple[bool, ...]
    words: tuple[int, ...]


def read_page(copy: Path) -> Page:
    """A copy and the article beside it."""
    lines = paragraphs(read_lines(copy.read_text(encoding="utf-8")))
    article = Kept(copy.with_name(copy.name.replace(".copy.", ".article.")).read_text(encoding="utf-8"))
    worth = Worth(lines, load_rules(None))
    said = [article.holds(line.text) if length(line.text) >= _RUN else None for line in lines]
    traits = tuple(tuple(worth.traits(at)) for at in range(len(lines)))
    return Page(traits, tuple(_with_short_lines(said)), tuple(max(1, length(line.text)) for line in lines))


def _with_short_lines(said: Sequence[bool | None]) -> list[bool]:
    """A line too short to be compared is the article's where lines closely above and below are."""
    return [
        one if one is not None else True in said[max(0, at - 3) : at] and True in said[at + 1 : at + 4]
        for at, one in enumerate(said)
    ]


def learn(pages: Sequence[Page], chance: random.Random) -> dict[str, float]:
    """The weights of all traits."""
    lines = []
    for page in pages:
        roots = [math.sqrt(words) for words in page.words]
        share = _WHOLE_PAGE / max(sum(roots), 1.0)
        lines += [
            (("any", *traits), wanted, share * root)
            for traits, wanted, root in zip(page.traits, page.wanted, roots, strict=True)
        ]
    weights: dict[str, float] = {}
    squares: dict[str, float] = {}
    for _ in range(_ROUNDS):
        chance.shuffle(lines)
        for traits, wanted, counts in lines:
            slope = (_chance(weights, traits) - wanted) * counts
            for name in traits:
                weight = weights.get(name, 0.0)
                own = slope + _SHRINK * weight
                squares[name] = squares.get(name, 1.0) + own * own
                weights[name] = weight - _STEP * own / math.sqrt(squares[name])
    return weights


def _chance(weights: dict[str, float], traits: Sequence[str]) -> float:
    return chance_of(sum(weights.get(name, 0.0) for name in traits))


def tell(pages: Sequence[Page], weights: dict[str, float]) -> tuple[float, float]:
    """The share of the words told rightly that are the article's, and of those that are not."""
    right, of = [0, 0], [0, 0]
    for page in pages:
        for traits, wanted, words in zip(page.traits, page.wanted, page.words, strict=True):
            of[wanted] += words
            right[wanted] += words * ((_chance(weights, ("any", *traits)) >= 0.5) == wanted)
    return right[True] / max(of[True], 1), right[False] / max(of[False], 1)


def main(arguments: Sequence[str]) -> None:
    """Learn from the folder that is named first."""
    pages = [read_page(copy) for copy in sorted(Path(arguments[0]).glob("*.copy.txt"))]
    chance = random.Random(_SEED)
    order = chance.sample(range(len(pages)), len(pages))
    edges = [len(order) * fold // _FOLDS for fold in range(_FOLDS + 1)]
    for start, end in pairwise(edges):
        told = set(order[start:end])
        weights = learn([page for at, page in enumerate(pages) if at not in told], chance)
        of_article, of_rest = tell([pages[at] for at in told], weights)
        shares = f"{of_article:.3f} of the words of articles, {of_rest:.3f} of all other words"
        print(f"{len(told)} pages: {shares}", flush=True)
    if "--write" in arguments[1:]:
        learned = {name: round(weight, 3) for name, weight in sorted(learn(pages, chance).items())}
        target = Path(library.extract.__file__).with_name("line_weights.json")
        target.write_text(json.dumps(learned, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
