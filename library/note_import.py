"""The verb that stores imported notes: each with its article, once, and told in a report that adds up."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from library.anchor import AnchorState
from library.excerpts import housed
from library.highlight import Mended, NewHighlight, Wanted
from library.importers.incoming import Problem
from library.note_arrivals import names_of
from library.plain import plain_text
from library.wanted import address_variants, keys, letters, page_of, same_article, title_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from library.highlight import Highlight
    from library.importers.incoming import Incoming, Reading
    from library.note_arrivals import Name
    from library.store import Store
    from library.wanted import Keys

    Told = Callable[[int, int], None]

_OURS = "broadsheet"
"""The format whose records are the library's own: what was deleted here and comes again in it is restored."""
_MANY_TITLES = 5
"""Articles of one title that are asked for the words of a passage."""
_MOST_ALIKE = 100
"""Articles with one key of a title, such as `Untitled`, that are compared with what is wanted."""
_BATCH = 500
"""Annotations whose identities are looked up at once."""
_TEXTS = 50
"""Texts of which the letters are kept at hand."""


class ImportReport(NamedTuple):
    """What became of the records of one file: `read` is the sum of added, merged, skipped and failed."""

    read: int
    added: int
    merged: int
    """Those that were there already; what more the file knew of them was added."""
    skipped: int
    """Those that hold nothing to keep, or whose words are kept in another."""
    failed: int
    problems: tuple[Problem, ...] = ()
    """Why each of the failed can't be read."""
    left_out: tuple[Problem, ...] = ()
    """Why each was skipped."""
    remarks: tuple[Problem, ...] = ()
    """What is not as the file has it, though its record was kept."""
    held: int = 0
    """Of those added, how many are at their passage, or on a whole article."""
    uncertain: int = 0
    lost: int = 0
    waiting: int = 0
    """Of those added, how many wait for their article."""
    known: tuple[Problem, ...] = ()
    """Which each of the merged is."""
    articles: int = 0
    """Articles that were made of passages, for want of their own."""


def import_notes(
    store: Store, reading: Reading, now: datetime, format_name: str, tags: Sequence[str] = (), told: Told | None = None
) -> ImportReport:
    """Store the annotations of one file, all or none; each also gets `tags`.

    One that is known already, by its identity, its origin, or the same words and note in the same article, is not
    stored again: tags and a note that it lacks are added to it. The others go to their article, found by address or
    title, or wait for it; those of one without address get an article of their own words. `told` hears now and then
    how many of how many have been looked for in their articles.
    Raises StoreError.
    """
    task = _Import(store, format_name)
    for at in range(0, len(reading.incoming), _BATCH):
        task.take(reading.incoming[at : at + _BATCH], tags)
    return task.finish(reading, now, told)


