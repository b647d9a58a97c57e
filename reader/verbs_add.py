"""`broadsheet add`: articles from files, streams and addresses."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from library.errors import LibraryError, TextRefusedError
from library.store import Store
from reader.records import DONE, FAILED, USAGE, fail, plain, print_json
from reader.verbs_fetch import add_pages, is_address

if TYPE_CHECKING:
    from argparse import Namespace as Parsed
    from types import SimpleNamespace

    from library.source import Source
    from reader.config import Home

    Namespace = Parsed | SimpleNamespace


def add(options: Namespace, home: Home) -> int:
    """Save articles from files and addresses."""
    from library import ingest

    if options.url and len(options.inputs) > 1:
        return fail("--url is the address of one page; add the others by themselves", USAGE)
    with Store(home.library) as store:
        code = DONE
        for name in [name for name in options.inputs if not is_address(name)]:
            result: dict[str, object] = {"input": name}
            try:
                source = source_of(name, options.url or "")
                saved = ingest.save(store, source, _now(), options.tag, home.rules, anyway=options.anyway)
            except TextRefusedError as error:
                code = FAILED
                result |= {"status": "refused", "reason": str(error)}
                fail(f"{name}: {error}; --anyway takes the new one")
            except LibraryError as error:
                code = FAILED
                result |= {"status": "failed", "reason": str(error)}
                fail(f"{name}: {error}")
            else:
                result |= {
                    "id": saved.article,
                    "status": saved.done,
                    "title": saved.title,
                    "warnings": list(saved.warnings),
                }
                if not options.json:
                    print(plain(f"{saved.done} {saved.article}: {saved.title}"))
                for warning in saved.warnings:
                    fail(f"{name}: {warning}")
            if options.json:
                print_json(result, line=True)
        pages = [name for name in options.inputs if is_address(name)]
        return max(code, add_pages(store, pages, options, home))


def source_of(name: str, url: str) -> Source:
    """The input that a name on the command line means. Raises UnreadableSourceError and FetchError."""
    from library.fetch import read_file, read_page, read_stream

    if name == "-":
        return read_stream(sys.stdin.buffer, _now(), url)
    if name.lower().startswith(("http://", "https://")):
        return read_page(name, _now())
    return read_file(Path(name), _now(), url)


def _now() -> datetime:
    return datetime.now(UTC)
