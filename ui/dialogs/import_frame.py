"""What the import of a file looks like: its fields, its buttons, and choosing and saving files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from rota.domain.importing import ImportKind, RowProblem
from rota.services.differences import Difference, write_differences
from rota.services.print_files import write_problems
from ui.dialogs.import_columns import ColumnsPage
from ui.dialogs.import_results import ResultTabs, differences_name, suggested_name
from ui.dialogs.save_as import ask_file
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.labels import text_label
from ui.widgets.notice import Notice

KINDS = {
    ImportKind.APPOINTMENTS: "Appointments",
    ImportKind.SLOTS: "Free slots",
    ImportKind.DUTIES: "Duties (the roster)",
    ImportKind.STAFF: "Staff",
    ImportKind.ABSENCES: "Absences",
    ImportKind.DECLARATIONS: "Declarations for one strike",
    ImportKind.REQUIREMENTS: "Cover requirements",
    ImportKind.WINDOWS: "Strike windows",
    ImportKind.TURNOUT: "Turnout of past strike days",
}
CORRECTED = frozenset({ImportKind.STAFF, ImportKind.DUTIES, ImportKind.APPOINTMENTS})
RETIRING = frozenset({ImportKind.DUTIES, ImportKind.APPOINTMENTS, ImportKind.SLOTS})
FILE_FILTER = (
    "Tables, messages and calendars (*.csv *.txt *.tsv *.xlsx *.ods *.json *.ndjson *.hl7 *.ics);;"
    "All files (*)"
)
STEPS = 1000


class ImportFrame(QDialog):
    """The fields and the buttons; a subclass answers what they ask for."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName("dialog_import")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(self.tr("Import a file"))
        self.setAcceptDrops(True)
        self._build()
        self._lay_out()
        self.tabs.save_asked.connect(self._ask_where_to_save)
        self.tabs.differences.save_asked.connect(self._ask_where_to_save_differences)
        self.resize(space(250), space(158))

    def take_files(self, paths: tuple[Path, ...]) -> None:
        """Take these files, one after the other."""
        raise NotImplementedError

    def import_now(self) -> None:
        """Go on: check, import, or go to the next file."""
        raise NotImplementedError

    def stop_job(self) -> None:
        """Stop what runs."""
        raise NotImplementedError

    def file_in_hand(self) -> Path | None:
        """The file that is being looked at; None where no more can be taken."""
        raise NotImplementedError

    def write_out(self, write: Callable[[], Path]) -> None:
        """Write a file off the window's thread, and say so."""
        raise NotImplementedError

    @property
    def chosen_kind(self) -> ImportKind | None:
        """What is said to be in the file."""
        code = self.kind.currentData()
        return ImportKind(code) if code else None

    def _choose_kind(self, kind: ImportKind | None) -> None:
        was_blocked = self.kind.blockSignals(True)
        self.kind.setCurrentIndex(max(self.kind.findData(kind.value if kind else None), 0))
        self.kind.blockSignals(was_blocked)
        self._say_kind()

    def _say_kind(self) -> None:
        kind = self.chosen_kind
        is_for_window = kind is ImportKind.DECLARATIONS
        self._window_label.setVisible(is_for_window)
        self.window_choice.setVisible(is_for_window)
        self.replace.setVisible(kind in RETIRING)
        self.take_file.setVisible(kind in CORRECTED)

    def _build(self) -> None:
        self.file_words: QLabel = text_label(self.tr("Drop a file here, or choose one."))
        self.file_words.setObjectName("import_file")
        self.choose = push_button(
            self.tr("Choose file…"), self._choose_files, name="choose_file", icon_name="import"
        )
        self.kind = _combo(self.tr("What is in the file"), "import_kind")
        self.kind.addItem(self.tr("Find out from the file"), None)
        for kind, words in KINDS.items():
            self.kind.addItem(words, kind.value)
        self.window_choice = _combo(self.tr("For which strike"), "import_window")
        self._window_label = text_label(self.tr("For which &strike"))
        self._window_label.setBuddy(self.window_choice)
        self.columns = ColumnsPage()
        self.tabs = ResultTabs(self.columns)
        self.profile = _combo(self.tr("Remember the columns as"), "import_profile")
        self.profile.setEditable(True)
        line = self.profile.lineEdit()
        assert line is not None
        line.setPlaceholderText(self.tr("a name, if this file comes again"))
        line.setAccessibleName(self.tr("Remember the columns as"))
        self.notice = Notice()
        self.partial = QCheckBox(self.tr("Import the &good rows only"))
        self.partial.setObjectName("import_partial")
        self.replace = QCheckBox(self.tr("&Retire what the file no longer has, in its own dates"))
        self.replace.setObjectName("import_replace")
        self.take_file = QCheckBox(self.tr("Let the file overwrite what was &corrected here"))
        self.take_file.setObjectName("import_take_file")
        self.bar = QProgressBar()
        self.bar.setObjectName("import_progress")
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(space(2.5))
        self.bar.setRange(0, STEPS)
        self.stop = push_button(self.tr("Stop"), lambda: self.stop_job(), name="import_stop")
        self.close_button = push_button(self.tr("Close"), self.reject, name="import_close")
        self.go = push_button(
            self.tr("Import"), lambda: self.import_now(), name="import_go", primary=True
        )

    def _lay_out(self) -> None:
        top = QGridLayout()
        top.setHorizontalSpacing(space(3))
        top.setVerticalSpacing(space(2))
        top.setColumnStretch(1, 1)
        kind_label = text_label(self.tr("&What is in it"))
        kind_label.setBuddy(self.kind)
        profile_label = text_label(self.tr("Remember &columns as"))
        profile_label.setBuddy(self.profile)
        top.addWidget(text_label(self.tr("File")), 0, 0)
        top.addWidget(self.file_words, 0, 1)
        top.addWidget(self.choose, 0, 2)
        top.addWidget(kind_label, 1, 0)
        top.addWidget(self.kind, 1, 1, 1, 2)
        top.addWidget(self._window_label, 2, 0)
        top.addWidget(self.window_choice, 2, 1, 1, 2)
        top.addWidget(profile_label, 3, 0)
        top.addWidget(self.profile, 3, 1, 1, 2)
        ticks = QHBoxLayout()
        ticks.setSpacing(space(6))
        ticks.addWidget(self.partial)
        ticks.addWidget(self.replace)
        ticks.addWidget(self.take_file)
        ticks.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(space(2))
        buttons.addWidget(self.bar, 1)
        buttons.addWidget(self.stop)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space(5), space(4), space(5), space(4))
        layout.setSpacing(space(3))
        layout.addLayout(top)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.notice)
        layout.addLayout(ticks)
        layout.addLayout(buttons)

    def _choose_files(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a file to import"), "", FILE_FILTER)
        dialog.setObjectName("file_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._files_chosen)
        dialog.open()

    def _files_chosen(self, names: list[str]) -> None:
        self.take_files(tuple(Path(name) for name in names))

    def _ask_where_to_save(self, problems: tuple[RowProblem, ...]) -> None:
        self._ask_name(self.tr("Save the problems"), suggested_name, write_problems, problems)

    def _ask_where_to_save_differences(self, found: tuple[Difference, ...]) -> None:
        name, title = differences_name, self.tr("Save the differences")
        self._ask_name(title, name, write_differences, found)

    def _ask_name(
        self,
        title: str,
        suggested: Callable[[Path], str],
        write: Callable[[Path, Any], Path],
        what: tuple[RowProblem, ...] | tuple[Difference, ...],
    ) -> None:
        name = suggested(self.file_in_hand() or Path("import.csv"))
        ask_file(
            self,
            name,
            "CSV (*.csv)",
            lambda out: self.write_out(partial(write, Path(out), what)),
            title,
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files of this computer."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the files dropped."""
        urls = event.mimeData().urls()
        paths = tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())
        if paths and self.choose.isEnabled():
            event.acceptProposedAction()
            self.take_files(paths)


def _combo(spoken_name: str, name: str) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setAccessibleName(spoken_name)
    combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return combo
