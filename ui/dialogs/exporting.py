"""Writing every strike to a file: a calendar for phones and diaries, or a table."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QRadioButton, QWidget

from rota.services.exporting import export_windows
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.reading import NotingDialog
from ui.dialogs.save_as import SaveAsRow
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.labels import paragraph

ENDINGS = {
    ".ics": ("Calendar (.ics)", "Every strike as an appointment, for Outlook, phones and diaries."),
    ".csv": (
        "Table (.csv)",
        "Every strike and what each once was; this program can import it again.",
    ),
}


class ExportDialog(NotingDialog):
    """Asks which kind of file and where, and says where it is then."""

    def __init__(self, desk: Desk, parent: QWidget | None) -> None:
        super().__init__(desk, "Export the strikes", parent)
        self.setObjectName("dialog_export")
        self._choices: dict[str, QRadioButton] = {}
        for ending, (text, meaning) in ENDINGS.items():
            button = QRadioButton(text)
            button.setObjectName(f"export_{ending[1:]}")
            button.setAccessibleDescription(meaning)
            button.toggled.connect(self._ending_chosen)
            self._choices[ending] = button
            said = paragraph(meaning, muted=True)
            said.setContentsMargins(space(6), 0, 0, 0)
            self.body.addWidget(button)
            self.body.addWidget(said)
        self._row = SaveAsRow("export", "strikes.ics", "Calendar (*.ics);;Table (*.csv)")
        self.path = self._row.path
        self.path.setMinimumWidth(space(100))
        self.body.addLayout(self._row)
        self.body.addWidget(self.notice)
        self.body.addStretch(1)
        self.go = push_button(self.tr("Export"), self._go, name="export_go", primary=True)
        self.go.setDefault(True)
        self.foot.addWidget(self.go)
        self._choices[".ics"].setChecked(True)
        self.path.setFocus()

    def _ending_chosen(self) -> None:
        for ending, button in self._choices.items():
            if button.isChecked():
                self.path.setText(str(Path(self.path.text()).with_suffix(ending)))

    def _go(self) -> None:
        out = self._row.out("strikes.ics")
        if out.suffix.lower() not in ENDINGS:
            self.notice.say(self.tr("The name must end in .ics or .csv."), Tone.SHORT)
            return
        self.go.setEnabled(False)
        desk = self._desk
        work = partial(export_windows, desk.storage, desk.tools.exporter, out, desk.now())
        desk.jobs.run(work, self._written, self._not_written)

    def _written(self, out: Path) -> None:
        self._wake()
        self._saved_as(out)

    def _not_written(self, error: BaseException) -> None:
        self._wake()
        self._refused(error)

    def _wake(self) -> None:
        if not self.is_closed:
            self.go.setEnabled(True)
