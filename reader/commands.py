"""The one table of commands: bindings, footers, help, palette and README's list of keys are made from it."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple


class Where(StrEnum):
    """The screens a command can apply to."""

    SHELF = "shelf"
    READING = "reading"
    NOTES = "notes"
    SELECTING = "selecting"
    RECALL = "recall"
    SIDE = "side bar"
    STATISTICS = "statistics"


_ALL = (Where.SHELF, Where.READING, Where.NOTES)
_SHELF = (Where.SHELF,)
_PAGE = (Where.READING,)
_LISTS = (Where.SHELF, Where.NOTES)
_MARKS = (Where.READING, Where.NOTES, Where.RECALL)
_NOTES = (Where.NOTES,)
_RECALL = (Where.RECALL,)
_SIDE = (Where.SIDE,)
_SHELF_AND_SIDE = (Where.SHELF, Where.SIDE)
_STATISTICS = (Where.STATISTICS,)
_EVERYWHERE = (*_ALL, Where.RECALL, Where.SIDE, Where.STATISTICS)
_CARET = (Where.SELECTING,)


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
    Command("down", ("j", "down"), "Down", "One row or line down", _EVERYWHERE),
    Command("up", ("k", "up"), "Up", "One row or line up", _EVERYWHERE),
    Command("page-down", ("space", "pagedown"), "Page down", "A page on", _ALL + _STATISTICS),
    Command("page-up", ("b", "pageup"), "Page up", "A page back", _ALL + _STATISTICS),
    Command("half-page-down", ("ctrl+d",), "Half a page down", "Half a page on", _ALL + _SIDE + _STATISTICS),
    Command("half-page-up", ("ctrl+u",), "Half a page up", "Half a page back", _ALL + _SIDE + _STATISTICS),
    Command("top", ("g", "home"), "Top", "To the beginning", _ALL + _SIDE + _STATISTICS),
    Command("bottom", ("G", "end"), "End", "To the end", _ALL + _SIDE + _STATISTICS),
)
_ARTICLES = (
    Command("open", ("enter",), "Open", "Read the article; in the notes, go to the passage",
            _LISTS + _RECALL, "open"),
    Command("filter", ("/",), "Find", "Find as you type: words, and fields such as title: tag: is: saved: minutes:",
            _LISTS + _SIDE, "find"),
    Command("add", ("a",), "Add", "Add articles: addresses, files, folders, or a text that you paste", _SHELF, "add"),
    Command("star", ("s",), "Star", "Give or take the star", _SHELF + _PAGE, "star"),
    Command("archive", ("e",), "Archive", "Move to the archive, or back to the inbox", _SHELF + _PAGE, "archive"),
    Command("delete", ("d",), "Delete", "Put into the trash; in the trash, take out of it", _SHELF, "delete"),
    Command("tags", ("t",), "Tags", "Write or change the tags of the article, or of all that are selected", _SHELF),
    Command("browse", ("o",), "Open in browser", "Open the article's page in the web browser", _SHELF + _PAGE),
    Command("refetch", ("R",), "Fetch again", "Fetch the article's page again; what changes for your notes is told",
            _SHELF + _PAGE),
    Command("copy-link", ("y",), "Copy link", "Copy the article's address, or those of all that are selected", _SHELF),
    Command("pick", ("x",), "Select", "Select the article, or no longer, and go to the next", _SHELF),
    Command("pick-range", ("v",), "Select a range", "Select from here to where you move; again to end it", _SHELF),
    Command("pick-all", ("*",), "Select all", "Select all that are listed; again for none", _SHELF),
    Command("queue", ("Q",), "Queue", "Put into the queue of what to read next, or take out of it", _SHELF),
    Command("queue-down", ("J",), "Down the queue", "Move the article down in the queue", _SHELF),
    Command("queue-up", ("K",), "Up the queue", "Move the article up in the queue", _SHELF),
    Command("continue", ("c",), "Continue", "Go on with the article that was read last", _SHELF),
    Command("random", ("r",), "Any", "Choose one of those that are listed by chance", _SHELF),
    Command("fitting", ("M",), "Fits in minutes", "Leave only what can be read to its end in so many minutes", _SHELF),
    Command("sort", ("S",), "Sort", "Choose order, groups and how close the rows stand", _SHELF, "sort"),
    Command("density", ("=",), "Closer", "Rows of one line, or of two", _SHELF),
    Command("shelf-inbox", ("1",), "Inbox", "What is to be read", _SHELF_AND_SIDE),
    Command("shelf-reading", ("2",), "Reading", "What has been begun", _SHELF_AND_SIDE),
    Command("shelf-starred", ("3",), "Starred", "What has a star", _SHELF_AND_SIDE),
    Command("shelf-archive", ("4",), "Archive shelf", "What has been put away", _SHELF_AND_SIDE),
    Command("shelf-all", ("5",), "All", "Everything but the trash", _SHELF_AND_SIDE),
    Command("notes", ("6",), "Notes", "All highlights and notes", _SHELF_AND_SIDE),
    Command("shelf-trash", ("7",), "Trash", "What has been deleted", _SHELF_AND_SIDE),
    Command("shelf-queue", ("8",), "Queue shelf", "What is to be read next, in your own order", _SHELF_AND_SIDE),
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
    Command("select", ("v",), "Select", "Select a passage with the caret, to highlight, note or copy it",
            _PAGE, "select"),
    Command("select-paragraphs", ("V",), "Select paragraphs", "Select whole paragraphs", _PAGE),
    Command("adjust", ("x",), "Change the ends", "Move the ends of the highlight", _PAGE),
    Command("export", ("X",), "Export", "Write the article, what is selected, or the notes listed in an open format",
            _ALL),
    Command("copy", ("y",), "Copy", "Copy the highlight with its source, else the article's title and address",
            _MARKS),
    Command("highlight", ("h",), "Highlight", "Highlight the paragraph under the ruler", _PAGE, "highlight"),
    Command("note", ("a",), "Note", "Write or edit a note on the paragraph, or on the chosen highlight",
            _MARKS, "note"),
    Command("recolour", ("c",), "Colour", "Give the highlight another colour", _MARKS),
    Command("retag", ("#",), "Tags", "Write or change the tags of the highlight", _MARKS),
    Command("peek", ("p",), "Show the note", "Show the notes on the paragraph in full, with colour and tags", _PAGE),
    Command("bookmark", ("m",), "Bookmark", "Set a bookmark at the paragraph, or take it away", _PAGE),
    Command("article-note", ("A",), "Note on the article", "Write or edit a note on the article as a whole", _PAGE),
    Command("next-highlight", (".",), "Next highlight", "Choose the next highlight or bookmark", _PAGE),
    Command("previous-highlight", (",",), "Previous highlight", "Choose the previous highlight or bookmark", _PAGE),
    Command("delete-highlight", ("d",), "Delete highlight", "Delete the highlight under the ruler, or the chosen one",
            _MARKS),
)  # fmt: skip
_SELECTING = (
    Command("caret-right", ("l", "right"), "Right", "The caret a character on", _CARET),
    Command("caret-left", ("h", "left"), "Left", "The caret a character back", _CARET),
    Command("caret-down", ("j", "down"), "Down", "The caret a line down", _CARET),
    Command("caret-up", ("k", "up"), "Up", "The caret a line up", _CARET),
    Command("caret-next-word", ("w",), "Next word", "To the beginning of the next word", _CARET),
    Command("caret-word-end", ("e",), "End of the word", "To the end of the word", _CARET),
    Command("caret-previous-word", ("b",), "Previous word", "To the beginning of the word", _CARET),
    Command("caret-sentence-end", (")",), "End of the sentence", "To the end of the sentence", _CARET),
    Command("caret-sentence-start", ("(",), "Beginning of the sentence", "To the beginning of the sentence", _CARET),
    Command("caret-paragraph-end", ("}",), "End of the paragraph", "To the end of the paragraph", _CARET),
    Command("caret-paragraph-start", ("{",), "Beginning of the paragraph", "To the beginning of the paragraph", _CARET),
    Command("caret-line-start", ("0", "home"), "Beginning of the line", "To the beginning of the line", _CARET),
    Command("caret-line-end", ("$", "end"), "End of the line", "To the end of the line", _CARET),
    Command("caret-page-down", ("pagedown", "ctrl+d"), "Page down", "The caret half a page on", _CARET),
    Command("caret-page-up", ("pageup", "ctrl+u"), "Page up", "The caret half a page back", _CARET),
    Command("caret-top", ("g",), "Top", "To the beginning of the article", _CARET),
    Command("caret-bottom", ("G",), "End", "To the end of the article", _CARET),
    Command("caret-find", ("/",), "Find", "To words that you type, which are selected too", _CARET, "find"),
    Command("caret-next-hit", ("n",), "Next hit", "To the next place where the words stand", _CARET),
    Command("caret-previous-hit", ("N",), "Previous hit", "To the previous place where the words stand", _CARET),
    Command("caret-begin", ("v",), "Begin here", "Begin the selection at the caret; after a find, at the words found",
            _CARET, "begin here"),
    Command("caret-by-paragraph", ("V",), "By paragraph", "Whole paragraphs, or characters again", _CARET),
    Command("caret-other-end", ("o",), "Other end", "Move the other end of the selection", _CARET, "other end"),
    Command("caret-grow", ("+", "="), "Grow", "Over the word, clause, sentence, paragraph, section", _CARET, "grow"),
    Command("caret-shrink", ("-",), "Shrink", "Back to what it was before it grew, or to a smaller unit", _CARET),
    Command("caret-highlight", ("enter",), "Highlight", "Highlight the selection, or keep the new ends of a highlight",
            _CARET, "highlight"),
    Command("caret-colour", ("c",), "Highlight in a colour", "Highlight the selection in a colour that you choose",
            _CARET, "colour"),
    Command("caret-note", ("a",), "Highlight and note", "Highlight the selection and write a note", _CARET, "note"),
    Command("caret-copy", ("y",), "Copy", "Copy the selection with its source", _CARET, "copy"),
    Command("caret-help", ("?",), "Help", "All keys of selecting", _CARET),
    Command("caret-leave", ("escape", "q"), "Leave", "Select nothing", _CARET, "leave"),
)  # fmt: skip
_BESIDE = (
    Command("side-bar", ("tab",), "Side bar", "To the side bar, and back to the list", _SHELF_AND_SIDE),
    Command("side-shown", ("B",), "Side bar shown", "Show the side bar beside the list, or hide it", _SHELF_AND_SIDE),
    Command("preview", ("p",), "Preview", "Show the beginning of the chosen article and its notes, or hide them",
            _SHELF_AND_SIDE),
    Command("save-search", ("F",), "Save the search", "Keep what is typed as a search with a name", _SHELF_AND_SIDE),
    Command("statistics", ("I",), "Statistics", "What you have read, by week, day, site and tag", _SHELF_AND_SIDE),
    Command("side-open", ("enter",), "Show it", "Show in the list what is chosen, and go there", _SIDE, "show"),
    Command("side-look", ("l", "right"), "Unfold or show", "Unfold; what is not folded is shown in the list", _SIDE),
    Command("side-fold", ("h", "left"), "Fold", "Fold, or go to what it stands under", _SIDE),
    Command("side-toggle", ("space",), "Fold or unfold", "Fold or unfold", _SIDE, "fold"),
    Command("side-rename", ("r",), "Rename", "Rename the saved search, or the tag in the whole library", _SIDE,
            "rename"),
    Command("side-merge", ("m",), "Merge", "Put the articles of the tag under another one, in the whole library",
            _SIDE, "merge"),
    Command("side-delete", ("d",), "Delete", "Delete the saved search, or take the tag from all its articles", _SIDE,
            "delete"),
    Command("side-down", ("J",), "Move down", "Move the saved search down", _SIDE),
    Command("side-up", ("K",), "Move up", "Move the saved search up", _SIDE),
)  # fmt: skip
_SETTING = (
    Command("wider", ("+", "="), "Wider", "Make the column wider", _PAGE),
    Command("narrower", ("-",), "Narrower", "Make the column narrower", _PAGE),
    Command("leading", ("L",), "Leading", "White lines between paragraphs, or first lines that stand in", _PAGE),
    Command("justify", ("|",), "Justify", "Make lines equally long, or leave them ragged", _PAGE),
    Command("hyphenate", ("H",), "Hyphenate", "Part words at line ends, or keep them whole", _PAGE),
    Command("column", ("C",), "Column", "Put the column in the middle or on the left", _PAGE),
    Command("notes-place", ("M",), "Where notes stand",
            "Notes beside the text, below the paragraphs, or as marks alone", _PAGE),
    Command("focus", ("z",), "Focus", "Hide everything but the column", _PAGE),
    Command("dim", ("Z",), "Dim the rest", "Draw back all but the paragraph under the ruler", _PAGE),
    Command("speed-read", ("W",), "Speed reading", "One word at a time, from the top of the page on", _PAGE),
    Command("read-aloud", ("r",), "Read aloud", "Read aloud by sentence; again to pause", _PAGE),
    Command("skip-on", (">",), "Next sentence", "While reading aloud, the next sentence", _PAGE),
    Command("skip-back", ("<",), "Previous sentence", "While reading aloud, the sentence before", _PAGE),
)  # fmt: skip
_OVERVIEW = (
    Command("notes-all", ("1",), "All highlights", "All highlights", _NOTES),
    Command("notes-noted", ("2",), "With a note", "Highlights that have a note", _NOTES),
    Command("notes-uncertain", ("3",), "Uncertain", "Highlights whose text has changed, perhaps at the wrong place",
            _NOTES),
    Command("notes-lost", ("4",), "Lost", "Highlights whose passage is gone from the text", _NOTES),
    Command("notes-waiting", ("5",), "Waiting", "Highlights whose article is not in the library yet", _NOTES),
    Command("notes-bookmarks", ("6",), "Bookmarks", "Bookmarks", _NOTES),
    Command("notes-order", ("S",), "By article or day", "Group by article, or by the day they were made", _NOTES,
            "group"),
    Command("notes-card", ("p",), "Show it whole", "Show the chosen highlight whole at the foot, or not", _NOTES),
    Command("accept", ("=",), "Accept the place", "Accept the place that was found for an uncertain highlight", _NOTES),
    Command("reattach", ("r",), "Another passage", "Choose another passage of the article for the highlight", _NOTES),
    Command("recall", ("R",), "Recall", "A few past highlights, others each day", _NOTES, "recall"),
    Command("recall-next", ("space", "right", "n", "l"), "Next", "The next one", _RECALL, "next"),
    Command("recall-previous", ("left", "b", "h"), "Previous", "The one before", _RECALL),
    Command("recall-less", ("-",), "Less often", "Show it again half as often", _RECALL, "less often"),
)  # fmt: skip
_GENERAL = (
    Command("undo", ("u",), "Undo", "Take back the last change", _EVERYWHERE),
    Command("redo", ("U",), "Redo", "Do again what was taken back last", _EVERYWHERE),
    Command("theme", ("T",), "Theme", "The next theme: night, paper, sepia, black, contrast, your terminal's",
            _EVERYWHERE),
    Command("help", ("?",), "Help", "All keys of this screen", _EVERYWHERE, "help"),
    Command("palette", (":", "ctrl+p"), "Commands", "Find a command by its name", _EVERYWHERE),
    Command("back", ("q", "escape"), "Back", "Back to where you came from; on the shelf, leave", _EVERYWHERE, "back"),
)  # fmt: skip
COMMANDS: tuple[Command, ...] = (
    *_MOVING, *_ARTICLES, *_READING, *_NOTING, *_SELECTING, *_OVERVIEW, *_BESIDE, *_SETTING, *_GENERAL
)  # fmt: skip
SECTIONS: tuple[tuple[str, tuple[Command, ...]], ...] = (
    ("Moving", _MOVING),
    ("Articles", _ARTICLES),
    ("Reading", _READING),
    ("Highlights and notes", _NOTING),
    ("Selecting a passage", _SELECTING),
    ("The overview of notes", _OVERVIEW),
    ("The side bar, preview and statistics", _BESIDE),
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
