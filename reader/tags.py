"""Tags as they are typed: words on a line, and what completes the last of them; no app needed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_TAG = re.compile(r'#?"([^"]*)"?|#?([^\s,，、"]+)')
LONGEST = 50
"""Code points of a tag."""
MOST = 30
"""Tags of one highlight."""


def parse_tags(text: str) -> tuple[tuple[str, ...], str]:
    """The tags on a line, each once, and what is wrong with them, empty when nothing is.

    They are separated by spaces or commas, `#` may stand before one, and quotation marks around one with spaces.
    """
    from library.builder import clean_text

    tags: dict[str, str] = {}
    for found in _TAG.finditer(text):
        tag = clean_text(found[1] or found[2] or "").lstrip("#").strip()
        if len(tag) > LONGEST:
            return (), f"A tag has at most {LONGEST} characters."
        if tag:
            tags.setdefault(tag.casefold(), tag)
    if len(tags) > MOST:
        return (), f"A highlight has at most {MOST} tags."
    return tuple(tags.values()), ""


def written_tags(tags: Sequence[str]) -> str:
    """Tags on a line, as they are parsed again."""
    return " ".join(f'"{tag}"' if re.search(r"[\s,，、]", tag) else tag for tag in tags)


def told_tags(tags: Sequence[str]) -> str:
    """Tags as they are shown: `#harbour #tide`."""
    return " ".join(f"#{tag}" for tag in tags)


def completions(text: str, known: Sequence[str]) -> list[str]:
    """The known tags that begin with the last word of a line and are not on it yet."""
    last = _last_word(text)
    there = {tag.casefold() for tag in parse_tags(text[: len(text) - len(last)])[0]}
    begun = last.lstrip('#"').casefold()
    return [tag for tag in known if tag.casefold().startswith(begun) and tag.casefold() not in there]


def completed(text: str, known: Sequence[str]) -> str:
    """The line with the first completion of its last word, ready for the next; as it was when there is none."""
    fitting = completions(text, known)
    last = _last_word(text)
    return f"{text[: len(text) - len(last)]}{written_tags(fitting[:1])} " if fitting else text


def _last_word(text: str) -> str:
    found = re.search(r'#?"[^"]*$|[^\s,，、]*$', text)
    return found[0] if found else ""
