"""AwaitedTags: tags of articles that highlights are on, kept with what is known of an article until it comes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from library.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from library.highlight import Wanted

_TAGS = "tags:"
"""The beginning of facts: the tags of an article that is yet to come."""
_SPELT = "SELECT name FROM tag WHERE name = ? COLLATE NOCASE LIMIT 1"


class AwaitedTags(Facts):
    """Tags that came with highlights, of the articles themselves."""

    def tag_more(self, tags: Mapping[int, Sequence[str]]) -> None:
        """Give articles more tags, spelt as in the library."""
        if tags:
            with self._transaction():
                for article, names in tags.items():
                    self._tag_one(article, names)

    def keep_tags_for(self, tags: Mapping[Wanted, Sequence[str]]) -> None:
        """Remember the tags of articles that are not in the library."""
        if not tags:
            return
        with self._transaction():
            for wanted, names in tags.items():
                name = f"{_TAGS}{json.dumps(wanted)}"
                there = json.loads(self.fact(name) or "[]")
                self.set_fact(name, json.dumps([*there, *(one for one in names if one not in there)]))

    def _take_kept_tags(self, article: int, all_wanted: Iterable[Wanted]) -> None:
        """Give an article that has come the tags that were kept for it under these."""
        for wanted in all_wanted:
            name = f"{_TAGS}{json.dumps(wanted)}"
            if kept := self.fact(name):
                self._tag_one(article, json.loads(kept))
                self._run("DELETE FROM fact WHERE name = ?", name)

    def _tag_one(self, article: int, names: Iterable[str]) -> None:
        for name in names:
            there = self._rows(_SPELT, name)
            self._run("INSERT OR IGNORE INTO tag VALUES (?, ?)", article, str(there[0]["name"]) if there else name)
