"""The headline of a copied page, told from menus and teasers by its place, its form and the page's address."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from library.extract.furniture import Rules
from library.extract.text_lines import Line, length
from library.extract.text_names import are_names, names_in
from library.extract.text_statement import statement_in

_ABOVE, _WITHIN = 80, 12
"""Lines above, and from, the first heavy paragraph within which a headline is looked for."""
_LONGEST = 300
_SURE = 3.5
_DECK = 1.0
"""How much more may speak for the line below a headline, which sums the article up and stands nearer to its date."""
_WORDS = re.compile(r"[^\W_]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_WHEN = re.compile(
    r"\b\d+ ?(h|hrs?|hours?|days?|min|mins|minutes?|weeks?|months?|years?) ago\b|\bvor \d+ (stunden?|tagen?|minuten)"
    r"|\b(19|20)\d\d\b|\b\d{1,2}[:.h]\d\d\b|\d+ ?min(ute)?s? read|lesezeit|\bcomments?\b|\bkommentare?\b",
    re.IGNORECASE,
)
_LENGTH = re.compile(r"\d{1,2}:\d\d(:\d\d)?")
"""The length of a video, whose title stands below it."""
_JOINTS = re.compile(r"[|©»›]")


@dataclass(frozen=True)
class Headline:
    """A line that is the headline, if one was found."""

    at: int | None = None
    text: str = ""
    score: float = 0.0

    @property
    def sure(self) -> bool:
        """Whether several signs agree."""
        return self.score >= _SURE


def find_headline(lines: Sequence[Line], rules: Rules, url: str, first: int, last: int) -> Headline:
    """The headline of the article whose heavy part runs from `first` to `last`."""
    search = _Search(lines, rules, url, first, last)
    best = Headline()
    for at in range(min(first + _WITHIN, last) - 1, max(0, first - _ABOVE) - 1, -1):
        score = search.score(at)
        is_above = best.at == at + 1 and score > best.score - _DECK and length(lines[at].text) >= 4
        if score > best.score or is_above:
            best = Headline(at, lines[at].text, max(score, best.score))
    return best


class _Search:
    def __init__(self, lines: Sequence[Line], rules: Rules, url: str, first: int, last: int) -> None:
        self._lines, self._rules = lines, rules
        self._address = _address_words(url)
        self._heard = Counter(tuple(_folded(line.text)) for line in lines[: first + 60])
        self._prose = [at for at in range(first, min(last, first + 40)) if lines[at].is_prose]
        self._body = self._prose[0] if self._prose else first

    def score(self, at: int) -> float:
        """How much speaks for a line as the headline; 0 and less: nothing."""
        line, text = self._lines[at], self._lines[at].text
        words = _folded(text)
        says = length(text[:_LONGEST])
        if not words or says > 40 or len(text) > _LONGEST or line.is_bullet:
            return 0.0
        return (
            self._by_address(text, words)
            + self._by_repetition(at, words)
            + self._by_form(line, says)
            + self._by_neighbours(at)
            - self._distance(at)
        )

    def _by_address(self, text: str, words: Sequence[str]) -> float:
        known = {word for word in words if len(word) > 2 and not word.isdigit()}
        if not self._address or len(known) < 2:
            return 0.0
        known |= {word.translate(_UMLAUTS) for word in _WORDS.findall(text.casefold())}
        hits = len(self._address & known)
        return 8 * hits / len(self._address) * min(1.0, 1.3 * hits / len(words)) if hits > 1 else 0.0

    def _by_repetition(self, at: int, words: Sequence[str]) -> float:
        """Pages say their headline again: in their title above all, in a path, beside a picture."""
        if len(words) < 3:
            return 0.0
        text = self._lines[at].text
        longer = [
            line.text for line in self._lines[:6] if line.text.startswith(text) and len(line.text) > len(text) + 2
        ]
        return (3.0 if longer and at else 0.0) + (1.0 if self._heard[tuple(words)] > 1 else 0.0)

    def _by_form(self, line: Line, says: int) -> float:
        text, rules = line.text, self._rules
        score = 1.5 if 4 <= says <= 22 else 0.5 if says == 3 else -0.5 if says < 3 else -0.5 if says <= 26 else -2.0
        if rules.furniture_at(text, "head") or rules.date_in(text) or rules.credit_in(text) is not None:
            score -= 4
        if rules.byline_in(text) or statement_in(text) is not None or (are_names(text) and len(names_in(text)) > 1):
            score -= 3
        if text[-1] in ".,:;":
            score -= 1.5
        if _JOINTS.search(text):
            score -= 1.5
        return score - (1 if line.is_prose else 0)

    def _by_neighbours(self, at: int) -> float:
        lines, line = self._lines, self._lines[at]
        below = lines[at + 1 : at + 5]
        score = 1.5 if any(self._is_statement(other.text) for other in below) else 0.0
        if below and below[0].is_prose:
            score += 1
        if line.after_gap and (not below or below[0].after_gap):
            score += 0.7
        if any(_LENGTH.fullmatch(other.text) for other in lines[max(0, at - 2) : at]):
            score -= 2
        if at and not line.after_gap and not lines[at - 1].is_prose and length(lines[at - 1].text) <= 4:
            score -= 0.7
        return score

    def _is_statement(self, text: str) -> bool:
        """Whether a line says when or by whom something was written."""
        if len(text) > 120:
            return False
        return bool(_WHEN.search(text) or self._rules.date_in(text) or statement_in(text))

    def _distance(self, at: int) -> float:
        if at < self._body:
            return min(6.0, 0.12 * (self._body - at - 1))
        return 0.6 * sum(1 for other in self._prose if other <= at)


def _folded(text: str) -> list[str]:
    decomposed = unicodedata.normalize("NFKD", text[:_LONGEST].replace("ß", "ss")).casefold()
    return _WORDS.findall("".join(letter for letter in decomposed if not unicodedata.combining(letter)))


def _address_words(url: str) -> set[str]:
    """The words of the last parts of an address's path, where they are a phrase."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return set()
    words: set[str] = set()
    for part in [part for part in path.split("/") if part][-3:]:
        found = _WORDS.findall(part.casefold())
        if len(found) >= 3:
            words |= {word for word in found if len(word) > 2 and not word.isdigit()}
    return words
