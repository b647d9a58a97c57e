"""The installed command as a shell starts it: pipes, encodings, and readers that go away."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from library.ingest import add_sample, sample_names
from library.store import Store
from reader.config import Home

COMMAND = Path(sys.executable).with_name("broadsheet")


def installed(
    home: Home, *arguments: str, cwd: Path | None = None, given: str = ""
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "BROADSHEET_HOME": str(home.data)}
    return subprocess.run(
        [COMMAND, *arguments], capture_output=True, text=True, env=environment, cwd=cwd, input=given, check=False
    )


def test_a_file_whose_name_is_not_unicode_can_be_added(home: Home, tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.md")
    (tmp_path / name).write_text("Some words without a title.\n", encoding="utf-8")
    ran = installed(home, "add", name, "--json", cwd=tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(ran.stdout)["input"] == name


def test_the_installed_command_adds_and_lists(home: Home, tmp_path: Path) -> None:
    (tmp_path / "bell.md").write_text("# The Bell\n\nThe harbour lay quiet.\n", encoding="utf-8")
    assert installed(home, "add", "bell.md", cwd=tmp_path).stdout == "added 1: The Bell\n"
    piped = installed(home, "add", "-", "--json", given="# Piped\n\nText, from a pipe.\n")
    assert json.loads(piped.stdout)["status"] == "added"
    listed = installed(home, "list", "--json")
    assert (listed.returncode, listed.stderr) == (0, "")
    assert len(json.loads(listed.stdout)) == 2
    assert installed(home, "nope").returncode == 2
    assert installed(home, "show", "9").returncode == 1


def test_a_reader_that_goes_away_gives_no_traceback(home: Home) -> None:
    with Store(home.library) as store:
        for name in sample_names():
            add_sample(store, name, datetime.now(UTC))
    environment = {**os.environ, "BROADSHEET_HOME": str(home.data)}
    for command in (["show", "3"], ["list", "--json"], ["export", "markdown"]):
        reading, writing = os.pipe()
        os.close(reading)
        try:
            ran = subprocess.run(
                [COMMAND, *command], stdout=writing, stderr=subprocess.PIPE, env=environment, check=False
            )
        finally:
            os.close(writing)
        assert ran.stderr == b""


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_that_is_not_unicode_gets_what_it_can_show(home: Home, tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.md").write_text("# 港口 ★ naïve 😀\n\nText.\n", encoding="utf-8")
    environment = {**os.environ, "BROADSHEET_HOME": str(home.data), "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    runs = [
        subprocess.run([COMMAND, *command], capture_output=True, env=environment, cwd=tmp_path, check=False)
        for command in (["add", "a.md"], ["list"], ["list", "--json"])
    ]
    assert [(ran.returncode, ran.stderr) for ran in runs] == [(0, b"")] * 3
    assert json.loads(runs[2].stdout.decode(encoding))[0]["title"] == "港口 ★ naïve 😀"
    assert b"?" in runs[1].stdout


def test_a_full_disk_for_the_output_is_told(home: Home) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    with Path("/dev/full").open("wb") as full:
        environment = {**os.environ, "BROADSHEET_HOME": str(home.data)}
        ran = subprocess.run(
            [COMMAND, "list", "--json"], stdout=full, stderr=subprocess.PIPE, env=environment, check=False
        )
    assert ran.returncode == 1
    assert b"No space left" in ran.stderr
    assert b"Traceback" not in ran.stderr
