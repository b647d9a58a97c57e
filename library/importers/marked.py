"""Passages marked in Markdown as `==words==`, each with the note that a footnote right behind it says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from library.highlight import NewHighlight
from library.importers import fields
from library.importers.markup import PICTURE, without_markdown

if TYPE_CHECKING:
    from library.highlight import Wanted

_MARKED = re.compile(r"==(?=\S)([^=\n]{1,5000}?)(?<=\S)==((?:\[\^[^\]\s]{1,40}\])*)")
_CODE = re.compile(r"(?ms)^(```|~~~).*?^\1|`[^`\n]*`")
_NOTE = re.compile(r"^\[\^([^\]\s]{1,40})\]:[ \t]*(.*(?:\n(?:[ \t]+\S.*|[ \t]*(?=\n[ \t]+\S)))*)\n?", re.MULTILINE)
_REFERENCE = re.compile(r"\[\^([^\]\s]{1,40})\]")
_AROUND, _NEAR = 60, 600
"""Characters of the surroundings that are kept, and of the Markdown that they are taken from."""


def marked(body: str, wanted: Wanted, service: str) -> tuple[str, tuple[NewHighlight, ...]]:
    """The text without the marks around passages, and these as highlights; code is left as it is.

    A footnote that nothing but marks refer to is the note on them, and leaves the text with them.
    """
    notes = _notes(body)
    parts: list[str] = []
    found: list[NewHighlight] = []
    at = 0

    def bare(mark: re.Match[str]) -> str:
        return mark[1] + "".join(f"[^{name}]" for name in _REFERENCE.findall(mark[2]) if name not in notes)

    for code in (*_CODE.finditer(body), None):
        piece = body[at : len(body) if code is None else code.start()]
        for mark in _MARKED.finditer(piece):
            before = _REFERENCE.split(piece[max(0, mark.start() - _NEAR) : mark.start()])[-1]
            after = _REFERENCE.split(piece[mark.end() : mark.end() + _NEAR])[0]
            quote, before, after = (_words(_MARKED.sub(bare, one)) for one in (mark[1], before, after))
            anchor = fields.anchor_of(quote, before[-_AROUND:], after[:_AROUND])
            if anchor is not None:
                key = fields.key_of(wanted.url, anchor.quote, len(found))
                said = "\n\n".join(notes[name] for name in _REFERENCE.findall(mark[2]) if name in notes)
                found.append(
                    NewHighlight(None, anchor, note=fields.note_of(said), origin=f"{service}:{key}", wanted=wanted)
                )
        parts.append(_NOTE.sub(lambda note: "" if note[1] in notes else note.group(), _MARKED.sub(bare, piece)))
        if code is not None:
            parts.append(code.group())
            at = code.end()
    return "".join(parts), tuple(found)


def _words(markdown: str) -> str:
    """The words of a piece of Markdown as an article shows them: pictures by their description."""
    return without_markdown(PICTURE.sub(lambda picture: f"\n{picture[1]}\n", markdown))


def _notes(body: str) -> dict[str, str]:
    """The footnotes that stand behind marks, and nowhere else."""
    said = {name: "\n".join(line.strip() for line in words.split("\n")).strip() for name, words in _NOTE.findall(body)}
    if not said:
        return {}
    behind = {name for mark in _MARKED.finditer(body) for name in _REFERENCE.findall(mark[2])}
    elsewhere = set(_REFERENCE.findall(_NOTE.sub("", _MARKED.sub(r"\1", body))))
    return {name: words for name, words in said.items() if name in behind - elsewhere}
