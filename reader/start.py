"""The console command: an interruption is heard from the first moment on, and leaves no traceback."""

from __future__ import annotations

import sys
from signal import SIG_DFL, SIGINT, default_int_handler, getsignal, signal

TYPE_CHECKING = False
if TYPE_CHECKING:  # without `typing`, which takes as long to be read as all else here
    from sys import UnraisableHookArgs
    from typing import NoReturn

_MOMENT = 0.001


def run() -> NoReturn:
    """Read the program and what is asked, while nothing is at stake and the system may end it; then carry that out."""
    heard = getsignal(SIGINT) is default_int_handler  # it is not where a shell runs something in the background
    if heard:
        signal(SIGINT, SIG_DFL)
    from reader.cli import run_and_leave

    run_and_leave(_hear if heard else bool)


def _hear() -> None:
    """Let an interruption end in order what is under way.

    One that came where Python lets no error through, as at the end of an import, comes again.
    """
    signal(SIGINT, default_int_handler)
    try:
        from signal import ITIMER_REAL, SIGALRM, setitimer
    except ImportError:  # Windows
        return

    def again(told: UnraisableHookArgs) -> None:
        if issubclass(told.exc_type, KeyboardInterrupt):
            setitimer(ITIMER_REAL, _MOMENT)
        else:
            sys.__unraisablehook__(told)

    signal(SIGALRM, default_int_handler)
    sys.unraisablehook = again
