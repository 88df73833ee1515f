"""Asks under which name to save a file, beginning in the folder used last."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.folders import print_folder


def ask_file(parent: QWidget, name: str, kind: str, taken: Callable[[str], object]) -> None:
    """Ask for a file of one kind, such as ``PDF (*.pdf)``; ``taken`` gets its path."""
    dialog = QFileDialog(parent, parent.tr("Save as"), str(print_folder()))
    dialog.setObjectName("save_dialog")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters([kind])
    dialog.setDefaultSuffix(name.rpartition(".")[2])
    dialog.selectFile(str(print_folder() / name))
    dialog.fileSelected.connect(taken)
    dialog.open()
