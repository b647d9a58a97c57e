"""Small libraries for tests: many articles that differ in their titles alone, made at once."""

from datetime import datetime, timedelta

from library.article import Draft, Metadata
from library.builder import DocumentBuilder
from library.document import BlockKind
from library.source import Source
from library.store import Store

NOW = datetime.fromisoformat("2026-03-14T15:09:26+00:00")
LATER = NOW + timedelta(days=1)


def draft(title: str, text: str = "A text of six words altogether.", *, site: str = "", saved: datetime = NOW,
          tags: tuple[str, ...] = ()) -> Draft:  # fmt: skip
    """An article of one paragraph."""
    builder = DocumentBuilder("en")
    builder.add(BlockKind.PARAGRAPH, text)
    return Draft(Metadata(title, site=site), builder.build(), Source(title.encode(), saved), saved, tags)


def some_articles(store: Store, count: int, *, site: str = "", tags: tuple[str, ...] = ()) -> list[int]:
    """Articles called `Title 1`, `Title 2` and so on, each saved a minute after the one before."""
    start = max(store.ids(), default=0)
    return [
        store.add(draft(f"Title {number}", site=site, saved=NOW + timedelta(minutes=number), tags=tags))
        for number in range(start + 1, start + count + 1)
    ]
