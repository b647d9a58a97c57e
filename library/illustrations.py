"""Illustrations: the pictures of articles, kept for as long as their article; each content once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from library.connection import Connection

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from library.pictures import Illustration, StoredPicture


class PictureLimits(NamedTuple):
    """How much of its pictures an article may keep."""

    each: int = 8 * 1024 * 1024
    """Bytes of one."""
    number: int = 60
    total: int = 48 * 1024 * 1024
    """Bytes of all."""


class Illustrations(Connection):
    """Which article has which pictures."""

    def illustrate(self, article: int, pictures: Iterable[Illustration], limits: PictureLimits) -> int:
        """Keep pictures of an article, the first ones first, as far as the limits go; returns how many it has then.

        Raises NotFoundError.
        """
        with self._transaction():
            return self._illustrate(article, pictures, limits)

    def illustrate_many(
        self, pictures: Iterable[tuple[int, Sequence[Illustration]]], limits: PictureLimits
    ) -> list[int]:
        """As `illustrate`, for several articles in one step."""
        with self._transaction():
            return [self._illustrate(article, some, limits) for article, some in pictures]

    def _illustrate(self, article: int, pictures: Iterable[Illustration], limits: PictureLimits) -> int:
        from hashlib import sha256  # 3 ms, not needed to draw a page

        sizes = self._sizes(article)
        number, total = len(sizes), sum(sizes.values())
        for picture in pictures:
            size = len(picture.content)
            if not 0 < size <= limits.each or picture.address in sizes:
                continue
            if number >= limits.number or total + size > limits.total:
                break
            digest = sha256(picture.content).hexdigest()
            self._run(
                "INSERT OR IGNORE INTO bitmap (print, media_type, size, content) VALUES (?, ?, ?, ?)",
                digest, picture.media_type, size, picture.content,
            )  # fmt: skip
            self._run(
                "INSERT INTO illustration (article, address, print) VALUES (?, ?, ?)", article, picture.address, digest
            )
            sizes[picture.address] = size
            number, total = number + 1, total + size
        return number

    def _sizes(self, article: int) -> dict[str, int]:
        rows = self._rows("SELECT address, size FROM illustration JOIN bitmap USING (print) WHERE article = ?", article)
        return {row[0]: row[1] for row in rows}

    def illustrated(self, article: int) -> list[str]:
        """The addresses of the pictures that an article keeps."""
        return [row[0] for row in self._rows("SELECT address FROM illustration WHERE article = ? ORDER BY 1", article)]

    def illustration(self, address: str) -> StoredPicture | None:
        """The picture that some article keeps under an address."""
        rows = self._rows(
            """SELECT bitmap.content, bitmap.media_type, taken FROM illustration JOIN bitmap USING (print)
            JOIN source USING (article) WHERE address = ? ORDER BY article DESC LIMIT 1""",
            address,
        )
        if not rows:
            return None
        from datetime import datetime

        from library.pictures import StoredPicture

        content, media_type, taken = rows[0]
        return StoredPicture(address, content, media_type, "", datetime.fromisoformat(taken))

    def sweep_pictures(self) -> int:
        """Take out pictures whose articles are gone; returns how many."""
        with self._transaction():
            return self._sweep_pictures()

    def _sweep_pictures(self) -> int:
        return self._run("DELETE FROM bitmap WHERE print NOT IN (SELECT print FROM illustration)").rowcount


class KnownFiles(Connection):
    """Which articles were made of which bytes: what was added once need not be read again."""

    def added_from(self, digests: Iterable[str]) -> dict[str, int]:
        """The articles that were made of files, by the SHA-256 of these; what is not known is left out."""
        import json

        names = [f"{_BYTES}{digest}" for digest in digests]
        rows = self._rows(
            "SELECT name, article FROM origin WHERE name IN (SELECT value FROM json_each(?))", json.dumps(names)
        )
        return {name.removeprefix(_BYTES): article for name, article in rows}

    def note_added_from(self, articles: Iterable[tuple[str, int]]) -> None:
        """Remember of which bytes, by their SHA-256, articles were made."""
        with self._transaction():
            self._many(
                "REPLACE INTO origin (name, article) VALUES (?, ?)",
                [(f"{_BYTES}{digest}", article) for digest, article in articles],
            )


_BYTES = "bytes:"
