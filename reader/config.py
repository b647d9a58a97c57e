"""Where everything lives, and the person's settings (`config.yaml`): read, checked, never written."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from os import PathLike
    from pathlib import Path
    from typing import Any

    Reader = Callable[[Any], tuple[Any, list["Problem"]]]

NAME = "broadsheet"
FORM = "“{quote}”\n{note}\n— {source}\n{url}"
"""How a passage is copied unless the settings say otherwise."""
FIELDS = ("quote", "note", "tags", "source", "title", "author", "site", "date", "url")
"""What the form of a copied passage can name."""
THEMES = ("night", "paper", "sepia", "black", "contrast", "terminal")
COLUMNS = ("centre", "left")
PICTURES = ("auto", "blocks", "kitty", "off")
NOTES = ("auto", "below", "beside", "marks")
BESIDE = ("auto", "on", "off")
DENSITIES = ("comfortable", "compact")
MEASURES = range(30, 161)
LEADINGS = range(2)
RECALLED = range(1, 101)
FETCHED = {
    "at_once": (1, 32, "pages"), "per_host": (1, 16, "pages"), "pause": (0, 600, "seconds"),
    "patience": (0, 3600, "seconds"), "tries": (1, 10, "times"), "silence": (0.1, 300, "seconds"),
    "page": (1, 3600, "seconds"), "slow_after": (0, 600, "seconds"), "size": (0.1, 64, "megabytes"),
}  # fmt: skip
"""What can be said of fetching: the least, the most, and of what."""
_WHOLE = ("pages", "times")


class Home(NamedTuple):
    """The folders of one person's Broadsheet; as text, for a list and the first page need no more: 5 ms of 40."""

    data_folder: str
    config_folder: str
    cache_folder: str
    log_folder: str

    @classmethod
    def find(cls, override: str | PathLike[str] | None = None, environ: Mapping[str, str] = os.environ) -> Home:
        """The folders of this machine; `override`, else BROADSHEET_HOME, puts all of them into one folder."""
        chosen = environ.get("BROADSHEET_HOME") if override is None else os.fspath(override) or "."
        if chosen:
            root = os.path.join(os.getcwd(), os.path.expanduser(chosen))  # noqa: PTH109, PTH111, PTH118  without Path
            return cls(root, root, f"{root}/cache", f"{root}/log")
        if (usual := _usual_on_linux(environ)) is not None:
            return usual
        from platformdirs import PlatformDirs

        folders = PlatformDirs(NAME, appauthor=False)
        return cls(folders.user_data_dir, folders.user_config_dir, folders.user_cache_dir, folders.user_log_dir)

    @property
    def library_file(self) -> str:
        """The database."""
        return f"{self.data_folder}/library.sqlite"

    @property
    def settings_file(self) -> str:
        """The settings file; it need not exist."""
        return f"{self.config_folder}/config.yaml"

    @property
    def data(self) -> Path:
        """Where the library is."""
        return _path(self.data_folder)

    @property
    def config(self) -> Path:
        """Where the settings are."""
        return _path(self.config_folder)

    @property
    def cache(self) -> Path:
        """What may be thrown away."""
        return _path(self.cache_folder)

    @property
    def library(self) -> Path:
        """The database."""
        return _path(self.library_file)

    @property
    def settings(self) -> Path:
        """The settings file; it need not exist."""
        return _path(self.settings_file)

    @property
    def rules(self) -> Path:
        """The folder of the person's own furniture rules; it need not exist."""
        return _path(self.config_folder) / "rules"

    @property
    def log_file(self) -> Path:
        """Where the details of errors go."""
        return _path(self.log_folder) / f"{NAME}.log"


def _path(text: str) -> Path:
    from pathlib import Path

    return Path(text)


def _usual_on_linux(environ: Mapping[str, str]) -> Home | None:
    """What platformdirs answers where nothing asks for other folders: importing it would cost the first page 8 ms."""
    asked = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "ANDROID_DATA")
    person = environ.get("HOME", "")
    if sys.platform != "linux" or not person.startswith("/") or any(environ.get(name) for name in asked):
        return None
    return Home(
        f"{person}/.local/share/{NAME}", f"{person}/.config/{NAME}", f"{person}/.cache/{NAME}",
        f"{person}/.local/state/{NAME}/log",
    )  # fmt: skip


