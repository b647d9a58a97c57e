"""Preferences: what was chosen by key in the program holds until the settings file says something else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from reader.config import BESIDE, COLUMNS, DENSITIES, LEADINGS, MEASURES, NOTES, THEMES

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from library.facts import Facts
    from reader.config import Settings

_KNOWN: Mapping[str, Container[object]] = {
    "theme": THEMES,
    "measure": MEASURES,
    "leading": LEADINGS,
    "justify": (True, False),
    "hyphenate": (True, False),
    "column": COLUMNS,
    "dim": (True, False),
    "notes": NOTES,
    "density": DENSITIES,
    "sidebar": BESIDE,
    "preview": BESIDE,
}
"""What can be chosen by key, and the values that are possible."""


def chosen(store: Facts, configured: Settings) -> Settings:
    """The settings of the file, with what was chosen since in their place."""
    changes: dict[str, Any] = {}
    for name, stored in store.facts("chosen "):
        try:
            configured_then, value = json.loads(stored)
        except (ValueError, TypeError):
            continue
        if (
            configured_then == getattr(configured, name, None)
            and value in _KNOWN.get(name, ())
            and type(value) is type(configured_then)
        ):
            changes[name] = value
    return configured._replace(**changes)


def choose(store: Facts, configured: Settings, name: str, value: object) -> None:
    """Remember a choice beside what the settings file said when it was made."""
    store.set_fact(f"chosen {name}", json.dumps([getattr(configured, name), value]))
