"""An article as one JSON object: the shape that `show --format json` and `extract --json` share."""

from collections.abc import Iterable
from datetime import datetime

from library.article import Metadata
from library.document import Block, BlockKind, Document, caption_parts, credit_line, row_cells


def record(metadata: Metadata, document: Document, warnings: Iterable[str] = ()) -> dict[str, object]:
    """Make the object; `blocks` runs in reading order and holds key points and captions too.

    A description is the last member, where there is one.
    """
    points = [block for block in document.blocks if block.kind is BlockKind.KEY_POINT]
    found: dict[str, object] = {
        "title": metadata.title,
        "authors": list(metadata.authors),
        "site": metadata.site,
        "url": metadata.url,
        "published": _moment(metadata.published),
        "updated": _moment(metadata.updated),
        "language": metadata.language or document.language,
        "words": document.words,
        "key_points": [document.slice(block) for block in points],
        "blocks": [_block(document, block) for block in document.blocks],
        "warnings": list(warnings),
    }
    if metadata.description:
        found["description"] = metadata.description
    return found


def _moment(moment: datetime | None) -> str | None:
    """ISO 8601 with the offset that the page states: the day is the one that it was printed on; UTC is `Z`."""
    return moment.isoformat().replace("+00:00", "Z") if moment else None


def _block(document: Document, block: Block) -> dict[str, object]:
    """One block: its kind and text always, the rest only where there is any."""
    found: dict[str, object] = {"kind": block.kind.value, "text": document.slice(block)}
    if block.level:
        found["level"] = block.level
    if block.kind is BlockKind.CAPTION:
        words, credit, label = caption_parts(document, block)
        found["text"] = words
        if credit:
            found["credit"] = credit_line(credit, label)
    elif block.kind is BlockKind.ROW:
        cells = [document.slice(cell) for cell in row_cells(document, block)]
        found["text"], found["cells"] = " | ".join(cells), cells
    if block.info:
        found["href" if block.kind is BlockKind.IMAGE else "info"] = block.info
    return found
