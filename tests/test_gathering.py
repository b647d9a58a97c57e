"""Gathering: all that is in folders, archives and feeds, each once, and nothing that a hostile one could do."""

import mailbox
import os
import warnings
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from library.gathering import Given, count, gather, of_source
from library.source import Source
from tests.epub_sample import book

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
PAGE = b"<html><body><p>A page.</p></body></html>"


def write(root: Path, *names: str, content: bytes = PAGE) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def read(path: Path) -> list[str]:
    """What is read below a folder, relative to it."""
    return [one.name.removeprefix(f"{path}").lstrip("/: ") for one in gather(str(path), NOW) if one.source]


def told(path: Path) -> dict[str, tuple[str, bool]]:
    """What is not, with the reason and whether it is skipped."""
    found = (one for one in gather(str(path), NOW) if one.problem)
    return {one.name.removeprefix(f"{path}").lstrip("/: "): (one.problem, one.skipped) for one in found}


def archive(path: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that stand there twice, which is what is tested
        for name, content in members:
            made.writestr(name, content)
    return path


# Folders


def test_a_folder_is_read_to_its_depth_in_order(tmp_path: Path) -> None:
    write(tmp_path, "b.html", "a.md", "deep/er/c.txt", "deep/d.mhtml", "z.HTM")
    assert read(tmp_path) == ["a.md", "b.html", "z.HTM", "deep/d.mhtml", "deep/er/c.txt"]
    assert count([str(tmp_path)]) == 5


def test_hidden_files_and_the_pictures_of_saved_pages_are_passed_over(tmp_path: Path) -> None:
    write(
        tmp_path, "page.html", "page_files/frame.html", ".hidden.html", ".git/a.md", "Seite.htm",
        "Seite-Dateien/b.html", "other_fichiers/kept.html", "notes-files.md",
    )  # fmt: skip
    assert read(tmp_path) == ["Seite.htm", "notes-files.md", "page.html", "other_fichiers/kept.html"]
    assert told(tmp_path) == {}


def test_other_kinds_of_files_are_told_and_left_alone(tmp_path: Path) -> None:
    write(tmp_path, "a.png", "b.html", "data.json", "c.xml", "noise")
    (tmp_path / "noise").write_bytes(b"\x00\x01\x02" * 100)
    (tmp_path / "text").write_text("A text without an ending.")
    assert read(tmp_path) == ["b.html", "text"]
    assert set(told(tmp_path)) == {"a.png", "data.json", "c.xml", "noise"}
    assert all(skipped for _, skipped in told(tmp_path).values())


def test_links_that_lead_out_and_rounds_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path, "in/a.html", "out/secret.html")
    inside = tmp_path / "in"
    (inside / "round").symlink_to(inside)
    (inside / "way-out").symlink_to(tmp_path / "out")
    (inside / "b.html").symlink_to(tmp_path / "out/secret.html")
    (inside / "gone.html").symlink_to(tmp_path / "nowhere")
    (inside / "same.html").symlink_to(inside / "a.html")
    os.mkfifo(inside / "pipe.html")
    assert read(inside) == ["a.html", "same.html"]
    assert set(told(inside)) == {"round", "way-out", "b.html", "gone.html", "pipe.html"}


def test_a_file_that_can_not_be_read_has_its_reason_and_the_others_come(tmp_path: Path) -> None:
    write(tmp_path, "a.html", "b.html")
    (tmp_path / "empty.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04" + bytes(50))
    assert read(tmp_path) == ["a.html", "b.html"]
    reasons = told(tmp_path)
    assert "empty" in reasons["empty.zip"][0]
    assert "damaged" in reasons["broken.zip"][0]


