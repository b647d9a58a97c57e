"""Makes the pictures of README from the samples: `python screenshots/make.py` writes an SVG and a PNG of each.

PNG needs `rsvg-convert` (Debian: librsvg2-bin); without it the SVG files are still written.
"""

import asyncio
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from textual.pilot import Pilot

from library.ingest import add_sample, sample_names
from library.store import Store
from reader.app import ReaderApp
from reader.config import Home, Settings

FOLDER = Path(__file__).parent
NOW = datetime(2026, 3, 14, 8, 30, tzinfo=UTC)
NOTE = "Compare with the barrier plan in the council papers: who pays for the pumps?"


PLAIN = Settings(pictures="off")


_REST = 0.6
"""Seconds after which the preview has come."""


@dataclass(frozen=True)
class Shot:
    """One picture: the keys that lead to it from the open shelf, words to type into a note, the screen's size."""

    name: str
    keys: tuple[str, ...]
    note: str = ""
    size: tuple[int, int] = (100, 32)
    settings: Settings = PLAIN


JUSTIFIED = Settings(theme="paper", justify=True, hyphenate=True, leading=0, measure=64)
SALT_ROAD, STORY, LIGHTHOUSE = (*"jjj", "enter"), (*"jjjj", "enter"), ("G", "enter")


def _typed(words: str) -> tuple[str, ...]:
    return tuple(_key(character) for character in words)


def _key(character: str) -> str:
    return {" ": "space", ":": "colon", "?": "question_mark", ".": "full_stop", ",": "comma"}.get(character, character)


DOWN = "right_curly_bracket"
SENTENCE = ("v", "right_parenthesis")
MARGIN = (
    *STORY, *[DOWN] * 4, *SENTENCE, "a", *_typed("Who sounds it, and from where?"), "escape", DOWN, *SENTENCE,
    "right_parenthesis", "c", "2", "v", *["e"] * 14, "c", "4", "a", *_typed("61 closings: check with the authority."),
    "escape", DOWN, DOWN, "v", *["e"] * 9, "c", "5", "number_sign", *_typed("engineers gates"), "enter", DOWN, "m", "g",
)  # fmt: skip
SHOTS = (
    Shot("shelf", ("j", "j", "j", "j"), size=(140, 36)),
    Shot("searching", ("slash", *"gates")),
    Shot("reading", STORY),
    Shot("reading-paper", STORY, settings=Settings(theme="paper")),
    Shot("note", (*STORY, *["right_curly_bracket"] * 5, "a"), NOTE),
    Shot("selecting", (*STORY, *["right_curly_bracket"] * 4, "v", "right_parenthesis", "right_parenthesis")),
    Shot("margin", MARGIN, size=(132, 36), settings=Settings(colours={"yellow": "fact", "red": "doubt"})),
    Shot("notes", (*STORY, *["right_curly_bracket"] * 5, "a"), NOTE),
    Shot("table-and-code", (*LIGHTHOUSE, *["right_square_bracket"] * 2)),
    Shot("find", (*SALT_ROAD, "slash", *"salt")),
    Shot("outline", (*STORY, " ", "O"), settings=Settings(theme="sepia")),
    Shot("justified", (*SALT_ROAD, " ", " "), settings=JUSTIFIED),
    Shot("speed-reading", (*STORY, " ", "W")),
    Shot("long-read-narrow", (*SALT_ROAD, *["right_square_bracket"] * 2), size=(60, 20)),
)


async def _press(pilot: Pilot[None], keys: tuple[str, ...]) -> None:
    await pilot.press(*("space" if key == " " else key for key in keys))
    await pilot.pause()


async def take(shot: Shot) -> str:
    """The SVG of a shot, from a library that is made for it."""
    with TemporaryDirectory() as folder:
        home = Home.find(Path(folder))
        with Store(home.library) as store:
            for number, name in enumerate(sample_names()):
                add_sample(store, name, NOW - timedelta(days=9 - 1.7 * number))
            app = ReaderApp(home, store, shot.settings, clock=lambda: NOW)
            async with app.run_test(size=shot.size) as pilot:
                await pilot.pause()
                await _press(pilot, shot.keys)
                await asyncio.sleep(_REST)
                if shot.note:
                    await pilot.press(*_typed(shot.note), "escape", "j")
                    await pilot.pause()
                if shot.name == "notes":
                    await _press(pilot, ("q", "6"))
                return _without_web_font(app.export_screenshot(title="Broadsheet"))


def _without_web_font(svg: str) -> str:
    """The terminal's own fonts instead of one that would be fetched from the web."""
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    return svg.replace("Fira Code", "DejaVu Sans Mono").replace("<svg ", '<svg xml:space="preserve" ', 1)


def main() -> int:
    """Write all pictures, or those whose names are given."""
    wanted = sys.argv[1:]
    converter = shutil.which("rsvg-convert")
    for shot in SHOTS:
        if wanted and shot.name not in wanted:
            continue
        path = FOLDER / f"{shot.name}.svg"
        path.write_text(asyncio.run(take(shot)), encoding="utf-8")
        if converter:
            subprocess.run([converter, str(path), "-o", str(path.with_suffix(".png"))], check=True)  # noqa: S603
        print(path.name)
    if not converter:
        print("rsvg-convert is not installed: no PNG was written", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
