"""A hospital file that is damaged: bring it back from a backup, or leave it as it is."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from rota.domain.backups import Damaged, Restored
from rota.services.tools import Tools
from ui import formats
from ui.dialogs.door import DoorDialog, Step
from ui.widgets.buttons import push_button
from ui.widgets.labels import paragraph


class DamagedDialog(DoorDialog):
    """``restored`` is what was put back; None: the person quits and nothing is touched."""

    def __init__(self, tools: Tools, found: Damaged, parent: QWidget | None = None) -> None:
        super().__init__("Strike Rota", parent)
        self.setObjectName("dialog_damaged")
        self._tools, self._found = tools, found
        self.restored: Restored | None = None
        step = Step(self.tr("The hospital file is damaged"))
        said = self.tr("{name}: {why}. Nothing in it was changed, and nothing will be deleted.")
        step.body.addWidget(paragraph(said.format(name=found.path.name, why=found.why)))
        self.offer = paragraph(self._offer())
        self.offer.setObjectName("damaged_offer")
        step.body.addWidget(self.offer)
        step.buttons.addWidget(push_button(self.tr("Quit"), self.reject, name="cancel"))
        step.buttons.addStretch(1)
        other = push_button(self.tr("&Choose another…"), self._choose, name="other_backup")
        step.buttons.addWidget(other)
        self.back = push_button(
            self.tr("&Put the newest back"), self._newest, name="newest_backup", primary=True
        )
        self.back.setVisible(found.backup is not None)
        self.back.setDefault(True)
        step.buttons.addWidget(self.back)
        self.steps.addWidget(step)
        self.go_to(step)

    def put_back(self, backup: Path) -> None:
        """Put a backup in the place of the damaged file, which is set aside."""
        work = partial(self._tools.restore, str(self._found.path), backup)
        self.ask(work, self._done, self.tr("Checking the backup and putting it back…"))

    def _offer(self) -> str:
        backup = self._found.backup
        if backup is None:
            return self.tr(
                "No backup was found beside it. Choose one, from a second place or another disk."
            )
        return self.tr(
            "The newest good backup is of {when}. What was saved after that will be missing; the "
            "damaged file is set aside beside it, in case somebody can read more of it."
        ).format(when=formats.moment(backup.at))

    def _newest(self) -> None:
        if self._found.backup is not None:
            self.put_back(self._found.backup.path)

    def _choose(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a backup"))
        dialog.setObjectName("backup_dialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Hospital files (*.db)"), self.tr("All files (*)")])
        dialog.fileSelected.connect(lambda path: self.put_back(Path(path)))
        dialog.open()

    def _done(self, found: Restored) -> None:
        self.restored = found
        self.accept()
