"""Names in bylines: whom a line names, without "By", roles, dates and handles, and how surely each is a person."""

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from library.builder import clean_text


class Sure(IntEnum):
    """How surely a name is that of a person who wrote something."""

    DESK = 1
    """The site itself or its staff: "Newsdesk"."""
    SOMEBODY = 2
    """An agency, a nickname, an institution."""
    PERSON = 3


class Named(NamedTuple):
    """A name in a byline."""

    name: str
    sure: Sure

    @property
    def nickname(self) -> bool:
        """Whether it is one word that is no agency."""
        return self.sure is Sure.SOMEBODY and " " not in self.name and not is_agency(self.name)


_BY = "by|von|vom|par|por|per|pel|door|av|af|di|da|przez|od|napsal|írta|geschreven door"
_ACTED = (
    r"written|words|text|tekst|texte|texto|story|report(?:ed|ing)?|posted|published|created|contributed"
    r"|interview|article|review|analysis|opinion|more|(?:view |see )?all (?:posts|articles)|posts|guest post|zum profil"
    r"|beitrag|blog|gastbeitrag|kommentar|eine? \w+|verfasst|geschrieben|erstellt|veröffentlicht|propos recueillis"
    r"|écrit|rédigé|publié|escrito|publicado|scritto|geschreven|skrevet|skriven|recipe|added|submitted|une? \w+|un'\w+"
)
_LABEL = (
    r"authors?|autor(?:in(?:nen)?|en|es|as?|e|i|ka|ki|zy)?|auteure?s?|words|texte?|teksti?|texto|testo|interview"
    r"|reporters?|story|verfasser(?:in)?|redakteur(?:in)?|redaktor(?:ka)?|redaktion|redacción|redazione|written|name"
    r"|journalist|forfatter|författare|skribent|kirjoittaja|toimittaja|szerző|yazar|yazan|haber|opracowa(?:ł|ła|nie)"
    r"|sources?|quelle|fuente|fonte|źródło|kaynak|источник|джерело|обработка"
    r"|piše|författad|автор(?:ы|ка)?|текст|συντάκτης|κείμενο"
)
_LABEL_IDEOGRAPHIC = (
    "作者|文|撰文|记者|記者|来源|來源|出处|출처|著者|筆者|執筆|执笔|取材・文|取材|文责|文責|責任編集|责任编辑|編輯|编辑"
    "|本报记者|글|기자|글쓴이|작성자"
)
DATED = (
    r"(?:last )?updated|published|posted|modified|veröffentlicht|aktualisiert|zuletzt|publié|mis à jour|publicado"
    r"|actualizado|atualizado|pubblicato|aggiornato|gepubliceerd|bijgewerkt|publisert|publicerad|opublikowano|dodano"
    r"|uppdaterad|opdateret|oppdatert|zapisz|follow|share|comments?"
)
BEFORE_NAMES = re.compile(
    rf"^(?:(?:{_ACTED})[\s:]+){{0,3}}(?:{_BY})\b\s*:?\s+"
    rf"|^(?:(?:{_LABEL}|about|über)(?:/in|\*in|:in|\(s\)|\(en\))?\s*[:：/]|(?:{_LABEL_IDEOGRAPHIC})\s*[:：／/|｜])\s*"
    r"|^(?:auteur|autor|author|autore|skribent|journalist|reporter|автор|about|über|meet)\s+(?-i:(?=[^\W\d_a-z]))"
    r"|^(?:本报|本報|本刊|本社)?(?:记者|記者|通讯员|通訊員)\s*[:：]?\s*(?=[\u3400-\u9fff\s·]{2,16}$)"
    rf"|^(?:{DATED}|gespeichert|written|erstellt|am|on|\d{{1,2}})\b[^\n]{{0,45}}?\b(?:by|von|par|por|door|av|af)\s+"
    r"(?-i:(?=[^\W\d_a-z]))"
    r"|^(?:بقلم|كتبت?|מאת)\s*[:：]?\s+|^(?:編集委員|論説委員|編集者|特派員|ライター|評論家)[\s　]+"
    r"|^(?-i:de\s+(?=[^\W\d_a-z]\w+ [^\W\d_a-z]))"
    r"|^(?:του|της)\s+(?=\w+ \w+)",
    re.IGNORECASE,
)
_HARD_BREAK = re.compile(r"\s*(?:[;|•·；｜\n]|\s/\s|\s&amp;\s)\s*|\s+[–—-]\s+")
_AND = re.compile(
    r",?\s+(?:im Gespräch mit|and|And|AND|und|UND|et|ET|och|og|sowie|samt|with|mit|avec|con|met|com|&|и|та|και|ve|és)"
    r"\s+(?=[^\W\d_a-z])"
)
_AND_OUTSIDE = re.compile(
    r"^(?:and|und|et|och|og|with|mit|y)\s+|\s+(?:and|und|et|och|og|with|mit|y|by|von|par|e|i)$", re.IGNORECASE
)
_SOFT_AND = re.compile(r"\s+(?:y|Y|e|E|i|a|en|EN|och|ja|și|şi|oraz|ir)\s+(?=[^\W\d_a-z])")
"""Words for "and" that are also words within a name: they part only what is a whole name on either side."""
_AGENCY = re.compile(r"[A-Z]{2,5}(?:/[A-Za-z]{2,5})*|dpa(?:[/-]\w+)*|afp|apa|sda|epd|kna|idw|pte|ots")
_AGENCIES = frozenset(
    (
        "reuters", "bloomberg", "xinhua", "kyodo", "ansa", "efe", "lusa", "belga", "ritzau", "ntb", "tass", "тасс",
        "interfax", "интерфакс", "ukrinform", "yonhap", "anadolu", "agerpres", "hina", "tanjug", "adnkronos",
        "keystone-sda", "keystone", "bta", "mti", "ctk", "čtk", "pap", "tt", "aap", "pti", "ani", "ians",
    )
)  # fmt: skip
_DESK = re.compile(
    r"redaktion(?:steam)?|redaktionen|redaktør|redakcja|redakce|redakcija|redacción|redaccion|redaction|rédaction"
    r"|redazione|redactie|redação|redaksjon(?:en)?|toimitus|szerkesztőség|staff|newsroom|news ?desk|desk|editorial"
    r"|editors|the editors?|\w*team|crew|webredaktion|onlineredaktion|contributors?|correspondents"
    r"|bureau|администрация|редакция|редакція|編集部|编辑部|編輯部|取材班|편집부|뉴스팀|本站|本社"
)
_HAS_DESK = re.compile(rf"(?:^|[^\w])(?:{_DESK.pattern})(?:$|[^\w])|(?:redaktion|編集部|编辑部|編輯部)$", re.IGNORECASE)
_DESK_WORDS = re.compile(
    r"(?:the |die |la |le |el |our |unsere? |von der |de |der )?(?:editor|guest|gast|gastautor(?:in)?|gastbeitrag"
    r"|press release|pressemitteilung|pressestelle|presse|news)",
    re.IGNORECASE,
)
# A part of a byline with one of these words says what somebody does.
_ROLE = re.compile(
    r"\b(?:editor(?:-in-chief)?|reporter|correspondent|writer|columnist|producer|photographer|contributor"
    r"|journaliste?|periodista|giornalista|jornalista|dziennikarz|analysts?|professor|lecturer|director|chief"
    r"|korrespondent(?:in)?|redakteur(?:in)?|redactor[a]?|redattore|redattrice|chefredakteur(?:in)?|fotograf"
    r"|volontär(?:in)?|verslaggever|envoyée? spéciale?|corresponsal|correspondente|inviat[oa]|ressortleiter(?:in)?"
    r"|specialist|reviewers?|experts?|winemaker|manager|ceo|cto|founder|co-founder|fellow|researcher|scientist|strategist|autore?n?|auteurs?|authors?"
    r"|president|vp|vice president|senior|junior|head of|leiter(?:in)?|reporterin|rechtsanw[aä]lt(?:in)?|avocate?"
    r"|attorney|avvocat[oa]|abogad[oa]|advocaat|advokat)\b",
    re.IGNORECASE,
)
_INSTITUTION = re.compile(
    r"\b(?:online|media|medien|news|press|presse|ag[eê]nc(?:y|e|ia)|agentur|agenzia|group|gruppe"
    r"|gmbh|mbh|ag|kg|sa|spa|srl|sarl|plc|bv|nv|oy|ltd|inc|llc|co|corp"
    r"|company|verein|verband|bund|ministeri\w+|ministry|universit\w+|institute?|institut\w*|foundation|stiftung"
    r"|magazine?|zeitung|times|post|daily|journal|tv|radio|network|association|society|council|committee|commission"
    r"|department|office|cent(?:er|re)|zentrum|club|church|kirche|partei|party|verlag|edition|publishing|books|blog"
    r"|amt|bundesamt|landesamt|stadt|city|county|government|fraktion|abteilung|feuerwehr|polizei|police"
    r"|wire|services?|reviews?|podcast|channel|studio|editorial|web|site|website|portal|archive|union|noticias"
    r"|nachrichten|notizie|nieuws|wiadomości|новости|digital|international|deutschland|germany|france|italia|usa"
    r"|admin|user|guest|test|welt|tagblatt|rundschau|anzeiger|kurier|gazette|tribune|herald|guardian"
    r"|\w+(?:verband|verein|universität|hochschule|amt|ministerium|agentur|gesellschaft|stiftung|zeitung|zentrum)"
    r"|telegraph|observer|mail|express|mirror|standard|independent)\b|e\.\s?V\b"
    r"|^(?:the|die|das|der|el|la|le|les|los|las|il)\s",
    re.IGNORECASE,
)
"""Words of institutions; of those that are family names too it's enough to come second."""
_IDEOGRAPHIC_INSTITUTION = re.compile(
    r"[社网網部局报報站台会會院所処署团團]$|新闻|新聞|通讯|通信|编辑|編集|뉴스|신문|일보|연합|방송"
)
_MONTHS = (
    r"jan(?:uar[yi]?|vier)?|feb(?:ruar[yi]?)?|février|mar(?:ch|s|zo)?|märz|apr(?:il)?|avril|may|mai|mayo|june?|juni"
    r"|juin|july?|juli"
    r"|juillet|aug(?:ust)?|août|sept?(?:ember)?|o[ck]t(?:ober)?|octobre|nov(?:embe?re?)?|de[cz](?:embe?re?)?|décembre"
)
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = re.compile(rf"(?:{_MONTHS})\.?", re.IGNORECASE)
_BEHIND_NAMES = re.compile(
    rf"(?:[,|·•–-]\s*)?(?:\s(?:am|on|at|vom|le|el|il|op|um|vor|in|ago|hace|il y a|den|dne|dnia|den))?\s+"
    rf"(?:(?:{_MONTHS})\b\.?(?=\s\d|$|\s*,)|\d)"
    r".*$"
    rf"|\s+on\s+{_WEEKDAY}\b.*$"
    rf"|\s+(?:{DATED}|says|writes|schreibt|sagt|vor|ago)\b.*$"
    r"|,?\s+(?:for|für|pour|para)\s+(?:the\s+|die\s+|den\s+|das\s+)?(?-i:[A-Z]).*$"
    r"|\s+(?:photograph(?:s|y)?|photos?|pictures|illustrations?|video|fotos?|bilder)(?:\s+(?:by|von|par|de)\b|\s*:).*$",
    re.IGNORECASE,
)
_PLACE = re.compile(r",?\s+(?:in|aus|à|en|da|from|at|i)\s+[A-ZÄÖÜÅØÉ][\w'’-]+(?:\s[A-ZÄÖÜÅØÉ][\w'’-]+)?$")
_HOUSE = re.compile(r"\s+(?:for |of |- )?[A-Z]{2,5}(?:\s(?:News|Sport|World Service|Correspondent))?$")
"""The newspaper or broadcaster behind a name."""
_ASIDES = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）")
_CHINESE_REPORTERS = re.compile(r"记者|通讯员|通訊員")
_BETWEEN_IDEOGRAPHS = re.compile(r"(?<=[\u3400-\u9fff]{2})[ \u3000](?=[\u3400-\u9fff]{2})")
_FAMILY_FIRST = re.compile(r"([A-ZÄÖÜÅØÉŠČŽŁ][a-zß-ÿ’'-]+), ([A-ZÄÖÜÅØÉŠČŽŁ][a-zß-ÿ-]+\.?)")
_HANDLE = re.compile(r"\(?\s*(?:[\w.+-]+@[\w-]+(?:\.[\w-]+)+|@\w+)\s*\)?")
_NO_NAME = re.compile(
    r"https?:|www\.|[<>{}=#*@\[\]\\]|[!?]$|^\W*$|^[©\d]+\W|^©|(?:^|\s)\d+(?:\s|[.:]|$)"
    r"|^(?:post|alle?|tous|todos|todas|tutti|tutte|more|mehr|weitere|zur|zum|see|read|zurück|back|next|nächster?)\s"
    r"|\b(?:gesponsert\w*|sponsored|anzeige|artikel|follow|profile?|user ?name|subscribe|comments?|read more|minutes?"
    r"|share"
    r"|says|sagt|mehr|e-?mail|facebook|twitter|instagram|uhr|image|photos?|fotos?|credits?|image credit|view|all posts"
    r"|updated|posted|published|publicado|posts|articles?|illustration|bild|bilder|video|zapisz)\b",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"(?:wp[_-]?)?admin(?:istrator)?|webmaster|web|unknown|anonymous|user|authors?|autor(?:in)?|auteur|por|par|door|root"
    r"|none|null|undefined|default|test|by|von|name|blog|site|online|website|imported|super user|system|marketing|home"
    r"|publisher|post|article|category|tags?|date|reply|reply to|unassigned|more|about|bio|contact|all|alle|next|back"
    r"|written|text|texte?|person|true|false|n/a|author name|details|dr|prof|mr|mrs|ms|phd|from|with|and|und|et|on|in"
    r"|menu|search|login|read|see|video|photo|foto|info|share|print|source|quelle|via|the|vor|ago|am|at|le|il|el|um|uns"
    r"|us|(?:full|short) bio|written by|reviewed by|key \w+|paid|free|com"
    r"|(?:our|my|your|this|these) (?!editor|team|staff|report|correspond|writer)[\w-]+"
    rf"|{_WEEKDAY}|(?:mon|tue|wed|thu|fri|sat|sun)",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    (
        "von", "van", "vom", "vander", "de", "der", "den", "des", "del", "della", "dello", "di", "da", "do", "dos",
        "das", "du", "le", "la", "el", "al", "bin", "ibn", "ben", "bint", "y", "e", "i", "zu", "zum", "zur", "ten",
        "ter", "te", "af", "av", "'t", "’t", "in", "op", "und", "d’", "d'", "dal", "lo", "los", "las", "auf", "abu",
        "ap", "ab", "na", "bat",
    )
)  # fmt: skip
_GENERATIONS = frozenset(("jr", "sr", "ii", "iii", "iv", "phd", "md", "mba", "msc", "dds", "esq", "jd", "ph.d", "m.d"))
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_CJK_NAME = re.compile(
    r"[\u3005\u3400-\u9fff]{2,4}|[\u3005\u3400-\u9fff]{1,3}[ \u3000][\u3400-\u9fff\u3041-\u30ff]{1,4}"
    r"|[\uac00-\ud7a3]{2,4}|[\u30a0-\u30ff]{2,8}[・＝=][\u30a0-\u30ff・＝=]{2,16}"
    r"|[\u3400-\u9fff]{1,3}[\u3041-\u30ff]{1,4}|[\u3400-\u9fff]{1,4}·[\u3400-\u9fff·]{1,10}"
)
_KOREAN_ROLE = re.compile(
    r"(?<=[\uac00-\ud7a3])\s*(?:선임|수석)?(?:기자|특파원|논설위원|위원|앵커|아나운서|PD)(?:\s.*)?$"
)
_CJK_ROLE = re.compile(r"(?<!\s)\s*(?:/|／)?\s*(?:记者|記者|報導|报道|撰稿|編輯|编辑|整理|さん|氏|著|訳|監訳|撮影)$")
_LONGEST_LINE = 1000
_LONGEST_NAME = 60


