"""What the columns of a file stand for, or that the file says so itself, and what is given."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rota.domain.importing import GIVABLE, ColumnMapping, ImportKind, Peek
from ui.dialogs.import_given import GivenValues
from ui.theme import space
from ui.widgets.column_table import ColumnTable
from ui.widgets.labels import paragraph
from ui.wording import column_words


class ColumnsPage(QWidget):
    """The columns of a file. Emits ``changed`` when a person corrects or gives something."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.table = ColumnTable()
        self.given = GivenValues()
        self.words = paragraph()
        self.words.setObjectName("columns_words")
        self.words.setContentsMargins(space(4), space(2), space(4), space(2))
        self._peek: Peek | None = None
        self._kind: ImportKind | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.words)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.given)
        self.table.changed.connect(self._corrected)
        self.given.changed.connect(self.changed)
        self.clear_file()

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of the file."""
        return self.table.headings

    @property
    def says_itself(self) -> bool:
        """Whether the file's format says what each value is."""
        return self._peek is not None and bool(self._peek.format_name)

    @property
    def guessed(self) -> ColumnMapping | None:
        """What is guessed of the columns; None before a file was looked at."""
        return self._peek.mapping if self._peek is not None else None

    @property
    def mapping(self) -> ColumnMapping | None:
        """What every heading stands for and what is given; None before a file was looked at."""
        mapping = self.table.mapping
        if mapping is None:
            return None
        columns = {} if self.says_itself else mapping.columns
        return ColumnMapping(mapping.kind, columns, mapping.unknown_midnight, self.given.values)

    def show_peek(self, kind: ImportKind, peek: Peek) -> None:
        """Show the columns of a file and what is guessed of them."""
        self._peek, self._kind = peek, kind
        self.table.show_peek(kind, peek)
        self.table.setColumnHidden(2, bool(peek.format_name))
        if peek.format_name:
            self._show_only_what_is_said(peek)
        self.given.show_values({})
        self._offer()
        if peek.format_name:
            said = self.tr(
                "This is {format}: it says itself what each value is, so there are no columns to "
                "choose. These are the values of its first entries."
            )
            self.say(said.format(format=peek.format_name))
        else:
            self.say("")

    def _show_only_what_is_said(self, peek: Peek) -> None:
        for at, column in enumerate(peek.headings):
            item = self.table.item(at, 0)
            if item is not None:
                item.setText(column_words(column))
            is_blank = not any(row[at].strip() for row in peek.samples if at < len(row))
            self.table.setRowHidden(at, is_blank)

    def show_mapping(self, mapping: ColumnMapping, words: str = "") -> None:
        """Show what another mapping says, and in words why."""
        if not self.says_itself:
            self.table.show_mapping(mapping)
            self.say(words)
        self.given.show_values(mapping.given)
        self._offer()

    def say(self, text: str) -> None:
        """Say something above the columns; nothing takes it away."""
        self.words.setText(text)
        self.words.setVisible(bool(text))

    def clear_file(self) -> None:
        """Show nothing."""
        self._peek = self._kind = None
        self.table.clear_file()
        self.given.show_columns(None, ())
        self.say("")

    def _corrected(self) -> None:
        self._offer()
        self.changed.emit()

    def _offer(self) -> None:
        """Offer to give what no heading stands for, or what the first entries leave blank."""
        mapping = self.table.mapping
        if mapping is None or self._peek is None or self._kind is None:
            return
        said = {column for column in mapping.columns.values() if column}
        if self._peek.format_name:
            said = {
                column
                for at, column in enumerate(self._peek.headings)
                if self._peek.samples and all(row[at].strip() for row in self._peek.samples)
            }
        kept = self.given.values.keys() & set(GIVABLE.get(self._kind, ()))
        self.given.show_columns(self._kind, said - kept)
