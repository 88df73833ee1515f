"""Reads the library of cover templates: starting points for usual services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rota.domain.codes import Level
from rota.domain.grades import GradeLadder
from rota.domain.requirement_text import RequirementText, read
from rota.domain.requirements import CoverRequirement, RequirementTemplate
from rota.tables.rulebook import Entry, entries

CELLS = {"grade": "grade_min", "groups": "staff_groups"}


def cover_templates(ladder: GradeLadder) -> tuple[RequirementTemplate, ...]:
    """Return every template by name. Raises ValueError for a row that cannot be read."""
    found = [_template(entry, ladder) for entry in entries("cover_templates", "template")]
    return tuple(sorted(found, key=lambda each: each.name))


def _template(entry: Entry, ladder: GradeLadder) -> RequirementTemplate:
    name, level, rows = str(entry["name"]), Level(str(entry["level"])), entry["rows"]
    if not isinstance(rows, list):
        raise TypeError("a template's rows are a list")
    source = str(entry["source"])
    return RequirementTemplate(name, level, source, tuple(_row(e, level, ladder) for e in rows))


def _row(cells: Mapping[str, str], level: Level, ladder: GradeLadder) -> CoverRequirement:
    text = replace(
        RequirementText(), **{CELLS.get(cell, cell): said for cell, said in cells.items()}
    )
    reading = read(text, ladder, level)
    if reading.need is None:
        raise ValueError("; ".join(reading.problems.values()))
    return reading.need
