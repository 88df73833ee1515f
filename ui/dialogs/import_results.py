"""What checking a file found: what is wrong, what is odd, what changes and what is gone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from rota.domain.importing import RowProblem
from rota.services.importing import ImportOutcome, reconciled
from ui import formats
from ui.colours import Tone
from ui.dialogs.import_columns import ColumnsPage
from ui.dialogs.import_differences import DifferencePage
from ui.models.table import Column, TableModel
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.clipboard import copy_rows, let_copy
from ui.widgets.labels import paragraph
from ui.widgets.table_view import TableView
from ui.wording import column_words


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """One problem in a table: its place in the list tells two alike apart."""

    at: int
    problem: RowProblem


def _problem_columns() -> tuple[Column[ProblemRow], ...]:
    return (
        Column(
            "Row",
            lambda row: formats.number(row.problem.row),
            lambda row: row.problem.row,
            is_number=True,
            width=7,
        ),
        Column("Column", lambda row: column_words(row.problem.column), width=20),
        Column("What is wrong", lambda row: row.problem.text, width=70),
    )


class ResultTabs(QTabWidget):
    """The columns, then what the check found; emits ``save_asked`` with the problems to keep."""

    save_asked = Signal(object)

    def __init__(self, columns: ColumnsPage) -> None:
        super().__init__()
        self.setObjectName("import_tabs")
        self.setAccessibleName(self.tr("The file"))
        self.tabBar().setAccessibleName(self.tr("The file"))
        self.setDocumentMode(True)
        self._problems: tuple[RowProblem, ...] = ()
        self.errors = TableModel(_problem_columns(), lambda row: row.at)
        self.notes = TableModel(_problem_columns(), lambda row: row.at)
        self.changed_rows: TableModel[str] = TableModel(
            (Column("Changed", lambda key: key, width=40),), lambda key: key
        )
        self.gone: TableModel[str] = TableModel(
            (Column("No longer in the file", lambda key: key, width=40),), lambda key: key
        )
        self.error_view = self._view(self.errors, self.tr("Problems"), "view_problems")
        note_view = self._view(self.notes, self.tr("Notes"), "view_notes")
        changed_view = self._view(self.changed_rows, self.tr("Changed"), "view_changed")
        gone_view = self._view(self.gone, self.tr("No longer in the file"), "view_gone")
        self._problem_page = self._with_buttons()
        self.differences = DifferencePage()
        self._pages: tuple[tuple[QWidget, str], ...] = (
            (columns, self.tr("Columns")),
            (self._problem_page, self.tr("Problems")),
            (note_view, self.tr("Notes")),
            (self.differences, self.tr("Differences")),
            (changed_view, self.tr("Changed")),
            (gone_view, self.tr("No longer in the file")),
        )
        for page, name in self._pages:
            self.addTab(page, name)
        self.show_outcome(None)

    def show_outcome(self, outcome: ImportOutcome | None) -> None:
        """Show what a check found; None: nothing is known."""
        found = outcome or ImportOutcome()
        self._problems = tuple(found.errors)
        self.errors.replace(_rows(found.errors))
        self.notes.replace(_rows(found.warnings))
        self.changed_rows.replace(tuple(dict.fromkeys(map(str, found.changed_ids))))
        self.gone.replace(tuple(dict.fromkeys(map(str, found.vanished))))
        self.differences.show_differences(found.found)
        counts = (
            None,
            len(found.errors),
            len(found.warnings),
            found.found.counts.total(),
            0 if found.differences else len(found.changed_ids),
            0 if found.differences else len(found.vanished),
        )
        for at, ((_, name), count) in enumerate(zip(self._pages, counts, strict=True)):
            self.setTabText(at, f"{name} ({count:,})" if count else name)
            self.setTabVisible(at, count is None or count > 0)
        if found.errors:
            self.setCurrentWidget(self._problem_page)
        elif found.differences and (found.changed or found.kept or found.vanished):
            self.setCurrentWidget(self.differences)

    @property
    def problems(self) -> tuple[RowProblem, ...]:
        """What is wrong with the file."""
        return self._problems

    def _view(
        self, model: TableModel[ProblemRow] | TableModel[str], said: str, name: str
    ) -> TableView:
        model.setParent(self)
        view = TableView(model, said, name=name)
        let_copy(view)
        return view

    def _with_buttons(self) -> QWidget:
        page = QWidget()
        buttons = QHBoxLayout()
        buttons.setContentsMargins(space(4), space(2), space(2), space(1))
        buttons.setSpacing(space(2))
        said = paragraph(
            self.tr("Mend these in the file, save it, and choose it again."), muted=True
        )
        buttons.addWidget(said, 1)
        buttons.addWidget(push_button(self.tr("Copy all"), self._copy_all, name="copy_problems"))
        buttons.addWidget(
            push_button(
                self.tr("Save as CSV…"),
                lambda: self.save_asked.emit(self._problems),
                name="save_problems",
                icon_name="export",
            )
        )
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.error_view, 1)
        layout.addLayout(buttons)
        return page

    def _copy_all(self) -> None:
        copy_rows(self.errors.columns, self.errors.rows)


def _rows(problems: list[RowProblem]) -> tuple[ProblemRow, ...]:
    return tuple(ProblemRow(at, problem) for at, problem in enumerate(problems))


def outcome_sentence(outcome: ImportOutcome, is_saved: bool) -> tuple[str, Tone]:
    """Sum up a check or an import in a sentence."""
    if not outcome.rows and outcome.errors:
        return "The columns do not fit yet. Nothing was read.", Tone.WARNING
    parts = [f"{outcome.added:,} new", f"{outcome.changed:,} changed"]
    parts.append(f"{outcome.unchanged:,} as before")
    if outcome.retired:
        parts.append(f"{outcome.retired:,} retired")
    elif outcome.vanished:
        parts.append(f"{len(outcome.vanished):,} no longer in the file")
    if outcome.kept:
        parts.append(f"{outcome.kept:,} kept as corrected here")
    parts += reconciled(outcome)
    if outcome.rejected:
        parts.append(f"{outcome.rejected:,} refused")
    rows = formats.count(outcome.rows, "row")
    counted = f"{rows[:1].upper()}{rows[1:]}: {', '.join(parts)}."
    if is_saved:
        return f"Imported. {counted}", Tone.COVERED
    if outcome.rejected:
        return f"{counted} Nothing is saved yet.", Tone.WARNING
    return f"{counted} Nothing is saved yet.", Tone.EMERGENCY


def suggested_name(path: Path) -> str:
    """The file name offered for the list of problems."""
    return f"{path.stem} problems.csv"


def differences_name(path: Path) -> str:
    """The file name offered for the list of differences."""
    return f"{path.stem} differences.csv"
