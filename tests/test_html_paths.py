"""Expressions of the library are asked of few elements, and give what they give when they are asked of all."""

from pathlib import Path

import lxml.html
import pytest
from lxml.etree import XPath
from trafilatura import xpaths

from library.extract.html_paths import Marks, Quick

PAGES = sorted((Path(__file__).parent / "data" / "pages").rglob("*.html"))
NAMESPACES = {"re": "http://exslt.org/regular-expressions"}
LISTS = ("OVERALL_DISCARD_XPATH", "TEASER_DISCARD_XPATH", "RAW_TREE_PRUNE_XPATH", "REMOVE_COMMENTS_AND_LISTS_XPATH")
ITS_OWN = [expression for name in (*LISTS, "BODY_XPATH") for expression in getattr(xpaths, name)]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_they_find_the_same_on_every_page(path: Path) -> None:
    root = lxml.html.document_fromstring(path.read_bytes())
    before = lxml.html.tostring(root)
    marks = Marks()
    quick = marks.quickened(ITS_OWN)
    with marks.on(root):
        found = [expression(root) for expression in quick]
    assert found == [expression(root) for expression in ITS_OWN]
    assert lxml.html.tostring(root) == before


def test_most_of_the_library_are_asked_of_few() -> None:
    assert sum(isinstance(one, Quick) for one in Marks().quickened(ITS_OWN)) >= len(ITS_OWN) - 2


BODY = """<main><p class="Gate-Keeper">A</p><p id="old"><b data-lamp="">B</b></p>
<div role="Navigation"><i class="x">C</i></div><div><h1>D</h1></div>
<div class="keeper"><div class="gate">E</div><div class="gate">F</div></div></main>"""


@pytest.mark.parametrize(
    ("path", "is_quick"),
    [
        (".//*[self::p][re:test(@class, 'gate', 'i')]", True),
        (".//*[re:test(@class, '^(?:gate|keeper)') or @data-lamp]", True),
        (".//*[contains(translate(@role, 'N', 'n'), 'nav')]", True),
        (".//*[self::div][@class='gate'][1]", True),
        ("(.//*[self::div or self::p][@class='gate' or @id='old'])[1]", True),
        (".//*[self::div][starts-with(@class, 'keep')][not(.//h1)]", True),
        ("(.//*[@class='gate'])[1]|(.//main)[1]", False),
        (".//*[self::div][not(contains(@class, 'gate'))]", False),
        (".//*[self::div][.//h1]", False),
        (".//*[self::div][.//h1 or @class='gate']", False),
        (".//*[not(@class)][.//h1]", False),
        (".//*[re:test(@class, '[a-z]')]", False),
        (".//h1", False),
    ],
)
def test_what_asks_for_more_than_attributes_stays_as_it_is(path: str, *, is_quick: bool) -> None:
    root = lxml.html.document_fromstring(BODY)
    expression = XPath(path, namespaces=NAMESPACES)
    marks = Marks()
    (quick,) = marks.quickened([expression])
    assert isinstance(quick, Quick) is is_quick
    with marks.on(root):
        found = quick(root)
    assert found == expression(root)
    assert found
