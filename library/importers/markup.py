"""Markup taken off: the words of HTML and Markdown as services put them around passages."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

PICTURE = re.compile(
    r"!\[([^\[\]\n]{0,1000})\]\((<[^<>\n]{1,1000}>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+\"[^\"\n]*\")?\)"
)
"""A picture in Markdown."""
_LINK = re.compile(
    r"\[([^\[\]\n]{1,1000})\]\((?:https?://|mailto:|/|#)[^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"\n]*\")?\)"
)
_EMPHASIS = (
    re.compile(r"(\*\*|__)(?=\S)(.{1,1000}?)(?<=\S)\1"),
    re.compile(r"(?<![\w*])(\*)(?=[^\s*])([^*\n]+?)(?<=\S)\*(?![\w*])"),
    re.compile(r"(?<![\w_])(_)(?=[^\s_])([^_\n]+?)(?<=\S)_(?![\w_])"),
    re.compile(r"(?<!`)(`)(?=[^`])([^`\n]+)`(?!`)"),
)
_LINE_MARK = re.compile(r"^[ \t]*(?:#{1,6}|>|[-*+])[ \t]+", re.MULTILINE)
_LONG = 10_000
"""Characters from which HTML is not parsed: the time of the parser grows with the square of what is damaged."""
_TAG = re.compile(r"<[^<>]*>")
_BLOCK = re.compile(
    r"</?(?:p|div|li|ul|ol|br|h[1-6]|blockquote|tr|td|th|table|pre|figure|figcaption)\b[^<>]*>", re.IGNORECASE
)
_HIDDEN = frozenset(("script", "style", "template"))
_INLINE = frozenset((
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins", "kbd",
    "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
))  # fmt: skip


def without_markdown(text: str) -> str:
    """The words of a passage without emphasis, links, pictures and marks at the start of lines."""
    text = _LINK.sub(r"\1", PICTURE.sub("", text))
    text = _LINE_MARK.sub("", text)
    for marks in _EMPHASIS:
        text = marks.sub(r"\2", text)
    return text


def without_html(html: str) -> str:
    """The words of a piece of HTML, its blocks on lines of their own, a picture by its description."""
    if len(html) > _LONG:
        return unescape(_TAG.sub("", _BLOCK.sub("\n", html)))
    parser = _Words()
    try:
        parser.feed(html)
        parser.close()
    except (AssertionError, ValueError):  # such as a damaged declaration
        return unescape(_TAG.sub("", html))
    return "".join(parser.parts)


class _Words(HTMLParser):
    """Collects the words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens."""
        if tag == "img":
            self.parts += [value for name, value in attrs if name == "alt" and value]
        self._edge(tag, 1)

    def handle_endtag(self, tag: str) -> None:
        """A tag closes."""
        self._edge(tag, -1)

    def handle_data(self, data: str) -> None:
        """Words between tags."""
        if not self._hidden:
            self.parts.append(re.sub(r"\s+", " ", data))

    def _edge(self, tag: str, change: int) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden + change)
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag not in _INLINE:
            self.parts.append("\n")
