"""How much of a page of ours becomes what it is: the measures of the quality gate, one page and all of a kind.

A page is `data/pages/KIND/NAME.html` (or `.txt`, `.md`), what is right for it `NAME.json` beside it:

    {"title", "authors": [], "published", "updated", "site", "url", "language", "description",
     "key_points": [], "standfirst": "", "body": [paragraphs], "headings": [], "items": [], "quotes": [], "code": [],
     "rows": ["cell | cell"], "captions": [{"text", "credit"}], "absent": [lines that must not be in the text],
     "warnings": [part of a sentence], "from": address it is read from, "charset": as the server declares it}

What a page's JSON does not have is not asked for; an empty list is, and says that there is none. A heading, item, quote
or code may be `{"text", "level", "info"}` instead of its text: then these are asked for too. Every measure is 0 to 1.
"""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import regex

from library.document import Block, BlockKind, Document, caption_parts, row_cells
from library.errors import UnreadableSourceError
from library.extract import Extraction, extract
from library.source import Source

PAGES = Path(__file__).parent / "data" / "pages"
FLOORS = PAGES / "floors.json"
ADDRESS = "https://read.example/x/page.html"
_TYPES = (".html", ".txt", ".md")
_HELD = 0.8
"""The share of a text's runs of words that must be in another for it to hold the text."""
_OURS = 0.5
"""The share from which a block that was not asked for is part of the body all the same."""
_RUN, _SHORT_RUN = 4, 3
_TOKEN = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]|[^\W_\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]+")
_STRUCTURE = {
    "headings": BlockKind.HEADING,
    "items": BlockKind.ITEM,
    "quotes": BlockKind.QUOTE,
    "code": BlockKind.CODE,
    "rows": BlockKind.ROW,
}
_NOT_BODY = (BlockKind.CAPTION, BlockKind.KEY_POINT, BlockKind.STANDFIRST, BlockKind.IMAGE, BlockKind.RULE)

Asked = str | dict[str, Any]
"""A text that a page's JSON asks for, alone or with its level or info."""
Scores = dict[str, float]
"""A page's measures, 0 to 1, of what its JSON asks for."""


class Page(NamedTuple):
    """A page of ours and what is right for it."""

    kind: str
    name: str
    path: Path
    right: Mapping[str, Any]

    @property
    def title(self) -> str:
        """Kind and name, by which the report and the floors know it."""
        return f"{self.kind}/{self.name}"


class Pinned(NamedTuple):
    """What the pages reached when the floors were last written."""

    kinds: Mapping[str, Scores]
    """Per kind the least that its pages must reach together."""
    pages: Mapping[str, Scores]
    """Per page what it reached; measures that were whole are left out."""


def pages(folder: Path = PAGES) -> list[Page]:
    """All pages, in the order of their names."""
    return [
        Page(path.parent.name, path.stem, path, json.loads(path.with_suffix(".json").read_text(encoding="utf-8")))
        for path in sorted(folder.glob("*/*"))
        if path.suffix in _TYPES
    ]


def read(page: Page) -> Extraction | None:
    """What the extractor makes of a page; None when it refuses the file with its one error."""
    source = Source(
        page.path.read_bytes(),
        datetime(2026, 1, 1, tzinfo=UTC),
        page.path.name,
        url=page.right.get("from", ADDRESS),
        charset=page.right.get("charset", ""),
    )
    try:
        return extract(source)
    except UnreadableSourceError:
        return None


def score(right: Mapping[str, Any], found: Extraction | None) -> Scores:
    """The measures of one page; all are 0 where the extractor gave nothing."""
    scores: dict[str, float | None] = {}
    if found is None:
        return dict.fromkeys((name for name in right if name not in ("from", "charset")), 0.0)
    scores |= _of_metadata(right, found)
    shown = _Shown(found.document)
    scores |= _of_body(right, shown)
    for name, kind in _STRUCTURE.items():
        if name in right:
            scores |= _of_structure(name, right[name], shown, kind)
    scores |= _of_captions(right, shown)
    for name, kind in (("key_points", BlockKind.KEY_POINT), ("standfirst", BlockKind.STANDFIRST)):
        if name in right:
            wanted = right[name] if isinstance(right[name], list) else [right[name]] if right[name] else []
            scores |= _told_apart(name, wanted, shown.of_kind(kind), shown)
    if "absent" in right:
        leaked = sum(shown.flat.has(line) for line in right["absent"])
        scores["absent"] = 1 - leaked / len(right["absent"]) if right["absent"] else None
    return {name: value for name, value in scores.items() if value is not None}


