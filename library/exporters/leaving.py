"""Writing what was chosen in one of the formats: as text to be printed, into a folder, or into one file."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from library.address import absolute_address
from library.article import Shelf
from library.errors import FetchError, LibraryError, NotOursError, QueryError
from library.exporters.files import file_name, write_whole
from library.exporters.noted import article_key, of_articles, of_highlights
from library.exporters.vault import Outcome, write_vault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from library.exporters import Format
    from library.exporters.noted import Noted
    from library.highlight import Colour
    from library.store import Store

_HEAD = 4096
"""Characters of a page in which it says which article it is of."""


class Choice(NamedTuple):
    """What is to leave."""

    articles: tuple[int, ...] | None
    """None: the articles of the highlights."""
    highlights: tuple[int, ...]
    """For formats that know no articles, only what was said of them; beside articles, those that wait for theirs."""


class Manner(NamedTuple):
    """How it is to be written."""

    body: bool | None = None
    """Whether a note file has the text of its article too; None: as it was when its folder was last written, else yes.
    """
    only_annotated: bool = False
    """Whether articles without a highlight stay behind."""
    force: bool = False
    """Whether files that are not ours are overwritten."""


class Summary(NamedTuple):
    """One file with everything in it."""

    path: Path
    articles: int
    highlights: int


def chosen_by(
    store: Store, form: Format, words: str, now: datetime, colours: Mapping[str, Colour] | None = None
) -> Choice:
    """What a query finds: articles as in `list` where they leave as a whole, else highlights as in `notes`.

    A query that articles can't be asked, such as `colour:green`, is asked of highlights; articles that leave as a
    whole are then those of the highlights. `now` is what its dates are counted from, `colours` the names that a
    person has for colours. Raises QueryError.
    """
    from library.article_query import FIELDS as OF_ARTICLES
    from library.article_query import parse_articles
    from library.note_query import FIELDS, parse_notes

    unquoted = re.sub('"[^"]*"?', "", words)
    own = "|".join({*FIELDS, "color"} - set(OF_ARTICLES))
    if re.search(rf"(?i)(?<![^\s(-])(?:{own}):(?=\S|$)", unquoted) or not (form.per_article or form.id == "json"):
        return Choice(None, tuple(store.note_ids(parse_notes(words, now, colours=colours))))
    try:
        articles = tuple(store.ids(Shelf.ALL, parse_articles(words, now)))
    except QueryError as error:
        try:  # as `is:bookmark` and `sort:created`
            return Choice(None, tuple(store.note_ids(parse_notes(words, now, colours=colours))))
        except QueryError:
            raise error from None
    if form.per_article:
        return Choice(articles, ())
    try:
        query = parse_notes(words, now, colours=colours)
    except QueryError:  # what can't be asked of notes finds no note that has no article
        return Choice(articles, ())
    there = set(store.note_ids(query))
    return Choice(articles, tuple(passage.highlight.id for passage in store.waiting() if passage.highlight.id in there))


def printed(store: Store, form: Format, choice: Choice, now: datetime, manner: Manner) -> Iterator[str]:
    """The text of everything, piece by piece: one document, or one article after another."""
    if not form.per_article:
        yield from _whole(store, form, choice, now, manner, _Tally())
        return
    for one in _articles(store, choice, manner):
        yield _page(store, form, one, manner)


def write_folder(store: Store, form: Format, choice: Choice, folder: Path, manner: Manner) -> Iterator[Outcome]:
    """Write a file an article; gives what became of each, as it happens. Raises LibraryError."""
    noted = _articles(store, choice, manner)
    if form.id == "markdown":
        yield from write_vault(folder, noted, lambda key: _is_known(store, key), body=manner.body, force=manner.force)
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for one in noted:
            yield _write_page(store, form, folder, one, manner)
    except OSError as error:
        raise _unwritable(error, folder) from error


def write_file(store: Store, form: Format, choice: Choice, out: Path, now: datetime, manner: Manner) -> Summary:
    """Write everything into one file, under its usual name when `out` is a folder.

    Raises LibraryError when it can't be written; NotOursError when it is no former export of this format and `force`
    is not given.
    """
    path = out / form.file if out.is_dir() else out
    tally = _Tally()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not manner.force and not _is_former(path, form):
            message = f"{path} is there already, and is no former export of this format"
            raise NotOursError(message)
        write_whole(path, _whole(store, form, choice, now, manner, tally))
    except OSError as error:
        raise _unwritable(error, path) from error
    return Summary(path, tally.articles, tally.highlights)


@dataclass
class _Tally:
    """What has left so far."""

    articles: int = 0
    highlights: int = 0

    def counted(self, noted: Iterable[Noted]) -> Iterator[Noted]:
        """The same, counted as it goes by."""
        for one in noted:
            self.articles += one.article is not None
            self.highlights += len(one.highlights)
            yield one


def _unwritable(error: OSError, path: Path) -> LibraryError:
    return LibraryError(f"{error.filename or path} can't be written: {error.strerror or error}")


def _is_former(path: Path, form: Format) -> bool:
    """Whether a file is a former export of this format, or empty."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        head = stream.read(len(form.opening.encode()))
    return not head or head == form.opening.encode()


