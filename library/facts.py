"""Facts: what is remembered of the library itself, by name; the first page reads them without the whole store."""

from __future__ import annotations

from library.connection import Connection


class Facts(Connection):
    """Named values."""

    def fact(self, name: str) -> str | None:
        """A remembered fact about the library itself; None when it was never set."""
        rows = self._rows("SELECT value FROM fact WHERE name = ?", name)
        return str(rows[0]["value"]) if rows else None

    def facts(self, beginning: str) -> list[tuple[str, str]]:
        """The remembered facts whose names begin so, each as the rest of its name and its value."""
        rows = self._rows(
            "SELECT substr(name, ?), value FROM fact WHERE instr(name, ?) = 1", len(beginning) + 1, beginning
        )
        return [(str(name), str(value)) for name, value in rows]

    def set_fact(self, name: str, value: str) -> None:
        """Remember a fact about the library itself."""
        self._run("INSERT INTO fact VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value)
