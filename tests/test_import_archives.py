"""Archives that are damaged, forged or hostile cost what is wrong with them, and every such row is told."""

import io
import json
import struct
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, cast

import pytest

from library import archives
from library.arrival import Arrival
from library.errors import UnreadableSourceError
from library.importers.arrivals import Item, Kind, Left
from library.importers.given import Given
from library.importers.services import opened

HEAD = "title,url,time_added,tags,status\n"


def rows(first: int, count: int = 50) -> str:
    return HEAD + "".join(f"T{n},https://example.org/{n},1711111111,,unread\n" for n in range(first, first + count))


def packed(files: Mapping[str, str] | list[tuple[str, str]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", method) as made:
        for name, text in files.items() if isinstance(files, Mapping) else files:
            made.writestr(zipfile.ZipInfo(name), text, compress_type=method)
    return into.getvalue()


def read(content: bytes) -> list[Item]:
    with opened(Given("x.zip", content=content)) as found:
        assert found is not None
        return list(found.read())


def urls(items: list[Item]) -> set[str]:
    return {item.url for item in items if isinstance(item, Arrival)}


def told(items: list[Item], kind: Kind = Kind.FAILED) -> list[tuple[str, int, str]]:
    return [(item.file, item.row, item.reason) for item in items if isinstance(item, Left) and item.kind is kind]


def test_files_are_found_in_any_folder() -> None:
    items = read(packed({"export/2025/part_000000.csv": rows(0), "__MACOSX/export/part_000000.csv": "x"}))
    assert len(urls(items)) == 50
    assert told(items) == []


def test_a_member_that_is_there_twice_is_read_once_and_another_of_its_name_too() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = packed([
            ("part_000000.csv", rows(0)), ("part_000000.csv", rows(0)), ("part_000000.csv", rows(25)),
        ])  # fmt: skip
    items = read(content)
    assert len(urls(items)) == 75
    assert sum(isinstance(item, Arrival) for item in items) == 100


def test_a_name_that_leads_out_of_the_archive_is_told() -> None:
    items = read(
        packed({"part_000000.csv": rows(0), "../../part_000001.csv": rows(50), "/etc/part_000002.csv": rows(9)})
    )
    assert len(urls(items)) == 50
    assert [(file, "leads out" in reason) for file, _, reason in told(items)] == [
        ("../../part_000001.csv", True),
        ("/etc/part_000002.csv", True),
    ]


def flagged(content: bytes) -> bytes:
    """The archive with its last member said to be encrypted."""
    place = content.rindex(b"PK\x01\x02")
    flags = struct.unpack_from("<H", content, place + 8)[0] | 1
    return content[: place + 8] + struct.pack("<H", flags) + content[place + 10 :]


def other_method(content: bytes) -> bytes:
    """The archive with its last member packed in a way that nobody knows."""
    place = content.rindex(b"PK\x01\x02")
    return content[: place + 10] + struct.pack("<H", 77) + content[place + 12 :]


def bent(content: bytes) -> bytes:
    """The archive with a byte of its last member changed."""
    name = content.index(b"part_000001.csv") + 200
    return content[:name] + bytes([content[name] ^ 0xFF]) + content[name + 1 :]


@pytest.mark.parametrize(
    ("damage", "words"), [(flagged, "it is encrypted"), (other_method, "damaged"), (bent, "damaged")]
)
def test_a_member_that_can_not_be_read_costs_itself(damage: Callable[[bytes], bytes], words: str) -> None:
    items = read(damage(packed({"part_000000.csv": rows(0), "part_000001.csv": rows(50)})))
    assert len(urls(items)) >= 50
    (failed,) = [one for one in told(items) if one[1] == 0]
    assert failed[0] == "part_000001.csv"
    assert words in failed[2]


def test_what_stands_before_the_damage_is_taken() -> None:
    content = packed({"part_000000.csv": rows(0, 3000)}, zipfile.ZIP_STORED)
    place = content.index(b"https://example.org/2000,")
    items = read(content[:place] + b"HTTPS" + content[place + 5 :])
    assert len(urls(items)) == 3000
    assert "check sum" in told(items)[0][2]


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_ALWAYS", 1_000_000)
    content = packed({"part_000000.csv": rows(0), "part_000001.csv": "ab" * 3_500_000})
    items = read(content)
    assert len(urls(items)) == 50
    assert "would fill the memory" in told(items)[0][2]
    grown = packed({"part_000000.csv": rows(0), "part_000001.csv": "a" * 30_000_000})
    assert "it would grow" in told(read(grown))[0][2]
    large = packed({"part_000000.csv": rows(0), "part_000001.csv": "a" * 70_000_000})
    assert "larger than 64 MB" in told(read(large))[0][2]


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
@pytest.mark.parametrize("keep", [0.3, 0.5, 0.9, 0.99])
def test_of_an_archive_that_breaks_off_all_is_taken_that_came(keep: float, method: int) -> None:
    content = packed({f"part_00000{n}.csv": rows(500 * n, 500) for n in range(4)}, method)
    items = read(content[: int(len(content) * keep)])
    whole = int(len(content) * keep) / content.index(b"PK\x01\x02")
    assert 2000 * min(whole, 1) - 520 <= len(urls(items)) <= 2000
    assert any("may not be complete" in reason for _, _, reason in told(items))


def streamed(files: Mapping[str, str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive as programs write it that can't go back: the lengths stand behind the members."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.came = b""

        def writable(self) -> bool:
            return True

        def write(self, piece: Any, /) -> int:  # noqa: ANN401  whatever has bytes
            self.came += bytes(piece)
            return len(piece)

    pipe = Pipe()
    with zipfile.ZipFile(cast("Any", pipe), "w", method) as made:
        for name, text in files.items():
            with made.open(name, "w", force_zip64=name.startswith("large")) as stream:
                stream.write(text.encode())
    return pipe.came


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_members_whose_length_stands_behind_them_are_found_without_the_list(method: int) -> None:
    files = {"large/part_000000.csv": rows(0), "b/part_000001.csv": rows(50), "c/part_000002.csv": rows(100)}
    content = streamed(files, method)
    assert len(urls(read(content))) == 150
    cut = content[: content.index(b"PK\x01\x02")]
    items = read(cut)
    assert len(urls(items)) == 150
    assert [reason for _, _, reason in told(items) if "check sum" in reason] == []


@pytest.mark.parametrize("at", range(0, 4000, 97))
def test_an_archive_that_is_mangled_anywhere_ends_in_words(at: int) -> None:
    content = streamed({"part_000000.csv": rows(0), "part_000001.csv": rows(50, 9)})
    for change in (content[:at] + b"\xff\0PK\x03\x04" + content[at:], content[at:], content[:-22] + content[:at]):
        items: list[Item] = []
        with suppress(UnreadableSourceError):
            items = read(change)
            assert len(urls(items)) == 59 or told(items)
        assert len(urls(items)) <= 59


def renamed(content: bytes, old: str, new: bytes) -> bytes:
    assert len(old) == len(new)
    return content.replace(old.encode(), new)


def test_names_in_characters_that_no_flag_tells_are_read_as_they_were_meant() -> None:
    record = {"id": "1", "slug": "fjör", "title": "F", "url": "https://example.org/f", "savedAt": "2024-01-01"}
    for name in ("fjör".encode(), "fjo\u0308r".encode()):
        made = packed({"metadata_0_to_20.json": json.dumps([record]), f"content/{'_' * len(name)}.html": "<p>W.</p>"})
        with opened(Given("x.zip", content=renamed(made, "_" * len(name), name))) as found:
            assert found is not None
            (item,) = [item for item in found.read() if isinstance(item, Arrival)]
            assert item.body is not None
            assert item.body.read() == b"<p>W.</p>"


def test_an_archive_in_an_archive_is_read_and_its_rows_tell_where() -> None:
    inner = packed({"part_000000.csv": rows(0) + "no address,,1711111111,,unread\n"})
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as made:
        made.writestr("2025/pocket.zip", inner)
    items = read(into.getvalue())
    assert len(urls(items)) == 50
    assert told(items) == [("2025/pocket.zip/part_000000.csv", 52, "it has no address")]


def test_an_archive_of_something_else_says_what_is_known() -> None:
    with pytest.raises(UnreadableSourceError, match="Pocket, Omnivore"):
        read(packed({"letter.txt": "hello"}))


def test_an_empty_archive_says_so() -> None:
    with pytest.raises(UnreadableSourceError, match="holds nothing"):
        read(packed({}))


def test_a_text_that_is_damaged_leaves_its_article_without_one() -> None:
    record = {"id": "1", "slug": "a", "title": "A", "url": "https://example.org/a", "state": "Active", "savedAt": "x"}
    content = packed({"metadata_0_to_20.json": json.dumps([record]), "content/a.html": "<p>Words.</p>" * 50})
    with opened(Given("x.zip", content=flagged(content))) as found:
        assert found is not None
        (item, *_) = [item for item in found.read() if isinstance(item, Arrival)]
        assert item.body is not None
        with pytest.raises(UnreadableSourceError, match="encrypted"):
            item.body.read()


def test_an_archive_of_a_plain_export_is_read_as_what_is_in_it() -> None:
    table = "id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite\n1,T,,,https://example.org/t,A,,,,,true\n"
    items = read(packed({"backup/raindrop.csv": table, "backup/readme.md": "hello"}))
    (item,) = items
    assert isinstance(item, Arrival)
    assert (item.url, item.file, item.starred) == ("https://example.org/t", "backup/raindrop.csv", True)
