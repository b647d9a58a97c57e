"""Anchors in a text that was edited: an article of four paragraphs, and what became of each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.anchor import Anchor, AnchorState, Found, find_anchor, find_anchors, make_anchor
from library.document import Range
from tests.anchoring import anchor_of, article, prose

FIRST = "The council met on Tuesday to hear what the engineers had found beneath the old customs house."
LEAD = "“We were told the piles would last a century,” said Ida Thorne, who has run the ferry office since 2009."
MORE = "Repairs began in March — and stopped again in April, when 37 of the 120 oak piles were found to be hollow."
LAST = "No date has been set for the hearing. The ferry company declined to comment on the cost of the works."
NEWS = (FIRST, LEAD, MORE, LAST)


def refound(quote: str, *changed: str) -> tuple[Found, str | None]:
    """What is found of a quote from NEWS in a changed text, and the words there."""
    document, other = article(*NEWS), article(*changed)
    found = find_anchor(anchor_of(document, quote), other)
    return found, None if found.place is None else other.slice(found.place)


def test_a_passage_typed_otherwise_is_held_where_its_words_are() -> None:
    straight = LEAD.replace("“", '"').replace("”", '"')
    dashes = MORE.replace(" — ", " -- ")
    for quote, words in ((LEAD, straight), (MORE, dashes), ("“We were", '"We were'), ("March — and", "March -- and")):
        found, there = refound(quote, FIRST.upper(), straight, dashes, LAST)
        assert (found.state, there) == (AnchorState.HELD, words)
    found, there = refound("council met", FIRST.upper(), *NEWS[1:])
    assert (found.state, there) == (AnchorState.HELD, "COUNCIL MET")


def test_paragraphs_split_and_merged_hold_what_crosses_them() -> None:
    found, there = refound(f"{LEAD}\n{MORE}", FIRST, f"{LEAD} {MORE}", LAST)
    assert (found.state, there) == (AnchorState.HELD, f"{LEAD} {MORE}")
    half = MORE.index("and stopped")
    found, there = refound(MORE, FIRST, LEAD, MORE[:half], MORE[half:], LAST)
    assert (found.state, there) == (AnchorState.HELD, f"{MORE[: half - 1]}\n{MORE[half:]}")


def test_a_mended_typo_in_a_long_passage_holds_it() -> None:
    found, there = refound(LAST, FIRST, LEAD, MORE, LAST.replace("hearing", "haering"))
    assert (found.state, there) == (AnchorState.HELD, LAST.replace("hearing", "haering"))
    assert found.score < 1


def test_an_end_that_was_rewritten_is_the_end_of_a_word() -> None:
    changed = MORE.replace("to be hollow", "to be rotten")
    found, there = refound(MORE[:-1], FIRST, LEAD, changed, LAST)
    assert (found.state, there) == (AnchorState.HELD, changed[:-1])


def test_a_heading_is_held_wherever_its_block_is() -> None:
    document = article(FIRST, "What the divers saw", LEAD, MORE, LAST)
    changed = article("What the divers saw", MORE, FIRST, LAST, LEAD)
    for quote in ("What the divers saw", "the divers"):
        found = find_anchor(anchor_of(document, quote), changed)
        assert found.place is not None
        assert (found.state, changed.slice(found.place)) == (AnchorState.HELD, quote)


def test_a_mended_figure_between_its_contexts_holds_a_long_passage_but_not_a_short_one() -> None:
    mended = MORE.replace("37", "41")
    found, there = refound(MORE, FIRST, LEAD, mended, LAST)
    assert (found.state, there) == (AnchorState.HELD, mended)
    found, there = refound("37", FIRST, LEAD, mended, LAST)
    assert (found.state, there) == (AnchorState.UNCERTAIN, "41")


def test_an_advertisement_within_a_passage_is_held_with_it() -> None:
    found, there = refound(f"{LEAD}\n{MORE}", FIRST, LEAD, "Advertisement", "Sail away with Larch Lines.", MORE, LAST)
    assert found.state is AnchorState.HELD
    assert there == f"{LEAD}\nAdvertisement\nSail away with Larch Lines.\n{MORE}"


def test_an_advertisement_beside_a_passage_is_not_taken_into_it() -> None:
    found, there = refound(LEAD, FIRST, "Advertisement", LEAD, "Sail away with Larch Lines.", MORE, LAST)
    assert (found.state, there) == (AnchorState.HELD, LEAD)


def test_a_passage_that_lost_a_sentence_is_held_at_what_is_left_or_shown_as_uncertain() -> None:
    two = f"{LEAD} {MORE}"
    document = article(FIRST, f"{two} Nobody was hurt.", LAST)
    anchor = anchor_of(document, f"{two} Nobody was hurt.")
    held = find_anchor(anchor, article(FIRST, two, LAST))
    assert held.place is not None
    assert held.state is AnchorState.HELD
    halved = find_anchor(anchor, article(FIRST, f"{MORE} Nobody was hurt.", LAST))
    assert halved.state is AnchorState.UNCERTAIN
    assert halved.score < held.score


def test_a_paragraph_that_moved_whole_is_held() -> None:
    found, there = refound(MORE, MORE, FIRST, LAST, LEAD)
    assert (found.state, there) == (AnchorState.HELD, MORE)


def test_a_sentence_whose_twin_stays_is_never_held_there() -> None:
    twice = "The piles were driven in 1911 by men who were paid by the blow."
    document = article(f"{FIRST} {twice}", LEAD, MORE, f"{twice} {LAST}")
    for nth, left in ((0, (FIRST, LEAD, MORE, f"{twice} {LAST}")), (1, (f"{FIRST} {twice}", LEAD, MORE, LAST))):
        assert find_anchor(anchor_of(document, twice, nth=nth), article(*left)).state is not AnchorState.HELD


@pytest.mark.parametrize("gone", [0, 1, 2, 3])
def test_a_line_of_a_list_is_never_held_at_another(gone: int) -> None:
    teams = [
        ("Northam", 3, "Saltby", 1),
        ("Weir", 2, "Quayhead", 2),
        ("Lamprey", 5, "Eastgate", 4),
        ("Ferriby", 1, "Dale", 0),
    ]
    lines = [
        f"Match {number}: {one} beat {other} by {goals} goals to {theirs} before a crowd that had waited since noon."
        for number, (one, goals, other, theirs) in enumerate(teams, 1)
    ]
    document = article(FIRST, *lines, LAST)
    changed = article(FIRST, *(line for number, line in enumerate(lines) if number != gone), LAST)
    for quote in (lines[gone], lines[gone][:20], lines[gone][9:60]):
        assert find_anchor(anchor_of(document, quote), changed).state is not AnchorState.HELD


def test_another_article_and_a_translation_lose_all() -> None:
    other = [prose(seed) for seed in range(4)]
    german = (
        "Der Rat trat am Dienstag zusammen, um zu hören, was die Ingenieure unter dem alten Zollhaus gefunden hatten.",
        "„Man sagte uns, die Pfähle hielten hundert Jahre“, sagte Ida Thorne, die das Fährbüro seit 2009 leitet.",
    )
    for quote in (FIRST, LEAD, f"{LEAD}\n{MORE}", "the old customs house", "piles"):
        for changed in (other, german):
            found, there = refound(quote, *changed)
            assert (found.state, there) == (AnchorState.LOST, None)


def test_chinese_is_found_without_words() -> None:
    one = "青芦江的水常年浑黄，沙洲一大半藏在水面以下，领航员看的是别的东西。"
    two = "水纹在哪里忽然变细；鹭鸟站在哪里，肚子是干的；竹篙插下去，手心里传来的是沙沙，还是噗噗。"
    three = "贺守澜把这些都写进笔记，每座沙洲一页，每月一行，有一座洲半夜才露出水面。"
    document = article(one, two, three)
    mended = two.replace("鹭鸟", "白鹭")
    changed = article("今日更新", one, mended.replace("，", ","), three)
    for quote, words in ((two, mended.replace("，", ",")), ("沙洲一大半藏在", "沙洲一大半藏在")):
        found = find_anchor(anchor_of(document, quote), changed)
        assert found.place is not None
        assert (found.state, changed.slice(found.place)) == (AnchorState.HELD, words)


def test_a_bookmark_is_found_by_a_like_context() -> None:
    document = article(*NEWS)
    start = document.text.index("Repairs")
    changed = article(FIRST, LEAD.replace("2009", "2010"), "Advertisement", MORE.replace("oak piles", "piles"), LAST)
    found = find_anchor(make_anchor(document, Range(start, start)), changed)
    assert found.place == Range(changed.text.index("Repairs"), changed.text.index("Repairs"))
    assert found.state is AnchorState.HELD


@pytest.mark.parametrize("join", [" ", "\n\n", ""])
def test_a_quote_of_another_program_is_found_whatever_joins_its_paragraphs(join: str) -> None:
    document = article(*NEWS)
    foreign = Anchor(-1, -1, f"{LEAD}{join}{MORE}", "", "", "")
    found = find_anchor(foreign, document)
    assert found.place is not None
    assert (found.state, document.slice(found.place)) == (AnchorState.HELD, f"{LEAD}\n{MORE}")
    prefixed = Anchor(-1, -1, "Ida Thorne", "century,” said  ", " , who has", "")
    place = find_anchor(prefixed, document).place
    assert place is not None
    assert document.slice(place) == "Ida Thorne"


def test_a_passage_of_a_million_characters_is_found_again() -> None:
    lines = [prose(seed, 200) for seed in range(500)]
    document = article(*lines)
    anchor = make_anchor(document, Range(100, len(document.text) - 100))
    lines[3] = lines[3].replace("3.7", "3.x7")
    lines.insert(250, "Advertisement")
    changed = article("Updated", *lines)
    found = find_anchor(anchor, changed)
    assert found.state is AnchorState.HELD
    assert found.place == Range(100 + len("Updated\n"), len(changed.text) - 100)


def test_a_hostile_text_costs_no_more_than_the_budget_and_says_so() -> None:
    document = article("a " * 100_000)
    place = Range(1000, 51_000)
    anchor = make_anchor(document, place)
    found = find_anchors([anchor] * 50, article("a " * 100_001 + "b"))
    assert {one.state for one in found} <= {AnchorState.UNCERTAIN, AnchorState.LOST}
    assert all(one.reason for one in found)


def test_a_word_is_not_found_within_a_longer_one_that_replaced_it() -> None:
    document = article("The company said on Tuesday that it would end the service in the autumn.")
    changed = article("The company said on Tuesday that it would suspend the service in the autumn.")
    assert find_anchor(anchor_of(document, "end"), changed).state is not AnchorState.HELD
    joined = article("The company said on Tuesday that it wouldend the service in the autumn.")
    assert find_anchor(anchor_of(document, "end"), joined).state is AnchorState.HELD


def test_a_place_does_not_end_within_a_word_that_was_put_in_before_the_full_stop() -> None:
    document = article(LEAD, "This conversation has been shortened.")
    changed = article(LEAD, "This conversation has been shortened and edited for clarity.")
    found = find_anchor(anchor_of(document, "This conversation has been shortened."), changed)
    assert found.place is not None
    assert changed.slice(found.place) == "This conversation has been shortened"


def test_a_few_words_put_in_are_no_mistakes() -> None:
    document = article("There are queues in Harrow, and nobody has the key. Voting goes on in the other streets.")
    changed = article(
        "There are queues in Harrow, and nobody has the key. It was in the door. Voting goes on in the other streets."
    )
    found = find_anchor(anchor_of(document, "nobody has the key. Voting goes on"), changed)
    assert found.place is not None
    assert changed.slice(found.place) == "nobody has the key. It was in the door. Voting goes on"
    assert found.state is AnchorState.HELD


def test_an_entry_is_not_held_from_the_like_beginning_of_the_one_before() -> None:
    hours = "Opening hours: daily except Monday. Admission:"
    salt = ("2. The House of Salt, Brine", f"{hours} 6 euros. You may taste the exhibits, within reason.")
    buttons = ("3. The Button Room, Quill", f"{hours} 4 euros. Two rooms, one owner, forty thousand buttons.")
    tower = f"{hours} free. Go when the weather is about to turn; the whole tower ticks."
    cards = ("5. The Archive of Postcards, Sundry", f"{hours} 4 euros. Every visitor may send one card.")
    document = article(*salt, *buttons, "4. The Barometer Tower, Gale", tower, *cards)
    now = tower.replace("daily except Monday", "weekends only")
    changed = article(*salt, "3. The Barometer Tower, Gale", now, *cards)
    found = find_anchor(anchor_of(document, tower), changed)
    assert found.state is not AnchorState.HELD


def test_a_line_whose_figure_and_neighbours_differ_is_not_held_at_the_line_before() -> None:
    rooms = "Room 12 is on the first floor. Room 14 is on the first floor. Room 21 is on the second floor."
    document = article(f"{rooms} Room 23 is on the second floor. Room 25 is on the second floor.")
    changed = article(f"{rooms} Room 25 is on the second floor.")
    found = find_anchor(anchor_of(document, "23 is on the second floor. Room 25"), changed)
    assert found.state is not AnchorState.HELD


def test_a_pull_quote_with_a_capital_is_a_look_alike() -> None:
    words = "map is a promise that the ground"
    twin = f"As she puts it: a {words} will hold. Few others at the survey would put it in that way."
    document = article(LEAD, f"“A {words} will hold,” she says. “You can break it once.”", MORE, twin)
    changed = article(LEAD, MORE, twin)
    found = find_anchor(anchor_of(document, f"A {words}"), changed)
    assert found.state is not AnchorState.HELD


def test_a_short_sentence_with_a_letter_more_is_uncertain_where_what_was_before_it_is_gone() -> None:
    document = article(
        "区文化局的一位工作人员说，他们正在考虑申请非物质文化遗产。",
        "他送了一把小钥匙。“没有锁，”他笑着说，“有钥匙，锁总会有的。”",
    )
    changed = article(
        "他的徒弟小林今年二十四岁，是铺子里唯一的年轻人。",
        "他送了一把小钥匙。“没有锁，”他笑着说，“先有钥匙，锁总会有的。”",
        "本文来源：河东晚报",
    )
    found = find_anchor(anchor_of(document, "钥匙。“没有锁，”他笑着说，“有钥匙，锁总会有的。”"), changed)
    assert found.place is not None
    assert changed.slice(found.place) == "钥匙。“没有锁，”他笑着说，“先有钥匙，锁总会有的。”"


def test_the_reason_says_that_the_words_are_the_same_where_only_their_context_is_another() -> None:
    gate = "The gate closed at noon and the ferries stayed in harbour."
    before = article(
        "Monday was quiet.", gate, "The siren sounded twice on Tuesday and once after.", gate, "Then rain."
    )
    after = article("Altogether another beginning, and a visit.", gate, "What came next nobody had foreseen.")
    found = find_anchor(anchor_of(before, gate, nth=1), after)
    assert (found.state, found.reason) == (AnchorState.UNCERTAIN, "the same words in another context")
    assert found.place is not None
    assert after.slice(found.place) == gate


TEASER = "Repairs began in March at the ticket hall too, and here is what our readers made of the new benches."


def test_a_teaser_that_begins_alike_is_not_taken_for_the_passage_or_into_it() -> None:
    found, there = refound(MORE, FIRST, LEAD, TEASER, MORE, LAST)
    assert (found.state, there) == (AnchorState.HELD, MORE)
    document, changed = article(*NEWS), article(FIRST, LEAD, TEASER, MORE, LAST)
    start = document.text.index(MORE)
    bookmark = find_anchor(make_anchor(document, Range(start, start)), changed)
    assert bookmark.place is not None
    assert bookmark.state is not AnchorState.HELD or bookmark.place.start == changed.text.index(MORE)


def test_a_passage_whose_end_went_is_not_stretched_to_a_twin_of_that_end() -> None:
    tail = "when 37 of the 120 oak piles were found to be hollow."
    cut = MORE.replace(tail, "before the frost.")
    twin = f"The minister was told in Parliament that same evening, in a debate on the harbour dues, {tail}"
    document = article(FIRST, LEAD, f"{MORE} Nobody was hurt.", LAST)
    quote = MORE[-80:]
    found = find_anchor(anchor_of(document, quote), article(FIRST, LEAD, f"{cut} {twin}", LAST))
    assert found.state is not AnchorState.HELD


def test_a_passage_changed_in_its_place_is_held_there_and_not_at_its_copy() -> None:
    changed = LEAD.replace("a century", "for ever")
    found, there = refound(LEAD, FIRST, changed, MORE, LAST, LEAD)
    assert (found.state, there) == (AnchorState.HELD, changed)
    found, _ = refound(LEAD, FIRST, changed, LEAD, MORE, LAST)
    assert found.state is AnchorState.UNCERTAIN


def test_a_heading_that_stands_twice_side_by_side_is_uncertain() -> None:
    heading = "What the divers saw"
    document = article(FIRST, heading, LEAD, heading, MORE, LAST)
    changed = article(FIRST, heading, heading, LEAD, MORE, LAST)
    assert find_anchor(anchor_of(document, heading), changed).state is not AnchorState.HELD


def test_a_common_word_beside_which_a_figure_changed_is_held_by_all_the_rest() -> None:
    about = f"{LEAD} {MORE} {LAST}"
    document = article(FIRST, about, prose(1))
    found = find_anchor(anchor_of(document, "were", nth=1), article(FIRST, about.replace("120", "130"), prose(1)))
    assert found.place is not None
    assert found.state is AnchorState.HELD
    assert found.place.start == about.index("were", about.index("were") + 1) + len(FIRST) + 1


def test_a_short_quote_of_other_words_between_the_same_neighbours_is_uncertain() -> None:
    for quote, other in (("Ida Thorne", "Ada Thorne"), ("ferry office", "ferry harbour"), ("since 2009", "since 2019")):
        found, there = refound(quote, FIRST, LEAD.replace(quote, other), MORE, LAST)
        assert found.state is AnchorState.UNCERTAIN
        assert there == other
    found, there = refound("customs house", FIRST.replace("customs", "custems"), LEAD, MORE, LAST)
    assert (found.state, there) == (AnchorState.HELD, "custems house")


def test_a_bookmark_stays_at_the_start_of_a_paragraph_whose_first_word_changed() -> None:
    document = article(*NEWS)
    start = document.text.index(MORE)
    changed = article(FIRST, LEAD, MORE.replace("Repairs", "Works"), LAST)
    found = find_anchor(make_anchor(document, Range(start, start)), changed)
    assert found.place == Range(start, start)


def test_a_bookmark_at_a_paragraph_is_not_sure_amid_a_sentence_of_another_text() -> None:
    document = article(*NEWS)
    start = document.text.index(LAST)
    other = article(prose(1), f"The clerk read it out: {LAST[:40].lower()} and then sat down again.", prose(2))
    assert find_anchor(make_anchor(document, Range(start, start)), other).state is not AnchorState.HELD


@given(st.integers(0, 60), st.integers(8, 60), st.integers(4, 40), st.integers(0, 3))
def test_a_teaser_with_the_first_words_of_a_passage_never_draws_it(
    start: int, length: int, alike: int, seed: int
) -> None:
    document = article(prose(1), prose(2), prose(3))
    first = document.blocks[1].start + min(start, 40)
    anchor = make_anchor(document, Range(first, first + length + 40))
    teaser = f"{anchor.quote[:alike]} and more {prose(7 + seed, 12)}"
    changed = article(prose(1), teaser, prose(2), prose(3))
    found = find_anchor(anchor, changed)
    if found.state is AnchorState.HELD:
        assert found.place is not None
        assert changed.slice(found.place) == anchor.quote
        assert found.place.start > changed.blocks[1].end
