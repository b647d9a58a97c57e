"""Note files for Obsidian: written again and again, they hold what the library says and all that a person wrote."""

import json
import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from library.anchor import make_anchor
from library.article import Draft, Metadata
from library.document import Document, Range
from library.errors import LibraryError
from library.exporters.noted import of_articles
from library.exporters.vault import Known, Outcome, write_vault
from library.exporters.vault_text import note_page, tag_of
from library.highlight import NewHighlight
from library.source import Source
from library.store import Store
from tests.export_sample import EVENING, MORNING, NOON, articles, harbour, library, uid

NOTHING = Known(lambda _: False, lambda _: False)
"""Of a library that has nothing but what is being exported."""
GOLDEN = Path(__file__).parent / "data" / "exports"


def write(store: Store, folder: Path, *, body: bool | None = None, force: bool = False) -> list[Outcome]:
    return list(write_vault(folder, articles(store), NOTHING, body=body, force=force))


def done(outcomes: list[Outcome]) -> list[str]:
    return [outcome.done for outcome in outcomes]


@pytest.fixture
def vault(store: Store, tmp_path: Path) -> Path:
    """A folder into which the sample was written."""
    library(store)
    assert done(write(store, tmp_path / "vault")) == ["written", "written"]
    return tmp_path / "vault"


def note_of(vault: Path, words: str = "HYPERLINK") -> Path:
    (path,) = [path for path in vault.rglob("*.md") if words in path.name]
    return path


def name_of(number: int) -> str:
    return uid(number)[:12]


def edit(path: Path, change: Callable[[str], str]) -> str:
    text = change(path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    return text


def number_of(store: Store, which: int) -> int:
    return next(mark.id for article in (1, 2) for mark in store.highlights(article) if mark.uid == uid(which))


# What is written


@pytest.mark.parametrize("body", [True, False])
def test_the_sample_as_note_files(store: Store, tmp_path: Path, *, body: bool) -> None:
    library(store)
    write(store, tmp_path, body=body)
    found = "".join(path.read_text(encoding="utf-8") for path in sorted(tmp_path.glob("*.md")))
    assert found == (GOLDEN / ("vault.md" if body else "vault-notes.md")).read_text(encoding="utf-8")


def test_every_file_name_is_one_that_links_can_hold(vault: Path) -> None:
    for path in vault.glob("*.md"):
        assert not set(path.name) & set('*"\\/<>:|?#^[]')
        assert path.parent == vault


def test_properties_are_yaml_and_tags_are_valid(vault: Path) -> None:
    head = note_of(vault).read_text(encoding="utf-8").split("---\n")[1]
    values = yaml.safe_load(head)
    assert values["id"] == "broadsheet-20260314120005-1"
    assert values["author"] == ["Ann Lee", "=Bob"]
    assert "[[" not in values["title"]
    assert values["tags"] == ["_2024", "long-read"]
    assert [tag_of(tag) for tag in ("a b", "#x", "12", "港", "!", "a/b")] == ["a-b", "x", "_12", "港", "tag", "a/b"]


def test_a_note_can_not_reach_beyond_its_block(vault: Path) -> None:
    text = note_of(vault).read_text(encoding="utf-8")
    lines = text.split("\n")
    assert "\\# not a heading" in lines
    assert "\\---" in lines
    assert "%%" not in text.replace("\\%\\%", "")
    assert "<script" not in text.replace("\\<script", "").replace("'=HYPERLINK", "").split("---\n", 2)[2]
    assert lines.count("```") == 3  # the fence that was never closed, and a block of code that ends


# Written again


def test_a_second_run_touches_nothing(store: Store, vault: Path) -> None:
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in vault.iterdir()}
    assert done(write(store, vault)) == ["unchanged", "unchanged"]
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in vault.iterdir()} == before