class _Import:
    """One file on its way into the library."""

    def __init__(self, store: Store, format_name: str) -> None:
        self._store = store
        self._restores = format_name == _OURS
        self._articles = _Articles(store)
        self._known = _Known(store)
        self._news: list[NewHighlight] = []
        self._wanted: dict[Wanted, Wanted] = {}
        self._by_name: dict[Name, int] = {}
        """Of what this file adds: by identity and by origin its place among the new."""
        self._noted: dict[int, tuple[str, tuple[str, ...]]] = {}
        """Notes and tags of those that are known already, of the annotations that are looked at."""
        self._more: dict[int, Mended] = {}
        self._skipped: list[Problem] = []
        self._remarks: list[Problem] = []
        self._merged: list[Problem] = []
        self._article_tags: dict[int, tuple[str, ...]] = {}
        self._awaited_tags: dict[Wanted, tuple[str, ...]] = {}
        self._awaited: dict[Wanted, int] = {}
        """The row of the first annotation that has tags of an article which is not there."""

    def take(self, batch: Sequence[Incoming], tags: Sequence[str]) -> None:
        """Decide what becomes of some annotations."""
        news = [_harmless(one.highlight, self._wanted) for one in batch]
        there = self._store.highlight_numbers(news)
        self._noted = self._store.notes_and_tags([number for number, _ in there.values()])
        for one, new in zip(batch, news, strict=True):
            tagged = new._replace(tags=_joined(new.tags, tags)) if tags else new
            if one.article_tags:
                self._tag_article(one, tagged)
            self._take(one.row, tagged, there)

    def _tag_article(self, one: Incoming, new: NewHighlight) -> None:
        """Remember the tags of the article of an annotation, which it gets now, or when it comes."""
        article, in_trash = self._articles.of(new)
        if article is None:
            self._awaited.setdefault(new.wanted, one.row)
            self._awaited_tags[new.wanted] = _joined(self._awaited_tags.get(new.wanted, ()), one.article_tags)
        elif not in_trash:
            self._article_tags[article] = _joined(self._article_tags.get(article, ()), one.article_tags)

    def _tag_articles(self, made: Mapping[Wanted, int]) -> None:
        """Give articles their tags, and keep those of articles that are yet to come; `made` are new ones."""
        for wanted, article in made.items():
            tags = self._awaited_tags.pop(wanted, ())
            self._article_tags[article] = _joined(self._article_tags.get(article, ()), tags)
        self._store.tag_more(self._article_tags)
        self._store.keep_tags_for(self._awaited_tags)
        words = "its article is not in the library: the tags of it wait with the highlight"
        self._remarks += [Problem(self._awaited[wanted], words) for wanted in self._awaited_tags]

    def _take(self, row: int, new: NewHighlight, there: Mapping[Name, tuple[int, bool]]) -> None:
        names = names_of(new)
        twin = next((self._by_name[name] for name in names if name in self._by_name), None)
        if twin is not None:  # the file has it twice
            first = self._news[twin]
            self._news[twin] = first._replace(note=_both(first.note, new.note), tags=_joined(first.tags, new.tags))
            self._merged.append(Problem(row, "the file has it before"))
            return
        known = next((there[name] for name in names if name in there), None)
        if known is not None and known[1] and not self._restores:
            self._skipped.append(Problem(row, "it is here already, and has been deleted"))
            return
        if known is not None:
            self._merge(row, known[0], self._noted[known[0]], new, restore=known[1])
            return
        article, in_trash = self._articles.of(new)
        new = new._replace(article=article)
        same = self._known.like(new)
        if same is not None:
            self._merge(row, same.id, (same.note, same.tags), new, origin=new.origin)
            return
        if in_trash:
            self._remarks.append(Problem(row, f"its article is in the trash (article {article})"))
        for name in names:
            self._by_name[name] = len(self._news)
        self._news.append(new)

    def _merge(
        self, row: int, highlight: int, noted: tuple[str, tuple[str, ...]], new: NewHighlight, *, origin: str = "",
        restore: bool = False,
    ) -> None:  # fmt: skip
        self._merged.append(Problem(row, f"it is there already, as highlight {highlight}"))
        before = self._more.get(highlight, Mended(highlight))
        note, tags = noted
        note = note if before.note is None else before.note
        both = _both(note, new.note)
        missing = [tag for tag in _joined(tags, new.tags) if tag not in tags]
        self._more[highlight] = Mended(
            highlight, both if both != noted[0] else None, _joined(before.tags, missing), before.origin or origin,
            restore=before.restore or restore,
        )  # fmt: skip

    def finish(self, reading: Reading, now: datetime, told: Told | None) -> ImportReport:
        """Write everything, and tell what became of it."""
        house = housed(self._store, self._news, now)
        news = sorted(house.news, key=lambda new: new.created or now)
        more = [mended for mended in self._more.values() if mended != Mended(mended.highlight)]
        kept = self._store.keep_highlights(news, now, more, told) if news or more else []
        self._tag_articles(house.articles)
        states = self._store.highlight_states(kept)
        left_out = sorted((*reading.skipped, *self._skipped))
        return ImportReport(
            len(reading.incoming) + len(reading.problems) + len(reading.skipped), len(news), len(self._merged),
            len(left_out), len(reading.problems), reading.problems, tuple(left_out),
            tuple(sorted((*reading.remarks, *self._remarks))),
            states[AnchorState.HELD], states[AnchorState.UNCERTAIN], states[AnchorState.LOST],
            states[AnchorState.WAITING], tuple(self._merged), len({*house.articles.values()}),
        )  # fmt: skip


