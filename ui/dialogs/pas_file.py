"""Writing what was decided to a file that the hospital's own system takes."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QCheckBox, QWidget

from rota.services.pas_file import PasFile, write_pas_file
from ui import formats
from ui.act import Act
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.reading import NotingDialog
from ui.dialogs.save_as import SaveAsRow
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.labels import paragraph

NAME = "decisions-for-pas.csv"


class PasFileDialog(NotingDialog):
    """Asks where, writes the file, and says how many decisions are in it."""

    def __init__(self, desk: Desk, parent: QWidget | None) -> None:
        super().__init__(desk, "File for the hospital's own system", parent)
        self.setObjectName("dialog_pas_file")
        said = paragraph(
            self.tr(
                "Every decision since the last file, with the hospital's own numbers and no "
                "names. The hospital's own system (PAS) stays the master: somebody takes the "
                "file in there, and the next extract shows what came of it."
            ),
            muted=True,
        )
        said.setMinimumWidth(space(110))
        self._replace = ""
        self._act = Act(desk)
        self._row = SaveAsRow("pas", NAME, "Table (*.csv)")
        self._row.chosen.connect(self._chosen)
        self.path = self._row.path
        self.everything = QCheckBox(
            self.tr("&Everything decided, also what was handed over before")
        )
        self.everything.setObjectName("pas_everything")
        self.body.addWidget(said)
        self.body.addLayout(self._row)
        self.body.addWidget(self.everything)
        self.body.addWidget(self.notice)
        self.body.addStretch(1)
        self.go = push_button(self.tr("Write the file"), self._go, name="pas_go", primary=True)
        self.go.setDefault(True)
        self.foot.addWidget(self.go)
        self.path.setFocus()

    def _chosen(self, path: str) -> None:
        """Take a name; where a file is there, the person was asked whether it may be replaced."""
        self._replace = path

    def _go(self) -> None:
        out = self._row.out(NAME)
        if out.suffix.lower() != ".csv":
            self.notice.say(self.tr("The name must end in .csv."), Tone.SHORT)
            return
        self.go.setEnabled(False)
        desk, everything = self._desk, self.everything.isChecked()
        replace, self._replace = self.path.text() == self._replace, ""
        work = partial(
            write_pas_file, desk.storage, desk.tools.exporter, out, desk.now(), everything, replace
        )
        desk.jobs.run(self._act.tried(work), self._written, self._not_written)

    def _written(self, made: PasFile) -> None:
        self._act.answered()
        self._desk.bus.publish(made.changes)
        if self.is_closed:
            return
        self.go.setEnabled(True)
        if made.rows:
            number = formats.count(made.rows, "decision")
            said = self.tr("Saved with {number}: {path}").format(number=number, path=made.path)
        else:
            said = self.tr("Nothing to hand over: no file was written.")
        said = "\n".join([said, *made.left_out_words])
        self.notice.say(said, Tone.WARNING if made.left_out else Tone.COVERED)

    def _not_written(self, error: BaseException) -> None:
        self._act.answered(error)
        if not self.is_closed:
            self.go.setEnabled(True)
        self._refused(error)
