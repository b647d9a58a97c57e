"""Reading aloud through programs: honest small ones that write down what they were given."""

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reader.speech import Progress, Speaker, State, Utterance, find_speaker, what_to_install

Program = Callable[..., str]

HEARS = """
import os, pathlib, sys
said = sys.stdin.read()
pathlib.Path(HEARD).write_text(repr((sys.argv[1:], said)))
"""
NEVER_ENDS = "import time, pathlib; pathlib.Path(HEARD).write_text('started'); time.sleep(60)"
DEAF = """
import os, pathlib, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = os.fork()
if child:
    pathlib.Path(HEARD).write_text(str(child))
time.sleep(60)
"""


@pytest.fixture
def heard(tmp_path: Path) -> Path:
    return tmp_path / "heard"


@pytest.fixture
def program(tmp_path: Path, heard: Path) -> Program:
    """Makes a program of that name in a folder of its own."""

    def made(code: str, name: str = "speaks") -> str:
        path = tmp_path / name
        path.write_text(f"#!{sys.executable}\nHEARD = {str(heard)!r}\n{code}")
        path.chmod(0o755)
        return str(path)

    return made


@pytest.fixture
def utterances() -> Iterator[list[Utterance]]:
    started: list[Utterance] = []
    yield started
    for utterance in started:
        utterance.stop()


def ended(utterance: Utterance) -> Progress:
    while (progress := utterance.poll()).state is State.RUNNING:
        time.sleep(0.01)
    return progress


def only(*names: str) -> Callable[[str], str | None]:
    return lambda name: f"/usr/bin/{name}" if name in names else None


def waits_for(path: Path) -> str:
    while not (path.exists() and path.read_text()):
        time.sleep(0.01)
    return path.read_text()


@pytest.mark.parametrize(
    "text", ["A plain sentence.", "-v nonsense", "--help", "!-! stop", "; rm $(x) 'a' \"b\"", "行く。"]
)
def test_text_is_spoken_as_it_is_on_standard_input(program: Program, heard: Path, text: str) -> None:
    speaker = find_speaker(program(HEARS) + " -v {language}", "de-CH")
    assert speaker
    assert ended(speaker.start(text)) == (State.DONE, "")
    assert heard.read_text() == repr((["-v", "de"], text + "\n"))


@pytest.mark.parametrize("text", ["-v nonsense", "two words; and $HOME"])
def test_text_as_an_argument_is_one_and_no_option(program: Program, heard: Path, text: str) -> None:
    speaker = find_speaker(f"{program(HEARS)} --say {{text}}", "")
    assert speaker
    assert ended(speaker.start(text)).state is State.DONE
    assert heard.read_text() == repr((["--say", f" {text}"], ""))


def test_a_command_without_quotes_knows_the_language_even_when_the_article_does_not(program: Program) -> None:
    path = program(HEARS)
    for language in ("", "--evil", "x" * 999, "de; rm"):
        speaker = find_speaker(f"'{path}' -v {{language}}", language)
        assert speaker == Speaker((path, "-v", "en"))


@pytest.mark.parametrize(
    ("there", "language", "arguments"),
    [
        (["spd-say", "espeak"], "fr-CA", ("spd-say", "--wait", "-l", "fr", "--", "{text}")),
        (["say", "espeak"], "fr", ("say", "-f", "-")),
        (["espeak-ng", "espeak"], "en-GB", ("espeak-ng", "-v", "en-gb", "--stdin")),
        (["espeak-ng"], "zh-Hans", ("espeak-ng", "-v", "cmn", "--stdin")),
        (["espeak"], "", ("espeak", "--stdin")),
        (["espeak"], "-v evil", ("espeak", "--stdin")),
    ],
)
def test_a_program_that_is_there_speaks_the_language(
    there: list[str], language: str, arguments: tuple[str, ...]
) -> None:
    speaker = find_speaker(None, language, only(*there))
    assert speaker
    assert (speaker.name, *speaker.arguments[1:]) == arguments
    assert speaker.notice == ""
    assert bool(speaker.cancel) == (speaker.name == "spd-say")


