"""What waits for its article leaves too: in a file that becomes the article's, and on a page of its own in HTML."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from library.anchor import Anchor
from library.article import Draft, Metadata
from library.builder import DocumentBuilder
from library.document import BlockKind
from library.exporters import BY_ID
from library.exporters.leaving import Manner, chosen_by, printed, write_folder
from library.exporters.vault import Outcome
from library.highlight import NewHighlight, Wanted
from library.source import Source
from library.store import Store

NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
MOSS = Wanted("https://example.org/moss", "On Moss", ("B. Fern",), "Stone Weekly")
BELL = Wanted("", "The Bell of Aln and the Harbour", ("Ann Lee",))


def wait(store: Store, quote: str, wanted: Wanted = MOSS, note: str = "", number: int = 0) -> int:
    anchor = Anchor(-1, -1, quote, "", "", "") if quote else None
    uid = f"{number:032x}" if number else ""
    return store.keep_highlight(NewHighlight(None, anchor, note=note, created=NOW, uid=uid, wanted=wanted), NOW)


def come(store: Store, metadata: Metadata, *words: str) -> int:
    builder = DocumentBuilder("en")
    for paragraph in words:
        builder.add(BlockKind.PARAGRAPH, paragraph)
    return store.add(Draft(metadata, builder.build(), Source(metadata.title.encode(), NOW), LATER))


def moss(store: Store) -> int:
    metadata = Metadata("On Moss", ("B. Fern",), "Stone Weekly", "https://example.org/moss")
    return come(store, metadata, "Moss waits on the wall.", "Rain comes from the sea.")


def write(store: Store, folder: Path, query: str = "", form: str = "markdown", **manner: bool) -> list[Outcome]:
    choice = chosen_by(store, BY_ID[form], query, NOW)
    return list(write_folder(store, BY_ID[form], choice, folder, Manner(**manner)))


def done(outcomes: Sequence[Outcome]) -> list[str]:
    return [outcome.done for outcome in outcomes]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


@pytest.fixture
def vault(store: Store, tmp_path: Path) -> Path:
    """A folder with two files of highlights that wait."""
    wait(store, "Moss waits on the wall.", note="why?", number=1 << 120)
    wait(store, "Rain comes", number=2 << 120)
    wait(store, "The bell rang twice", BELL, number=3 << 120)
    assert done(write(store, tmp_path / "vault")) == ["written", "written"]
    return tmp_path / "vault"


def test_each_article_that_is_waited_for_has_a_file(store: Store, vault: Path) -> None:
    assert names(vault) == ["On Moss.md", "The Bell of Aln and the Harbour.md"]
    text = (vault / "On Moss.md").read_text(encoding="utf-8")
    assert text == (
        "---\ntitle: On Moss\nsource: https://example.org/moss\nauthor:\n- B. Fern\nsite: Stone Weekly\n"
        f"id: broadsheet-{text.split('id: broadsheet-')[1].splitlines()[0]}\n---\n\n"
        "*Its article is not in the library yet.*\n\n## Highlights\n\n"
        "> Moss waits on the wall. ^010000000000\n\nwhy?\n\n"
        "(yellow, 2026-03-14, waiting: its article is not in the library yet)\n\n"
        "> Rain comes ^020000000000\n\n(yellow, 2026-03-14, waiting: its article is not in the library yet)\n"
    )
    assert done(write(store, vault)) == ["unchanged", "unchanged"]


def test_the_file_becomes_the_articles_with_all_that_a_person_wrote(store: Store, vault: Path) -> None:
    path = vault / "On Moss.md"
    text = path.read_text(encoding="utf-8").replace("\nwhy?\n", "\nbecause of the rain\n")
    path.write_text(text.replace("> Rain comes", "My own words, between.\n\n> Rain comes") + "\nMine at the end.\n")
    moved = path.rename(vault / "My moss.md")
    number = moss(store)
    outcomes = write(store, vault)
    assert [(one.article, one.path, one.done) for one in outcomes] == [
        (number, moved, "changed"),
        (None, vault / "The Bell of Aln and the Harbour.md", "unchanged"),
    ]
    found = moved.read_text(encoding="utf-8")
    assert found.count("^010000000000") == found.count("^020000000000") == 1
    for words in ("because of the rain", "My own words, between.\n\n> Rain comes ^020000000000", "Mine at the end."):
        assert words in found
    assert "not in the library yet.*" not in found
    assert "Moss waits on the wall.\n\nRain comes from the sea." in found
    assert store.article(number).title in found
    assert "(yellow, 2026-03-14)\n" in found
    assert done(write(store, vault)) == ["unchanged", "unchanged"]
    assert names(vault) == ["My moss.md", "The Bell of Aln and the Harbour.md"]


def test_an_article_of_which_there_is_a_file_takes_what_waited_elsewhere(store: Store, tmp_path: Path) -> None:
    number = moss(store)
    vault = tmp_path / "vault"
    write(store, vault)
    title = Wanted("", "Something that a service called it by mistake")
    wait(store, "Rain comes", title, number=5 << 120)
    write(store, vault)
    assert len(names(vault)) == 2
    metadata = store.article(number).metadata._replace(title=title.title)
    store.replace(number, Draft(metadata, store.document(number), Source(b"new", LATER), LATER), 0, LATER)
    assert len(store.highlights(number)) == 1
    assert done(write(store, vault)) == ["changed", "removed"]
    assert names(vault) == ["On Moss.md"]
    assert (vault / "On Moss.md").read_text().count("^050000000000") == 1
    assert done(write(store, vault)) == ["unchanged"]


def test_two_files_of_one_article_become_one_and_own_words_stay(store: Store, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    wait(store, "Moss waits", number=1 << 120)
    wait(store, "Rain comes", number=2 << 120)
    wait(store, "the sea", Wanted("", "On Moss", ("B. Fern",)), number=3 << 120)
    assert len(write(store, vault)) == 2
    (other,) = [path for path in vault.glob("*.md") if "^030000000000" in path.read_text()]
    other.write_text(other.read_text() + "\nMine.\n")
    moss(store)
    assert sorted(done(write(store, vault))) == ["changed", "changed"]
    texts = {path: path.read_text() for path in vault.glob("*.md")}
    assert "".join(texts.values()).count("^030000000000") == 1
    assert "Mine." in texts[other]
    assert done(write(store, vault)) == ["unchanged"]


def test_what_is_deleted_goes_from_its_file_and_an_empty_file_goes_too(store: Store, vault: Path) -> None:
    first, second, third = (passage.highlight.id for passage in store.waiting())
    store.delete_highlights([first, third], LATER)
    assert done(write(store, vault)) == ["changed", "removed"]
    assert names(vault) == ["On Moss.md"]
    assert "^010000000000" not in (vault / "On Moss.md").read_text()
    (vault / "On Moss.md").write_text((vault / "On Moss.md").read_text().replace("(yellow", "Mine. (yellow"))
    store.delete_highlights([second], LATER)
    write(store, vault)
    assert "Mine. (yellow" in (vault / "On Moss.md").read_text()
    assert write(store, vault) == []


def test_a_query_that_finds_one_writes_all_that_wait_with_it_and_touches_no_other_file(
    store: Store, vault: Path
) -> None:
    before = {path: path.read_bytes() for path in vault.iterdir()}
    assert done(write(store, vault, "note:why")) == ["unchanged"]
    assert done(write(store, vault, "state:lost")) == []
    assert {path: path.read_bytes() for path in vault.iterdir()} == before


def test_without_the_log_nothing_comes_twice(store: Store, vault: Path) -> None:
    (vault / ".broadsheet.json").unlink()
    moss(store)
    write(store, vault)
    found = (vault / "On Moss.md").read_text()
    assert found.count("^010000000000") == 1
    assert names(vault) == ["On Moss.md", "The Bell of Aln and the Harbour.md"]


def test_services_that_differ_in_what_they_call_a_page_share_its_file(store: Store, tmp_path: Path) -> None:
    wait(store, "Moss waits")
    wait(store, "Rain comes", Wanted("http://www.example.org/moss/?utm_source=mail", "On Moss | Stone Weekly"))
    assert done(write(store, tmp_path / "vault")) == ["written"]


def test_html_has_a_page_of_what_waits_that_goes_when_nothing_does(store: Store, tmp_path: Path) -> None:
    wait(store, "Rain <b>comes</b>", note="<script>x</script>")
    wait(store, "Moss waits on the wall.")
    wait(store, "evil", Wanted("javascript:alert(1)", "<img src=x>"))
    assert done(write(store, tmp_path, form="html")) == ["written"]
    page = tmp_path / "Waiting for their articles.html"
    text = page.read_text(encoding="utf-8")
    assert all(words in text for words in ("On Moss", "B. Fern, Stone Weekly", "Rain &lt;b&gt;", "&lt;script&gt;"))
    assert not any(words in text for words in ("<script", "javascript:", "<img src=x"))
    assert done(write(store, tmp_path, form="html")) == ["unchanged"]
    moss(store)
    assert done(write(store, tmp_path, form="html")) == ["written", "changed"]
    store.delete_highlights([passage.highlight.id for passage in store.waiting()], LATER)
    assert done(write(store, tmp_path, form="html")) == ["unchanged", "removed"]
    assert names(tmp_path) == ["On Moss.html", "home"]


def test_a_page_of_somebody_elses_stays(store: Store, tmp_path: Path) -> None:
    wait(store, "Moss waits")
    page = tmp_path / "Waiting for their articles.html"
    page.write_text("mine")
    assert done(write(store, tmp_path, form="html")) == ["left alone"]
    assert page.read_text() == "mine"


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_what_is_printed_has_it_too(store: Store, form: str) -> None:
    wait(store, "Moss waits")
    choice = chosen_by(store, BY_ID[form], "", NOW)
    assert "Moss waits" in "".join(printed(store, BY_ID[form], choice, NOW, Manner()))