def named(line: str, sites: Iterable[str] = (), *, own_too: bool = False) -> list[Named]:
    """Whom a byline names, in its order; `sites` are names of the site, which is nobody but a desk.

    Line feeds in `line` part what stands in different elements. With `own_too` a name of the site that is a person's is
    that person.
    """
    if len(line) > _LONGEST_LINE:
        return []
    own = frozenset(letters(site) for site in sites) - {""}
    line = "\n".join(clean_text(_ASIDES.sub(" ", part)) for part in line.split("\n"))
    if "://" in line:
        return []
    if _CHINESE_REPORTERS.search(line):
        line = _BETWEEN_IDEOGRAPHS.sub("、", line)
    whole = _without_words_before(_HANDLE.sub(" ", line))
    if "/" in whole and any(_is_person(_bare(part)) for part in whole.split("/")):
        whole = whole.replace("/", ";")
    if family_first := _FAMILY_FIRST.fullmatch(whole):
        whole = f"{family_first[2]} {family_first[1]}"
    if (agency := _graded(whole, own)) and "/" in whole and " - " not in whole and _AGENCY.match(whole):
        return [agency]  # two agencies, or one and the site, are one byline
    found: dict[str, Named] = {}
    for one in _names(whole, own):
        owner = own_too and one.sure is Sure.DESK and _is_person(one.name)
        found.setdefault(one.name.casefold(), Named(one.name, Sure.PERSON) if owner else one)
    return list(found.values())


