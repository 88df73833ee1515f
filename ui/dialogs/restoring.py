"""Putting a backup back: asked once with what will be missing, and looked at afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from rota.domain.backups import Backup, Lost, Restored
from rota.domain.changes import Changes
from rota.services.backups import confirm_restored
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.models.table import Column, TableModel
from ui.theme import space
from ui.widgets.labels import paragraph
from ui.widgets.table_view import TableView


def _tr(text: str) -> str:
    return QCoreApplication.translate("restoring", text)


class RestoreDialog(ErrandDialog):
    """Puts a backup in the place of the open file; ``restored`` is called once it is there."""

    def __init__(
        self,
        desk: Desk,
        backup: Backup,
        since: int,
        restored: Callable[[], None],
        parent: QWidget | None,
    ) -> None:
        super().__init__(desk, _tr("Put back a backup"), _tr("&Put it back"), parent)
        self.setObjectName("dialog_restore")
        self._backup, self._restored = backup, restored
        said = _tr(
            "The hospital goes back to {when}. {since} What is there now is not deleted: it is set "
            "aside beside the file. The window closes for it and opens again, and no letter goes "
            "out until somebody has looked at what is missing."
        )
        text = paragraph(said.format(when=formats.moment(backup.at), since=_since(since)))
        text.setMinimumWidth(space(105))
        self.body.addWidget(text)

    def work(self) -> Save:
        """Put it back."""
        storage, path = self._desk.storage, self._backup.path

        def put_back() -> Changes:
            storage.restore(path)
            return Changes()

        return put_back

    def _done(self, changes: Changes) -> None:
        super()._done(changes)
        self._restored()


def _since(number: int) -> str:
    if number <= 0:
        return _tr("Nothing was done since.")
    if number == 1:
        return _tr("One thing was done since; it will be missing.")
    return _tr("{number} things were done since; they will be missing.").format(
        number=f"{number:,}"
    )


class LackingDialog(ErrandDialog):
    """Shows what the file does not know since a backup was put back; to confirm lets letters go."""

    def __init__(self, desk: Desk, found: Restored, parent: QWidget | None) -> None:
        title, button = _tr("After a backup was put back"), _tr("I have looked: letters may go")
        super().__init__(desk, title, button, parent)
        self.setObjectName("dialog_lacking")
        self.cancel.setText(_tr("Not yet"))
        text = paragraph(lacking_words(found))
        text.setMinimumWidth(space(105))
        self.body.addWidget(text)
        if found.lost:
            columns: tuple[Column[Lost], ...] = (
                Column(_tr("When"), lambda row: formats.moment(row.at), lambda row: row.at),
                Column(_tr("Who"), lambda row: row.who),
                Column(_tr("What was done"), lambda row: row.text or row.action, width=50),
                Column(
                    _tr("Went out"),
                    lambda row: _tr("yes") if row.is_outward else "",
                    tone=lambda row: Tone.WARNING if row.is_outward else None,
                    width=10,
                ),
            )
            rows = _outward_first(found.lost)
            self.model = TableModel(columns, lambda row: row, rows, parent=self)
            table = TableView(self.model, _tr("What this file does not know"), name="view_lacking")
            table.setMinimumSize(space(200), space(60))
            self.body.addWidget(table, 1)

    def work(self) -> Save:
        """Let letters go out again."""
        storage, tools = self._desk.storage, self._desk.tools
        return lambda: confirm_restored(storage, lambda *said: tools.typesetter().cut(*said))


def _outward_first(lost: Sequence[Lost]) -> tuple[Lost, ...]:
    return tuple(sorted(lost, key=lambda each: (not each.is_outward, each.entry)))


def lacking_words(found: Restored) -> str:
    """Say what was put back, and what is known of what it lacks."""
    when = "" if found.backup_at is None else formats.moment(found.backup_at)
    said = (
        _tr("The backup of {when} was put back.").format(when=when)
        if when
        else _tr("A backup was put back.")
    )
    if found.lost is None:
        more = _tr(
            "What was done after it cannot be read. Letters may have gone out and calls been made "
            "that this file does not know: ask those who worked then before you send any."
        )
    else:
        out = sum(each.is_outward for each in found.lost)
        more = _tr("{out} of {number} things that are missing went out.").format(
            out=f"{out:,}", number=f"{len(found.lost):,}"
        )
        more += " " + _tr(
            "This was done after it and is not in this file. Letters that went out are not known "
            "here: enter again what counts before you send any."
        )
    return f"{said} {more}"
