"""One row under the reader's eye: its cells by column, and the problems found so far."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from rota.domain.appointments import Appointment
from rota.domain.duties import Duty
from rota.domain.importing import (
    CancelledVisit,
    DeclarationDraft,
    DutyDraft,
    RowProblem,
    ServicePlace,
    VisitOver,
    WindowDraft,
)
from rota.domain.people import Absence, StaffMember
from rota.domain.requirements import CoverRequirement
from rota.domain.slots import Slot
from rota.domain.turnout import TurnoutTotal

_SHOWN = 40
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")

PERSONAL = frozenset(
    {
        "title", "forename", "surname", "date_of_birth", "postcode", "phone", "email",
        "nhs_number", "patient_id", "declaration", "person",
        *(f"address_{line}" for line in range(1, 7)),
    }
)  # fmt: skip
"""Columns whose values no message quotes."""


@dataclass(frozen=True, slots=True)
class Column:
    """One of our columns: its name and where its cell stands in a record."""

    name: str
    at: int

    @property
    def words(self) -> str:
        """Return the column as a sentence names it."""
        return self.name.replace("_", " ")


class Columns:
    """The columns of one kind of file, in the order in which records hold their cells."""

    def __init__(
        self,
        names: Sequence[str],
        unknown_midnight: frozenset[str],
        in_file: Collection[str] | None = None,
    ) -> None:
        self._places = {name: at for at, name in enumerate(names)}
        self._in_file = self._places.keys() if in_file is None else in_file
        self.unknown_midnight = unknown_midnight

    def has(self, name: str) -> bool:
        """Say whether the file has this column at all."""
        return name in self._in_file

    def __getitem__(self, name: str) -> Column:
        return Column(name, self._places[name])


class Record:
    """One row: ``cells`` are trimmed and in our order; readers add what is wrong.

    ``is_torn`` says that its cells may stand in the wrong columns, so it is not worth reading.
    """

    __slots__ = ("_damaged", "cells", "errors", "is_torn", "number", "warnings")

    def __init__(self, number: int, cells: Sequence[str]) -> None:
        self.number = number
        self.cells = cells
        self.errors: list[RowProblem] = []
        self.warnings: list[RowProblem] = []
        self.is_torn = False
        self._damaged: tuple[str, ...] = ()

    def damaged(self, column: str, code: str, text: str) -> None:
        """Note a cell that is not what was written; nothing more is said of it."""
        self.errors.append(RowProblem(self.number, column, code, text))
        self._damaged += (column,)

    def refuse(self, column: Column, code: str, text: str, quoting: str = "") -> None:
        """Note an error; ``{}`` in the text becomes the quoted cell, or words for it."""
        if column.name not in self._damaged:
            self.errors.append(self._problem(column, code, text, quoting))

    def warn(self, column: Column, code: str, text: str, quoting: str = "") -> None:
        """Note something odd that does not refuse the row."""
        self.warnings.append(self._problem(column, code, text, quoting))

    def _problem(self, column: Column, code: str, text: str, quoting: str) -> RowProblem:
        shown = bool(quoting) and column.name not in PERSONAL
        said = f"“{visible(quoting)}”" if shown else f"the value of {column.words}"
        sentence = text.replace("{}", said)
        sentence = sentence[0].upper() + sentence[1:]
        return RowProblem(self.number, column.name, code, sentence, shown)


TableValue = (
    StaffMember
    | WindowDraft
    | Absence
    | DeclarationDraft
    | Duty
    | DutyDraft
    | CoverRequirement
    | Appointment
    | CancelledVisit
    | VisitOver
    | Slot
    | TurnoutTotal
)
"""What a row may become."""


class RowReader(Protocol):
    """Reads one kind of row. What it returns is void when the record has errors."""

    def __call__(self, record: Record) -> tuple[TableValue | None, ServicePlace | None]:
        """Return the row's value and the service it names, noting problems on the record."""


def visible(text: str) -> str:
    """Return a cell short enough for a message, with what cannot be seen written out."""
    cut = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    return _UNSEEN.sub(lambda match: f"\\u{ord(match.group()):04x}", cut)
