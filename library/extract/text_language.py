"""The language of a text, told by its script or by the small words that every sentence has."""

import re

_SAMPLE = 20000
"""Characters that are looked at."""
_SCRIPTS = (("ja", "[\u3041-\u30fa]"), ("ko", "[\uac00-\ud7a3]"), ("zh", "[\u4e00-\u9fff]"))
_SMALL_WORDS = {
    "en": "the of and to in is that it was for on with as his her they at be this have from not but had are which by",
    "de": "der die das und ist nicht von zu den mit sich auf für ein eine dem des im auch es wird als noch aus hat",
    "fr": "le la les des et est une du dans pour que qui sur au pas ce par plus ne se sont aux avec il elle ont cette",
    "es": "el la los las de y que en un una por con no para es del se su al lo como más pero sus le ha está fue",
    "pt": "o a os as de e que em um uma por com não para é do da se no na ao como mais mas dos das foi são à",
    "it": "il la lo gli le di e che un una per con non è del della si nel alla come più ma dei sono ha da anche",
    "nl": "de het een en van in is dat op te niet zijn met voor er aan die maar om ook als bij wordt nog heeft hij",
    "sv": "och att det som en på är av för med den till har inte om ett han men var sig så från kan",
    "pl": "w i na z do się nie jest to że o jak za po dla ale od przez są tym który oraz tego może",
}
_LISTS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
_LEAST_WORDS, _LEAST_SHARE, _LEAD = 40, 0.15, 1.25
"""Words that a text must have, the share of small ones among them, and how far the best language must be ahead."""
_WORD = re.compile(r"[^\W\d_]+")


def language_of(text: str) -> str:
    """A language tag; empty where neither script nor words tell it."""
    sample = text[:_SAMPLE]
    for language, pattern in _SCRIPTS:
        if len(re.findall(pattern, sample)) > len(sample) * 0.1:
            return language
    words = _WORD.findall(sample.lower())
    if len(words) < _LEAST_WORDS:
        return ""
    counts = sorted(
        ((sum(word in small for word in words), language) for language, small in _LISTS.items()), reverse=True
    )
    (most, language), (second, _) = counts[:2]
    return language if most >= _LEAST_SHARE * len(words) and most >= _LEAD * second else ""
