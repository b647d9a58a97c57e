"""The grammar of queries: words, "phrases", prefix*, -not, or, parentheses, field:value; which fields, others say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from library.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from typing import NoReturn

T = TypeVar("T")

# query  := every ("or" every)*
# every  := ("-"* one)+
# one    := "(" query ")" | [field ":" [">" | ">=" | "<" | "<="]] value | field ":=" (word | "name")
# value  := word | word* | "phrase" | "phrase"*
# In a name, a quotation mark is written twice.

_DEEPEST, _MOST = 40, 200
"""Parentheses within each other, and parts of one query: far more than anybody types, less than SQLite bears."""
_FIELD = re.compile(r"([A-Za-z]+):(?:([<>]=?))?")
_NAME = re.compile(r'"((?:[^"]|"")*)("?)')
_BARE = re.compile(r'[^\s"()]*')


class Clause(NamedTuple):
    """A word or a phrase, and what it is asked of."""

    field: str
    """Small letters; empty for a word that stands by itself."""
    operator: str
    """`>`, `>=`, `<`, `<=`, `=` before a whole name, or nothing."""
    text: str
    """What is looked for, under the law of the text."""
    quoted: bool
    prefix: bool
    """Whether the last word may go on."""
    at: int
    """Where it begins in what was typed, in code points from 0."""
    value_at: int
    """Where its value begins."""
    end: int


class Leaf(NamedTuple, Generic[T]):
    """A clause that stands for a condition."""

    value: T


class Not(NamedTuple, Generic[T]):
    """What must not be."""

    part: Node[T]


class Every(NamedTuple, Generic[T]):
    """Parts that must all be; at least two."""

    parts: tuple[Node[T], ...]


class Either(NamedTuple, Generic[T]):
    """Parts of which one must be; at least two."""

    parts: tuple[Node[T], ...]


Node = Leaf[T] | Not[T] | Every[T] | Either[T]


class WrongValueError(ValueError):
    """What a field can't take; the text says why, and the grammar adds where it stands."""


class Tree(NamedTuple, Generic[T]):
    """What was typed: the conditions, and the clauses that say how to show what is found."""

    node: Node[T] | None
    """None finds everything."""
    settings: tuple[Clause, ...]


def parse_tree(
    text: str,
    fields: Collection[str],
    read: Callable[[Clause], T],
    *,
    settings: Collection[str] = (),
    named: Collection[str] = (),
    typing: bool = False,
) -> Tree[T]:
    """What `text` asks for. `read` makes a condition of a clause whose field is empty or one of `fields`.

    Those in `named` take `=` before a whole name. Clauses of the fields in `settings` are conditions of nothing; they
    stand outside of parentheses. While `typing`, what is unfinished at the end is left out, and the last word may go
    on.
    Raises QueryError, which says where; `read` raises WrongValueError for what its field can't take.
    """
    return _Parser(text, fields, read, settings, named, typing=typing).tree()


def wrong(at: int, problem: str) -> NoReturn:
    """Refuse a query: `at` is where, in code points from 0."""
    raise QueryError(f"Character {at + 1}: {problem}")


def _clean(text: str) -> str:
    if text.isascii() and text.isprintable():  # as ever, and then the law is as simple as that
        return " ".join(text.split())
    from library.builder import clean_text  # 8 ms

    return clean_text(text)


class _Token(NamedTuple):
    kind: str
    """`(`, `)`, `-`, `or`, or nothing for a clause."""
    at: int
    clause: Clause | None = None


