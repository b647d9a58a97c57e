"""How sure it is that a line of a copied page is the article's, by weights learned from pages whose article is known.

`tests/benchmarks/learn_lines.py` learns them, which `line_weights.json` keeps. This is logistic regression: all that is
so of a line, and of what stands around it, has a weight; their sum is the logarithm of the odds.
"""

import math
import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate

from library.extract.furniture import SENTENCE_END, Rules
from library.extract.text_lines import Line, length

_DOUBT = 0.22
"""The chance below which a line at the edge is better left out."""
_SUREST = 30.0
"""The odds' logarithm beyond which nothing changes."""
_HEAVIEST = 80
"""Words from which a line counts no more."""
_WORDS = (2, 4, 7, 11, 16, 26, 41, 61)
_WORDS_BESIDE = (1, 4, 11, 26, 61)
_PROSE_AROUND = (1, 8, 20, 40, 80, 150, 300, 600)
_SHORT_AROUND = (1, 2, 4, 7, 11)
_SHARE = (0.001, 0.05, 0.2, 0.5, 0.8, 0.95, 0.999)
_SINCE_LABEL = (1, 4, 9, 21, 41)
_LABELS, _SURE_LABELS = (1, 2, 3, 5), (1, 2)
_SOME = (1, 2)
"""Where the classes of a number part: its class is how many of these it reaches."""
_NEAR, _AROUND, _FAR = 3, 8, 20
"""Lines above and below within which prose is counted."""
_BESIDE = 4
"""The same for furniture and for dates."""
_LATE, _LATE_WORDS = 0.3, 60
"""The share of the prose, and the words of it, above a label from which it may be one of something else."""
_LONG, _SHORT = 12, 5
_CAPITALS, _DIGITS = 0.7, 0.2
_LOOKED_AT = 300
_MOMENT = re.compile(
    r"\b\d+ ?(h|hrs?|hours?|days?|min|mins|minutes?|weeks?|months?|years?) ago\b|\bvor \d+ (stunden?|tagen?|minuten)"
    r"|\b(19|20)\d\d\b|\b\d{1,2}[:.h]\d\d\b",
    re.IGNORECASE,
)
_COMMAS = ",，、;；"
_QUOTES = "\"“„«'‘「『"
_JOINTS = "|»›©"
_STOPS_WITHIN = re.compile(r"[.!?。！？][\"”’»)]? ")


