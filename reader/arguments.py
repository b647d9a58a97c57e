"""The words of the command line: one table of commands, and what each of them takes."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from library.article import Shelf
from library.article_shelves import ArticleOrder
from reader.arguments_keep import (
    PARTS,
    archive_arguments,
    backup_arguments,
    chosen_arguments,
    complete_arguments,
    completion_arguments,
    count,
    doctor_arguments,
    inbox_arguments,
    star_arguments,
    stats_arguments,
)
from reader.arguments_keep import json_argument as _json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import NoReturn

    AddArguments = Callable[[argparse.ArgumentParser], None]

_EXAMPLES = """\
examples:
  broadsheet add article.txt page.html --tag history
  broadsheet list "tide gates" --json
  broadsheet read 3
  broadsheet tag add law/sea 3 7
  broadsheet export markdown --out notes/
"""


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of one call; only the parser of the command that is called is made, which saves 5 ms."""
    table = {name: (words, add_arguments) for name, words, add_arguments in (*COMMANDS, *HIDDEN)}
    listed = "\n".join(f"  {name:<11}{words}" for name, words, _ in COMMANDS)
    parser = argparse.ArgumentParser(
        prog="broadsheet",
        usage="broadsheet [--home DIR] [COMMAND ...]",
        description="A reader for saved articles in the terminal. Without a command it opens the shelf.",
        epilog=f"commands, each with its own --help:\n{listed}\n\n{_EXAMPLES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--home", metavar="DIR", help="keep library, settings and log in DIR")
    parser.add_argument("--version", action=_PrintVersion, nargs=0, help="print the version")
    parser.add_argument("command", nargs="?", choices=table, metavar="COMMAND", help="what to do; see below")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.command is None:
        return options
    words, add_arguments = table[options.command]
    given = _shielded(options.arguments) if options.command in _WITH_QUERY else options.arguments
    start = argparse.Namespace(home=options.home, command=options.command)
    if options.command in PARTS:
        return _parsed_part(options.command, words, given, start)
    command = _parser(options.command, options.command, words, add_arguments, given)
    return _checked(command, command.parse_intermixed_args(given, start))
    # intermixed: options may stand between the words of a query


def _parsed_part(command: str, words: str, given: Sequence[str], start: argparse.Namespace) -> argparse.Namespace:
    """The options of a command that has commands of its own, the first of which need not be named: `queue`."""
    parts = {name: (about, add_arguments) for name, about, add_arguments in PARTS[command]}
    listed = "\n".join(f"  {name:<10}{about}" for name, (about, _) in parts.items())
    parser = argparse.ArgumentParser(
        prog=f"broadsheet {command}",
        usage=f"broadsheet {command} {{{','.join(parts)}}} ...",
        description=f"{words[0].upper()}{words[1:]}.",
        epilog=f"commands, each with its own --help:\n{listed}{_examples(command)}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", choices=parts, metavar="COMMAND", help="what to do; see below")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    if command in ("queue", "shelves") and (not given or given == ["--json"]):
        given = ["list", *given]
    if not given:
        parser.error(f"say what to do: {', '.join(parts)}")
    options = parser.parse_args(given)
    start.what = options.what
    about, add_arguments = parts[options.what]
    rest = _shielded(options.arguments) if (command, options.what) == ("shelves", "save") else options.arguments
    part = _parser(command, f"{command} {options.what}", about, add_arguments, rest)
    return _checked(part, part.parse_intermixed_args(rest, start))


def _checked(parser: argparse.ArgumentParser, options: argparse.Namespace) -> argparse.Namespace:
    """The options, where those that choose articles choose them in one way, and there is something to be added."""
    if "yes" in options:
        if bool(options.ids) == (options.query is not None):
            parser.error("name articles by their ids, or by --query")
        if options.query is not None and not options.query.strip():
            parser.error("the query is empty and would find every article")
    if options.command == "add" and not options.inputs and not options.clipboard:
        parser.error("name files, folders or addresses, or say --clipboard")
    return options


