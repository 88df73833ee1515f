"""Keeping in the history who looked at lists of people.

Only where people sign in. Nothing waits for it, and nothing is said should it fail.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot

from rota.domain.permissions import See, may_see
from rota.services.looking import Looked, day_part, note_look
from ui.desk import Desk
from ui.main_window import MainWindow

SHOWN = {
    "page_people": (Looked.DECLARATIONS, See.DECLARATIONS),
    "page_appointments": (Looked.PATIENTS, See.VISITS),
    "page_letters": (Looked.PATIENTS, See.PATIENTS),
}
"""The pages that list people, what a look at them is, and what the user must be able to see.

Review counts patients and lists none.
"""


class Looks(QObject):
    """Notes the pages that are gone to: one look of a kind for each part of the day."""

    def __init__(self, desk: Desk, window: MainWindow) -> None:
        super().__init__(window)
        self._desk, self._window = desk, window
        self._noted: set[tuple[Looked, str]] = set()
        if not desk.storage.user.is_open:
            window.stack.currentChanged.connect(self._shown)
            self._shown()

    @Slot()
    def _shown(self) -> None:
        looked, see = SHOWN.get(self._window.current_page.object_name, (None, None))
        storage = self._desk.storage
        if looked is None or see is None or not may_see(storage.user, see):
            return
        look = (looked, day_part(storage.present())[1])
        if look not in self._noted:
            self._noted.add(look)
            self._desk.jobs.run(partial(note_look, storage, looked), _ignore, _ignore)


def _ignore(_done: object) -> None:
    pass
