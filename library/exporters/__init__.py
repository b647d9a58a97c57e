"""How articles and notes leave: the one table of formats; each format has a module of its own beside this one."""

from __future__ import annotations

from typing import NamedTuple


class Format(NamedTuple):
    """A form in which things leave."""

    id: str
    """Stable: what `broadsheet export` is told."""
    title: str
    suffix: str
    """Of its files, with the dot."""
    per_article: bool
    """Whether each article becomes a file of its own, in a folder; else everything is one file."""
    file: str = ""
    """What the one file is called when only its folder was named."""
    opening: str = ""
    """What each file of this format begins with: by this a former export is told from somebody else's file."""


FORMATS: tuple[Format, ...] = (
    Format("markdown", "Markdown, for Obsidian and other note programs", ".md", per_article=True),
    Format("html", "Web pages with the notes in the margin", ".html", per_article=True),
    Format(
        "json", "JSON with everything, to be imported again", ".json", per_article=False,
        file="broadsheet.json", opening='{"format": "broadsheet"',
    ),
    Format(
        "webannotation", "W3C Web Annotation", ".jsonld", per_article=False,
        file="annotations.jsonld", opening='{"@context": "http://www.w3.org/ns/anno.jsonld", "id": "urn:uuid:',
    ),
    Format(
        "hypothesis", "JSON for Hypothes.is", ".json", per_article=False,
        file="hypothesis.json", opening='{"client_version": "broadsheet"',
    ),
    Format(
        "readwise", "CSV for Readwise", ".csv", per_article=False,
        file="readwise.csv", opening="Highlight,Title,Author,URL,Note,Location,Date\n",
    ),
    Format("org", "Org mode", ".org", per_article=False, file="broadsheet.org", opening="# Exported by Broadsheet\n"),
    Format(
        "csv", "CSV, a table of highlights", ".csv", per_article=False,
        file="highlights.csv", opening="uid,kind,quote,",
    ),
)  # fmt: skip
BY_ID: dict[str, Format] = {one.id: one for one in FORMATS}
