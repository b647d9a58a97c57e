"""The terminal side of Broadsheet: the command line, the shelf, the page, the notes."""
