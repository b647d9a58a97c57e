"""The outline of an article: from the page to the box of its headings, and to one of them."""

from reader.screens.part import Part


class Outline(Part):
    """Opens the box, and goes where it was told."""

    def action_outline(self) -> None:
        """All headings."""
        from reader.screens.outline_box import HEADLINE, Contents, OutlineBox  # a list, 5 ms

        if not self.document.outline:
            self.screen.say("This article has no headings.")
            return
        marks = sorted(mark.place.start for mark in self.screen.marks if mark.place is not None)
        contents = Contents(self.document, self.screen.article.title, marks)
        here = self.page.ruler_range
        current = contents.at(here.start) if here is not None else HEADLINE

        def chosen(number: int | None) -> None:
            if number == HEADLINE:
                self.screen.jump(self.page.move_to_top)
            elif number is not None:
                self.screen.jump(lambda: self.page.move_to_block(contents.block(number)))

        self.screen.app.push_screen(
            OutlineBox(contents, current, self.screen.styles_of_theme, self.host.settings.keymap), chosen
        )
