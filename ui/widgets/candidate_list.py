"""A list of who can cover and who cannot, with a field to find a person in it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QVBoxLayout, QWidget

from rota.services.candidates import Candidate, Candidates, Cannot
from ui.delegates.person import PersonDelegate
from ui.models.candidates import EntryKind, Keeping, PeopleModel, entries
from ui.theme import space
from ui.widgets.labels import paragraph
from ui.widgets.search_field import SearchField

Key = Qt.Key


class CandidateList(QWidget):
    """Emits ``picked`` when another person is chosen, ``opened`` at Enter or a double click."""

    picked = Signal()
    opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._found: Candidates | None = None
        self._keeping: Keeping = {}
        self._words: list[str] = []
        self._opened: set[str] = set()
        self._is_awaited = False
        self.field = SearchField(self.tr("Find a person by name"))
        self.field.setObjectName("find_person")
        self.said = paragraph(muted=True)
        self.said.setObjectName("people_said")
        self.model = PeopleModel(self)
        self.view = _PeopleView(self.model)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(space(1.5))
        layout.addWidget(self.field)
        layout.addWidget(self.said)
        layout.addWidget(self.view, 1)
        self.field.searched.connect(self._search)
        self.field.went_down.connect(self.take_keys)
        self.view.selectionModel().currentChanged.connect(lambda *_: self.picked.emit())
        self.view.clicked.connect(self._clicked)
        self.view.doubleClicked.connect(lambda _index: self._open())
        self.view.entered_.connect(self._open)
        self.clear()

    @property
    def found(self) -> Candidates | None:
        """What is shown."""
        return self._found

    @property
    def chosen(self) -> Candidate | Cannot | None:
        """The person the list is on."""
        at = self.view.currentIndex()
        return self.model.entries[at.row()].person if at.isValid() else None

    def clear(self, said: str = "") -> None:
        """Show nobody, and say why."""
        self._found = None
        self.model.replace(())
        self.view.hide()
        self.field.hide()
        self.said.setText(said)
        self.said.setVisible(bool(said))
        self.picked.emit()

    def show_found(self, found: Candidates) -> None:
        """Show these people; whoever was chosen stays so, or else the first is."""
        self._found, self._keeping = found, {}
        self.said.hide()
        self.field.show()
        self.view.show()
        self._show()
        if self._is_awaited:
            self.take_keys()

    def show_keeping(self, keeping: Keeping) -> None:
        """Say of each what becomes of the appointments if they cover."""
        self._keeping = keeping
        down = self.view.verticalScrollBar().value()
        self._show()
        self.view.verticalScrollBar().setValue(down)

    def take_keys(self) -> None:
        """Let the keyboard choose from the list, as soon as there is one."""
        self._is_awaited = self._found is None
        if not self._is_awaited:
            self.view.setFocus()

    def forget(self) -> None:
        """Close the reasons and empty the field: it is about another gap now."""
        self._is_awaited = False
        self._opened.clear()
        self._words = []
        self.field.clear()

    def choose(self, key: str) -> None:
        """Put the list on somebody."""
        at = self.model.place_of(key)
        if at >= 0:
            self.view.setCurrentIndex(self.model.index(at))

    def _show(self) -> None:
        if self._found is None:
            return
        at = self.view.currentIndex()
        before = self.model.entries[at.row()].key if at.isValid() else ""
        self.model.replace(entries(self._found, self._words, self._opened, self._keeping))
        if self.model.place_of(before) < 0:
            kinds = (EntryKind.CAN, EntryKind.CANNOT) if self._words else (EntryKind.CAN,)
            first = (each for each in self.model.entries if each.kind in kinds)
            before = next((each.key for each in first), "")
        self.choose(before)
        self.picked.emit()

    def _search(self, said: str) -> None:
        self._words = said.split()
        self._show()

    def _clicked(self, index: QModelIndex) -> None:
        if self.model.entries[index.row()].kind is EntryKind.REASON:
            self._open()

    def _open(self) -> None:
        at = self.view.currentIndex()
        if not at.isValid():
            return
        entry = self.model.entries[at.row()]
        if entry.kind is EntryKind.REASON:
            self._opened ^= {entry.key.removeprefix("reason ")}
            self._show()
        elif entry.person is not None:
            self.opened.emit()


class _PeopleView(QListView):
    """Emits ``entered_`` at Enter."""

    entered_ = Signal()

    def __init__(self, model: PeopleModel) -> None:
        super().__init__()
        self.setObjectName("people")
        self.setAccessibleName(self.tr("People who can cover, and those who cannot"))
        self.setModel(model)
        self.setItemDelegate(PersonDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open what the list is on at Enter."""
        if event.key() in (Key.Key_Return, Key.Key_Enter):
            self.entered_.emit()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the words anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()
