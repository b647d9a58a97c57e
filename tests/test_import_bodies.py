"""The texts and pictures that services kept: all of them is kept, and damaged places cost no row."""

import io
import json
import zipfile
from datetime import UTC, datetime

import pytest

from library.anchor import AnchorState
from library.article_import import Account, import_articles
from library.extract.embedded import names_of
from library.importers.given import Given
from library.importers.services import opened
from library.store import Store
from tests.saved_pages import PNG, data_address

NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
NESTED = (
    "<div><p>Moss waits.</p><div><blockquote><p>Old rain.</p><p>Rain comes <em>slowly</em> today.</p></blockquote>"
    "</div></div><ul><li>one</li><li>two</li></ul>"
)


def take(store: Store, name: str, content: bytes | str, *, pictures: bool = True) -> Account:
    given = Given(name, content=content.encode() if isinstance(content, str) else content)
    with opened(given) as found:
        assert found is not None
        if pictures:
            return import_articles(store, found.read(), NOW, found.service.name)
        return import_articles(store, found.read(), NOW, found.service.name, pictures=None)


def archive(**members: bytes | str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, content in members.items():
            file.writestr(name, content)
    return packed.getvalue()


def wallabag(**fields: object) -> str:
    record = {"id": 7, "title": "Moss", "url": "https://example.org/moss", "is_archived": 0, "is_starred": 0,
              "content": NESTED, "created_at": "2023-05-04T10:11:12+0200", "tags": [], "annotations": []}  # fmt: skip
    return json.dumps([record | fields])


def test_all_of_a_text_that_a_service_kept_is_kept(store: Store) -> None:
    spot = {"start": "/div/div/blockquote/p[2]", "startOffset": "0", "end": "/div/div/blockquote/p[2]/em",
            "endOffset": "6"}  # fmt: skip
    list_of_two = {"start": "/ul/li[1]", "startOffset": 0, "end": "/ul/li[2]", "endOffset": 3}
    marks = [{"text": "yes", "quote": "Rain comes slowly", "ranges": [spot]},
             {"text": "no quote", "quote": None, "ranges": [list_of_two]}]  # fmt: skip
    take(store, "x.json", wallabag(annotations=marks))
    (number,) = store.ids()
    assert store.document(number).text == "Moss waits.\nOld rain.\nRain comes slowly today.\none\ntwo"
    found = store.highlights(number)
    assert {one.state for one in found} == {AnchorState.HELD}
    quoted = {one.note: one.anchor.quote for one in found if one.anchor is not None}
    assert quoted == {"yes": "Rain comes slowly", "no quote": "one\ntwo"}


@pytest.mark.parametrize("url", ["", None])
def test_an_article_whose_address_is_gone_has_the_one_that_was_given(store: Store, url: str | None) -> None:
    account = take(store, "x.json", wallabag(url=url, given_url="https://example.org/given"))
    assert account.failed == 0
    assert store.article(store.ids()[0]).url == "https://example.org/given"


def readeck(image: str) -> bytes:
    record = {"UID": "Ab12", "URL": "https://example.org/moss", "Title": "Moss", "Created": "2026-03-01T05:06:07Z"}
    page = f"<html><body><section><p>Moss waits.</p><figure>{image}<figcaption>A wall</figcaption></figure></section>"
    members: dict[str, bytes | str] = {
        "data.json": json.dumps({"Info": {"Version": "1"}, "Bookmarks": [{"UID": "Ab12", "UserID": 1}]}),
        "bookmarks/Ab12/info.json": json.dumps(record),
        "bookmarks/Ab12/container/index.html": f"{page}<p>Rain comes.</p></body></html>",
        "bookmarks/Ab12/container/_resources/a b.png": PNG,
        "bookmarks/Other/container/_resources/x.png": PNG,
        "bookmarks/Ab12/container/_resources/junk.png": b"no picture at all" * 20,
    }  # fmt: skip
    return archive(**members)


def test_the_pictures_of_an_archive_are_kept_and_shown(store: Store) -> None:
    take(store, "x.zip", readeck('<img srcset="https://example.org/2.png 2x" src="./_resources/a%20b.png" alt="w">'))
    (number,) = store.ids()
    (address,) = store.illustrated(number)
    assert address in names_of(store.document(number))
    assert store.document(number).text.split("\n")[-2:] == ["A wall", "Rain comes."]
    assert PNG[:100] not in store.source(number).content


@pytest.mark.parametrize(
    "source",
    ["../../Other/container/_resources/x.png", "/etc/passwd", "_resources/none.png", "_resources/junk.png", ""],
)
def test_only_pictures_beside_the_page_are_kept(store: Store, source: str) -> None:
    account = take(store, "x.zip", readeck(f'<img src="{source}">'))
    (number,) = store.ids()
    assert (account.texts, account.failed) == (1, 0)
    assert store.illustrated(number) == []


def test_pictures_within_a_text_are_kept_unless_they_are_not_wanted(store: Store) -> None:
    content = f'<p>Moss waits.</p><p><img src="{data_address(PNG)}"></p><p>Rain comes.</p>'
    take(store, "x.json", wallabag(content=content))
    take(store, "y.json", wallabag(id=8, url="https://example.org/b", content=content), pictures=False)
    assert [len(store.illustrated(number)) for number in sorted(store.ids())] == [1, 0]


def test_a_zero_byte_and_an_absurd_title_cost_no_row(store: Store) -> None:
    rows = (b"title,url,time_added,tags,status\na\0b,https://example.org/1,1711111111,,unread\n"
            + b"x" * 1_000_000 + b",https://example.org/2,1711111111," + b"t" * 500 + b",archive\n")  # fmt: skip
    account = take(store, "x.csv", rows)
    assert (account.added, account.failed) == (2, 0)
    assert [one.reason for one in account.told("remark")] == [
        "its title has 1,000,000 characters, and was cut to 1,000",
        "one of its tags has 500 characters, and was cut to 100",
    ]
    assert {one.title[:3] for one in map(store.article, store.ids())} == {"ab", "xxx"}


def test_a_tag_that_is_cut_is_told(store: Store) -> None:
    folders = "".join(f"<DT><H3>F{level}</H3><DL><p>" for level in range(100))
    page = f'<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><p>{folders}<DT><A HREF="https://example.org/deep">Deep</A></DL>'
    account = take(store, "x.html", page)
    assert account.added == 1
    assert [one.reason for one in account.told("remark")] == ["one of its tags has 389 characters, and was cut to 100"]


def test_folders_that_lie_in_each_other_are_named_once(store: Store) -> None:
    link = {"id": 1, "url": "https://example.org/1", "name": "One", "tags": [], "createdAt": "2024-01-01T00:00:00Z"}
    folders = [{"id": 1, "name": "A", "parentId": 2, "links": [link]},
               {"id": 2, "name": "B", "parentId": 1, "links": []}]  # fmt: skip
    take(store, "x.json", json.dumps({"collections": folders, "pinnedLinks": []}))
    assert store.article(store.ids()[0]).tags == ("B/A",)


def test_a_file_that_karakeep_leaves_out_is_skipped(store: Store) -> None:
    marks = [{"createdAt": 1712345678, "title": "A file", "tags": [], "content": {"type": "asset"}, "archived": False}]
    account = take(store, "x.json", json.dumps({"bookmarks": marks, "lists": []}))
    assert (account.skipped, account.failed) == (1, 0)
