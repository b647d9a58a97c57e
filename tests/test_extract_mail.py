"""Mails: the letter with sender, date and subject, without what the sender's machinery adds."""

import base64
from datetime import UTC, datetime

import pytest

from library.document import BlockKind
from library.errors import UnreadableSourceError
from library.extract import Extraction, extract
from library.source import Source
from tests.saved_pages import PNG, SENTENCE

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
LETTER = f"""<html><body style="margin:0"><div style="display:none;max-height:0">What is in it today</div>
<table width="100%"><tr><td><table role="presentation"><tr><td><a href="https://mail.example/w">View this email in your
browser</a></td></tr><tr><td><h1>The tide letter</h1><p>{SENTENCE * 3}</p><h2>Second part</h2><p>{SENTENCE * 2}</p>
<ul><li>One thing that happened</li><li>Another thing that did</li></ul><img src="cid:gate" alt="The gate">
<img src="https://mail.example/open/abc.gif"><img src="https://mail.example/x.png" width="1" height="1"></td></tr>
</table></td></tr><tr><td><p>© 2026 Tidal Letters. All rights reserved.</p><p>You are receiving this because you signed
up. <a href="https://mail.example/u">Unsubscribe</a> or <a href="#">update your preferences</a>.</p><p>12 Harbour
Street, Saltport</p></td></tr></table></body></html>"""


def mail(html: str = LETTER, *, head: str = "", plain: str = "The plain form of it.") -> bytes:
    return (
        f"From: =?utf-8?B?{base64.b64encode('Zoë Ames'.encode()).decode()}?= <zoe@letters.example>\r\n"
        "To: reader@example.org\r\nSubject: =?utf-8?Q?The_tide_letter?=\r\n =?utf-8?Q?_=E2=80=94_issue_7?=\r\n"
        f"Date: Tue, 03 Mar 2026 08:00:00 +0100\r\nMessage-ID: <1@letters.example>\r\n{head}MIME-Version: 1.0\r\n"
        "Content-Type: multipart/related; boundary=outer\r\n\r\n--outer\r\n"
        "Content-Type: multipart/alternative; boundary=inner\r\n\r\n--inner\r\nContent-Type: text/plain\r\n\r\n"
        f"{plain}\r\n--inner\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        f"{base64.encodebytes(html.encode()).decode()}\r\n--inner--\r\n--outer\r\nContent-Type: image/png\r\n"
        f"Content-ID: <gate>\r\nContent-Transfer-Encoding: base64\r\n\r\n{base64.encodebytes(PNG).decode()}"
        "\r\n--outer--\r\n"
    ).encode()


def read(content: bytes) -> Extraction:
    return extract(Source(content, NOW, "letter.eml"))


def test_a_newsletter_has_subject_sender_and_date() -> None:
    found = read(mail(head='List-ID: "Tidal Letters, weekly" <weekly.letters.example>\r\n')).metadata
    assert (found.title, found.authors, found.site) == (
        "The tide letter — issue 7", ("Zoë Ames",), "Tidal Letters, weekly",
    )  # fmt: skip
    assert found.published == datetime(2026, 3, 3, 7, tzinfo=UTC)


def test_the_letter_is_kept_as_what_it_is_and_the_machinery_goes() -> None:
    found = read(mail())
    kinds = [block.kind for block in found.document.blocks]
    assert kinds.count(BlockKind.ITEM) == 2
    assert BlockKind.ROW not in kinds
    assert [found.document.slice(block) for block in found.document.outline][-1:] == ["Second part"]
    text = found.document.text
    for gone in ("browser", "Unsubscribe", "rights reserved", "Harbour Street", "What is in it today"):
        assert gone not in text, gone
    told = " ".join(piece.text for piece in found.dropped)
    assert "View this email" in told
    assert "Unsubscribe" in told


def test_pictures_that_came_along_are_kept_and_those_that_count_are_not() -> None:
    found = read(mail())
    images = [block.info for block in found.document.blocks if block.kind is BlockKind.IMAGE]
    assert [one.content for one in found.pictures] == [PNG]
    assert images == [found.pictures[0].address]


