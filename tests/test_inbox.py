"""The inbox folder: what is dropped there is added once, and nothing is lost, whatever it is and whoever looks."""

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from library.errors import StoreError
from library.inbox import Inbox, Taken
from library.source import MAX_BYTES
from library.store import Store
from reader.config import Home, Settings
from reader.inbox_watch import InboxWatch, told_of
from tests.driving import driven

NOW = datetime.now(UTC) + timedelta(hours=1)  # later than any file that is made here


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "Inbox").mkdir()
    return tmp_path / "Inbox"


@pytest.fixture
def inbox(folder: Path, home: Home) -> Inbox:
    return Inbox(folder, lambda: Store(home.library))


def drop(folder: Path, name: str, text: str = "# {}\n\nA text of its own.\n") -> Path:
    path = folder / name
    path.write_text(text.format(path.stem), encoding="utf-8")
    return path


def taken(inbox: Inbox) -> Sequence[Taken]:
    """What two looks take: the first one only sees."""
    return [*inbox.look(NOW), *inbox.look(NOW)]


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and path.name[0] != "."}


def titles(home: Home) -> list[str]:
    with Store(home.library) as store:
        return sorted(article.title for article in store.articles(store.ids()))


def test_a_file_is_added_at_the_second_look_and_moved_to_done(folder: Path, inbox: Inbox, home: Home) -> None:
    drop(folder, "tide.md")
    assert inbox.look(NOW) == []
    assert inbox.waiting == ["tide.md"]
    assert not home.library.exists()
    assert inbox.look(NOW) == [Taken("tide.md", folder / "done" / "tide.md", 1, "tide", "added")]
    assert (files(folder), titles(home), inbox.waiting) == ({"done/tide.md"}, ["tide"], [])
    assert inbox.look(NOW) == []


def test_a_file_that_grows_is_waited_for(folder: Path, inbox: Inbox, home: Home) -> None:
    path = drop(folder, "tide.md")
    inbox.look(NOW)
    for _ in range(3):
        with path.open("a", encoding="utf-8") as file:
            file.write("More of it.\n")
        assert inbox.look(NOW) == []
    assert len(inbox.look(NOW)) == 1
    with Store(home.library) as store:
        assert store.document(1).text.count("More of it.") == 3


@pytest.mark.parametrize(
    "name", [".hidden.md", "a.md.part", "a.md.crdownload", "a.TMP", "a.html.download", ".a.md.swp"]
)
def test_what_is_hidden_or_unfinished_is_left_alone(folder: Path, inbox: Inbox, name: str) -> None:
    drop(folder, name)
    assert taken(inbox) == []
    assert (folder / name).exists()
    assert not (folder / "done").exists()


def test_a_file_whose_download_is_under_way_beside_it_is_left_alone(folder: Path, inbox: Inbox) -> None:
    (folder / "a.html").touch()
    part = drop(folder, "a.html.part")
    assert taken(inbox) == []
    part.rename(folder / "a.html")
    assert len(taken(inbox)) == 1


def test_links_and_folders_are_not_followed(folder: Path, inbox: Inbox, tmp_path: Path) -> None:
    outside = drop(tmp_path, "secret.md")
    (folder / "link.md").symlink_to(outside)
    (folder / "folder").mkdir()
    drop(folder / "folder", "deep.md")
    os.mkfifo(folder / "pipe.md")
    assert taken(inbox) == []
    assert outside.exists()
    assert (folder / "folder" / "deep.md").exists()


def test_failures_are_moved_with_the_reason_beside_them(folder: Path, inbox: Inbox, home: Home) -> None:
    (folder / "a.pdf").write_bytes(b"%PDF-1.7\n")
    drop(folder, "good.md")
    found = taken(inbox)
    assert [(one.name, one.article is None) for one in found] == [("a.pdf", True), ("good.md", False)]
    assert files(folder) == {"failed/a.pdf", "failed/a.pdf.reason.txt", "done/good.md"}
    reason = (folder / "failed" / "a.pdf.reason.txt").read_text(encoding="utf-8")
    assert reason == f"{found[0].reason}\n"
    assert "PDF" in reason
    assert titles(home) == ["good"]


