"""The words above and below the list of the shelf: what gives way to what."""

from reader.shelf_bars import standing
from reader.themes import PALETTES, styles_of

STYLES = styles_of(PALETTES["night"])


def right(width: int, message: str) -> str:
    words = standing(STYLES, {}, width, 5, 510, picked=3, order="title, A to Z", message=message)[1]
    return "".join(text for text, _ in words).strip()


def test_what_stands_on_the_right_gives_way_to_a_message_as_far_as_it_must() -> None:
    place, picked = "5 of 510", "3 selected"
    assert right(80, "") == f"{picked}  title, A to Z    {place}"
    assert right(80, "Archived 3 articles") == f"{picked}  title, A to Z    {place}"
    assert right(80, "x" * 50) == f"{picked}    {place}"
    assert right(80, "x" * 60) == place
    assert right(80, "x" * 70) == ""
    assert right(40, "x" * 200) == ""
