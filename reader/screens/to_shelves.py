"""The commands that lead to each shelf."""

from library.article import Shelf


class ToShelves:
    """What the list of articles can show."""

    def go_to_shelf(self, shelf: Shelf) -> None:
        """List what is on a shelf."""
        raise NotImplementedError

    def action_shelf_inbox(self) -> None:
        """What is to be read."""
        self.go_to_shelf(Shelf.INBOX)

    def action_shelf_reading(self) -> None:
        """What has been begun."""
        self.go_to_shelf(Shelf.READING)

    def action_shelf_starred(self) -> None:
        """What has a star."""
        self.go_to_shelf(Shelf.STARRED)

    def action_shelf_archive(self) -> None:
        """What has been put away."""
        self.go_to_shelf(Shelf.ARCHIVE)

    def action_shelf_all(self) -> None:
        """Everything but the trash."""
        self.go_to_shelf(Shelf.ALL)

    def action_shelf_trash(self) -> None:
        """What has been deleted."""
        self.go_to_shelf(Shelf.TRASH)

    def action_shelf_queue(self) -> None:
        """What is to be read next."""
        self.go_to_shelf(Shelf.QUEUE)
