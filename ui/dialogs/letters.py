"""The small dialogs of the letters' page: where a batch goes, and whose letters they are."""

from __future__ import annotations

from dataclasses import asdict, fields
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from rota.domain.errors import Refused
from rota.domain.trust import TrustDetails
from rota.services.hospital_details import save_trust_details
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.theme import Size, space
from ui.widgets.buttons import push_button
from ui.widgets.labels import paragraph, text_label
from ui.widgets.notice import Notice

WIDE = 110


class BatchDialog(QDialog):
    """Says what will be made and asks into which folder; ``chosen`` carries the folder."""

    chosen = Signal(object)

    def __init__(
        self, letters: int, lacks: tuple[str, ...], folder: Path, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        title = self.tr("Make a batch of {n}").format(n=formats.count(letters, "letter"))
        self.setObjectName("dialog_batch")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        said = paragraph(
            self.tr(
                "A PDF sorted by post bag, two-sided, for window envelopes; many letters make "
                "several batches. Every page is read back before it is kept. Nobody counts as "
                "told until you say it was posted."
            ),
            muted=True,
        )
        said.setMinimumWidth(space(WIDE))
        notice = Notice()
        if lacks:
            text = self.tr("The letters will lack {what}.").format(what=", ".join(lacks))
            notice.say(text, Tone.WARNING)
        self.folder = QLineEdit(str(folder))
        self.folder.setObjectName("batch_folder")
        self.folder.setAccessibleName(self.tr("Save in"))
        browse = push_button(self.tr("Browse…"), self._browse, name="browse_folder")
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addWidget(self.folder, 1)
        row.addWidget(browse)
        label = text_label(self.tr("&Save in"))
        label.setBuddy(self.folder)
        row.insertWidget(0, label)
        go = push_button(self.tr("Make batch"), self._go, name="batch_go", primary=True)
        go.setDefault(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(space(2))
        buttons.addStretch(1)
        buttons.addWidget(push_button(self.tr("Cancel"), self.reject, name="batch_cancel"))
        buttons.addWidget(go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space(5), space(4), space(5), space(4))
        layout.setSpacing(space(4))
        layout.addWidget(text_label(title, size=Size.TITLE, bold=True))
        layout.addWidget(said)
        layout.addWidget(notice)
        layout.addLayout(row)
        layout.addLayout(buttons)

    def _browse(self) -> None:
        ask_folder(self, Path(self.folder.text()), self.folder.setText)

    def _go(self) -> None:
        folder = Path(self.folder.text().strip() or ".").expanduser()
        self.accept()
        self.chosen.emit(folder)


def ask_folder(parent: QWidget, start: Path, taken: object) -> None:
    """Ask for a folder; ``taken`` is called with its path as text."""
    dialog = QFileDialog(parent, parent.tr("Save in"), str(start))
    dialog.setObjectName("folder_dialog")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(taken)
    dialog.open()


class DetailsDialog(ErrandDialog):
    """What every letter says of the hospital.

    With a ``reason`` it is asked because something waits for it: then the name and the phone
    are wanted.
    """

    def __init__(
        self, desk: Desk, details: TrustDetails, parent: QWidget | None, reason: str = ""
    ) -> None:
        super().__init__(desk, "Hospital details", "Save", parent)
        self.setObjectName("dialog_details")
        self._edits: dict[str, QLineEdit | QPlainTextEdit] = {}
        self._is_wanted = bool(reason)
        notice = Notice()
        notice.say(reason, Tone.WARNING)
        self.body.addWidget(notice)
        said = paragraph(self.tr("They are printed on every letter."), muted=True)
        said.setMinimumWidth(space(WIDE))
        self.body.addWidget(said)
        form = QFormLayout()
        form.setHorizontalSpacing(space(3))
        form.setVerticalSpacing(space(2))
        labels = {
            "name": self.tr("&Name of the hospital"),
            "address": self.tr("&Address"),
            "phone": self.tr("&Phone for patients"),
            "phone_hours": self.tr("&Hours of the phone"),
            "email": self.tr("&Email"),
            "return_address": self.tr("&Return address"),
            "sender": self.tr("&Signed by"),
            "sender_role": self.tr("&Their role"),
        }
        values = asdict(details)
        for field in fields(TrustDetails):
            edit = self._edit(field.name, values[field.name])
            edit.setObjectName(f"details_{field.name}")
            edit.setAccessibleName(labels[field.name].replace("&", ""))
            form.addRow(labels[field.name], edit)
        self.body.addLayout(form)
        self._edits["name"].setFocus()

    def work(self) -> Save:
        """Save what is in the fields."""
        said = {name: _text(edit) for name, edit in self._edits.items()}
        if self._is_wanted and not (said["name"] and said["phone"]):
            raise Refused("details_missing", self.tr("Enter the hospital's name and its phone."))
        return partial(save_trust_details, self._desk.storage, TrustDetails(**said))

    def _edit(self, name: str, value: str) -> QLineEdit | QPlainTextEdit:
        edit: QLineEdit | QPlainTextEdit
        if name == "address":
            edit = QPlainTextEdit(value)
            edit.setTabChangesFocus(True)
            edit.setFixedHeight(space(20))
        else:
            edit = QLineEdit(value)
        self._edits[name] = edit
        return edit


def _text(edit: QLineEdit | QPlainTextEdit) -> str:
    if isinstance(edit, QLineEdit):
        return edit.text().strip()
    lines = (line.strip() for line in edit.toPlainText().splitlines())
    return "\n".join(line for line in lines if line)
