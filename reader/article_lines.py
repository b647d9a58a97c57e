"""The lines of an article in a list as runs of ink: comfortable on two, compact on one, with columns that give way."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from library.article_shelves import Grouping
from library.pace import Pace
from reader import words
from reader.bar import cut
from reader.ink import Ink, Run
from reader.widths import cells

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from library.article import Article
    from library.snippets import Snippet
    from reader.themes import Styles

LEFT, RIGHT = 3, 1
"""Cells before a title, for the marks of selection and star, and behind the last column."""
MARKS = 2
"""Cells that a click selects by."""
_BAR = 5
_BAR_FROM = 60
"""Cells of a list from which progress is drawn as a bar beside its number."""
_GAP = 2
_AGE, _SITE, _MINUTES, _AUTHOR, _TAGS, _MARKED = 8, 18, 11, 18, 18, 8
"""Cells of the columns of compact rows."""
PICKED, STARRED, QUEUED, NOTED, MARKED = "●", "★", "»", "✎", "▌"
_TAIL = "…"
NO_TEXT = "no text"


class Look(NamedTuple):
    """What the lines of all articles of a list depend on beside the article."""

    now: datetime
    pace: Pace = Pace()
    compact: bool = False
    searching: bool = False
    """Whether a line below each is left for the words that were found."""

    @property
    def lines(self) -> int:
        """Lines of each article."""
        return (1 if self.compact else 2) + self.searching


class Aside(NamedTuple):
    """What is known of one article that is no part of it."""

    picked: bool = False
    """Whether it is selected."""
    queued: bool = False
    snippet: Snippet | None = None


def article_lines(
    article: Article, look: Look, aside: Aside, styles: Styles, width: int, ground: Ink
) -> list[list[Run]]:
    """The lines of an article, each exactly `width` cells wide, the first one on a ground."""
    pen, below = _Pen(styles, ground, width), _Pen(styles, styles.text, width)
    if look.compact:
        lines = [_compact(article, look, aside, pen)]
    else:
        lines = [_head(article, aside, pen), _details(article, look, aside, below)]
    if look.searching:
        lines.append(_found(aside.snippet, below))
    return [_joined(line) for line in lines]


def _joined(runs: Sequence[Run]) -> list[Run]:
    """The same with as few runs as look alike: each costs the terminal 40 bytes, and white has no colour of its own."""
    joined: list[Run] = []
    for run in runs:
        if joined and (run.ink == joined[-1].ink or _is_white(run, joined[-1].ink)):
            joined[-1] = Run(joined[-1].text + run.text, joined[-1].ink)
        elif joined and _is_white(joined[-1], run.ink):
            joined[-1] = Run(joined[-1].text + run.text, run.ink)
        elif run.text:
            joined.append(run)
    return joined


def _is_white(run: Run, ink: Ink) -> bool:
    """Whether a run looks the same in an ink."""
    lined = ink.underline or ink.strike or run.ink.underline or run.ink.strike
    return not lined and (run.ink.ground, run.ink.reverse) == (ink.ground, ink.reverse) and not run.text.strip(" ")


def heading_lines(words_: str, count: int | None, styles: Styles, width: int) -> list[list[Run]]:
    """The two lines above a group: white, and what it has in common; `count` is left out where it is not known."""
    room = max(1, width - LEFT - RIGHT)
    number = "" if count is None else f" {count:,}"
    name = cut(words_, max(1, room - cells(number)))
    used = LEFT + cells(name) + cells(number)
    rule = max(0, width - used - RIGHT - 1)
    return [
        [Run(" " * width, styles.text)],
        [
            Run(" " * LEFT, styles.text), Run(name, styles.subheading), Run(number, styles.byline),
            Run(" ", styles.text), Run("─" * rule, styles.ornament),
            Run(" " * max(0, width - used - 1 - rule), styles.text),
        ],
    ]  # fmt: skip


def day_words(moment: datetime, now: datetime) -> str:
    """A day as a heading tells it: `Today`, `Yesterday`, `Monday`, `12 Mar 2026`."""
    days = (now.date() - moment.date()).days
    if days <= 0:
        return "Today" if days == 0 else words.day(moment)
    if days == 1:
        return "Yesterday"
    return f"{moment:%A}" if timedelta(days=days) < timedelta(days=7) else words.day(moment)


def group_words(article: Article, group: Grouping, now: datetime) -> str:
    """What the heading of a group tells, by one of its articles."""
    if group is Grouping.SITE:
        return article.site or "Of no site"
    return day_words(article.saved, now)


class _Pen(NamedTuple):
    """The inks of one article's lines, and how wide they are."""

    styles: Styles
    ground: Ink
    width: int

    def ink(self, ink: Ink) -> Ink:
        """An ink on the ground of the row."""
        return Ink(ground=self.ground.ground, reverse=self.ground.reverse).over(ink)

    @property
    def soft(self) -> Ink:
        """What is told beside the title."""
        return self.ink(self.styles.byline)

    @property
    def accent(self) -> Ink:
        """What should be seen at once."""
        return self.ink(self.styles.bullet)

    def line(self, left: Sequence[Run], right: Sequence[Run] = ()) -> list[Run]:
        """Runs that fit, flush left and flush right, with the ground between them."""
        used = sum(cells(text) for text, _ in (*left, *right))
        return [*left, Run(" " * max(0, self.width - used), self.ground), *right]


