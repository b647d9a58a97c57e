"""Bytes to text: what is refused, what is guessed, and what a warning says."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library.errors import UnreadableSourceError
from library.source import HTML, MARKDOWN, MAX_BYTES, TEXT, Decoded, Source, decode

TEXTS = {
    "zh": "安澜城的钟楼有一百零八级台阶，老周每天走两遍。\n他说，走得慢一点，钟就不会催人。\n",
    "tw": "安瀾城的鐘樓有一百零八級臺階，老周每天走兩遍。\n他說，走得慢一點，鐘就不會催人。\n",
    "ja": "人口三十二人の白洲島で、ただ一つの郵便局が三月末に閉まる。\n自分あての手紙を書いている。\n",
    "ko": "섬에 하나 남은 우체국이 봄에 문을 닫는다.\n자신에게 편지를 쓰고 있다.\n",
    "ru": "Каждое утро он поднимается на башню и считает ступени.\nНикто не знает, сколько их на самом деле.\n",
    "de": "Über die Brücke fährt kein Boot mehr, für große Schiffe genügt sie nicht.\n",
    "en": "“Nobody said anything,” says Ada Crane – and the café’s door stays shut.\n",
}


def source(content: bytes, name: str = "copy.txt", media_type: str = "", charset: str = "") -> Source:
    return Source(content, datetime.now(UTC), name, media_type=media_type, charset=charset)


def decoded(content: bytes, **known: str) -> Decoded:
    return decode(source(content, **known))


@pytest.mark.parametrize(
    ("language", "charset"),
    [
        ("zh", "gb18030"),
        ("zh", "gbk"),
        ("tw", "big5"),
        ("ja", "shift_jis"),
        ("ja", "euc_jp"),
        ("ko", "euc_kr"),
        ("ru", "cp1251"),
        ("de", "latin-1"),
        ("de", "cp1252"),
        ("en", "cp1252"),
    ]
    + [
        (language, charset)
        for language in TEXTS
        for charset in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
    ],
)
def test_an_undeclared_encoding_is_found(language: str, charset: str) -> None:
    found = decoded(TEXTS[language].encode(charset))
    assert found.text == TEXTS[language]
    assert bool(found.warnings) == (not charset.startswith("utf"))


def test_a_declared_encoding_is_believed_and_latin_1_is_its_windows_superset() -> None:
    assert decoded(TEXTS["ru"].encode("koi8_r"), charset="koi8-r").text == TEXTS["ru"]
    assert decoded(TEXTS["en"].encode("cp1252"), charset="ISO-8859-1").text == TEXTS["en"]
    page = '<html><meta charset="shift_jis"><p>' + TEXTS["ja"]
    assert decoded(page.encode("shift_jis"), name="page.html").text == page


def test_utf_8_is_believed_against_a_declaration_that_is_wrong() -> None:
    assert decoded(TEXTS["de"].encode(), charset="iso-8859-1").text == TEXTS["de"]
    assert decoded(TEXTS["de"].encode("cp1252"), charset="no-such-charset").text == TEXTS["de"]


@pytest.mark.parametrize(
    ("language", "written", "declared"),
    [
        ("zh", "gbk", "gb2312"), ("zh", "gb18030", "GB2312"), ("tw", "big5", "big5-hkscs"), ("ja", "cp932", "x-sjis"),
        ("ja", "cp932", "Shift_JIS"), ("ja", "euc_jp", "x-euc-jp"), ("ko", "cp949", "ks_c_5601-1987"),
        ("de", "cp1252", "latin1"), ("ru", "mac_cyrillic", "x-mac-cyrillic"), ("en", "cp1252", "us-ascii"),
    ],
)  # fmt: skip
def test_names_of_encodings_are_read_as_browsers_read_them(language: str, written: str, declared: str) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'
    page = f"<html><head>{meta}</head>{TEXTS[language]}"
    found = decoded(page.encode(written), name="page.html")
    assert (found.text, found.warnings) == (page, ())


@pytest.mark.parametrize(
    ("language", "written", "declared"),
    [("ja", "euc_jp", "shift_jis"), ("zh", "gbk", "euc-jp"), ("de", "cp1252", "utf-8"), ("zh", "gbk", "utf-8")],
)
def test_an_encoding_that_is_declared_in_vain_is_guessed(language: str, written: str, declared: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body>{TEXTS[language] * 4}'
    found = decoded(page.encode(written), name="page.html")
    assert found.text == page
    assert len(found.warnings) == 1
    assert f"({declared})" in found.warnings[0]


def test_the_server_may_be_wrong_and_the_page_right() -> None:
    page = f'<html><head><meta charset="gbk"></head><body>{TEXTS["zh"]}'
    assert decoded(page.encode("gbk"), name="page.html", charset="utf-8").text == page


def test_a_page_in_utf_8_may_have_a_damaged_character_here_and_there() -> None:
    page = '<html><head><meta charset="utf-8"></head><body>Häuser und Büsche, caf'.encode() + b"\xe9</body>"
    found = decoded(page, name="page.html")
    assert "Häuser und Büsche, caf" in found.text
    assert len(found.warnings) == 1


def test_a_page_may_have_a_zero_byte_here_and_there() -> None:
    page = f"<html><body><p>{TEXTS['de'] * 5}</p></body></html>"
    assert decoded(page.replace("Boot", "Bo\x00ot", 1).encode(), name="page.html").text == page


def test_a_file_that_ends_within_a_character_keeps_the_rest_and_warns() -> None:
    found = decoded(TEXTS["zh"].encode()[:-2])
    assert found.text.startswith("安澜城")
    assert len(found.warnings) == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \t\r\n", "empty"),
        (b"\x00\x00\x00", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\xff\xfe", "empty"),
        ("\u3000\n".encode(), "empty"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"PK\x03\x04xx", "ZIP"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"SQLite format 3\x00", "SQLite"),
        (b"text with \x00 a nul byte and more", "binary"),
        (bytes(range(1, 256)) * 20, "binary"),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableSourceError, match=reason):
        decoded(content)


def test_too_large_a_file_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(UnreadableSourceError, match="too large"):
        decoded(b"a" * (MAX_BYTES + 1))


@pytest.mark.parametrize(
    ("content", "known", "media_type"),
    [
        (b"plain words", {}, TEXT),
        (b"<!DOCTYPE html><p>x", {}, HTML),
        (b"<p>x</p>", {"name": "a.html"}, HTML),
        (b"<article>x</article>", {"name": "a.txt"}, HTML),
        (b"# x", {"name": "a.md"}, MARKDOWN),
        (b"---\ntitle: x\n---\n", {"name": ""}, MARKDOWN),
        (b"x", {"media_type": "text/html; charset=utf-8"}, HTML),
        (b"x", {"media_type": "text/markdown", "name": ""}, MARKDOWN),
        (b"1 < 2 and 3 > 2", {}, TEXT),
        (b"\r\n\r\n<!DOCTYPE>\n<!--[if lt IE 7 ]> <html class=ie6> <![endif]-->\n<body><p>x", {}, HTML),
        (b"<DIV style='display:none'>1</DIV>\n<html><head><title>x</title></head><body>y", {"name": ""}, HTML),
        (b"<div>a</div> is how a part of a page is written", {}, TEXT),
        (b"<!DOCTYPE svg PUBLIC 'x'><svg/>", {}, TEXT),
    ],
)
def test_the_kind_of_a_source(content: bytes, known: dict[str, str], media_type: str) -> None:
    assert decoded(content, **known).media_type == media_type


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "latin-1", "idna", "rot13", "hex", "utf-7", "\x00"]))
def test_any_bytes_become_text_or_are_refused(content: bytes, charset: str) -> None:
    try:
        found = decoded(content, charset=charset)
    except UnreadableSourceError:
        return
    assert found.text.strip()
