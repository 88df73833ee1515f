"""Opens the dialogs that the page of appointments asks for, and saves what needs none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtWidgets import QDialog, QWidget

from rota.domain.changes import Changes
from rota.domain.codes import Decision
from rota.domain.importing import ImportKind
from rota.domain.triage import TriageRow
from rota.domain.visit_filters import VisitFilter
from rota.services.appointment_list import (
    VisitPicture,
    clinicians_known,
    decided_among,
    reasons_given,
)
from rota.services.patients import settle_notes
from rota.services.saved_filters import delete_filter
from rota.services.triage import accept_triage, set_stop
from ui.desk import Desk
from ui.dialogs.accept import AcceptDialog
from ui.dialogs.appointment import AppointmentDialog
from ui.dialogs.decision import Chosen, DecisionDialog
from ui.dialogs.importing import ImportDialog
from ui.dialogs.new_dates import NewDatesDialog
from ui.dialogs.pas_file import PasFileDialog
from ui.dialogs.patient import PatientDialog
from ui.dialogs.visit_filter import KeepFilterDialog, VisitFilterDialog
from ui.errors import present


class VisitErrands(QWidget):
    """Every dialog closes back to ``home``, the table; refusals are said over the page."""

    def __init__(self, desk: Desk, home: QWidget, page: QWidget) -> None:
        super().__init__(page)
        self.hide()
        self._desk, self._home, self._page = desk, home, page
        self._reasons: Mapping[Decision, tuple[str, ...]] = {}

    def read_reasons(self) -> None:
        """Read which reasons were given before, to offer them again."""
        self._desk.jobs.run(partial(reasons_given, self._desk.storage), self._keep_reasons)

    def decide(self, decision: Decision | None, chosen: Chosen) -> None:
        """Ask why, and decide; None takes back what is decided among them."""
        if decision is not None:
            self._open_decision(decision, chosen)
            return
        work = partial(decided_among, self._desk.storage, chosen.ids)
        self._desk.jobs.run(work, partial(self._take_back, chosen))

    def accept(self, window_id: int, rows: Sequence[TriageRow]) -> None:
        """Accept what is proposed: one at once, several after a look at what they are."""
        open_rows = [row for row in rows if row.at_risk and row.decided is None]
        if len(open_rows) == 1:
            desk, ids = self._desk, (open_rows[0].appointment_id,)
            rules, now = desk.tools.rules, desk.now()
            self._save(partial(accept_triage, desk.storage, rules, window_id, now, ids))
        elif open_rows:
            self._open(AcceptDialog(self._desk, window_id, open_rows, self._page.window()))

    def set_stop(self, window_id: int, day: date, most: int | None) -> None:
        """Draw, move or take away the line of a day."""
        self._save(partial(set_stop, self._desk.storage, window_id, day, most))

    def settle(self, ids: tuple[str, ...]) -> None:
        """Say that what an extract changed has been looked at."""
        self._save(partial(settle_notes, self._desk.storage, ids))

    def correct(self, appointment_id: str) -> None:
        """Correct the patient of an appointment."""
        self._open(PatientDialog(self._desk, appointment_id, self._page.window()))

    def add(self, window_id: int | None, show: Callable[[str], None]) -> None:
        """Add an appointment that the extract lacks, and show it by its number."""
        dialog = AppointmentDialog(self._desk, window_id, self._page.window())
        self._open(dialog)
        dialog.accepted.connect(lambda: show(dialog.added))

    def new_dates(self, window_id: int, ids: tuple[str, ...] | None) -> None:
        """Propose new dates for these, or for everybody who is postponed in the strike."""
        self._open(NewDatesDialog(self._desk, window_id, ids, self._page.window()))

    def write_file(self) -> None:
        """Write what was decided to a file for the hospital's own system."""
        self._open(PasFileDialog(self._desk, self._page.window()))

    def import_file(self, window_id: int | None, *, any_kind: bool = False) -> None:
        """Bring in a file: of appointments, or of any kind."""
        kind = None if any_kind else ImportKind.APPOINTMENTS
        self._open(ImportDialog(self._desk, kind, window_id, self._page.window()))

    def choose_filter(
        self,
        picture: VisitPicture,
        wanted: VisitFilter,
        days: Sequence[date],
        use: Callable[[VisitFilter], None],
    ) -> None:
        """Choose every part of a filter."""
        work = partial(clinicians_known, self._desk.storage)
        self._desk.jobs.run(work, partial(self._open_filter, picture, wanted, days, use))

    def keep_filter(self, wanted: VisitFilter) -> None:
        """Keep a filter under a name."""
        self._open(KeepFilterDialog(self._desk, wanted, self._page.window()))

    def delete_filter(self, name: str) -> None:
        """Keep a filter no longer; it can be undone."""
        self._save(partial(delete_filter, self._desk.storage, name))

    def _keep_reasons(self, reasons: Mapping[Decision, tuple[str, ...]]) -> None:
        self._reasons = reasons

    def _open_decision(self, decision: Decision | None, chosen: Chosen) -> None:
        suggested = self._reasons.get(decision, ()) if decision is not None else ()
        self._open(DecisionDialog(self._desk, decision, chosen, suggested, self._page.window()))

    def _take_back(self, chosen: Chosen, ids: tuple[str, ...]) -> None:
        if ids:
            self._open_decision(None, replace(chosen, ids=ids))

    def _open_filter(
        self,
        picture: VisitPicture,
        wanted: VisitFilter,
        days: Sequence[date],
        use: Callable[[VisitFilter], None],
        clinicians: tuple[str, ...],
    ) -> None:
        dialog = VisitFilterDialog(picture, wanted, clinicians, days, self._page.window())
        dialog.chosen.connect(use)
        self._open(dialog)

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(lambda _result: self._home.setFocus())
        dialog.open()

    def _save(self, work: Callable[[], Changes]) -> None:
        self._desk.jobs.run(work, self._desk.bus.publish, self._failed)

    def _failed(self, error: BaseException) -> None:
        present(error, self._page.window())
