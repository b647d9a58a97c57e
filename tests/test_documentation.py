"""README and the samples tell the truth: commands, keys and settings are those of the program."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from library.document import BlockKind, SpanKind
from library.extract import extract
from library.source import Source
from reader.cli import main
from reader.commands import SECTIONS, spelled
from reader.config import COLUMNS, MEASURES, PICTURES, THEMES, Settings, parse_settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_readme_lists_the_keys_of_the_command_table() -> None:
    section = README.split("<!-- keys -->")[1].split("<!-- /keys -->")[0].strip()
    tables = []
    for title, commands in SECTIONS:
        rows = [f"| {title} | | where |", "| --- | --- | --- |"]
        for command in commands:
            keys = " ".join(f"`{spelled(key)}`" for key in command.keys).replace("|", r"\|")  # it parts cells
            where = "everywhere" if {"shelf", "reading", "notes"} <= {*command.where} else ", ".join(command.where)
            rows.append(f"| {keys} | {command.help} | {where} |")
        tables.append("\n".join(rows))
    assert section == "\n\n".join(tables)


def test_readme_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    listed = capsys.readouterr().out.split("own --help:")[1].split("examples:")[0]
    commands = re.findall(r"^  (\w+)", listed, re.MULTILINE)
    assert len(commands) > 8
    for command in commands:
        assert f"`broadsheet {command}" in README, command


def test_the_settings_in_readme_are_all_there_are_and_valid() -> None:
    text = README.split("```yaml")[1].split("```")[0]
    settings, problems = parse_settings(text)
    assert problems == []
    assert re.findall(r"^(\w+):", text, re.MULTILINE) == list(Settings._fields)
    assert settings.theme == "paper"
    assert set(settings.keymap) == {"highlight", "page-down"}


def test_readme_names_every_value_and_every_bound_of_a_setting() -> None:
    text = README.split("```yaml")[1].split("```")[0]
    for word in (*THEMES, *COLUMNS, *PICTURES, str(MEASURES[0]), str(MEASURES[-1])):
        assert word in text, word


def test_the_pictures_of_readme_are_there() -> None:
    for picture in re.findall(r"\((screenshots/[\w-]+\.png)\)", README):
        assert (ROOT / picture).is_file(), picture
        assert (ROOT / picture).with_suffix(".svg").is_file(), picture


def test_start_here_teaches_only_keys_that_exist() -> None:
    content = files("library").joinpath("samples/start-here.md").read_bytes()
    from datetime import UTC, datetime

    document = extract(Source(content, datetime.now(UTC), "start-here.md")).document
    known = {spelled(key) for _, commands in SECTIONS for command in commands for key in command.keys}
    known |= {key for _, commands in SECTIONS for command in commands for key in command.keys}
    taught = {document.slice(span) for span in document.spans if span.kind is SpanKind.CODE}
    assert len(taught) > 20
    assert {key for key in taught if not key.startswith("broadsheet")} <= known
    assert document.blocks[0].kind is BlockKind.KEY_POINT
