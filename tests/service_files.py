"""The invented exports of `tests/data/services`: found, packed where they are archives, and shown as JSON."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from library.address import page_key
from library.arrival import Arrival
from library.article import utc_text
from library.highlight import NewHighlight
from library.importers.arrivals import Item, Left, Loose
from library.importers.given import Given
from library.importers.services import opened
from library.store import Store

FILES = Path(__file__).parent / "data" / "services"
SAMPLES = sorted(path for path in FILES.iterdir() if not path.name.endswith(".expected.json"))


def zipped(folder: Path) -> bytes:
    """A folder as an archive, always of the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.writestr(zipfile.ZipInfo(path.relative_to(folder).as_posix()), path.read_bytes())
    return packed.getvalue()


def given(path: Path) -> Given:
    """A sample as a person would give it."""
    if path.is_dir() and path.suffix == ".zip":
        return Given(path.name, content=zipped(path))
    return Given(path.name, path=path)


def read(one: Given, name: str = "") -> tuple[str, list[Item]]:
    """The service that a file is from, and all that it holds; the texts are read too."""
    with opened(one, name) as found:
        assert found is not None
        return found.service.name, list(found.read())


def shown(items: list[Item]) -> Iterator[dict[str, object]]:
    """What a file holds, without what is empty, as the expected files have it."""
    for item in items:
        if isinstance(item, Left):
            yield {"row": item.row, "file": item.file, item.kind.value: item.reason}
        elif isinstance(item, Loose):
            yield {"row": item.row, "file": item.file, "highlights": [_mark(one) for one in item.highlights]}
        else:
            yield {name: value for name, value in _arrival(item).items() if value}


def _arrival(item: Arrival) -> dict[str, object]:
    record: dict[str, object] = item._asdict()
    for name in ("saved", "published", "finished"):
        record[name] = utc_text(getattr(item, name))
    record["highlights"] = [_mark(one) for one in item.highlights]
    assert record.pop("page") in ("", page_key(item.url))
    record["body"] = "" if item.body is None else f"{item.body.media_type}"
    return {name: list(value) if isinstance(value, tuple) else value for name, value in record.items()}


def _mark(new: NewHighlight) -> dict[str, object]:
    anchor = new.anchor
    made = {
        "quote": anchor and anchor.quote, "before": anchor and anchor.before, "after": anchor and anchor.after,
        "note": new.note, "tags": list(new.tags), "created": utc_text(new.created),
        "colour": new.colour.value if new.colour.value != "yellow" else "",
    }  # fmt: skip
    return {name: value for name, value in made.items() if value}


def contents(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Everything in a library that an import may touch, but for identities made by chance, and places in the index."""
    tables = dict.fromkeys(("body", "address", "origin", "pending", "progress", "tag", "highlight_tag", "fact"), "*")
    tables["article"] = "id, url, title, authors, site, published, saved, state, starred, words, language, description"
    tables["highlight"] = "article, kind, quote, before, after, place_start, place_end, state, note, created, origin"
    return {
        table: sorted(map(tuple, store._rows(f"SELECT {columns} FROM {table}")), key=repr)  # noqa: S608  of ours
        for table, columns in tables.items()
    }
