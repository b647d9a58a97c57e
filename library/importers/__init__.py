"""Files of other programs, and our own, read into records; nothing is stored here."""
