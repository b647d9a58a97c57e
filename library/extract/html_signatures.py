"""Who wrote an article where nothing but its text says so: a byline anywhere, a name below the last paragraph."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from lxml.etree import _Element

from library.extract.html_markup import BLOCKS
from library.extract.html_names import Named, Sure, letters, named
from library.extract.html_title import Within, brief

_TAGS = ("p", "div", "span", "em", "i", "b", "strong", "small", "td", "h4", "h5", "h6", "li", "font", "address")
_BY = re.compile(
    r"[\s(*–—-]{0,6}(?:(?:[Ee]in )?(?:\w+ )?(?:[Gg]ast)?[Bb]eitrag |[Ww]ritten |[Pp]osted |[Ss]tory |[Tt]ext |TEXT )?"
    r"(?:[Vv]on|VON|[Bb]y|BY|[Pp]ar|PAR|[Pp]or|POR|[Dd]oor|DOOR|[Aa]v|AV|[Dd]i|DI|[Pp]rzez)\s*:?\s+(?=[^\W\d_a-z])"
)
_AROUND = " \t\n\r\xa0()[]–—-*.,/"
_MOST_LINES, _LONGEST_BYLINE, _LONGEST_NAME = 4000, 70, 40
_PROSE, _BELOW = 200, 4
"""Code points from which a paragraph is text; elements behind the last one among which a name is looked for."""
_DATELINE = re.compile(
    r"[^\W\d_][\w\s./-]{1,38}[(（]\s*((?:dpa|afp|AFP|ap|AP|apa|APA|rtr|Reuters|REUTERS|epd|kna|KNA|sid|SID|ots|ANSA"
    r"|EFE|Xinhua|dts|sda|SDA|UPI|AAP|PTI|ANI|IANS|Europa Press)(?:/[\w-]{2,12}){0,3})\s*[)）]\s*[-–—:.]"
)
"""The place of a report and the agency that it is from, as newspapers begin it."""


def bylines(root: _Element, within: Within, sites: Sequence[str]) -> list[Named]:
    """Whom the first line names that says no more than by whom something is; `within` hold the headline."""
    lines = (one for one in islice(root.iter(*_TAGS), _MOST_LINES) if _BY.match((one.text or "")[:60]))
    for element in lines:
        text = brief(element).strip(_AROUND)
        if len(text) <= _LONGEST_BYLINE and not within.is_aside(element):
            names = named(text, sites)
            if names and all(one.sure is Sure.PERSON for one in names) and _is_all(names, text):
                return names
    return []


def _is_all(names: Iterable[Named], text: str) -> bool:
    """Whether a line has hardly more in it than the names."""
    return sum(len(letters(one.name)) for one in names) >= 0.6 * len(letters(text))


def signatures(root: _Element, within: Within, sites: Sequence[str]) -> list[Named]:
    """The person whose name alone stands below the last paragraph, else the agency that the first one is from."""
    paragraphs = [one for one in root.iter("p") if len(brief(one)) > _PROSE]
    own = [one for one in paragraphs if not within.is_aside(one)]
    if not own:
        return []
    for text in _behind(own[-1]):
        names = named(text.strip(_AROUND), sites) if 0 < len(text) <= _LONGEST_NAME else []
        if len(names) == 1 and names[0].sure is Sure.PERSON and letters(names[0].name) == letters(text):
            return names
    found = next(filter(None, (_DATELINE.match(brief(one)[:100]) for one in own[:2])), None)
    return [Named(found[1], Sure.SOMEBODY)] if found else []


def _behind(element: _Element) -> Iterator[str]:
    """The lines beside a paragraph, behind it, that lead nowhere."""
    for beside in islice(element.itersiblings(), _BELOW):
        if beside.tag in ("p", "div") and next(beside.iter("a"), None) is None:
            if not any(below.tag in BLOCKS for below in beside.iterdescendants()):
                yield brief(beside)
        elif beside.tag in ("em", "i", "strong", "b"):
            yield brief(beside)
