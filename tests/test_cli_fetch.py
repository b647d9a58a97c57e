"""Pages on the command line: several at once, entries that wait for their text, and what fetches it."""

import io
import json
from datetime import datetime
from pathlib import Path

import pytest

from library.store import Store
from reader.config import Home
from reader.progress import Progress
from tests.answering import Handler, Server, giving, server
from tests.serving import page
from tests.test_judge import paragraph
from tests.test_refetching import Ran

__all__ = ["server"]
HTML = "text/html; charset=utf-8"


def article(title: str, first: int) -> bytes:
    return page(title, *map(paragraph, range(first, first + 9))).encode()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pauses between the requests of a test."""
    from library.fetching import Manners, _Line

    made = _Line.__init__
    monkeypatch.setattr(_Line, "__init__", lambda line, wanted, _: made(line, wanted, Manners(pause=0)))


def lines(ran: Ran) -> dict[str, dict[str, object]]:
    """What `--json` printed, by the path of the input or the id."""
    records = [json.loads(line) for line in ran.out.splitlines()]
    return {str(record.get("input", record.get("id"))).rpartition("/")[2]: record for record in records}


def test_pages_are_added_and_those_that_do_not_come_are_kept(
    server: Server, home: Home, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = server.address("/good", giving(article("The bell", 0), HTML))
    other = server.address("/other", giving(article("The tide", 20), HTML))
    gone = server.address("/gone", lambda handler: handler.start(404, Content_Length="0"))
    down = server.address("/down", lambda handler: handler.start(500, Content_Length="0"))
    ran = Ran(home, monkeypatch, "add", good, other, gone, down, "http://[half", "--json", "--tag", "harbour")
    found = lines(ran)
    assert ran.code == 1
    assert {name: record["status"] for name, record in found.items()} == {
        "good": "added", "other": "added", "gone": "waiting", "down": "waiting", "[half": "failed",
    }  # fmt: skip
    assert "404 Not Found" in str(found["gone"]["reason"])
    assert f"broadsheet: {gone}: The server answered 404 Not Found. It is article" in ran.error
    assert all(one.tags == ("harbour",) for one in store.articles(store.ids()))
    listed = json.loads(Ran(home, monkeypatch, "list", "is:pending", "--json").out)
    assert {entry["title"] for entry in listed} == {gone, down}


@pytest.mark.parametrize(
    ("content", "media_type", "reason"),
    [
        (b"PK\x03\x04" + bytes(90), HTML, "the ZIP archive is damaged"),
        (b'<rss version="2.0"><channel></channel></rss>', "application/rss+xml", "the feed has no items"),
    ],
)  # fmt: skip
def test_what_can_t_be_taken_apart_waits_with_its_reason(
    server: Server, home: Home, store: Store, monkeypatch: pytest.MonkeyPatch, content: bytes, media_type: str,
    reason: str,
) -> None:  # fmt: skip
    address = server.address("/several", giving(content, media_type))
    ran = Ran(home, monkeypatch, "add", address, "--json")
    found = lines(ran)["several"]
    assert (ran.code, found["status"]) == (1, "waiting")
    assert reason in str(found["reason"])
    assert store.all_pending(hopeless=True)[0].url == address


def test_fetch_tries_again_what_may_come(
    server: Server, home: Home, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = server.address("/gone", lambda handler: handler.start(410, Content_Length="0"))
    down = server.address("/down", lambda handler: handler.start(502, Content_Length="0"))
    still = server.address("/still", lambda handler: handler.start(503, Content_Length="0"))
    numbers = {name: record["id"] for name, record in lines(Ran(home, monkeypatch, "add", gone, down, still, "--json"))
               .items()}  # fmt: skip
    server.address("/down", giving(article("The bell", 0), HTML))
    server.address("/gone", giving(article("The tide", 20), HTML))
    ran = Ran(home, monkeypatch, "fetch", "--pending")
    assert (ran.code, ran.out) == (1, f"fetched {numbers['down']}: The bell\n")
    assert ran.error == f"broadsheet: {numbers['still']}: The server answered 503 Service Unavailable.\n"
    assert [one.tries for one in store.all_pending()] == [2]
    every = lines(Ran(home, monkeypatch, "fetch", "--pending", "--hopeless", "--json"))
    assert every[str(numbers["gone"])] == {
        "id": numbers["gone"], "article": numbers["gone"], "status": "fetched", "title": "The tide",
        "words": store.article(int(str(numbers["gone"]))).words, "warnings": [],
    }  # fmt: skip
    assert every[str(numbers["still"])]["status"] == "waiting"
    assert every[str(numbers["still"])]["reason"] == "The server answered 503 Service Unavailable."


def test_fetch_takes_ids_and_a_limit(server: Server, home: Home, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    down = [server.address(f"/{one}", lambda handler: handler.start(500, Content_Length="0")) for one in range(3)]
    good = server.address("/good", giving(article("The bell", 0), HTML))
    Ran(home, monkeypatch, "add", *down)
    Ran(home, monkeypatch, "add", good)
    asked = len(server.asked)
    Ran(home, monkeypatch, "fetch", "--pending", "--limit", "2")
    assert len(server.asked) == asked + 2
    assert sorted(one.tries for one in store.all_pending()) == [1, 2, 2]
    ran = Ran(home, monkeypatch, "fetch", "2", "4", "9", "--json")
    assert len(server.asked) == asked + 3
    assert {name: record["status"] for name, record in lines(ran).items()} == {
        "2": "waiting", "4": "failed", "9": "failed",
    }  # fmt: skip
    assert "4: it has its text; `broadsheet refetch` fetches it again" in ran.error
    for wrong in (("fetch",), ("fetch", "3", "--pending")):
        assert Ran(home, monkeypatch, *wrong).code == 2


def test_an_entry_that_turns_out_to_be_an_article_that_is_there_becomes_it(
    server: Server, home: Home, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = server.address("/good", giving(article("The bell", 0), HTML))
    short = server.address("/short", lambda handler: handler.start(500, Content_Length="0"))
    Ran(home, monkeypatch, "add", short, "--tag", "harbour")
    Ran(home, monkeypatch, "add", good)
    server.address("/short", lambda handler: handler.start(301, Location=good, Content_Length="0"))
    assert Ran(home, monkeypatch, "fetch", "--pending").out == "merged 2: The bell\n"
    assert store.article(2).tags == ("harbour",)
    assert store.article(1).deleted is not None


def test_refetching_asks_only_whether_the_page_has_changed(
    server: Server, home: Home, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(handler: Handler) -> None:
        if handler.headers["If-None-Match"] == '"one"':
            handler.start(304)
        else:
            body = article("The bell", 0)
            handler.start(Content_Type=HTML, Content_Length=str(len(body)), ETag='"one"')
            handler.wfile.write(body)

    Ran(home, monkeypatch, "add", server.address("/a", answer))
    assert Ran(home, monkeypatch, "refetch", "1").out == "unchanged 1: The bell\n"
    assert server.headers[-1]["If-None-Match"] == '"one"'
    assert Ran(home, monkeypatch, "refetch", "1", "--anyway").out == "unchanged 1: The bell\n"
    assert server.headers[-1]["If-None-Match"] is None


def test_cookies_of_the_settings_are_sent(
    server: Server, home: Home, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookies = tmp_path / "cookies.txt"
    home.config.mkdir(parents=True, exist_ok=True)
    home.settings.write_text(f"cookies: {cookies}\n", encoding="utf-8")
    address = server.address("/a", giving(article("The bell", 0), HTML))
    ran = Ran(home, monkeypatch, "add", address)
    assert (ran.code, ran.error) == (1, "broadsheet: the file of cookies can't be read: no such file or directory\n")
    assert server.asked == []
    cookies.write_text("127.0.0.1\tFALSE\t/\tFALSE\t0\tmember\tyes\nwrong\n", encoding="utf-8")
    ran = Ran(home, monkeypatch, "add", address)
    assert (ran.code, ran.out) == (0, "added 1: The bell\n")
    assert "lines that are no cookies were left out: 1" in ran.error
    assert server.headers[-1]["Cookie"] == "member=yes"


def test_an_imported_address_leads_to_no_private_place(
    server: Server, home: Home, store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.test_entering import entry_of

    number = entry_of(store, server.address("/a", giving(article("The bell", 0), HTML)), now)
    ran = Ran(home, monkeypatch, "fetch", "--pending")
    assert f"{number}: The address leads to 127.0.0.1:" in ran.error
    assert "private" in ran.error
    assert server.asked == []


FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Tides</title>
<item><title>The bell</title><link>https://tides.example/bell</link><description>{}</description></item>
<item><title>The tide</title><link>https://tides.example/tide</link><description>{}</description></item>
</channel></rss>"""


