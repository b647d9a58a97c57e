"""Picturing: the pictures of an article, taken and drawn in the background while they are near what is read."""

from __future__ import annotations

import os
from bisect import bisect_left, bisect_right
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from library.document import BlockKind, caption_parts
from reader.graphics import Mode, cell_size, mode_of
from reader.lines import LineKind
from reader.screens.part import Part
from reader.tasks import Frame, PictureTask, Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.timer import Timer

    from library.document import Document
    from reader.screens.reading import ReadingScreen
    from reader.tasks import Plate

_MOST_ROWS = 18
_SHARE = 0.6
"""Of the rows of the page, what a picture may take: its caption and some text stand beside it."""
_AHEAD, _BEHIND = 3, 2
"""Pictures that are drawn before they come into sight."""
_KEPT = 2
"""Pictures beyond these that are kept when they have been drawn."""
_SETTLE = 0.05
"""Seconds from a move until pictures are asked for."""
_RESET = 0.2
"""Seconds from a change of the column until pictures are drawn anew; further changes put it off."""


class Captioned(NamedTuple):
    """A picture with what stands below it."""

    wanted: Wanted
    words: str
    credit: str
    """With the word that names it: `Photo: Tern Pictures`."""


class Picturing(Part):
    """The pictures of the page, and the one that is shown large."""

    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self._images: Sequence[int] = ()
        self._mode = Mode.OFF
        self._task: PictureTask | None = None
        self._timer: Timer | None = None
        self._frame: Frame | None = None
        self._shown: dict[int, Plate] = {}
        self._failed: dict[int, str] = {}

    def opened(self) -> None:
        """Draw the pictures of another article, those in sight first."""
        self.closing()
        blocks = self.document.blocks
        self._images = [index for index, block in enumerate(blocks) if block.kind is BlockKind.IMAGE and block.info]
        self._mode = drawing_mode(self.host.settings.pictures)
        if self._images and self._mode is not Mode.OFF:
            self._frame = self._frame_now()
            self._look_in(_SETTLE)

    def closing(self) -> None:
        """Give up what is under way, and let the terminal forget what it was told."""
        self._stop_timer()
        if self._task is not None:
            self._task.stop()
        for plate in self._shown.values():
            self._forget(plate)
        self._images, self._task, self._frame, self._shown, self._failed = (), None, None, {}, {}

    def moved(self) -> None:
        """Ask for what is near now; nothing is drawn on the way of a key."""
        if self._frame is None:
            return
        frame = self._frame_now()
        if frame != self._frame:
            self._frame = frame
            self._stop_timer()
            self._look_in(_RESET)
        elif self._timer is None:
            self._look_in(_SETTLE)

    def _look_in(self, seconds: float) -> None:
        self._timer = self.screen.set_timer(seconds, self._look)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _frame_now(self) -> Frame:
        rows = max(3, min(_MOST_ROWS, int(self.page.view.height * _SHARE)))
        return Frame(self.page.measure, rows, self._mode, self.host.palette.paper, cell_size())

    # In the background

    def _look(self) -> None:
        """Want the pictures near what is read, give up the others."""
        self._timer = None
        frame = self._frame
        if frame is None:
            return
        self._take()
        in_sight = {spot.block for spot, _ in self.page.view.rows}
        images = self._images
        first, last = bisect_left(images, min(in_sight, default=0)), bisect_right(images, max(in_sight, default=0))
        ahead, behind = images[last : last + _AHEAD], images[max(0, first - _BEHIND) : first]
        order = (*images[first:last], *ahead, *reversed(behind))
        wanted = [
            self._wanted(block) for block in order
            if block not in self._failed and not _suits(self._shown.get(block), frame)
        ]  # fmt: skip
        self._give_up(set(images[max(0, first - _BEHIND - _KEPT) : last + _AHEAD + _KEPT]))
        if wanted and self._task is None:
            self._task = self._task_for(self._arrived)
        if self._task is not None:
            self._task.want(wanted, frame)

    def _wanted(self, block: int) -> Wanted:
        return Wanted(block, self.document.blocks[block].info)

    def _give_up(self, near: set[int]) -> None:
        far = self._shown.keys() - near
        self.page.drop_pictures(far)
        for block in far:
            self._forget(self._shown.pop(block))

    def _task_for(self, ready: Callable[[], object]) -> PictureTask:
        """A task that calls `ready` in the app's own time."""

        def tell() -> None:
            with suppress(RuntimeError):  # the app has ended in the meantime
                self.screen.call_later(ready)

        return PictureTask(self.host.home, self.screen.article.url, self.host.now, tell)

    def _arrived(self) -> None:
        """Pictures are ready."""
        if self._frame is not None:
            self._take()

    def _take(self) -> None:
        """Show what is ready; what was drawn for another column is not."""
        plates = [plate for plate in self._task.taken() if plate.frame == self._frame] if self._task else []
        for plate in plates:
            if not plate.rows:
                self._failed[plate.block] = plate.reason
                address = self.document.blocks[plate.block].info[:200]
                self.screen.log.debug(f"picture {address}: {plate.reason}")  # noqa: G004  Textual's log takes words
        drawn = {plate.block: plate for plate in plates if plate.rows}
        if not drawn:
            return
        for plate in drawn.values():
            if plate.transmit:
                self.host.place_picture(plate.transmit, plate.delete)
        former = [self._shown[block] for block in drawn if block in self._shown]
        self._shown |= {block: plate._replace(transmit="") for block, plate in drawn.items()}
        pictures = {block: plate.rows for block, plate in drawn.items()}
        self.screen.jump(lambda: self.page.set_pictures(pictures), remember=False)  # nobody has read on
        for plate in former:
            self._forget(plate)

    def _forget(self, plate: Plate) -> None:
        if plate.delete:
            self.host.forget_picture(plate.delete)

    # Large

    def action_picture(self) -> None:
        """Show the picture under the ruler, else the first in sight, on the full screen."""
        document = self.document
        images = [index for index, block in enumerate(document.blocks) if block.kind is BlockKind.IMAGE and block.info]
        block = self._meant(images)
        if not images:
            self.screen.say("This article has no pictures.")
        elif block is None:
            self.screen.say("There is no picture on this page.")
        elif os.environ.get("NO_COLOR"):
            self.screen.say("Pictures are drawn with colours, which NO_COLOR turns off.")
        elif block in self._failed:
            self.screen.say(f"The picture can't be shown: {self._failed[block]}")
        else:
            from reader.screens.picture import PictureScreen

            mode = drawing_mode(self.host.settings.pictures)
            pictures = [captioned(document, index) for index in images]
            self.screen.app.push_screen(PictureScreen(
                pictures, images.index(block), self._task_for, self.host,
                Mode.BLOCKS if mode is Mode.OFF else mode, self.screen.styles_of_theme, self.host.palette.paper,
            ))  # fmt: skip

    def _meant(self, images: Sequence[int]) -> int | None:
        """The picture under the ruler or beside the caption under it, else the first in sight."""
        blocks = self.document.blocks
        ruler = self.page.ruler
        if blocks and blocks[ruler].kind is BlockKind.CAPTION:
            ruler = picture_of(self.document, ruler)
        if ruler in images:
            return ruler
        return next((
            line.block for _, line in self.page.view.rows
            if line.kind in (LineKind.TEXT, LineKind.PICTURE) and line.block in images
        ), None)  # fmt: skip


