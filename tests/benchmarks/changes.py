"""What acting on 10,000 articles costs, and taking it back: `python tests/benchmarks/changes.py HOME`.

HOME holds a library made by `make_library.py`, of which a copy is used. Each action is compared with taking it back in
the same run; CPU time of this process, the median of some rounds.
"""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from library.changes import Action, Done
from library.statistics import StatisticsStore
from library.store import Store
from library.upkeep import Upkeep
from reader.config import Home

NOW = datetime.now(UTC)
MANY, ROUNDS = 10_000, 7


def milliseconds(act: Callable[[], object]) -> float:
    start = time.process_time()
    act()
    return (time.process_time() - start) * 1000


def actions(store: Store) -> dict[str, Callable[[], Done]]:
    """Actions on many articles, each of which changes all of them."""
    tag = max(store.tags(), key=lambda tag: tag.articles)
    free = [article.id for article in store.articles(store.ids()[: 2 * MANY]) if not article.starred][:MANY]
    return {
        "star": lambda: store.act(Action.STAR, free, NOW),
        "delete": lambda: store.act(Action.DELETE, free, NOW),
        "tag": lambda: store.tag_articles(free, NOW, add=["benchmark/one"]),
        "queue": lambda: store.queue_add(free, NOW),
        f"rename a tag of {tag.total:,}": lambda: store.rename_tag(tag.name, "benchmark", NOW),
    }


def measure(library: Path) -> None:
    with Store(library) as store:
        for name, act in actions(store).items():
            acted, undone = [], []
            for _ in range(ROUNDS):
                acted.append(milliseconds(act))
                undone.append(milliseconds(lambda: store.undo(NOW)))
            did, took_back = statistics.median(acted), statistics.median(undone)
            print(f"{name:<28}{did:8.1f} ms   taken back {took_back:8.1f} ms   {took_back / did:5.2f} x")
        looks: dict[str, Callable[[], object]] = {"tags": store.tags, "sites": store.sites, "queue": store.queue}
        with StatisticsStore(library) as reckoning:
            looks["statistics"] = lambda: reckoning.statistics(NOW)
            for name, look in looks.items():
                print(f"{name:<28}{statistics.median(milliseconds(look) for _ in range(ROUNDS)):8.1f} ms")


def main(home: Path) -> None:
    """Measure on a copy."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "library.sqlite"
        with Upkeep(Home.find(home).library) as store:
            store.back_up(copy)
        measure(copy)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