@pytest.mark.parametrize("media_type", ["application/rss+xml", "text/xml", "application/octet-stream"])
def test_what_a_feed_holds_is_added_one_by_one(
    server: Server, home: Home, store: Store, monkeypatch: pytest.MonkeyPatch, media_type: str
) -> None:
    home.config.mkdir(parents=True, exist_ok=True)
    home.settings.write_text("keep_pictures: no\n", encoding="utf-8")
    feed = FEED.format(" ".join(map(paragraph, range(9))), " ".join(map(paragraph, range(20, 29))))
    ran = Ran(home, monkeypatch, "add", server.address("/feed", giving(feed.encode(), media_type)))
    assert (ran.code, ran.error) == (0, "")
    assert {article.title for article in store.articles(store.ids())} == {"The bell", "The tide"}


@pytest.mark.parametrize("media_type", ["application/json", "application/xml"])
def test_data_is_no_article(
    server: Server, home: Home, store: Store, monkeypatch: pytest.MonkeyPatch, media_type: str
) -> None:
    ran = Ran(home, monkeypatch, "add", server.address("/data", giving(b'{"tide": 7}', media_type)))
    assert ran.code == 1
    assert f"gave {media_type}, and it is neither a page nor a feed" in ran.error


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_told_on_one_line_of_a_terminal_and_taken_away() -> None:
    stream = Terminal()
    with Progress("Fetching", 4, stream=stream) as progress:
        progress.step()
        progress.step(failed=True)
    drawn = stream.getvalue().split("\r\x1b[K")
    assert drawn[1:] == [
        f"Fetching {'─' * 20} 0 of 4", f"Fetching {'━' * 5}{'─' * 15} 1 of 4",
        f"Fetching {'━' * 10}{'─' * 10} 2 of 4, 1 failed", "",
    ]  # fmt: skip


def test_progress_is_not_told_of_one_nor_where_there_is_no_terminal() -> None:
    for stream, total in ((Terminal(), 1), (io.StringIO(), 9)):
        with Progress("Fetching", total, stream=stream) as progress:
            progress.step()
        assert stream.getvalue() == ""