class Worth:
    """Weighs the lines of a page."""

    def __init__(self, lines: Sequence[Line], rules: Rules) -> None:
        """Look at all lines of a page, of which any may be asked for."""
        self._lines, self._rules = lines, rules
        self._texts = Counter(line.text for line in lines)
        self._words = [min(length(line.text[:2000]), _HEAVIEST) for line in lines]
        self._ends = [SENTENCE_END.search(line.text) is not None for line in lines]
        self._prose = [line.is_prose for line in lines]
        self._moments = [_MOMENT.search(line.text[:_LOOKED_AT]) is not None for line in lines]
        found = [rules.end_at(line.text) for line in lines]
        self._sure = [rule is not None and rule.sure for rule in found]
        self._labels = [
            rule is not None and (rule.sure or not (end and words >= 4))
            for rule, end, words in zip(found, self._ends, self._words, strict=True)
        ]
        self._boxes = [words > 6 and rules.is_box(line.text) for line, words in zip(lines, self._words, strict=True)]
        self._replies = [rules.is_reply(line.text) for line in lines]
        self._furniture = [not line.is_prose and rules.may_be_furniture(line.text) for line in lines]
        own = [
            words if prose and not box and self._texts[line.text] == 1 else 0
            for line, words, prose, box in zip(lines, self._words, self._prose, self._boxes, strict=True)
        ]
        self._said = [0, *accumulate(own)]
        short = [words <= _SHORT and not prose for words, prose in zip(self._words, self._prose, strict=True)]
        self._short = [0, *accumulate(short)]
        marks = [furniture or label for furniture, label in zip(self._furniture, self._labels, strict=True)]
        self._marked = [0, *accumulate(marks)]
        when = [moment and not prose for moment, prose in zip(self._moments, self._prose, strict=True)]
        self._dated = [0, *accumulate(when)]
        self._answered = [0, *accumulate(self._replies)]
        total = max(self._said[-1], 1)
        late = [said >= max(_LATE_WORDS, _LATE * total) for said in self._said[:-1]]
        self._late_labels = list(accumulate(a and b for a, b in zip(late, self._labels, strict=True)))
        self._late_sure = list(accumulate(a and b for a, b in zip(late, self._sure, strict=True)))
        self._since: list[int] = []
        since = _SINCE_LABEL[-1]
        for label in self._labels:
            since = 0 if label else since + 1
            self._since.append(since)

    def chance(self, at: int) -> float:
        """The probability that a line is the article's, from 0 to 1."""
        weights = _weights()
        return chance_of(weights["any"] + sum(weights.get(name, 0.0) for name in self.traits(at)))

    def best_run(self, start: int, end: int) -> tuple[int, int]:
        """The lines from `start` up to `end`, without those at either edge that are hardly the article's."""
        best, found, weight, first = 0.0, (start, end), 0.0, start
        for at in range(start, end):
            if weight <= 0:
                weight, first = 0.0, at
            weight += (self.chance(at) - _DOUBT) * max(1, length(self._lines[at].text))
            if weight > best:
                best, found = weight, (first, at + 1)
        return found

    def traits(self, at: int) -> Iterator[str]:
        """The names of all that is so of a line."""
        yield from self._form(at)
        for step in (-2, -1, 1, 2):
            yield from self._beside(at, step)
        yield from self._around(at)

    def _form(self, at: int) -> Iterator[str]:
        line, text, words = self._lines[at], self._lines[at].text, self._words[at]
        end, prose = self._ends[at], self._prose[at]
        yield f"words {bisect(_WORDS, words)}"
        tokens = text.split()
        capitals = len(tokens) >= 3 and sum(token[0].isupper() for token in tokens) > _CAPITALS * len(tokens)
        yield from (
            name
            for name, holds in (
                ("end", end),
                ("end, long" if words >= _LONG else "end, short", end),
                ("prose", prose),
                ("prose, apart", prose and line.after_gap),
                ("prose, dated", prose and self._moments[at]),
                ("colon", text[-1] in ":："),
                ("dots", text.endswith(("…", "..."))),
                ("lower", text[0].islower()),
                ("number", text[0].isdigit()),
                ("quote", text[0] in _QUOTES),
                ("question", text[-1] in "?？!！"),
                ("digits", sum(map(str.isdigit, text)) > _DIGITS * len(text)),
                ("joints", any(sign in text for sign in _JOINTS)),
                ("dated", self._moments[at]),
                ("capitals", capitals),
                ("capitals, long", capitals and words >= _LONG),
                ("upper", text.isupper()),
                ("again", self._texts[text] > 1),
                ("label", self._labels[at]),
                ("sure label", self._sure[at]),
                ("reply", self._replies[at]),
                ("box", self._boxes[at]),
                ("furniture", self._furniture[at]),
                ("cells", bool(line.cells)),
                ("bullet", line.is_bullet),
                ("apart", line.after_gap),
            )
            if holds
        )
        yield f"commas {min(3, sum(text[:2000].count(sign) for sign in _COMMAS))}"
        yield f"stops {min(4, len(_STOPS_WITHIN.findall(text[:2000])))}"

    def _beside(self, at: int, step: int) -> Iterator[str]:
        other = at + step
        if not 0 <= other < len(self._lines):
            yield f"{step:+d} none"
            return
        yield f"{step:+d} words {bisect(_WORDS_BESIDE, self._words[other])}"
        yield from (
            f"{step:+d} {name}"
            for name, known in (
                ("end", self._ends), ("prose", self._prose), ("label", self._labels),
                ("dated", self._moments), ("furniture", self._furniture),
            )
            if known[other]
        )  # fmt: skip

    def _around(self, at: int) -> Iterator[str]:
        for reach in (_NEAR, _AROUND, _FAR):
            yield f"-{reach} prose {bisect(_PROSE_AROUND, _sum(self._said, at - reach, at))}"
            yield f"+{reach} prose {bisect(_PROSE_AROUND, _sum(self._said, at + 1, at + 1 + reach))}"
        for reach in (_AROUND, _FAR):
            yield f"-{reach} short {bisect(_SHORT_AROUND, _sum(self._short, at - reach, at))}"
            yield f"+{reach} short {bisect(_SHORT_AROUND, _sum(self._short, at + 1, at + 1 + reach))}"
        for name, sums in (("marked", self._marked), ("dated", self._dated)):
            yield f"-{_BESIDE} {name} {bisect(_SOME, _sum(sums, at - _BESIDE, at))}"
            yield f"+{_BESIDE} {name} {bisect(_SOME, _sum(sums, at + 1, at + 1 + _BESIDE))}"
        yield f"answers {bisect(_SOME, _sum(self._answered, at - 6, at + 7))}"
        total = max(self._said[-1], 1)
        yield f"above {bisect(_SHARE, self._said[at] / total)}"
        yield f"below {bisect(_SHARE, (total - self._said[at + 1]) / total)}"
        yield f"since label {bisect(_SINCE_LABEL, self._since[at])}"
        yield f"labels {bisect(_LABELS, self._late_labels[at])}"
        yield f"sure labels {bisect(_SURE_LABELS, self._late_sure[at])}"


def chance_of(odds: float) -> float:
    """The probability, from 0 to 1, of which `odds` are the logarithm of the odds."""
    return 1 / (1 + math.exp(-max(-_SUREST, min(_SUREST, odds))))


def _sum(sums: Sequence[int], start: int, end: int) -> int:
    """The sum of the values from `start` up to `end`, by their running sums."""
    last = len(sums) - 1
    return sums[max(0, min(end, last))] - sums[max(0, min(start, last))]


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    import json

    read: dict[str, float] = json.loads(files("library.extract").joinpath("line_weights.json").read_text("utf-8"))
    return read
