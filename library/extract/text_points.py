"""Key points that lost their bullets in copying, told by a label above them or by their place below the headline."""

from collections.abc import Sequence
from itertools import pairwise

from library.extract.furniture import Rules
from library.extract.text_lines import Line, length, same_words
from library.extract.text_names import are_names
from library.extract.text_runs import is_list, summary_at
from library.extract.text_statement import statement_in

_EARLY, _DEEPEST_LABEL = 20, 60
"""Lines within which a label is believed whatever stands below it, and within which it is looked for."""
_MOST, _SHORTEST, _LONGEST = 7, 5, 45
"""How many lines without label are key points, and how many words each has."""
_NEAR, _DEEPEST = 4, 16
"""Lines below a list within which byline, date or text show that it belongs to the head, and lines below the headline
within which it begins."""


def unmarked_points(lines: Sequence[Line], rules: Rules, title: str, *, apart: bool) -> set[int]:
    """The indices of key points without bullets among the lines of the top.

    `apart`: blank lines stand between the paragraphs of the text, so that their absence says something.
    """
    return _labelled(lines, rules, apart=apart) or (_below_headline(lines, rules, title) if apart else set())


def _labelled(lines: Sequence[Line], rules: Rules, *, apart: bool) -> set[int]:
    found: set[int] = set()
    body = next((at for at, line in enumerate(lines) if line.is_prose and line.after_gap), 0)
    for at, (line, below) in enumerate(pairwise(lines[:_DEEPEST_LABEL])):
        if below.is_bullet or not rules.is_key_points_label(line.text):
            continue
        count = summary_at(lines, at + 1, rules)
        is_early = at < max(body, _EARLY)
        if is_early or ((apart or below.after_gap) and 1 < count <= _MOST):
            found |= set(range(at + 1, at + 1 + count))
    return found


def _below_headline(lines: Sequence[Line], rules: Rules, title: str) -> set[int]:
    """The first list between the headline and byline, date or first paragraph."""
    above = next((at for at, line in enumerate(lines) if same_words(line.text, title)), None)
    if above is None:
        return set()
    start = at = above + 1
    said, prose = False, 0
    while at < min(start + _DEEPEST, len(lines)):
        end = _run_end(lines, at)
        last = _last_of_run(lines, at, end, rules)
        if last - at > 1 and _may_sum_up(lines[at:last], rules):
            is_marked = any(_is_statement(line, rules) for line in lines[end : end + _NEAR])
            is_above_text = said and any(line.is_prose and line.after_gap for line in lines[end : end + _NEAR])
            if is_marked or at == start or is_above_text:
                return set(range(at, last))
        prose += sum(line.is_prose for line in lines[at:end])
        if prose > 1:  # one may be a standfirst
            break
        said = said or any(_is_statement(line, rules) for line in lines[at:end])
        at = end
    return set()


def _run_end(lines: Sequence[Line], at: int) -> int:
    """The index behind the lines that follow one another from `at` on without a blank line."""
    return next((other for other in range(at + 1, len(lines)) if lines[other].after_gap), len(lines))


def _last_of_run(lines: Sequence[Line], at: int, end: int, rules: Rules) -> int:
    """The index behind the lines of a run, without what the page says for itself below them."""
    while end - at > 1 and rules.furniture_at(lines[end - 1].text, "body") is not None:
        end -= 1
    return end


def _may_sum_up(run: Sequence[Line], rules: Rules) -> bool:
    if not run[0].after_gap or len(run) > _MOST or not is_list(run, rules):
        return False
    return all(
        _SHORTEST <= length(line.text) <= _LONGEST
        and rules.furniture_at(line.text, "head") is None
        and not _is_statement(line, rules)
        for line in run
    )


def _is_statement(line: Line, rules: Rules) -> bool:
    """Whether a line says by whom or when the article was written."""
    text = line.text
    said = None if line.is_prose else statement_in(text)
    return bool(said or rules.date_in(text) or are_names(rules.byline_in(text)))
