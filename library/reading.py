"""How fast people read: words and ideographs to minutes."""

WORDS_PER_MINUTE = 230
IDEOGRAPHS_PER_MINUTE = 500


def reading_minutes(words: int, ideographs: int) -> float:
    """Minutes for a text of `words`, of which `ideographs` are ideographs or kana."""
    return (words - ideographs) / WORDS_PER_MINUTE + ideographs / IDEOGRAPHS_PER_MINUTE
