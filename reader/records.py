"""What the command line prints: lines and JSON records, clean of control characters whoever wrote the text."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING

from library.article import utc_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from library.article import Article
    from library.highlight import NotedPassage

DONE, FAILED, USAGE = 0, 1, 2


def fail(message: str, code: int = FAILED) -> int:
    """Print one line to stderr and return the exit code."""
    print(f"broadsheet: {plain(message)}", file=sys.stderr)
    return code


def plain(text: str, *, keep_lines: bool = False) -> str:
    """The text without what could steer a terminal; lines only where they are meant."""
    if text.isprintable():
        return text
    lines = text.split("\n") if keep_lines else [text]
    return "\n".join(re.sub(_STEERING, "", re.sub(_WHITE, " ", line)) for line in lines)


_WHITE = r"[\t-\r\x1c-\x1f\x85\u2028\u2029]+"
_STEERING = r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+"


def print_json(value: object, *, line: bool = False) -> None:
    """Print a value as JSON, indented or on one line; in ASCII where stdout can't have all of its characters."""
    text = json.dumps(value, ensure_ascii=False, indent=None if line else 2)
    if not text.isascii():
        try:
            text.encode(sys.stdout.encoding or "utf-8")
        except UnicodeEncodeError:
            text = json.dumps(value, indent=None if line else 2)
        else:
            text = re.sub("[\x7f-\x9f]", lambda found: f"\\u{ord(found.group()):04x}", text)
    print(text)


def print_articles(articles: Sequence[Article], width: int = 1) -> None:
    """Print one line an article, with at least `width` cells for its number."""
    width = max([width, *(len(str(article.id)) for article in articles)])
    for article in articles:
        star = "★" if article.starred else " "
        done = "read" if article.finished else f"{int(article.fraction * 100)}%"
        site = article.site or ", ".join(article.authors)
        told = (site, f"{max(1, round(article.minutes))} min", done) if article.words else (site, "no text")
        details = " · ".join(filter(None, told))
        print(plain(f"{article.id:>{width}} {star} {article.title}  ({details})"))


def article_record(article: Article) -> dict[str, object]:
    """An article as `list --json` prints it; its names are a contract."""
    progress = article.progress
    return {
        "id": article.id,
        "title": article.title,
        "authors": list(article.authors),
        "site": article.site,
        "url": article.url,
        "published": utc_text(article.published),
        "saved": utc_text(article.saved),
        "state": article.state,
        "starred": article.starred,
        "tags": list(article.tags),
        "words": article.words,
        "minutes": round(article.minutes, 1),
        "language": article.language,
        "percent": 100 if article.finished else int(article.fraction * 100),
        "finished": utc_text(progress.finished) if progress else None,
        "read": utc_text(progress.changed) if progress else None,
        "highlights": article.highlights,
        "notes": article.notes,
        "deleted": utc_text(article.deleted),
    }


def note_record(passage: NotedPassage) -> dict[str, object]:
    """A highlight as `notes --json` prints it; its names are a contract."""
    highlight = passage.highlight
    return {
        "id": highlight.id,
        "uid": highlight.uid,
        "kind": highlight.kind,
        "article": highlight.article,
        "title": passage.title,
        "authors": list(passage.authors),
        "site": passage.site,
        "url": passage.url,
        "quote": highlight.quote,
        "note": highlight.note,
        "colour": highlight.colour,
        "tags": list(highlight.tags),
        "state": highlight.state,
        "reason": highlight.reason,
        "score": round(highlight.score, 4),
        "start": highlight.place.start if highlight.place else None,
        "end": highlight.place.end if highlight.place else None,
        "created": utc_text(highlight.created),
        "changed": utc_text(highlight.changed),
    }
