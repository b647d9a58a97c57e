"""The credit in a line that is known to be a caption, which allows for more than the rules for any line do."""

import re

from library.extract.furniture import Credit, Rules

# What announces a credit before a colon, in the languages of the pages seen.
_NOUNS = (
    r"photo(?:graph(?:y|ie|er|e)?)?|pic|picture|image|illustration|graphic|infographic|video|screenshot|screengrab"
    r"|collage|composite|montage|artwork|render(?:ing)?|drawing|chart|map|credit|courtesy|source|copyright"
    r"|(?:symbol|archiv|themen)?(?:foto|bild)(?:graf(?:in)?|grafie|quelle|rechte|nachweis|credit|er|s)?|fotos|grafik|abbildung|quelle"
    r"|urheber(?:in)?|illustratorin?|crédits?|crédit photo|infographie|dessin|légende et photo"
    r"|fotograf[íi]a|fotógraf[oa]|imagen|ilustración|infografía|fuente|cortesía|crédito|créditos|fonte|imagem"
    r"|ilustração|infográfico|reprodução|divulgação|arquivo|immagine|fotografia|illustrazione|infografica|crediti"
    r"|beeld|afbeelding|bron|illustratie|fotograaf|zdjęcie|źródło|obrázek|zdroj|fotó|forrás|kuva|kilde|källa|bilde|mynd|autor"
    r"|illustrasjon|illustratör|фото|фотография|иллюстрация|источник|fotoğraf|kaynak|görsel|ảnh|nguồn|φωτογραφία|πηγή|تصوير|المصدر|צילום"
)
_KINDS = (
    r"(?:AP|AFP|EPA|PA|PTI|file|staff|handout|archive|stock|representative|representational|press|submitted"
    r"|express|contributed|provided|special) (?:file )?"
)
"""What tells whose photograph it is, or what for, before the word photo."""
_MORE = (
    r"(?: ?[/&+] ?\w+| und \w+| and \w+| et \w+)?"
    r"(?:\s?\b(?:credits?|courtesy|copyright|source|provided|supplied|by|of|from|via|von|de|par|di|por|av|af|autor))*"
)
_LABEL = re.compile(
    rf"(?<![\w’'-])(?P<label>(?:{_NOUNS})s?{_MORE}|{_KINDS}(?:photo|image|picture)s?)\s?[:：]\s*"
    r"|(?<![\w’'-])(?P<short>fot\.|zdj\.|rys\.|abb\.|ill\.|ph\.|φωτ\.)\s*[:：]?\s*",
    re.IGNORECASE,
)
_OPEN_LABEL = re.compile(
    rf"(?:^|(?<=[\s(\[|,;/–—.-]))(?P<label>(?:{_NOUNS})s?{_MORE})\s?[:：]\s*$"
    r"|(?:^|(?<=[(\[|/–—-])|(?<=[.!?]\s))\s*(?P<bare>(?:photo|foto|image|bild|picture|illustration|credit)s?"
    r"(?: (?:credits?|copyright|source|courtesy|by|of|von|par))*)\s*$",
    re.IGNORECASE,
)
_LED = re.compile(
    r"(?:^|(?<=[.!?…”»\")\]|–—-] )|(?<=[.!?…”»\")\]|]))"
    rf"(?P<label>(?:(?:{_KINDS})?(?:photo(?:graph|graphie)?s?|images?|pictures?|illustrations?|artwork|screenshot"
    r"|video|foto|bild) (?:(?:credits?|courtesy|copyright|by|of|from|via|von|par|di|de|provided|supplied|to)\b ?)+"
    r"|photo d[’']archives?(?: de)?|credits?|courtesy of|via|(?:provided|supplied|submitted) by))"
    r"\s+(?:(?-i:(?=[A-Z0-9@À-Þ“]))|(?<=courtesy of )(?=the ))",
    re.IGNORECASE,
)
# Capitals within a line begin what stood on a line of its own.
_LED_WITHIN = re.compile(
    r"(?<=\w )(?P<label>Courtesy of"
    r"|(?:Photo|Image|Picture|Illustration|Foto|Bild)s? (?:by|via|courtesy of|credit|von|par))\s+(?=[A-Z0-9@À-Þ“]|the )"
    r"|(?:(?<=[.!?…”] )|(?<= [|–—-] ))(?P<behind>Beeld|Foto|FOTO|Photo|PHOTO|Bild|Illustratie|Dessin)"
    r"\s+(?=(?:[A-Z0-9À-Þ]|dpa|epa|imago|picture)[^.!?]{0,40}$)"
    r"|(?<=\()(?P<bracketed>[Ff]oto(?: di| de| von)?|[Pp]hoto|[Ff]ot|[Zz]dj|[Bb]ild)\s+(?=[A-Z0-9@À-Þ“][^()]*\)$)"
    rf"|(?<=[(\[])(?P<set>(?:(?i:{_KINDS}))?[Pp]hotos? (?:by|courtesy(?: of)?|(?:provided|supplied)(?: by| to)?))"
    r"\s+(?=[A-Z0-9@À-Þ“][^()\[\]]*[)\]]$)"
    r"|(?<=\w )(?P<struck>Beeld|Foto|FOTO|Photo|PHOTO)\s+(?=[A-ZÀ-Þ][^.!?/]{0,30}/[^.!?]{0,40}$)"
    r"|(?<=, )(?P<small>courtesy of|(?:photo|image|picture|illustration)s? (?:by|via|courtesy of))\s+(?=[A-Z0-9@À-Þ“])"
)
_SIGN = re.compile(r"(?<!\s)\s?[–—|(\[/,;-]{0,3}\s?(?:[©Ⓒ]|(?<!\w)\(c\)|(?<!\w)copyright\b:?)\s*", re.IGNORECASE)
_COPYRIGHT = re.compile("copyright", re.IGNORECASE)
_BEHIND = re.compile(
    r"(?P<words>.*\S)(?:\s+[–—|-]\s+|(?<=[.!?…”»\"])\s+|\s+\()(?P<credit>[^|()]{3,80}?)\)?\.?", re.DOTALL
)
_UPPER = "A-ZÀ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŸŹŻŽȘȚА-ЯЁЄІЇҐΆΈ-Ώ\u0391-\u03ab"
_CAPITAL = rf"[{_UPPER}0-9@][\w.’'&@/-]*"
_JOINING = r"af|av|da|de|del|den|der|di|do|dos|du|for|la|van|via|von|and|und|et|y|&|/"
_NAMED = rf"{_CAPITAL}(?:[ /]+(?:{_CAPITAL}|{_JOINING})){{0,5}}"
_ABROAD = (
    r"AP|AFP|ロイター|共同(?:通信)?|時事(?:通信)?|\w{2,6}(?:新聞|通信)社?|新华社发?|新華社發?|视觉中国|中新社发?"
    r"|\w{2,4} (?:선임|인턴|사진)?기자|연합뉴스|뉴시스|뉴스1"
    r"|رويترز|أ ?ف ?ب|الفرنسية|أسوشيتد ?برس|الأناضول|غيتي(?: إيميجز)?"
)
"""Agencies as they are written where no capitals tell a name."""
_SHOPS = (
    r"(?:AFP via |AP via |via )?Getty Images|Shutterstock|Alamy(?: Stock Photo)?|Adobe Stock|AP Photo|Associated Press"
    r"|Wikimedia Commons|Unsplash|Keystone(?:-SDA)?|AFP|REUTERS"
)
"""Agencies whose names stand in no sentence of a caption's end."""
_SIDES = "(?i:left|right|centre|center|links|rechts|mitte|gauche|droite|izquierda|derecha|archiv|archivo|symbolbild)"
_LASTS = (
    re.compile(
        rf"(?P<words>.{{10,}}(?:\w{{3}}|\d|[)”»\"])[.!?…][”»\")\]]?) "
        rf"(?P<credit>\({_NAMED}\)|{_NAMED}(?:[,/ (]{{1,3}}CC[ -](?:BY|0)[\w. -]{{0,12}}\)?)?"
        rf"|{_CAPITAL}(?: {_CAPITAL}){{1,2}}(?:,(?: {_CAPITAL}){{1,4}}| \((?!{_SIDES}\)){_CAPITAL}(?: {_CAPITAL})?\)))",
        re.DOTALL,
    ),
    re.compile(rf"(?P<words>.{{12,}}\S)(?: [/／|] ?| ?[/／|] )(?P<credit>{_NAMED})", re.DOTALL),
    re.compile(r"(?P<words>.{12,}?[^\s,;(–—|/-])[\s,;(–—|/-]+(?P<credit>[\w.+-]+@[\w-]+(?:\.[\w-]+)+|@\w{3,30})\)?"),
    re.compile(
        r"(?P<words>.{4,}[。！？」』）])[（(]?"
        r"(?P<credit>\w{2,8}(?:新聞社?|通信社?|通訊社|ニュース|报社?|報社?)|新华社|新華社|共同|朝日)[）)]?",
        re.DOTALL,
    ),
    re.compile(rf"(?P<words>.{{2,}}\S)(?: ?[（(]|[＝=] ?|(?<=[.。]) ?)(?P<credit>{_ABROAD})[）)]?", re.DOTALL),
    re.compile(rf"(?P<words>.{{12,}}?[\w.!?…”»\")])(?<!\b(?:by|to|of)),? (?P<credit>{_SHOPS})", re.DOTALL),
    re.compile(
        rf"(?P<words>.{{4,}}\S) \((?P<credit>{_CAPITAL}(?: {_CAPITAL}){{1,2}}, (?:{_SHOPS}|AP|EPA|Reuters|dpa))\)",
        re.DOTALL,
    ),
)
"""What stands behind the last sentence of a caption and is no sentence, behind a stroke, or an address to write to."""
_NO_CREDIT = re.compile(
    r"\(?(?:left|right|centre|center|top|bottom|above|below|pictured|video|watch|listen|more|enlarge|archive?|file"
    r"|symbol(?:bild|foto)|archiv(?:bild|foto)?|serving suggestion|\d[\d.,/ -]*|[A-Z]|[IVX]+|.* \d+)\)?",
    re.IGNORECASE,
)
_ALL_NAME = re.compile(rf"\((?:{_CAPITAL} ){{1,3}}{_CAPITAL}\)")
_STROKE = re.compile(r"[A-ZÀ-Þ][\w.’' -]*/\s?\w|\w\s?/[\w.’' -]*[A-ZÀ-Þ]")
_WORD = re.compile(r"[^\W\d_][\w.’'&-]*")
_BETWEEN_NAMES = frozenset((
    "a", "af", "and", "av", "by", "courtesy", "da", "das", "de", "del", "den", "der", "des", "di", "do", "dos", "du",
    "e", "en", "et", "for", "fra", "from", "i", "la", "le", "of", "og", "on", "para", "pour", "the", "u", "und", "van",
    "via", "von", "y", "z",
))  # fmt: skip
_OPEN, _OPEN_EDGES, _EDGES = "([|–—-,;/:· ", "([|–—-,/· ", " ,;|•·–—"
_CLOSING = {"(": ")", "[": "]"}
_JOINED = re.compile(r" ?/ ?\S| \(\S| [–—|-] \S|, \S")
"""What joins a name to the agency behind it."""
_NAME_BEFORE = re.compile(
    rf"(?:[.!?…”»)\]] |[.!?…”»)\]] ?[|–—/-] |[(\[]| [|–—] )(?P<name>(?:{_CAPITAL} ){{0,3}}{_CAPITAL})$"
    rf"|(?<=\s)(?P<capitals>[{_UPPER}][{_UPPER}.’'-]+(?: [{_UPPER}][{_UPPER}.’'-]+){{1,3}})$"
)
_STOPS = re.compile(r"\w{4,}\.$")
_LONGEST_LONE, _LEAST_WORDS = 60, 8
_MAX_CREDIT, _MAX_NAMES, _MAX_WORDS, _LAST_WORDS = 160, 18, 8, 5


