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
# The whole of a script; what decides before it leads on is a program, which is not ours to run.
_SCRIPT = re.compile(
    r"""<script\b[^>]*>[\s;]*+(?:(?:window|document|self|top)\.)?location(?:\.href)?\s*+"""
    r"""(?:=|\.(?:replace|assign)\s*+\(|(?<=location)\()\s*+(["'])([^"'\\<>]{1,2000})\1\s*+\)?+[\s;]*+</script\s*>""",
    re.IGNORECASE,
)
_SCRIPTS = re.compile(r"<script\b", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


def forwarded_to(content: bytes, refresh: str = "") -> str:
    """Where a page sends its reader on by itself, as it writes the address; empty when it stays or has text.

    `refresh` is the header of that name, which servers send in place of the element.
    """
    lower = content[: _LARGEST + 1].lower()
    if len(content) > _LARGEST or not (refresh or b"refresh" in lower or b"location" in lower):
        return ""
    page = content.decode("utf-8", "replace")
    shown = _UNSHOWN.sub(" ", page)
    if len(_TAG.sub(" ", shown).split()) > _MOST_WORDS:
        return ""
    said = [_CONTENT.search(tag) for tag in _META.findall(shown) if _REFRESH.search(tag)]
    for words in (refresh, *(unescape(next(filter(None, one.groups()), "")) for one in said if one)):
        steps = _STEPS.match(words)
        if steps and int(steps[1]) <= _LONGEST_PAUSE:
            return steps[3].strip()
    script = _SCRIPT.search(page) if len(_SCRIPTS.findall(page)) == 1 else None
    return script[2].strip() if script else ""