def persons(line: str, *sites: str) -> list[str]:
    """The persons that a byline names, without "By", roles, handles and the site itself."""
    return [one.name for one in named(line, sites) if one.sure is Sure.PERSON]


def somebody(line: str, *sites: str) -> list[str]:
    """As `persons`, with agencies, nicknames and single words, but nobody who is the site or no one in particular."""
    return [one.name for one in named(line, sites) if one.sure >= Sure.SOMEBODY]


def letters(text: str) -> str:
    """A name without what its writing may vary in: case, spaces, dots."""
    return "".join(character for character in text.casefold() if character.isalnum())


def _names(line: str, own: frozenset[str]) -> Iterator[Named]:
    for part in _HARD_BREAK.split(line):
        text = _BEHIND_NAMES.sub("", _without_words_before(part.strip()))
        for chunk in _AND.split(text):
            pieces: list[str] = []
            for piece in re.split(r"\s*[,，、]\s*", chunk):
                if pieces and piece.rstrip(".").lower() in _GENERATIONS:
                    pieces[-1] = f"{pieces[-1]}, {piece}"
                elif piece:
                    pieces += _softly_parted(_BEHIND_NAMES.sub("", piece))
            for piece in pieces:
                if one := _graded(_bare(piece), own):
                    yield one


def _softly_parted(text: str) -> list[str]:
    """A piece, in two or more where words for "and" stand between whole names."""
    for found in reversed(list(_SOFT_AND.finditer(text))):
        before, behind = text[: found.start()], text[found.end() :]
        if _is_person(_bare(before)) and _is_person(_bare(behind)):
            return [*_softly_parted(before), behind]
    return [text]


