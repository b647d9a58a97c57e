"""Rules that tell page furniture, credits and bylines from an article: data in `rules/*.yaml`, with their reasons.

A rule file is a mapping of sections to lists. `furniture` rules have `pattern` (a regular expression that must match
a whole line, case ignored), `where` (any of head, body, tail; all when left out: head is before the first paragraph
of the article, tail after the last) and `reason`; `keep: minutes` stores the first group as the stated reading time;
`drops: rest` drops what follows as well where no paragraph follows. `credits` rules have `pattern` with the named
groups caption, credit and label, as far as a line shows them. `bylines` and `dates` name their group `value`. `key_points` are labels of summary lists.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

_SECTIONS = ("furniture", "credits", "bylines", "dates", "key_points")
_PLACES = frozenset(("head", "body", "tail"))
_MAX_LINE = 400


@dataclass(frozen=True)
class Rule:
    """One pattern with the places it may stand in."""

    pattern: re.Pattern[str]
    reason: str = ""
    where: frozenset[str] = _PLACES
    keep: str = ""
    drops: str = "line"


@dataclass(frozen=True)
class Credit:
    """A caption line taken apart; parts that the line does not show are empty."""

    words: str
    credit: str
    label: str = ""


@dataclass(frozen=True)
class Rules:
    """All rules of one run, the person's own before the built-in ones."""

    furniture: tuple[Rule, ...] = ()
    credits: tuple[Rule, ...] = ()
    bylines: tuple[Rule, ...] = ()
    dates: tuple[Rule, ...] = ()
    key_points: tuple[Rule, ...] = ()
    problems: tuple[str, ...] = ()
    """Rules that could not be used, each with file and reason."""

    def furniture_at(self, line: str, where: str) -> tuple[Rule, re.Match[str]] | None:
        """The rule by which a line is furniture in the `head`, `body` or `tail`; None when it is not."""
        return _first(self.furniture, line, where)

    def credit_in(self, line: str) -> Credit | None:
        """Caption words, credit and label of a line that ends or begins with a credit; None when it has none."""
        found = _first(self.credits, line)
        if found is None:
            return None
        groups = {name: (value or "").strip() for name, value in found[1].groupdict().items()}
        return Credit(groups.get("caption", ""), groups.get("credit", "").rstrip(" )）]"), groups.get("label", ""))

    def byline_in(self, line: str) -> str:
        """The names in a byline; empty when the line is none."""
        found = _first(self.bylines, line)
        return found[1]["value"].strip() if found else ""

    def date_in(self, line: str) -> str:
        """The date in a line that holds nothing else; empty when the line is none."""
        found = _first(self.dates, line)
        return found[1]["value"].strip() if found else ""

    def is_key_points_label(self, line: str) -> bool:
        """Whether a line is the label of a list of key points."""
        return _first(self.key_points, line) is not None


def _first(rules: tuple[Rule, ...], line: str, where: str = "") -> tuple[Rule, re.Match[str]] | None:
    if len(line) > _MAX_LINE * 4:
        return None
    for rule in rules:
        if not where or where in rule.where:
            found = rule.pattern.fullmatch(line)
            if found:
                return rule, found
    return None


@lru_cache(maxsize=4)
def load_rules(own: Path | None = None) -> Rules:
    """The built-in rules, preceded by those of the folder `own`; what is wrong in a file becomes a problem."""
    sections: dict[str, list[Rule]] = {name: [] for name in _SECTIONS}
    problems: list[str] = []
    for name, text in _rule_files(own, problems):
        for section, rule in _rules_of(name, text, problems):
            sections[section].append(rule)
    return Rules(**{name: tuple(rules) for name, rules in sections.items()}, problems=tuple(problems))


def _rule_files(own: Path | None, problems: list[str]) -> Iterator[tuple[str, str]]:
    if own is not None and own.is_dir():
        for path in sorted(own.glob("*.y*ml")):
            try:
                yield path.name, path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                problems.append(f"{path.name}: {error}")
    for resource in sorted(files("library.extract").joinpath("rules").iterdir(), key=lambda found: found.name):
        if resource.name.endswith(".yaml"):
            yield resource.name, resource.read_text(encoding="utf-8")


def _rules_of(name: str, text: str, problems: list[str]) -> Iterator[tuple[str, Rule]]:
    import yaml  # 12 ms; reading an article that is stored needs no rules

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        content: Any = yaml.load(text, Loader=loader) or {}  # noqa: S506  both loaders are the safe ones
    except yaml.YAMLError as error:
        problems.append(f"{name}: not valid YAML: {str(error).splitlines()[0]}")
        return
    if not isinstance(content, dict):
        problems.append(f"{name}: a rule file is a mapping of sections to lists")
        return
    for section, entries in content.items():
        if section not in _SECTIONS or not isinstance(entries, list):
            problems.append(f"{name}: there is no section {section!r}; known are {', '.join(_SECTIONS)}")
            continue
        for number, entry in enumerate(entries, start=1):
            try:
                yield section, _rule(section, entry)
            except (ValueError, TypeError, KeyError, re.error) as error:
                problems.append(f"{name}: {section} rule {number}: {error}")


def _rule(section: str, entry: Any) -> Rule:  # noqa: ANN401  what a YAML file holds is not known before this
    if not isinstance(entry, dict) or not isinstance(entry.get("pattern"), str):
        message = "a rule has a `pattern`"
        raise ValueError(message)
    pattern = re.compile(entry["pattern"], re.IGNORECASE)
    needed = {"credits": "credit", "bylines": "value", "dates": "value"}.get(section)
    if needed and needed not in pattern.groupindex:
        message = f"its pattern has no group named {needed}"
        raise ValueError(message)
    where = entry.get("where", sorted(_PLACES))
    places = frozenset([where] if isinstance(where, str) else where)
    if not places <= _PLACES:
        message = f"`where` is one or more of {', '.join(sorted(_PLACES))}"
        raise ValueError(message)
    if section == "furniture" and not entry.get("reason"):
        message = "a furniture rule gives its `reason`"
        raise ValueError(message)
    return Rule(pattern, str(entry.get("reason", "")), places, str(entry.get("keep", "")), str(entry.get("drops", "line")))
