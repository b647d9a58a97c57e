"""The one table of commands: bindings, footers, help, palette and README's list of keys are made from it."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple


class Where(StrEnum):
    """The screens a command can apply to."""

    SHELF = "shelf"
    READING = "reading"
    NOTES = "notes"


_ALL = (Where.SHELF, Where.READING, Where.NOTES)
_SHELF = (Where.SHELF,)
_PAGE = (Where.READING,)
_LISTS = (Where.SHELF, Where.NOTES)
_MARKS = (Where.READING, Where.NOTES)


class Command(NamedTuple):
    """Something a person can do with a key."""

    id: str
    """Stable: the name in the keymap of the configuration."""
    keys: tuple[str, ...]
    """As they are typed: `}` and `ctrl+d`."""
    title: str
    help: str
    where: tuple[Where, ...]
    hint: str = ""
    """A word for the status line; empty for commands that need no reminder."""

    @property
    def method(self) -> str:
        """The name of the method that carries it out."""
        return f"action_{self.id.replace('-', '_')}"

    @property
    def action(self) -> str:
        """The action of the screen it is bound to."""
        return f"do('{self.id}')"


_MOVING = (
    Command("down", ("j", "down"), "Down", "One row or line down", _ALL),
    Command("up", ("k", "up"), "Up", "One row or line up", _ALL),
    Command("page-down", ("space", "pagedown"), "Page down", "A page on", _ALL),
    Command("page-up", ("b", "pageup"), "Page up", "A page back", _ALL),
    Command("half-page-down", ("ctrl+d",), "Half a page down", "Half a page on", _ALL),
    Command("half-page-up", ("ctrl+u",), "Half a page up", "Half a page back", _ALL),
    Command("top", ("g", "home"), "Top", "To the beginning", _ALL),
    Command("bottom", ("G", "end"), "End", "To the end", _ALL),
)
_ARTICLES = (
    Command("open", ("enter",), "Open", "Read the article; in the notes, go to the passage",
            _LISTS, "open"),
    Command("filter", ("/",), "Filter", "Show only what holds the words you type", _LISTS, "filter"),
    Command("star", ("s",), "Star", "Give or take the star", _SHELF + _PAGE, "star"),
    Command("archive", ("e",), "Archive", "Move to the archive, or back to the inbox", _SHELF + _PAGE, "archive"),
    Command("delete", ("d",), "Delete", "Put into the trash; in the trash, take out of it", _SHELF, "delete"),
    Command("browse", ("o",), "Open in browser", "Open the article's page in the web browser", _SHELF + _PAGE),
    Command("copy-link", ("y",), "Copy link", "Copy the article's address", _SHELF),
    Command("shelf-inbox", ("1",), "Inbox", "What is to be read", _SHELF),
    Command("shelf-reading", ("2",), "Reading", "What has been begun", _SHELF),
    Command("shelf-starred", ("3",), "Starred", "What has a star", _SHELF),
    Command("shelf-archive", ("4",), "Archive shelf", "What has been put away", _SHELF),
    Command("shelf-all", ("5",), "All", "Everything but the trash", _SHELF),
    Command("notes", ("6",), "Notes", "All highlights and notes", _SHELF),
    Command("shelf-trash", ("7",), "Trash", "What has been deleted", _SHELF),
)  # fmt: skip
_READING = (
    Command("next-paragraph", ("}",), "Next paragraph", "The ruler one paragraph on", _PAGE),
    Command("previous-paragraph", ("{",), "Previous paragraph", "The ruler one paragraph back", _PAGE),
    Command("next-heading", ("]",), "Next heading", "To the next heading", _PAGE),
    Command("previous-heading", ("[",), "Previous heading", "To the previous heading", _PAGE),
    Command("outline", ("O",), "Outline", "All headings, with how far in they stand", _PAGE),
    Command("find", ("/",), "Find", "Find words in the article as you type; ctrl+r for a regular expression",
            _PAGE, "find"),
    Command("next-hit", ("n",), "Next hit", "To the next place where the words stand", _PAGE),
    Command("previous-hit", ("N",), "Previous hit", "To the previous place where the words stand", _PAGE),
    Command("follow", ("f",), "Follow a link", "Letters on all links in sight; type them to open one here or in "
            "the browser, with shift to add it to the library", _PAGE),
    Command("next-link", ("tab",), "Next link", "To the next link; enter opens it", _PAGE),
    Command("previous-link", ("shift+tab",), "Previous link", "To the previous link", _PAGE),
    Command("open-link", ("enter",), "Open the link", "Open the link that tab has chosen", _PAGE),
    Command("return", ("ctrl+o", "backspace"), "Return", "Back to where you were before a jump", _PAGE),
    Command("picture", ("i",), "Picture", "Show the picture under the ruler large", _PAGE),
    Command("right", ("right",), "Sideways", "Scroll code that is too wide to the right", _PAGE),
    Command("left", ("left",), "Sideways back", "Scroll code back to the left", _PAGE),
    Command("next-article", ("J",), "Next article", "Read the next article of the shelf", _PAGE),
    Command("previous-article", ("K",), "Previous article", "Read the article before it on the shelf", _PAGE),
)  # fmt: skip
_NOTING = (
    Command("highlight", ("h",), "Highlight", "Highlight the paragraph under the ruler", _PAGE, "highlight"),
    Command("note", ("a",), "Note", "Write or edit a note on the paragraph, or on the chosen highlight",
            _MARKS, "note"),
    Command("next-highlight", (".",), "Next highlight", "To the next highlight", _PAGE),
    Command("previous-highlight", (",",), "Previous highlight", "To the previous highlight", _PAGE),
    Command("delete-highlight", ("d",), "Delete highlight", "Delete the highlight under the ruler, or the chosen one",
            _MARKS),
)  # fmt: skip
_SETTING = (
    Command("wider", ("+", "="), "Wider", "Make the column wider", _PAGE),
    Command("narrower", ("-",), "Narrower", "Make the column narrower", _PAGE),
    Command("leading", ("L",), "Leading", "White lines between paragraphs, or first lines that stand in", _PAGE),
    Command("justify", ("|",), "Justify", "Make lines equally long, or leave them ragged", _PAGE),
    Command("hyphenate", ("H",), "Hyphenate", "Part words at line ends, or keep them whole", _PAGE),
    Command("column", ("C",), "Column", "Put the column in the middle or on the left", _PAGE),
    Command("focus", ("z",), "Focus", "Hide everything but the column", _PAGE),
    Command("dim", ("Z",), "Dim the rest", "Draw back all but the paragraph under the ruler", _PAGE),
    Command("speed-read", ("W",), "Speed reading", "One word at a time, from the top of the page on", _PAGE),
    Command("read-aloud", ("r",), "Read aloud", "Read aloud by sentence; again to pause", _PAGE),
    Command("skip-on", (">",), "Next sentence", "While reading aloud, the next sentence", _PAGE),
    Command("skip-back", ("<",), "Previous sentence", "While reading aloud, the sentence before", _PAGE),
)  # fmt: skip
_GENERAL = (
    Command("undo", ("u",), "Undo", "Take back the last change", _ALL),
    Command("theme", ("T",), "Theme", "The next theme: night, paper, sepia, black, contrast, your terminal's", _ALL),
    Command("help", ("?",), "Help", "All keys of this screen", _ALL, "help"),
    Command("palette", (":", "ctrl+p"), "Commands", "Find a command by its name", _ALL),
    Command("back", ("q", "escape"), "Back", "Back to where you came from; on the shelf, leave", _ALL, "back"),
)
COMMANDS: tuple[Command, ...] = (*_MOVING, *_ARTICLES, *_READING, *_NOTING, *_SETTING, *_GENERAL)
SECTIONS: tuple[tuple[str, tuple[Command, ...]], ...] = (
    ("Moving", _MOVING),
    ("Articles", _ARTICLES),
    ("Reading", _READING),
    ("Highlights and notes", _NOTING),
    ("The page", _SETTING),
    ("Everywhere", _GENERAL),
)

_SPELLED = {
    "down": "↓",
    "up": "↑",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "home": "Home",
    "end": "End",
    "escape": "esc",
    "left": "←",
    "right": "→",
}
_NAMED_KEYS = frozenset(
    (
        *("down", "up", "left", "right", "pagedown", "pageup", "home", "end", "insert", "delete"),
        *("backspace", "enter", "escape", "tab", "space"),
        *(f"f{number}" for number in range(1, 13)),
    )
)
_MODIFIERS = frozenset(("ctrl", "shift", "alt"))


def commands_at(where: Where) -> Iterator[Command]:
    """The commands of one screen, in the order of the table."""
    return (command for command in COMMANDS if where in command.where)


BY_ID: Mapping[str, Command] = {command.id: command for command in COMMANDS}
IDS: frozenset[str] = frozenset(BY_ID)


def keys_of(command: Command, keymap: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The keys of a command under a person's keymap."""
    return keymap.get(command.id, command.keys)


def spelled(key: str) -> str:
    """A key as help writes it: `↓`, `PgDn`, `ctrl+d`."""
    return _SPELLED.get(key, key)


def key_problem(key: str) -> str:
    """Why a key can't be bound; empty when it can."""
    *modifiers, name = key.split("+") if len(key) > 1 else [key]
    if not set(modifiers) <= _MODIFIERS:
        return f"{key!r} is no key: the modifiers are ctrl, shift and alt"
    if (len(name) == 1 and name.isprintable() and name != " ") or name in _NAMED_KEYS:
        return ""
    return f"{key!r} is no key: write one character, or a name such as enter, space, pagedown, ctrl+d"


def clashes(keymap: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Keys that a keymap gives to two commands of one screen, a sentence each."""
    found = []
    for where in Where:
        owners: dict[str, Command] = {}
        for command in commands_at(where):
            for key in keys_of(command, keymap):
                if key in owners and owners[key] is not command:
                    found.append(
                        f"{spelled(key)!r} is given to both {owners[key].id} and {command.id} ({where} screen)"
                    )
                owners[key] = command
    return list(dict.fromkeys(found))
