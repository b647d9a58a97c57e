"""Captions that have no credit, told from paragraphs and headings by their words and by what stands around them."""

import re

from library.extract.furniture import SENTENCE_END, Credit
from library.extract.text_lines import Line, length
from library.extract.text_names import are_names

_ANNOUNCED = re.compile(
    r"(fig(ure|ura|uur)?\.?|abb(ildung|\.)?|bild|foto|photo|image|imagen|imagem|afbeelding|tafel|plate|chart|map|karte"
    r"|grafik|graphic|[图圖図]表?) ?\(?(\d{1,3}|[a-d一二三四五六七八九十]{1,3}|oben|unten|mitte|links|rechts)\b"
    r"\)?\s?[:：.|–—)-].{2,}"
    r"|(image|media|photo) caption\b.{3,}"
    r"|(pictured|above|below|left|right|top|bottom|from left|clockwise.{0,30}|im bild|auf dem bild|von links"
    r"|de gauche à droite|de izquierda a derecha|da esquerda para a direita|da sinistra)\s?[:：,].{8,}"
    r"|[图圖]为.{4,}|▲ ?.{4,}"
    r"|[图圖図]表? ?[\d一二三四五六七八九十]{1,3}|[［\[【(（]?(fig|abb|foto|bild|photo|图|圖|図)[.:： ].{2,}",
    re.IGNORECASE,
)
_POINTED = re.compile(
    r"\((left|right|cent(er|re)|l|r|l[.-]? ?to[ .-]?r|l-r|top|bottom|back|front|pictured|above|below|links|rechts|mitte"
    r"|oben|unten|l\.|r\.|v\. ?l\.|à gauche|à droite|au centre|izq\.?|izquierda|derecha|centro|esq\.?|esquerda|direita"
    r"|ao centro|sinistra|destra|al centro|midden|左|右|中)\b[^)]{0,20}\)"
    r"|, (left|right|center|centre|pictured|seen here|shown here),|[（(][左右中]起?\d?[)）]|\(from left\)",
    re.IGNORECASE,
)
_SHOWN = re.compile(
    r"\b(file photo|stock image|screenshot|symbolbild|symbolfoto|archivbild|archivfoto|zdjęcie ilustracyjne"
    r"|foto de archivo|foto de arquivo|imagen de archivo|photo d.illustration|foto d.archivio|资料图片?"
    r"|資料圖片?|資料写真)\b",
    re.IGNORECASE,
)
_YEAR_LAST = re.compile(r".*\b(in|im|en|em|nel|um|circa|c\.|,) ?(1[89]|20)\d\d\)?")
_SIGNED = re.compile(
    r"(?P<words>.{12,}(?<!\b[A-Z])(?<!\b(?:Mr|Dr|St|Jr|Sr|vs))\.[”\"’)]?)\s?"
    r"(?P<credit>[^\W\d_a-zß-öø-ÿ][\w’'-]*(?: [^\W\d_a-zß-öø-ÿ][\w’'-]*\.?){1,3})"
)
"""A sentence, and the name of who took the picture."""
_LONGEST_SIGNED, _LEAST_SIGNED = 600, 6
_LONGEST = 60
_LONGEST_SENTENCE = 30


def is_caption(line: Line, *, between_prose: bool, below_control: bool) -> bool:
    """Whether a line says what a picture shows; `below_control`: a control of a picture stood directly above."""
    text = line.text
    says = length(text[:1000])
    if not 2 <= says <= _LONGEST or text[-1] in ":：,;" or text[0] in "“\"„«「'‘":
        return False
    if _ANNOUNCED.fullmatch(text) or _SHOWN.search(text):
        return True
    is_sentence = SENTENCE_END.search(text) is not None
    if below_control and says >= 3 and (says <= _LONGEST_SENTENCE or not is_sentence):
        return True
    if _POINTED.search(text) and (not is_sentence or says <= _LONGEST_SENTENCE):
        return True
    return 4 <= says <= 25 and not is_sentence and between_prose and _YEAR_LAST.fullmatch(text) is not None


def signed_caption(text: str) -> Credit | None:
    """The parts of a caption behind whose last sentence only a name stands; None when a line is no such caption."""
    found = _SIGNED.fullmatch(text) if len(text) <= _LONGEST_SIGNED else None
    if found is None or length(found["words"]) < _LEAST_SIGNED or not are_names(found["credit"]):
        return None
    return Credit(found["words"], found["credit"])
