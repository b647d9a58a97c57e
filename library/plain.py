"""Plain text: without the characters that could steer a terminal, whoever wrote it."""

import re

_STEERING = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"


def plain_text(text: str) -> str:
    """The text without control characters, but for tabs and line feeds, bidirectional overrides and lone surrogates."""
    return text if text.isprintable() else re.sub(_STEERING, "", text)
