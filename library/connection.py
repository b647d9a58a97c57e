"""Connection: an open library file, and the one place where SQLite's errors become ours."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING

from library import schema
from library.errors import NotFoundError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import Self


_BOUND = 2600
"""Values that are bound in one statement: any SQLite takes so many, and with more it is hardly quicker."""


class Connection:
    """One connection to a library; not to be shared between threads. Close it, or use it in a `with`."""

    def __init__(self, path: str | Path) -> None:
        """Open the library at `path`; an absent one is made, readable by its owner alone.

        Raises StoreError when the file can't be used and NewerLibraryError when it is of a newer program.
        """
        self.path = path
        schema.make_file(path)
        with self._errors():
            self._connection = sqlite3.connect(path, timeout=schema.BUSY_SECONDS, isolation_level=None)
        try:
            with self._errors():
                self._connection.row_factory = sqlite3.Row
                self._connection.execute("PRAGMA foreign_keys = ON")
                schema.prepare(self._connection, path)
                schema.write_ahead(self._connection)
        except BaseException:
            self._connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; may be called twice."""
        self._connection.close()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """The one place where SQLite's errors become ours."""
        try:
            yield
        except sqlite3.ProgrammingError:
            raise
        except OverflowError as error:  # an id of more than 64 bits
            raise NotFoundError("There is no such article or highlight.") from error
        except sqlite3.IntegrityError as error:
            if "FOREIGN KEY" not in str(error):
                raise StoreError(f"The library {self.path} refused a record: {error}") from error
            raise NotFoundError("There is no such article or highlight.") from error
        except sqlite3.Error as error:
            raise StoreError(f"The library {self.path} can't be used: {error}") from error

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._run("BEGIN IMMEDIATE")
        try:
            yield
            self._run("COMMIT")
        except BaseException:
            if self._connection.in_transaction:  # SQLite ends it by itself on a full disk
                self._connection.execute("ROLLBACK")
            raise

    def _run(self, sql: str, *bound: object) -> sqlite3.Cursor:
        with self._errors():
            return self._connection.execute(sql, bound)

    def _many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        with self._errors():
            self._connection.executemany(sql, rows)

    def _insert_many(self, into: str, row: str, rows: Sequence[Sequence[object]]) -> None:
        """As `_many` with `into` and VALUES `row`, for thousands of rows: every statement costs as much as a few rows.

        Not for the indexes of words, which write what they hold before each statement of several rows.
        """
        count = _BOUND // len(rows[0]) if rows else 1
        end = len(rows) - len(rows) % count
        several = f"{into} VALUES {', '.join([row] * count)}"
        for at in range(0, end, count):
            self._run(several, *chain.from_iterable(rows[at : at + count]))
        self._many(f"{into} VALUES {row}", rows[end:])

    def _rows(self, sql: str, *bound: object) -> list[sqlite3.Row]:
        with self._errors():  # a damaged page shows when it is read
            return self._connection.execute(sql, bound).fetchall()

    def _one(self, sql: str, *bound: object, what: str) -> sqlite3.Row:
        rows = self._rows(sql, *bound)
        if not rows:
            raise NotFoundError(f"There is no {what}.")
        return rows[0]

    def _change(self, sql: str, *bound: object) -> None:
        """Run an update whose last value is the id of the one row that it must change."""
        if self._run(sql, *bound).rowcount != 1:
            table = "highlight" if "UPDATE highlight" in sql else "article"
            raise NotFoundError(f"There is no {table} {bound[-1]}.")

    def _each(self, sql: str, ids: Sequence[int], *bound: object) -> None:
        with self._transaction():
            for number in ids:
                self._change(sql, *bound, number)

    def _insert(self, table: str, **values: object) -> int:
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join("?" * len(values))
        cursor = self._run(f"INSERT INTO {table} ({names}) VALUES ({marks})", *values.values())  # noqa: S608  names of ours
        return int(cursor.lastrowid or 0)
