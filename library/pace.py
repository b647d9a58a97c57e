"""The reader's own pace: learned from the stretches they read, and what of their moves was reading at all.

As in `library.reading`, words count ideographs and kana among them, and ideographs are counted again on their own.
"""

import json
from typing import NamedTuple

from library.reading import IDEOGRAPHS_PER_MINUTE, WORDS_PER_MINUTE, reading_minutes

_SLOWEST, FASTEST = 80 / WORDS_PER_MINUTE, 900 / WORDS_PER_MINUTE
"""Times the usual pace: what is slower is an absence, what is faster is skimming."""
_SHORTEST, _LONGEST = 2.0, 600.0
"""Seconds of one stretch."""
_HALF_LIFE = 20_000
"""Words, or ideographs, after which a stretch counts for half: a pace changes with the years and the matter."""
_MOST_SECONDS = 1e9
_UNPROVEN = 1_500
"""Words, or ideographs, before which too little is known to leave the usual pace; as many more halve the doubt."""


def was_read(words: int, ideographs: int, seconds: float) -> bool:
    """Whether a stretch of `words`, with `ideographs` among them, can have been read in its time.

    Shorter than two seconds or longer than ten minutes, slower than 80 words a minute or faster than 900, or the like
    in ideographs, is no reading.
    """
    if not (0 <= ideographs <= words and _SHORTEST <= seconds <= _LONGEST):
        return False
    return _SLOWEST <= reading_minutes(words, ideographs) * 60 / seconds <= FASTEST


class Pace(NamedTuple):
    """What is known of a reader's pace: sums that fade as new stretches come in."""

    words: float = 0.0
    """Words but ideographs."""
    seconds: float = 0.0
    """What these words took."""
    ideographs: float = 0.0
    ideograph_seconds: float = 0.0

    @property
    def words_per_minute(self) -> float:
        """Words a minute, 230 until enough was read."""
        return _blended(self.words, self.seconds, WORDS_PER_MINUTE)

    @property
    def ideographs_per_minute(self) -> float:
        """Ideographs and kana a minute, 500 until enough was read."""
        return _blended(self.ideographs, self.ideograph_seconds, IDEOGRAPHS_PER_MINUTE)

    def minutes(self, words: int, ideographs: int = 0) -> float:
        """Minutes for a text of `words`, of which `ideographs` are ideographs or kana, at this pace."""
        return (words - ideographs) / self.words_per_minute + ideographs / self.ideographs_per_minute

    def observed(self, words: int, ideographs: int, seconds: float) -> "Pace":
        """The pace once a stretch was read, of `words` with `ideographs` among them.

        A stretch that `was_read` takes for no reading changes nothing.
        """
        if not was_read(words, ideographs, seconds):
            return self
        wide = ideographs / self.ideographs_per_minute / self.minutes(words, ideographs)
        plain = words - ideographs
        fade, wide_fade = 0.5 ** (plain / _HALF_LIFE), 0.5 ** (ideographs / _HALF_LIFE)
        return Pace(
            self.words * fade + plain,
            self.seconds * fade + seconds * (1 - wide),
            self.ideographs * wide_fade + ideographs,
            self.ideograph_seconds * wide_fade + seconds * wide,
        )

    def to_json(self) -> str:
        """The pace as a line of JSON."""
        return json.dumps({name: round(value, 3) for name, value in self._asdict().items()})

    @classmethod
    def from_json(cls, text: str | None) -> "Pace":
        """The pace that `to_json` wrote; an unknown one for anything else."""
        try:
            stored = json.loads(text or "")
        except (ValueError, RecursionError):
            return cls()
        if not isinstance(stored, dict):
            return cls()
        words, seconds = _sums(stored, "words", "seconds", WORDS_PER_MINUTE)
        ideographs, ideograph_seconds = _sums(stored, "ideographs", "ideograph_seconds", IDEOGRAPHS_PER_MINUTE)
        return cls(words, seconds, ideographs, ideograph_seconds)


def _blended(read: float, seconds: float, usual: int) -> float:
    """Read a minute: the usual until enough was read, then ever more of what was observed."""
    if read <= _UNPROVEN or seconds <= 0:
        return usual
    doubt: float = 0.5 ** ((read - _UNPROVEN) / _UNPROVEN)
    return 1 / (doubt / usual + (1 - doubt) * seconds / 60 / read)


def _sums(stored: dict[str, object], read_name: str, seconds_name: str, usual: int) -> tuple[float, float]:
    """Two stored sums; nothing when they can't be what was summed up."""
    read, seconds = stored.get(read_name), stored.get(seconds_name)
    if not isinstance(read, int | float) or not isinstance(seconds, int | float):
        return 0.0, 0.0
    most = 2 * _HALF_LIFE + _LONGEST * FASTEST * usual / 60
    if not (0 < read <= most and 0 < seconds <= _MOST_SECONDS):
        return 0.0, 0.0
    plausible = _SLOWEST / 2 <= read / seconds * 60 / usual <= FASTEST * 2
    return (float(read), float(seconds)) if plausible else (0.0, 0.0)


class Stretch(NamedTuple):
    """What was read from one pause to another."""

    words: int
    """With the ideographs."""
    ideographs: int
    seconds: float


_BURST = 1.5
"""Seconds within which moves belong together: nobody reads a page in less."""
_LEAF = 60
"""Words that a move within a burst may pass; who turns pages faster than they can be read looks for something."""
_LEAST = 40
"""Words of a stretch; moves by single lines are added up to so many."""


class Stopwatch(NamedTuple):
    """Turns moves through an article into stretches that were read: what left the page since it was read last.

    Places are counts of words and ideographs before the top of the page, times are seconds of any clock.
    It begins with `started` when an article is opened or returned to.
    """

    first_words: int
    first_ideographs: int
    since: float
    words: int
    ideographs: int
    moved_at: float

    @classmethod
    def started(cls, words: int, ideographs: int, now: float) -> "Stopwatch":
        """A watch for reading that begins here and now."""
        return cls(words, ideographs, now, words, ideographs, now)

    def moved(
        self, words: int, ideographs: int, now: float, *, jump: bool = False
    ) -> tuple["Stopwatch", Stretch | None]:
        """The watch after a move, and what was read before it, when that is now known.

        Moves back, and jumps to a heading, a hit or a mark, are no reading and begin anew where they lead.
        """
        if now < self.moved_at:
            return Stopwatch.started(words, ideographs, now), None
        burst = now - self.moved_at <= _BURST
        leaf = words - self.words >= _LEAF and burst
        if jump or leaf or words < self.words or ideographs < self.ideographs:
            return Stopwatch.started(words, ideographs, now), self.stopped()
        if burst or self.words - self.first_words < _LEAST:
            return self._replace(words=words, ideographs=ideographs, moved_at=now), None
        after = Stopwatch(self.words, self.ideographs, self.moved_at, words, ideographs, now)
        return after, self.stopped()

    def stopped(self) -> Stretch | None:
        """What was read up to the last move and not given yet, such as when the article is left."""
        words = self.words - self.first_words
        if words < _LEAST:
            return None
        return Stretch(words, self.ideographs - self.first_ideographs, self.moved_at - self.since)
