"""Captions and credits: which elements of a page hold them, and how the words are told from who made the picture."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

from lxml.etree import _Element

from library.builder import clean_text
from library.document import BlockKind
from library.extract.furniture import Credit, Rules, is_sentence
from library.extract.html_credits import bare, credit_of, is_lone_name, is_name, without_open_label
from library.extract.html_markup import BLOCKS, Names, hint, holds, link_share, noise, text_of, visible, words_in
from library.extract.html_pieces import Line, Piece

# Names of what stands under a picture, as classes have them in several languages.
CAPTION = Names(
    r" (?:(?!(?:no|has|is|with|without|hide|show)captions? )\w*captions?(?:text|txt|box|wrap|wrapper)?\d*|cutline"
    r"|bild ?(?:unterschrift|text|legende|beschreibung|zeile|info)|legende?|legenda|dida"
    r"|pie ?(?:de ?)?(?:foto|imagen)|epigrafe|leyenda|didascalia|(?:foto ?)?onderschrift|bijschrift"
    r"|bilde?tekst|billed ?tekst|kuvateksti|podpis ?(?:foto|zdjecia)"
    r"|(?:image|img|photo|picture|foto) ?(?:desc|description|text|sub ?title|legend|info|meta|details?)"
    r"|gallery ?text|slide ?(?:desc|description|info|text|details?)) "
)
_CREDIT = Names(
    r" (?:\w*credits?(?:text|wrap|wrapper|line|box)?\d*|\w*copyrights?(?: ?holder| ?notice)?|photographers?|photographe"
    r"|fotograf(?:en|in|o|a|ia|i)?|photo ?by|(?:image|img|photo|picture|foto|bild|media) ?(?:source|author|autor|rights"
    r"|quelle|by ?line|attrib|attribution|agency|provider|nachweis|rechte)|courtesy|creditos?|crediti"
    r"|(?:autor|fuente|fonte) ?(?:foto|imagen|imagem)) "
)
# These name a credit only within a figure or a caption.
_CREDIT_WITHIN = Names(
    r" (?:attribution|source|by ?line|author|autor|auteur|creator|contributor|rights|agency|agencia|agence|agentur"
    r"|provider|licen[cs]e|quelle|fuente|fonte|bron|owner) "
)
_IN_BRACKETS = re.compile(r"(.*\S)\s*\(([^\W\d_][^\d_()/:,;!?]{4,60})\)\.?", re.DOTALL)
_BRACKETED = re.compile(r"\([^\W\d_][^()]{1,60}\)")
_IN_NAMES = frozenset(("de", "da", "do", "dos", "del", "di", "du", "la", "le", "van", "von", "der", "den", "bin", "al"))
_CREDITED_IN_BRACKETS = re.compile(
    r"(.*\S)\s*\(((?:[A-ZÀ-Þ][\w.’'&-]*(?: [A-ZÀ-Þ][\w.’'&-]*){0,3}|[Ss]upplied): ?[A-ZÀ-Þ][^()]{2,60}"
    r"|[Ss]upplied(?: [^()]{2,40})?|imago(?: images)?|picture alliance"
    r"|(?:dpa|epa|afp|apa|sda|ansa|anp|ntb|tt)\b[^()]{0,40})\)\.?",
    re.DOTALL,
)
"""A source in brackets: an agency with the name behind a colon, or one that writes itself in small letters."""
_BEHIND_DASH = re.compile(r"((?:\S+ ){4,}\S+) [–—-] ((?:[A-ZÀ-Þ][\w.’'-]+ ){1,2}[A-ZÀ-Þ][\w’'-]+)", re.DOTALL)
_APART = frozenset(("cite", "small", "footer", "span", "p", "div"))
_LEAST_SAID = 4
"""Words of a line that is told for a caption by the picture before it."""
_LEAST_BEFORE = 3
"""Words of a caption before a part of it that is no more than a name."""
_CREDIT_DATA = ("data-credit", "data-credits", "data-copyright", "data-photographer", "data-image-credit")
_CREDIT_PROPERTIES = frozenset(("creditText", "copyrightHolder", "creator", "author", "copyrightNotice"))
_TITLED_CREDIT = re.compile(
    r"(?:.{3,} [|©]|©|(?:foto|photo|bild|picture|image|imagem|imagen|crédits?|credits?)(?: \w{1,12})?:)"
    r" ?([^|©:]{2,60})",
    re.DOTALL | re.IGNORECASE,
)
_GLUED = re.compile(r"[^\W\d_A-Z]|[.!?…)”»\"]")
LONG_CAPTION = 1500
_CONTROL = "control of the page"
_CREDIT_WORDS = 12
"""Words from which a sentence is no credit, whatever its class says."""
_MOST_IN_PART = 500
MEDIA = ("img", "amp-img", "picture", "video", "amp-video", "iframe", "figure", "audio")
LINKED = 0.6
"""The share of links from which a picture with its words leads to another article."""
_NEVER_A_CAPTION = frozenset((
    "body", "main", "article", "section", "figure", "img", "picture", "ul", "ol", "table", "caption", "a", "h1",
    *MEDIA,
))  # fmt: skip
_NEVER_IN_CAPTION = ("video", "iframe", "figure", "table", "h1")
_MOST_IN_CAPTION = 2
MEDIA_NAME = Names(
    r" (?:\w*(?:image|photo|picture|video|media|galler(?:y|ie)|slide(?:show)?|foto|bild)s?|thumbnail|featured"
    r"|(?:image|photo|picture|media|embed) ?captions?) "
)
OF_PICTURE = Names(r" (?:image|photo|picture|media|embed) ?captions? ")
_LONGEST_LINE, _LONGEST_CREDIT, _WORDS_IN_PRINT = 420, 100, 45
_SOURCE = re.compile(
    r"(?:sources?|quellen?|fuentes?|fontes?|bron|via|videos?|charts?|maps?|ph\.?)(?: \w+)*", re.IGNORECASE
)
"""Labels that stand before other things as well, and are those of a picture only where nothing stands before them."""
_NOT_A_PICTURE = re.compile(
    r"©\s*(?:copyright\s*)?\d{4}|copyright|all rights reserved|alle rechte|https?://|\bvideo ?: ", re.IGNORECASE
)
_PICTURE_FILE = re.compile(r"[^?#]*\.(?:jpe?g|png|gif|webp|avif)(?:[?#].*)?", re.IGNORECASE | re.DOTALL)


def is_marked_caption(element: _Element) -> bool:
    """Whether its class says that an element is a caption or the credit of a picture."""
    if element.tag in _NEVER_A_CAPTION:
        return False
    named = element.tag == "figcaption" or CAPTION.search(hint(element))
    credited = element.tag in ("p", "div", "span", "small", "cite") and _is_credit(element)
    if not (named or credited) or holds(element, *_NEVER_IN_CAPTION):
        return False
    if element.tag != "figcaption" and _is_around_caption(element):
        return False
    size = len(text_of(element))
    if element.tag == "figcaption" or credited:
        return size < LONG_CAPTION
    return size < LONG_CAPTION and link_share(element) <= LINKED


def _is_around_caption(element: _Element) -> bool:
    """Whether an element with the name of a caption is a box around pictures and their captions."""
    pictures = sum(1 for _ in element.iter("img", "amp-img"))
    return pictures > _MOST_IN_CAPTION or (
        pictures > 0 and any(found is not element and CAPTION.search(hint(found)) for found in element.iter())
    )


def is_beside_media(element: _Element) -> bool:
    """Whether a picture or player stands with a caption in the same small part of the page.

    The name of such a part is enough, as scripts put many pictures and all players there.
    """
    if element.tag != "figcaption" and not CAPTION.search(hint(element)):
        return False
    if holds(element, "img", "amp-img"):
        return True
    for near, parent in zip(range(3), element.iterancestors(), strict=False):
        if parent.tag in ("body", "main", "article", "html"):
            return False
        if any(found.tag in MEDIA for found in islice(parent.iter(), _MOST_IN_PART)):
            return True
        if near < 2 and MEDIA_NAME.search(hint(parent)):
            return True
    return False


def said_in_line(text: str, rules: Rules) -> Credit | None:
    """A line behind a picture, taken apart, where it ends with who made the picture; None for any other line."""
    if not 2 < len(text) <= _LONGEST_LINE:
        return None
    found = credit_of(text, rules)
    credit = found.credit
    if not credit or _NOT_A_PICTURE.search(text) or len(credit) > _LONGEST_CREDIT:
        return None
    if (found.words and _SOURCE.fullmatch(found.label)) or found.label.lower() == "via":
        return None
    announced = bool(found.label) or "©" in text or rules.credit_in(text) is not None
    return found if announced or (not found.words and "/" in credit) else None


def is_small_print(element: _Element) -> bool:
    """Whether all that a paragraph says is set in small print, and is not much."""
    if element.tag not in ("p", "div", "center") or not holds(element, "small") or not is_small(element):
        return False
    text = text_of(element)
    small = " ".join(text_of(found) for found in element.iter("small"))
    return text == small and len(words_in(text)) <= _WORDS_IN_PRINT and link_share(element) <= LINKED


def is_said_of(picture: Piece, line: Line) -> bool:
    """Whether a line behind a picture says what its alternative does."""
    text = clean_text(line.text)
    if picture.kind is not BlockKind.IMAGE or len(words_in(text)) < _LEAST_SAID:
        return False
    return text.rstrip(".") == picture.text.rstrip(".")


def is_small(element: _Element) -> bool:
    """Whether few enough elements stand below one to be a picture with what is said of it."""
    return next(islice(element.iter(), _MOST_IN_PART, None), None) is None


def captions_in(element: _Element) -> list[_Element]:
    """The outermost captions and credits among what can be seen below an element."""
    marked: list[_Element] = []
    known: set[_Element] = set()
    for found in visible(element):
        if found is not element and known.isdisjoint(found.iterancestors()) and is_marked_caption(found):
            marked.append(found)
            known.add(found)
    return marked


def captions_of(figure: _Element) -> list[_Element]:
    """What of a figure says something of its picture: captions and credits, or all of it where only its place tells."""
    marked = captions_in(figure)
    named = any(found.tag == "figcaption" or CAPTION.search(hint(found)) for found in marked if text_of(found))
    if not named:
        return [figure]
    known = set(marked)
    beside = [found for found in visible(figure) if _is_credit_beside(found, figure, known)]
    return [*marked, *(found for found in beside if not any(up in beside for up in found.iterancestors()))]


def _is_credit_beside(element: _Element, figure: _Element, marked: set[_Element]) -> bool:
    """Whether an element of a figure, beside its caption, names who made the picture."""
    if element is figure or element.tag not in _APART or not marked.isdisjoint((element, *element.iterancestors())):
        return False
    text = text_of(element)
    if not 2 < len(text) <= _LONGEST_CREDIT or any(found in marked for found in element.iterdescendants()):
        return False
    return element.tag in ("cite", "footer") or _is_credit(element, within=True)


def credit_declared(figure: _Element) -> str:
    """Who made the picture of a figure, as attributes that are not shown say it; empty when none does."""
    for image in islice(figure.iter("img", "amp-img"), 1):
        said = next((value for name in _CREDIT_DATA if (value := image.get(name))), "")
        titled = _TITLED_CREDIT.fullmatch(" ".join((image.get("title") or "").split()))
        if said or titled:
            return " ".join(said.split()) if said else titled[1] if titled else ""
    said_of = (found.get("content") for found in figure.iter("meta") if found.get("itemprop") in _CREDIT_PROPERTIES)
    return next((" ".join(value.split()) for value in said_of if value), "")


def leads_away(element: _Element) -> bool:
    """Whether a picture with its words is mostly links; one that is a link as a whole is not, as it may be enlarged."""
    if link_share(element) <= LINKED:
        return False
    pictures = [link for link in element.iter("a") if holds(link, *MEDIA)]
    if all(_PICTURE_FILE.fullmatch(link.get("href") or "") for link in element.iter("a")):
        return False
    return element.tag != "figure" or len(pictures) != 1 or any(link not in pictures for link in element.iter("a"))


def caption_piece(element: _Element, rules: Rules) -> Piece:
    """The words and the credit of a figure or caption; furniture in it is left out."""
    below = [found for found in visible(element) if found is not element]
    marked = {found for found in below if _is_credit(found, within=True) and _ruled_out(found, rules) != _CONTROL}
    furniture = [found for found in below if found not in marked and _is_furniture(found, rules)]
    credited = [found for found in below if found in marked and marked.isdisjoint(found.iterancestors())]
    if not credited and (last := _name_behind(element, furniture, rules)) is not None:
        credited = [last]
    beside = element.tag in _APART and next(element.iterancestors("figure"), None) is not None
    alone = _is_credit(element, within=beside) or (beside and element.tag in ("cite", "footer"))
    if not credited and alone and not CAPTION.search(hint(element)):
        words, credit = "", _text(element, furniture)
    else:
        words = _text(element, [*furniture, *credited])
        said = (text_of(found, furniture, apart=True) for found in credited)
        credit = " / ".join(dict.fromkeys(text for text in said if text))
    if not words and is_sentence(credit) and len(words_in(credit)) >= _CREDIT_WORDS:
        words, credit = credit, ""
    words, credit, label = _parted(words, bare(credit), rules, is_table=element.tag == "caption")
    return Piece(BlockKind.CAPTION, words.lstrip(":| "), credit=credit, label=label)


def _name_behind(element: _Element, furniture: list[_Element], rules: Rules) -> _Element | None:
    """The last part of a caption, where it is a name that an element of its own sets apart from words before it."""
    if element.tag in ("caption", "table", "td"):
        return None
    seen = set(visible(element)).difference(furniture)
    around = element
    for _ in range(4):
        parts = [part for part in around if part in seen and text_of(part)]
        if not parts or (parts[-1].tail or "").strip():
            return None
        last = parts[-1]
        previous = last.getprevious()
        flown = previous.tail if previous is not None else around.text
        before = len(words_in(text_of(element, [*furniture, last])))
        if last.tag in _APART and before >= _LEAST_BEFORE and is_lone_name(text_of(last), rules):
            flows = last.tag == "span" and (flown or "").strip() and not is_sentence((flown or "").strip())
            return None if flows else last
        around = last
    return None


def _parted(words: str, credit: str, rules: Rules, *, is_table: bool) -> tuple[str, str, str]:
    """The words of a caption, its credit and the label of that, where `credit` is what the markup says is one."""
    if not credit:
        found = credit_of(words, rules) if not is_table else Credit(words, "")
        return (
            (found.words, found.credit, found.label) if found.credit or is_table else (*_without_name(found.words), "")
        )
    found, label = credit_of(credit, rules), ""
    if not found.words or (found.credit and not words and not is_name(found.words, alone=True)):
        words, credit, label = words or found.words, found.credit, found.label
        again = credit_of(credit, rules)
        if label and again.label.casefold() == label.casefold() and not again.words:
            credit = again.credit  # once for those who see, once for those who do not
    words, open_label = without_open_label(words)
    return words, credit, label or open_label


def _text(element: _Element, without: Iterable[_Element]) -> str:
    """The text of an element; parts that only style sets apart, as a name behind a sentence, are told apart."""
    skipped = tuple(without)
    plain, spaced = text_of(element, skipped), text_of(element, skipped, apart=True)
    if plain.replace(" ", "") != spaced.replace(" ", ""):
        return plain
    parts: list[str] = []
    at = 0
    for place, character in enumerate(spaced):
        if character == " " and plain[at : at + 1] != " ":
            after = spaced[place + 1 : place + 2]
            if _GLUED.match(spaced[place - 1]) and (after.isupper() or after in ("©", "(")):
                parts.append(" ")
            continue
        parts.append(character)
        at += 1
    return "".join(parts)


def _without_name(words: str) -> tuple[str, str]:
    """The words of a caption, and the name of two to four words that stands in brackets behind them."""
    credited = _CREDITED_IN_BRACKETS.fullmatch(words) or _BEHIND_DASH.fullmatch(words)
    if credited:
        return credited[1], credited[2]
    found = _IN_BRACKETS.fullmatch(words)
    name = [part for part in found[2].split() if part not in _IN_NAMES] if found else []
    if found and 2 <= len(name) <= 4 and name[0] != "The" and all(part[0].isupper() for part in name):
        if _BRACKETED.search(found[1]):  # as whom else it names, so they say what one belongs to
            return words, ""
        return found[1], found[2]
    return words, ""


def _is_furniture(element: _Element, rules: Rules) -> bool:
    looked_at = element.tag == "span" or (element.tag in BLOCKS and element.tag not in ("figcaption", "footer"))
    if looked_at and noise(element) not in ("", "tags", "beside the article"):
        return True
    return bool(_ruled_out(element, rules))


def _ruled_out(element: _Element, rules: Rules) -> str:
    """Why all that a part of a caption says is furniture by the rules; empty when it is none."""
    text = text_of(element) if len(element) <= 1 and element.tag != "figcaption" else ""
    found = rules.furniture_at(text, "body", ("caption",)) if 0 < len(text) <= 40 else None
    return found[0].reason if found else ""


def _is_credit(element: _Element, *, within: bool = False) -> bool:
    if element.tag in ("img", "figure", "body", "main", "article", "section"):
        return False
    said, is_of_caption = _say_credit(hint(element), is_caption=element.tag == "figcaption", within=within)
    # The last word of such a name says what it is, unless it is the name of a box around both.
    return said and not (
        is_of_caption and any(found is not element and CAPTION.search(hint(found)) for found in element.iter())
    )


@lru_cache(maxsize=4096)
def _say_credit(words: str, *, is_caption: bool, within: bool) -> tuple[bool, bool]:
    """Whether the words of names say that an element is a credit, and whether they say so behind those of a caption."""
    credits_at = [found.end() for found in _CREDIT.finditer(words)]
    captions_at = [found.end() for found in CAPTION.finditer(words)]
    if is_caption:
        return bool(credits_at) and not captions_at, False
    if captions_at:
        if within:
            credits_at += [found.end() for found in _CREDIT_WITHIN.finditer(words)]
        return bool(credits_at) and max(credits_at) > max(captions_at), True
    return bool(credits_at or (within and _CREDIT_WITHIN.search(words))), False
