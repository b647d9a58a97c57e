"""Completion in shells: a script for each, which asks the hidden command `complete` what can stand at the cursor."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, NamedTuple

from library.errors import LibraryError
from library.store import Store
from reader.arguments import COMMANDS
from reader.arguments_keep import PARTS
from reader.records import DONE, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import SimpleNamespace

    from reader.arguments_keep import AddArguments
    from reader.config import Home

    Namespace = argparse.Namespace | SimpleNamespace

_MOST_IDS = 50
"""Articles that are offered, the newest first."""
_SHOWN = 60
"""Code points of a title beside its id."""

_BASH = r"""_broadsheet() {
    local line=${COMP_LINE:0:COMP_POINT} word=${COMP_WORDS[COMP_CWORD]} value about typed
    typed=${line##*[[:space:]]}
    COMPREPLY=()
    while IFS=$'\t' read -r value about; do
        [[ $value == /files/ ]] && { compopt -o default 2>/dev/null; return; }
        # readline replaces only what follows the last : or =
        [[ $typed != "$word" && $value == "${typed%"$word"}"* ]] && value=${value#"${typed%"$word"}"}
        COMPREPLY+=("$value")
    done < <(command broadsheet complete "$line" 2>/dev/null)
    [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *: ]] && compopt -o nospace 2>/dev/null
}
complete -F _broadsheet broadsheet
"""
_ZSH = r"""#compdef broadsheet
_broadsheet() {
    local value about
    local -a values shown
    while IFS=$'\t' read -r value about; do
        if [[ $value == /files/ ]]; then
            _files
            return
        fi
        values+=("$value")
        shown+=("$value${about:+  -- $about}")
    done < <(command broadsheet complete "$LBUFFER" 2>/dev/null)
    (( $#values )) && compadd -Q -l -d shown -a values
}
if [[ ${funcstack[1]} == _broadsheet ]]; then
    _broadsheet "$@"
else
    compdef _broadsheet broadsheet
fi
"""
_FISH = r"""function __broadsheet_complete
    set -l found (command broadsheet complete (commandline -cp) 2>/dev/null)
    if test "$found[1]" = /files/
        __fish_complete_path (commandline -ct)
    else
        printf '%s\n' $found
    end
end
complete -c broadsheet -f -a '(__broadsheet_complete)'
"""
SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}
_FILES = "/files/"
"""In place of candidates: names of files are what is meant."""


class Candidate(NamedTuple):
    """What can stand at the end of a line."""

    value: str
    about: str = ""


def script(options: Namespace) -> int:
    """Print the script for a shell."""
    print(SCRIPTS[options.shell], end="")
    return DONE


def complete(options: Namespace, home: Home) -> int:
    """Print what can complete a line, each with a word about it after a tab; silent about anything wrong."""
    from reader.config import Home as Homes

    words, last = _split(options.line)
    words = words[1:]  # the program's own name
    if len(words) >= 2 and words[0] == "--home":
        from pathlib import Path

        home = Homes.find(Path(words[1]))
        words = words[2:]
    try:
        found = list(candidates(words, last, home))
    except (LibraryError, OSError):
        return DONE
    for one in found:
        about = plain(one.about)
        print(plain(_quoted(one.value)) + (f"\t{about}" if about else ""))
    return DONE


def candidates(words: Sequence[str], last: str, home: Home) -> Iterator[Candidate]:
    """What can stand in place of `last` after these words of a command line."""
    if words[-1:] == ["--home"]:
        yield Candidate(_FILES)
        return
    if not words:
        known = [*((name, about) for name, about, _ in COMMANDS), ("--home", "keep everything in a folder"),
                 ("--help", ""), ("--version", "")]  # fmt: skip
        yield from _beginning(last, (Candidate(*one) for one in known))
        return
    table = {name: add for name, _, add in COMMANDS}
    command, rest = words[0], list(words[1:])
    if command in PARTS:
        parts = {name: (about, add) for name, about, add in PARTS[command]}
        if not rest:
            yield from _beginning(last, (Candidate(name, about) for name, (about, _) in parts.items()))
            return
        add_arguments = parts.get(rest[0], ("", None))[1]
        command, rest = f"{command} {rest[0]}", rest[1:]
    else:
        add_arguments = table.get(command)
    if add_arguments is not None:
        yield from _of_command(_taken(add_arguments), command, rest, last, home)


def _of_command(
    taken: Sequence[_Argument], command: str, rest: Sequence[str], last: str, home: Home
) -> Iterator[Candidate]:
    """What an argument or an option can be."""
    options = {name: one for one in taken for name in one.names}
    if rest and rest[-1] in options and options[rest[-1]].takes_value:
        yield from _values(options[rest[-1]], last, home)
        return
    places = [one for one in taken if not one.names]
    may_leave_out = len(last) > 1 and last[1] != "-" and any(place.kind == "QUERY" for place in places)
    if last.startswith("-") and not may_leave_out:
        used = set(rest)
        names = (Candidate(name, one.about) for name, one in options.items() if name not in used and len(name) > 2)
        yield from _beginning(last, [*names, Candidate("--help", "")])
        return
    given = len([word for at, word in enumerate(rest) if not word.startswith("-") and not _is_value(rest, at, options)])
    if places:
        place = places[min(given, len(places) - 1)]
        if given < len(places) or place.many:
            yield from _values(place, last, home, but=rest, trash=command == "undelete", notes=command == "notes")


def _is_value(rest: Sequence[str], at: int, options: dict[str, _Argument]) -> bool:
    return at > 0 and rest[at - 1] in options and options[rest[at - 1]].takes_value


def _values(
    what: _Argument,
    last: str,
    home: Home,
    *,
    but: Sequence[str] = (),
    trash: bool = False,
    notes: bool = False,
) -> Iterator[Candidate]:
    if what.choices:
        yield from _beginning(last, map(Candidate, what.choices))
    elif what.kind == "TAG":
        before, comma, begun = last.rpartition(",")
        yield from (one._replace(value=f"{before}{comma}{one.value}") for one in _tags(home, begun))
    elif what.kind == "SEARCH":
        yield from _searches(home, last)
    elif what.kind == "ID":
        yield from (one for one in _ids(home, last, trash=trash) if one.value not in but)
    elif what.kind == "QUERY":
        yield from _query(home, last, notes=notes)
    elif what.kind in ("FILE", "PATH", "DIR"):
        yield Candidate(_FILES)


def _query(home: Home, last: str, *, notes: bool) -> Iterator[Candidate]:
    """What the last word of a query can be: the name of a field, or a value of one."""
    from library.article_fields import FIELDS, HAS, IS, SORT

    fields, known = FIELDS, {"is": IS, "has": HAS, "sort": SORT}
    if notes:
        from library.note_query import FIELDS as NOTE_FIELDS

        fields, known = NOTE_FIELDS, {}
    field, colon, begun = last.rpartition(":")
    if not colon:
        signs = last[: len(last) - len(last.lstrip("-("))]
        if last != signs:
            yield from _beginning(last, (Candidate(f"{signs}{name}:", about) for name, about in fields.items()))
        return
    name = field.lstrip("-(")
    if name == "tag":
        yield from (one._replace(value=f"{field}:{one.value}") for one in _tags(home, begun))
    yield from _beginning(last, (Candidate(f"{field}:{value}") for value in known.get(name, ())))


def _tags(home: Home, begun: str) -> Iterator[Candidate]:
    if not home.library.exists():
        return
    with Store(home.library) as store:
        tags = store.tags()
    folded = begun.lstrip("#").casefold()
    for tag in tags:
        if tag.name.casefold().startswith(folded):
            yield Candidate(tag.name, f"{tag.total:,}")


def _searches(home: Home, begun: str) -> Iterator[Candidate]:
    if not home.library.exists():
        return
    with Store(home.library) as store:
        searches = store.searches()
    for search in searches:
        if search.name.casefold().startswith(begun.casefold()):
            yield Candidate(search.name, search.query)


def _ids(home: Home, begun: str, *, trash: bool) -> Iterator[Candidate]:
    from library.article import Shelf

    if not home.library.exists() or not (begun.isdecimal() or not begun):
        return
    with Store(home.library) as store:
        ids = [number for number in store.ids(Shelf.TRASH if trash else Shelf.ALL) if str(number).startswith(begun)]
        for article in store.articles(ids[:_MOST_IDS]):
            yield Candidate(str(article.id), article.title[:_SHOWN])


def _beginning(last: str, known: Iterable[Candidate]) -> Iterator[Candidate]:
    return (one for one in known if one.value.startswith(last))


# The parser asked what it takes


class _Argument(NamedTuple):
    names: tuple[str, ...]
    kind: str
    """Its METAVAR."""
    choices: tuple[str, ...]
    about: str
    takes_value: bool
    many: bool


def _taken(add_arguments: AddArguments) -> Sequence[_Argument]:
    """What a command takes, as its parser was told."""
    parser = argparse.ArgumentParser(add_help=False)
    add_arguments(parser)
    taken = []
    for action in parser._actions:  # noqa: SLF001  argparse has no public list of what a parser takes
        if action.help != argparse.SUPPRESS:
            kind = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
            choices = tuple(map(str, action.choices or ()))
            takes_value, many = action.nargs != 0, action.nargs in ("*", "+")
            taken.append(_Argument(tuple(action.option_strings), kind, choices, action.help or "", takes_value, many))
    return taken


# Words of a line


def _split(line: str) -> tuple[list[str], str]:
    """The words of a line before the cursor, without quotation marks, and the one that is being typed."""
    words: list[str] = []
    word, quote, begun = "", "", False
    escaped = False
    for character in line:
        if escaped:
            word, escaped = word + character, False
        elif character == "\\" and quote != "'":
            escaped = begun = True
        elif quote:
            if character == quote:
                quote = ""
            else:
                word += character
        elif character in "'\"":
            quote, begun = character, True
        elif character.isspace():
            if begun or word:
                words.append(word)
            word, begun = "", False
        else:
            word += character
    return words, word


_SPECIAL = frozenset(" \t'\"\\$`&;|<>()*?[]{}#!~")


def _quoted(value: str) -> str:
    """A value as a shell takes it."""
    return "".join(f"\\{character}" if character in _SPECIAL else character for character in value)
