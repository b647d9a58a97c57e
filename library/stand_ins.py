"""StandIns: articles that hold nothing but what was marked in one that is yet to come, and how they give way to it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from library.article import utc_text
from library.awaited_tags import AwaitedTags

if TYPE_CHECKING:
    from datetime import datetime

    from library.article import Metadata
    from library.highlight import Wanted

_STANDS, _BEHIND = "stands in:", "stands in;"
"""The beginning of facts: by a key of a title, the articles that stand in for one of that title; and a name that comes
behind all of these."""
_GAVE_WAY = "gave way"


class StandIns(AwaitedTags):
    """What is remembered of articles that stand in for others."""

    def stand_ins(self) -> dict[int, str]:
        """The articles that stand in for others, each with the key of its title."""
        return {number: key for key, listed in self.facts(_STANDS) for number in json.loads(listed)}

    def gave_way(self) -> set[int]:
        """The articles that stood in for others which have come."""
        return set(map(int, json.loads(self.fact(_GAVE_WAY) or "[]")))

    def _let_stand_in(self, key: str, article: int) -> None:
        """Remember that an article stands in for another, by the key of its title."""
        self.set_fact(_STANDS + key, json.dumps([*self._standing_under(key), article]))

    def _standing_under(self, key: str) -> list[int]:
        return [int(number) for number in json.loads(self.fact(_STANDS + key) or "[]")]

    def _give_way(self, article: int, metadata: Metadata, now: datetime) -> None:
        """Let the highlights of what stood in for an article wait for it, and put that into the trash.

        Its tags and its star go to the article. What is in the trash already stays there as it is.
        """
        any_there = "SELECT 1 FROM fact WHERE name > ? AND name < ? LIMIT 1"
        if not self._rows(any_there, _STANDS, _BEHIND):
            return
        from library.highlight import Wanted
        from library.wanted import same_article, title_keys

        for key in title_keys(metadata.title):
            for number in self._standing_under(key):
                sql = "SELECT title, authors, starred FROM article WHERE id = ? AND deleted IS NULL"
                for title, authors, starred in self._rows(sql, number):
                    wanted = Wanted("", title, tuple(json.loads(authors)))
                    if number != article and same_article(wanted, metadata):
                        self._let_wait(number, wanted, key)
                        tags = self._rows("SELECT name FROM tag WHERE article = ?", number)
                        self._tag_one(article, [str(row["name"]) for row in tags])
                        self._run("UPDATE article SET starred = max(starred, ?) WHERE id = ?", starred, article)
                        self._run("UPDATE article SET deleted = ? WHERE id = ?", utc_text(now), number)
                        self._forget(key, number)

    def _let_wait(self, article: int, wanted: Wanted, key: str) -> None:
        """Take the highlights off an article, each as it was before it was found there.

        What stood around a passage in it was other passages: that says nothing of where it is in the article itself.
        """
        self._run(
            """UPDATE highlight SET article = NULL, state = 'waiting', reason = 'its article has come', score = 0.0,
                place_start = NULL, place_end = NULL, start = iif(kind = 'article', 0, -1),
                "end" = iif(kind = 'article', 0, -1), before = '', after = '', fingerprint = '',
                wanted = iif(wanted_title = '', ?, wanted), wanted_title = iif(wanted_title = '', ?, wanted_title)
            WHERE article = ?""",
            json.dumps(wanted), key, article,
        )  # fmt: skip

    def _forget(self, key: str, article: int) -> None:
        self.set_fact(_GAVE_WAY, json.dumps(sorted({*self.gave_way(), article})))
        others = [number for number in self._standing_under(key) if number != article]
        if others:
            self.set_fact(_STANDS + key, json.dumps(others))
        else:
            self._run("DELETE FROM fact WHERE name = ?", _STANDS + key)