def credit_of(line: str, rules: Rules) -> Credit:
    """The words of a caption, its credit and the word that announces it, each empty when it is not there."""
    known = rules.credit_in(line)
    if known is None or not (known.credit or known.words):
        found = _labelled(line) or _led(line) or _signed(line) or _set_apart(line)
    elif not known.credit:
        return known
    else:
        found = Credit(known.words.rstrip(_OPEN), known.credit, known.label)
        other = _labelled(line) or _led(line) if found.words else _set_apart(line)
        if other is not None and _is_wider(other, found):
            found = other
    if found is None:
        return Credit(line, "")
    if found.label or not found.words:
        return found
    return _with_open_label(_with_name_before(found, line))


def _is_wider(other: Credit, found: Credit) -> bool:
    """Whether a second way to part a line leaves less to its words, or words to what would be a credit as a whole."""
    if not found.words:
        return bool(other.words) and not is_name(other.words, alone=True)
    return len(other.words) < len(found.words)


def _with_name_before(found: Credit, line: str) -> Credit:
    """A credit together with the name that stands before it, between the last sentence and a stroke or bracket."""
    words, behind = found.words, line[len(found.words) :]
    if not line.startswith(words) or not _JOINED.match(behind):
        return found
    before = _NAME_BEFORE.search(words[-_LONGEST_LONE:])
    if before is None:
        return found
    name = before["name"] or before["capitals"]
    start = len(words) - len(name)
    if _NO_CREDIT.fullmatch(name) or not is_name(name, alone=True) or start < _LEAST_WORDS:
        return found
    return Credit(words[:start].rstrip(_OPEN), bare(line[start:]), "")


