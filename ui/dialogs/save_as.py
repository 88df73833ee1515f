"""Asks under which name to save a file, beginning in the folder used last."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from ui.folders import print_folder
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.labels import text_label


def ask_file(
    parent: QWidget, name: str, kinds: str, taken: Callable[[str], object], title: str = ""
) -> None:
    """Ask for a file; ``taken`` gets its path. ``name`` may be a whole path.

    ``kinds`` such as ``PDF (*.pdf)``, with ``;;`` between them; the one chosen gives the ending.
    """
    dialog = QFileDialog(parent, title or parent.tr("Save as"), str(print_folder()))
    dialog.setObjectName("save_dialog")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(kinds.split(";;"))
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    dialog.filterSelected.connect(
        lambda kind: dialog.setDefaultSuffix(kind.rpartition(".")[2].rstrip(")"))
    )
    dialog.selectFile(str(print_folder() / name))
    dialog.fileSelected.connect(taken)
    dialog.open()


class SaveAsRow(QHBoxLayout):
    """A line for the path of a file, and a button to choose it. ``chosen`` says what was chosen."""

    chosen = Signal(str)

    def __init__(self, name: str, file_name: str, kinds: str) -> None:
        super().__init__()
        self._kinds = kinds
        self.path = QLineEdit(str(print_folder() / file_name))
        self.path.setObjectName(f"{name}_path")
        self.path.setAccessibleName(self.tr("Save as"))
        label = text_label(self.tr("&Save as"))
        label.setBuddy(self.path)
        self.setSpacing(space(2))
        self.addWidget(label)
        self.addWidget(self.path, 1)
        self.addWidget(push_button(self.tr("Browse…"), self._browse, name=f"{name}_browse"))

    def out(self, otherwise: str) -> Path:
        """Return the path written there; what is blank stands for another."""
        return Path(self.path.text().strip() or otherwise).expanduser()

    def _browse(self) -> None:
        ask_file(self.path.window(), self.path.text(), self._kinds, self._taken)

    def _taken(self, path: str) -> None:
        self.path.setText(path)
        self.chosen.emit(path)
