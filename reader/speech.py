"""Reading aloud: which program of this computer can speak, and one spoken text after another through it.

Programs are started without a shell and get their text on standard input or where it can't be taken for an option.
Nothing here waits for speech: an utterance is asked now and then how it is.
"""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import StrEnum
from pathlib import PurePath
from tempfile import TemporaryFile
from typing import IO, NamedTuple

Which = Callable[[str], str | None]
Clock = Callable[[], float]

_TEXT, _LANGUAGE = "{text}", "{language}"
_UNKNOWN_LANGUAGE = "en"
"""For commands that want a language when the article has none."""
_TAG = re.compile(r"([A-Za-z]{2,8})(?:[-_][A-Za-z0-9]{1,8})*")
_ESPEAK_VOICES = {"zh": "cmn", "no": "nb", "iw": "he", "in": "id", "tl": "fil"}
"""Where espeak names a language otherwise than article tags do."""
_REGIONAL_VOICES = frozenset({"en-us", "en-gb", "pt-br", "es-419", "fr-be", "fr-ch", "zh-yue"})

_START_SECONDS, _SECONDS_PER_CHARACTER = 20.0, 0.6
"""What a slow voice takes at most; ideographs take longest, about a third of a second."""
_TERM_SECONDS = 0.1
_CANCEL_SECONDS = 0.5
_LONGEST_REASON = 200


class State(StrEnum):
    """How an utterance is."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class Progress(NamedTuple):
    """How an utterance is, and why it failed when it did."""

    state: State
    reason: str = ""
    """A sentence for the person who listens; empty unless it failed."""


class Speaker(NamedTuple):
    """A program that speaks."""

    arguments: tuple[str, ...]
    """The program and its options; `{text}` is where the text goes, which else comes on standard input."""
    cancel: tuple[str, ...] = ()
    """What silences a service that speaks on when the program has ended."""
    notice: str = ""
    """A sentence on why it isn't the program of the settings; empty when it is, or when they name none."""

    @property
    def name(self) -> str:
        """The program, without its folder."""
        return PurePath(self.arguments[0]).name

    def start(self, text: str, clock: Clock = time.monotonic) -> "Utterance":
        """Begin to speak; what goes wrong is told by the utterance. `clock` gives seconds that never go back."""
        return Utterance(self, text, clock)


class Utterance:
    """A text that is being spoken."""

    def __init__(self, speaker: Speaker, text: str, clock: Clock) -> None:
        self._speaker, self._clock = speaker, clock
        self._limit = _START_SECONDS + _SECONDS_PER_CHARACTER * len(text)
        self._started = clock()
        self._process: subprocess.Popen[bytes] | None = None
        self._complaints: IO[bytes] | None = None
        self._progress = Progress(State.RUNNING)
        spoken = " ".join(text.replace("\0", " ").split())
        if not spoken:
            self._progress = Progress(State.DONE)
            return
        try:
            self._begin(spoken)
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            self._end(State.FAILED, f"{speaker.name} can't be started: {why}.")

    def _begin(self, spoken: str) -> None:
        arguments = self._speaker.arguments
        # text as an argument begins with a space, so that no dash makes an option of it
        filled = [argument.replace(_TEXT, f" {spoken}") for argument in arguments]
        self._complaints = TemporaryFile()  # noqa: SIM115 - closed when the utterance ends
        with TemporaryFile() as said:  # a pipe would block at 64 KiB while the program doesn't read
            if filled == list(arguments):
                said.write(spoken.encode("utf-8", "replace") + b"\n")
                said.seek(0)
            self._process = subprocess.Popen(  # noqa: S603 - the user's own choice of program, no shell
                filled,
                stdin=said,
                stdout=subprocess.DEVNULL,
                stderr=self._complaints,
                start_new_session=True,
            )

    def poll(self) -> Progress:
        """How it is now; once it has ended, always the same. A program that takes far too long is ended."""
        if self._process is None or self._progress.state is not State.RUNNING:
            return self._progress
        code = self._process.poll()
        if code is None:
            seconds = self._clock() - self._started
            if seconds > self._limit:
                self._silence()
                self._end(State.FAILED, f"{self._speaker.name} was still not done after {round(seconds)} seconds.")
        elif code == 0:
            self._end(State.DONE)
        else:
            self._end(State.FAILED, f"{self._speaker.name} failed: {self._complaint() or _ending(code)}.")
        return self._progress

    def stop(self) -> None:
        """Fall silent: the program and whatever it started are ended. Nothing happens when it has ended already."""
        if self._progress.state is State.RUNNING:
            self._silence()
            self._end(State.STOPPED)

    def _silence(self) -> None:
        process = self._process
        if process is not None and process.poll() is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(_TERM_SECONDS)
            with suppress(ProcessLookupError, PermissionError):  # its children may not have listened
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if self._speaker.cancel:
            with suppress(OSError, subprocess.SubprocessError):
                subprocess.run(  # noqa: S603 - a fixed command
                    self._speaker.cancel,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    timeout=_CANCEL_SECONDS,
                    check=False,
                )

    def _complaint(self) -> str:
        """The last line that the program wrote on standard error."""
        if self._complaints is None:
            return ""
        self._complaints.seek(max(0, self._complaints.seek(0, os.SEEK_END) - 4 * _LONGEST_REASON))
        lines = self._complaints.read().decode("utf-8", "replace").split("\n")
        said = next((line for line in reversed(lines) if line.strip()), "")
        plain = "".join(character for character in " ".join(said.split()) if character.isprintable())
        return plain[:_LONGEST_REASON].rstrip(".")

    def _end(self, state: State, reason: str = "") -> None:
        self._progress = Progress(state, reason)
        if self._complaints is not None:
            self._complaints.close()
            self._complaints = None


