"""The call sheet: one patient at a time, the number large, what to say, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from rota.domain.calls import OF_CALLS, CallOutcome
from rota.domain.changes import Changes
from rota.services.call_sheets import call_sheet, write_call_sheet
from rota.services.calls import record_call
from rota.services.phoning import PhoneCall, calls_to_make
from ui import formats
from ui.act import Act
from ui.call_words import OUTCOMES, call_line
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.paper_out import PaperOut
from ui.dialogs.reading import NotingDialog
from ui.dialogs.save_as import ask_file
from ui.folders import keep_print_folder
from ui.models.calls import CallsView, call_model, number_words, read_calls
from ui.newest import Newest
from ui.theme import Size, font, space
from ui.widgets.buttons import push_button
from ui.widgets.clipboard import let_copy
from ui.widgets.filter_bar import FilterBar, FilterChoice
from ui.widgets.labels import Rule, paragraph, text_label
from ui.widgets.table_view import TableView

LARGE = 2.2
"""The number, in sizes of a title: it is read off while dialling."""
KEYS = {
    CallOutcome.TOLD: "&Told",
    CallOutcome.MESSAGE_LEFT: "&Message left",
    CallOutcome.TRY_AGAIN: "Try a&gain",
    CallOutcome.WRONG_NUMBER: "&Wrong number",
}

CHOICES: dict[str, tuple[str, Callable[[PhoneCall], bool]]] = {
    "left": ("To ring", lambda row: not row.is_told and bool(row.phone)),
    "apart": ("No number", lambda row: not row.is_told and not row.phone),
    "told": ("Told", lambda row: row.is_told),
    "all": ("All", lambda _row: True),
}
"""Which appointments are shown, and what their chip says."""


class CallSheetDialog(NotingDialog):
    """Lists whom to ring about a strike, and keeps what came of each call; then the next one."""

    def __init__(self, desk: Desk, window_id: int, parent: QWidget | None) -> None:
        super().__init__(desk, "Call sheet", parent)
        self.setObjectName("dialog_calls")
        self._window_id = window_id
        self._sheet: CallsView | None = None
        self._wanted: str | None = None
        self._is_saving = False
        self._acts: dict[tuple[str, CallOutcome], Act] = {}
        self._newest = Newest(desk.jobs, self)
        self.counts = text_label(bold=True)
        self.counts.setObjectName("call_counts")
        self.bar = FilterBar(self.tr("Whom to show"), self.tr("Find a name or number"))
        self.model = call_model()
        self.model.setParent(self)
        self.table = TableView(self.model, self.tr("Patients to ring"), name="view_calls")
        let_copy(self.table)
        self._answers: list[QPushButton] = []
        self._words: tuple[str, ...] = ()
        self._lay_out()
        self.table.rows_chosen.connect(lambda _rows: self._show_row())
        self.bar.chosen.connect(lambda _key: self._filter())
        self.bar.searched.connect(self._search)
        self.bar.went_down.connect(self.table.go_to_rows)
        desk.bus.changed.connect(self._changed)
        self.resize(space(290), space(158))
        self.table.setFocus()
        self._read()

    @property
    def row(self) -> PhoneCall | None:
        """The patient being rung."""
        rows = self.table.chosen
        return rows[0] if len(rows) == 1 else None

    def _lay_out(self) -> None:
        self.body.addWidget(self.counts)
        left = QVBoxLayout()
        left.setSpacing(space(1.5))
        left.addWidget(self.bar)
        left.addWidget(self.table, 1)
        across = QHBoxLayout()
        across.setSpacing(space(4))
        across.addLayout(left, 5)
        across.addWidget(Rule(upright=True))
        across.addLayout(self._card(), 4)
        self.body.addLayout(across, 1)
        self.body.addWidget(self.notice)
        name = "call-sheet"
        note = f"Phone list of patients in strike {self._window_id}."
        paper = PaperOut(self._desk, self, name, note)
        paper.said.connect(self.notice.say)
        paper.failed.connect(self._refused)
        for text, clicked, key in (
            (self.tr("&Print the sheet…"), partial(paper.ask_printer, self._pdf), "print_calls"),
            (self.tr("Save P&DF…"), partial(paper.ask_file, self._pdf), "save_calls"),
            (self.tr("Save ta&ble…"), self._ask_table, "save_calls_table"),
        ):
            self.buttons.addWidget(push_button(text, clicked, name=key))

    def _card(self) -> QVBoxLayout:
        """The patient being rung, from top to bottom as a call goes."""
        self.name = text_label(size=Size.TITLE, bold=True)
        self.name.setObjectName("call_name")
        self.number: QLabel = paragraph()
        large = font(Size.TITLE, bold=True)
        large.setPointSizeF(large.pointSizeF() * LARGE)
        self.number.setFont(large)
        self.number.setObjectName("call_number")
        self.number.setAccessibleName(self.tr("Phone number"))
        self.why = paragraph(muted=True)
        self.check = text_label(bold=True)
        self.check.setWordWrap(True)
        self.check.setObjectName("call_check")
        self.say = paragraph()
        self.say.setObjectName("call_say")
        self.say.setFont(font(Size.TITLE))
        self.say.setMinimumWidth(space(100))
        self.warning = paragraph()
        self.warning.setObjectName("call_warning")
        self.before = paragraph(muted=True)
        self.before.setObjectName("calls_before")
        down = QVBoxLayout()
        down.setSpacing(space(2))
        for widget in (self.name, self.number, self.why, self.warning):
            down.addWidget(widget)
        down.addWidget(self.check)
        down.addWidget(text_label(self.tr("What to say"), muted=True))
        down.addWidget(self.say)
        down.addWidget(self.before)
        down.addStretch(1)
        self.note = self._field(down, self.tr("&Note"), "call_note")
        self.who = self._field(down, self.tr("Rung b&y"), "call_who")
        down.addLayout(self._outcomes())
        return down

    def _field(self, down: QVBoxLayout, label: str, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(name)
        field.setAccessibleName(label.replace("&", ""))
        words = text_label(label)
        words.setBuddy(field)
        words.setMinimumWidth(space(16))
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addWidget(words)
        row.addWidget(field, 1)
        down.addLayout(row)
        return field

    def _outcomes(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(space(2))
        for outcome in OF_CALLS:
            button = push_button(
                self.tr(KEYS[outcome]),
                partial(self._record, outcome),
                name=f"call_{outcome}",
                primary=outcome is CallOutcome.TOLD,
            )
            row.addWidget(button)
            self._answers.append(button)
        row.addStretch(1)
        skip = QShortcut(QKeySequence("Alt+Down"), self)
        skip.activated.connect(self._go_to_next)
        return row

    def _read(self) -> None:
        work = partial(read_calls, self._desk, self._desk.now(), self._window_id)
        self._newest.ask(work, self._show, self._refused)

    def _changed(self, _changes: Changes) -> None:
        self._read()

    def _show(self, sheet: CallsView) -> None:
        if self._sheet is None:
            self.who.setText(sheet.who)
        self._sheet = sheet
        counts = sheet.counts
        said = self.tr("{told} told, {left} left to ring").format(
            told=formats.number(counts.told), left=formats.number(counts.to_ring)
        )
        if counts.no_number:
            said += self.tr(", {n} whom nobody can ring: reach them another way").format(
                n=formats.number(counts.no_number)
            )
        self.counts.setText(said)
        kept = self._wanted or (self.row.appointment_id if self.row else None)
        self._wanted = None
        self.model.replace(sheet.rows)
        self.bar.show_choices(
            (
                *(
                    FilterChoice(key, self.tr(text), sum(map(test, sheet.rows)))
                    for key, (text, test) in CHOICES.items()
                    if key != "apart" or counts.no_number
                ),
            )
        )
        self._filter()
        if kept is not None:
            self.table.select_keys(frozenset({kept}), kept)
        if not sheet.rows:
            self.notice.say(self.tr("Nobody has to be rung about this strike."), Tone.COVERED)
        elif not calls_to_make(sheet.rows):
            self.notice.say(self.tr("Everybody was told."), Tone.COVERED)
        self._show_row()

    def _search(self, text: str) -> None:
        self._words = tuple(text.casefold().split())
        self._filter()

    def _filter(self) -> None:
        self.table.show_only(self._passes)
        if self.row is None and self.table.proxy.rowCount():
            self.table.selectRow(0)
        self._show_row()

    def _passes(self, row: PhoneCall) -> bool:
        said = f"{row.name} {row.phone}".casefold()
        _text, is_wanted = CHOICES.get(str(self.bar.current), CHOICES["all"])
        is_shown = is_wanted(row)
        return is_shown and all(word in said for word in self._words)

    def _show_row(self) -> None:
        row = self.row
        for button in self._answers:
            button.setEnabled(row is not None and not self._is_saving)
        self.name.setText(row.name if row else "")
        self.number.setText(number_words(row) if row else "")
        self.why.setText(row.why if row else "")
        self.check.setText(row.check if row and row.script else "")
        self.say.setText(row.script if row else "")
        self.warning.setText(row.note if row else "")
        self.warning.setVisible(bool(row and row.note))
        before = "\n".join(call_line(row, each) for each in row.calls) if row else ""
        self.before.setText(before)
        self.before.setVisible(bool(before))

    def _record(self, outcome: CallOutcome) -> None:
        row = self.row
        if row is None or self._is_saving:
            return
        self._is_saving = True
        desk = self._desk
        work = partial(
            record_call,
            desk.storage,
            desk.tools.rules.letters,
            row.appointment_id,
            outcome,
            self.who.text(),
            self.note.text(),
            desk.now(),
        )
        said = self.tr("{name}: {outcome}.").format(
            name=row.name, outcome=self.tr(OUTCOMES[outcome]).lower()
        )
        self._show_row()
        act = self._acts.setdefault((row.appointment_id, outcome), Act(desk))
        desk.jobs.run(
            act.tried(work),
            lambda done: self._recorded(row.appointment_id, said, done.changes),
            partial(self._not_recorded, act),
            ended=self._saved_it,
        )

    def _not_recorded(self, act: Act, error: BaseException) -> None:
        act.answered(error)
        self._refused(error)

    def _recorded(self, key: str, said: str, changes: Changes) -> None:
        """Go on to the next patient at once."""
        if not self.is_closed:
            self._acts.clear()
            self.notice.say(said, Tone.COVERED)
            self.note.clear()
            self._wanted = self._next_after(key)
        self._desk.bus.publish(changes)

    def _saved_it(self) -> None:
        if not self.is_closed:
            self._is_saving = False
            self._show_row()

    def _next_after(self, key: str | None) -> str | None:
        """The next patient on the list who is not told yet, going round once."""
        proxy = self.table.proxy
        rows = proxy.rows_in(range(proxy.rowCount()))
        at = next((n for n, row in enumerate(rows) if row.appointment_id == key), -1)
        round_once = [*rows[at + 1 :], *rows[:at]]
        return next((row.appointment_id for row in round_once if not row.is_told), None)

    def _go_to_next(self) -> None:
        key = self._next_after(self.row.appointment_id if self.row else None)
        if key is not None:
            self.table.select_keys(frozenset({key}), key)

    def _pdf(self) -> bytes:
        """The calls that are left, on paper; off the window's thread."""
        left = calls_to_make(self._sheet.rows if self._sheet else ())
        now = self._desk.now()
        return self._desk.tools.papers.call_sheet(call_sheet(left, now), now)

    def _ask_table(self) -> None:
        ask_file(self, "call-sheet.csv", "Table (*.csv)", self._save_table)

    def _save_table(self, path: str) -> None:
        out, desk = Path(path), self._desk
        keep_print_folder(out.parent)
        rules, tools = desk.tools.rules.letters, desk.tools
        work = partial(
            write_call_sheet, desk.storage, rules, tools.exporter, tools.papers, out,
            self._window_id, desk.now(),
        )  # fmt: skip
        desk.jobs.run(work, self._saved_as, self._refused)
