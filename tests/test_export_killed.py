"""An export that is killed at any point loses, doubles and moves nothing, and takes nothing of ours for a person's."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from library.article import Draft, Metadata
from library.builder import DocumentBuilder
from library.document import BlockKind
from library.errors import LibraryError
from library.exporters import BY_ID
from library.exporters.leaving import Manner, chosen_by, write_folder
from library.exporters.vault import Outcome
from library.exporters.vault_log import VaultLog
from library.highlight import NewHighlight, Wanted
from library.source import Source
from library.store import Store
from tests.export_sample import EVENING, NOON, library, uid
from tests.test_export_waiting import moss, wait


class KilledError(BaseException):
    """The process is gone: nothing that it would have done later is done."""


class Disk:
    """Counts what a program does to files, and from one point on does nothing any more."""

    def __init__(self, patch: pytest.MonkeyPatch, last: int, *, halfway: bool) -> None:
        self.count, self._last, self._halfway = 0, last, halfway
        for owner, name in (
            (os, "open"), (tempfile, "mkstemp"), (Path, "replace"), (Path, "unlink"), (VaultLog, "_write"),
        ):  # fmt: skip
            patch.setattr(owner, name, self._watched(getattr(owner, name)))

    def _watched(self, real: Callable[..., object]) -> Callable[..., object]:
        def act(*arguments: object, **named: object) -> object:
            self.count += 1
            if self.count > self._last:
                raise KilledError
            found = real(*arguments, **named)
            if self.count == self._last and self._halfway:
                if isinstance(arguments[0], VaultLog) and arguments[1]:  # half of the line that it has just written
                    journal = arguments[0]._journal
                    journal.truncate(os.fstat(journal.fileno()).st_size - len(str(arguments[1]).encode()) // 2)
                self.count += 1
                raise KilledError
            return found

        return act


def write(store: Store, folder: Path, manner: Manner | None = None) -> list[Outcome]:
    choice = chosen_by(store, BY_ID["markdown"], "", NOON)
    return list(write_folder(store, BY_ID["markdown"], choice, folder, manner or Manner()))


def text_of(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.rglob("*.md")}


def hidden(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob(".*"))


def noted(store: Store, number: int, note: str) -> None:
    (mark,) = [one for article in (1, 2) for one in store.highlights(article) if one.uid == uid(number)]
    store.change_highlight(mark.id, EVENING, note=note)


def killed(store: Store, folder: Path, last: int, *, halfway: bool) -> bool:
    """Run an export that is killed after so many acts; whether it had that many."""
    with pytest.MonkeyPatch.context() as patch:
        Disk(patch, last, halfway=halfway)
        try:
            write(store, folder)
        except KilledError:
            return True
    return False


ACTS = [(last, halfway) for last in range(26) for halfway in (False, True)]


@pytest.mark.parametrize(("last", "halfway"), ACTS)
def test_what_was_killed_is_taken_up(store: Store, tmp_path: Path, last: int, *, halfway: bool) -> None:
    library(store)
    vault = tmp_path / "vault"
    wait(store, "Moss waits on the wall.", note="why?", number=1 << 120)
    write(store, vault)
    for path in vault.glob("*.md"):
        path.write_text(path.read_text(encoding="utf-8") + f"\nMy own end of {path.name}.\n", encoding="utf-8")
    # all that an export can do: a block changed, one gone, one new, a file taken over, a file new, a file removed
    noted(store, 8, "First changed.")
    noted(store, 9, "另一个")
    store.delete_highlights([one.id for one in store.highlights(1) if one.uid == uid(6)], EVENING)
    store.keep_highlight(NewHighlight(1, None, note="A new one.", uid="7" * 32), EVENING)
    moss(store)
    come = DocumentBuilder("en")
    come.add(BlockKind.PARAGRAPH, "An article that is new.")
    store.add(Draft(Metadata("New"), come.build(), Source(b"new", NOON), EVENING))

    if not killed(store, vault, last, halfway=halfway):
        pytest.skip("it had ended before")
    # changed once more: our own half of the work is no edit of theirs
    noted(store, 8, "Second change.")
    noted(store, 9, "又一个")
    outcomes = write(store, vault)
    assert [outcome.kept for outcome in outcomes if outcome.kept] == []
    assert [outcome for outcome in outcomes if outcome.done == "left alone"] == []
    found = text_of(vault)
    everything = "\n".join(found.values())
    for words, count in (
        ("Second change.", 1), ("First changed.", 0), ("Where is it?", 0), ("又一个", 1), ("A new one.", 1),
        (f"^{uid(6)[:12]}", 0), (f"^{uid(8)[:12]}", 1), ("^010000000000", 1), ("An article that is new.", 1),
        ("My own end of", 4), ("not in the library yet.*", 1),
    ):  # fmt: skip
        assert (words, everything.count(words)) == (words, count)
    assert len(found) == 5
    for name, text in found.items():
        assert (name == "New.md") or text.endswith(f"\nMy own end of {name}.\n")
    assert hidden(vault) == [".broadsheet.json"]
    assert {outcome.done for outcome in write(store, vault)} == {"unchanged"}


@pytest.mark.parametrize(("last", "halfway"), ACTS[:20])
def test_what_a_person_changes_after_a_kill_stays_theirs(
    store: Store, tmp_path: Path, last: int, *, halfway: bool
) -> None:
    library(store)
    vault = tmp_path / "vault"
    write(store, vault)
    noted(store, 8, "First changed.")
    noted(store, 4, "Also changed.")
    if not killed(store, vault, last, halfway=halfway):
        pytest.skip("it had ended before")
    (path,) = [path for path in vault.glob("*.md") if "HYPERLINK" in path.name]
    text = path.read_text(encoding="utf-8")
    name = f"^{uid(7)[:12]}"
    mine = text.replace("calm sea; the boats ^", "calm sea, and mine ^").replace(f"{name}\n", f"{name}\n\nMine too.\n")
    path.write_text(mine, encoding="utf-8")
    noted(store, 8, "Second change.")
    noted(store, 4, "Changed again.")
    noted(store, 2, "On the edited one.")
    noted(store, 7, "On the other edited one.")
    (outcome,) = [one for one in write(store, vault) if one.kept]
    assert set(outcome.kept) == {f"the block ^{uid(2)[:12]}", f"the block {name}"}
    after = path.read_text(encoding="utf-8")
    for words in ("calm sea, and mine ^", "Mine too.", "Second change.", "Changed again."):
        assert after.count(words) == 1
    assert "On the" not in after.replace("> On the whole article", "").replace("On all", "")


@pytest.mark.parametrize("last", range(21))
def test_a_first_export_that_was_killed_is_finished(store: Store, tmp_path: Path, last: int) -> None:
    library(store)
    vault = tmp_path / "vault"
    with pytest.MonkeyPatch.context() as patch:
        Disk(patch, last, halfway=False)
        try:
            write(store, vault, Manner(body=False))
        except KilledError:
            pass
        else:
            pytest.skip("it had ended before")
    write(store, vault, Manner(body=False) if last < 2 else None)  # what was chosen is known once it is written down
    assert len(text_of(vault)) == 3
    assert "The boats lay" not in "".join(text_of(vault).values())
    assert hidden(vault) == [".broadsheet.json"]
    assert {outcome.done for outcome in write(store, vault)} == {"unchanged"}


def test_a_full_disk_is_told_and_the_next_run_goes_on(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library(store)
    vault = tmp_path / "vault"
    write(store, vault)
    noted(store, 8, "First changed.")
    with monkeypatch.context() as patch:

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        patch.setattr(Path, "replace", full)
        with pytest.raises(LibraryError, match="No space left"):
            write(store, vault)
    noted(store, 8, "Second change.")
    assert [outcome.kept for outcome in write(store, vault)] == [(), (), ()]
    assert "Second change." in "".join(text_of(vault).values())
    assert hidden(vault) == [".broadsheet.json"]


def test_two_exports_into_one_folder_do_not_mix(store: Store, tmp_path: Path) -> None:
    library(store)
    vault = tmp_path / "vault"
    choice = chosen_by(store, BY_ID["markdown"], "", NOON)
    first = write_folder(store, BY_ID["markdown"], choice, vault, Manner())
    next(first)
    with pytest.raises(LibraryError, match="another program is exporting"):
        write(store, vault)
    assert len(list(first)) == 2
    assert {outcome.done for outcome in write(store, vault)} == {"unchanged"}


@pytest.mark.parametrize("files", [1, 7, 23])
def test_a_process_that_was_killed_leaves_a_folder_that_can_be_written_again(
    store: Store, tmp_path: Path, files: int
) -> None:
    for number in range(60):
        wait(store, f"words of article {number}", Wanted("", f"The article of number {number}"), "note")
    vault = tmp_path / "vault"
    command = [sys.executable, "-m", "reader.cli", "export", "markdown", "--out", str(vault)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while process.poll() is None and len(list(vault.glob("*.md"))) < files:
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.wait()
    for mark in [passage.highlight for passage in store.waiting()]:
        store.change_highlight(mark.id, EVENING, note="another note")
    assert [outcome.kept for outcome in write(store, vault) if outcome.kept] == []
    found = text_of(vault)
    assert len(found) == 60
    assert all(text.count("another note") == 1 for text in found.values())
    assert hidden(vault) == [".broadsheet.json"]
