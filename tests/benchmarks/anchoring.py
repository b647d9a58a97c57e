"""How passages are found again in changed texts: `python tests/benchmarks/anchoring.py [SEED] [ARTICLES] [harder]`.

Invented articles of several scripts and lengths, and the samples; passages of one word to several paragraphs, and
bookmarks; every kind of change in `edits.py`, or of those in `harder_edits.py`. Printed are, for this project's
anchoring and two other ways (`baselines.py`), the shares of passages held at the right place, held at a wrong one,
uncertain (with the right or a wrong place proposed) and lost; then, but for the harder ones, what it costs beside
extracting the same article. All is drawn from SEED.
"""

import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial

from library.anchor import Anchor, AnchorState, Found, find_anchors, make_anchor
from library.builder import DocumentBuilder, broken_laws
from library.document import BlockKind, Document, Range
from library.extract import extract
from library.source import Source
from tests.benchmarks import edits, harder_edits
from tests.benchmarks.baselines import by_best_match, by_position

STILL_THERE, PARTLY, GONE = "still there", "partly there", "gone"
WORD_FOR_WORD = "still there, letter for letter"
OUTCOMES = ("right", "wrong", "uncertain, right", "uncertain, wrong", "lost")
LENGTHS = (300, 900, 2500)
"""Words of an article."""
Tally = dict[tuple[str, str], Counter[str]]
"""By kind of change and by what became of the passage."""
Shown = Callable[[str, Anchor, Found, edits.Truth, Document], None]


def document_of(text: str) -> Document:
    """A text as a document of paragraphs; it must be lawful already, or offsets would not be those of the text."""
    builder = DocumentBuilder()
    for line in text.split("\n"):
        builder.add(BlockKind.PARAGRAPH, line)
    return builder.build()


def articles(chance: random.Random, count: int) -> Iterator[tuple[edits.Writer, str, str]]:
    """Writers, kinds and texts."""
    for number in range(count):
        for script in ("latin", "latin", "cyrillic", "han", "hangul", "greek"):
            writer = edits.Writer(chance, script)
            yield writer, "prose", writer.article(LENGTHS[number % len(LENGTHS)])
        writer = edits.Writer(chance, chance.choice(["latin", "han"]))
        yield writer, "twins", _with_twins(writer)
        yield edits.Writer(chance, "latin"), "list", _alike(chance)
    for path in sorted(edits.SAMPLES.iterdir()):
        if path.suffix in (".md", ".html", ".txt"):
            source = Source(path.read_bytes(), datetime(2026, 1, 1, tzinfo=UTC), name=path.name)
            text = re.sub(r"\s*\n\s*", "\n", extract(source).document.text).strip()
            yield edits.Writer(chance, "latin"), "prose", re.sub(r"[^\S\n]+", " ", text)


