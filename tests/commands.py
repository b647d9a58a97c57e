"""Commands run in this process: what each printed and answered."""

import json

import pytest

from reader import cli


class Ran:
    """What one command printed and answered."""

    def __init__(self, code: int, out: str, error: str) -> None:
        self.code, self.out, self.error = code, out, error

    @property
    def json(self) -> dict[str, object]:
        value = json.loads(self.out)
        assert isinstance(value, dict)
        return value


class Shell:
    """Runs commands in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str) -> Ran:
        self._capsys.readouterr()
        try:
            code = cli.main(arguments)
        except SystemExit as left:  # argparse: wrong usage
            code = left.code if isinstance(left.code, int) else 1
        captured = self._capsys.readouterr()
        return Ran(code, captured.out, captured.err)