def test_names_that_are_no_utf_8_are_shown_with_a_mark(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.html")).write_bytes(PAGE)
    assert read(tmp_path) == ["caf\ufffd.html"]


def test_nothing_is_read_before_it_is_asked_for(tmp_path: Path) -> None:
    write(tmp_path, "a.html", "b.html")
    given = gather(str(tmp_path), NOW)
    next(given)
    (tmp_path / "b.html").write_bytes(b"<p>Changed meanwhile.</p>")
    second = next(given)
    assert second.source is not None
    assert second.source.content == b"<p>Changed meanwhile.</p>"


# Archives


def test_an_archive_is_read_like_a_folder(tmp_path: Path) -> None:
    path = archive(
        tmp_path / "saved.zip", ("a/b.html", PAGE), ("a/b_files/c.html", PAGE), ("__MACOSX/a/._b.html", PAGE),
        (".DS_Store", b"x"), ("d.md", b"# D"), ("picture.png", b"x"), ("a/", b""), ("book.epub", book()),
    )  # fmt: skip
    assert read(path) == ["a/b.html", "d.md", "book.epub"]
    assert told(path) == {"picture.png": ("a kind of file that is not read", True)}


@pytest.mark.parametrize("name", ["../out.html", "/etc/a.html", "a/../../b.html", "C:\\a.html", "..\\a.html"])
def test_names_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    path = archive(tmp_path / "saved.zip", (name, PAGE), ("good.html", PAGE))
    assert read(path) == ["good.html"]
    assert [reason for reason, _ in told(path).values()] == ["its name leads out of the archive"]


def test_bombs_are_refused_with_the_reason_and_archives_within_one_another_beyond_the_fifth(tmp_path: Path) -> None:
    inner = archive(tmp_path / "inner.zip", ("a.html", PAGE)).read_bytes()
    for _ in range(3):
        inner = archive(tmp_path / "inner.zip", ("in.zip", inner)).read_bytes()
    outer = archive(tmp_path / "outer.zip", ("in.zip", inner)).read_bytes()
    path = archive(
        tmp_path / "saved.zip", ("bomb.html", bytes(40_000_000)), ("nested.zip", inner), ("hidden-nested.html", outer),
        ("good.html", PAGE), ("good.html", b"<p>Another</p>"), ("good.html", PAGE),
        ("large.html", os.urandom(1000) * 70_000),
    )  # fmt: skip
    assert read(path) == ["nested.zip: in.zip: in.zip: in.zip: a.html", "good.html", "good.html"]
    assert told(path)["good.html"] == ("the same file stands before it in the archive", True)
    reasons = {name: reason for name, (reason, skipped) in told(path).items() if not skipped}
    assert "grow" in reasons["bomb.html"]
    deepest = "hidden-nested.html: in.zip: in.zip: in.zip: in.zip"
    assert reasons[deepest] == "an archive within 5 others, which has to be unpacked first"
    assert "larger than 64 MB" in reasons["large.html"]


def test_a_locked_and_a_damaged_member_do_not_stop_the_others(tmp_path: Path) -> None:
    path = archive(tmp_path / "saved.zip", ("a.html", PAGE * 50), ("b.html", PAGE))
    content = bytearray(path.read_bytes())
    content[content.index(b"a.html") + 12] ^= 0xFF  # within the packed bytes
    path.write_bytes(content)
    assert read(path) == ["b.html"]
    assert "damaged" in told(path)["a.html"][0]
    locked = bytearray(archive(tmp_path / "locked.zip", ("a.html", PAGE), ("b.html", PAGE)).read_bytes())
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "locked.zip").write_bytes(locked)
    assert read(tmp_path / "locked.zip") == ["b.html"]
    assert "password" in told(tmp_path / "locked.zip")["a.html"][0]


