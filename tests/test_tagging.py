"""Tags of the library: given and taken by any spelling, renamed with all below them, merged, deleted, counted."""

import pytest

from library.anchor import make_anchor
from library.changes import Action, TagCount, tag_name
from library.document import Range
from library.errors import NotFoundError, RefusedNameError, TakenNameError
from library.store import Store
from tests.library_sample import NOW, draft, some_articles


def tags_of(store: Store, article: int) -> tuple[str, ...]:
    return store.article(article).tags


def mark(store: Store, article: int, *tags: str) -> int:
    anchor = make_anchor(store.document(article), Range(0, 6))
    return store.add_highlight(article, anchor, now=NOW, tags=tags)


@pytest.mark.parametrize(
    ("typed", "name"),
    [("law", "law"), ("#law", "law"), (" law / sea ", "law/sea"), ("/a//b/", "a/b"), ("two  words", "two words"),
     ("Cafe\u0301", "Café"), ("a\x1b[31mb", "a[31mb")],
)  # fmt: skip
def test_a_tag_is_cleaned_of_what_it_may_not_hold(typed: str, name: str) -> None:
    assert tag_name(typed) == name


@pytest.mark.parametrize("typed", ["", " # ", "//", "\x00", "x" * 51])
def test_what_is_no_tag_is_refused_before_anything_changes(store: Store, typed: str) -> None:
    (number,) = some_articles(store, 1)
    with pytest.raises(RefusedNameError, match="A tag has"):
        store.tag_articles([number], NOW, add=["good", typed])
    assert tags_of(store, number) == ()


def test_tags_are_given_and_taken_as_one_step(store: Store) -> None:
    one, two, three = some_articles(store, 3, tags=("old",))
    done = store.tag_articles([one, two], NOW, add=["#law/sea", "tide"], remove=["old"])
    assert done.title == "Tags of 2 articles: #law/sea #tide given, #old taken"
    assert [tags_of(store, number) for number in (one, two, three)] == [("law/sea", "tide")] * 2 + [("old",)]
    assert store.tag_articles([one, two, three], NOW, add=["new"]).title == "Tagged 3 articles #new"
    assert store.tag_articles([three], NOW, remove=["new"]).title == "Took #new from “Title 3”"
    assert store.tag_articles([three], NOW, remove=["new"]).title == "Nothing to do: “Title 3” is not tagged so"
    assert store.tag_articles([one, two], NOW, add=["new"]).title == "Nothing to do: 2 articles are tagged so already"
    store.tag_articles([three], NOW, add=["both"], remove=["Both"])
    assert tags_of(store, three) == ("both", "old")


@pytest.mark.parametrize(("known", "typed"), [("Law", "law"), ("Élan", "élan"), ("Ümlaut/ß", "ÜMLAUT/ß")])
def test_upper_and_lower_case_are_one_tag(store: Store, known: str, typed: str) -> None:
    one, two = some_articles(store, 2)
    store.tag_articles([one], NOW, add=[known])
    done = store.tag_articles([one, two], NOW, add=[typed])
    assert list(done.ids) == [two]
    assert tags_of(store, two) == (known,)
    store.tag_articles([one, two], NOW, remove=[typed])
    assert tags_of(store, one) == tags_of(store, two) == ()


def test_braces_in_titles_and_tags_are_only_letters(store: Store) -> None:
    number = store.add(draft("{} {0} {x}"))
    assert store.tag_articles([number], NOW, add=["{y}"]).title == "Tagged “{} {0} {x}” #{y}"


def test_renaming_takes_all_below_along_on_articles_and_highlights_and_is_one_step(store: Store) -> None:
    one, two, three = some_articles(store, 3)
    store.tag_articles([one], NOW, add=["Law", "law-books"])
    store.tag_articles([two], NOW, add=["law/sea/deep"])
    highlight = mark(store, three, "law/sea", "other")
    assert store.rename_tag("LAW", "recht", NOW).title == "Renamed #LAW to #recht on 2 articles and 1 highlight"
    assert [tags_of(store, number) for number in (one, two)] == [("law-books", "recht"), ("recht/sea/deep",)]
    assert store.highlight(highlight).tags == ("other", "recht/sea")
    store.undo(NOW)
    assert [tags_of(store, number) for number in (one, two)] == [("Law", "law-books"), ("law/sea/deep",)]
    assert store.highlight(highlight).tags == ("law/sea", "other")
    store.redo(NOW)
    assert store.highlight(highlight).tags == ("other", "recht/sea")


def test_renaming_within_itself_and_to_another_spelling(store: Store) -> None:
    one, two = some_articles(store, 2)
    store.tag_articles([one], NOW, add=["law", "law/old"])
    store.rename_tag("law", "law/old", NOW)
    assert tags_of(store, one) == ("law/old", "law/old/old")
    store.undo(NOW)
    assert tags_of(store, one) == ("law", "law/old")
    store.tag([two], ["LAW"])
    assert store.rename_tag("law", "Law", NOW).title == "Renamed #law to #Law on 2 articles"
    assert (tags_of(store, one), tags_of(store, two)) == (("Law", "Law/old"), ("Law",))
    assert store.rename_tag("law", "Law", NOW).title == "Nothing to do: it is called so already"


