"""The command for saved searches: what it lists, changes and refuses."""

import json

import pytest

from library.store import Store
from reader.completion import candidates
from reader.config import Home
from tests.library_sample import NOW, some_articles
from tests.test_cli_notes import Run, run

__all__ = ["run"]  # a fixture


@pytest.fixture
def ids(home: Home) -> list[int]:
    """Four articles in the library, of which one has a star and one is in the trash."""
    with Store(home.library) as store:
        made = some_articles(store, 4, site="Tern")
        store.star(made[:1], starred=True)
        store.delete(made[-1:], NOW)
    return made


def searches(home: Home) -> list[tuple[str, str]]:
    with Store(home.library) as store:
        return [(one.name, one.query) for one in store.searches()]


def test_shelves_and_searches_are_listed_with_their_numbers(run: Run, home: Home, ids: list[int]) -> None:
    run("shelves", "save", "Stars", "is:starred")
    code, out, error = run("shelves")
    assert (code, error) == (0, "")
    assert out.splitlines() == [
        "3  inbox", "0  reading", "1  starred", "0  archive", "3  all", "1  trash", "0  queue", "1  Stars  is:starred",
    ]  # fmt: skip
    listed = json.loads(run("shelves", "--json")[1])
    assert listed == json.loads(run("shelves", "list", "--json")[1])
    assert listed[0] == {"kind": "shelf", "name": "inbox", "query": "", "articles": 3}
    assert listed[-1] == {"kind": "search", "name": "Stars", "query": "is:starred", "articles": 1}
    assert len(ids) == 4
    assert searches(home) == [("Stars", "is:starred")]


def test_a_search_is_saved_and_its_words_may_begin_with_a_dash(run: Run, home: Home) -> None:
    assert run("shelves", "save", "Not  law", "tide", "-tag:law", "-salt")[1] == "Saved the search “Not law”\n"
    assert searches(home) == [("Not law", "tide -tag:law -salt")]
    assert json.loads(run("shelves", "save", "Two", "salt", "--json")[1])["done"] == "Saved the search “Two”"


def test_a_name_that_is_taken_is_refused_unless_it_is_to_be_replaced(run: Run, home: Home) -> None:
    run("shelves", "save", "Sea", "tide")
    assert run("shelves", "save", "SEA", "salt") == (1, "", "broadsheet: There is a saved search “Sea” already.\n")
    assert run("shelves", "save", "SEA", "salt", "--replace")[1] == "Changed the search “Sea”\n"
    assert searches(home) == [("Sea", "salt")]
    assert run("undo")[1] == "Taken back: Changed the search “Sea”\n"
    assert searches(home) == [("Sea", "tide")]
    assert run("shelves", "save", "Other", "salt", "--replace")[0] == 0


def test_searches_are_renamed_moved_and_deleted(run: Run, home: Home) -> None:
    for name in "ABCD":
        run("shelves", "save", name, f"title:{name}")
    assert run("shelves", "rename", "b", "Bee")[1] == "Renamed the search “B” to “Bee”\n"
    assert run("shelves", "move", "D", "--to", "1")[1] == "Moved the search “D”\n"
    assert [name for name, _ in searches(home)] == ["D", "A", "Bee", "C"]
    run("shelves", "move", "a", "--down", "1")
    assert [name for name, _ in searches(home)] == ["D", "Bee", "A", "C"]
    run("shelves", "move", "C", "--up", "9")
    assert [name for name, _ in searches(home)] == ["C", "D", "Bee", "A"]
    assert "stands there already" in run("shelves", "move", "A", "--down", "1")[1]
    assert run("shelves", "delete", "bee")[1] == "Deleted the search “Bee”\n"
    assert [name for name, _ in searches(home)] == ["C", "D", "A"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("save", "Sea", "is:wet"), 1, "Character 4: “wet” is none of"),
        (("save", "Sea", " "), 2, "the query is empty"),
        (("save", " ", "tide"), 1, "needs a name"),
        (("save", "Sea"), 2, "required: QUERY"),
        (("rename", "Sea", "Lake"), 1, "There is no saved search “Sea”."),
        (("delete", "Sea"), 1, "There is no saved search “Sea”."),
        (("move", "Sea", "--to", "1"), 1, "There is no saved search “Sea”."),
        (("move", "Sea"), 2, "--to"),
        (("move", "Sea", "--to", "0"), 2, "is no count"),
        (("sort",), 2, "invalid choice"),
    ],
)
def test_what_can_not_be_done_is_told(run: Run, home: Home, arguments: tuple[str, ...], code: int, said: str) -> None:
    ended, out, error = run("shelves", *arguments)
    assert (ended, out) == (code, "")
    assert said in error
    assert searches(home) == []


def test_a_saved_query_that_is_not_understood_is_told_and_the_others_listed(run: Run, home: Home) -> None:
    with Store(home.library) as store:
        store.make_search("Old", "colour:red", NOW)
        store.make_search("New", "tide", NOW)
    code, out, error = run("shelves", "--json")
    assert [row["articles"] for row in json.loads(out)][-2:] == [None, 0]
    assert code == 1
    assert "the saved search “Old”: Character 1" in error
    assert run("shelves")[1].splitlines()[-2:] == ["?  Old  colour:red", "0  New  tide"]


def test_names_of_searches_are_completed(home: Home) -> None:
    with Store(home.library) as store:
        store.make_search("Sea and salt", "tide", NOW)
        store.make_search("Law", "tag:law", NOW)
    assert [one.value for one in candidates(["shelves"], "", home)] == ["list", "save", "rename", "delete", "move"]
    for what in ("rename", "delete", "move"):
        assert list(candidates(["shelves", what], "s", home)) == [("Sea and salt", "tide")]
    assert [one.value for one in candidates(["shelves", "save", "New"], "ti", home)] == ["title:"]
