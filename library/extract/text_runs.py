"""Lists that lost their bullets in copying: a browser sets paragraphs apart by blank lines, and items of a list not."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from library.extract.furniture import Rules
from library.extract.text_lines import Line, length

_PARAGRAPHS, _APART = 4, 0.8
"""How many paragraphs, and what share of them, must stand below a blank line."""
_SHORTEST_RUN = 3
_LONGEST_ITEM = 70
"""Words of an item."""
_LEAST_WORDS = 5
"""Words that each line below a label must have, to be one of its list."""
_MEAN = 4
"""Words that its items have on average: shorter lines are an address, a title page or a table."""
_VERSE = 0.4
"""Share of lines that pause at their end from which a run is verse."""
_INDENT = 4


def sets_paragraphs_apart(lines: Sequence[Line]) -> bool:
    """Whether blank lines stand between the paragraphs of a text, so that their absence says something."""
    prose = [one for before, one in pairwise(lines) if one.is_prose and one.joined == 1 and not before.is_bullet]
    return len(prose) >= _PARAGRAPHS and sum(one.after_gap for one in prose) >= _APART * len(prose)


def listed(lines: Sequence[Line], rules: Rules) -> frozenset[int]:
    """The numbers of lines that are items of lists without bullets."""
    if not sets_paragraphs_apart(lines):
        return frozenset()
    found: set[int] = set()
    for run in _runs(lines):
        indented = all(line.indent >= _INDENT for line in run)
        if (len(run) >= _SHORTEST_RUN or indented) and is_list(run, rules):
            found |= {line.number for line in run}
    return frozenset(found)


def summary_at(lines: Sequence[Line], at: int, rules: Rules) -> int:
    """How many lines from `at` on are the list that a label above them announces; 0 when none are."""
    run = next(_runs(lines[at : at + 12]), [])
    if not run or run[0] is not lines[at] or not is_list(run, rules):
        return 0
    return len(run) if min(length(line.text) for line in run) >= _LEAST_WORDS else 0


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that follow one another without a blank line, one of them or more."""
    run: list[Line] = []
    for line in lines:
        if run and line.after_gap:
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def is_list(run: Sequence[Line], rules: Rules) -> bool:
    """Whether lines that follow one another without a blank line are the items of a list."""
    if any(line.is_bullet or line.joined > 1 or length(line.text[:1000]) > _LONGEST_ITEM for line in run):
        return False
    if any(rules.credit_in(line.text) is not None for line in run):
        return False
    says = sum(length(line.text) for line in run)
    return says >= _MEAN * len(run) and sum(line.text[-1] in ",;—–" for line in run) < _VERSE * len(run)