@pytest.mark.parametrize("command", ["absent --fast", "un'closed", "''", "a\0b"])
def test_a_command_that_can_not_be_had_is_told_while_another_speaks(command: str) -> None:
    speaker = find_speaker(command, "en", only("espeak"))
    assert speaker
    assert speaker.name == "espeak"
    assert speaker.notice.endswith("espeak speaks instead.")
    assert find_speaker(command, "en", only()) is None


def test_nothing_that_speaks_is_told_with_what_to_install() -> None:
    assert find_speaker(None, "en", only()) is None
    assert find_speaker("  ", "en", only()) is None
    assert "espeak-ng" in what_to_install("linux")
    assert "apt" not in what_to_install("darwin")


def test_stopping_ends_the_program_at_once(program: Program, heard: Path) -> None:
    utterance = Speaker((program(NEVER_ENDS),)).start("Long.")
    assert waits_for(heard) == "started"
    assert utterance.poll().state is State.RUNNING
    utterance.stop()
    utterance.stop()
    assert utterance.poll() == (State.STOPPED, "")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at processes in /proc")
def test_stopping_ends_what_the_program_started_even_when_it_does_not_listen(program: Program, heard: Path) -> None:
    utterance = Speaker((program(DEAF),)).start("Long.")
    child = Path("/proc") / waits_for(heard)
    utterance.stop()
    while child.exists() and "\nState:\tZ" not in (child / "status").read_text():
        time.sleep(0.01)
    assert utterance.poll().state is State.STOPPED


def test_a_service_is_cancelled_when_its_program_is_stopped(program: Program, heard: Path, tmp_path: Path) -> None:
    cancel = program(HEARS.replace("HEARD", "HEARD + '-cancel'"), "cancels")
    utterance = Speaker((program(NEVER_ENDS),), (cancel, "--cancel")).start("Long.")
    waits_for(heard)
    utterance.stop()
    assert waits_for(tmp_path / "heard-cancel") == repr((["--cancel"], ""))


def test_a_program_that_fails_says_why(program: Program) -> None:
    path = program("import sys; sys.exit('no such \\x1b[31mvoice.\\n\\n')")
    assert ended(Speaker((path,)).start("One.")) == (State.FAILED, "speaks failed: no such [31mvoice.")
    silent = program("import os; os.abort()", "aborts")
    assert ended(Speaker((silent,)).start("One.")).reason == "aborts failed: it was ended by signal 6."


def test_a_program_that_hangs_is_ended_and_told(program: Program, utterances: list[Utterance]) -> None:
    now = [0.0]
    utterance = Speaker((program(NEVER_ENDS),)).start("One.", lambda: now[0])
    utterances.append(utterance)
    assert utterance.poll().state is State.RUNNING
    now[0] = 60.0
    assert utterance.poll() == (State.FAILED, "speaks was still not done after 60 seconds.")
    assert utterance.poll().state is State.FAILED


def test_a_program_that_can_not_be_started_is_told(tmp_path: Path) -> None:
    for arguments in ((str(tmp_path / "absent"),), (str(tmp_path),), (shutil.which("true") or "true", "{text}")):
        progress = Speaker(arguments).start("word " * 100_000).poll()
        assert progress.state is State.FAILED
        assert progress.reason.startswith(f"{os.path.basename(arguments[0])} can't be started: ")  # noqa: PTH119  a name as the program is given it


def test_a_long_text_does_not_hold_up_a_program_that_does_not_read(program: Program) -> None:
    assert ended(Speaker((program("pass"),)).start("word " * 100_000)).state is State.DONE


def test_a_text_of_nothing_is_done_at_once() -> None:
    assert Speaker(("absent",)).start(" \n\0").poll().state is State.DONE
