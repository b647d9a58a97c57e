"""The column: how wide it is, how its text is set, where it stands, and what is shown beside it."""

from reader.screens.part import Part
from reader.sheet import setting_of

_MEASURE_STEP = 4


class Column(Part):
    """Settings of the page that have a key; they hold for all articles."""

    def opened(self) -> None:
        """Look as before."""
        self.page.looks.receding = self.host.settings.dim

    def action_wider(self) -> None:
        """A wider column."""
        self._set_measure(self.screen.times)

    def action_narrower(self) -> None:
        """A narrower column."""
        self._set_measure(-self.screen.times)

    def _set_measure(self, steps: int) -> None:
        """From the width that is shown: on a narrow terminal each step down is seen."""
        wanted, shown = self.host.settings.measure, self.page.measure
        if steps > 0 and shown < wanted:
            self.screen.say(f"The terminal leaves room for {shown} cells, and {wanted} are wished for")
            return
        self.host.choose("measure", min(wanted, shown) + steps * _MEASURE_STEP)
        self._set()
        now, shown = self.host.settings.measure, self.page.measure
        if now == wanted:
            self.screen.say(f"{now} cells, {'more' if steps > 0 else 'less'} is not possible")
        else:
            self.screen.say(f"{now} cells wide{f', {shown} on this terminal' if shown < now else ''}")

    def action_leading(self) -> None:
        """White lines between paragraphs, or first lines that stand in."""
        self.host.choose("leading", 1 - self.host.settings.leading)
        self._set()
        self.screen.say("White lines between paragraphs" if self.host.settings.leading else "First lines stand in")

    def action_justify(self) -> None:
        """Lines equally long, or ragged."""
        self.host.choose("justify", not self.host.settings.justify)
        self._set()
        self.screen.say("Justified" if self.host.settings.justify else "Ragged right")

    def action_hyphenate(self) -> None:
        """Words parted at line ends, or whole."""
        from reader.hyphens import hyphenator

        language = self.document.language
        self.host.choose("hyphenate", not self.host.settings.hyphenate)
        self._set()
        if not self.host.settings.hyphenate:
            self.screen.say("Words stay whole")
        elif hyphenator(language) is None:
            self.screen.say(
                f"No rules are known for parting words of “{language}”" if language
                else "In which language this article is, is not known: its words stay whole"
            )  # fmt: skip
        else:
            self.screen.say("Words are parted at line ends")

    def action_column(self) -> None:
        """The column in the middle or on the left."""
        self.host.choose("column", "left" if self.host.settings.column == "centre" else "centre")
        self.page.looks.centred = self.host.settings.column == "centre"
        self.page.redraw()
        self.screen.say("The column stands " + ("in the middle" if self.page.looks.centred else "on the left"))

    def action_dim(self) -> None:
        """All but the paragraph under the ruler drawn back, or not."""
        self.host.choose("dim", not self.host.settings.dim)
        self.page.looks.receding = self.host.settings.dim
        self.page.redraw()
        self.screen.say("The other paragraphs are drawn back" if self.host.settings.dim else "All paragraphs alike")

    def action_focus(self) -> None:
        """Everything but the column disappears, or comes back."""
        self._focus(on=self.page.looks.edged)

    def escape(self) -> bool:
        """Bring back what was hidden."""
        hidden = not self.page.looks.edged
        if hidden:
            self._focus(on=False)
        return hidden

    def _focus(self, *, on: bool) -> None:
        self.page.looks.edged = not on
        self.page.lay_out()
        self.screen.set_status()

    def _set(self) -> None:
        self.page.set_setting(setting_of(self.host.settings))
