"""The one door from a source to an article: `extract(source)` gives metadata, document and what was left out."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from library.article import Metadata
from library.document import Document
from library.errors import UnreadableSourceError
from library.kinds import ARTICLE, EPUB, EXCERPTS, FEED, MAIL, MHTML, PDF, ZIP, kind_of
from library.source import HTML, MARKDOWN, TEXT, Decoded, Source, decode

if TYPE_CHECKING:
    from library.pictures import Illustration

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
    saved: datetime | None = None
    """When the page was saved, where the file says so."""
    pictures: tuple["Illustration", ...] = ()
    """Pictures of the document that came in the source."""
    kept: Source | None = None
    """What is worth keeping of the source, when that is not the whole."""


Extractor = Callable[[Source, Decoded, Path | None], Extraction]
# Each is imported when a source of its kind comes: lxml and trafilatura cost 0.2 s, markdown-it 30 ms.
_EXTRACTORS = {HTML: "library.extract.html", MARKDOWN: "library.extract.markdown", TEXT: "library.extract.text"}


_PACKED = {MHTML: "library.extract.mhtml", MAIL: "library.extract.mail", EPUB: "library.extract.epub",
           PDF: "library.extract.pdf", ARTICLE: "library.extract.whole", EXCERPTS: "library.extract.whole"}  # fmt: skip
_SEVERAL = {FEED: "a feed, which holds several articles", ZIP: "a ZIP archive"}


def extract(source: Source, own_rules: Path | None = None) -> Extraction:
    """The article in a source.

    `own_rules` is a folder with the person's own rule files, read beside the built-in ones.
    Raises UnreadableSourceError for a source that is empty, binary, too large, or holds several articles.
    """
    kind = source.media_type if source.media_type in (ARTICLE, EXCERPTS) else kind_of(source)
    if kind in _SEVERAL:
        raise UnreadableSourceError(f"it is {_SEVERAL[kind]}: `broadsheet add` takes what is in it")
    if kind:
        found: Extraction = import_module(_PACKED[kind]).extract(source, own_rules)
        return found
    decoded = decode(source)
    if decoded.media_type == HTML and "data:" in decoded.text:
        return _of_full_page(source, decoded, own_rules)
    extractor = cast("Extractor", import_module(_EXTRACTORS[decoded.media_type]).extract)
    if decoded.media_type == MARKDOWN and "](data:image/" in decoded.text:
        return _of_full_markdown(source, decoded, extractor, own_rules)
    found = extractor(source, decoded, own_rules)
    return replace(found, warnings=decoded.warnings + found.warnings)


def _of_full_markdown(source: Source, decoded: Decoded, extractor: Extractor, own_rules: Path | None) -> Extraction:
    """The article of a text in Markdown that holds pictures in itself, which are taken out first."""
    from library.extract import embedded

    text, pictures = embedded.without_data(decoded.text)
    found = extractor(source, replace(decoded, text=text), own_rules)
    return replace(
        found, warnings=decoded.warnings + found.warnings,
        kept=replace(source, content=text.encode(errors="replace"), media_type=MARKDOWN, charset="utf-8"),
        pictures=embedded.shown_in(found.document, pictures),
    )  # fmt: skip


def _of_full_page(source: Source, decoded: Decoded, own_rules: Path | None) -> Extraction:
    """The article of a page that holds pictures, fonts or styles in itself, which are taken out first."""
    from library.extract import embedded, html, singlefile

    text, pictures = embedded.lightened(decoded.text)
    saved = singlefile.read(decoded.text, source.taken)
    page = replace(source, url=source.url or saved.address)
    found = html.extract(page, replace(decoded, text=text), own_rules)
    kept = None
    if len(text) < len(decoded.text):
        kept = replace(page, content=text.encode(errors="replace"), media_type=HTML, charset="utf-8")
    return replace(
        found, warnings=decoded.warnings + found.warnings, saved=saved.moment, kept=kept,
        pictures=embedded.shown_in(found.document, pictures),
    )  # fmt: skip
