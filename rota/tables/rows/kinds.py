"""Which row reader reads which kind of file."""

from __future__ import annotations

from typing import assert_never

from rota.domain.grades import GradeLadder
from rota.domain.importing import ImportKind
from rota.tables.rows.absences import AbsenceRows
from rota.tables.rows.appointments import AppointmentRows
from rota.tables.rows.declarations import DeclarationRows
from rota.tables.rows.duties import DutyRows
from rota.tables.rows.record import Columns, RowReader
from rota.tables.rows.requirements import RequirementRows
from rota.tables.rows.rota_exports import RotaRows, is_export
from rota.tables.rows.slots import SlotRows
from rota.tables.rows.staff import StaffRows
from rota.tables.rows.turnout import TurnoutRows
from rota.tables.rows.windows import WindowRows


def row_reader(kind: ImportKind, columns: Columns, ladder: GradeLadder) -> RowReader:
    """Return the reader of one kind of row, bound to its columns."""
    match kind:
        case ImportKind.STAFF:
            return StaffRows(columns, ladder)
        case ImportKind.WINDOWS:
            return WindowRows(columns)
        case ImportKind.ABSENCES:
            return AbsenceRows(columns)
        case ImportKind.DECLARATIONS:
            return DeclarationRows(columns)
        case ImportKind.DUTIES:
            return (RotaRows if is_export(columns) else DutyRows)(columns, ladder)
        case ImportKind.REQUIREMENTS:
            return RequirementRows(columns, ladder)
        case ImportKind.APPOINTMENTS:
            return AppointmentRows(columns, ladder)
        case ImportKind.SLOTS:
            return SlotRows(columns)
        case ImportKind.TURNOUT:
            return TurnoutRows(columns, ladder)
        case _:
            assert_never(kind)