def _marks(article: Article, aside: Aside, pen: _Pen) -> list[Run]:
    return [
        Run(PICKED if aside.picked else " ", pen.accent), Run(STARRED if article.starred else " ", pen.accent),
        Run(" ", pen.soft),
    ]  # fmt: skip


def _title(article: Article, pen: _Pen, room: int) -> Run:
    ink = pen.soft if article.finished else pen.ink(pen.styles.title)
    return Run(cut(article.title, max(0, room)), ink)


# On two lines


def _head(article: Article, aside: Aside, pen: _Pen) -> list[Run]:
    progress = _progress(article, pen, bar=pen.width >= _BAR_FROM)
    room = pen.width - LEFT - RIGHT - _width(progress) - (_GAP if progress else 0)
    return pen.line([*_marks(article, aside, pen), _title(article, pen, room)], [*progress, Run(" ", pen.ground)])


def _details(article: Article, look: Look, aside: Aside, pen: _Pen) -> list[Run]:
    age = words.short_age(article.saved, look.now)
    room = pen.width - LEFT - RIGHT - cells(age) - _GAP
    marks = _notes_and_queue(article, aside, pen)
    pieces = _pieces(article, look, room - (_width(marks) + _GAP if marks else 0))
    if marks and not pieces and article.site:
        marks, pieces = [], _pieces(article, look, room)
    tail = [*marks, Run("  ", pen.ground)] if marks else []
    told = Run(" · ".join(pieces), pen.soft)
    return pen.line([Run(" " * LEFT, pen.ground), told], [*tail, Run(age, pen.soft), Run(" ", pen.ground)])


def _pieces(article: Article, look: Look, room: int) -> list[str]:
    """What is told of an article, as much as fits, the most important first to stay; nothing if the site can't."""
    authors = words.byline(article)
    left = _left(article, look)
    minutes = _takes(article, left)
    wanted = [(1, article.site), (3, authors), (0 if left is not None or not article.words else 2, minutes)]
    kept: dict[int, str] = {}
    for order, (_, text) in sorted(enumerate(wanted), key=lambda item: item[1][0]):
        free = room - 3 * len(kept)
        if not text:
            continue
        shown = cut(text, free) if order != 2 else text
        if cells(shown) > free or cells(shown) < min(cells(text), 8):
            continue
        kept[order] = shown
        room -= cells(shown)
    pieces = [kept[order] for order in sorted(kept)]
    room -= 3 * len(kept)
    tags = ""
    for tag in article.tags:
        more = f"{tags} #{tag}" if tags else f"#{tag}"
        if cells(more) > room:
            break
        tags = more
    return [*pieces, tags] if tags else pieces


# On one line


