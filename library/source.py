"""Source: the bytes of an article as they came, and how they become text."""

import codecs
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from library.errors import UnreadableSourceError

MEGABYTE = 1024 * 1024
MAX_BYTES = 64 * MEGABYTE
HTML, MARKDOWN, TEXT = "text/html", "text/markdown", "text/plain"
_SUFFIXES = {
    ".htm": HTML, ".html": HTML, ".xhtml": HTML, ".shtml": HTML,
    ".md": MARKDOWN, ".markdown": MARKDOWN, ".mkd": MARKDOWN, ".mdown": MARKDOWN,
    ".txt": TEXT, ".text": TEXT,
}  # fmt: skip
_KNOWN_BINARIES = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive (or a document that is one inside, such as EPUB or DOCX)"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a sound, video or WebP file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_DECLARED_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})""", re.IGNORECASE)
_HTML_START = re.compile(
    r"[\s\ufeff]*(?:<(?:!--.{0,5000}?--|\?xml[^>]{0,200})>\s*){0,20}"
    r"<(?:!doctype(?:\s+html|(?=\s*>))|html|head|body|article|meta|title|link|base|script|style)\b",
    re.IGNORECASE | re.DOTALL,
)
# What a server says of its own faults, or adds, stands above the page.
_BEFORE_HTML = re.compile(r"[\s\ufeff]*<(?:br|b|div|p|span|center|table|iframe|noscript|a|img)\b", re.IGNORECASE)
_HTML_LATER = re.compile(r"<(?:!doctype\s+html|html)\b[^>]{0,500}>.{0,2000}?<head\b", re.IGNORECASE | re.DOTALL)
_ABOVE = 20_000
"""Code points above a page in which its beginning is looked for."""
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n[^\n]{0,200}:", re.ASCII)
_SAMPLE = 65536
_NO_TEXT = frozenset(("Cc", "Cn", "Co", "Cs"))
_GUESSED = "The character encoding is not declared; it was read as {}."
_MISDECLARED = "The page is not in the character encoding that it declares ({}); it was read as {}."
_PAGE_START = re.compile(rb"[\s\x00\xef\xbb\xbf]*<(?:!|\?xml|html|head|body|meta|title|div|p\b|article)", re.IGNORECASE)
# Browsers read some encodings as the larger ones that hold them: https://encoding.spec.whatwg.org/#names-and-labels
_AS_BROWSERS_DO = {
    **dict.fromkeys(("iso-8859-1", "iso8859-1", "latin-1", "latin1", "l1", "us-ascii", "ascii", "x-cp1252"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk", "gb-2312-80", "x-gbk", "chinese", "csgb2312"), "gb18030"),
    **dict.fromkeys(("shift-jis", "shift_jis", "sjis", "x-sjis", "ms-kanji", "windows-31j"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks-c-5601-1987", "ksc5601", "korean", "windows-949"), "cp949"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5", "cn-big5"), "big5hkscs"),
    **dict.fromkeys(("iso-8859-9", "latin5", "l5"), "cp1254"),
    **dict.fromkeys(("tis-620", "iso-8859-11", "windows-874", "dos-874"), "cp874"),
    "x-euc-jp": "euc_jp", "x-mac-roman": "mac_roman", "macintosh": "mac_roman", "x-mac-cyrillic": "mac_cyrillic",
    "x-user-defined": "cp1252",
}  # fmt: skip
# Encoding, characters that are common in its language, and their least share among what is not ASCII.
_EAST_ASIAN = (
    ("cp932", re.compile("[\u3041-\u3093]"), 0.15),
    ("euc_jp", re.compile("[\u3041-\u3093]"), 0.15),
    ("cp949", re.compile("[\uac00-\ud7a3]"), 0.85),
    ("gb18030", re.compile("[的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生，。、“”]"), 0.15),
    ("big5", re.compile("[的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生，。、「」]"), 0.15),
)


@dataclass(frozen=True)
class Source:
    """What was read, unchanged, with all that is known of where it came from."""

    content: bytes
    taken: datetime
    """When it was read, aware UTC."""
    name: str = ""
    """The file's name, without its folder; empty for a stream."""
    url: str = ""
    """The address of the page, when it is known."""
    media_type: str = ""
    """As declared by the server; empty when only name and content can tell."""
    charset: str = ""
    """As declared by the server; empty when only the content can tell."""


@dataclass(frozen=True)
class Decoded:
    """A source as text."""

    text: str
    media_type: str
    """One of HTML, MARKDOWN, TEXT."""
    charset: str
    warnings: tuple[str, ...] = ()


def decode(source: Source) -> Decoded:
    """The text of a source, its media type and what had to be guessed.

    Raises UnreadableSourceError for empty, binary and too large sources.
    """
    content = source.content
    if len(content) > MAX_BYTES:
        size = len(content) // (1024 * 1024)
        raise UnreadableSourceError(f"{size} MB is too large: an article may have {MAX_BYTES // (1024 * 1024)} MB")
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise UnreadableSourceError("it is empty")
    for magic, what in _KNOWN_BINARIES:
        if content.startswith(magic):
            raise UnreadableSourceError(f"it is {what}, not text")
    text, charset, warnings = _decode(content, source.charset)
    if not text.strip():
        raise UnreadableSourceError("it is empty")
    return Decoded(text, _media_type(source, text), charset, tuple(warnings))


def _media_type(source: Source, text: str) -> str:
    declared = source.media_type.partition(";")[0].strip().lower()
    if declared in (HTML, "application/xhtml+xml"):
        return HTML
    if declared in (MARKDOWN, "text/x-markdown"):
        return MARKDOWN
    suffix = "." + source.name.lower().rpartition(".")[2] if "." in source.name else ""
    if suffix in _SUFFIXES and (_SUFFIXES[suffix] != TEXT or not _HTML_START.match(text)):
        return _SUFFIXES[suffix]
    if _HTML_START.match(text) or (_BEFORE_HTML.match(text) and _HTML_LATER.search(text, 0, _ABOVE)):
        return HTML
    return MARKDOWN if _FRONT_MATTER.match(text) and not declared else TEXT


def _decode(content: bytes, declared: str) -> tuple[str, str, list[str]]:
    for mark, charset in _BOMS:
        if content.startswith(mark):
            return _strictly_or_replacing(content, charset)
    wide = _utf_16_without_mark(content)
    if wide:
        return _strictly_or_replacing(content, wide)
    if b"\x00" in content[:_SAMPLE]:
        # A page is hardly ever meant to have one, and browsers pass over it.
        if content[:_SAMPLE].count(b"\x00") * 100 > len(content[:_SAMPLE]) or not _PAGE_START.match(content):
            raise UnreadableSourceError("it is a binary file, not text")
        content = content.replace(b"\x00", b"")
    try:
        return content.decode("utf-8"), "utf-8", []
    except UnicodeDecodeError as error:
        if _truncated_utf_8(content, error):
            text = content.decode("utf-8", errors="replace")
            return text, "utf-8", ["The file ends or is damaged within a character; it was replaced by \ufffd."]
    return _legacy(content, declared)


def _legacy(content: bytes, declared: str) -> tuple[str, str, list[str]]:
    named = _declared_names(content, declared)
    for name in named:
        charset = _codec(name)
        text = content.decode(charset, errors="replace") if charset else ""
        # What is declared in vain is guessed like what is not declared at all.
        if charset and text.count("\ufffd") * 50 <= sum(byte > 0x7F for byte in content):
            return text, charset, []
    if "utf-8" in named and _mostly_utf_8(content):
        text = content.decode("utf-8", errors="replace")
        return text, "utf-8", ["Some bytes are no characters of the file's encoding; they were replaced by \ufffd."]
    wrong = ", ".join(dict.fromkeys(named))
    guessed = _MISDECLARED.format(wrong, "{}") if wrong else _GUESSED
    eastern = "" if _mostly_ascii(content) else _east_asian(content)
    if eastern:
        return content.decode(eastern, errors="replace"), eastern, [guessed.format(eastern)]
    from charset_normalizer import from_bytes  # 30 ms, for files that are not UTF-8

    best = from_bytes(content[:_SAMPLE], cp_exclusion=["utf_7", "utf_16", "utf_32"]).best()
    western = {
        "cp1250",
        "cp1252",
        "latin_1",
        "iso8859_15",
        "iso8859_1",
        "cp1257",
        "iso8859_2",
        "mac_roman",
        "cp858",
        "cp850",
    }
    charset = "cp1252" if best is None or best.encoding in western or _mostly_ascii(content) else best.encoding
    text = content.decode(charset, errors="replace")
    controls = sum(text[:_SAMPLE].count(chr(code)) for code in (*range(9), *range(14, 27), *range(28, 32)))
    if controls > len(text[:_SAMPLE]) // 50:
        raise UnreadableSourceError("it is a binary file, not text")
    return text, charset, [guessed.format(charset)]


def _declared_names(content: bytes, declared: str) -> list[str]:
    """The encodings that the server, the XML declaration and the page give, `utf-8` spelt so."""
    found = [pattern.search(content[:4096]) for pattern in (_DECLARED_XML, _DECLARED)]
    names = [declared, *(match.group(1).decode("ascii") for match in found if match)]
    return ["utf-8" if re.fullmatch(r"utf[-_]?8", name, re.IGNORECASE) else name for name in names if name]


def _codec(name: str) -> str:
    """Python's name of an encoding as browsers read it; empty for UTF-8, which was tried, and what is no encoding."""
    label = name.strip().lower().replace("_", "-")
    if label in ("utf-8", "utf-7") or label.startswith(("utf-16", "utf-32", "unicode", "ucs")):
        return ""  # two or four bytes a character would have been seen before
    try:
        codec = codecs.lookup(_AS_BROWSERS_DO.get(label, label))
        b"\x80".decode(codec.name, errors="replace")  # some can't replace what they can't read
    except (LookupError, ValueError):
        return ""
    return codec.name


def _mostly_utf_8(content: bytes) -> bool:
    """Whether more characters beyond ASCII are sound than damaged, in a text that calls itself UTF-8."""
    text = content.decode("utf-8", errors="replace")
    return sum(character > "\x7f" for character in text) > 2 * text.count("\ufffd")


def _east_asian(content: bytes) -> str:
    """The encoding in which the bytes read as Japanese, Korean or Chinese; empty when there is none.

    Every one of these decodes most texts of the others, so that their commonest characters must decide.
    """
    for charset, common, share in _EAST_ASIAN:
        try:
            text = codecs.getincrementaldecoder(charset)().decode(content[:_SAMPLE])
        except UnicodeDecodeError:
            continue
        foreign = [character for character in text if character > "\x7f"]
        if foreign and sum(common.match(character) is not None for character in foreign) > share * len(foreign):
            return charset
    return ""


def _mostly_ascii(content: bytes) -> bool:
    """Whether so few bytes are not ASCII that a Western text with accents is the best guess."""
    sample = content[:_SAMPLE]
    return sum(byte > 0x7F for byte in sample) < len(sample) * 0.12


def _truncated_utf_8(content: bytes, error: UnicodeDecodeError) -> bool:
    """Whether a text is UTF-8 but for a few damaged characters."""
    damaged = content.decode("utf-8", errors="replace").count("\ufffd")
    beyond_ascii = sum(byte > 0xBF for byte in content[:_SAMPLE])
    at_the_end = error.start >= len(content) - 3 and error.end == len(content)
    return (at_the_end and beyond_ascii > 1) or damaged * 10 < beyond_ascii


def _utf_16_without_mark(content: bytes) -> str:
    """`utf-16-le` or `utf-16-be` when a sample with zero bytes reads as text in it, else empty."""
    sample = content[: min(4096, len(content) // 2 * 2)]
    if b"\x00" not in sample or len(sample) < 4:
        return ""
    return next((charset for charset in ("utf-16-le", "utf-16-be") if _reads_as_text(sample, charset)), "")


def _reads_as_text(sample: bytes, charset: str) -> bool:
    """Whether a sample has spaces or line ends, and nothing that is no character or a control character."""
    try:
        text = codecs.getincrementaldecoder(charset)().decode(sample)
    except UnicodeDecodeError:
        return False
    if sum(0x20 <= byte < 0x7F for byte in sample) > 0.75 * len(sample):  # ASCII, with a zero byte here and there
        return False
    spaced = any(character in text for character in " \n\u3000\u3002")
    return spaced and all(
        unicodedata.category(character) not in _NO_TEXT or character in "\t\n\r\f" for character in text
    )


def _strictly_or_replacing(content: bytes, charset: str) -> tuple[str, str, list[str]]:
    try:
        return content.decode(charset), charset, []
    except UnicodeDecodeError:
        text = content.decode(charset, errors="replace")
        return text, charset, ["Some bytes are no characters of the file's encoding; they were replaced by \ufffd."]
