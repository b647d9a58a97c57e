"""The console command: an interruption is heard from the first moment on, and leaves no traceback."""

from signal import SIG_DFL, SIGINT, default_int_handler, getsignal, signal
from typing import NoReturn


def run() -> NoReturn:
    """Read the program, while nothing is at stake and the system may end it; then carry out what was asked."""
    heard = getsignal(SIGINT) is default_int_handler  # it is not where a shell runs something in the background
    if heard:
        signal(SIGINT, SIG_DFL)
    from reader.cli import run_and_leave

    if heard:
        signal(SIGINT, default_int_handler)
    run_and_leave()