class Settings(NamedTuple):
    """What a person may set; every field has a sentence here and in README."""

    theme: str = "night"
    """`night`, `black`, `contrast` (light on dark), `paper`, `sepia` (dark on light), `terminal` (its own colours)."""
    measure: int = 70
    """The widest a line of text may be, in cells: 30 to 160."""
    leading: int = 1
    """White lines between paragraphs: 1, or 0, and the first line of a paragraph stands in."""
    justify: bool = False
    """Whether lines are made equally long where that opens no holes."""
    hyphenate: bool = False
    """Whether words are parted at line ends, by the rules of the article's language."""
    column: str = "centre"
    """Where the column stands: `centre` or `left`."""
    dim: bool = False
    """Whether all but the paragraph under the ruler is drawn back."""
    pictures: str = "auto"
    """`auto` (the best the terminal has), `blocks`, `kitty` or `off`."""
    speak: str = ""
    """The command that reads aloud; `{text}` and `{language}` stand for the sentence and its language."""
    cursor: bool = False
    """Whether the terminal's cursor follows the ruler and ornaments are left out, for screen readers and braille."""
    notes: str = "auto"
    """Where notes stand: `beside` the text, `below` their paragraph, `marks` alone; `auto`: beside if there is room."""
    colour: str = "yellow"
    """The colour of a new highlight: `yellow`, `green`, `blue`, `red` or `purple`."""
    colours: Mapping[str, str] = {}
    """What the colours are called: the name of a colour to the name that a person gives it, `fact` or `doubt`."""
    recall: int = 5
    """How many past highlights are shown again on a day: 1 to 100."""
    density: str = "comfortable"
    """How the rows of the shelf stand: `comfortable` (two lines each) or `compact` (one)."""
    sidebar: str = "auto"
    """The side bar of the shelf: `on`, `off`, or `auto`: where there is room."""
    preview: str = "auto"
    """The preview of the shelf: as `sidebar`."""
    copy: str = FORM
    """How a passage is copied; its fields are filled in, and a line whose fields are all empty is left out."""
    clipboard: str = ""
    """The command that takes what is copied, beside the terminal; empty for the first that there is, or `off`."""
    keep_pictures: bool = True
    """Whether the pictures of an article are kept with it when it is added, for reading offline."""
    inbox: str = ""
    """The folder whose files are added while the program is open, and by `broadsheet inbox`; empty for none."""
    cookies: str = ""
    """The `cookies.txt` of which each site is sent its own when pages are fetched; empty for none."""
    fetch: Mapping[str, float] = {}
    """How pages are fetched, each as `FETCHED` has it; what is absent is as `library.fetching.Manners` has it."""
    keymap: Mapping[str, tuple[str, ...]] = {}
    """Command id to its keys, in place of the default ones."""


def folder_of(setting: str) -> Path | None:
    """The folder or file that a setting names, with `~` for the person's own; None when it is empty."""
    return _path(os.path.expanduser(setting)) if setting else None  # noqa: PTH111  Path's raises for unknown users


class Problem(NamedTuple):
    """A setting that can't be used, in place of which the default stands."""

    line: int
    """Where it is in the file, from 1."""
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}"


def read_settings(path: str | PathLike[str]) -> tuple[Settings, list[Problem]]:
    """The settings in a file, the defaults for what is absent or wrong, and what is wrong."""
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123  without Path
            text = file.read()
    except FileNotFoundError:
        return Settings(), []
    except (OSError, UnicodeDecodeError) as error:
        return Settings(), [Problem(1, f"the file can't be read: {error}")]
    return parse_settings(text)


def parse_settings(text: str) -> tuple[Settings, list[Problem]]:
    """As `read_settings`, from the text of the file."""
    import yaml  # 12 ms, only for those who have a settings file

    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return Settings(), [Problem(mark.line + 1 if mark else 1, f"not valid YAML: {error.problem}")]
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        return Settings(), [
            Problem(line, f"not valid YAML: the character {chr(error.character)!r} may not stand there")
        ]
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:
        return Settings(), [Problem(1, f"not valid YAML: {error}")]
    if root is None or root.value == "":
        return Settings(), []
    if not isinstance(root, yaml.MappingNode):
        return Settings(), [Problem(_line(root), "the file must be a list of `name: value` lines")]
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for key_node, value_node in root.value:
        name = _word(key_node)
        reader = _READERS.get(name)
        if reader is None:
            problems.append(Problem(_line(key_node), f"there is no setting {_quoted(name)}{_meant(name, _READERS)}"))
            continue
        value, wrong = reader(value_node)
        problems += wrong
        if value is not None:
            values[name] = value
    return Settings(**values), problems