def _harmless(new: NewHighlight, all_wanted: dict[Wanted, Wanted]) -> NewHighlight:
    """The annotation without characters that steer terminals, which a forged file may hold; mostly as it is.

    `all_wanted` are the articles of the file, each once however many annotations it has.
    """
    clean = plain_text
    anchor, wanted = new.anchor, all_wanted.get(new.wanted)
    if anchor is not None:
        anchor = anchor._replace(quote=clean(anchor.quote), before=clean(anchor.before), after=clean(anchor.after))
    if wanted is None:
        url, title, authors, site = new.wanted
        wanted = Wanted(clean(url), clean(title), tuple(map(clean, authors)), clean(site))
        all_wanted[new.wanted] = wanted
    return new._replace(
        anchor=anchor, note=clean(new.note), tags=tuple(filter(None, map(clean, new.tags))), uid=clean(new.uid),
        origin=clean(new.origin), wanted=wanted,
    )  # fmt: skip


def _joined(tags: Sequence[str], more: Sequence[str]) -> tuple[str, ...]:
    """Tags with those of `more` that are not there in any case of letters."""
    there = {tag.casefold() for tag in tags}
    return (*tags, *dict.fromkeys(tag for tag in more if tag.casefold() not in there))


def _both(note: str, other: str) -> str:
    """Two notes as one, without loss: the longer where it holds the shorter."""
    if letters(other) in letters(note):
        return note
    return other if letters(note) in letters(other) else f"{note}\n\n{other}"