def of_kinds(scores: Mapping[str, Scores]) -> dict[str, Scores]:
    """Per kind the mean of each measure over the pages that it was asked of; `scores` by `Page.title`."""
    gathered: dict[str, dict[str, list[float]]] = {}
    for title, measures in scores.items():
        kind = gathered.setdefault(title.split("/")[0], {})
        for name, value in measures.items():
            kind.setdefault(name, []).append(value)
    return {
        kind: {name: sum(values) / len(values) for name, values in sorted(measures.items())}
        for kind, measures in sorted(gathered.items())
    }


def below(kinds: Mapping[str, Scores], pinned: Mapping[str, Scores]) -> list[str]:
    """A line for each measure of a kind that is under its floor, or has none."""
    found = []
    for kind, measures in kinds.items():
        for name, value in measures.items():
            floor = pinned.get(kind, {}).get(name)
            if floor is None:
                found.append(f"{kind}: no floor is pinned for {name}")
            elif value < floor:
                found.append(f"{kind}: {name} is {value:.4f}, its floor {floor:.4f}")
    return found


def load_pinned(path: Path = FLOORS) -> Pinned:
    """What is pinned; nothing where the file is not there yet."""
    content = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"kinds": {}, "pages": {}}
    return Pinned(content["kinds"], content["pages"])


def pin(scores: Mapping[str, Scores], path: Path = FLOORS) -> None:
    """Write what the pages reach now as what they must reach; one line a kind and a page, so that changes are seen."""
    kinds = {kind: {name: _floor(value) for name, value in of.items()} for kind, of in of_kinds(scores).items()}
    imperfect = {
        title: {name: _floor(value) for name, value in sorted(of.items()) if value < 1}
        for title, of in sorted(scores.items())
    }
    parts = [
        f' "{name}": {{\n' + ",\n".join(f"  {json.dumps(key)}: {json.dumps(of)}" for key, of in lines.items()) + "\n }"
        for name, lines in (("kinds", kinds), ("pages", imperfect))
    ]
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def _floor(value: float) -> float:
    """Rounded down, so that what was measured stays above it."""
    return int(value * 10_000) / 10_000


# Texts within texts


def tokens(text: str) -> list[str]:
    """The words of a text, folded; signs of scripts without spaces one by one."""
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).replace("\u00ad", "").casefold())


def _runs(words: Sequence[str], size: int) -> Counter[tuple[str, ...]]:
    size = min(size, len(words))
    return Counter(tuple(words[at : at + size]) for at in range(len(words) - size + 1)) if words else Counter()


def body_f1(wanted: Iterable[str], given: Iterable[str]) -> float:
    """How alike two texts are, given as their paragraphs: F1 of the bags of their runs of four words."""
    want, have = (
        Counter(run for text in texts for run in _runs(tokens(text), _RUN).elements()) for texts in (wanted, given)
    )
    same = (want & have).total()
    return 2 * same / (want.total() + have.total()) if want or have else 1.0


class Texts:
    """Texts prepared for the question which share of another one is in them."""

    def __init__(self, texts: Iterable[str]) -> None:
        words = [tokens(text) for text in texts]
        self._runs = {size: {run for one in words for run in _runs(one, size)} for size in range(1, _SHORT_RUN + 1)}

    def share(self, text: str) -> float:
        """The share of the text's runs of three words that are here; 0 for a text without words."""
        wanted = _runs(tokens(text), _SHORT_RUN)
        if not wanted:
            return 0.0
        size = len(next(iter(wanted)))
        return sum(run in self._runs[size] for run in wanted) / len(wanted)

    def has(self, text: str) -> bool:
        """Whether nearly all of the text is here."""
        return self.share(text) >= _HELD