def _bare(piece: str) -> str:
    """A name without what stands around it, said once."""
    name = _AND_OUTSIDE.sub("", _without_words_before(clean_text(piece))).strip(" .,:∙⋅-–—*\"“”„'‘’+>→»«") + (
        "." if re.search(r"\b(?:Jr|Sr|[A-Z])\.$", piece) else ""
    )
    if _CJK.search(name):
        name = _CJK_ROLE.sub("", _KOREAN_ROLE.sub("", name))
    roles = list(_ROLE.finditer(name))
    if roles and _is_person(behind := name[roles[-1].end() :].strip(" ,:：–-")):
        name = behind
    if (house := _HOUSE.search(name)) and not name.isupper() and _is_person(name[: house.start()]):
        name = name[: house.start()]
    name = _PLACE.sub("", name)
    words = name.split()
    half = len(words) // 2
    return " ".join(words[:half]) if half and words[:half] == words[half:] and len(name) > 5 else name


def _without_words_before(text: str) -> str:
    before = ""
    while text != before:
        before, text = text, BEFORE_NAMES.sub("", text).lstrip(" :|·•-–—")
    return text


def _graded(name: str, own: frozenset[str]) -> Named | None:
    """A name and how surely it is a person's; None where it's no name of anybody."""
    spelt = letters(name)
    if not 1 < len(name) <= _LONGEST_NAME or not spelt:
        return None
    if spelt in own or spelt.removeprefix("the") in own:
        return Named(name, Sure.DESK)
    sure = _grade(name)
    return Named(name, sure) if sure else None