def test_a_link_in_an_archive_is_no_file(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.html")
    link.external_attr = 0o120777 << 16
    path = archive(tmp_path / "saved.zip", (link, b"/etc/passwd"), ("a.html", PAGE))
    assert read(path) == ["a.html"]
    assert told(path) == {"link.html": ("it is a link", True)}


def test_an_archive_may_come_from_a_stream() -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as one:
        one.writestr("a.html", PAGE)
    found = list(of_source(Source(made.getvalue(), NOW), "-"))
    assert [(one.name, one.source and one.source.content) for one in found] == [("-: a.html", PAGE)]


def test_books_and_office_documents_are_no_archives(tmp_path: Path) -> None:
    write(tmp_path, "salt.epub", content=book())
    assert [one.name for one in gather(str(tmp_path / "salt.epub"), NOW)] == [str(tmp_path / "salt.epub")]
    document = archive(tmp_path / "letter.docx", ("[Content_Types].xml", b"x"))
    assert [type(one) for one in gather(str(document), NOW)] == [Given]


# Mailboxes


def letter(subject: str, *lines: str) -> bytes:
    head = f"From: Ida <ida@letter.example.org>\nTo: me@example.org\nSubject: {subject}\nMIME-Version: 1.0\n"
    return f"{head}Date: Mon, 06 May 2024 08:00:00 +0200\n\n{chr(10).join(lines)}\n".encode()


def test_each_letter_of_a_mailbox_is_given(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "tide.mbox")
    bodies = ["From the pier one sees it.", "Nothing.\n\nFrom here on it is quiet.", "The last."]
    for number, body in enumerate(bodies):
        box.add(letter(f"Tide {number}", body))
    box.close()
    found = list(gather(str(tmp_path), NOW))
    assert [one.name for one in found] == [f"{tmp_path}/tide.mbox: letter {number}" for number in (1, 2, 3)]
    for number, (one, body) in enumerate(zip(found, bodies, strict=True)):
        assert one.source is not None
        assert one.source.content.strip() == letter(f"Tide {number}", body).strip()
    whole = Source((tmp_path / "tide.mbox").read_bytes(), NOW, "tide.mbox")
    assert [one.source and one.source.content for one in of_source(whole, "-")] == [
        one.source and one.source.content for one in found
    ]


def test_a_mailbox_of_one_letter_is_that_letter(tmp_path: Path) -> None:
    path = tmp_path / "one.eml"
    path.write_bytes(b"From ida@x Mon May  6 08:00:00 2024\n" + letter("Only", "From noon on.", "", "From x, nothing."))
    (one,) = gather(str(path), NOW)
    assert (one.name, one.inner) == (str(path), False)
    assert one.source is not None
    assert one.source.content == letter("Only", "From noon on.", "", "From x, nothing.")


def test_a_letter_that_is_too_large_costs_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("library.mailboxes.MAX_BYTES", 5_000)
    begin = b"From ida@x Mon May  6 08:00:00 2024\n"
    path = tmp_path / "three.mbox"
    path.write_bytes(b"\n".join(begin + letter("T", words) for words in ("One.", "much " * 2000, "Three.")))
    found = list(gather(str(path), NOW))
    assert [(bool(one.source), "larger than" in one.problem) for one in found] == [
        (True, False), (False, True), (True, False),
    ]  # fmt: skip


def test_a_text_that_begins_like_a_mailbox_is_a_text(tmp_path: Path) -> None:
    path = tmp_path / "walk.txt"
    path.write_bytes(b"From Amble we set out at 10:30\nNote: bring a coat.\n\nFrom Alnmouth at 12:00\nnothing.\n")
    (one,) = gather(str(path), NOW)
    assert one.source is not None
    assert one.source.content == path.read_bytes()


def test_letters_that_were_sent_along_are_articles_too(tmp_path: Path) -> None:
    inner = "From: Ann <a@example.org>\nSubject: Walls\n\nOf walls.\n"
    head = "From: F <f@example.org>\nSubject: Fwd\nDate: Tue, 04 Jun 2024 10:11:12 +0200\nMIME-Version: 1.0\n"
    mixed = f'{head}Content-Type: multipart/mixed; boundary="M"\n\n--M\nContent-Type: text/plain\n\n{{}}\n'
    sent = f"--M\nContent-Type: message/rfc822\n\n{inner}--M--\n"
    digest = f'{head}Content-Type: multipart/digest; boundary="M"\n\n--M\n\n{inner}--M\n\n{inner}--M--\n'
    (tmp_path / "said.eml").write_text(mixed.format("see below") + sent, encoding="utf-8")
    (tmp_path / "silent.eml").write_text(mixed.format("") + sent, encoding="utf-8")
    (tmp_path / "digest.eml").write_text(digest, encoding="utf-8")
    (tmp_path / "talk.eml").write_text(f"{head}\nAbout message/rfc822 and such.\n", encoding="utf-8")
    found = [one.name.removeprefix(f"{tmp_path}/") for one in gather(str(tmp_path), NOW)]
    assert found == [
        "digest.eml: attached letter 1", "digest.eml: attached letter 2",
        "said.eml", "said.eml: attached letter 1", "silent.eml: attached letter 1", "talk.eml",
    ]  # fmt: skip


def test_letters_within_letters_end_somewhere() -> None:
    head = 'From: F <f@example.org>\nSubject: Fwd\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="{0}"\n\n'
    letter = "From: A <a@example.org>\nSubject: Walls\n\nOf walls.\n"
    for number in range(20):
        letter = f"{head}--{{0}}\nContent-Type: message/rfc822\n\n".format(f"B{number}") + letter + f"--B{number}--\n"
    (one,) = of_source(Source(letter.encode(), NOW, "x.eml"), "x.eml")
    assert one.name == "x.eml" + ": attached letter 1" * 4
