"""What a person types or pastes to be added: addresses, paths, or a text; told apart before anything is opened."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

_FEW = 12
"""Words up to which what is no address is the path of a file, which may be misspelt, and no text."""
_LOOKED_AT = 400
"""Lines that are looked at: a longer list has one thing a line, a longer text is a text."""
_LONGEST = 2000
"""Characters of a line that may name something."""


class Given(NamedTuple):
    """What is to be added."""

    addresses: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    text: str = ""
    """A pasted text, as it is."""
    url: str = ""
    """The address that stood on a line of its own above the text."""

    @property
    def words(self) -> str:
        """What will be done, for the person; empty when there is nothing to do."""
        if self.text:
            count = len(self.text.split())
            where = f" of {self.url[:60]}" if self.url else ""
            return f"adds the text{where}: {count:,} words"
        parts = []
        if self.addresses:
            parts.append("fetches the page" if len(self.addresses) == 1 else f"fetches {len(self.addresses):,} pages")
        if self.paths:
            number = f"{len(self.paths):,} files or folders" if len(self.paths) > 1 else "the file or folder"
            parts.append(f"reads {number}")
        return ", ".join(parts)


def is_address(text: str) -> bool:
    """Whether a word names a page, and not a file."""
    begun, _, rest = text.partition("://")
    if rest:
        return begun.lower() in ("http", "https")
    host = text.partition("/")[0]
    named = "." in host[1:-1] and "/" in text and not text.startswith((".", "~", "/"))
    return named or text.lower().startswith("www.")


def given_of(typed: str) -> Given:
    """What was typed: names with white space between them, one with spaces a line, or else a text."""
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    addresses: list[str] = []
    paths: list[str] = []
    for line in lines[:_LOOKED_AT] if len(lines) > _LOOKED_AT else lines:
        named = _named(line)
        if named is None:
            if len(typed.split(maxsplit=_FEW)) > _FEW:
                return _text(typed, lines)
            words = line.split()
            several = is_address(words[0]) and any(is_address(word) and "://" in word for word in words[1:])
            named = words if several else [line]  # an address alone may be written with white space
        for name in named:
            if is_address(name) and not _is_there(name):
                addresses.append(name if "://" in name else f"https://{name}")
            else:
                paths.append(name)
    for line in lines[_LOOKED_AT:]:
        (addresses if is_address(line) else paths).append(line)
    return Given(tuple(dict.fromkeys(addresses)), tuple(dict.fromkeys(paths)))


def _named(line: str) -> list[str] | None:
    """The names on a line; None when it is a line of a text."""
    words = line.split()
    if len(line) > _LONGEST:
        return words if all("://" in word and is_address(word) for word in words) else None
    if _is_there(line):
        return [line]
    if all(is_address(word) or _is_there(word) or _looks_like_path(word) for word in words):
        return words
    return None


def _looks_like_path(word: str) -> bool:
    return word.startswith(("~/", "./", "../", "/")) and len(word) > 1


def _is_there(name: str) -> bool:
    try:
        return Path(name).expanduser().exists()
    except (OSError, ValueError, RuntimeError):  # too long, a zero byte, nobody's home
        return False


def _text(typed: str, lines: list[str]) -> Given:
    if len(lines) > 1 and " " not in lines[0] and is_address(lines[0]):
        url = lines[0] if "://" in lines[0] else f"https://{lines[0]}"
        return Given(text=typed.strip().partition("\n")[2].strip("\n"), url=url)
    return Given(text=typed)
