"""What is told when several things were added: how many came to what, and each that failed."""

from library.bulk import Outcome, Status
from reader.tally import Tally

ADDED = Outcome("https://a.example/1", Status.ADDED, 1, "The bell")
SILENT = Outcome("https://a.example/2", Status.WAITING, 2, "x", "The server answered 500.")
WRONG = Outcome("http://[half", Status.FAILED, reason="The address http://[half is not valid.")


def told(*outcomes: Outcome) -> list[str]:
    tally = Tally()
    for outcome in outcomes:
        tally.count(outcome)
    return tally.words.split("\n")


def test_a_single_thing_has_a_sentence() -> None:
    assert told(ADDED) == ["“The bell” is in your library now"]
    assert told(SILENT) == ["Kept without its text: The server answered 500.  (https://a.example/2)"]
    assert told(WRONG) == ["Not added: The address http://[half is not valid."]
    assert told() == ["Not added: it holds nothing that can be read."]


def test_of_several_each_failure_is_told_with_its_name() -> None:
    unchanged = ADDED._replace(status=Status.UNCHANGED)
    skipped = Outcome("notes.exe", Status.SKIPPED, reason="It is no article.")
    assert told(WRONG, ADDED, SILENT, unchanged, skipped) == [
        "1 added, 1 there already, 1 kept without their text, 1 left alone, 1 not added",
        "The address http://[half is not valid.",
        "https://a.example/2: The server answered 500.",
    ]


def test_many_failures_are_counted() -> None:
    lines = told(*(SILENT._replace(name=f"https://a.example/{number}") for number in range(9)))
    assert (len(lines), lines[-1]) == (8, "and 3 more")


def test_of_a_long_name_the_end_is_shown() -> None:
    long = SILENT._replace(name=f"/home/keeper/{'a' * 100}/tide-\x1btables.html")
    assert told(long, ADDED)[1] == "/home/keeper/aaaaaaaaaa…aaaaaaa/tide-tables.html: The server answered 500."
