"""Two changed forms of one short text put together, so that neither writer loses a word."""

from typing import NamedTuple


class _Change(NamedTuple):
    """What stands in place of a part of the base."""

    start: int
    end: int
    words: str


def merged(base: str, ours: str, theirs: str) -> str:
    """What two writers made of `base`, as one text.

    Changes in different places are both made. Where they touch, both stand there, ours above theirs, with a blank line
    between.
    """
    if theirs in (base, ours):
        return ours
    if ours == base:
        return theirs
    one, other = _change(base, ours), _change(base, theirs)
    if one.end < other.start:
        return f"{base[: one.start]}{one.words}{base[one.end : other.start]}{other.words}{base[other.end :]}"
    if other.end < one.start:
        return f"{base[: other.start]}{other.words}{base[other.end : one.start]}{one.words}{base[one.end :]}"
    start, end = min(one.start, other.start), max(one.end, other.end)
    mine, yours = (f"{base[start : part.start]}{part.words}{base[part.end : end]}" for part in (one, other))
    both = f"{mine.rstrip()}\n\n{yours.lstrip()}" if mine.strip() and yours.strip() else mine + yours
    return f"{base[:start]}{both}{base[end:]}"


def _change(base: str, text: str) -> _Change:
    """The one part of `base` that is other in `text`."""
    least = min(len(base), len(text))
    start = next((at for at in range(least) if base[at] != text[at]), least)
    same = next((at for at in range(least - start) if base[-1 - at] != text[-1 - at]), least - start)
    return _Change(start, len(base) - same, text[start : len(text) - same])
