"""Two other ways to find passages again, to compare with: by position only, and by the best match whatever it is."""

from collections.abc import Iterable

from library.anchor import Anchor, AnchorState, Found
from library.document import Document, Range

_LOST = Found(None, AnchorState.LOST, "", 0.0)


def by_position(anchor: Anchor, document: Document) -> Found:
    """What stands now where the passage stood."""
    if anchor.end > len(document.text):
        return _LOST
    return Found(Range(anchor.start, anchor.end), AnchorState.HELD, "")


def by_best_match(anchor: Anchor, document: Document) -> Found:
    """Exact places of the quote, else those with up to half of it wrong; the best score wins, however low it is.

    Scored by quote, context and position as 50 : 20 : 20 : 2, which is how Hypothes.is does it.
    """
    text, quote = document.text, anchor.quote
    if not quote:
        return by_position(anchor, document)
    found = [(at, at + len(quote), 0) for at in _exact(text, quote)] or _fuzzy(text, quote)
    if not found:
        return _LOST
    _, start, end = max((_score(anchor, text, *one), one[0], one[1]) for one in found[:300])
    return Found(Range(start, end), AnchorState.HELD, "")


def _exact(text: str, quote: str) -> Iterable[int]:
    at = text.find(quote)
    while at >= 0:
        yield at
        at = text.find(quote, at + 1)


def _fuzzy(text: str, quote: str) -> list[tuple[int, int, int]]:
    most = min(256, len(quote) // 2)
    ends = [(errors, at) for at, errors in enumerate(distances(quote, text), 1) if errors <= most]
    if not ends:
        return []
    least = min(ends)[0]
    found = []
    for errors, end in ends:
        if errors == least:
            back = text[max(0, end - len(quote) - errors) : end][::-1]
            length = 1 + min(enumerate(distances(quote[::-1], back)), key=lambda one: one[1])[0]
            found.append((end - length, end, errors))
    return found


def _score(anchor: Anchor, text: str, start: int, end: int, errors: int) -> float:
    before = _likeness(anchor.before, text[max(0, start - len(anchor.before)) : start])
    after = _likeness(anchor.after, text[end : end + len(anchor.after)])
    position = 1 - abs(start - anchor.start) / max(1, len(text))
    return (50 * (1 - errors / len(anchor.quote)) + 20 * before + 20 * after + 2 * position) / 92


def _likeness(context: str, text: str) -> float:
    if not context:
        return 1.0
    return 1 - min([len(context), *distances(context, text)]) / len(context)


def distances(pattern: str, text: str) -> list[int]:
    """The errors of the best match of a pattern that ends at each place (Myers 1999, in the form of Hyyrö 2003)."""
    mask = (1 << len(pattern)) - 1
    last = 1 << (len(pattern) - 1)
    peq: dict[str, int] = {}
    for bit, letter in enumerate(pattern):
        peq[letter] = peq.get(letter, 0) | 1 << bit
    positive, negative, score = mask, 0, len(pattern)
    scores = []
    for letter in text:
        equal = peq.get(letter, 0)
        vertical = equal | negative
        horizontal = (((equal & positive) + positive) ^ positive) | equal
        up = negative | (mask & ~(horizontal | positive))
        down = positive & horizontal
        if up & last:
            score += 1
        elif down & last:
            score -= 1
        up = (up << 1) & mask
        down = (down << 1) & mask
        positive = down | (mask & ~(vertical | up))
        negative = up & vertical
        scores.append(score)
    return scores
