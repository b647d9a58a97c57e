"""Entries: articles as the web knows them: by all their addresses, and while their text is yet to come."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from library.answers import Validators
from library.article import utc_text
from library.connection import Connection

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class Pending(NamedTuple):
    """An article whose text is yet to come."""

    article: int
    url: str
    title: str
    tries: int
    reason: str
    """Why the last try failed; empty before the first."""
    hopeless: bool
    """Whether another try can hardly help."""


_PENDING = """
    SELECT article, url, title, tries, reason, hopeless FROM pending JOIN article ON id = article
    WHERE deleted IS NULL AND url <> ''
"""


OTHER_URL = "url <> '' AND url NOT GLOB 'http://*' AND url NOT GLOB 'https://*'"
"""An address that is none of the web, and so not among those by which articles are known; as the index has it."""


class Entries(Connection):
    """Which page is which article, and which articles have no text yet."""

    # Addresses

    def know(self, article: int, addresses: Iterable[str]) -> None:
        """Remember more addresses under which the page of an article is found. Raises NotFoundError."""
        with self._transaction():
            self._know(article, addresses)

    def _know(self, article: int, addresses: Iterable[str]) -> None:
        from library.address import page_keys

        for page in page_keys(addresses):
            self._run("INSERT OR IGNORE INTO address VALUES (?, ?)", page, article)

    def known_as(self, addresses: Iterable[str]) -> list[int]:
        """The articles that are known by one of these addresses, those in the trash last."""
        import json

        from library.address import page_keys

        rows = self._rows(
            """SELECT id FROM article
            WHERE id IN (SELECT article FROM address WHERE page IN (SELECT value FROM json_each(?)))
            ORDER BY deleted IS NOT NULL, id""",
            json.dumps(page_keys(addresses)),
        )
        return [row[0] for row in rows]

    # Text that is yet to come

    def expect_text(self, article: int) -> None:
        """Note that the text of an article is yet to come; one that is noted already stays so. Raises NotFoundError."""
        self._run("INSERT OR IGNORE INTO pending VALUES (?, 0, NULL, '', 0)", article)

    def text_failed(self, article: int, reason: str, now: datetime, *, hopeless: bool) -> None:
        """Note that the text of an article did not come, and why. Raises NotFoundError."""
        self._run(
            """INSERT INTO pending VALUES (?, 1, ?, ?, ?) ON CONFLICT (article) DO UPDATE SET tries = tries + 1,
                tried = excluded.tried, reason = excluded.reason, hopeless = excluded.hopeless""",
            article, utc_text(now), reason, int(hopeless),
        )  # fmt: skip

    def pending(self, article: int) -> Pending | None:
        """What is known of the text of an article that is yet to come; None when it is there."""
        rows = self._rows(f"{_PENDING} AND article = ?", article)
        return _pending(rows[0]) if rows else None

    def all_pending(self, limit: int = -1, *, hopeless: bool = False) -> list[Pending]:
        """Articles whose text is yet to come, those first that were tried least; with `hopeless`, these as well."""
        which = "" if hopeless else "AND NOT hopeless"
        rows = self._rows(f"{_PENDING} {which} ORDER BY tries, article LIMIT ?", limit)
        return [_pending(row) for row in rows]

    # What the server said

    def validators(self, article: int) -> Validators:
        """By what the server tells whether the page of an article has changed."""
        rows = self._rows("SELECT etag, modified FROM answer WHERE article = ?", article)
        return Validators(*rows[0]) if rows else Validators()

    def set_validators(self, article: int, validators: Validators) -> None:
        """Remember by what the server will tell whether the page has changed. Raises NotFoundError."""
        self._run("REPLACE INTO answer VALUES (?, ?, ?)", article, *validators)


def _pending(row: Iterable[object]) -> Pending:
    number, url, title, tries, reason, hopeless = row
    return Pending(int(str(number)), str(url), str(title), int(str(tries)), str(reason), bool(hopeless))