def _is_known(store: Store, key: str) -> bool:
    number = int(key.partition("-")[2])
    return any(article_key(article) == key for article in store.articles([number] if number < 2**63 else []))


# What leaves


def _articles(store: Store, choice: Choice, manner: Manner) -> Iterator[Noted]:
    ids: Sequence[int] | None = choice.articles
    if ids is None:
        found: dict[int, None] = {}
        for at in range(0, len(choice.highlights), 500):
            passages = store.noted_passages(choice.highlights[at : at + 500])
            found |= {passage.highlight.article: None for passage in passages if passage.highlight.article is not None}
        ids = list(found)
    return of_articles(store, ids, only_annotated=manner.only_annotated)


def _everything(store: Store, choice: Choice, manner: Manner) -> Iterator[Noted]:
    """Articles with and without highlights, and at last what waits."""
    if choice.articles is None:
        yield from of_highlights(store, choice.highlights)
        return
    yield from _articles(store, choice, manner)
    yield from of_highlights(store, choice.highlights)


def _whole(store: Store, form: Format, choice: Choice, now: datetime, manner: Manner, tally: _Tally) -> Iterator[str]:
    if form.id == "json":
        from library.exporters.everything import to_json

        return to_json(tally.counted(_everything(store, choice, manner)), now)
    noted = tally.counted(of_highlights(store, choice.highlights))
    if form.id == "webannotation":
        from library.exporters.webannotation import to_webannotation

        return to_webannotation(noted, len(choice.highlights), now)
    if form.id == "hypothesis":
        from library.exporters.hypothesis import to_hypothesis

        return to_hypothesis(noted, now)
    if form.id == "org":
        from library.exporters.org import to_org

        return to_org(noted)
    from library.exporters.tables import to_csv, to_readwise

    return to_readwise(noted) if form.id == "readwise" else to_csv(noted)


# Pages


def _page(store: Store, form: Format, one: Noted, manner: Manner) -> str:
    if one.article is None or one.document is None:
        return ""
    if form.id == "html":
        from library.exporters.annotated import to_annotated_html

        base = one.article.url
        return to_annotated_html(one.article, one.document, one.highlights, lambda address: _kept(store, address, base))
    from library.exporters.vault_file import fresh
    from library.exporters.vault_text import note_page

    return fresh(note_page(one, body=manner.body is not False)).text


def _kept(store: Store, address: str, base: str) -> str:
    """A picture that the library has, as a `data:` address; empty when it has none."""
    if address.lower().startswith("data:image/"):
        return address if re.fullmatch(r"[\w:/+.;=,%-]+", address) else ""
    try:
        found = store.picture(absolute_address(address, base))
    except FetchError:  # it is no address of a picture
        return ""
    if found is None or found.content is None or not re.fullmatch(r"image/[\w.+-]+", found.media_type):
        return ""
    return f"data:{found.media_type};base64,{b64encode(found.content).decode()}"


def _write_page(store: Store, form: Format, folder: Path, one: Noted, manner: Manner) -> Outcome:
    """Write the page of an article over its former one; where another file has its name, under one with its id."""
    article = one.article
    if article is None:
        message = "a highlight that waits has no page"
        raise ValueError(message)
    name, sign = file_name(article.title), f'name="broadsheet-article" content="{article_key(article)}"'
    numbered = folder / f"{name} ({article.id}){form.suffix}"
    path = folder / f"{name}{form.suffix}"
    if _stands_in(path, sign) is False and not (manner.force and _stands_in(path, "broadsheet-article") is False):
        path = numbered
    if _stands_in(path, sign) is False and not manner.force:
        return Outcome(article.id, path, "left alone", "it is no former export of this article")
    text = _page(store, form, one, manner)
    existed = path.exists()
    if existed and path.read_bytes() == text.encode():
        return Outcome(article.id, path, "unchanged")
    write_whole(path, [text])
    return Outcome(article.id, path, "changed" if existed else "written")


def _stands_in(path: Path, sign: str) -> bool | None:
    """Whether a page has these words in its head; None when there is no such file."""
    if not path.exists():
        return None
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return sign in stream.read(_HEAD).decode("utf-8", "replace")
