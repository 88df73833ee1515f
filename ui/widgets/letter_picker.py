"""One letter chosen from a list: by its reference, its page, its sheet or whose it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rota.domain.batch_letters import BatchLetter
from ui import formats
from ui.models.table import Column, TableModel
from ui.theme import space
from ui.widgets.search_field import SearchField
from ui.widgets.table_view import TableView

COLUMNS: tuple[Column[BatchLetter], ...] = (
    Column("Reference", lambda row: row.reference, width=11),
    Column(
        "Sheet",
        lambda row: _span(row.sheet, row.sheets),
        lambda row: row.sheet,
        is_number=True,
        spoken=lambda row: f"{_span(row.sheet, row.sheets)} of the pile",
        width=8,
    ),
    Column(
        "Page",
        lambda row: _span(row.page, row.pages),
        lambda row: row.page,
        is_number=True,
        width=8,
    ),
    Column("Patient", lambda row: row.name, width=21),
    Column("Postcode", lambda row: row.postcode, width=9),
    Column("State", lambda row: state_words(row), width=17),
)


class LetterPicker(QWidget):
    """A field that finds, and the letters in the order of the pile; ``chosen`` when one is."""

    chosen = Signal()
    activated = Signal()

    def __init__(self, rows: int = 8) -> None:
        super().__init__()
        self._words: tuple[str, ...] = ()
        self.model = TableModel(COLUMNS, lambda row: row.reference, parent=self)
        self.field = SearchField(self.tr("Find a reference or a name"))
        self.field.setObjectName("find_letter")
        self.table = TableView(self.model, self.tr("Letters"), name="pick_letter")
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        row_height = self.table.verticalHeader().defaultSectionSize()
        self.table.setMinimumHeight(row_height * rows + self.table.horizontalHeader().height())
        self.table.setMinimumWidth(space(172))
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(space(1.5))
        down.addWidget(self.field)
        down.addWidget(self.table, 1)
        self.setFocusProxy(self.field)
        self.field.searched.connect(self._search)
        self.field.went_down.connect(self.table.go_to_rows)
        self.table.rows_chosen.connect(lambda _rows: self.chosen.emit())
        self.table.row_activated.connect(lambda _row: self.activated.emit())

    @property
    def letter(self) -> BatchLetter | None:
        """The letter that is chosen, if it is just one."""
        rows = self.table.chosen
        return rows[0] if len(rows) == 1 else None

    def show_letters(self, letters: Sequence[BatchLetter], chosen: str = "") -> None:
        """Offer these, one of them chosen by its reference."""
        self.model.replace(tuple(letters))
        if chosen:
            self.table.select_keys(frozenset({chosen}), chosen)

    def _search(self, text: str) -> None:
        self._words = tuple(text.casefold().split())
        self.table.show_only(self._is_found if self._words else None)
        if self.letter is None and self.table.proxy.rowCount():
            self.table.selectRow(0)

    def _is_found(self, row: BatchLetter) -> bool:
        said = f"{row.reference} {row.name} {row.postcode}".casefold()
        return all(word in said for word in self._words)


def state_words(row: BatchLetter) -> str:
    """Where a letter stands, in a few words."""
    if row.returned_at is not None:
        return f"Came back {formats.moment(row.returned_at)}"
    if row.withdrawn_at is not None:
        return "Taken out"
    if row.posted_at is not None:
        return f"Posted {formats.moment(row.posted_at)}"
    if row.printed_at is None:
        return "Not printed"
    return "Printed" if row.prints < 2 else f"Printed {row.prints} times"


def _span(first: int, number: int) -> str:
    return f"{first}" if number < 2 else f"{first} to {first + number - 1}"