class _Known:
    """The highlights that an article had before the file was read, so that none comes twice."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stand_ins = store.stand_ins()
        self._of: dict[int | Wanted, dict[tuple[str, str], list[Highlight]]] = {}
        self._under: dict[Keys, dict[Wanted, list[Highlight]]] = {}
        """Those that wait, by the keys of what they wait for."""
        self._taken: set[int] = set()

    def like(self, new: NewHighlight) -> Highlight | None:
        """The one with the same words, and the same note unless one of the two has none; each is given once."""
        place = new.wanted if new.article is None else new.article
        if place not in self._of:
            there: dict[tuple[str, str], list[Highlight]] = {}
            for highlight in self._highlights(new):
                there.setdefault((highlight.kind, letters(highlight.quote)), []).append(highlight)
            self._of[place] = there
        for highlight in self._of[place].get(_likeness(new), ()):
            if highlight.id not in self._taken and _agree(highlight, new):
                self._taken.add(highlight.id)
                return highlight
        return None

    def _highlights(self, new: NewHighlight) -> list[Highlight]:
        if new.article is None:
            return self._waiting(new.wanted)
        there = self._store.highlights(new.article)
        return there + self._waiting(new.wanted) if new.article in self._stand_ins else there

    def _waiting(self, wanted: Wanted) -> list[Highlight]:
        """Those that wait for the very article that is wanted, the oldest first."""
        under = keys(wanted)
        if under not in self._under:
            self._under[under] = self._store.waiting_under(*under)
        there = self._under[under]
        found = list(there.get(wanted, ()))
        for other in islice(there, _MOST_ALIKE):
            if other != wanted and same_article(wanted, other):
                found += there[other][:_MOST_ALIKE]
        return sorted(found, key=lambda one: one.id)


def _likeness(new: NewHighlight) -> tuple[str, str]:
    if new.anchor is None:
        return "article", ""
    return ("passage", letters(new.anchor.quote)) if new.anchor.quote else ("bookmark", "")


def _agree(highlight: Highlight, new: NewHighlight) -> bool:
    """Whether two annotations with the same words are one; of those without words the note decides, or the place."""
    note, other = letters(highlight.note), letters(new.note)
    if not highlight.quote:
        around = highlight.anchor and new.anchor and _around(highlight) == letters(new.anchor.before + new.anchor.after)
        return note == other and (highlight.anchor is None or bool(around))
    return not note or not other or note == other or note in other or other in note


def _around(highlight: Highlight) -> str:
    anchor = highlight.anchor
    return "" if anchor is None else letters(anchor.before + anchor.after)


class _Articles:
    """Finds the articles that notes are on; each once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._found: dict[Wanted, list[tuple[int, bool]]] = {}
        self._letters: dict[int, str] = {}
        self._all: _Index | None = None

    def of(self, new: NewHighlight) -> tuple[int | None, bool]:
        """The article of an annotation, and whether it is in the trash; None when it is not in the library.

        Where several have its title, it is the first of them that has the words of the passage.
        """
        if new.article is not None:
            return new.article, False
        wanted = new.wanted
        if wanted not in self._found:
            self._found[wanted] = self._look_up(wanted)
        candidates = self._found[wanted]
        if not candidates:
            return None, False
        if len(candidates) == 1 or new.anchor is None or not new.anchor.quote:
            return candidates[0]
        words = letters(new.anchor.quote)
        for article, in_trash in candidates[:_MANY_TITLES]:
            if article not in self._letters:
                if len(self._letters) >= _TEXTS:
                    self._letters.clear()
                self._letters[article] = letters(self._store.document(article).text)
            if words in self._letters[article]:
                return article, in_trash
        return candidates[0]

    def _look_up(self, wanted: Wanted) -> list[tuple[int, bool]]:
        if page_of(wanted.url):
            at_address = self._store.articles_at(address_variants(wanted.url))
            if at_address:
                return at_address[:1]
        if self._all is None:
            self._all = _Index(self._store)
        return list(self._all.candidates(wanted))


class _Index:
    """What all articles are called, by the keys of their pages and titles: made once for a file, if at all."""

    def __init__(self, store: Store) -> None:
        self._pages: dict[str, list[tuple[int, Wanted, bool]]] = {}
        self._titles: dict[str, list[tuple[int, Wanted, bool]]] = {}
        self._authors: dict[tuple[str, str], list[tuple[int, Wanted, bool]]] = {}
        gave_way = store.gave_way()
        for entry in store.all_called():
            number, called, in_trash = entry
            if in_trash and number in gave_way:
                continue
            if page := page_of(called.url):
                self._pages.setdefault(page, []).append(entry)
            for key in title_keys(called.title):
                self._titles.setdefault(key, []).append(entry)
                for name in called.authors:
                    self._authors.setdefault((key, letters(name)), []).append(entry)

    def candidates(self, wanted: Wanted) -> Iterator[tuple[int, bool]]:
        """The articles that are the wanted one as far as names tell: by the page, else by title, best first."""
        by_page = self._pages.get(page_of(wanted.url), []) if page_of(wanted.url) else []
        if by_page:
            yield by_page[0][0], by_page[0][2]
            return
        found: dict[int, tuple[bool, int, bool]] = {}
        for key in title_keys(wanted.title):
            same = [one for name in wanted.authors for one in self._authors.get((key, letters(name)), ())[:_MOST_ALIKE]]
            for number, called, in_trash in (*same, *self._titles.get(key, ())[:_MOST_ALIKE]):
                if number not in found and same_article(wanted, called):
                    by_another = not {*map(letters, wanted.authors)} & {*map(letters, called.authors)}
                    found[number] = in_trash, int(by_another), in_trash
        for number in sorted(found, key=lambda one: (*found[one][:2], one)):
            yield number, found[number][2]