def test_a_family_is_renamed_whose_spellings_differ_in_length(store: Store) -> None:
    one, two = some_articles(store, 2)
    store.tag([one], ["straße/alt"])
    store.tag([two], ["STRASSE/neu"])
    store.rename_tag("Straße", "weg", NOW)
    assert (tags_of(store, one), tags_of(store, two)) == (("weg/alt",), ("weg/neu",))


def test_a_name_that_another_tag_has_is_refused_and_merging_is_offered(store: Store) -> None:
    one, two = some_articles(store, 2)
    store.tag_articles([one], NOW, add=["law/sea"])
    store.tag_articles([two], NOW, add=["recht/Sea"])
    with pytest.raises(TakenNameError, match=r"There is a tag #recht/sea already; the two can be merged\."):
        store.rename_tag("law", "recht", NOW)
    assert tags_of(store, one) == ("law/sea",)
    with pytest.raises(NotFoundError, match="There is no tag #tide"):
        store.rename_tag("tide", "ebb", NOW)
    with pytest.raises(RefusedNameError, match="too long"):
        store.rename_tag("law", "x" * 48, NOW)


def test_merging_leaves_each_article_the_tag_once(store: Store) -> None:
    one, two, three = some_articles(store, 3)
    store.tag_articles([one], NOW, add=["sea", "Ocean"])
    store.tag_articles([two], NOW, add=["sea/deep"])
    store.tag_articles([three], NOW, add=["brine"])
    done = store.merge_tags(["sea", "brine"], "ocean", NOW)
    assert done.title == "Merged #sea #brine into #Ocean on 3 articles"
    assert [tags_of(store, number) for number in (one, two, three)] == [("Ocean",), ("ocean/deep",), ("Ocean",)]
    store.undo(NOW)
    assert [tags_of(store, number) for number in (one, two, three)] == [("Ocean", "sea"), ("sea/deep",), ("brine",)]
    with pytest.raises(RefusedNameError):
        store.merge_tags(["Sea"], "sea", NOW)
    with pytest.raises(NotFoundError):
        store.merge_tags(["sea", "nothing"], "brine", NOW)


def test_merging_a_tag_into_one_below_it_leaves_that_alone(store: Store) -> None:
    one, two = some_articles(store, 2)
    store.tag_articles([one], NOW, add=["law", "law/sea"])
    store.tag_articles([two], NOW, add=["law/air"])
    store.merge_tags(["law"], "law/sea", NOW)
    assert (tags_of(store, one), tags_of(store, two)) == (("law/sea",), ("law/sea/air",))


def test_deleting_takes_all_below_and_gives_them_back(store: Store) -> None:
    one, two = some_articles(store, 2)
    store.tag_articles([one, two], NOW, add=["law", "law/sea", "lawn"])
    highlight = mark(store, one, "law")
    assert store.delete_tag("law", NOW).title == "Deleted the tag #law on 2 articles and 1 highlight"
    assert (tags_of(store, one), store.highlight(highlight).tags) == (("lawn",), ())
    store.undo(NOW)
    assert (tags_of(store, one), store.highlight(highlight).tags) == (("law", "law/sea", "lawn"), ("law",))
    with pytest.raises(NotFoundError):
        store.delete_tag("nothing", NOW)


def test_tags_are_a_tree_with_counts_that_leave_the_trash_out(store: Store) -> None:
    one, two, three, trashed = some_articles(store, 4)
    store.tag([one, trashed], ["law", "law/sea"])
    store.tag([two], ["law/sea"])
    store.tag([three], ["LAW/Air/high", "zoo", "law-books"])
    store.tag([trashed], ["gone"])
    mark(store, one, "law", "marked/only")
    mark(store, trashed, "law")
    store.act(Action.DELETE, [trashed], NOW)
    assert store.tags() == [
        TagCount("gone", 0, 0, 0),
        TagCount("law", 1, 3, 1),
        TagCount("LAW/Air", 0, 1, 0),
        TagCount("LAW/Air/high", 1, 1, 0),
        TagCount("law/sea", 2, 2, 0),
        TagCount("law-books", 1, 1, 0),
        TagCount("marked", 0, 0, 0),
        TagCount("marked/only", 0, 0, 1),
        TagCount("zoo", 1, 1, 0),
    ]
    assert [(tag.depth, tag.leaf) for tag in store.tags()][1:4] == [(0, "law"), (1, "Air"), (2, "high")]
    assert store.tags() == sorted(store.tags(), key=lambda tag: tag.name.casefold().split("/"))


def test_a_library_without_tags_has_none(store: Store) -> None:
    assert store.tags() == []
