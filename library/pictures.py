"""Picture and StoredPicture: a fetched picture's bytes, and what the library remembers of an address.

Named tuples, as the records of `article`: the store hands them out without importing dataclasses.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sqlite3 import Row

EMBEDDED = "https://embedded.invalid/"
"""What the addresses of pictures begin with that came in a file; nothing is ever fetched there."""
PATIENCE = timedelta(days=1)
"""How long a failure counts before the address is worth another try."""


class Picture(NamedTuple):
    """The bytes of a picture as they came; nothing says that they can be drawn."""

    content: bytes
    media_type: str
    """What the first bytes say, else what the server said: `image/png` and the like."""


class Illustration(NamedTuple):
    """A picture of an article, which is kept for as long as the article is."""

    address: str
    """As `absolute_address` writes it: by which the library finds it."""
    content: bytes
    media_type: str


class StoredPicture(NamedTuple):
    """What the library has of a picture: its bytes, or why there are none."""

    address: str
    content: bytes | None
    media_type: str
    """Empty when there are no bytes."""
    reason: str
    """Why it could not be fetched, a sentence for the reader; empty when it was."""
    taken: datetime
    """When it was fetched or failed, aware UTC."""

    def is_due(self, now: datetime) -> bool:
        """Whether it failed long enough ago to be tried again."""
        return self.content is None and now - self.taken >= PATIENCE


def picture_of(row: Row) -> StoredPicture:
    """The picture in a row of the library."""
    return StoredPicture(
        address=row["address"],
        content=row["content"],
        media_type=row["media_type"],
        reason=row["reason"],
        taken=datetime.fromisoformat(row["taken"]),
    )


# https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern; AVIF: ISO/IEC 14496-12, the `ftyp` box
_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"\x00\x00\x01\x00", "image/x-icon"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)


def sniffed(content: bytes) -> str:
    """The media type that the first bytes of a picture tell; empty when they tell none."""
    for signature, media_type in _SIGNATURES:
        if content.startswith(signature):
            return media_type
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:12] in (b"ftypavif", b"ftypavis"):
        return "image/avif"
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "image/svg+xml" if start.startswith((b"<svg", b"<?xml")) and b"<svg" in start else ""