@lru_cache(maxsize=1024)
def _grade(name: str) -> Sure | None:
    if _NOBODY.fullmatch(name) or _NO_NAME.search(name) or _MONTH.fullmatch(name):
        return None
    if _AGENCY.fullmatch(name):
        return Sure.SOMEBODY
    if _DESK_WORDS.fullmatch(name) or _HAS_DESK.search(name):
        return Sure.DESK if len(name.split()) <= 6 and not name[0].isdigit() else None
    if _is_person(name):
        return Sure.PERSON
    words = name.split()
    if _ROLE.search(name):  # what somebody does is all there is, where nobody is named beside it
        return Sure.DESK if len(words) <= 4 else None
    if len(words) > 7 or (len(words) > 1 and name[0].islower()):
        return None
    return Sure.SOMEBODY if re.search(r"[^\W\d_]", name) else None


def is_agency(name: str) -> bool:
    """Whether a name is that of an agency, or has a word of institutions in it."""
    return bool(_AGENCY.fullmatch(name) or _INSTITUTION.search(name)) or name.lower() in _AGENCIES


def _is_person(name: str) -> bool:
    """Whether a text is written as a person's full name is: two words or more that begin with capitals, particles."""
    if _CJK.search(name):
        return bool(_CJK_NAME.fullmatch(name)) and not _IDEOGRAPHIC_INSTITUTION.search(name)
    main, *degrees = name.split(", ")
    words = main.split()
    if not 2 <= len(words) <= 6 or any(word.rstrip(".").lower() not in _GENERATIONS for word in degrees):
        return False
    if _ROLE.search(main) or _INSTITUTION.search(main) or re.search(r"\d", main):
        return False
    great = [word for word in words if not word[0].islower()]
    small = [word for word in words if word[0].islower() and word not in _PARTICLES]
    return (
        len(great) >= 2
        and not (great[0] == great[-1] and len(great[0]) > 2)
        and all(word.endswith(".") or set("'’-") & set(word) for word in small)
    )
