"""The words of the commands that put the library in order and look after it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    AddArguments = Callable[[argparse.ArgumentParser], None]

SHELLS = ("bash", "zsh", "fish")


def json_argument(command: argparse.ArgumentParser) -> None:
    """The option of everything that prints."""
    command.add_argument("--json", action="store_true", help="print JSON")


def chosen_arguments(command: argparse.ArgumentParser) -> None:
    """Articles by their ids, or by a query."""
    command.add_argument("ids", type=int, nargs="*", metavar="ID")
    command.add_argument("--query", metavar="QUERY", help="all articles that this finds, in place of ids")
    command.add_argument(
        "--yes", action="store_true",
        help="do not ask when the query finds more than one; needed where there is no terminal to ask on",
    )  # fmt: skip
    json_argument(command)


def star_arguments(command: argparse.ArgumentParser) -> None:
    """The words of `star`."""
    chosen_arguments(command)
    command.add_argument("--off", action="store_true", help="take the star away")


def archive_arguments(command: argparse.ArgumentParser) -> None:
    """The words of `archive`."""
    chosen_arguments(command)
    command.add_argument("--back", action="store_true", help="back into the inbox")


def _tags_and_chosen(command: argparse.ArgumentParser) -> None:
    command.add_argument("tags", metavar="TAG", help="a tag, or several between commas; a/b stands below a")
    chosen_arguments(command)


def _rename_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("old", metavar="TAG")
    command.add_argument("new", metavar="NEW", help="what it is called then, and with it all tags below it")
    json_argument(command)


def _merge_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("names", nargs="+", metavar="TAG")
    command.add_argument("--into", required=True, metavar="TAG", help="what they become")
    json_argument(command)


def _delete_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("name", metavar="TAG", help="it goes from all articles and highlights, and all below it too")
    json_argument(command)


def _queue_add_arguments(command: argparse.ArgumentParser) -> None:
    chosen_arguments(command)
    command.add_argument("--front", action="store_true", help="before all others")


def _queue_move_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("ids", type=int, nargs="+", metavar="ID")
    _where_arguments(command, "front")
    json_argument(command)


def _save_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("name", metavar="NAME", help="its name beside the shelf; upper and lower case are one")
    command.add_argument("query", nargs="+", metavar="QUERY", help="what it finds, as for `list`")
    command.add_argument("--replace", action="store_true", help="give a search of that name this query")
    json_argument(command)


def _rename_search_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("name", metavar="SEARCH")
    command.add_argument("new", metavar="NEW", help="what it is called then")
    json_argument(command)


def _delete_search_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("name", metavar="SEARCH", help="no article goes with it")
    json_argument(command)


def _move_search_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("name", metavar="SEARCH")
    _where_arguments(command, "start")
    json_argument(command)


def _where_arguments(command: argparse.ArgumentParser, start: str) -> None:
    where = command.add_mutually_exclusive_group(required=True)
    where.add_argument("--to", type=count, metavar="N", help="to the place N; the first is 1")
    where.add_argument("--up", type=count, metavar="N", help=f"N places towards the {start}")
    where.add_argument("--down", type=count, metavar="N", help="N places towards the end")


def count(text: str) -> int:
    """A number from 1 on."""
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is no count: write a number from 1 on")
    return int(text)


def stats_arguments(command: argparse.ArgumentParser) -> None:
    """The words of `stats`."""
    command.add_argument(
        "--since", metavar="DATE",
        help='2026, 2026-03, 2026-03-14, "this month", "last 90 days"; else the last 26 weeks',
    )  # fmt: skip
    json_argument(command)


def backup_arguments(command: argparse.ArgumentParser) -> None:
    """The words of `backup`."""
    command.add_argument("path", nargs="?", metavar="PATH", help="a file or a folder; else beside the library")
    command.add_argument("--force", action="store_true", help="overwrite a file that is there")
    json_argument(command)


def doctor_arguments(command: argparse.ArgumentParser) -> None:
    """The words of `doctor`."""
    command.add_argument(
        "--repair", action="store_true", help="build the index anew, and take out what belongs nowhere"
    )
    json_argument(command)


def inbox_arguments(command: argparse.ArgumentParser) -> None:
    """The words of `inbox`."""
    command.add_argument("--watch", action="store_true", help="go on until it is interrupted")
    json_argument(command)


def completion_arguments(command: argparse.ArgumentParser) -> None:
    """The words of `completion`."""
    command.add_argument("shell", choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))


def complete_arguments(command: argparse.ArgumentParser) -> None:
    """The words of the hidden `complete`."""
    command.add_argument("line", metavar="LINE")


PARTS: Mapping[str, tuple[tuple[str, str, AddArguments], ...]] = {
    "tag": (
        ("add", "give tags to articles", _tags_and_chosen),
        ("remove", "take tags from articles", _tags_and_chosen),
        ("list", "print all tags as a tree, with how many articles carry each or one below it", json_argument),
        ("rename", "give a tag and all below it another name, on articles and highlights", _rename_arguments),
        ("merge", "turn tags into another one, on articles and highlights", _merge_arguments),
        ("delete", "take a tag and all below it from all articles and highlights", _delete_arguments),
    ),
    "queue": (
        ("list", "print the queue in its order; so does `broadsheet queue` alone", json_argument),
        ("add", "put articles at the end of the queue, or at its front", _queue_add_arguments),
        ("remove", "take articles out of the queue", chosen_arguments),
        ("move", "move articles within the queue", _queue_move_arguments),
    ),
    "shelves": (
        (
            "list",
            "print shelves and saved searches with their numbers; so does `broadsheet shelves` alone",
            json_argument,
        ),
        ("save", "give a query a name, and put it after the other saved searches", _save_arguments),
        ("rename", "give a saved search another name", _rename_search_arguments),
        ("delete", "delete a saved search", _delete_search_arguments),
        ("move", "move a saved search among the others", _move_search_arguments),
    ),
}
"""Commands that have commands of their own."""
