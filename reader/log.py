"""The log: where the details of an error go that a person is told in one sentence."""

import os
from datetime import UTC, datetime
from pathlib import Path


def log_error(path: Path, error: BaseException) -> None:
    """Append an error with its traceback to the log; a log that can't be written is no further trouble."""
    from traceback import format_exception

    log_line(path, "".join(format_exception(error)))


def log_line(path: Path, words: str) -> None:
    """Append words to the log, as `log_error` does."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "a", encoding="utf-8") as log:
            log.write(f"{datetime.now(UTC).isoformat()}\n{words}\n")
    except OSError:
        pass