def test_a_changed_note_changes_its_block_alone(store: Store, vault: Path) -> None:
    path = note_of(vault)
    before = path.read_text(encoding="utf-8")
    store.change_highlight(number_of(store, 8), EVENING, note="Found it.")
    assert done(write(store, vault)) == ["changed", "unchanged"]
    assert path.read_text(encoding="utf-8") == before.replace("Where is it?", "Found it.")


def test_renamed_moved_and_annotated_files_are_found_by_their_id(store: Store, vault: Path) -> None:
    path = note_of(vault)
    edit(path, lambda text: text + "\n## My own\n\nMy thoughts.\n")
    (vault / "read").mkdir()
    moved = path.rename(vault / "read" / "My name.md")
    store.change_highlight(number_of(store, 8), EVENING, note="Found it.")
    assert write(store, vault)[0][1:3] == (moved, "changed")
    assert moved.read_text(encoding="utf-8").endswith("\n## My own\n\nMy thoughts.\n")
    assert len(list(vault.rglob("*.md"))) == 2


def test_a_new_highlight_stands_after_the_one_before_it_and_what_was_written_there(store: Store, vault: Path) -> None:
    path = note_of(vault)
    name = f"^{name_of(4)}"
    edit(path, lambda text: text.replace("(blue, 2026-03-14)\n", "(blue, 2026-03-14)\n\nMine, on the fourth.\n"))
    document = store.document(1)
    start = document.text.index("one red boat")
    store.keep_highlight(NewHighlight(1, make_anchor(document, Range(start, start + 7)), uid=uid(20)), NOON)
    write(store, vault)
    text = path.read_text(encoding="utf-8")
    spots = [
        text.index(words) for words in (name, "Mine, on the fourth.", f"^{name_of(5)}", f"> one red ^{name_of(20)}")
    ]
    assert spots == sorted(spots)
    assert "Mine, on the fourth.\n\n> Bookmark" in text


def test_a_deleted_highlight_goes_unless_its_block_was_edited(store: Store, vault: Path) -> None:
    path = note_of(vault)
    edit(path, lambda text: text.replace("Where is it?", "I know where it is."))
    store.delete_highlights([number_of(store, 8), number_of(store, 6)], EVENING)
    write(store, vault)
    text = path.read_text(encoding="utf-8")
    assert "I know where it is." in text
    assert name_of(8) in text
    assert name_of(6) not in text
    assert "\n\n\n" not in text
    assert done(write(store, vault)) == ["unchanged", "unchanged"]


def test_an_edited_block_stays_and_is_told_once(store: Store, vault: Path) -> None:
    edit(note_of(vault), lambda text: text.replace("Where is it?", "Mine."))
    assert write(store, vault)[0].kept == ()
    store.change_highlight(number_of(store, 8), EVENING, note="Another.")
    first, second = write(store, vault)[0], write(store, vault)[0]
    assert first.kept == (f"the block ^{name_of(8)}",)
    assert second.kept == ()
    text = note_of(vault).read_text(encoding="utf-8")
    assert "Mine." in text
    assert "Another." not in text


def test_what_was_taken_out_stays_out(store: Store, vault: Path) -> None:
    path = note_of(vault)

    def cut(text: str) -> str:
        start = text.index("> two grey boats ^")
        text = text[:start] + text[text.index("> day", start) :]
        return text.replace("site: The Example\n", "")

    edited = edit(path, cut)
    assert done(write(store, vault)) == ["unchanged", "unchanged"]
    assert path.read_text(encoding="utf-8") == edited


def test_the_text_can_be_left_out_and_stays_so_until_it_is_asked_for(store: Store, vault: Path) -> None:
    whole = note_of(vault).read_text(encoding="utf-8")
    assert done(write(store, vault, body=False)) == ["changed", "changed"]
    assert done(write(store, vault)) == ["unchanged", "unchanged"]
    assert "one red boat\n" not in note_of(vault).read_text(encoding="utf-8")
    assert done(write(store, vault, body=True)) == ["changed", "changed"]
    assert sorted(note_of(vault).read_text(encoding="utf-8").split("\n")) == sorted(whole.split("\n"))


