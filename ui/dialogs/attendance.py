"""After a strike: what happened to each duty, settled by a person, and the file for payroll."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from rota.domain.attendance_rows import AttendanceRow, count_statuses, count_unseen_strikes
from rota.domain.changes import Changes
from rota.domain.codes import Attendance
from rota.services.attendance import Accepted, Settled, accept_proposals, settle, take_back
from rota.services.attendance_sheet import AttendanceSheet, read_sheet
from rota.services.exporting import write_file
from rota.services.payroll import payroll_file
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.attendance_unseen import UnseenDialog
from ui.dialogs.reading import NotingDialog
from ui.dialogs.save_as import ask_file
from ui.models.attendance import COLUMNS, status_words
from ui.models.table import TableModel
from ui.newest import Newest
from ui.strike_words import short_title
from ui.theme import space
from ui.widgets.attendance_filter import CHANGED, AttendanceFilter
from ui.widgets.attendance_setter import AttendanceSetter
from ui.widgets.buttons import push_button
from ui.widgets.clipboard import let_copy
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow import size_on_screen
from ui.widgets.labels import paragraph, text_label
from ui.widgets.notice import Notice
from ui.widgets.table_view import TableView


class AttendanceDialog(NotingDialog):
    """A table of duties with what is proposed and why; many are settled at a time."""

    def __init__(self, desk: Desk, window_id: int, parent: QWidget | None) -> None:
        super().__init__(desk, "Attendance after the strike", parent)
        self.setObjectName("dialog_attendance")
        self._window_id = window_id
        self._sheet: AttendanceSheet | None = None
        self._newest = Newest(desk.jobs, self)
        self.about = text_label(muted=True)
        self.totals = paragraph()
        self.unseen = Notice()
        self.settle_unseen = push_button("", self._ask_unseen, name="settle_unseen")
        self.unseen.add(self.settle_unseen)
        self.changed = Notice()
        self.filters = AttendanceFilter()
        self.model = TableModel(COLUMNS, _key, parent=self)
        self.table = TableView(self.model, self.tr("Duties"), name="attendance")
        self.setter = AttendanceSetter()
        self.said = paragraph()
        self.kept = paragraph(muted=True)
        self.empty = EmptyState(
            "info",
            self.tr("No duty to settle"),
            self.tr("Nobody called out holds a duty that begins in this strike."),
        )
        self._lay_out()
        self._connect()
        self.resize(size_on_screen(self, space(295), space(168)))
        self.table.setFocus()
        self._read()

    def _lay_out(self) -> None:
        filled = QWidget()
        down = QVBoxLayout(filled)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(space(2))
        above = self.totals, self.changed, self.filters, self.unseen
        for widget in (*above, self.table, self.said, self.setter, self.kept):
            down.addWidget(widget, 1 if widget is self.table else 0)
        self._either = QStackedLayout()
        self._either.addWidget(self.empty)
        self._either.addWidget(filled)
        self._either.setCurrentWidget(filled)
        self.body.addWidget(self.about)
        self.body.addLayout(self._either, 1)
        self.body.addWidget(self.notice)
        add = self.buttons.addWidget
        self.accept_some = push_button(
            self.tr("&Accept what is proposed"), self._accept_chosen, name="accept", primary=True
        )
        add(self.accept_some)
        self.accept_all = push_button(
            self.tr("Accept for all that are &over"), partial(self._accept, None), name="accept_all"
        )
        add(self.accept_all)
        self.unsettle = push_button(self.tr("&Leave open"), self._take_back, name="take_back")
        add(self.unsettle)
        self.payroll = push_button(self.tr("&Payroll file…"), self._ask_file, name="payroll")
        add(self.payroll)

    def _connect(self) -> None:
        let_copy(self.table)
        self.table.rows_chosen.connect(lambda _rows: self._look())
        self.table.row_activated.connect(lambda _row: self.accept_some.click())
        self.setter.settled.connect(self._settle)
        self.setter.listen_in(self.table)
        gone = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.table)
        gone.setContext(Qt.ShortcutContext.WidgetShortcut)
        gone.activated.connect(self.unsettle.click)
        self.filters.narrowed.connect(self._filter)
        self.filters.went_down.connect(self.table.go_to_rows)
        back = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        back.activated.connect(self._undo)
        self._desk.bus.changed.connect(lambda _changes: self._read())

    @property
    def chosen(self) -> tuple[AttendanceRow, ...]:
        """The duties chosen."""
        return self.table.chosen

    def _read(self) -> None:
        desk = self._desk
        ladder = desk.tools.rules.ladder
        work = partial(read_sheet, desk.storage, self._window_id, ladder, desk.now())
        self._newest.ask(work, self._show, self._refused)

    def _show(self, sheet: AttendanceSheet) -> None:
        self._sheet = sheet
        terms = sheet.window.terms
        when = formats.period(terms.start, terms.end, year=True)
        self.about.setText(f"{short_title(sheet.window)}, {when}")
        self.totals.setText(_totals_words(sheet.rows))
        self.changed.say(self._changed_words(sheet), Tone.WARNING)
        self.filters.show_rows(sheet.rows)
        self.kept.setText(self._kept_words(sheet))
        at = self.table.currentIndex().row()
        self.model.replace(sheet.rows)
        self._filter()
        shown = self.table.model().rowCount()
        if not self.chosen and shown:
            self.table.selectRow(max(0, min(at, shown - 1)))
        self._either.setCurrentIndex(1 if sheet.rows else 0)
        self._look()

    def _kept_words(self, sheet: AttendanceSheet) -> str:
        if sheet.is_over:
            return self.tr("Who was at work in this strike has been deleted: its time is over.")
        text = self.tr(
            "Not at work is not on strike: only a person settles a duty. Only the rota sees this."
        )
        if sheet.purge_at is None:
            return text
        day = formats.day(sheet.purge_at.date(), year=True)
        more = self.tr("Deleted for good on {day}; totals by grade and site stay.")
        return f"{text} {more.format(day=day)}"

    def _changed_words(self, sheet: AttendanceSheet) -> str:
        said = []
        changed = sum(row.is_changed for row in sheet.rows)
        if changed:
            duties = formats.count(changed, "duty", "duties")
            text = self.tr(
                "{duties} changed since settled: accept what is proposed, or settle anew."
            )
            said.append(text.format(duties=duties))
        if sheet.payroll_sent is not None and (changed or sheet.since_payroll):
            text = self.tr("A payroll file was handed out on {when}.")
            said.append(text.format(when=formats.moment(sheet.payroll_sent)))
        if sheet.since_payroll:
            duties = formats.count(sheet.since_payroll, "duty", "duties")
            text = self.tr("{duties} settled since: write it again, so that payroll knows.")
            said.append(text.format(duties=duties))
        return " ".join(said)

    @property
    def _waiting_unseen(self) -> list[AttendanceRow]:
        """Those of the places and people looked at whose duty is over and nobody looked for."""
        sheet = self._sheet
        if sheet is None or sheet.is_over:
            return []
        return [
            row
            for row in sheet.rows
            if row.is_unseen
            and not row.is_settled
            and row.end <= sheet.now
            and self.filters.holds(row)
        ]

    def _show_unseen(self) -> None:
        rows = self._waiting_unseen
        said = []
        if rows:
            duties = formats.count(len(rows), "duty", "duties")
            text = self.tr("{duties} of people called out for whom nobody looked.")
            said.append(text.format(duties=duties))
        settled = () if self._sheet is None else self._sheet.rows
        struck, unseen = count_unseen_strikes(row for row in settled if row.is_settled)
        if unseen:
            text = self.tr("Of {struck} settled as strike nobody looked for {unseen}.")
            counts = {"struck": formats.number(struck), "unseen": formats.number(unseen)}
            said.append(text.format(**counts))
        is_asked = self.filters.current != CHANGED
        self.unseen.say(" ".join(said) if is_asked else "")
        self.settle_unseen.setVisible(bool(rows))
        number = formats.number(len(rows))
        settle_ = self.tr("&Settle {number} as strike: nobody saw them…")
        self.settle_unseen.setText(settle_.format(number=number))

    def _ask_unseen(self) -> None:
        dialog = UnseenDialog(self._desk, self._window_id, self._waiting_unseen, self)
        dialog.saved.connect(lambda changes: self.notice.say(changes.text, Tone.COVERED))
        dialog.open()

    def _filter(self) -> None:
        self.table.show_only(self.filters.passes)
        self._look()

    def _look(self) -> None:
        """Wake what can be done with the duties chosen."""
        sheet, chosen = self._sheet, self.chosen
        can = sheet is not None and sheet.has_begun and not sheet.is_over
        self.setter.setEnabled(can and bool(chosen))
        self.said.setText(_said(chosen))
        self._show_unseen()
        waiting = [
            row
            for row in chosen
            if (row.is_changed or not row.is_settled)
            and row.proposal is not None
            and not row.is_unseen
        ]
        self.accept_some.setEnabled(can and bool(waiting))
        self.unsettle.setEnabled(can and any(row.is_settled for row in chosen))
        rows = () if sheet is None else sheet.rows
        known = (not row.is_settled and not row.is_unseen for row in rows)
        self.accept_all.setEnabled(can and any(known))
        self.payroll.setEnabled(can and any(row.is_settled for row in rows))

    def _settle(self, status: Attendance) -> None:
        minutes, note = self.setter.minutes, self.setter.note
        said = [Settled(row.duty_id, row.staff_id, status, minutes, note) for row in self.chosen]
        self._do(settle, self._desk.tools.rules.ladder, said)

    def _accept_chosen(self) -> None:
        self._accept(frozenset(row.duty_id for row in self.chosen))

    def _accept(self, duties: frozenset[str] | None) -> None:
        self._do(accept_proposals, self._desk.tools.rules.ladder, duties)

    def _take_back(self) -> None:
        self._do(take_back, [_key(row) for row in self.chosen if row.is_settled])

    def _do(self, errand: Callable[..., Changes | Accepted], *more: object) -> None:
        desk = self._desk
        work = partial(errand, desk.storage, self._window_id, *more, desk.now())
        desk.jobs.run(work, self._done, self._refused)

    def _done(self, done: Changes | Accepted) -> None:
        changes = done.changes if isinstance(done, Accepted) else done
        if not self.is_closed:
            self.setter.clear()
            self.table.setFocus()
            text = changes.text
            if isinstance(done, Accepted) and done.left:
                duties = formats.count(done.left, "duty", "duties")
                text += " " + self.tr("{duties} left for you to settle.").format(duties=duties)
            if isinstance(done, Accepted) and done.unseen:
                unseen = formats.number(done.unseen)
                text += " " + self.tr("Of these nobody looked for {number}.").format(number=unseen)
            self.notice.say(text.strip(), Tone.COVERED)
        self._desk.bus.publish(changes)

    def _ask_file(self) -> None:
        ask_file(self, "payroll.csv", "Table (*.csv)", self._export)

    def _export(self, path: str) -> None:
        self._desk.jobs.run(
            partial(_write, self._desk, self._window_id, Path(path)), self._saved_as, self._refused
        )


def _write(desk: Desk, window_id: int, out: Path) -> Path:
    ladder, exporter = desk.tools.rules.ladder, desk.tools.exporter
    return write_file(out, payroll_file(desk.storage, window_id, ladder, exporter, desk.now()))


def _key(row: AttendanceRow) -> tuple[str, str]:
    return row.duty_id, row.staff_id


def _said(chosen: Sequence[AttendanceRow]) -> str:
    """Say of one duty why something is proposed and what was noted; of several how many."""
    if len(chosen) != 1:
        return "" if not chosen else formats.count(len(chosen), "duty chosen", "duties chosen")
    row = chosen[0]
    note = row.record.note if row.record is not None else ""
    return f"{row.name}: {row.why}." + (f" Note: {note}" if note else "")


def _totals_words(rows: Sequence[AttendanceRow]) -> str:
    counted = count_statuses(rows)
    settled = [f"{status_words(s)} {formats.number(counted[s])}" for s in Attendance]
    return "     ".join([f"Not settled {formats.number(counted[None])}", *settled])
