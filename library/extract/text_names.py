"""Names of people and offices, as bylines have them."""

import re

from library.builder import clean_text

_PARTICLE = r"(?:de|da|do|dos|das|del|di|du|la|le|van|von|der|den|zu|el|al|bin|ter|ten|y|'t)"
_NAME_WORD = r"[^\W\d_a-zß-öø-ÿ][\w.’'-]*"
_NAME = re.compile(
    rf"{_NAME_WORD}(?: (?:{_PARTICLE} )*{_NAME_WORD}){{0,4}}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3·・ ]{{2,16}}"
)
AGENCY = re.compile(
    r"Reuters|AFP|Agence France-Presse|(The )?Associated Press|Bloomberg|Xinhua|Kyodo|dpa|EFE|ANSA|Lusa"
)
EASTERN_NAME = re.compile(r"[\u3400-\u9fff]{2,4}|[\uac00-\ud7a3]{2,4}|[\u30a0-\u30ff]{2,8}・[\u30a0-\u30ff]{2,8}")
_BETWEEN_NAMES = re.compile(r"\s*(?:[,;、，；]|\band\b|&|\bund\b|\bet\b|\by\b|\be\b|\ben\b)\s*", re.IGNORECASE)
_ROLE = re.compile(r"\s+(?:in\s+[^\W\d_]\w+.*|for\s+.*|is\s+.*|[-–—|].*)$")
_PLACE = re.compile(r"(?<=\w{2}),\s[^\W\d_a-zß-öø-ÿ\u3040-\u9fff]\w+$")
_ORGANISATION = re.compile(r"[A-Z]{2,5}")


def are_names(text: str) -> bool:
    """Whether a text is nothing but names of people or offices."""
    names = names_in(text)
    return bool(names) and all(_NAME.fullmatch(name) for name in names)


def names_in(text: str) -> list[str]:
    """The names in a byline, without roles, places and the initials of an organisation behind them."""
    people_only = _PLACE.sub("", text)
    found = [clean_text(_ROLE.sub("", name).strip(" .|")) for name in _BETWEEN_NAMES.split(people_only)]
    names = [name for name in found if name]
    people = [name for at, name in enumerate(names) if not at or not _ORGANISATION.fullmatch(name)]
    return [_written_small(name) for name in people]


def _written_small(name: str) -> str:
    """JOSIAH PELLOWE as Josiah Pellowe; initials and organisations as they are."""
    if " " not in name or not name.isupper():
        return name
    return " ".join(word if len(word) < 3 or "." in word else word.capitalize() for word in name.split())