def test_properties_of_a_person_stay_and_ours_follow_the_library(store: Store, vault: Path) -> None:
    path = note_of(vault)
    edit(path, lambda text: text.replace("tags:\n- _2024\n- long-read\n", "tags:\n  - mine\naliases: [Harbour]\n"))
    edit(path, lambda text: text.replace("site: The Example", 'site: "The Example"'))
    store._run("UPDATE article SET site = 'Another', language = 'fr' WHERE id = 1")
    store.tag([1], ["new"])
    write(store, vault)
    text = path.read_text(encoding="utf-8")
    assert "tags:\n  - mine\naliases: [Harbour]\n" in text
    assert "site: Another\n" in text  # only its form was another
    assert "language: fr\n" in text


def test_the_text_of_the_article_follows_unless_it_was_edited(store: Store, vault: Path) -> None:
    def replaced(word: str) -> Draft:
        document = harbour()
        text = document.text.replace("late", word)
        return Draft(Metadata("T"), Document(text, document.blocks, document.spans), Source(b"x", NOON), NOON)

    path = note_of(vault)
    edit(path, lambda text: text.replace("\n## Highlights", "\nMine, below the text.\n\n## Highlights"))
    store.replace(1, replaced("soon"), 0, NOON)
    write(store, vault)
    assert "𠀀 came soon.\n\nMine, below the text.\n\n## Highlights" in path.read_text(encoding="utf-8")
    edit(path, lambda text: text.replace("one red boat\n", "one RED boat\n", 1))
    store.replace(1, replaced("noon"), 0, NOON)
    assert write(store, vault)[0].kept[:1] == ("the text of the article",)
    assert "came soon." in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (lambda text: text.replace("site: The", "site: [The"), "not valid YAML"),
        (lambda text: text.replace("site: The Example", "site: a\nsite: b"), "told apart"),
        (lambda text: text.replace("---\n\n", "\n\n", 1), "never end"),
        (lambda text: text.replace("id: broadsheet-", "was: "), "its id was taken out"),
    ],
)
def test_a_file_that_is_not_clear_is_left_alone_and_told(
    store: Store, vault: Path, broken: Callable[[str], str], reason: str
) -> None:
    path = note_of(vault)
    text = edit(path, broken)
    store.change_highlight(number_of(store, 8), EVENING, note="Found it.")
    outcome = write(store, vault)[0]
    assert outcome.done == "left alone"
    assert reason in outcome.reason
    assert path.read_text(encoding="utf-8") == text
    assert len(list(vault.glob("*.md"))) == 2


def test_two_files_with_one_id_bytes_that_are_no_text_and_links(store: Store, vault: Path, tmp_path: Path) -> None:
    path = note_of(vault, "钟声")
    path.write_bytes(path.read_bytes() + b"\xff\xfe")
    copy = vault / "copy.md"
    copy.write_bytes(note_of(vault).read_bytes())
    (vault / ".trash").mkdir()
    (vault / ".trash" / "old.md").write_bytes(copy.read_bytes())
    first, second = write(store, vault)
    assert (second.done, second.reason) == ("left alone", "it is not UTF-8")
    assert first.path == note_of(vault)  # the one that was written the last time
    note_of(vault).rename(vault / "other.md")
    assert "both have its id" in write(store, vault)[0].reason


def test_a_file_of_somebody_else_is_never_overwritten_unasked(store: Store, tmp_path: Path) -> None:
    library(store)
    (tmp_path / "钟声.MD").write_text("mine", encoding="utf-8")
    assert write(store, tmp_path)[1].path.name == "钟声 (2).md"
    assert (tmp_path / "钟声.MD").read_text(encoding="utf-8") == "mine"


