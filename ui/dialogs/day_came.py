"""Somebody came who was not down for it: find them on the staff list and tick them in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from rota.domain.duties import Service
from rota.domain.errors import Refused
from rota.domain.people import StaffMember
from rota.services.ports import Storage
from ui import formats
from ui.desk import Desk
from ui.dialogs.day_flag import chosen_service, service_box
from ui.dialogs.errand import ErrandDialog, Save
from ui.models.name_words import all_begin, words_of
from ui.models.people import who_words
from ui.theme import space
from ui.widgets.labels import text_label
from ui.widgets.search_field import SearchField

MOST = 60
"""So many people are listed; a longer list is better searched again."""


class CameDialog(ErrandDialog):
    """Emits ``came`` with the person and the service's id; the page ticks and saves."""

    came = Signal(object, object)

    def __init__(
        self,
        desk: Desk,
        services: Sequence[Service],
        chosen: int | None,
        words: str,
        parent: QWidget | None,
    ) -> None:
        super().__init__(desk, "Somebody else came", "Tick in", parent)
        self.setObjectName("dialog_came")
        self._people: list[tuple[tuple[str, ...], StaffMember]] = []
        self.field = SearchField(self.tr("Find anybody on the staff list"))
        self.field.setObjectName("find_anybody")
        self.field.setText(words)
        self.people = QListWidget()
        self.people.setObjectName("anybody")
        self.people.setAccessibleName(self.tr("People found"))
        self.people.setMinimumSize(space(110), space(60))
        self.service = service_box(services, chosen)
        label = text_label(self.tr("Came to &service"))
        label.setBuddy(self.service)
        at = QHBoxLayout()
        at.setSpacing(space(2))
        at.addWidget(label)
        at.addWidget(self.service, 1)
        self.found = text_label(self.tr("Reading the staff list…"), muted=True)
        self.body.addWidget(self.field)
        self.body.addWidget(self.people, 1)
        self.body.addWidget(self.found)
        self.body.addLayout(at)
        self.field.textChanged.connect(self._show)
        self.field.went_down.connect(self._to_list)
        self.people.itemActivated.connect(lambda _item: self.go())
        self.people.currentRowChanged.connect(lambda _at: self._look())
        self._look()
        self.field.setFocus()
        desk.jobs.run(partial(_staff, desk.storage), self._take)

    @property
    def person(self) -> StaffMember | None:
        """Who is chosen."""
        item = self.people.currentItem()
        chosen = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return chosen if isinstance(chosen, StaffMember) else None

    def work(self) -> Save:
        """Not used: the page saves the tick as it saves every other."""
        raise Refused("nobody_chosen", self.tr("Choose a person first."))

    def go(self) -> None:
        """Hand over who came, and close."""
        person = self.person
        if person is None:
            super().go()
            return
        self.came.emit(person, chosen_service(self.service))
        self.accept()

    def _take(self, staff: list[StaffMember]) -> None:
        self._people = [(words_of(f"{who_words(each)} {each.department}"), each) for each in staff]
        self._show()

    def _show(self) -> None:
        said = words_of(self.field.text())
        found = [each for words, each in self._people if all_begin(said, words)]
        self.people.clear()
        for person in found[:MOST]:
            item = QListWidgetItem(f"{who_words(person)} · {person.department}")
            item.setData(Qt.ItemDataRole.UserRole, person)
            self.people.addItem(item)
        self.people.setCurrentRow(0 if found else -1)
        if self._people:
            counted = formats.count(len(found), "person", "people")
            more = self.tr(" Type more of the name.") if len(found) > MOST else ""
            self.found.setText(self.tr("{n} found.").format(n=counted) + more)
        self._look()

    def _to_list(self) -> None:
        self.people.setFocus()

    def _look(self) -> None:
        self.save.setEnabled(self.person is not None)


def _staff(storage: Storage) -> list[StaffMember]:
    with storage.read() as work:
        staff = work.people.staff.all()
    return sorted(staff, key=lambda each: (each.surname.casefold(), each.forename.casefold()))
