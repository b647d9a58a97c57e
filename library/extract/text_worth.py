"""How sure it is that a line of a copied page is the article's, by what was learned from pages whose article is known.

`tests/benchmarks/learn_lines.py` learns it, which `line_trees.json` keeps: small decision trees, each of which asks
some numbers of a line (`text_traits`) and adds to the logarithm of the odds.
"""

import json
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from library.extract.furniture import Rules
from library.extract.text_lines import Line, length
from library.extract.text_traits import Place, columns

Node = float | list[Any]
"""What a tree adds; or the trait that it asks for, the number up to which it goes on with the next node, and else with
the last."""

_DOUBT = 0.38
"""The chance below which a line at the edge is better left out."""
_SUREST = 30.0
"""The odds' logarithm beyond which nothing changes."""


def chances(lines: Sequence[Line], rules: Rules, place: Place) -> list[float]:
    """For every line the probability that it is the article's, from 0 to 1."""
    return worth_of(columns(lines, rules, place), _model())


def worth_of(traits: Mapping[str, Sequence[float]], model: Mapping[str, Any]) -> list[float]:
    """The probability of every line, by its traits."""
    trees: list[Node] = model["trees"]
    found = []
    for row in zip(*(traits[name] for name in model["traits"]), strict=True):
        odds = 0.0
        for tree in trees:
            node: Any = tree
            while node.__class__ is list:
                node = node[2] if row[node[0]] <= node[1] else node[3]
            odds += node
        found.append(chance_of(odds))
    return found


def best_run(worth: Sequence[float], words: Sequence[int]) -> tuple[int, int]:
    """The lines, from one up to another, that are most of the article and least else."""
    best, found, weight, first = 0.0, (0, 0), 0.0, 0
    for at, (chance, count) in enumerate(zip(worth, words, strict=True)):
        if weight <= 0:
            weight, first = 0.0, at
        weight += (chance - _DOUBT) * count
        if weight > best:
            best, found = weight, (first, at + 1)
    return found


def words_of(lines: Sequence[Line]) -> list[int]:
    """The words of every line, one at least."""
    return [max(1, length(line.text)) for line in lines]


def chance_of(odds: float) -> float:
    """The probability, from 0 to 1, of which `odds` are the logarithm of the odds."""
    return 1 / (1 + math.exp(-max(-_SUREST, min(_SUREST, odds))))


@lru_cache(maxsize=1)
def _model() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(files("library.extract").joinpath("line_trees.json").read_text("utf-8"))
    return read
