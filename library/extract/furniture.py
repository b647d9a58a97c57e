"""Rules that tell page furniture, credits and bylines from an article: data in `rules/*.yaml`, with their reasons.

A rule file is a mapping of sections to lists of rules, each with a `pattern`: a regular expression that must match a
whole line, case ignored; the lines are under the law of the text, so that no two spaces stand in a row. `furniture`
rules also have a `reason` and may have

- `where`: any of head (above the first paragraph), body, tail (below the last), end (the last paragraphs themselves, on
  a page whose markup says where its article is; tail is meant for them as well); all when left out;
- `sentences: true`: may match a whole sentence, or a line that starts with a quotation mark, which are else safe;
- `beside`: below the head, only counts next to its `like` (a line that is furniture for the same reason) or next to
  a `caption`;
- `drops: list`: is the label of a list, and the titles below it go as well;
- `until`: a second pattern, up to which a box goes as a whole when it ends within a few lines;
- `keep`: what the line says of the article: `minutes` or `site`, the name of a group of the pattern.

`ends` are labels behind which something else than the article begins in the copy of a whole page (`sure: true` when
no article says them), `replies` what stands below every comment there, `boxes` what the sentences of boxes say.

`credits` rules name the groups caption, credit and label, as far as a line shows them; `bylines` and `dates` name their
group `value`; `roles` are what authors are; `key_points` are labels of summary lists. The section `parts` is a mapping
of names to pieces of patterns, which the patterns of the same file use as `%name%`.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from library.document import count_words
from library.extract.beginnings import beginning, beginnings
from library.extract.needles import folded, needles

Key = TypeVar("Key")
Value = TypeVar("Value")
_Fullmatch = Callable[[str], re.Match[str] | None]
_Needles = tuple[str, ...]
_SECTIONS = ("furniture", "ends", "replies", "boxes", "credits", "bylines", "dates", "roles", "key_points")
_PLACES = frozenset(("head", "body", "tail", "end"))
_KEPT = ("", "minutes", "site")
_LONGEST = 400
"""Characters of a line that rules look at; a caption may be longer than furniture is."""
_LONGEST_CAPTION = 700
_LONGEST_LABEL, _LONGEST_CONTROL, _LONGEST_BOX = 220, 40, 1000
SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»“)\]】」』）]*(?: »)?$")
_OPENING_QUOTE = re.compile('["“„«»‹「『]')
_CREDIT_SIGN = re.compile(
    r"[:：=＝©Ⓒ/／…]|\.\.\.|photo|pictur|image|caption|illustration|graphic|courtesy|credit", re.IGNORECASE
)
"""What a line that ends like a sentence must hold to be a caption: it tells nearly all body paragraphs at once."""
_BEFORE_LABEL = re.compile(r"^\W*(?:tl;?dr\b\W+(?=\w))?", re.IGNORECASE)
"""Signs that stand before the label of a list."""
_REMEMBERED = 20000
"""Lines of which it is known what they are."""
_PART = re.compile(r"%([a-z_]+)%")
_DEEPEST = 6
"""How often pieces of patterns may stand in one another."""


def is_sentence(line: str) -> bool:
    """Whether a line is a whole sentence of four words or more, or starts with a quotation."""
    if _OPENING_QUOTE.match(line):
        return True
    return SENTENCE_END.search(line) is not None and sum(count_words(line)) >= 4


@dataclass(frozen=True)
class Rule:
    """One pattern with the places it may stand in; the module says what the fields mean."""

    pattern: re.Pattern[str]
    reason: str = ""
    where: frozenset[str] = _PLACES
    keep: str = ""
    drops: str = "line"
    sentences: bool = False
    beside: str = ""
    until: re.Pattern[str] | None = None
    sure: bool = False

    @cached_property
    def _beginnings(self) -> frozenset[str] | None:
        return beginnings(self.pattern.pattern)

    @cached_property
    def needles(self) -> _Needles:
        """Pieces of which a line holds one that the rule matches, for one that is not told by its beginning."""
        return tuple(map(folded, needles(self.pattern.pattern))) if self._beginnings is None else ()

    def may_begin_with(self, first: str) -> bool:
        """Whether the rule may match a line with this `beginning`."""
        return self._beginnings is None or first in self._beginnings


_Found = tuple[Rule, re.Match[str]]


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
    ends: tuple[Rule, ...] = ()
    replies: tuple[Rule, ...] = ()
    boxes: tuple[Rule, ...] = ()
    credits: tuple[Rule, ...] = ()
    bylines: tuple[Rule, ...] = ()
    dates: tuple[Rule, ...] = ()
    roles: tuple[Rule, ...] = ()
    key_points: tuple[Rule, ...] = ()
    problems: tuple[str, ...] = ()
    """Rules that could not be used, each with file and reason."""
    _by_beginning: dict[tuple[str, str, bool, str], tuple[tuple[_Fullmatch, _Needles, Rule], ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _matches: dict[tuple[str, str], tuple[_Found, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _credits: dict[str, Credit | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    def furniture_at(self, line: str, where: str, beside: Collection[str] = ()) -> _Found | None:
        """The rule by which a line is furniture in the `head`, `body`, `tail` or `end`; None when it is not.

        `beside` are the reasons for which the lines next to it are furniture, or `caption`.
        """
        for rule, found in self._furniture_matches(line, where):
            if not rule.beside or where == "head" or _is_beside(rule, beside):
                return rule, found
        return None

    def _furniture_matches(self, line: str, where: str) -> Sequence[_Found]:
        """The rules that match a line, up to the first that asks for nothing beside it."""
        if len(line) > _LONGEST:
            return ()
        known = self._matches.get((where, line))
        if known is None:
            matches = []
            for rule, found in self._tried("furniture", line, where, whole_sentence=is_sentence(line)):
                matches.append((rule, found))
                if not rule.beside:
                    break
            known = _remembered(self._matches, (where, line), tuple(matches))
        return known

    @cached_property
    def _reasons(self) -> frozenset[str]:
        return frozenset(rule.reason for rule in self.furniture)

    def _tried(self, section: str, line: str, where: str = "", *, whole_sentence: bool = False) -> Iterator[_Found]:
        """The rules of a section that match a line.

        Few are tried: what a rule begins with tells most of them from the line; of the others, what a line must hold.
        """
        place = (section, where, whole_sentence, beginning(line))
        rules = self._by_beginning.get(place)
        if rules is None:
            rules = self._by_beginning[place] = tuple(
                (rule.pattern.fullmatch, rule.needles, rule)
                for rule in getattr(self, section)
                if (not where or where in rule.where)
                and (rule.sentences or rule.keep or not whole_sentence)
                and rule.may_begin_with(place[-1])
            )
        text = folded(line)
        for fullmatch, pieces, rule in rules:
            if (not pieces or any(map(text.__contains__, pieces))) and (found := fullmatch(line)):
                yield rule, found

    def like_at(self, line: str, where: str) -> Rule | None:
        """The rule by which a line is furniture next to its like; None when it never is."""
        found = None if is_sentence(line) else self.furniture_at(line, where, self._reasons)
        return found[0] if found is not None and found[0].beside == "like" else None

    def may_be_furniture(self, line: str) -> bool:
        """Whether a line is furniture in the body, alone or beside its like."""
        return self.furniture_at(line, "body", self._reasons) is not None

    def is_known(self, line: str) -> bool:
        """Whether pages say a line for themselves, in any place."""
        return (
            any(self.furniture_at(line, where, self._reasons) is not None for where in ("head", "body", "tail"))
            or self.end_at(line) is not None
            or self.is_reply(line)
        )

    def end_at(self, line: str) -> Rule | None:
        """The rule by which a line is a label behind which the article may have ended; None when it is none."""
        found = self._first("ends", line, _LONGEST_LABEL)
        return None if found is None else found[0]

    def is_reply(self, line: str) -> bool:
        """Whether a line is a control to answer a comment."""
        return self._first("replies", line, _LONGEST_CONTROL) is not None

    def is_box(self, line: str) -> bool:
        """Whether a line is a sentence of a box on cookies, newsletters or subscriptions."""
        return self._first("boxes", line, _LONGEST_BOX) is not None

    def credit_in(self, line: str) -> Credit | None:
        """Caption words, credit and label of a line that ends or begins with a credit; None when it has none."""
        if line not in self._credits:
            return _remembered(self._credits, line, self._credit_in(line))
        return self._credits[line]

    def _credit_in(self, line: str) -> Credit | None:
        if SENTENCE_END.search(line) and not _CREDIT_SIGN.search(line):
            return None
        found = self._first("credits", line, _LONGEST_CAPTION)
        if found is None:
            return None
        groups = {name: (value or "").strip() for name, value in found[1].groupdict().items()}
        words = groups.get("caption", "").rstrip("、，,|＝")
        if words[:1] in ("(", "（") and not (")" in words or "）" in words):
            words = words[1:]
        credit = groups.get("credit", "")
        edges = " |" if credit.count("(") == credit.count(")") > 0 else " )）]|"
        return Credit(words, credit.rstrip(edges), groups.get("label", ""))

    def byline_in(self, line: str) -> str:
        """The names in a byline; empty when the line is none."""
        return self._value("bylines", line)

    def date_in(self, line: str) -> str:
        """The date in a line that holds nothing else; empty when the line is none."""
        return self._value("dates", line)

    def is_role(self, line: str) -> bool:
        """Whether a line says what an author is, such as Harbour correspondent."""
        return self._first("roles", line) is not None

    def is_key_points_label(self, line: str) -> bool:
        """Whether a line is the label of a list of key points."""
        label = _BEFORE_LABEL.sub("", line[: _LONGEST + 1], count=1)
        return self._first("key_points", label) is not None

    def _first(self, section: str, line: str, longest: int = _LONGEST) -> _Found | None:
        return None if len(line) > longest else next(self._tried(section, line), None)

    def _value(self, section: str, line: str) -> str:
        found = self._first(section, line)
        return found[1]["value"].strip() if found else ""


def _remembered(known: dict[Key, Value], key: Key, value: Value) -> Value:
    """The value, kept for the passes to come; what was kept before goes when it becomes much."""
    if len(known) >= _REMEMBERED:
        known.clear()
    known[key] = value
    return value


def _is_beside(rule: Rule, beside: Collection[str]) -> bool:
    return ("caption" if rule.beside == "caption" else rule.reason) in beside


@lru_cache(maxsize=4)
def load_rules(own: Path | None = None) -> Rules:
    """The built-in rules, preceded by those of the folder `own`; what is wrong in a file becomes a problem."""
    sections: dict[str, list[Rule]] = {name: [] for name in _SECTIONS}
    problems: list[str] = []
    for name, text in _rule_files(own, problems):
        for section, rule in _rules_of(name, text, problems):
            sections[section].append(rule)
    named = {name: tuple(rules) for name, rules in sections.items()}
    return Rules(problems=tuple(problems), **named)


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
    parts = content.pop("parts", {})
    for section, entries in content.items():
        if section not in _SECTIONS or not isinstance(entries, list):
            problems.append(f"{name}: there is no section {section!r}; known are {', '.join(_SECTIONS)}")
            continue
        for number, entry in enumerate(entries, start=1):
            try:
                yield section, _rule(section, entry, parts)
            except (ValueError, TypeError, KeyError, re.error, OverflowError, RecursionError) as error:
                problems.append(f"{name}: {section} rule {number}: {error}")


def _rule(section: str, entry: Any, parts: Any) -> Rule:  # noqa: ANN401  what a YAML file holds is not known yet
    if not isinstance(entry, dict) or not isinstance(entry.get("pattern"), str):
        raise TypeError("a rule has a `pattern`")
    pattern = _compiled(entry["pattern"], parts)
    needed = {"credits": "credit", "bylines": "value", "dates": "value"}.get(section) or entry.get("keep")
    if needed and needed not in pattern.groupindex:
        raise ValueError(f"its pattern has no group named {needed}")
    where = entry.get("where", sorted(_PLACES))
    places = frozenset([where] if isinstance(where, str) else where)
    if not places <= _PLACES:
        raise ValueError(f"`where` is one or more of {', '.join(sorted(_PLACES))}")
    if "tail" in places:
        places |= {"end"}
    if section == "furniture" and not entry.get("reason"):
        raise ValueError("a furniture rule gives its `reason`")
    keep, drops = str(entry.get("keep", "")), str(entry.get("drops", "line"))
    beside = str(entry.get("beside", ""))
    if keep not in _KEPT or drops not in ("line", "list") or beside not in ("", "like", "caption"):
        raise ValueError("`keep` is minutes or site, `drops` is line or list, `beside` is like or caption")
    return Rule(
        pattern,
        reason=str(entry.get("reason", "")),
        where=places,
        keep=keep,
        drops=drops,
        sentences=entry.get("sentences") is True,
        beside=beside,
        until=_compiled(str(entry["until"]), parts) if "until" in entry else None,
        sure=entry.get("sure") is True,
    )


def _compiled(pattern: str, parts: dict[str, str]) -> re.Pattern[str]:
    for _ in range(_DEEPEST):
        pattern, found = _PART.subn(lambda name: f"(?:{parts[name.group(1)]})", pattern)
        if not found:
            break
    return re.compile(pattern, re.IGNORECASE)