def test_an_export_is_told_as_what_it_is(folder: Path, inbox: Inbox, home: Home) -> None:
    drop(folder, "part_000000.csv", "title,url,time_added,tags,status\nA,https://example.org/a,1711111111,,unread\n")
    (one,) = taken(inbox)
    assert one.reason == "it is an export of Pocket, and no page: broadsheet import takes it in"
    assert one.path == folder / "failed" / "part_000000.csv"
    assert titles(home) == []


def test_a_big_file_is_refused_with_the_reason(folder: Path, inbox: Inbox) -> None:
    with (folder / "big.html").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    (one,) = taken(inbox)
    assert "larger than" in one.reason
    assert (folder / "failed" / "big.html").stat().st_size == MAX_BYTES + 1


def test_an_empty_file_is_waited_for_and_then_refused(folder: Path, inbox: Inbox) -> None:
    path = folder / "empty.md"
    path.touch()
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    for _ in range(3):
        assert inbox.look(written + timedelta(seconds=30)) == []
    inbox.look(written + timedelta(seconds=90))
    (one,) = inbox.look(written + timedelta(seconds=91))
    assert "empty" in one.reason


def test_names_that_are_taken_get_a_number_and_nothing_is_overwritten(folder: Path, inbox: Inbox) -> None:
    for number in range(3):
        drop(folder, "tide.md", f"# Tide {number}\n\nText {number}.\n")
        (folder / "a.pdf").write_bytes(b"%PDF-1.7\n" + bytes([number]))
        assert len(taken(inbox)) == 2
    assert files(folder) == {
        "done/tide.md", "done/tide 2.md", "done/tide 3.md", "failed/a.pdf", "failed/a.pdf.reason.txt",
        "failed/a 2.pdf", "failed/a 2.pdf.reason.txt", "failed/a 3.pdf", "failed/a 3.pdf.reason.txt",
    }  # fmt: skip
    assert (folder / "done" / "tide 2.md").read_text(encoding="utf-8") == "# Tide 1\n\nText 1.\n"


def test_what_the_library_has_already_is_done(folder: Path, inbox: Inbox, home: Home) -> None:
    for _ in range(2):
        drop(folder, "tide.md")
        (one,) = taken(inbox)
    assert (one.done, one.article) == ("unchanged", 1)
    assert titles(home) == ["tide"]


