"""What tells a line of a copied page that is the article's from one that is not, as numbers.

They are of its form, its words, what stands around it, and where it stands on the page.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from library.extract.furniture import SENTENCE_END, Rules
from library.extract.text_lines import NUMBER, Line, length
from library.extract.text_names import are_names
from library.extract.text_statement import statement_in

Column = list[float]
"""A number for every line of the page."""

_HEAVIEST = 120
"""Words from which a line counts no more."""
_LOOKED_AT, _READ = 300, 1500
"""Characters that are looked at for the form of a line, and for its words."""
_STATEMENT = 160
_NONE = -2.0
"""The number beside the first and the last line."""
_FAR = 60
"""Lines from which it does not matter any more how far something is."""
_SHORT, _LONG = 5, 25
"""Words of a line that may be an entry of a menu, and of a paragraph."""
_LATE, _LATE_WORDS = 0.3, 60
"""The share of the prose, and the words of it, above a label from which it may be one of something else."""
_MOMENT = re.compile(
    r"\b\d+ ?(h|hrs?|hours?|days?|min|mins|minutes?|weeks?|months?|years?) ago\b|\bvor \d+ (stunden?|tagen?|minuten)"
    r"|\b(19|20)\d\d\b|\b\d{1,2}[:.h]\d\d\b",
    re.IGNORECASE,
)
_STOPS_WITHIN = re.compile(r"[.!?。！？][\"”’»)]? ")
_WORD = re.compile(r"[^\W\d_]{4,}")
_IDEOGRAPH = re.compile(r"[\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff]")
_READER = re.compile(
    r"\b(you|your|we|our|us|sie|ihr|ihre|wir|unser|vous|votre|nous|notre|usted|su|nosotros|uw|jouw|nosso|você|vostro"
    r"|您|我们)\b",
    re.IGNORECASE,
)
_COMMAS, _QUOTES, _JOINTS = ",，、;；", "\"“„«'‘「『", "|»›©→•·"


class Place(NamedTuple):
    """What is known of a page before its lines are weighed: its heaviest run, its article as labels show it."""

    first: int
    last: int
    start: int
    end: int
    headline: int | None


def columns(lines: Sequence[Line], rules: Rules, place: Place) -> dict[str, Column]:
    """All numbers, by name."""
    return _Columns(lines, rules, place).found


class _Columns:
    def __init__(self, lines: Sequence[Line], rules: Rules, place: Place) -> None:
        self._lines, self._rules, self._place = lines, rules, place
        self._texts = [line.text for line in lines]
        self._times = Counter(self._texts)
        self.found: dict[str, Column] = {}
        self._form()
        self._meaning()
        self._words_shared()
        self._prose_counted()
        self._beside()
        self._around()
        self._distances()
        self._place_on_page()

    def _add(self, name: str, numbers: Sequence[float]) -> None:
        self.found[name] = list(map(float, numbers))

    def _each(self, name: str, number: Callable[[str], float]) -> None:
        self._add(name, [number(text) for text in self._texts])

    def _form(self) -> None:
        self._each("words", lambda text: min(length(text[:2000]), _HEAVIEST))
        words = self.found["words"]
        self._add(
            "letters a word",
            [len(text[:2000]) / max(1.0, count) for text, count in zip(self._texts, words, strict=True)],
        )
        self._each("commas", lambda text: sum(text[:2000].count(sign) for sign in _COMMAS))
        self._each("stops", lambda text: len(_STOPS_WITHIN.findall(text[:2000])))
        self._each("end", lambda text: SENTENCE_END.search(text) is not None)
        self._each("capitals", capitals_of)
        self._each("colon", lambda text: text[-1] in ":：")
        self._each("dots", lambda text: text.endswith(("…", "...")))
        self._each("lower", lambda text: text[0].islower())
        self._each("digit", lambda text: text[0].isdigit())
        self._each("quote", lambda text: text[0] in _QUOTES)
        self._each("question", lambda text: text[-1] in "?？!！")
        self._each("digits", lambda text: sum(map(str.isdigit, text[:_LOOKED_AT])) / len(text[:_LOOKED_AT]))
        self._each("joints", lambda text: any(sign in text for sign in _JOINTS))
        self._each("times", lambda text: self._times[text])
        self._each("number", lambda text: NUMBER.fullmatch(text) is not None)
        self._each("moment", lambda text: _MOMENT.search(text[:_LOOKED_AT]) is not None)
        self._add("apart", [line.after_gap for line in self._lines])
        self._add("prose", [line.is_prose for line in self._lines])
        self._add("bullet", [line.is_bullet for line in self._lines])

    def _meaning(self) -> None:
        """What the rules know of a line."""
        rules, found = self._rules, self.found
        words, prose, end = found["words"], found["prose"], found["end"]
        known = [rules.end_at(text) for text in self._texts]
        self._add("sure", [rule is not None and rule.sure for rule in known])
        self._add(
            "label",
            [
                rule is not None and (rule.sure or not (is_end and count >= 4))
                for rule, is_end, count in zip(known, end, words, strict=True)
            ],
        )
        self._add("box", [count > 6 and rules.is_box(text) for text, count in zip(self._texts, words, strict=True)])
        self._each("reply", rules.is_reply)
        short = list(zip(self._texts, prose, strict=True))
        self._add("furniture", [not is_prose and rules.may_be_furniture(text) for text, is_prose in short])
        self._add("said", [not is_prose and self._is_statement(text) for text, is_prose in short])
        self._add(
            "names",
            [
                count <= _SHORT and not is_end and are_names(text)
                for text, count, is_end in zip(self._texts, words, end, strict=True)
            ],
        )
        self._add(
            "to the reader",
            [
                len(_READER.findall(text[:600])) / max(4.0, count)
                for text, count in zip(self._texts, words, strict=True)
            ],
        )

    def _is_statement(self, text: str) -> bool:
        """Whether a line says when or by whom something was written."""
        return len(text) < _STATEMENT and bool(self._rules.date_in(text) or statement_in(text))

    def _words_shared(self) -> None:
        """How much of its words a line shares with the heaviest run of the page, and with the headline."""
        place = self._place
        said = [vocabulary(text) for text in self._texts]
        core: Counter[str] = Counter()
        for words in said[place.first : place.last]:
            core.update(words)
        self._add(
            "shared",
            [
                sum(core[word] > (place.first <= at < place.last) for word in words) / len(words) if words else -1.0
                for at, words in enumerate(said)
            ],
        )
        title = said[place.headline] if place.headline is not None else frozenset()
        self._add("of title", [len(title & words) / len(title) if title else -1.0 for words in said])
        self._add("in title", [len(title & words) / len(words) if title and words else -1.0 for words in said])

    def _prose_counted(self) -> None:
        """The words of prose that stand here alone, and their sums."""
        found = self.found
        self._own = [
            count if prose and not box and self._times[text] == 1 else 0.0
            for text, count, prose, box in zip(self._texts, found["words"], found["prose"], found["box"], strict=True)
        ]
        self._said = [0.0, *accumulate(self._own)]
        self._total = max(1.0, self._said[-1])

    def _beside(self) -> None:
        """The same numbers of the lines above and below."""
        near = ("words", "end", "apart", "furniture", "capitals", "shared", "names")
        for step in (-3, -2, -1, 1, 2, 3):
            for name in near if abs(step) == 1 else ("words", "shared"):
                self.found[f"{step:+d} {name}"] = moved(self.found[name], step)

    def _around(self) -> None:
        """What is counted some lines up and down."""
        found = self.found
        kinds = list(zip(found["words"], found["end"], found["prose"], found["furniture"], strict=True))
        counted: dict[str, tuple[Sequence[float], tuple[int, ...]]] = {
            "prose": (self._own, (3, 8, 20, 50)),
            "words": (found["words"], (6,)),
            "short": ([words <= _SHORT and not prose for words, _, prose, _ in kinds], (4, 8, 20)),
            "marks": ([a or b for a, b in zip(found["furniture"], found["label"], strict=True)], (12,)),
            "titles": ([4 <= words <= 22 and not (end or marked) for words, end, _, marked in kinds], (4, 10)),
            "moments": ([a and not b for a, b in zip(found["moment"], found["prose"], strict=True)], (4, 12)),
            "ends": (found["end"], (4, 10)),
            "replies": (found["reply"], (8, 40)),
            "close": ([1 - gap for gap in found["apart"]], (6,)),
        }
        for name, (numbers, reaches) in counted.items():
            sums = [0.0, *accumulate(map(float, numbers))]
            for reach in reaches:
                found[f"-{reach} {name}"] = _above(sums, reach)
                found[f"+{reach} {name}"] = _below(sums, reach)
        of = [max(0.0, part) * words for part, words in zip(found["shared"], found["words"], strict=True)]
        weighed = [words if part >= 0 else 0.0 for part, words in zip(found["shared"], found["words"], strict=True)]
        shared, whole = [0.0, *accumulate(of)], [0.0, *accumulate(weighed)]
        for reach in (3, 8):
            for sign, sum_of in (("-", _above), ("+", _below)):
                parts = zip(sum_of(shared, reach), sum_of(whole, reach), strict=True)
                found[f"{sign}{reach} shared"] = [part / max(1.0, words) for part, words in parts]

    def _distances(self) -> None:
        """How many lines ago something was, and how many are left to the next; how often it was."""
        found = self.found
        found["long"] = [float(own >= _LONG) for own in self._own]
        for name in ("prose", "long", "label", "said", "furniture", "sure"):
            found[f"since {name}"] = since(found[name])
            found[f"until {name}"] = since(found[name][::-1])[::-1]
        late = [said >= max(_LATE_WORDS, _LATE * self._total) for said in self._said[:-1]]
        for name in ("label", "sure"):
            found[f"late {name}"] = [*accumulate(a * b for a, b in zip(late, found[name], strict=True))]
        found["labels"] = [*accumulate(found["label"])]

    def _place_on_page(self) -> None:
        place, count, total = self._place, len(self._lines), self._total
        indices = range(count)
        above = self._said[:-1]
        below = [self._said[-1] - said for said in self._said[1:]]
        prose = [line.after_gap for line in self._lines if line.is_prose]
        headline = place.headline
        self._add("above", above)
        self._add("above, share", [said / total for said in above])
        self._add("below, share", [said / total for said in below])
        self._add("place", [at / count for at in indices])
        self._add("from top", [min(at, 400) for at in indices])
        for name, edge in (
            ("first", place.first),
            ("last", place.last),
            ("start", place.start),
            ("end of it", place.end),
        ):
            self._add(f"from {name}", [max(-40, min(40, at - edge)) for at in indices])
        self._add("in run", [place.first <= at < place.last for at in indices])
        self._add("in article", [place.start <= at < place.end for at in indices])
        self._add("from headline", [-100 if headline is None else max(-40, min(80, at - headline)) for at in indices])
        self._add("prose apart", [sum(prose) / max(1, len(prose))] * count)
        self._add("prose of all", [total] * count)
        self._add("prose, mean", [total / max(1, sum(1 for own in self._own if own))] * count)
        self._add("lines", [min(count, 1000)] * count)


def capitals_of(text: str) -> float:
    """The share of words that start with a capital or a digit."""
    words = text[:400].split()
    return sum(word[0].isupper() or word[0].isdigit() for word in words) / len(words)


def vocabulary(text: str) -> frozenset[str]:
    """The longer words of a line; of ideographs every two that stand together."""
    read = text[:_READ].casefold()
    if _IDEOGRAPH.search(read):
        return frozenset(one + other for one, other in pairwise(_IDEOGRAPH.findall(read)))
    return frozenset(_WORD.findall(read))


def moved(numbers: Column, step: int) -> Column:
    """The number of the line `step` below."""
    count = len(numbers)
    gap = [_NONE] * min(abs(step), count)
    return [*numbers[step:], *gap][:count] if step > 0 else [*gap, *numbers[:step]][:count]


def _above(sums: Column, reach: int) -> Column:
    return [sums[at] - sums[max(0, at - reach)] for at in range(len(sums) - 1)]


def _below(sums: Column, reach: int) -> Column:
    last = len(sums) - 1
    return [sums[min(last, at + 1 + reach)] - sums[at + 1] for at in range(last)]


def since(flags: Column) -> Column:
    """How many lines above the last one was of which something is so."""
    found, seen = [], float(_FAR)
    for flag in flags:
        found.append(seen)
        seen = 1.0 if flag else min(float(_FAR), seen + 1)
    return found
