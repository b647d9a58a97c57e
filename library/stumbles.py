"""Where the program itself stumbles: a person is told in a sentence, whoever keeps a log gets the traceback.

Nobody keeps one until `keep_with` is called; a worker has what it kept sent to the process that it works for.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from library.errors import LibraryError, StumbleError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Keeper = Callable[[str], object]

_keepers: list[Keeper] = []


def keep_with(keeper: Keeper) -> None:
    """From now on, have this one keep what `keep` is given."""
    _keepers[:] = [keeper]


def keep(details: str) -> None:
    """Hand on what only the log is to know."""
    for keeper in _keepers:
        keeper(details)


def stumble(error: BaseException, over: str) -> StumbleError:
    """What is told of an error that nobody foresaw; its traceback is kept, with `over` what it came about."""
    from traceback import format_exception

    keep(f"{over or 'a source without an address'}\n{''.join(format_exception(error))}")
    return StumbleError(f"the program stumbled over it ({type(error).__name__}), and its log says where")


@contextmanager
def heeded(over: str) -> Iterator[None]:
    """Raise what nobody foresaw as StumbleError; what is foreseen goes its way."""
    try:
        yield
    except LibraryError:
        raise
    except Exception as error:
        raise stumble(error, over) from error