def drawing_mode(setting: str) -> Mode:
    """How pictures are drawn in this terminal."""
    return mode_of(os.environ, setting)


def _suits(plate: Plate | None, frame: Frame) -> bool:
    """Whether what is shown is as it would be drawn now."""
    if plate is None:
        return False
    return plate.frame == frame or (not plate.grounded and plate.frame == frame._replace(ground=plate.frame.ground))


def picture_of(document: Document, caption: int) -> int:
    """The block of the picture that a caption belongs to: the one above, else the one below; else its own."""
    above = caption
    while above and document.blocks[above].kind is BlockKind.CAPTION:
        above -= 1
    below = caption
    while below + 1 < len(document.blocks) and document.blocks[below].kind is BlockKind.CAPTION:
        below += 1
    return next((at for at in (above, below) if document.blocks[at].kind is BlockKind.IMAGE), caption)


def captioned(document: Document, image: int) -> Captioned:
    """A picture with its captions, those below it or else those above; without any, with its alternative text."""
    block = document.blocks[image]
    beside = [
        index for index, other in enumerate(document.blocks[max(0, image - 8) : image + 9], max(0, image - 8))
        if other.kind is BlockKind.CAPTION and picture_of(document, index) == image
    ]  # fmt: skip
    parts = [caption_parts(document, document.blocks[index]) for index in beside]
    words = " ".join(words for words, _, _ in parts if words) or document.slice(block)
    credits_ = [f"{label}: {credit}" if label else credit for _, credit, label in parts if credit]
    return Captioned(Wanted(image, block.info), words, " · ".join(credits_))
