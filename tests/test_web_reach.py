"""Where fetching may lead: to private places only when a person typed them, through proxies wherever they are."""

import socket
from datetime import datetime
from ipaddress import IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library import reach
from library.errors import FetchError, UnreachableError
from library.fetch import fetch_page, read_picture
from library.web import Web
from tests.answering import Handler, Server, giving, leading, server
from tests.serving import page
from tests.test_fetch_picture import PNG

__all__ = ["server"]
PAGE = page("The tide tables", "The gates open at ten.", "The keeper writes it down.").encode()
HTML = "text/html; charset=utf-8"


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Names and what they mean; 127.0.0.1, where the server of a test is, counts as public."""
    names: dict[str, list[str]] = {}
    is_private, getaddrinfo = reach.is_private, socket.getaddrinfo

    def looked_up(host: str, port: int, **more: int) -> object:
        if host not in names:
            return getaddrinfo(host, port, **more)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in names[host]]

    monkeypatch.setattr(reach, "is_private", lambda address: address != "127.0.0.1" and is_private(address))
    monkeypatch.setattr("library.reach.socket.getaddrinfo", looked_up)
    return names


@pytest.mark.parametrize(
    "place",
    ["http://10.0.0.1/", "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://0/",
     "http://[::ffff:10.0.0.1]/", "http://[fe80::1]/", "http://[fd00::1]/", "http://localhost/", "http://LOCALHOST./",
     "http://printer.local/", "http://[64:ff9b::a00:1]/", "http://100.64.0.1/", "http://2852039166/", "http://0x0a.1/"],
)  # fmt: skip
def test_a_redirect_to_a_private_place_is_refused(
    server: Server, now: datetime, public: dict[str, list[str]], place: str
) -> None:
    with pytest.raises(FetchError, match="which is private") as caught:
        fetch_page(server.address("/a", leading(place)), now)
    assert not isinstance(caught.value, UnreachableError)


def test_a_name_that_means_a_private_place_is_refused(
    server: Server, now: datetime, public: dict[str, list[str]]
) -> None:
    public["tides.example"] = ["10.1.2.3"]
    with pytest.raises(FetchError, match=r"tides\.example, which is private"):
        fetch_page(server.address("/a", leading("http://tides.example/")), now)


def test_a_name_is_asked_once_and_what_was_looked_at_is_connected_to(
    server: Server, now: datetime, public: dict[str, list[str]]
) -> None:
    port = server.server_address[1]
    server.address("/", giving(PAGE, HTML))
    public["tides.example"] = ["10.1.2.3", "127.0.0.1"]
    found = fetch_page(f"http://tides.example:{port}/", now, near="")
    assert found.source.content == PAGE
    assert server.headers[0]["Host"] == f"tides.example:{port}"
    public["tides.example"] = ["10.1.2.3"]
    with pytest.raises(FetchError, match="private"):
        fetch_page(f"http://tides.example:{port}/", now, near="")


def test_a_typed_address_may_be_private_and_lead_on_there_but_nowhere_else(server: Server, now: datetime) -> None:
    end = server.address("/end", giving(PAGE, HTML))
    assert fetch_page(server.address("/a", leading("/end")), now).source.url == end
    with Server() as other, pytest.raises(FetchError, match="private"):
        fetch_page(server.address("/b", leading(f"http://127.0.0.1:{other.server_address[1]}/")), now)


def test_a_page_reaches_private_pictures_on_its_own_host_alone(server: Server, now: datetime) -> None:
    address = server.address("/a.png", giving(PNG))
    assert read_picture(address, near=address.replace("a.png", "page.html")).content == PNG
    for near in ("", "https://example.org/page.html", "http://127.0.0.1:1/", "http://127.0.0.1/"):
        with pytest.raises(FetchError, match="private"):
            read_picture(address, near=near)
    assert len(server.asked) == 1


def test_a_connection_to_a_private_place_is_not_lent(
    server: Server, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(handler: Handler) -> None:
        handler.close_connection = False
        handler.start(Content_Type=HTML, Content_Length=str(len(PAGE)))
        handler.wfile.write(PAGE)

    address = server.address("/a", answer).replace("127.0.0.1", "tides.example")
    real = socket.getaddrinfo
    monkeypatch.setattr("library.reach.socket.getaddrinfo", lambda _, port, **more: real("127.0.0.1", port, **more))
    with Web() as web:
        assert fetch_page(address, now, web=web).source.content == PAGE
        with pytest.raises(FetchError, match="private"):
            fetch_page(address, now, web=web, near="https://example.org/")


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "198.18.0.7", "::ffff:93.184.216.34"])
def test_what_is_public(address: str) -> None:
    assert not reach.is_private(address)


@given(
    st.sampled_from(["10.0.0.0/8", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "224.0.0.0/4"]),
    st.integers(0, 2**32 - 1),
)
def test_a_private_address_stays_so_in_every_clothing(network: str, number: int) -> None:
    inside = ip_network(network)
    address = inside[number % inside.num_addresses]
    clothed = [f"::ffff:{address}", f"64:ff9b::{address}", str(IPv6Address((0x2002 << 112) | (int(address) << 80)))]
    assert all(map(reach.is_private, [str(address), *clothed]))


# Proxies


def test_a_proxy_is_gone_through_wherever_it_is(
    server: Server, now: datetime, public: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("no_proxy")
    monkeypatch.setenv("http_proxy", f"127.0.0.1:{server.server_address[1]}")
    server.answers["http://tides.example/a"] = giving(PAGE, HTML)
    assert fetch_page("http://tides.example/a", now, near="").source.content == PAGE
    public["tides.example"] = ["10.1.2.3"]
    for inside in ("http://10.0.0.1/", "http://tides.example/a"):
        with pytest.raises(FetchError, match="private"):
            fetch_page(inside, now, near="")


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "http://127.0.0.1:many", "http://"])
def test_a_proxy_that_can_t_be_used_is_told(
    server: Server, now: datetime, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.delenv("no_proxy")
    monkeypatch.setenv("http_proxy", proxy)
    with pytest.raises(FetchError, match="proxy"):
        fetch_page("http://tides.example/a", now)
