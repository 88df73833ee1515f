"""Opens the dialogs about a strike that its panel asks for."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from rota.domain.codes import WindowState
from rota.domain.times import to_local
from rota.services.disputes import WindowRecord
from rota.services.strikes import StrikeRow
from ui.desk import Desk
from ui.dialogs.call_off import CallOffDialog
from ui.dialogs.compare import CompareDialog
from ui.dialogs.dispute import BallotDialog, EventDialog, TimelineDialog
from ui.dialogs.law_rules import LawRulesDialog
from ui.dialogs.move import MoveDialog
from ui.dialogs.notices import NoticesDialog
from ui.dialogs.revise import ReviseDialog
from ui.widgets.strike_panel import StrikePanel


class StrikeErrands(QObject):
    """Each errand is about the strike that the panel shows when it is asked for.

    Emits ``called_off`` with the changes and with what there is to do then.
    """

    called_off = Signal(object, object)

    def __init__(self, desk: Desk, panel: StrikePanel, home: QWidget) -> None:
        super().__init__(home)
        self._desk, self._panel, self._home = desk, panel, home
        panel.asked.connect(self._open)
        panel.move_asked.connect(self._move)

    def _open(self, errand: str) -> None:
        row, record = self._panel.row, self._panel.record
        dialog = None if row is None else self._dialog(errand, row, record)
        if dialog is not None:
            dialog.open()

    def _dialog(self, errand: str, row: StrikeRow, record: WindowRecord | None) -> QDialog | None:
        desk, home, window = self._desk, self._home, row.window
        match errand:
            case "revise":
                return ReviseDialog(desk, window, parent=home)
            case "rehearse":
                return CallOffDialog(desk, window, home, rehearsal=True)
            case "compare":
                return CompareDialog(desk, window, row.revisions, home)
            case "ballot" if record is not None:
                return BallotDialog(desk, record.detail, record.law, home)
            case "event":
                return EventDialog(desk, window.dispute, home)
            case "timeline":
                return TimelineDialog(desk, window.dispute, home)
            case "law":
                return LawRulesDialog(desk, home, to_local(window.terms.start).date())
            case "notices":
                return NoticesDialog(desk, window, home)
        return None

    def _move(self, state: WindowState) -> None:
        row = self._panel.row
        if row is None:
            return
        if state is WindowState.CALLED_OFF:
            dialog = CallOffDialog(self._desk, row.window, self._home)
            dialog.saved.connect(
                lambda changes: self.called_off.emit(changes, dialog.follows.found)
            )
            dialog.open()
        else:
            MoveDialog(self._desk, row.window, state, self._home).open()
