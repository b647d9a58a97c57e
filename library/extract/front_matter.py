"""Front matter of Markdown: the YAML before the text, read without trust, to the fields of Metadata."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import yaml

from library.article import Metadata
from library.builder import clean_text
from library.document import BlockKind
from library.extract import Dropped
from library.extract.dates import parse_date

_FRONT_MATTER = re.compile(r"(?ms)---[ \t]*\n(?P<inner>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_KEYED = re.compile(r"^([A-Za-z_][\w -]{0,40}?)[ \t]*:(?:[ \t]+(.*))?$", re.MULTILINE)
_LARGEST = 64 * 1024
_DEEPEST = 16
_NO_VALUE = frozenset(("", "~", "null", "Null", "NULL"))
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]")
_BETWEEN_NAMES = re.compile(r"[,;]\s*(?:and\s+)?|\s+(?:and|&)\s+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_WEB = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)
_KEY_POINTS = ("key_points", "highlights")


@dataclass
class FrontMatter:
    """The mapping before the text, with every scalar as it was written."""

    values: dict[str, object] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The title that it gives, or empty."""
        return self._line("title")

    @property
    def tells_key_points(self) -> bool:
        """Whether it says what the key points are, if only that there are none."""
        return not self.values.keys().isdisjoint(_KEY_POINTS)

    def metadata(self, title: str, address: str) -> Metadata:
        """Everything it says of an article with this title; `address` stands in for one that it lacks."""
        addresses = (line for key in ("canonical", "url", "source", "link") for line in self._lines(key))
        language = self._line("language", "lang").replace("_", "-")
        return Metadata(
            title=title,
            authors=tuple(self._names("author", "authors", "creator", "byline")),
            site=self._line("site", "site_name", "publisher"),
            url=next((line for line in (*addresses, address) if _WEB.fullmatch(line)), ""),
            published=self._published(),
            language=language if _LANGUAGE.fullmatch(language) else "",
            description=self._line("description", "summary", "excerpt"),
            tags=tuple(self._tags()),
        )

    def blocks(self) -> Iterator[tuple[BlockKind, str]]:
        """Yield standfirst and key points, in the order in which they are given."""
        for key, values in self.values.items():
            if key == "standfirst":
                yield from ((BlockKind.STANDFIRST, value) for value in _strings(values))
            elif key in _KEY_POINTS:
                points = values.split("\n") if isinstance(values, str) else _strings(values)
                yield from ((BlockKind.KEY_POINT, point) for point in points)

    def _lines(self, *keys: str) -> list[str]:
        """Values of the first key that has any, one line each."""
        for key in keys:
            found = [line for value in _strings(self.values.get(key)) if (line := clean_text(value))]
            if found:
                return found
        return []

    def _line(self, *keys: str) -> str:
        return next(iter(self._lines(*keys)), "")

    def _names(self, *keys: str) -> list[str]:
        """People: wiki links as their text, "A, B and C" as three when each part is more than one word."""
        names = [clean_text(_WIKI_LINK.sub(r"\1", line).strip("[]")) for line in self._lines(*keys)]
        if len(names) == 1:
            parts = [part.strip() for part in _BETWEEN_NAMES.split(names[0])]
            names = parts if all(" " in part for part in parts) else names
        return list(dict.fromkeys(filter(None, names)))

    def _tags(self) -> list[str]:
        """Tags without their number sign, from a list or from a line with commas."""
        lines = self._lines("tags", "tag", "keywords")
        parts = lines[0].split(",") if len(lines) == 1 else lines
        return list(dict.fromkeys(filter(None, (clean_text(part.strip().lstrip("#")) for part in parts))))

    def _published(self) -> datetime | None:
        """When it came out, aware UTC; a date that can't be understood becomes a warning."""
        for key in ("published", "date", "created"):
            line = self._line(key)
            found = parse_date(line) if line else None
            if found:
                return found
            if line:
                self.warnings.append(f"The front matter's {key}, {line[:40]!r}, is no known form of date.")
        return None


def part_front_matter(text: str) -> tuple[FrontMatter, str]:
    """Part the front matter from the text after it; a rule that a text starts with is no front matter."""
    found = _FRONT_MATTER.match(text)
    inner = found["inner"] if found else ""
    if found is None or (inner.strip() and not _KEYED.search(inner)):
        return FrontMatter(), text
    rest = text[found.end() :]
    try:
        return FrontMatter(_yaml_values(inner)), rest
    except ValueError as error:
        problem = str(error)
    # A title with a colon in it is the commonest mistake, and every line for itself is still clear.
    values: dict[str, object] = {_key(key): value.strip().strip("\"'[]") for key, value in _KEYED.findall(inner)}
    warning = f"The front matter {problem}; what could not be read was left out."
    return FrontMatter(values, [warning], [Dropped(inner.strip("\n"), f"front matter that {problem}", 2)]), rest


def _yaml_values(text: str) -> dict[str, object]:
    """Read a YAML mapping of strings, lists and mappings; raises ValueError, whose text is the problem."""
    if len(text) > _LARGEST:
        raise ValueError(f"is larger than {_LARGEST // 1024} KB")
    try:
        values = _composed(text)
    except yaml.YAMLError as error:
        raise ValueError(f"is not valid YAML ({_where(error)})") from error
    if values is None or isinstance(values, dict):
        return values or {}
    raise ValueError("is not a list of keys and values")


def _composed(text: str) -> object:
    """Put a YAML document together from parser events; None when it is empty.

    No tag constructs anything, no alias can multiply, and `NO` stays a word.
    """
    root: list[object] = []
    stack = [root]
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise ValueError("uses YAML anchors or aliases, which are not followed")
        if isinstance(event, yaml.ScalarEvent):
            stack[-1].append(None if event.implicit[0] and event.value in _NO_VALUE else event.value)
        elif isinstance(event, yaml.CollectionStartEvent):
            stack.append([])
            if len(stack) > _DEEPEST:
                raise ValueError("is nested too deeply")
        elif isinstance(event, yaml.CollectionEndEvent):
            flat = stack.pop()
            stack[-1].append(dict(_pairs(flat)) if isinstance(event, yaml.MappingEndEvent) else flat)
        elif isinstance(event, yaml.DocumentEndEvent):
            break
    return root[0] if root else None


def _pairs(flat: list[object]) -> Iterator[tuple[str, object]]:
    for key, value in zip(flat[::2], flat[1::2], strict=True):
        if isinstance(key, str):
            yield _key(key), value


def _key(written: str) -> str:
    return written.strip().lower().replace("-", "_").replace(" ", "_")


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it holds a forbidden character"
    return f"line {mark.line + 2}: {problem}" if mark else str(problem)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for entry in value:
            yield from _strings(entry)
    elif isinstance(value, dict):
        yield from _strings(value.get("name"))
