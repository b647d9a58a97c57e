"""What the pages of the quality gate reach, and what changed since it was pinned: `python tests/benchmarks/quality.py`.

`KIND` or `KIND/NAME` shows these alone, with what each page lacks; `--pin` writes what all reach now as the floors.
"""

import sys
from collections.abc import Mapping, Sequence

from tests.quality import Page, Pinned, Scores, below, load_pinned, of_kinds, pages, pin, read, score

_NOTICED = 0.0002
"""A difference that is more than rounding."""


def changes(scores: Mapping[str, Scores], pinned: Pinned) -> list[str]:
    """A line for each measure of each page that is not what was pinned."""
    found = []
    for title, measures in scores.items():
        if title not in pinned.pages:
            found.append(f"{title}: new")
            continue
        for name, value in measures.items():
            before = pinned.pages[title].get(name, 1.0)
            if abs(value - before) > _NOTICED:
                found.append(f"{title}: {name} {before:.3f} -> {value:.3f}{' (worse)' if value < before else ''}")
    return found + [f"{title}: no longer there" for title in pinned.pages if title not in scores]


def _table(kinds: Mapping[str, Scores], pinned: Mapping[str, Scores]) -> list[str]:
    lines = []
    for kind, measures in kinds.items():
        lines.append(kind)
        for name, value in measures.items():
            floor = pinned.get(kind, {}).get(name)
            lines.append(f"  {name:24} {value:6.3f}   {'no floor' if floor is None else f'floor {floor:.3f}'}")
    return lines


def _chosen(found: Sequence[Page], names: Sequence[str]) -> list[Page]:
    return [page for page in found if not names or page.kind in names or page.title in names]


def main(arguments: Sequence[str]) -> int:
    """Print the report; 1 when a kind is under a floor, 2 when nothing has the name that was given."""
    names = [argument for argument in arguments if not argument.startswith("-")]
    everything = pages()
    chosen = _chosen(everything, names)
    if not chosen:
        print(f"There is no kind and no page named {' or '.join(names)}.", file=sys.stderr)
        return 2
    scores = {page.title: score(page.right, read(page)) for page in chosen}
    pinned = load_pinned()
    if "--pin" in arguments:
        if len(chosen) < len(everything):
            print("Floors are pinned for all pages at once.", file=sys.stderr)
            return 2
        pin(scores)
    print("\n".join(_table(of_kinds(scores), pinned.kinds)))
    if names:
        lacking = {
            title: {name: round(value, 3) for name, value in of.items() if value < 1} for title, of in scores.items()
        }
        print("\nNot whole:\n" + "\n".join(f"{title}: {of}" for title, of in lacking.items() if of))
    known = Pinned(pinned.kinds, {title: of for title, of in pinned.pages.items() if not names or title in scores})
    changed = changes(scores, known)
    print(f"\n{len(chosen)} pages; " + ("changed:\n" + "\n".join(changed) if changed else "nothing changed."))
    under = below(of_kinds(scores), pinned.kinds)
    # A part of a kind is not held to the floors of the whole.
    if under and not any("/" in name for name in names) and "--pin" not in arguments:
        print("\nUnder the floor:\n" + "\n".join(under))
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
