"""The one door from a source to an article: `extract(source)` gives metadata, document and what was left out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import cast

from library.article import Metadata
from library.document import Document
from library.source import HTML, MARKDOWN, TEXT, Decoded, Source, decode

__all__ = ["Dropped", "Extraction", "Metadata", "extract"]


@dataclass(frozen=True)
class Dropped:
    """A piece of the source that is not part of the article."""

    text: str
    reason: str
    line: int | None = None
    """The line of the source, from 1, where lines are known."""


@dataclass(frozen=True)
class Extraction:
    """An article made from a source, with an account of what was left out and what had to be guessed."""

    metadata: Metadata
    document: Document
    dropped: tuple[Dropped, ...] = ()
    warnings: tuple[str, ...] = field(default=())


Extractor = Callable[[Source, Decoded, Path | None], Extraction]
# Each is imported when a source of its kind comes: lxml and trafilatura cost 0.2 s, markdown-it 30 ms.
_EXTRACTORS = {HTML: "library.extract.html", MARKDOWN: "library.extract.markdown", TEXT: "library.extract.text"}


def extract(source: Source, own_rules: Path | None = None) -> Extraction:
    """The article in a source.

    `own_rules` is a folder with the person's own rule files, read beside the built-in ones.
    Raises UnreadableSourceError for a source that is empty, binary or too large.
    """
    decoded = decode(source)
    extractor = cast("Extractor", import_module(_EXTRACTORS[decoded.media_type]).extract)
    found = extractor(source, decoded, own_rules)
    return Extraction(found.metadata, found.document, found.dropped, decoded.warnings + found.warnings)