def test_a_mail_of_text_alone_is_read_as_text() -> None:
    content = (
        "From: ada@example.org\nTo: b@example.org\nSubject: A walk\nMessage-ID: <2@x>\nDate: x\n\n"
        f"{SENTENCE * 3}\n\n{SENTENCE * 3}\n"
    ).encode()
    found = read(content)
    assert found.metadata.title == "A walk"
    assert found.metadata.published is None
    assert found.document.text.count("The keeper") == 6


@pytest.mark.parametrize("charset", ["\x01\xe9", "koi8-nonsense", "utf-8", "latin-1"])
def test_declared_nonsense_does_not_stop_it(charset: str) -> None:
    content = (
        f"From: a@example.org\nSubject: =?{charset}?B?????=\nMIME-Version: 1.0\nDate: Fri, 99 Foo 2026 25:61:00 +9999\n"
        f"Content-Type: text/html; charset={charset}\n\n<p>{SENTENCE * 4}</p>"
    ).encode()
    assert read(content).document.text.startswith("The keeper")


def test_a_mail_without_text_is_refused_and_so_is_an_empty_one() -> None:
    attached = b"From: a@b.c\nSubject: x\nMIME-Version: 1.0\nContent-Type: application/pdf\n\nabc"
    with pytest.raises(UnreadableSourceError, match="no text but what is attached"):
        read(attached)


def test_a_text_with_labels_above_is_no_mail() -> None:
    content = f"Title: The walk\nFrom: the harbour\nDate: 2024-01-01\n\n{SENTENCE * 5}".encode()
    assert "The keeper" in extract(Source(content, NOW, "walk.txt")).document.text


FLOWED = """From: =?UTF-8?Q?J=C3=B6rg_W=C3=A4ldele?= <jw@turmblatt.example>
To: list@example.org
Subject: =?UTF-8?B?RGllIFVociwgZGllIG5pZW1hbmQgYXVmem9nIOKAkyBlaW4gTmFj?=
 =?UTF-8?B?aHRyYWc=?=
Date: Tue, 4 Mar 2025 10:00:00 +0100
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8; format=flowed
Content-Transfer-Encoding: 8bit

Liebe Leserinnen und Leser,

seit unserem Bericht über die Uhr haben uns viele Briefe \n\
erreicht.

- Wer hat das Schild gemalt, das neben \n\
dem Portal hängt?
- Wohnt die Taube noch im Turm?

> Die Uhr geht nicht nach, die Welt geht \n\
> vor.

 Und darüber schreiben wir wieder.

-- \n\
Jörg Wäldele
Turmblatt
"""


def test_lines_that_flow_are_one_and_nothing_of_the_letter_is_taken_for_its_headline() -> None:
    found = read(FLOWED.replace("\n", "\r\n").encode())
    assert found.metadata.title == "Die Uhr, die niemand aufzog – ein Nachtrag"
    blocks = [(block.kind, found.document.slice(block)) for block in found.document.blocks]
    assert blocks == [
        (BlockKind.PARAGRAPH, "Liebe Leserinnen und Leser,"),
        (BlockKind.PARAGRAPH, "seit unserem Bericht über die Uhr haben uns viele Briefe erreicht."),
        (BlockKind.ITEM, "Wer hat das Schild gemalt, das neben dem Portal hängt?"),
        (BlockKind.ITEM, "Wohnt die Taube noch im Turm?"),
        (BlockKind.QUOTE, "Die Uhr geht nicht nach, die Welt geht vor."),
        (BlockKind.PARAGRAPH, "Und darüber schreiben wir wieder."),
    ]
    assert [(piece.text, piece.reason) for piece in found.dropped] == [("Jörg Wäldele Turmblatt", "signature")]