class _Parser(Generic[T]):
    """One reading of one text."""

    def __init__(
        self,
        text: str,
        fields: Collection[str],
        read: Callable[[Clause], T],
        settings: Collection[str],
        named: Collection[str],
        *,
        typing: bool,
    ) -> None:
        self._text = text
        self._fields = fields
        self._read = read
        self._apart = settings
        self._named = named
        self._typing = typing
        self._settings: list[Clause] = []
        self._tokens: list[_Token] = []
        self._next = 0
        self._depth = 0

    def tree(self) -> Tree[T]:
        """The whole query."""
        self._tokenise()
        node = self._either()
        if self._next < len(self._tokens):  # only a closing parenthesis stops before the end
            wrong(self._tokens[self._next].at, "this parenthesis closes nothing")
        return Tree(node, tuple(self._settings))

    # Characters to tokens

    def _tokenise(self) -> None:
        text, at = self._text, 0
        while at < len(text):
            character = text[at]
            if character.isspace():
                at += 1
            elif character in "()":
                self._tokens.append(_Token(character, at))
                at += 1
            elif character == "-":
                if at + 1 < len(text) and not text[at + 1].isspace():  # else it is a dash between words
                    self._tokens.append(_Token("-", at))
                at += 1
            else:
                clause = self._clause(at)
                is_or = clause.text.lower() == "or" and not (clause.field or clause.quoted or clause.prefix)
                self._tokens.append(_Token("or" if is_or else "", at, clause))
                at = clause.end
            if len(self._tokens) > _MOST:
                wrong(self._tokens[-1].at, f"a query can have {_MOST} parts at most")

    def _clause(self, start: int) -> Clause:
        text = self._text
        named = _FIELD.match(text, start)
        field, operator = (named[1].lower(), named[2] or "") if named else ("", "")
        at = value_at = named.end() if named else start
        if field in self._named and not operator and text.startswith("=", at):
            return self._name(field, start, at + 1)
        if text.startswith('"', at):
            close = text.find('"', at + 1)
            if close < 0 and not self._typing:
                wrong(at, "this quotation mark is never closed")
            value = text[at + 1 : close if close >= 0 else len(text)]
            at = close + 1 if close >= 0 else len(text)
            star = text.startswith("*", at)
            at += star
            return Clause(field, operator, _clean(value), True, star or close < 0, start, value_at, at)  # noqa: FBT003  a record
        bare = _BARE.match(text, at)
        end = bare.end() if bare else at
        value = text[at:end]
        prefix = value.endswith("*")
        return Clause(field, operator, _clean(value.rstrip("*")), False, prefix, start, value_at, end)  # noqa: FBT003  a record

    def _name(self, field: str, start: int, at: int) -> Clause:
        """A clause whose value is a whole name."""
        quoted = _NAME.match(self._text, at)
        if quoted is not None:
            if not quoted[2] and not self._typing:
                wrong(at, "this quotation mark is never closed")
            value = _clean(quoted[1].replace('""', '"'))
            return Clause(field, "=", value, True, not quoted[2], start, at, quoted.end())  # noqa: FBT003  a record
        bare = _BARE.match(self._text, at)
        end = bare.end() if bare else at
        return Clause(field, "=", _clean(self._text[at:end]), False, False, start, at, end)  # noqa: FBT003  a record

    # Tokens to a tree

    def _peek(self) -> str | None:
        return self._tokens[self._next].kind if self._next < len(self._tokens) else None

    def _either(self) -> Node[T] | None:
        parts: list[Node[T]] = []
        while True:
            before = self._next
            part = self._every()
            if part is not None:
                parts.append(part)
            elif self._peek() == "or" or self._follows_or(before):
                self._one_sided(before)
            if self._peek() != "or":
                break
            self._next += 1
        return parts[0] if len(parts) == 1 else Either(tuple(parts)) if parts else None

    def _follows_or(self, token: int) -> bool:
        return token > 0 and self._tokens[token - 1].kind == "or"

    def _one_sided(self, token: int) -> None:
        """Refuse an `or` that has nothing on one side; at the end of what is being typed something may come."""
        first = self._follows_or(token)
        at = self._tokens[token - 1 if first else self._next].at
        if not (self._typing and first and self._next == len(self._tokens)):
            side = "after" if first else "before"
            wrong(at, f'there is nothing to look for {side} this "or"; the word itself is found by "or" in quotes')

    def _every(self) -> Node[T] | None:
        parts: list[Node[T]] = []
        while (kind := self._peek()) not in (None, ")"):
            if kind == "or" and not self._is_word():
                break
            part = self._one()
            if part is not None:
                parts.append(part)
        return parts[0] if len(parts) == 1 else Every(tuple(parts)) if parts else None

    def _is_word(self) -> bool:
        """Whether an `or` is the beginning of a first word that is being typed."""
        clause = self._tokens[self._next].clause
        return self._typing and self._next == 0 and clause is not None and clause.end == len(self._text)

    def _one(self) -> Node[T] | None:
        first = self._next
        while self._peek() == "-":
            self._next += 1
        turns = self._next - first
        if self._next == len(self._tokens):
            return None  # only while something is still to come: a dash stands before something
        token = self._tokens[self._next]
        if token.kind == ")":
            wrong(self._tokens[first].at, "there is nothing to leave out after this dash")
        self._next += 1
        node = self._group(token) if token.kind == "(" else self._leaf(token, negated=turns > 0)
        return Not(node) if node is not None and turns % 2 else node

    def _group(self, opening: _Token) -> Node[T] | None:
        self._depth += 1
        if self._depth > _DEEPEST:
            wrong(opening.at, f"parentheses can stand {_DEEPEST} deep at most")
        node = self._either()
        self._depth -= 1
        if self._peek() == ")":
            self._next += 1
            if node is None:
                wrong(opening.at, "there is nothing to look for within these parentheses")
        elif not self._typing:
            wrong(opening.at, "this parenthesis is never closed")
        return node

    def _leaf(self, token: _Token, *, negated: bool) -> Node[T] | None:
        clause = token.clause
        if clause is None:  # never: all other kinds have been dealt with
            return None
        last = self._typing and clause.end == len(self._text)
        if last and not clause.quoted:
            clause = clause._replace(prefix=True)
        try:
            self._check(clause, negated=negated)
            if clause.field in self._apart:
                self._read(clause)
                self._settings.append(clause)
                return None
            if not clause.field and not any(character.isalnum() for character in clause.text):
                return None  # a dash or a comma between words
            return Leaf(self._read(clause))
        except WrongValueError as error:
            if last or (self._typing and not clause.text and not self._text[clause.end :].strip()):
                return None  # it is being typed
            wrong(clause.value_at, str(error))

    def _check(self, clause: Clause, *, negated: bool) -> None:
        if clause.field and clause.field not in self._fields and clause.field not in self._apart:
            self._unknown(clause)
        if clause.field and not clause.text:
            raise WrongValueError(f"{clause.field}: needs a word or a phrase right after it")
        if clause.operator == "=" and (
            self._text.startswith("*", clause.end) or (not clause.quoted and "*" in clause.text)
        ):
            raise WrongValueError("a whole name takes no * after it; one that has it in it stands in quotes")
        if not clause.quoted and "*" in clause.text:
            raise WrongValueError("a * can only stand at the end of a word")
        if clause.field in self._apart and (negated or self._depth):
            wrong(clause.at, f"{clause.field}: can't be left out, or stand within parentheses")

    def _unknown(self, clause: Clause) -> None:
        from difflib import get_close_matches

        near = get_close_matches(clause.field, [*self._fields, *self._apart], 1)
        meant = f"did you mean {near[0]}:?" if near else "to look for the words themselves, put them in quotes"
        wrong(clause.at, f"there is no field {clause.field}: here; {meant}")
