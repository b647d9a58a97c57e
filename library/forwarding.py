"""Forwarding pages: what is no article, but sends the reader on to another address, as link shorteners do."""

from __future__ import annotations

import re
from html import unescape

_LARGEST = 32 * 1024
_LONGEST_PAUSE = 10
"""Seconds; a page that is shown for longer is there to be read, and loaded anew to be current."""
_MOST_WORDS = 60
"""Of a page that only says where it leads."""
_UNSHOWN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|noscript|template|title|svg)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE
)
_META = re.compile(r"<meta\b[^>]*>", re.IGNORECASE)
_REFRESH = re.compile(r"""\bhttp-equiv\s*=\s*["']?\s*refresh\b""", re.IGNORECASE)
_CONTENT = re.compile(r"""\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
# https://html.spec.whatwg.org/#shared-declarative-refresh-steps
_STEPS = re.compile(
    r"""\s*(\d{1,4})(?:\.[\d.]*)?\s*[;,\s]\s*(?:url\s*=\s*)?(["']?)(.+?)\2\s*\Z""", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(r"<[^>]*>")


def forwarded_to(content: bytes) -> str:
    """Where a page sends its reader on by itself, as it writes the address; empty when it stays or has text."""
    if len(content) > _LARGEST or b"refresh" not in content.lower():
        return ""
    shown = _UNSHOWN.sub(" ", content.decode("utf-8", "replace"))
    if len(_TAG.sub(" ", shown).split()) > _MOST_WORDS:
        return ""
    for tag in _META.findall(shown):
        said = _CONTENT.search(tag) if _REFRESH.search(tag) else None
        steps = _STEPS.match(unescape(next(filter(None, said.groups()), ""))) if said else None
        if steps and int(steps[1]) <= _LONGEST_PAUSE:
            return steps[3].strip()
    return ""
