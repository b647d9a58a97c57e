"""The one error tree of the project: what went wrong, in words for the person who asked."""


class LibraryError(Exception):
    """The root: its text is a sentence that can be shown to a user as it is."""


class UnreadableSourceError(LibraryError):
    """The bytes can't be read as an article: binary, empty, too large, or in no known form."""


class StumbleError(UnreadableSourceError):
    """The program itself made a mistake in reading; the error is its cause."""


class StoreError(LibraryError):
    """The database can't be opened, read or written; the SQLite error is its cause."""


class NewerLibraryError(StoreError):
    """The library was written by a newer version of the program and is left untouched."""


class NotFoundError(LibraryError):
    """No article or highlight has the id that was asked for."""


class RefusedNameError(LibraryError):
    """A name that can't be given to a tag or a saved search; the text says why."""


class TakenNameError(RefusedNameError):
    """A name that another tag or saved search has already."""


class QueryError(LibraryError):
    """A query that can't be understood; the text says where."""


class TextRefusedError(LibraryError):
    """What came for a stored article is not it, or far less of it, so the stored text was kept."""


class NotOursError(LibraryError):
    """A file that was to be overwritten is no former export, so it was left as it is."""


class FetchError(LibraryError):
    """An address can't be fetched, or what lies there is not what was asked for; asking again soon is of no use."""


class UnreachableError(FetchError):
    """The way to an address failed: no network, a server in trouble, a time-out; another day it may work."""


class BusyError(UnreachableError):
    """The server asks to be left alone for a while."""

    def __init__(self, words: str, seconds: float) -> None:
        super().__init__(words)
        self.seconds = seconds


class DeniedError(FetchError):
    """The server keeps what lies at an address from us: after signing in, with cookies, it may give it."""


class PictureError(LibraryError):
    """The bytes can't be drawn as a picture: damaged, hostile, or in a form that is not known."""


class PatternError(LibraryError):
    """A regular expression that is none, or that takes too long in this text."""
