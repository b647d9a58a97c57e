"""Sessions: what was read and when, kept as stretches of reading that follow each other on one day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from library.article import utc_text
from library.connection import Connection

PAUSE = timedelta(minutes=10)
"""What may lie between two stretches of one session."""


class Reading(NamedTuple):
    """A stretch that was read."""

    started: datetime
    """Aware."""
    seconds: float
    words: int
    """With the ideographs."""
    ideographs: int = 0


class Session(NamedTuple):
    """Reading in one article, with short pauses, on one day."""

    id: int
    article: int | None
    """None when the article is gone."""
    started: datetime
    seconds: float
    """Without the pauses."""
    words: int
    ideographs: int


class Sessions(Connection):
    """The record of what was read."""

    def add_reading(self, article: int, reading: Reading) -> None:
        """Remember a stretch: it continues the last session of its article, after a short pause, or begins one.

        A day ends at local midnight, and with it a session. Raises NotFoundError.
        """
        with self._transaction():
            rows = self._rows(
                "SELECT id, started, seconds FROM session WHERE article = ? ORDER BY started DESC LIMIT 1", article
            )
            if rows and _continues(datetime.fromisoformat(rows[0]["started"]), rows[0]["seconds"], reading.started):
                self._run(
                    """UPDATE session SET seconds = seconds + ?, words = words + ?, ideographs = ideographs + ?
                    WHERE id = ?""",
                    reading.seconds, reading.words, reading.ideographs, rows[0]["id"],
                )  # fmt: skip
            else:
                self._insert(
                    "session", article=article, started=utc_text(reading.started), seconds=reading.seconds,
                    words=reading.words, ideographs=reading.ideographs,
                )  # fmt: skip

    def sessions(self, article: int | None = None) -> list[Session]:
        """The sessions of an article, or of the library, the earliest first."""
        where = "" if article is None else "WHERE article = ?"
        rows = self._rows(
            f"SELECT id, article, started, seconds, words, ideographs FROM session {where} ORDER BY started, id",
            *(() if article is None else (article,)),
        )
        return [Session(row[0], row[1], datetime.fromisoformat(row["started"]), *row[3:]) for row in rows]


def _continues(started: datetime, seconds: float, again: datetime) -> bool:
    """Whether what was read from `again` on belongs to the session that has lasted so long."""
    pause = again - (started + timedelta(seconds=seconds))
    same_day = started.astimezone().date() == again.astimezone().date()
    return started <= again and pause <= PAUSE and same_day
