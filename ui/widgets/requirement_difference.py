"""What a copy would change: rows that come, go and stay, service by service."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rota.domain.requirement_text import row_words
from rota.domain.requirements import CoverRequirement
from rota.services.requirements import Difference
from ui import formats
from ui.colours import Tone
from ui.models.table import Column, TableModel
from ui.widgets.clipboard import let_copy
from ui.widgets.table_view import TableView

COMES, GOES, STAYS = "Comes", "Goes", "Stays"
TONES = {COMES: Tone.COVERED, GOES: Tone.LOST, STAYS: Tone.MUTED}


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """One row of one service, and what happens to it."""

    number: int
    service: str
    change: str
    text: str


def lines_of(differences: Iterable[Difference]) -> tuple[DifferenceLine, ...]:
    """Every row of every service, what comes first."""
    found: list[tuple[str, str, CoverRequirement]] = []
    for each in differences:
        for change, rows in ((COMES, each.added), (GOES, each.gone), (STAYS, each.kept)):
            found.extend((each.service.name, change, need) for need in rows)
    return tuple(
        DifferenceLine(at, service, change, row_words(need))
        for at, (service, change, need) in enumerate(found)
    )


def summary(differences: Iterable[Difference]) -> str:
    """``Rows: 5 new, 3 removed, 2 unchanged at 1 service.``"""
    known = list(differences)
    comes, goes, stays = (
        sum(len(rows) for rows in part)
        for part in (
            [each.added for each in known],
            [each.gone for each in known],
            [each.kept for each in known],
        )
    )
    if not comes and not goes:
        return "Nothing would change: it is so already."
    places = formats.count(len(known), "service")
    return f"Rows: {comes} new, {goes} removed, {stays} unchanged at {places}."


class DifferenceTable(TableView):
    """A table of what would change."""

    def __init__(self, spoken: str) -> None:
        columns: tuple[Column[DifferenceLine], ...] = (
            Column("Service", lambda row: row.service, width=22),
            Column("Change", lambda row: row.change, tone=lambda row: TONES[row.change], width=9),
            Column("Requirement", lambda row: row.text, width=44),
        )
        self._lines = TableModel(columns, lambda row: row.number)
        super().__init__(self._lines, spoken, name="requirement_difference")
        self._lines.setParent(self)
        let_copy(self)

    def show_differences(self, differences: Iterable[Difference]) -> None:
        """Show these instead."""
        self._lines.replace(lines_of(differences))