def test_force_takes_the_name_of_another_file(store: Store, tmp_path: Path) -> None:
    library(store)
    (tmp_path / "钟声.md").write_text("mine", encoding="utf-8")
    assert write(store, tmp_path, force=True)[1].path.name == "钟声.md"
    assert "钟响了两次" in (tmp_path / "钟声.md").read_text(encoding="utf-8")


def test_without_the_record_nothing_is_doubled_and_nothing_edited_is_lost(store: Store, vault: Path) -> None:
    path = note_of(vault)
    text = edit(path, lambda text: text.replace("Where is it?", "Mine.").replace("one red boat", "one RED boat"))
    (vault / ".broadsheet.json").write_text("{nonsense", encoding="utf-8")
    assert done(write(store, vault)) == ["unchanged", "unchanged"]
    assert path.read_text(encoding="utf-8") == text
    store.change_highlight(number_of(store, 6), EVENING, note="Of one more.")
    write(store, vault)
    assert path.read_text(encoding="utf-8") == text.replace("=1+1", "Of one more.")


def test_line_ends_of_windows_stay(store: Store, vault: Path) -> None:
    path = note_of(vault)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert done(write(store, vault)) == ["unchanged", "unchanged"]
    store.change_highlight(number_of(store, 6), EVENING, note="Two\nlines.")
    document = store.document(1)
    store.keep_highlight(NewHighlight(1, make_anchor(document, Range(0, 4)), uid=uid(20)), NOON)
    write(store, vault)
    content = path.read_bytes()
    assert b"Two\r\nlines.\r\n" in content
    assert content.count(b"\r\n") == content.count(b"\n")


def test_the_file_of_a_library_that_was_made_anew_is_taken_over(store: Store, vault: Path) -> None:
    store._run("UPDATE article SET saved = '2027-01-01T00:00:00Z' WHERE id = 1")
    assert done(write(store, vault)) == ["changed", "unchanged"]
    assert "id: broadsheet-20270101000000-1\n" in note_of(vault).read_text(encoding="utf-8")
    assert len(list(vault.glob("*.md"))) == 2


def test_a_folder_that_is_a_file_is_told(store: Store, tmp_path: Path) -> None:
    library(store)
    (tmp_path / "file").touch()
    with pytest.raises(LibraryError, match="can't be written"):
        write(store, tmp_path / "file")


# The law: what a person writes outside of our blocks survives, byte by byte

_WORDS = st.text(st.sampled_from("ab c#>-*`%^:[]é港\t"), max_size=12)


