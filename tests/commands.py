"""Commands run in this process: what each printed and answered."""

import json
from typing import Any

import pytest

from library.anchor import make_anchor
from library.document import Range
from library.store import Store
from reader import cli
from reader.config import Home

ARTICLE = """---
title: The Bell
authors: [Ann Lee, Bo]
site: Example
url: https://example.org/bell
published: 2026-03-12
language: en
key_points: [It rang., Twice.]
---

The harbour lay quiet.

## At two

![A bell](https://example.org/bell.jpg)

_The bell itself._ <small>Photo: Jo Roe</small>

- one
- two

```python
ring()
```
"""


class Ran:
    """What one command printed and answered."""

    def __init__(self, code: int, out: str, error: str) -> None:
        self.code, self.out, self.error = code, out, error

    @property
    def json(self) -> Any:  # noqa: ANN401  whatever was printed
        return json.loads(self.out)


class Shell:
    """Runs commands in this process."""

    def __init__(self, home: Home, capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self._capsys = home, capsys

    def __call__(self, *arguments: str) -> Ran:
        self._capsys.readouterr()
        try:
            code = cli.main(arguments)
        except SystemExit as left:  # argparse: wrong usage, --help
            code = left.code if isinstance(left.code, int) else 1
        captured = self._capsys.readouterr()
        return Ran(code, captured.out, captured.err)


def mark_quote(home: Home, article: int, quote: str, note: str = "") -> int:
    with Store(home.library) as store:
        document = store.document(article)
        start = document.text.index(quote)
        anchor = make_anchor(document, Range(start, start + len(quote)))
        return store.add_highlight(article, anchor, now=store.article(article).saved, note=note)