def _with_open_label(found: Credit) -> Credit:
    """A credit with the label that was left at the end of the words before a sign of copyright."""
    words, label = without_open_label(found.words)
    return Credit(words, found.credit, label) if label else found


def without_open_label(words: str) -> tuple[str, str]:
    """The words of a caption without what led to a credit that was taken from their end; and that word."""
    found = _OPEN_LABEL.search(words)
    return (
        (words[: found.start()].rstrip(_OPEN), found["label"] or found["bare"])
        if found
        else (words.rstrip(_OPEN_EDGES), "")
    )


def bare(credit: str) -> str:
    """A credit without the brackets and strokes around it."""
    credit = credit.strip(_EDGES)
    while credit[:1] in ("(", "[") and credit[-1:] == _CLOSING[credit[:1]]:
        credit = credit[1:-1].strip(_EDGES)
    for opening, closing in _CLOSING.items():
        if credit.count(closing) > credit.count(opening):
            credit = credit.rstrip(". ").removesuffix(closing).rstrip()
        elif credit.count(opening) > credit.count(closing):
            credit = credit.removeprefix(opening)
    return credit.strip(_EDGES)


def is_lone_name(text: str, rules: Rules) -> bool:
    """Whether a part of a caption that its markup sets apart is a name or an agency and nothing else."""
    text = text.strip(_EDGES)
    if not 2 < len(text) <= _LONGEST_LONE or len(text.split()) > _MAX_WORDS or _NO_CREDIT.fullmatch(bare(text)):
        return False
    if any(character.isdigit() for character in text) or text[-1] in ".!?:…" or rules.date_in(text):
        return False
    if not bare(text)[:1].isupper():
        return "/" in text or not credit_of(text, rules).words
    return is_name(text, alone=True)


