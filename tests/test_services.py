"""Each export is read as its service writes it; what is wrong with a record is told, and the others are read."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from library.address import page_key
from library.arrival import Arrival, bare
from library.errors import UnreadableSourceError
from library.importers.arrivals import Kind, Left
from library.importers.given import Given
from library.importers.incoming import NothingToKeepError, RecordError
from library.importers.pages import address_of, host_of, place_of
from library.importers.services import SERVICES, opened
from library.plain import plain_text
from tests.service_files import SAMPLES, given, read, shown


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_sample_is_read_as_expected(path: Path) -> None:
    expected = json.loads(path.with_name(f"{path.name}.expected.json").read_text(encoding="utf-8"))
    name, items = read(given(path))
    assert name == expected["service"]
    assert list(shown(items)) == expected["items"]


@pytest.mark.parametrize("path", [path for path in SAMPLES if path.is_file()], ids=lambda path: path.name)
def test_a_file_is_known_by_its_content_alone_and_in_any_encoding(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    plain = list(shown(read(given(path))[1]))
    for encoding in ("utf-8-sig", "utf-16"):
        assert list(shown(read(Given("x.bin", content=text.encode(encoding)))[1])) == plain
    crossed = shown(read(Given("x.bin", content=text.replace("\n", "\r\n").encode()))[1])
    assert [item["url"] for item in crossed if "url" in item] == [item["url"] for item in plain if "url" in item]


@pytest.mark.parametrize("service", [service.name for service in SERVICES])
def test_every_service_has_a_sample(service: str) -> None:
    assert service in {read(given(path))[0] for path in SAMPLES}


def test_a_service_can_be_named_and_says_what_files_it_has() -> None:
    one = Given("x", content=b"https://example.org/a | A\nno address here\nnone here\nnone\n")
    name, items = read(one, "onetab")
    assert (name, len(items)) == ("onetab", 4)
    with pytest.raises(UnreadableSourceError, match="Pinboard has none such"), opened(one, "pinboard"):
        pass


def test_lines_of_addresses_are_known_by_most_of_them_and_the_others_are_told() -> None:
    one = Given("x", content=b"https://example.org/a | A\nnot a link\nhttps://example.org/b\n")
    name, items = read(one)
    assert name == "onetab"
    assert [(item.row, isinstance(item, Arrival)) for item in items if isinstance(item, Arrival | Left)] == [
        (1, True), (2, False), (3, True)
    ]  # fmt: skip
    assert [(item.kind, item.reason) for item in items if isinstance(item, Left)] == [
        (Kind.FAILED, "its address is none: not a link")
    ]


def test_a_text_of_which_half_the_lines_are_addresses_is_none_of_onetab() -> None:
    with opened(Given("x", content=b"A page worth reading\nhttps://example.org/a\n")) as found:
        assert found is None


def items_of(content: str) -> list[Arrival | Left]:
    return [item for item in read(Given("x", content=content.encode()))[1] if isinstance(item, Arrival | Left)]


POCKET = "title,url,time_added,tags,status\n"


def test_a_quotation_mark_that_is_never_closed_costs_one_row() -> None:
    rows = [f"T{number},https://example.org/{number},1711111111,,unread\n" for number in range(500)]
    rows[100] = '"T100,https://example.org/100,1711111111,,unread\n'
    rows[200] = 'T200,"https://example.org/200,1711111111,,unread\n'
    items = items_of(POCKET + "".join(rows))
    failed = [item for item in items if isinstance(item, Left)]
    assert [item.row for item in failed] == [102, 202]
    assert [item.row for item in items] == list(range(2, 502))


def test_cells_with_lines_in_them_are_one_row() -> None:
    items = items_of(
        POCKET + '"One\ntwo\nthree",https://example.org/1,1711111111,,unread\nT,https://example.org/2,,,\n'
    )
    assert [(item.row, item.title) for item in items if isinstance(item, Arrival)] == [(2, "One two three"), (5, "T")]


def test_a_table_that_breaks_off_says_so_and_gives_what_there_is() -> None:
    items = items_of(POCKET + "T,https://example.org/1,1711111111,,unread\nT,https://example.org/2")
    assert isinstance(items[0], Arrival)
    assert items[1] == Left(3, "", Kind.FAILED, "the file breaks off within it")


@pytest.mark.parametrize(
    ("tail", "reason"),
    [
        ('{"href": "https://example.org/2", "descr', "breaks off within it"),
        ("", "has no end"),
        ('{"href": nothing}, {"href": "https://example.org/3", "description": "C"}]', "damaged"),
        ('{"href": "https://example.org/2", "description": "B"} {"href": "https://example.org/3"}]', "comma"),
        (f"{'[' * 100_000}]", "nested too deeply"),
        (f'{{"href": {"9" * 5000}}}]', "too many digits"),
    ],
)
def test_damaged_json_costs_what_is_damaged(tail: str, reason: str) -> None:
    items = items_of(f'[{{"href": "https://example.org/1", "description": "A", "toread": "yes"}}, {tail}')
    assert isinstance(items[0], Arrival)
    failed = [item for item in items if isinstance(item, Left) and item.kind is Kind.FAILED]
    assert any(reason in item.reason for item in failed), items
    assert {item.url for item in items if isinstance(item, Arrival)} >= (
        {"https://example.org/3"} if "/3" in tail else {"https://example.org/1"}
    )


def test_a_long_list_is_not_read_at_once() -> None:
    record = '{"href": "https://example.org/%d", "description": "%s", "toread": "yes"}'
    text = "[" + ",\n".join(record % (number, "word " * 500) for number in range(2000)) + "]"
    one = Given("x", content=text.encode())
    with opened(one) as found:
        assert found is not None
        first = next(iter(found.read()))
    assert isinstance(first, Arrival)
    assert len([item for item in items_of(text) if isinstance(item, Arrival)]) == 2000


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("//example.org/x", "https://example.org/x"),
        ("example.org/x", "https://example.org/x"),
        ("https://ex\u00e4mple.org/\u00fc", "https://xn--exmple-cua.org/%C3%BC"),
        ("https://example.org/#!/page", "https://example.org/#!/page"),
        ("https://user:secret@example.org/", "https://example.org/"),
    ],
)
def test_an_address_is_mended(address: str, expected: str) -> None:
    (item,) = items_of(f'{POCKET}T,"{address}",1711111111,,unread\n')
    assert isinstance(item, Arrival)
    assert item.url == expected


@pytest.mark.parametrize("address", ["nothing at all", "https://", "https://user:secret@", "ftp://a.example/x"])
def test_what_is_no_address_is_told(address: str) -> None:
    (item,) = items_of(f'{POCKET}T,"{address}",1711111111,,unread\n')
    assert isinstance(item, Left)
    assert item.reason.startswith(("its address is none", "its address begins with ftp:"))


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12)
rows = st.lists(
    st.tuples(cells, st.sampled_from(["https://example.org/a", "https://example.org/b", "x", ""]) | cells,
              st.sampled_from(["1711111111", "", "soon"]) | cells, cells, cells),
    max_size=12,
)  # fmt: skip


@drawn(rows)
def test_every_row_of_any_table_is_given_or_told(values: list[tuple[str, ...]]) -> None:
    import csv
    import io

    text = io.StringIO()
    text.write(POCKET)
    csv.writer(text, lineterminator="\n").writerows(values)
    items = items_of(text.getvalue())
    counted = [item for item in items if isinstance(item, Arrival) or item.kind in (Kind.FAILED, Kind.SKIPPED)]
    assert len(counted) == len(values)
    for item in counted:
        texts = [item.title, item.url, *item.tags] if isinstance(item, Arrival) else [item.reason]
        assert all(plain_text(one) == one and "\n" not in one for one in texts)


SEEDS = [path.read_bytes() for path in SAMPLES if path.is_file()]


@drawn(st.data())
def test_a_mangled_file_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(SEEDS)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(at, min(len(content), at + 400)))
        content[at:end] = data.draw(st.one_of(st.binary(max_size=6), st.sampled_from([
            b"", b"null", b"[]", b"{}", b'"', b"<a href=", b"</dl>", b"\xff", b"\\ud800", b"1e999", b",", b"\r\n",
        ])))  # fmt: skip
    for name in ("", *(service.name for service in SERVICES)):
        try:
            with opened(Given("x", content=bytes(content)), name) as found:
                items = [] if found is None else list(found.read())  # None: of no service
        except UnreadableSourceError:
            continue
        for item in items:
            assert item.row >= 0
            if isinstance(item, Arrival):
                assert item.url or item.origin
                assert item.title
                assert plain_text(item.title) == item.title


def test_a_body_is_read_where_it_is_needed() -> None:
    with opened(given(next(path for path in SAMPLES if path.name == "omnivore.zip"))) as found:
        assert found is not None
        bodies = [item.body for item in found.read() if isinstance(item, Arrival) and item.body is not None]
        assert [body.read()[:5] for body in bodies] == [b"<div ", b"<div ", b"%PDF-"]


address_parts = st.sampled_from([
    "http://", "https://", "www.", "m.", "example.org", "a.b", "/", "x", "%20", "%c3", ":80", "@", "?", "#", "#!/a",
    "//", "..", "-", "a_b", "WWW.", ".", "é", ";", "?utm_source=x&b=1",
])  # fmt: skip


@drawn(st.lists(address_parts, max_size=8).map("".join))
def test_the_quick_way_to_the_key_of_a_page_gives_what_the_slow_one_does(address: str) -> None:
    quick = page_key(address)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("library.address._USUAL", re.compile("(?!)"))
        assert page_key(address) == quick


@drawn(st.lists(address_parts, max_size=8).map("".join))
def test_a_place_is_what_is_found_of_its_address_site_and_page_one_by_one(address: str) -> None:
    try:
        there = address_of(address)
    except (RecordError, NothingToKeepError) as error:
        with pytest.raises(type(error), match=re.escape(str(error))):
            place_of(address)
        return
    assert place_of(address) == (there, host_of(there), page_key(there) if there else "")


def test_an_arrival_of_which_little_is_known_is_made_like_any_other() -> None:
    made = bare(3, "a.csv", "https://example.org/a", "A", None, ("x",), "example.org", "example.org/a", archived=True)
    assert made == Arrival(
        3, "a.csv", "https://example.org/a", "A", archived=True, tags=("x",), site="example.org", page="example.org/a"
    )  # fmt: skip
    assert type(made) is Arrival