def _compact(article: Article, look: Look, aside: Aside, pen: _Pen) -> list[Run]:
    room = pen.width - LEFT - RIGHT
    least = max(17, min(room * 2 // 5, 60))
    bar = pen.width >= _BAR_FROM
    progress = _progress(article, pen, bar=bar)
    left = _left(article, look)
    waiting = [] if article.words else [Run(NO_TEXT, pen.soft)]
    minutes = "" if waiting else _takes(article, left)
    columns = (
        ("progress", _BAR + 5 if bar else len(NO_TEXT), progress or waiting),
        ("age", _AGE, words.short_age(article.saved, look.now)),
        ("site", _SITE, article.site), ("minutes", _MINUTES, minutes), ("author", _AUTHOR, words.byline(article)),
        ("tags", _TAGS, " ".join(f"#{tag}" for tag in article.tags)),
        ("marks", _MARKED, _notes_and_queue(article, aside, pen)),
    )  # fmt: skip
    shown: dict[str, list[Run]] = {}
    for name, size, content in columns:
        if room - size - _GAP < least:
            break
        room -= size + _GAP
        runs = content if isinstance(content, list) else [Run(cut(content, size), pen.soft)]
        fill = Run(" " * (size - _width(runs)), pen.ground)
        shown[name] = [fill, *runs] if name in ("progress", "age", "minutes", "marks") else [*runs, fill]
    line = [*_marks(article, aside, pen), _title(article, pen, room)]
    line.append(Run(" " * (room - cells(line[-1].text)), pen.ground))
    for name in ("site", "author", "tags", "marks", "minutes", "progress", "age"):
        if name in shown:
            line += [Run(" " * _GAP, pen.ground), *shown[name]]
    return pen.line([run for run in line if run.text], [Run(" " * RIGHT, pen.ground)])


# What both tell


def _left(article: Article, look: Look) -> float | None:
    """Minutes that are left at the reader's pace; None where reading has not begun or is done."""
    if article.finished or article.progress is None or not article.progress.words_read:
        return None
    share = 1 - article.fraction
    return look.pace.minutes(round(article.words * share), round(article.ideographs * share))


def _takes(article: Article, left: float | None) -> str:
    """How long reading takes; or that there is nothing to read, as there is no text."""
    if not article.words:
        return NO_TEXT
    return f"{words.minutes(left)} left" if left is not None else words.minutes(article.minutes)


def _progress(article: Article, pen: _Pen, *, bar: bool) -> list[Run]:
    if article.finished:
        return [Run("✓ read", pen.soft)]
    if article.progress is None or not article.progress.words_read:
        return []
    number = Run(f"{words.percent(article.fraction):>4}", pen.soft)
    full = max(1, round(article.fraction * _BAR))
    drawn = [Run("━" * full, pen.accent), Run("─" * (_BAR - full), pen.soft), Run(" ", pen.soft)]
    return [*drawn, number] if bar else [number]


def _notes_and_queue(article: Article, aside: Aside, pen: _Pen) -> list[Run]:
    marks = []
    if aside.queued:
        marks.append(Run(QUEUED, pen.accent))
    if article.notes:
        marks.append(Run(f"{NOTED} {article.notes}", pen.ink(pen.styles.highlight_mark)))
    elif article.highlights:
        marks.append(Run(f"{MARKED} {article.highlights}", pen.ink(pen.styles.highlight_mark)))
    return marks[:1] if len(marks) == 1 else [run for mark in marks for run in (mark, Run(" ", pen.soft))][:-1]


def _found(snippet: Snippet | None, pen: _Pen) -> list[Run]:
    """The words around a hit, the hits marked."""
    room = pen.width - LEFT - RIGHT
    runs = [Run(" " * LEFT, pen.ground)]
    if snippet is None or room < 2:
        return pen.line(runs)
    text = cut(snippet.text, room)
    end = len(text) - (1 if text.endswith(_TAIL) and text != snippet.text else 0)
    at, ink = 0, pen.ink(pen.styles.caption)
    hit = pen.styles.hit.over(pen.ink(pen.styles.text))
    for start, stop in snippet.hits:
        if start >= end:
            break
        runs += [Run(text[at:start], ink), Run(text[start : min(stop, end)], hit)]
        at = min(stop, end)
    runs.append(Run(text[at:], ink))
    return pen.line([run for run in runs if run.text])


def _width(runs: Sequence[Run]) -> int:
    return sum(cells(text) for text, _ in runs)