def _labelled(line: str) -> Credit | None:
    for found in _LABEL.finditer(line):
        label, before = found["label"] or found["short"], line[: found.start()].rstrip()
        # In running text the label is a word like any other: "the only source: a letter".
        set_apart = not before or before[-1] in '([|,;/–—.!?…”»")-' or label[0].isupper()
        credit = line[found.end() :]
        if set_apart and is_name(credit, alone=not before):
            return _parted(before, credit, label)
    return None


def _led(line: str) -> Credit | None:
    for found in (*_LED.finditer(line), *_LED_WITHIN.finditer(line)):
        if is_name(line[found.end() :], alone=not found.start()):
            label = next((name for name in found.groupdict().values() if name), "")
            return _parted(line[: found.start()], line[found.end() :], label)
    return None


def _signed(line: str) -> Credit | None:
    found = _SIGN.search(line)
    if found is None or not 2 <= len(line) - found.end() <= _MAX_CREDIT:
        return None
    label = _COPYRIGHT.search(found.group())
    return _parted(line[: found.start()], line[found.end() :], label.group() if label else "")


def _set_apart(line: str) -> Credit | None:
    """A credit of several names with strokes between, behind a dash, a sentence or in brackets."""
    if (
        line[:1] == "("
        and line[-1:] == ")"
        and ("/" in line or _ALL_NAME.fullmatch(line))
        and is_name(line, alone=True)
    ):
        return None if _NO_CREDIT.fullmatch(line) else _parted("", line, "")
    found = _BEHIND.fullmatch(line)
    if (
        found is not None
        and _STROKE.search(found["credit"])
        and len(found["credit"].split()) <= _MAX_WORDS
        and is_name(found["credit"], alone=False)
    ):
        return _parted(found["words"], found["credit"], "")
    return _last(line)


def _last(line: str) -> Credit | None:
    """A name or an agency behind the last sentence, or behind a stroke, without anything that announces it."""
    for pattern in _LASTS:
        found = pattern.fullmatch(line)
        credit = found["credit"] if found else ""
        if (
            found
            and len(credit.split()) <= _LAST_WORDS
            and not _NO_CREDIT.fullmatch(credit)
            and not _STOPS.search(credit)
        ):
            return _parted(found["words"], credit, "")
    return None


def _parted(words: str, credit: str, label: str) -> Credit:
    credit = bare(credit)
    last = credit.rpartition(" ")[2]
    if credit.endswith(".") and len(last) > 5:  # no initial, no Co.
        credit = credit[:-1]
    return Credit(words.rstrip(_OPEN), bare(credit), label.strip())


def is_name(text: str, *, alone: bool) -> bool:
    """Whether a text may name who made a picture and is no sentence; stricter for one that stands alone."""
    words = _WORD.findall(text)
    if not words or len(text) > _MAX_CREDIT or len(words) > _MAX_NAMES:
        return False
    if "/" in text and len(words) <= 10:
        return True
    plain: int = sum(word[0].islower() and word not in _BETWEEN_NAMES and "." not in word.rstrip(".") for word in words)
    return plain <= (0 if alone and len(words) > 2 else max(1, len(words) // 3))
