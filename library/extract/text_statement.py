"""What a line near a headline says of who wrote an article and when, however both stand together in it."""

import re
from dataclasses import dataclass

_LONGEST = 160
_MONTH = (
    r"(?:jan|jän|ene|gen|sty|feb|fev|fév|lut|mar|mär|maer|mrt|apr|avr|abr|kwi|may|mai|mag|maj|mei|jun|juin|giu|cze"
    r"|jul|juil|lug|lip|aug|aoû|ago|sie|sep|set|wrz|oct|okt|out|ott|paź|nov|lis|dec|dez|dic|déc|des|gru)[^\W\d_]{0,8}\.?"
)
_DATE = re.compile(
    rf"\b(?:\d{{4}}-\d{{1,2}}-\d{{1,2}}|\d{{4}}/\d{{1,2}}/\d{{1,2}}|\d{{1,2}}[./-]\d{{1,2}}[./-](?:\d{{4}}|\d\d)(?!\d)"
    rf"|\d{{1,2}}(?:st|nd|rd|th|\.|er|º)?[ .](?:de |of )?{_MONTH}[ .,]{{1,2}}(?:de |del )?\d{{4}}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})"
    r"|\d{4} ?[年/.-] ?\d{1,2} ?[月/.-] ?\d{1,2} ?日?",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?:\b(?:um|at|às|à|a las|alle|om|ore)\s)?\b\d{1,2}(?:[:.h]\d{2}){1,2}(?:\s?[ap]\.?\s?m\b\.?)?"
    r"(?:\s?(?:uhr|hrs|h)\b)?"
    r"(?:\s?\(?(?-i:[A-Z]{2,4}T|GMT|UTC|PT|ET|CT|IST|CET|BST)\)?(?:[+-]\d{1,2})?)?|\b\d{1,2}\s?[ap]\.?m\b\.?|\d{1,2}[時时點点]\d{1,2}分?",
    re.IGNORECASE,
)
_CONTROLS = re.compile(
    r"\b(?:schreiben?|leave|write|add|post|keine?|no|\d+)\s(?:einen? |a )?"
    r"(?:kommentare?|comments?|reactions?|views?|min\w*)\b.*"
    r"|\b(?:kommentare?|comments?)\b\s?\(?\d*\)?$",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"((?-i:(?:[^\W\d_a-z][\w.’'-]*\s){1,3}?[^\W\d_a-z][\w.’'-]*)),?\s(?:[\w&’'-]+\s){0,4}?"
    r"(?:editor|reporter|correspondent|columnist|writer|journalist|critic|chief|redakteur(?:in)?|korrespondent(?:in)?)"
    r"(?:,? (?:in|at|of|for|bei|im|à|de|en) .{2,30})?$",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<!\S)?@\w{3,}$")
_BY = re.compile(
    r"\s*(?:(?:written|posted|published|reported|story|text|words|article|updated|artikel|(?:blog )?beitrag|gespeichert"
    r"|geschrieben|verfasst|publié|escrito|scritto|geschreven) )?"
    r"(?:by|von|par|por|di|door|av|af|autor(?:in)?|author|auteur)[: ]\s?",
    re.IGNORECASE,
)
_AROUND = re.compile(
    r"\b(?:first |last |originally )?(?:published|posted|updated|modified|created|veröffentlicht|stand|erstellt"
    r"|aktualisiert|publié|mis à jour|publicado|actualizado|atualizad[oa]|pubblicato|aggiornato|gepubliceerd|bijgewerkt"
    r"|datum|date|fecha|data)\b:?"
    r"|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b[.,]?"
    r"|\b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b,?"
    r"|\b(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag)\b,?"
    r"|\b\d{1,3} ?min(?:ute)?s?\.?(?: read| lesezeit| de lecture| de lectura)?\b|@\w+|\S+@\S+\.\w+",
    re.IGNORECASE,
)
_LINKS = re.compile(
    r"^[\s,;:.|•·–—/@()-]+|[\s,;:|•·–—/@(-]+$|\b(?:on|at|am|le|el|il|op|in|um|em|il|vom|du|den|der)\s*$", re.IGNORECASE
)
_JOINTS = re.compile(r"\s*[|•·/]\s*|\s+[–—-]\s+|\s{2,}|\s*,\s*$")


@dataclass(frozen=True)
class Statement:
    """What a line says; parts that it does not say are empty."""

    names: str = ""
    date: str = ""


def statement_in(text: str) -> Statement | None:
    """Names and date of a line that holds little else; None when it is no such line."""
    if len(text) > _LONGEST:
        return None
    office = _OFFICE.match(text)
    if office and len(text) < 80:
        return Statement(office.group(1))
    found = _DATE.search(text)
    date = found.group() if found else ""
    has_handle = _HANDLE.search(text) is not None
    text = _CONTROLS.sub("", text)
    rest = _AROUND.sub(" | ", _CLOCK.sub(" | ", _DATE.sub(" | ", text)))
    by = ""
    others: list[str] = []
    for piece in _JOINTS.split(rest):
        part = _trimmed(piece)
        match = _BY.match(part + " ")
        if match and not by and (found or match.start() == 0):
            by = _trimmed(part[match.end() :]) if match.end() <= len(part) else ""
        elif part and not part.isdigit():
            others.append(part)
    if not (by or date or has_handle) or sum(len(other.split()) for other in others) > 5:
        return None
    alone = others[0] if len(others) == 1 and (" " in others[0] or not others[0].isascii()) else ""
    if not by and others and not alone and not date:
        return None
    return Statement(by or alone, date)


def _trimmed(text: str) -> str:
    before = ""
    while text != before:
        before, text = text, _LINKS.sub("", text)
    return text
