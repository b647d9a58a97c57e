"""Sentences and words of several scripts, and that nothing of a block is lost between them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from library.document import Range
from library.sentences import sentences, stretch_at, words

TEXTS = st.text(
    st.sampled_from("aB1 .!?…,:;'\"”“»«()[]—–-\n。！？、」「』行く東カーンؤ؟۔कि।\u0301👩\u200d👧\u00a0\u3000"),
    max_size=60,
)


def texts(ranges: list[Range], text: str) -> list[str]:
    return [text[one.start : one.end] for one in ranges]


@pytest.mark.parametrize(
    "marked",
    [
        "Dr. Ito met Mrs. Abel.|“Why?” he asked.|“No.”|She left (for good.)|Then rain…|More? yes!!|Done",
        "It costs 3.14 at 5 p.m. in most shops, e.g. in Rome.|The end.",
        "J. R. R. Ito and the U.S. Army went to Acme Inc. Tower.|They left the U.S.|The rest stayed.",
        "He said no.|Then he read No. 5, p. 12 and Fig. 3.|It was I.|That was in 2020.|Now it is not.",
        "1. The first thing.|2. The second thing.",
        "Am 3. Mai kam sie, d.h. Frau Dr. Abel.|Es regnete.|Das war z.B. Wien.",
        "Wait. . . . what?|Yes … and no.|¿Qué?|¡No!|«Oui.»|Et puis.",
        "On Jan. 5 it was cold.|[He wrote.]|– So it went.",
        "他说：“你好。”|然后走了！|真的？|是的……好吧。",
        "「行く。」と言った。|それから帰った？|（はい。）|いいえ。",
        "真的?|是的!|好。",
        "ما هذا؟|إنه كتاب.|نعم",
        "یہ گھر ہے۔|وہ جاتا ہے۔",
        "यह एक घर है।|वह जाता है।",
        "def f():|    return 1|g()".replace("    ", ""),
    ],
)
def test_sentences_end_where_a_reader_would_stop(marked: str) -> None:
    wide = any(character > "\u3000" for character in marked)
    joint = "\n" if "def" in marked else "" if wide else " "
    text = marked.replace("|", joint)
    assert texts(sentences(text, 0, len(text)), text) == marked.split("|")


def test_only_the_block_that_is_asked_for_is_taken_apart() -> None:
    text = "Before. One. Two. After."
    assert texts(sentences(text, 8, 17), text) == ["One.", "Two."]
    assert texts(words(text, 8, 17), text) == ["One.", "Two."]
    assert sentences(text, 5, 5) == words(text, 5, 5) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "the reader's well-known word—another, 1990–1995 – so",
            "the|reader's|well-known|word—|another,|1990–1995 –|so",
        ),
        ("«\u00a0mot\u00a0» “x” = (y) — z ! 🎉", "«\u00a0mot\u00a0»|“x”|=|(y) —|z !|🎉"),
        ("— hello", "— hello"),
        (
            "東京スカイツリーへ行きました。「はい」と、iPhone 15",
            "東京|スカイツリー|へ|行|きまし|た。|「はい」|と、|iPhone|15",
        ),
        ("你好，世界。", "你好，|世界。"),
        ("यह एक घर है।", "यह|एक|घर|है।"),
        ("... (", "... ("),
    ],
)
def test_words_keep_their_punctuation(text: str, expected: str) -> None:
    assert texts(words(text, 0, len(text)), text) == expected.split("|")


@given(TEXTS)
@example("...")
@example(" . ")
def test_sentences_and_words_cover_all_but_spaces_in_order(text: str) -> None:
    for parts in (sentences(text, 0, len(text)), words(text, 0, len(text))):
        at = 0
        for part in parts:
            assert text[at : part.start].strip() == ""
            assert part.start < part.end
            assert text[part.start : part.end] == text[part.start : part.end].strip()
            at = part.end
        assert text[at:].strip() == ""


@given(st.integers(0, 40_000), st.sampled_from(["A few words. ", "word ", "行く。", "x", "e\u0301", "\n"]))
def test_stretches_cover_a_giant_block_without_overlap(offset: int, unit: str) -> None:
    start, end = 7, 7 + 40_000
    text = "before\n" + (unit * 40_000)[: end - start] + "\nafter"
    part = stretch_at(text, start, end, start + offset)
    assert part.start <= min(start + offset, end - 1) < part.end
    assert part.end - part.start <= 10_000
    if part.end < end:
        assert stretch_at(text, start, end, part.end).start == part.end
    if part.start > start:
        assert stretch_at(text, start, end, part.start - 1).end == part.start


def test_a_short_block_is_one_stretch() -> None:
    assert stretch_at("x" * 5000, 10, 4000, 2000) == Range(10, 4000)
    assert stretch_at("", 0, 0, 0) == Range(0, 0)
