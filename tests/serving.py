"""A web server on this machine whose pages a test can change."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Pages:
    """What the server gives, by path; other paths are answered with 404."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.bodies: dict[str, bytes] = {}
        self.asked = 0
        self.gate = threading.Event()
        """While it is not set, nothing is answered."""
        self.gate.set()

    def __setitem__(self, path: str, page: str) -> None:
        self.bodies[path] = page.encode()


@contextmanager
def served() -> Iterator[Pages]:
    """A running server."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pages.asked += 1
            pages.gate.wait(10)
            body = pages.bodies.get(self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        pages = Pages(f"http://127.0.0.1:{running.server_address[1]}")
        threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield pages
        running.shutdown()


def page(title: str, *paragraphs: str) -> str:
    """An article as a web page."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    head = f'<head><meta charset="utf-8"><title>{title}</title></head>'
    return f"<html>{head}<body><article><h1>{title}</h1>{body}</article></body></html>"
