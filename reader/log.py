"""The log: where the details of an error go that a person is told in one sentence."""

from datetime import UTC, datetime
from pathlib import Path


def log_error(path: Path, error: BaseException) -> None:
    """Append an error with its traceback to the log; a log that can't be written is no further trouble."""
    from traceback import format_exception

    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now(UTC).isoformat()}\n{''.join(format_exception(error))}\n")
    except OSError:
        pass