def _line(node: Any) -> int:  # noqa: ANN401  PyYAML's nodes are untyped
    return int(node.start_mark.line) + 1


def _word(node: Any) -> str:  # noqa: ANN401  as above
    """The text of a single value; of a list or a mapping nothing, for with aliases it can be without end."""
    return node.value if isinstance(node.value, str) else ""


def _quoted(name: str) -> str:
    return repr(name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…")


def _meant(name: str, known: Collection[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name[:_LONGEST_NAME], list(known), n=1, cutoff=0.5)
    if close:
        return f"; did you mean {close[0]!r}?"
    return f"; there are {', '.join(sorted(known))}" if len(known) < 10 else ""


def _one_of(what: str, names: Sequence[str]) -> Reader:
    def read(node: Any) -> tuple[str | None, list[Problem]]:  # noqa: ANN401  as above
        name = _word(node)
        if name in names:
            return name, []
        if name.lower() in ("off", "no", "false") and "off" in names:  # as YAML 1.1 writes no
            return "off", []
        if name.lower() in ("on", "yes", "true") and "on" in names:
            return "on", []
        return None, [Problem(_line(node), f"there is no {what} {_quoted(name)}{_meant(name, names)}")]

    return read


def _number(name: str, unit: str, known: range) -> Reader:
    def read(node: Any) -> tuple[int | None, list[Problem]]:  # noqa: ANN401  as above
        text = _word(node)
        if text.isdecimal() and len(text) < 6 and int(text) in known:
            return int(text), []
        bounds = f"{known[0]} to {known[-1]}"
        return None, [Problem(_line(node), f"{name} is a number of {unit} from {bounds}, not {_quoted(text)}")]

    return read


def _yes_or_no(name: str) -> Reader:
    def read(node: Any) -> tuple[bool | None, list[Problem]]:  # noqa: ANN401  as above
        word = _word(node).lower()
        if word in ("yes", "true", "on", "no", "false", "off"):
            return word in ("yes", "true", "on"), []
        return None, [Problem(_line(node), f"{name} is yes or no, not {_quoted(word)}")]

    return read


def _command(name: str) -> Reader:
    def read(node: Any) -> tuple[str | None, list[Problem]]:  # noqa: ANN401  as above
        import shlex

        text = _word(node)
        try:
            shlex.split(text)
        except ValueError as error:
            return None, [Problem(_line(node), f"{name} is a command, and this is none: {error}")]
        return text, []

    return read


def _place(name: str, what: str) -> Reader:
    def read(node: Any) -> tuple[str | None, list[Problem]]:  # noqa: ANN401  as above
        text = _word(node)
        if isinstance(node.value, str) and (not text or text.startswith(("/", "~"))):
            return text, []
        return None, [Problem(_line(node), f"{name} is {what}, from ~ or / on, not {_quoted(text)}")]

    return read


def _form(node: Any) -> tuple[str | None, list[Problem]]:  # noqa: ANN401  as above
    text = _word(node)
    unknown = [name for name in re.findall(r"\{(\w+)\}", text) if name not in FIELDS]
    if not text.strip():
        return None, [Problem(_line(node), "copy is a text with fields such as {quote}, and this is empty")]
    problems = [Problem(_line(node), f"copy has no field {_quoted(name)}{_meant(name, FIELDS)}") for name in unknown]
    return (None if problems else text), problems


def _colour(node: Any) -> tuple[str | None, list[Problem]]:  # noqa: ANN401  as above
    from library.highlight import Colour

    return _one_of("colour", list(Colour))(node)


def _colours(node: Any) -> tuple[dict[str, str] | None, list[Problem]]:  # noqa: ANN401  as above
    if not isinstance(node.value, list) or not all(isinstance(pair, tuple) for pair in node.value):
        return None, [Problem(_line(node), "colours holds lines of `yellow: its name`, indented")]
    from library.highlight import Colour

    known = list(Colour)
    names: dict[str, str] = {}
    problems: list[Problem] = []
    for key_node, value_node in node.value:
        line, colour, name = _line(key_node), _word(key_node), " ".join(_word(value_node).split())
        taken = {*(given.casefold() for given in names.values()), *(other for other in known if other != colour)}
        if colour not in known:
            problems.append(Problem(line, f"there is no colour {_quoted(colour)}{_meant(colour, known)}"))
        elif not name or not name.isprintable() or len(name) > _LONGEST_COLOUR:
            problems.append(Problem(line, f"the name of {colour} is a word of at most {_LONGEST_COLOUR} characters"))
        elif name.casefold() in taken:
            problems.append(Problem(line, f"{_quoted(name)} is the name of another colour"))
        else:
            names[colour] = name
    return names, problems


def _fetch(node: Any) -> tuple[dict[str, float] | None, list[Problem]]:  # noqa: ANN401  as above
    if not isinstance(node.value, list) or not all(isinstance(pair, tuple) for pair in node.value):
        return None, [Problem(_line(node), "fetch holds lines such as `at_once: 8`, indented")]
    numbers: dict[str, float] = {}
    problems: list[Problem] = []
    for key_node, value_node in node.value:
        name, text = _word(key_node), _word(value_node)
        if name not in FETCHED:
            problems.append(Problem(_line(key_node), f"fetch has no {_quoted(name)}{_meant(name, FETCHED)}"))
            continue
        least, most, unit = FETCHED[name]
        is_number = re.fullmatch(r"\d{1,5}" if unit in _WHOLE else r"\d{1,5}(\.\d{1,3})?", text)
        if is_number and least <= float(text) <= most:
            numbers[name] = float(text)
        else:
            reason = f"{name} is a number of {unit} from {least:g} to {most:g}, not {_quoted(text)}"
            problems.append(Problem(_line(value_node), reason))
    return numbers, problems


def _keymap(node: Any) -> tuple[dict[str, tuple[str, ...]] | None, list[Problem]]:  # noqa: ANN401  as above
    if not isinstance(node.value, list) or not all(isinstance(pair, tuple) for pair in node.value):
        return None, [Problem(_line(node), "keymap holds lines of `command: key`, indented")]
    from reader.commands import IDS, key_problem

    keymap: dict[str, tuple[str, ...]] = {}
    lines: dict[str, int] = {}
    problems: list[Problem] = []
    for key_node, value_node in node.value:
        line, name = _line(key_node), _word(key_node)
        if name not in IDS:
            problems.append(Problem(line, f"there is no command {_quoted(name)}{_meant(name, IDS)}"))
            continue
        keys = _keys(value_node)
        wrong = [key_problem(key) for key in keys if key_problem(key)]
        if not all(keys):
            wrong = [f"{name} needs a key, or a list of keys"]
        problems += [Problem(line, text) for text in wrong]
        if not wrong:
            keymap[name], lines[name] = keys, line
    problems += [Problem(lines[name], text) for name, text in _without_clashes(keymap)]
    return keymap, sorted(problems)


def _keys(node: Any) -> tuple[str, ...]:  # noqa: ANN401  as above
    """The keys of a command; an empty one stands for what is no key."""
    items = node.value if isinstance(node.value, list) else [node]
    return tuple("" if isinstance(item, tuple) else _word(item) for item in items) or ("",)


def _without_clashes(keymap: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Take commands out of the keymap, the last ones first, until no key has two; each with the reason."""
    from reader.commands import clashes

    while found := clashes(keymap):
        for name in reversed(keymap):
            rest = clashes({other: keys for other, keys in keymap.items() if other != name})
            settled = [text for text in found if text not in rest]
            if settled:
                break
        del keymap[name]
        yield from ((name, text) for text in settled or found)


_LONGEST_NAME = 60
_LONGEST_COLOUR = 20
_READERS: Mapping[str, Reader] = {
    "theme": _one_of("theme", THEMES),
    "measure": _number("measure", "cells", MEASURES),
    "leading": _number("leading", "white lines", LEADINGS),
    "justify": _yes_or_no("justify"),
    "hyphenate": _yes_or_no("hyphenate"),
    "column": _one_of("column", COLUMNS),
    "dim": _yes_or_no("dim"),
    "pictures": _one_of("way to show pictures", PICTURES),
    "speak": _command("speak"),
    "cursor": _yes_or_no("cursor"),
    "notes": _one_of("place for notes", NOTES),
    "colour": _colour,
    "colours": _colours,
    "recall": _number("recall", "highlights", RECALLED),
    "density": _one_of("density", DENSITIES),
    "sidebar": _one_of("way to show the side bar", BESIDE),
    "preview": _one_of("way to show the preview", BESIDE),
    "copy": _form,
    "clipboard": _command("clipboard"),
    "keep_pictures": _yes_or_no("keep_pictures"),
    "inbox": _place("inbox", "a folder such as ~/Inbox"),
    "cookies": _place("cookies", "a file such as ~/cookies.txt"),
    "fetch": _fetch,
    "keymap": _keymap,
}
