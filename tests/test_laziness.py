"""What is not needed is not imported: that is what makes the command line and the first screen fast."""

import subprocess
import sys
from pathlib import Path

import pytest

from library.ingest import add_sample, sample_names
from library.store import Store
from reader.config import Home

_MODULES = "\nimport sys\nprint('MODULES', *sorted(sys.modules))\n"


def modules_after(script: str, *arguments: str) -> set[str]:
    command = [sys.executable, "-c", script + _MODULES, *arguments]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    last = run.stdout.splitlines()[-1]
    assert last.startswith("MODULES")
    return set(last.split()[1:])


@pytest.fixture
def full_home(home: Home) -> Home:
    from datetime import UTC, datetime

    with Store(home.library) as store:
        for name in sample_names():
            add_sample(store, name, datetime.now(UTC))
    return home


LIST = "from reader.cli import main\nimport sys\nassert main(['--home', sys.argv[1], *sys.argv[2:]]) == 0"


@pytest.mark.parametrize("arguments", [[], ["--json"], ["--shelf", "inbox"]])
def test_a_listing_imports_only_what_it_needs(full_home: Home, arguments: list[str]) -> None:
    loaded = modules_after(LIST, str(full_home.data), "list", *arguments)
    assert "library.article_lists" in loaded
    never = {
        "library.store", "library.note_store", "library.journal", "library.statistics",
        "textual", "rich", "lxml", "trafilatura", "dataclasses", "inspect", "yaml", "platformdirs", "asyncio",
        "markdown_it", "hashlib", "difflib", "library.document", "library.anchor", "library.rows", "library.extract",
        "library.ingest", "reader.verbs", "reader.commands", "importlib.metadata", "urllib.request",
    }  # fmt: skip
    plain = "--shelf" not in arguments
    if plain:
        never |= {"argparse", "pathlib", "urllib.parse", "reader.arguments"}
    assert loaded & never == set()
    assert len(loaded) < (105 if plain else 125)  # 88 and 107 on Python 3.11, of which the interpreter brings 60


APP_AND_EXTRACTION = {
    "textual", "lxml", "trafilatura", "library.extract", "library.ingest", "asyncio", "dataclasses", "PIL", "pygments",
    "httpcore",
}  # fmt: skip


@pytest.mark.parametrize("command", [["notes"], ["config"], ["delete", "1"], ["list", "tide"]])
def test_printing_commands_import_neither_the_app_nor_the_extraction(full_home: Home, command: list[str]) -> None:
    loaded = modules_after(LIST, str(full_home.data), *command)
    assert loaded & (APP_AND_EXTRACTION | {"rich", "reader.typeset"}) == set()


@pytest.mark.parametrize("article", [1, 5])
def test_showing_an_article_imports_rich_for_wide_characters_alone(full_home: Home, article: int) -> None:
    title = {1: "The Glass Lighthouse", 5: "河上的漫游者"}[article]
    with Store(full_home.library) as store:
        assert store.article(article).title == title
    loaded = modules_after(LIST, str(full_home.data), "show", str(article))
    assert "reader.typeset" in loaded
    assert loaded & APP_AND_EXTRACTION == set()
    assert "rich" not in loaded or article == 5
    assert loaded & {"rich.style", "rich.segment", "rich.text", "rich.console"} == set()
    assert not {name for name in loaded if name.startswith("reader.screens")}


READ = """
import sys
from reader import cli, firstpage, verbs

class Drawn(Exception):
    pass

def drawn(opened, settings):
    rows = firstpage.rows_of(opened, settings, 80, 24)
    assert len(rows) == 24
    raise Drawn

verbs.has_terminal = lambda: True
firstpage.draw = drawn
cli.fail = lambda words: 0 if "Drawn" in words else 1
assert cli.main(["--home", sys.argv[1], "read", "1"]) == 0
"""


def test_reading_draws_its_first_page_before_anything_heavy_is_imported(full_home: Home) -> None:
    loaded = modules_after(READ, str(full_home.data))
    assert "reader.firstpage" in loaded
    never = {
        "textual", "rich", "argparse", "dataclasses", "inspect", "yaml", "platformdirs", "asyncio", "regex", "pyphen",
        "hashlib", "difflib", "urllib.request", "reader.app", "reader.arguments",
    }  # fmt: skip
    assert loaded & (never | APP_AND_EXTRACTION) == set()


SHELF = """
import os, sys
from reader import cli, firstshelf, opening

class Drawn(Exception):
    pass

def drawn(first, settings):
    rows = firstshelf.rows_of(first, settings, 80, 24)
    assert len(rows) == 24
    raise Drawn

opening.has_terminal = lambda: True
os.get_terminal_size = lambda _: os.terminal_size((80, 24))
firstshelf.draw = drawn
cli.fail = lambda words: 0 if "Drawn" in words else 1
assert cli.main(["--home", sys.argv[1]]) == 0
"""


def test_the_shelf_draws_its_first_page_before_anything_heavy_is_imported(full_home: Home) -> None:
    loaded = modules_after(SHELF, str(full_home.data))
    assert "reader.firstshelf" in loaded
    never = {
        "textual", "rich", "argparse", "dataclasses", "inspect", "yaml", "platformdirs", "asyncio", "regex", "pyphen",
        "hashlib", "difflib", "urllib.request", "reader.app", "reader.arguments", "reader.verbs", "reader.breaking",
        "reader.typeset", "library.store", "library.document", "library.article_query",
    }  # fmt: skip
    assert loaded & (never | APP_AND_EXTRACTION) == set()


def test_opening_the_app_imports_no_extraction_and_no_network() -> None:
    folder = Path(__file__).parent.parent / "reader" / "screens"
    screens = sorted(f"reader.screens.{path.stem}" for path in folder.glob("*.py") if path.stem != "__init__")
    assert "reader.screens.reading" in screens
    loaded = modules_after("\n".join(f"import {name}" for name in ["reader.app", *screens]))
    assert "textual.app" in loaded
    never = {
        "trafilatura",
        "lxml",
        "charset_normalizer",
        "yaml",
        "httpcore",
        "urllib.request",
        "library.extract",
        "library.ingest",
    }
    assert loaded & never == set()
    assert not {name for name in loaded if name.startswith(("library.extract", "library.exporters", "urllib3"))}


def test_no_module_of_the_library_imports_the_reader_or_textual() -> None:
    folder = Path(__file__).parent.parent / "library"
    names = [
        ".".join(path.relative_to(folder.parent).with_suffix("").parts)
        for path in folder.rglob("*.py")
        if path.name != "__init__.py" and "samples" not in path.parts
    ]
    loaded = modules_after("\n".join(f"import {name}" for name in sorted(names)))
    assert not {name for name in loaded if name.split(".")[0] in ("reader", "textual", "rich")}