def _ending(code: int) -> str:
    return f"it ended with status {code}" if code > 0 else f"it was ended by signal {-code}"


def find_speaker(command: str | None, language: str, which: Which = shutil.which) -> Speaker | None:
    """The program that reads an article of a `language`, a BCP 47 tag or empty; None when there is none.

    That of the settings, `command`, comes first: a program with its options, such as `espeak-ng -v {language} {text}`,
    where `{language}` is filled with the first part of the tag, and the text comes on standard input when there is no
    `{text}`. When it can't be had, another speaks and `notice` says so.
    """
    tag = _TAG.fullmatch(language)
    main = tag[1].lower() if tag else ""
    notice = ""
    if command and command.strip():
        chosen = _of_settings(command, main or _UNKNOWN_LANGUAGE, which)
        if isinstance(chosen, Speaker):
            return chosen
        notice = chosen
    for arguments, cancel in _known(language.replace("_", "-").lower() if tag else "", main):
        program = which(arguments[0])
        if program:
            silence = (program, *cancel) if cancel else ()
            speaker = Speaker((program, *arguments[1:]), silence)
            return speaker._replace(notice=f"{notice} {speaker.name} speaks instead.") if notice else speaker
    return None


def _of_settings(command: str, language: str, which: Which) -> Speaker | str:
    """The speaker of the settings, or a sentence on why it can't be had."""
    try:
        arguments = shlex.split(command)
    except ValueError:
        arguments = []
    if not arguments or not arguments[0] or "\0" in command:
        return f"The command for reading aloud, “{command.strip()}”, can't be understood."
    program = which(os.path.expanduser(arguments[0]))  # noqa: PTH111 - a Path would drop a leading ./
    if not program:
        return f"The program for reading aloud, “{arguments[0]}”, is not there."
    return Speaker((program, *(argument.replace(_LANGUAGE, language) for argument in arguments[1:])))


def _known(tag: str, main: str) -> Sequence[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Programs that can speak, the most pleasant first, each with its options and those that silence it."""
    voice = tag if tag in _REGIONAL_VOICES else _ESPEAK_VOICES.get(main, main)
    espeak = (*(("-v", voice) if voice else ()), "--stdin")
    spoken = ("-l", main) if main else ()
    return (
        # on standard input, spd-say would take lines that begin with !-! for commands
        (("spd-say", "--wait", *spoken, "--", _TEXT), ("--cancel",)),
        (("say", "-f", "-"), ()),
        (("espeak-ng", *espeak), ()),
        (("espeak", *espeak), ()),
    )


def what_to_install(platform: str = sys.platform) -> str:
    """A sentence on how this computer can learn to speak."""
    if platform == "darwin":
        return "No program that speaks was found, not even `say`: install espeak-ng, or name a program in the settings."
    return (
        "No program that speaks was found: install speech-dispatcher or espeak-ng, such as with "
        "`apt install espeak-ng`, or name a program in the settings."
    )
