"""Finding articles, beside its goals: `python tests/benchmarks/search.py HOME [ARTICLES] [ROUNDS]`.

HOME is a folder for the library, made by `make_library.py` when it is not there; 100,000 articles unless another number
is given. Every figure is a median of interleaved rounds; milliseconds differ from hour to hour, so each stands beside
what the same question costs without the index (LIKE over all texts, and ripgrep over them as files where it is
installed), and beside the start of a bare interpreter.
"""

import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from library.article import Shelf
from library.article_query import parse_articles
from library.article_shelves import ArticleOrder, ArticleQuery
from library.completing import completions
from library.store import Store
from tests.benchmarks.make_library import NOW, PHRASE, RARE, Writer, library

PAGE, SHOWN = 50, 20
"""Articles of a first page, and of them those whose snippets are made."""
FILES = 10_000
"""Articles at most that are written out for ripgrep; its time is scaled up to all."""


def median(act: Callable[[], object], rounds: int) -> float:
    """Milliseconds."""
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        act()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def found(store: Store, query: ArticleQuery) -> Callable[[], object]:
    """A first page with its snippets."""

    def act() -> object:
        ids = store.article_list(query, most=PAGE).ids
        return store.snippets(ids[:SHOWN], query.terms)

    return act


def queries(store: Store) -> dict[str, str]:
    """One of each kind that the goals name, and the usual others."""
    tags = store.tags_like("", 1000)
    return {
        "rare word": RARE, "phrase": f'"{PHRASE}"', "common word": "the", "three words": PHRASE,
        "beginning, 3 letters": "the*", "beginning, 2 letters": "qu*", "beginning, 1 letter": "t*",
        "two ideographs": "潮門", "field and word": "is:starred the", "word in a period": "saved:2022 the",
        "title": "title:of", "in notes alone": "doubtful", "without a word": "-the", "one or another": f"the or {RARE}",
        "common tag": f'tag:"{tags[0][0]}"', "rare tag and word": f'tag:"{tags[-1][0]}" the', "unread": "is:unread",
        "pictures": "has:images", "address": "url:/99", "minutes left": "left:1..2",
    }  # fmt: skip


def told(name: str, milliseconds: float, goal: float | None, more: str = "") -> None:
    """One line."""
    judged = "" if goal is None else f"goal {goal:g}" if milliseconds <= goal else f"goal {goal:g} MISSED"
    print(f"{name:<28}{milliseconds:>10.2f} ms  {judged:<18}{more}")


def ripgrep(store: Store, count: int, rounds: int) -> float | None:
    """Milliseconds that ripgrep takes over all articles as files; None where there is none."""
    program = shutil.which("rg")
    if program is None:
        return None
    with TemporaryDirectory() as folder:
        written = store._rows("SELECT article, text FROM body LIMIT ?", min(count, FILES))
        for number, text in written:
            Path(folder, f"{number}.txt").write_text(text, encoding="utf-8")
        command = [program, "-l", RARE, folder]

        def act() -> None:
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL)

        act()
        return median(act, rounds) * count / len(written)


def measure(store: Store, home: Path, count: int, rounds: int) -> None:
    """All but writing."""
    like = median(lambda: store._rows("SELECT article FROM body WHERE text LIKE ?", f"%{RARE}%"), max(3, rounds // 3))
    grep = ripgrep(store, count, max(3, rounds // 3))
    told("LIKE over all texts", like, None)
    if grep is not None:
        told("ripgrep over them as files", grep, None)
    print("\nThe first page, newest first, with snippets")
    for name, words in queries(store).items():
        query = parse_articles(words, NOW)
        first = median(found(store, query), rounds)
        whole = median(lambda query=query: store.article_list(query), max(3, rounds // 3))  # type: ignore[misc]
        contrast = f"1/{like / first:.0f} of LIKE" + (f", 1/{grep / first:.0f} of ripgrep" if grep else "")
        told(f"{name}", first, 30, f"{contrast}; the whole list {whole:.0f} ms")
    print("\nBest first, the first page")
    for words in (RARE, "the", "of the", "doubtful"):
        query = parse_articles(words, NOW)
        best = partial(store.article_list, query, order=ArticleOrder.RELEVANCE)
        whole, page = median(best, rounds), median(partial(best, most=PAGE), rounds)
        told(words, page, 200, f"the whole list {whole:.0f} ms")
    print("\nLists without a query")
    for shelf in Shelf:
        first = median(lambda shelf=shelf: store.article_list(shelf=shelf, most=PAGE), rounds)  # type: ignore[misc]
        told(f"{shelf}", first, 1, f"the whole {median(lambda shelf=shelf: store.article_list(shelf=shelf), 3):.0f} ms")  # type: ignore[misc]
    told("the counts of all shelves", median(store.counts, rounds), None)
    for text in ("tag:", "tag:l", "site:t"):
        told(f"completing {text}", median(lambda text=text: completions(store, text, len(text)), rounds), None)  # type: ignore[misc]
    print("\nThe command line")
    bare = median(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True), rounds)
    script = "from reader.cli import run_and_leave; run_and_leave()"
    command = [sys.executable, "-c", script, "--home", str(home), "list", "is:unread", "--json", "--limit", "20"]
    listed = median(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL), rounds)
    query = parse_articles("is:unread", NOW)
    asked = median(lambda: store.articles(store.article_list(query, most=20).ids), rounds)
    told("python -c pass", bare, None)
    told("list is:unread --limit 20", listed, bare * 3 + asked, f"{listed / bare:.2f} × bare, the query {asked:.2f} ms")


def measure_writing(rounds: int) -> None:
    """Saving one, saving many, and the size of the index."""
    print("\nWriting")
    count = 3000
    drafts = list(Writer(count, seed=5).drafts())
    with TemporaryDirectory() as folder, Store(Path(folder) / "library.sqlite") as store:
        begun = time.perf_counter()
        store.add_many(drafts)
        rate = count / (time.perf_counter() - begun)
        print(f"{'saving many':<28}{rate:>10.0f} a second  goal 1500{'' if rate >= 1500 else ' MISSED'}")
        late = iter(drafts)
        chance = random.Random(1)
        added = [next(late)._replace(saved=NOW + timedelta(seconds=chance.randint(0, 9))) for _ in range(rounds)]
        given = iter(added)
        told("saving one", median(lambda: store.add(next(given)), rounds), 5)


def index_ratio(store: Store) -> float:
    """The bytes of the index of articles for each of their texts."""
    size = store._rows("SELECT sum(length(block)) FROM article_search_data")[0][0]
    text = store._rows("SELECT sum(length(CAST(text AS BLOB))) FROM body")[0][0]
    return float(size / text)


def main() -> int:
    """Measure and print."""
    home = Path(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 15
    with Store(library(home, count, told=True).library) as store:
        measure(store, home, count, rounds)
        measure_writing(rounds)
        ratio = index_ratio(store)
        print(f"{'the index, of the text':<28}{ratio:>10.2f} ×   goal 0.65{'' if ratio <= 0.65 else ' MISSED'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