def test_what_ends_between_adding_and_moving_is_made_good(
    folder: Path, inbox: Inbox, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(folder, "tide.md")
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", _ended)
        with pytest.raises(KeyboardInterrupt):
            taken(inbox)
    assert (folder / "tide.md").exists()
    (one,) = taken(Inbox(folder, lambda: Store(home.library)))
    assert one.done == "unchanged"
    assert not (folder / "tide.md").exists()
    assert titles(home) == ["tide"]


def _ended(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_file_that_cannot_be_moved_is_told_once_and_stays(folder: Path, inbox: Inbox, home: Home) -> None:
    drop(folder, "tide.md")
    (folder / "done").write_text("in the way", encoding="utf-8")
    found = [one for one in taken(inbox) if one.name == "tide.md"]
    assert "can't be moved" in found[0].reason
    assert (folder / "tide.md").exists()
    assert taken(inbox) == []
    assert "tide" in titles(home)
    (folder / "done").unlink()
    drop(folder, "tide.md", "# tide\n\nAnother text, written since.\n")
    assert len(taken(inbox)) == 1


def test_a_library_that_cannot_be_used_loses_no_file(folder: Path, home: Home) -> None:
    home.data.mkdir(parents=True)
    home.library.write_bytes(b"not a library at all")
    drop(folder, "tide.md")
    inbox = Inbox(folder, lambda: Store(home.library))
    inbox.look(NOW)
    with pytest.raises(StoreError):
        inbox.look(NOW)
    assert files(folder) == {"tide.md"}
    home.library.unlink()
    assert [one.done for one in taken(inbox)] == ["added"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, home: Home) -> None:
    with pytest.raises(StoreError, match="can't be read"):
        Inbox(tmp_path / "nowhere", lambda: Store(home.library)).look(NOW)


LOOK = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from library.inbox import Inbox
from library.store import Store
inbox = Inbox(Path(sys.argv[1]), lambda: Store(Path(sys.argv[2])))
count = 0
print("ready", flush=True)
sys.stdin.readline()
while list(Path(sys.argv[1]).glob("*.md")):
    count += sum(one.done == "added" for one in inbox.look(datetime.now(UTC)))
print(count)
"""


def test_two_processes_that_look_at_once_add_nothing_twice(folder: Path, home: Home) -> None:
    for number in range(12):
        drop(folder, f"tide {number}.md")
    Store(home.library).close()
    command = [sys.executable, "-c", LOOK, str(folder), str(home.library)]
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]  # fmt: skip
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    assert sum(int(process.communicate(timeout=60)[0]) for process in processes) == 12
    assert len(titles(home)) == 12
    assert files(folder) == {f"done/tide {number}.md" for number in range(12)}


# The thread of the app


def test_the_thread_tells_what_it_took_and_each_problem_once(folder: Path, home: Home) -> None:
    heard: list[str] = []
    told, wrong = Event(), Event()

    def tell(found: Sequence[Taken]) -> None:
        heard.extend(one.title for one in found)
        told.set()

    def problem(words: str) -> None:
        heard.append(words)
        wrong.set()

    watch = InboxWatch(home, folder, tell, problem, each=0.01)
    drop(folder, "tide.md")
    watch.start()
    assert told.wait(20)
    (folder / "done" / "tide.md").unlink()
    (folder / "done").rmdir()
    (folder / ".broadsheet-lock").unlink()
    folder.rmdir()
    assert wrong.wait(20)
    watch.stop()
    watch._thread.join(20)
    assert heard[0] == "tide"
    assert len(heard) == 2
    assert "can't be read" in heard[1]


def test_what_became_of_files_is_told_in_words() -> None:
    path = Path("failed/x")
    good = [Taken(f"{number}.md", path, number, f"Title {number}", "added") for number in range(1, 4)]
    bad = [Taken(f"{number}.pdf", path, reason="no") for number in range(5)]
    assert told_of(good[:1]) == ("From the inbox folder: “Title 1”", False)
    assert told_of(good) == ("From the inbox folder: 3 articles", False)
    words, wrong = told_of([*good, *bad])
    assert wrong
    assert words.split("\n")[1] == "0.pdf was not added: no"
    assert words.split("\n")[-1] == "and 2 more were not added; the reasons are in the folder failed"


async def test_a_file_dropped_while_the_program_is_open_appears_on_the_shelf(
    home: Home, store: Store, now: datetime, folder: Path
) -> None:
    settings = Settings(pictures="off", inbox=str(folder))
    async with driven(home, store, now, settings=settings) as on:
        drop(folder, "tide gates.md")
        await on.until(lambda: on.shows("tide gates"))
        assert (folder / "done" / "tide gates.md").exists()
        assert any("tide gates" in told.message for told in on.app._notifications)


def test_archives_and_feeds_are_taken_apart_and_what_failed_is_told_beside_them(
    folder: Path, inbox: Inbox, home: Home
) -> None:
    import zipfile

    with zipfile.ZipFile(folder / "saved.zip", "w") as archive:
        for name in ("tide", "salt"):
            archive.writestr(f"{name}.md", f"# {name}\n\nA text of its own.\n")
        archive.writestr("empty.md", "")
        archive.writestr("picture.png", "x")
    [one] = taken(inbox)
    assert (one.path, one.articles, one.title) == (folder / "done" / "saved.zip", 2, "2 articles")
    assert one.reason == "saved.zip: empty.md: it is empty"
    assert (folder / "done" / "saved.zip.reason.txt").read_text(encoding="utf-8") == f"{one.reason}\n"
    assert titles(home) == ["salt", "tide"]
    assert told_of([one])[0].startswith("From the inbox folder: 2 articles")


def test_web_archives_and_mails_are_taken_with_their_pictures(folder: Path, inbox: Inbox, home: Home) -> None:
    from tests.saved_pages import chrome_archive

    (folder / "gate.mhtml").write_bytes(chrome_archive())
    [one] = taken(inbox)
    assert (one.title, one.done) == ("Über the tide gates", "added")
    with Store(home.library) as store:
        assert len(store.illustrated(one.article or 0)) == 2
