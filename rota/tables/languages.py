"""The languages of ``resources/letters/languages.toml``, and the words letters need in each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from rota.domain.languages import Language
from rota.domain.letter_content import Labels
from rota.domain.letter_phrases import Phrases


@cache
def languages() -> tuple[Language, ...]:
    """Return the languages a letter can be written in beside English."""
    return tuple(
        Language(
            entry["tag"],
            entry["name"],
            entry["own_name"],
            tuple(entry["spellings"]),
            entry["font"],
            entry["source"],
            Labels(**entry["labels"]),
            Phrases(**entry.get("phrases", {})),
        )
        for entry in _entries()
    )


@cache
def clocks() -> Mapping[str, str]:
    """Return by tag the CLDR pattern of a time of day, of those that do not use their locale's."""
    return {entry["tag"]: entry["clock"] for entry in _entries() if "clock" in entry}


def _entries() -> list[dict[str, Any]]:
    with (Path(str(files("resources"))) / "letters" / "languages.toml").open("rb") as file:
        entries: list[dict[str, Any]] = tomllib.load(file)["language"]
    return entries
