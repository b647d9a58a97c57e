"""Pages that only lead on to another address are followed as redirects are."""

from datetime import datetime

import pytest

from library.errors import FetchError
from library.fetch import fetch_page
from reader.cli import main
from reader.config import Home
from tests.answering import Handler, Server, giving, server
from tests.serving import page

__all__ = ["server"]

HTML = "text/html; charset=utf-8"
PAGE = page("The tide tables", "The gates open at ten.", "The keeper writes it down.").encode()


def forwarding(content: str, text: str = "") -> bytes:
    return (
        f"<html><head><title>Moved</title><META HTTP-EQUIV=refresh {content}></head><body>{text}</body></html>".encode()
    )


@pytest.mark.parametrize(
    "content",
    ['content="0;URL=/end"', "content='0; url=\"/end\"'", "content=0;url=end", 'content="5, /end"', 'content="0 /end"'],
)
def test_a_page_that_only_leads_on_is_followed(server: Server, now: datetime, content: str) -> None:
    end = server.address("/end", giving(PAGE, HTML))
    start = server.address("/short", giving(forwarding(content), HTML))
    fetched = fetch_page(start, now)
    assert (fetched.source.url, fetched.addresses) == (end, (start, start, end))


@pytest.mark.parametrize(
    "found",
    [
        forwarding('content="0;url=/short"'), forwarding('content="0"'), forwarding('content="300;url=/end"'),
        forwarding('content="0;url=/end"', "The tide comes in over the stones. " * 20),
        b"<html><noscript><meta http-equiv=refresh content='0;url=/end'></noscript><p>Tide</p></html>",
    ],
)  # fmt: skip
def test_a_page_that_is_to_be_read_or_loads_itself_anew_is_not_left(
    server: Server, now: datetime, found: bytes
) -> None:
    server.address("/end", giving(PAGE, HTML))
    assert fetch_page(server.address("/short", giving(found, HTML)), now).source.content == found


def test_a_page_leads_on_only_to_where_a_redirect_may(server: Server, now: datetime) -> None:
    for path, place, words in (("/a", "file:///etc/passwd", "file"), ("/b", "http://10.0.0.1/", "private")):
        with pytest.raises(FetchError, match=words):
            fetch_page(server.address(path, giving(forwarding(f'content="0;url={place}"'), HTML)), now)


def test_pages_that_lead_on_in_a_circle_end(server: Server, now: datetime) -> None:
    one = server.address("/a", giving(forwarding('content="0;url=/b"'), HTML))
    server.address("/b", giving(forwarding('content="0;url=/a"'), HTML))
    with pytest.raises(FetchError, match="leads back to it"):
        fetch_page(one, now)
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    "script",
    ['location.href = "/end"', "window.location='/end';", "\nlocation.replace( '/end' );\n", 'document.location="end";',
     "self.location.assign('/end')", "window.location.href='end'"],
)  # fmt: skip
def test_a_script_that_does_nothing_but_lead_on_is_followed(server: Server, now: datetime, script: str) -> None:
    end = server.address("/end", giving(PAGE, HTML))
    content = f"<html><title>Moved</title><body>Moved.<script>{script}</script></body></html>".encode()
    assert fetch_page(server.address("/short", giving(content, HTML)), now).source.url == end


@pytest.mark.parametrize(
    "scripts",
    ["<script>if (screen.width < 600) location.href = '/end'</script>", "<script>location = there</script>",
     "<script>location.href='/end'</script><script src=app.js></script>", "<script>relocation = '/end'</script>"],
)  # fmt: skip
def test_a_script_that_does_more_is_not_followed(server: Server, now: datetime, scripts: str) -> None:
    content = f"<html><title>App</title><body><div id=root></div>{scripts}</body></html>".encode()
    assert fetch_page(server.address("/short", giving(content, HTML)), now).source.content == content


def test_a_header_that_leads_on_is_followed(server: Server, now: datetime) -> None:
    def leading(handler: Handler) -> None:
        handler.start(Content_Type=HTML, Refresh="0; url=/end", Content_Length="0")

    end = server.address("/end", giving(PAGE, HTML))
    assert fetch_page(server.address("/short", leading), now).source.url == end


def test_what_an_entry_waits_for_is_said_once(server: Server, home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    empty = server.address("/app", giving(b"<html><title>Tides</title><body><div id=root></div></body></html>", HTML))
    assert main(["--home", str(home.library.parent), "add", empty]) == 1
    assert capsys.readouterr().err.count("holds no article text") == 1


def test_pages_are_told_though_their_pictures_are_interrupted(
    server: Server, home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("library.illustrating.Illustrator.done", interrupted)
    address = server.address("/tides", giving(PAGE, HTML))
    assert main(["--home", str(home.library.parent), "add", "--json", address]) == 1
    out, err = capsys.readouterr()
    assert '"status": "added"' in out
    assert "interrupted" in err