def _with_twins(writer: edits.Writer) -> str:
    """An article in which some sentences stand twice, as pull quotes and summaries do."""
    pieces = writer.article(900).split("\n")
    space = "" if writer.script == "han" else " "
    places = writer.chance.sample(range(0, len(pieces), 2), len(pieces) // 4 * 2 if len(pieces) < 48 else 24)
    for one, other in zip(places[::2], places[1::2], strict=False):
        twin = writer.sentence()
        for at in (one, other):
            pieces[at] = writer.chance.choice([pieces[at] + space + twin, twin + space + pieces[at]])
    return "\n".join(pieces)


def _alike(chance: random.Random) -> str:
    """A list of results in which every line is like every other."""
    towns = ["Northam", "Saltby", "Upper Weir", "Eastgate", "Quayhead", "Lamprey", "Stonecross", "Ferriby"]
    form = chance.choice([
        "Match {}: {} {}, {} {}",
        "Match {}: {} beat {} by {} goals to {} before a crowd that had waited through the rain since noon.",
        "{}. At {} the polls opened at seven, {} voters had been counted by noon and {} by the time that they closed.",
    ])  # fmt: skip
    lines = []
    for number in range(1, chance.choice([2, 3, 12, 40]) + 1):
        parts = [number, chance.choice(towns), chance.choice([chance.choice(towns), chance.randint(20, 900)])]
        lines.append(form.format(*parts, *(chance.randint(0, 9) for _ in range(2))))
    writer = edits.Writer(chance, "latin")
    return "\n".join([writer.paragraph(), *lines, writer.paragraph()])


def passages(text: str, chance: random.Random, count: int) -> Iterator[Range]:
    """Places from one word to several paragraphs, and bookmarks."""
    lines = [(found.start(), found.end()) for found in re.finditer(r"[^\n]+", text)]
    sentences = [(one.start(), one.end()) for one in re.finditer(r"[^\n.。]+[.。]?", text) if one.group().strip()]
    for number in range(count):
        start, end = chance.choice(lines)
        match number % 8:
            case 0 | 1:  # some words
                words = [(one.start(), one.end()) for one in re.finditer(r"\w{1,12}", text[start:end])]
                first = chance.randrange(len(words)) if words else 0
                last = min(len(words) - 1, first + (0 if number % 8 == 0 else chance.randint(1, 4)))
                place = (start + words[first][0], start + words[last][1]) if words else (start, end)
            case 2 | 3:
                place = chance.choice(sentences)
            case 4:  # from anywhere to anywhere in a paragraph
                first = chance.randrange(start, end)
                place = (first, min(end, first + chance.randint(20, 200)))
            case 5:
                place = (start, end)
            case 6:  # paragraphs
                place = (start, lines[min(len(lines) - 1, lines.index((start, end)) + chance.randint(1, 3))][1])
            case _:
                at = chance.choice([start, chance.randrange(start, end)])
                yield Range(at, at)
                continue
        quote = text[place[0] : place[1]]
        yield Range(place[0] + len(quote) - len(quote.lstrip()), place[1] - len(quote) + len(quote.rstrip()))


def fate(truth: edits.Truth) -> str:
    """Whether a passage is still there: three quarters of it, in order."""
    return STILL_THERE if truth.share >= 3 / 4 else PARTLY if truth.share > 0.25 else GONE


def outcome(found: Found, truth: edits.Truth) -> str:
    """What to call an answer."""
    if found.place is None:
        return "lost"
    right = fate(truth) != GONE and truth.place is not None and _agrees(found.place, truth)
    if found.state is AnchorState.HELD:
        return "right" if right else "wrong"
    return "uncertain, right" if right else "uncertain, wrong"


def _agrees(place: Range, truth: edits.Truth) -> bool:
    right = truth.place
    assert right is not None
    if truth.untouched:
        return abs(place.start - right.start) <= 1 and abs(place.end - right.end) <= 1
    if fate(truth) == PARTLY:
        return place.start <= right.end and right.start <= place.end
    shared = min(place.end, right.end) - max(place.start, right.start)
    union = max(place.end, right.end) - min(place.start, right.start)
    near = abs(place.start - right.start) <= 12 and abs(place.end - right.end) <= 12
    return near or shared >= 0.8 * union


def measure(
    seed: int, count: int, shown: Shown | None = None, changes: Sequence[edits.Change] = edits.CHANGES
) -> dict[str, Tally]:
    """All three ways over all articles and changes."""
    chance = random.Random(seed)
    tallies: dict[str, Tally] = {way: defaultdict(Counter) for way in ("ours", "position only", "best match")}
    for writer, kind, text in articles(chance, count):
        former = document_of(text)
        assert former.text == text, broken_laws(former)
        for change in changes:
            if changes is edits.CHANGES and (
                (change is edits.twin_removed) != (kind == "twins")
                or (change is edits.entry_removed) != (kind == "list")
            ):
                continue
            changed = change(edits.Text.of(text), chance, writer)
            if changes is not edits.CHANGES:
                changed = harder_edits.lawful(changed)
            if changed.text == text:
                continue
            document = Document(changed.text)
            where = {origin: at for at, origin in enumerate(changed.origins) if origin >= 0}
            places = list(passages(text, chance, 32))
            anchors = [make_anchor(former, place) for place in places]
            for number, found in enumerate(find_anchors(anchors, document)):
                fact = edits.truth(changed, where, text, places[number])
                key = (change.__name__, fate(fact))
                if fact.untouched and fate(fact) == STILL_THERE:
                    tallies["ours"]["", WORD_FOR_WORD][outcome(found, fact)] += 1
                tallies["ours"][key][outcome(found, fact)] += 1
                tallies["position only"][key][outcome(by_position(anchors[number], document), fact)] += 1
                if shown is not None:
                    shown(change.__name__, anchors[number], found, fact, document)
                elif len(text) < 30000:
                    tallies["best match"][key][outcome(by_best_match(anchors[number], document), fact)] += 1
    return tallies


def report(way: str, tally: Tally) -> None:
    """One table."""
    print(f"\n{way:44}{'passages':>9}" + "".join(f"{name:>18}" for name in OUTCOMES))
    for wanted in (STILL_THERE, WORD_FOR_WORD, PARTLY, GONE):
        total: Counter[str] = Counter()
        for (change, became), counts in tally.items():
            if became == wanted:
                total += counts
                if change:
                    _row(f"{wanted}: {change.replace('_', ' ')}", counts)
        _row(f"{wanted}: ALL", total)


def _row(name: str, counts: Counter[str]) -> None:
    whole = counts.total()
    if whole:
        print(f"{name:44}{whole:9}" + "".join(f"{100 * counts[one] / whole:16.2f} %" for one in OUTCOMES))


def speed(seed: int) -> None:
    """1,000 anchors in an article of 20,000 words, beside extracting that article from its page."""
    chance = random.Random(seed)
    writer = edits.Writer(chance, "latin")
    text = writer.article(20_000)
    taken_at = datetime(2026, 1, 1, tzinfo=UTC)
    former = document_of(text)
    anchors = [make_anchor(former, place) for place in passages(text, chance, 1000)]
    extract(Source(b"<p>Imports everything once.</p>", taken_at, name="a.html"))
    pages = {"a page of bare paragraphs": _bare_page(text), "a page as they come": _full_page(text, writer)}
    times = {}
    for name, page in pages.items():
        source = Source(page.encode(), taken_at, name="tides.html")
        assert extract(source).document.words > 19_000
        times[name] = _seconds(partial(extract, source))
        print(f"\nextracting {len(text.split()):,} words from {name}: {times[name]:.2f} s")
    variants = {
        "a day's edits": edits.many_at_once(edits.Text.of(text), chance, writer).text,
        "every passage sought by likeness": re.sub(r"(\w{6}) (\w)", r"\1~ \2", text),
    }
    for name, changed in variants.items():
        document = Document(changed)
        states = Counter(one.state.value for one in find_anchors(anchors, document))
        taken = _seconds(partial(find_anchors, anchors, document))
        ratios = ", ".join(f"{taken / time:.1f} times {page}" for page, time in times.items())
        print(f"1,000 anchors, {name}: {taken:.2f} s, {ratios}; {dict(states)}")


def _bare_page(text: str) -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    head = "<title>Tides</title>"
    return f"<html><head>{head}</head><body><article><h1>Tides</h1>{paragraphs}</article></body></html>"


def _full_page(text: str, writer: edits.Writer) -> str:
    """With what stands around an article and within it: menus, links, captions, advertisements, comments."""
    chance = writer.chance
    menu = "".join(f'<li><a href="/s/{n}">{writer.heading()}</a></li>' for n in range(60))
    parts = []
    for number, line in enumerate(text.split("\n")):
        words = line.split(" ")
        at = chance.randrange(len(words))
        words[at] = chance.choice(['<a href="https://example.org/x">{}</a>', "<em>{}</em>", "{}"]).format(words[at])
        parts.append(f'<p class="text" data-n="{number}">{" ".join(words)}</p>')
        if number % 12 == 5:
            parts.append(
                f'<figure><img src="/{number}.jpg" alt=""><figcaption>{writer.heading()}</figcaption></figure>'
            )
        if number % 15 == 7:
            parts.append('<div class="ad-slot"><span>Advertisement</span><script>show(1)</script></div>')
        if number % 25 == 9:
            parts.append(f'<aside class="related"><h3>Read more</h3><p>{writer.heading()}</p></aside>')
    comments = "".join(f'<div class="comment"><b>A reader</b><p>{writer.sentence()}</p></div>' for _ in range(80))
    return (
        f'<html lang="en"><head><title>Tides</title><style>{"p{margin:0}" * 400}</style></head><body><header><nav><ul>'
        f"{menu}</ul></nav></header><main><article><h1>Tides</h1>{''.join(parts)}</article></main>"
        f'<section id="comments">{comments}</section><footer><ul>{menu}</ul></footer></body></html>'
    )


def _seconds(work: Callable[[], object]) -> float:
    """The least of three runs."""
    least = float("inf")
    for _ in range(3):
        begun = time.perf_counter()
        work()
        least = min(least, time.perf_counter() - begun)
    return least


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:] if one.isdecimal()]
    first, many = (*numbers, *(1, 3)[len(numbers) :])
    harder = "harder" in sys.argv
    for name, figures in measure(first, many, changes=harder_edits.HARDER if harder else edits.CHANGES).items():
        report(name, figures)
    if not harder:
        speed(first)