def _parser(
    command: str, name: str, words: str, add_arguments: AddArguments, given: Sequence[str]
) -> argparse.ArgumentParser:  # fmt: skip
    parser = argparse.ArgumentParser(
        prog=f"broadsheet {name}",
        description=f"{words[0].upper()}{words[1:]}.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_arguments(parser)
    if {"-h", "--help"} & set(given):
        if command in ("list", "search"):
            from library.article_fields import FIELDS

            parser.epilog = _about_queries(FIELDS)
        parser.epilog = f"{parser.epilog or ''}{_examples(command, name)}".lstrip("\n")
    return parser


def _examples(command: str, name: str = "") -> str:
    """The examples of a command; of one of its own commands, those that call it."""
    from reader.examples import EXAMPLES

    lines = [line for line in EXAMPLES.get(command, ()) if f"broadsheet {name}" in line]
    return "\n\nexamples:\n" + "\n".join(f"  {line}" for line in lines) if lines else ""


_WITH_QUERY = ("notes", "export", "list", "search")
"""Commands whose query can leave words out with a dash before them."""


def _shielded(words: Sequence[str]) -> list[str]:
    """Words that begin with one dash behind a space, so that none is taken for an option."""
    return [f" {word}" if word[:1] == "-" and word[:2] != "--" and word not in ("-", "-h") else word for word in words]


class _PrintVersion(argparse.Action):
    """The version, looked up only when it is printed: importlib.metadata costs 15 ms."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version

        print(f"broadsheet {version('broadsheet')}")
        parser.exit()


# The table of commands


def _query_and_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("query", nargs="*", metavar="QUERY", help='words and "phrases" that must be there')
    _json(command)


def _inputs(
    command: argparse.ArgumentParser, number: str = "+", about: str = "a file, an address, or - for standard input"
) -> None:
    command.add_argument("inputs", nargs=number, metavar="FILE", help=about)
    command.add_argument("--url", type=_url, help="the address the page was saved from")
    _json(command)


def _url(text: str) -> str:
    if not text.lower().startswith(("http://", "https://")):
        raise argparse.ArgumentTypeError(f"{text!r} is no http or https address")
    return text


def _add_arguments(command: argparse.ArgumentParser) -> None:
    _inputs(command, "*", "a file, a folder, a ZIP archive, a feed, an address, or - for standard input")
    command.add_argument("--clipboard", action="store_true", help="what the clipboard holds, a text or an address")
    command.add_argument("--report", type=Path, metavar="FILE", help="write what became of each, one object a line")
    command.add_argument("--tag", action="append", default=[], help="a tag for what is added; may be repeated")
    command.add_argument(
        "--anyway", action="store_true", help="replace a stored text even if what comes seems not to be that article"
    )


def _list_arguments(command: argparse.ArgumentParser) -> None:
    _article_query(command)
    command.add_argument("--shelf", choices=[shelf.value for shelf in Shelf], default=Shelf.ALL.value)
    command.add_argument(
        "--sort", type=_order, metavar="ORDER",
        help="saved, published, title, site, minutes, progress, read, relevance, queue or random; with --sort=-ORDER "
        "the other way round",
    )  # fmt: skip


def _search_arguments(command: argparse.ArgumentParser) -> None:
    _article_query(command)
    command.add_argument("--best", action="store_true", help="those that fit best first, not the newest")


def _article_query(command: argparse.ArgumentParser) -> None:
    command.formatter_class = argparse.RawDescriptionHelpFormatter
    command.add_argument("query", nargs="*", metavar="QUERY", help="what is to be found; see below")
    command.add_argument("--limit", type=count, metavar="N", help="so many at most")
    _json(command)


def _about_queries(fields: Mapping[str, str]) -> str:
    """What a query can say, below the help on a command."""
    width = max(map(len, fields)) + 3
    return (
        'QUERY is made of words, "phrases" and beginnings*, of which -word leaves out, or stands between two, and\n'
        "parentheses hold together, and of these fields:\n"
        + "\n".join(f"  {f'{name}:':<{width}}{title}" for name, title in fields.items())
        + '\ndates: 2024, 2024-01, 2024-01-15, today, "last week", "last 7 days", >2024-01, 2024-01..2024-03'
    )


def _order(text: str) -> str:
    orders = [order.value for order in ArticleOrder]
    if text.removeprefix("-") not in orders:
        raise argparse.ArgumentTypeError(f"{text!r} is none of {', '.join(orders)}")
    return text


def _id(command: argparse.ArgumentParser) -> None:
    command.add_argument("id", type=int, metavar="ID")


def _show_arguments(command: argparse.ArgumentParser) -> None:
    _id(command)
    command.add_argument("--format", choices=("text", "markdown", "json", "html"), default="text")
    command.add_argument("--width", type=_width, metavar="N", help="cells of a line of text; else as the terminal")
    command.add_argument(
        "--style", choices=("auto", "always", "never"), default="auto",
        help="bold, italic and links: on a terminal alone, or also for a pager such as less -R",
    )  # fmt: skip
    _json(command)


def _width(text: str) -> int:
    if not text.isdecimal() or len(text) > 4 or not 20 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is no width: write a number of cells from 20 to 1000")
    return int(text)


def _refetch_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("ids", type=int, nargs="*", metavar="ID")
    command.add_argument("--all", action="store_true", help="every article of the library")
    command.add_argument("--anyway", action="store_true", help="take even what seems no longer to be the article")
    command.add_argument("--offline", action="store_true", help="extract the stored page anew, without fetching it")
    command.add_argument("--file", type=Path, metavar="FILE", help="its page in a file, or - for standard input")
    _json(command)


def _fetch_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("ids", type=int, nargs="*", metavar="ID", help="articles that wait for their text")
    command.add_argument("--pending", action="store_true", help="all of them, those first that were tried least")
    command.add_argument("--limit", type=count, metavar="N", help="so many of them at most")
    command.add_argument("--hopeless", action="store_true", help="those too whose page is gone or is none")
    command.add_argument("--anyway", action="store_true", help="take even what seems to be no article")
    _json(command)


def _versions_arguments(command: argparse.ArgumentParser) -> None:
    _id(command)
    one = command.add_mutually_exclusive_group()
    one.add_argument("--restore", type=int, metavar="N", help="put this former text in place again")
    one.add_argument("--show", type=int, metavar="N", help="print this former text")
    _json(command)


def _export_arguments(command: argparse.ArgumentParser) -> None:
    from library.exporters import FORMATS

    command.epilog = "formats:\n" + "\n".join(f"  {form.id:<15}{form.title}" for form in FORMATS)
    command.add_argument("format", choices=[form.id for form in FORMATS], metavar="FORMAT", help="see below")
    command.add_argument(
        "--out", metavar="PATH",
        help="a folder for markdown and html, which may be one that was written before; else a file",
    )  # fmt: skip
    command.add_argument(
        "--body", action=argparse.BooleanOptionalAction,
        help="markdown: with or without the text of the articles; else as the folder has it, at first with",
    )  # fmt: skip
    command.add_argument("--only-annotated", action="store_true", help="only articles with highlights")
    command.add_argument("--force", action="store_true", help="overwrite files that are no former export")
    _query_and_json(command)


def _import_arguments(command: argparse.ArgumentParser) -> None:
    from library.importers.formats import FORMATS
    from library.importers.services import SERVICES

    forms = [*((one.name, one.title, one.looks) for one in SERVICES), *(one[:3] for one in FORMATS)]
    half = len(SERVICES)
    lines = [f"  {name:<15}{title}: {looks}" for name, title, looks in forms]
    command.epilog = "\n".join(("articles:", *lines[:half], "", "highlights and notes:", *lines[half:]))
    command.add_argument("inputs", nargs="+", metavar="FILE", help="a file, a folder of clipped notes, or - for stdin")
    command.add_argument(
        "--from", dest="format", choices=[name for name, _, _ in forms], metavar="NAME",
        help="the form of the files, see below; else each file tells",
    )  # fmt: skip
    command.add_argument("--tag", action="append", default=[], help="a tag for all of it; may be repeated")
    command.add_argument("--dry-run", action="store_true", help="tell what would become of each article, store nothing")
    command.add_argument(
        "--report", type=Path, metavar="FILE",
        help="write each record that was not added, with the reason: as CSV or JSON, by the name's ending",
    )  # fmt: skip
    _json(command)


def _notes_arguments(command: argparse.ArgumentParser) -> None:
    from library.note_query import FIELDS

    command.epilog = _about_queries(FIELDS)
    command.add_argument("query", nargs="*", metavar="QUERY", help="what is to be found; see below")
    command.add_argument("--group", choices=("article", "date"), help="print them under their articles, or their days")
    command.add_argument("--random", type=count, metavar="N", help="so many of them, dealt at random")
    command.add_argument("--seed", type=int, metavar="N", help="deal the same ones each time")
    command.add_argument("--limit", type=count, metavar="N", help="so many at most")
    _json(command)


def _nothing(command: argparse.ArgumentParser) -> None:
    del command


COMMANDS: tuple[tuple[str, str, AddArguments], ...] = (
    ("add", "save articles from files, folders, archives, feeds and addresses", _add_arguments),
    ("extract", "print what would be kept of a page, and store nothing", _inputs),
    ("list", "print the articles of the library", _list_arguments),
    ("search", "print the articles that have words, with the place where they stand", _search_arguments),
    ("read", "open one article", _id),
    ("show", "print one article", _show_arguments),
    ("notes", "print highlights and notes", _notes_arguments),
    ("recall", "show a few past highlights, others each day", _json),
    ("fetch", "fetch the text of articles that wait for it", _fetch_arguments),
    ("refetch", "fetch articles again, and say what changed for their notes", _refetch_arguments),
    ("versions", "print the former texts of an article, or put one back", _versions_arguments),
    ("tag", "give tags to articles or take them, and put the tags of the library in order", _nothing),
    ("star", "give articles the star, or take it away", star_arguments),
    ("archive", "put articles into the archive, or back into the inbox", archive_arguments),
    ("delete", "put articles into the trash", chosen_arguments),
    ("undelete", "take articles out of the trash", chosen_arguments),
    ("queue", "print what is to be read next, or change it", _nothing),
    ("shelves", "print shelves and saved searches with their numbers, or change these", _nothing),
    ("undo", "take back the last change to articles, tags, queue or saved searches", _json),
    ("redo", "do again what was taken back last", _json),
    ("inbox", "add the files of the inbox folder, and move them to its done/", inbox_arguments),
    ("import", "take in articles, highlights and notes of other services, or our own", _import_arguments),
    ("export", "write articles with their notes in an open format", _export_arguments),
    ("stats", "print what was read, when and of what, and what waits", stats_arguments),
    ("backup", "copy the library, while it is in use or not", backup_arguments),
    ("doctor", "look for what is wrong with library and settings", doctor_arguments),
    ("completion", "print the script that lets a shell complete commands, tags and ids", completion_arguments),
    ("config", "print where everything is, the settings, and what is wrong in them", _json),
    ("demo", "open the sample articles in a home that is thrown away", _nothing),
)
HIDDEN: tuple[tuple[str, str, AddArguments], ...] = (
    ("complete", "print what can complete a line of the shell", complete_arguments),
)
"""Commands that the scripts of `completion` call."""
