"""`broadsheet export`: what is printed, what is written where, what is never overwritten, and what it says."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from library.exporters import FORMATS, Format
from library.store import Store
from reader import cli
from reader.config import Home
from tests.export_sample import HOSTILE, library, uid

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(home: Home, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `export` in this process, on the sample."""
    monkeypatch.chdir(tmp_path)
    with Store(home.library) as store:
        library(store)

    def export(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = cli.main(["export", *arguments])
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
        found = capsys.readouterr()
        return code, found.out, found.err

    return export


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.id)
def test_what_is_printed_is_what_is_written(run: Run, tmp_path: Path, form: Format) -> None:
    code, out, error = run(form.id)
    assert (code, error) == (0, "")
    target = tmp_path / "deep" / "out"
    assert run(form.id, "--out", str(target))[0] == 0
    if target.is_dir():
        paths = [path for path in target.iterdir() if not path.name.startswith(".")]
        assert sorted(path.read_text(encoding="utf-8") for path in paths) == sorted(parts_of(out, len(paths), paths))
    elif form.suffix == ".csv":
        assert target.read_text(encoding="utf-8") == out
    else:
        assert len(target.read_text(encoding="utf-8")) == len(out)


def parts_of(out: str, count: int, paths: list[Path]) -> list[str]:
    found = [path.read_text(encoding="utf-8") for path in paths if path.read_text(encoding="utf-8") in out]
    assert len(found) == count
    return found


def test_queries_choose_articles_or_highlights(run: Run) -> None:
    assert len(json.loads(run("json", "港口")[1])["articles"]) == 1
    found = json.loads(run("hypothesis", "state:lost")[1])["annotations"]
    assert [one["id"].replace("-", "") for one in found] == [uid(8)]
    assert len(list(csv.DictReader(io.StringIO(run("csv", "tag:sea")[1])))) == 2
    code, _, error = run("csv", "state:nonsense")
    assert code == 1
    assert error.startswith("broadsheet: ")


def test_everything_is_in_json_also_what_waits(run: Run) -> None:
    data = json.loads(run("json")[1])
    assert (data["format"], data["version"], len(data["articles"]), len(data["waiting"])) == ("broadsheet", 1, 2, 1)
    assert {"text", "blocks", "spans", "progress", "highlights"} <= set(data["articles"][0])
    mark = next(mark for one in data["articles"] for mark in one["highlights"] if mark["uid"] == uid(8))
    assert (mark["state"], mark["reason"], mark["score"], mark["origin"]) == (
        "lost", "its words are gone", 0.25, "kindle:7",
    )  # fmt: skip
    assert len(json.loads(run("json", "--only-annotated", "港口")[1])["articles"]) == 1
    assert json.loads(run("json", "nowhere")[1])["articles"] == []


def test_a_former_export_is_overwritten_and_nothing_else(run: Run, tmp_path: Path) -> None:
    for form in FORMATS:
        if form.per_article:
            continue
        path = tmp_path / form.file
        assert run(form.id, "--out", str(tmp_path))[0] == 0
        assert run(form.id, "--out", str(path))[0] == 0
        path.write_text("mine", encoding="utf-8")
        code, _, error = run(form.id, "--out", str(path))
        assert code == 1
        assert "no former export of this format; --force overwrites it" in error
        assert path.read_text(encoding="utf-8") == "mine"
        assert run(form.id, "--out", str(path), "--force")[0] == 0
        path.unlink()


def test_a_page_of_somebody_else_is_not_overwritten(run: Run, tmp_path: Path) -> None:
    (tmp_path / "钟声.html").write_text("mine", encoding="utf-8")
    code, out, _ = run("html", "--out", str(tmp_path), "--json", "港口")
    assert (code, json.loads(out)) == (0, [{"id": 2, "path": str(tmp_path / "钟声 (2).html"), "status": "written"}])
    (tmp_path / "钟声 (2).html").write_text("mine too", encoding="utf-8")
    code, out, error = run("html", "--out", str(tmp_path), "港口")
    assert (code, out) == (1, f"0 written to {tmp_path}\n")
    assert "left alone" in error
    assert (tmp_path / "钟声 (2).html").read_text(encoding="utf-8") == "mine too"


def test_what_was_written_is_told_as_json(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    assert json.loads(run("csv", "--out", str(path), "--json")[1]) == [
        {"path": str(path), "articles": 2, "highlights": 11}
    ]
    assert run("csv", "--out", str(path))[1] == f"11 highlights of 2 articles written to {path}\n"
    printed = json.loads(run("markdown", "--json", "港口")[1])
    assert len(printed) == 1
    assert printed[0]["text"].startswith("---\ntitle: 钟声\n")


def test_no_file_leaves_the_folder_whatever_its_title(run: Run, tmp_path: Path) -> None:
    assert "../../etc/passwd" in HOSTILE
    for form in ("markdown", "html"):
        assert run(form, "--out", str(tmp_path / "in" / form))[0] == 0
        assert len([path for path in (tmp_path / "in" / form).iterdir() if path.suffix != ".json"]) == 3
    assert {path.name for path in (tmp_path / "in").iterdir()} == {"markdown", "html"}


def test_a_folder_that_is_not_there_yet_is_told_from_a_file_by_its_last_sign(run: Run, tmp_path: Path) -> None:
    assert run("org", "--out", f"{tmp_path}/new/")[0] == 0
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["broadsheet.org"]


def test_without_the_text_the_key_points_and_the_notes_are_left(run: Run) -> None:
    text = run("markdown", "--no-body", "quay")[1]
    assert "one red boat\n" not in text
    assert "\n- Nobody drowned.\n" in text
    assert "> calm sea; the boats" in text


def test_a_place_that_can_not_be_written_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for form in ("json", "html"):
        code, _, error = run(form, "--out", str(tmp_path / "file" / "in" / "x"))
        assert code == 1
        assert "can't be written" in error
        assert error.count("\n") == 1


def test_a_dash_is_standard_output(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("csv", "--out", "-") == run("csv")
    assert run("csv")[0] == 0
    assert not (tmp_path / "-").exists()


def test_a_field_is_asked_of_highlights_whatever_the_format(run: Run, tmp_path: Path) -> None:
    assert len(json.loads(run("json", "state:lost")[1])["articles"]) == 1
    out = str(tmp_path / "vault")
    assert [one["id"] for one in json.loads(run("markdown", "state:lost", "--out", out, "--json")[1])] == [1]
    for form in ("markdown", "html", "json"):
        code, printed, error = run(form, "colour:nope")
        assert (code, printed) == (1, "")
        assert "Character 8" in error
    assert run("markdown", '"colour:nope"') == (0, "", "")
