"""A server on this machine that answers with the very bytes that a test gives, and ends the connection as told."""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

RESET = struct.pack("ii", 1, 0)
"""As a socket's lingering: closing it tells the other side that what it says is not heard any more."""


@contextmanager
def saying(answer: Iterable[bytes], *, reset: bool = False) -> Iterator[str]:
    """The address of a server that answers every request with these pieces and then ends the connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_serve, args=(listening, answer), kwargs={"reset": reset}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/tides"
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(10)


def _serve(listening: socket.socket, answer: Iterable[bytes], *, reset: bool) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listening.accept()
            with suppress(OSError), connection:
                connection.recv(65536)
                for piece in answer:
                    connection.sendall(piece)
                if reset:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                else:
                    connection.shutdown(socket.SHUT_WR)
                    connection.settimeout(1)
                    connection.recv(1)  # closed at once, the other side might lose what was sent to it