class _Shown:
    """The blocks of a document, by kind."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def of_kind(self, *kinds: BlockKind) -> list[str]:
        return [self.text(block) for block in self.document.blocks if block.kind in kinds]

    def text(self, block: Block) -> str:
        if block.kind is BlockKind.ROW:
            return " | ".join(self.document.slice(cell) for cell in row_cells(self.document, block))
        return self.document.slice(block)

    @cached_property
    def flat(self) -> Texts:
        return Texts(self.text(block) for block in self.document.blocks if block.kind is not BlockKind.IMAGE)


def _words(entry: Asked) -> str:
    return str(entry["text"] if isinstance(entry, dict) else entry)


# The measures


def _of_metadata(right: Mapping[str, Any], found: Extraction) -> dict[str, float | None]:
    metadata = found.metadata
    scores: dict[str, float | None] = {}
    if "title" in right:
        scores["title"] = float(metadata.title == right["title"])
    for name in ("site", "url", "language", "description"):
        if name in right:
            scores[name] = float(getattr(metadata, name) == right[name])
    if "authors" in right:
        scores["authors"] = float(list(metadata.authors) == right["authors"])
    for name in ("published", "updated"):
        if name in right:
            scores[name] = float(_same_moment(right[name], getattr(metadata, name)))
    if "warnings" in right:
        said = [any(part in sentence for sentence in found.warnings) for part in right["warnings"]]
        extra = sum(not any(part in sentence for part in right["warnings"]) for sentence in found.warnings)
        scores["warnings"] = sum(said) / (len(said) + extra) if said or extra else 1.0
    return scores


def _same_moment(right: str | None, found: datetime | None) -> bool:
    """Whether a time is the right one; a date asks only for the day, as the page's own clock has it."""
    if right is None or found is None:
        return right is None and found is None
    if len(right) <= len("2024-03-08"):
        return f"{found:%Y-%m-%d}" == right
    moment = datetime.fromisoformat(right)
    return (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment) == found


def _of_body(right: Mapping[str, Any], shown: _Shown) -> dict[str, float | None]:
    """Everything but captions, key points and standfirst; blocks of a kind that is not asked for are left aside."""
    if "body" not in right:
        return {}
    wanted = [_words(entry) for entry in right["body"]]
    held = Texts(wanted)
    for name in _STRUCTURE:
        wanted += [_words(entry) for entry in right.get(name, ()) if not held.has(_words(entry))]
    unasked = {kind for name, kind in _STRUCTURE.items() if name not in right}
    need = Texts(wanted)
    given = [
        text
        for block in shown.document.blocks
        if block.kind not in _NOT_BODY
        and (text := shown.text(block))
        and (block.kind not in unasked or need.share(text) >= _OURS)
    ]
    return {"body": body_f1(wanted, given)}


def _of_structure(name: str, wanted: Sequence[Any], shown: _Shown, kind: BlockKind) -> dict[str, float | None]:
    blocks = [block for block in shown.document.blocks if block.kind is kind]
    scores = _told_apart(name, [_words(entry) for entry in wanted], [shown.text(block) for block in blocks], shown)
    if wanted:
        as_such = sum(any(_is(entry, block, shown) for block in blocks) for entry in wanted)
        scores[f"{name} as such"] = as_such / len(wanted)
    return scores


def _is(entry: Asked, block: Block, shown: _Shown) -> bool:
    text = _words(entry)
    # The spaces and lines of code are part of it.
    same = shown.text(block) == text if block.kind is BlockKind.CODE else Texts([shown.text(block)]).has(text)
    asked = entry if isinstance(entry, dict) else {}
    return same and all(getattr(block, key) == asked[key] for key in ("level", "info") if key in asked)


def _told_apart(name: str, wanted: Sequence[str], given: Sequence[str], shown: _Shown) -> dict[str, float | None]:
    """Kept: anywhere in the text. As such: in blocks of its kind. Precision: the blocks of the kind that are right."""
    there, true = Texts(given), Texts(wanted)
    return {
        f"{name} kept": sum(shown.flat.has(text) for text in wanted) / len(wanted) if wanted else None,
        f"{name} as such": sum(there.has(text) for text in wanted) / len(wanted) if wanted else None,
        f"{name} precision": sum(true.has(text) for text in given) / len(given) if given else 1.0,
    }


def _of_captions(right: Mapping[str, Any], shown: _Shown) -> dict[str, float | None]:
    if "captions" not in right:
        return {}
    document = shown.document
    found = [caption_parts(document, block) for block in document.blocks if block.kind is BlockKind.CAPTION]
    wanted = [(str(entry.get("text", "")), entry.get("credit")) for entry in right["captions"]]
    texts = [text for text, _ in wanted if text]
    said = [words for words, _, _ in found if words]
    scores = _told_apart("captions", texts, said, shown)
    # A credit is right when it stands under the caption's own words, and alone.
    named = [(text, credit) for text, credit in wanted if credit is not None]
    alone = sum(any(tokens(one[0]) == tokens(text) and one[1] == credit for one in found) for text, credit in named)
    scores["credits"] = alone / len(named) if named else None
    return scores