def test_a_letter_whose_encoding_has_seven_bits_is_read_in_it() -> None:
    text = "港の灯台は長いあいだ眠っていた。今年の春、誰かが鍵を見つけた。"
    head = "From: h@example.jp\nTo: b@example.org\nMessage-ID: <3@x>\nMIME-Version: 1.0\n"
    subject = "Subject: =?iso-2022-jp?b?GyRCOUEkTkV0QmYbKEI=?=\nContent-Type: text/plain; charset=ISO-2022-JP\n\n"
    found = read((head + subject).encode() + text.encode("iso-2022-jp"))
    assert found.metadata.title == "港の灯台"
    assert found.document.text == text


PASSED_ON = (
    "From: Friend <f@example.org>\r\nSubject: {}\r\nDate: Tue, 04 Jun 2024 10:11:12 +0200\r\nMIME-Version: 1.0\r\n"
    "Content-Type: {}; charset=utf-8\r\n\r\n{}"
)


@pytest.mark.parametrize(
    ("subject", "kind", "block", "title"),
    [
        ("Fwd: Walls", "text/plain", ("---------- Forwarded message ---------\nFrom: Ann Lee <a@example.org>\n"
         "Date: Mon, Jun 3, 2024 at 9:00 AM\nSubject: Walls\nTo: Friend <f@example.org>\n\n"), "Walls"),
        ("WG: Mauern", "text/plain", ("-----Ursprüngliche Nachricht-----\nVon: Ann Lee <a@example.org>\n"
         "Gesendet: Montag, 3. Juni 2024 09:00\nAn: f@example.org\nBetreff: Mauern am Meer\n\n"), "Mauern am Meer"),
        ("TR: Murs", "text/plain", ("-------- Message transféré --------\nSujet : Murs\nDate : lun. 3 juin\n"
         "De : Ann Lee <a@example.org>\nPour : f@example.org\n\n"), "Murs"),
        ("Fwd: Walls", "text/html", ("<div>---------- Forwarded message ---------<br>From: <strong>Ann Lee"
         "</strong> <span>&lt;<a href='mailto:a@example.org'>a@example.org</a>&gt;</span><br>Subject: Walls<br>To: "
         "Friend &lt;f@example.org&gt;<br></div><br>"), "Walls"),
        ("Walls", "text/html", ("<div>Begin forwarded message:</div><br><div><b>From: </b>Ann Lee &lt;a@example.org&gt;"
         "</div><div><b>Subject: </b>Of walls</div><br>"), "Walls"),
    ],
)  # fmt: skip
def test_a_letter_that_was_passed_on_is_of_its_author(subject: str, kind: str, block: str, title: str) -> None:
    letter = (
        f"<p>{SENTENCE * 3}</p><p>{SENTENCE * 2}</p>" if kind == "text/html" else f"{SENTENCE * 3}\n\n{SENTENCE * 2}"
    )
    note = "<div>Look at this.</div>" if kind == "text/html" else "Look at this, please, when you can.\n\n"
    found = read(PASSED_ON.format(subject, kind, note + block + letter).encode())
    assert (found.metadata.title, found.metadata.authors) == (title, ("Ann Lee",))
    assert "Ann Lee" not in found.document.text
    assert found.document.text.startswith("Look at this")
    assert len(found.document.blocks) == 3
    assert [one.reason for one in found.dropped] == ["says whose letter was passed on"]


def test_words_of_passing_on_within_a_text_change_nothing() -> None:
    letter = f"Forwarded message\n\nis what I call it.\n\nFrom: here on it goes.\n\n{SENTENCE * 4}"
    found = read(PASSED_ON.format("Fwd: Walls", "text/plain", letter).encode())
    assert (found.metadata.title, found.metadata.authors) == ("Fwd: Walls", ())
    assert "From: here on it goes." in found.document.text


def test_bytes_beyond_ascii_in_a_header_are_read_as_windows_has_them() -> None:
    content = PASSED_ON.format("Café", "text/plain", SENTENCE * 4).encode("cp1252")
    assert read(content).metadata.title == "Café"