@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(st.data())
def test_what_a_person_writes_survives_any_change_of_the_library(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("vault")
    chance = random.Random(data.draw(st.integers(0, 10**6)))
    with Store(tmp_path_factory.mktemp("home") / "library.sqlite") as store:
        library(store)
        document, written, fresh = store.document(1), list[str](), 100
        write(store, folder)
        for step in range(3):
            path = note_of(folder)
            lines = path.read_text(encoding="utf-8").split("\n")
            gaps = own_gaps(store, lines, written)
            at = data.draw(st.sampled_from(gaps))
            inner = "\n".join(data.draw(st.lists(_WORDS.filter(lambda line: "---" not in line), max_size=3)))
            mine = f"<<{step}\n{inner}\n{step}>>"
            written.append(mine)
            lines[at:at] = [mine, ""]
            path.write_text("\n".join(lines), encoding="utf-8")
            for _ in range(data.draw(st.integers(0, 3))):
                numbers = [mark.id for mark in store.highlights(1)]
                action = data.draw(st.sampled_from(["add", "change", "delete"]))
                if action == "add" or not numbers:
                    start = chance.randrange(len(document.text) - 8)
                    anchor = make_anchor(document, Range(start, start + chance.randrange(1, 8)))
                    fresh += 1
                    store.keep_highlight(NewHighlight(1, anchor, note=inner, uid=uid(fresh)), MORNING)
                elif action == "change":
                    store.change_highlight(chance.choice(numbers), EVENING, note=f"changed {step} {inner}")
                else:
                    store.delete_highlights([chance.choice(numbers)], EVENING)
            write(store, folder)
            text = path.read_text(encoding="utf-8")
            for words in written:
                assert text.count(words) == 1
            for mark in store.highlights(1):
                assert sum(line.endswith(f" ^{mark.uid[:12]}") for line in text.split("\n")) == 1
            before = path.read_bytes(), path.stat().st_mtime_ns
            assert done(write(store, folder)) == ["unchanged", "unchanged"]
            assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def own_gaps(store: Store, lines: list[str], written: list[str]) -> list[int]:
    """Lines before which a person can write without being within a piece of ours."""
    page = note_page(articles(store)[0], body=True)
    inside: set[int] = set(range(lines.index("---", 1) + 1))
    mine = (tuple(words.split("\n")) for words in written)
    for piece in (page.top, *(block.lines for block in page.blocks), *mine):
        for at in range(len(lines)):
            if tuple(lines[at : at + len(piece)]) == piece:
                inside.update(range(at + 1, at + len(piece)))
    return [at for at in range(1, len(lines)) if at not in inside]


def test_the_record_is_json_that_names_the_files(vault: Path) -> None:
    record = json.loads((vault / ".broadsheet.json").read_text(encoding="utf-8"))
    assert {one["path"] for one in record["files"].values()} == {path.name for path in vault.glob("*.md")}


def test_the_day_of_saving_is_that_of_the_library(vault: Path, now: datetime) -> None:
    assert now > NOON
    assert "saved: '2026-03-14T12:00:05Z'" in note_of(vault).read_text(encoding="utf-8")


@pytest.mark.parametrize("piece", [["3", "x", 0, "", ""], [3, 5, 0, "", ""], [-1, "x", 0, "", ""], [3, "x"], None, 7])
def test_a_damaged_record_counts_as_none(store: Store, vault: Path, piece: object) -> None:
    record = json.loads((vault / ".broadsheet.json").read_text())
    for one in record["files"].values():
        one["top"] = piece or [1]
        one["blocks"] = {"x": piece}
    (vault / ".broadsheet.json").write_text(json.dumps(record))
    assert done(write(store, vault)) == ["unchanged", "unchanged"]


def test_a_record_that_is_a_link_leads_to_no_file_that_is_written(store: Store, vault: Path, tmp_path: Path) -> None:
    other = tmp_path / "mine.txt"
    other.write_text("mine")
    (vault / ".broadsheet.json").unlink()
    (vault / ".broadsheet.json").symlink_to(other)
    write(store, vault)
    assert other.read_text() == "mine"
    assert not (vault / ".broadsheet.json").is_symlink()


def test_a_write_protected_file_is_left_alone(store: Store, vault: Path) -> None:
    file = next(path for path in vault.glob("*.md") if "harbour" in path.read_text())
    former = file.read_text()
    file.chmod(0o444)
    store.change_highlight(store.highlights(1)[0].id, EVENING, note="other words")
    assert "it is write-protected" in [outcome.reason for outcome in write(store, vault)]
    assert file.read_text() == former


def test_an_alias_among_the_properties_is_no_error(store: Store, vault: Path) -> None:
    file = next(path for path in vault.glob("*.md") if "harbour" in path.read_text())
    file.write_text(file.read_text().replace("site: The Example", "site: &a The Example\nmine: *a"))
    reasons = [outcome.reason for outcome in write(store, vault)]
    assert "its properties can't be told apart" in reasons


def test_a_name_in_another_form_of_unicode_is_taken(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    folder.mkdir()
    library(store)
    add = Draft(Metadata("Café"), harbour(), Source(b"c", NOON, "c.html"), NOON)
    number = store.add(add)
    (folder / "Cafe\u0301.md").write_text("mine")
    list(write_vault(folder, of_articles(store, [number]), NOTHING, body=None, force=False))
    assert (folder / f"Café ({number}).md").exists()
    assert not (folder / "Café.md").exists()
